"""`aws:`: the account and region of the deployment."""

from slslint.values.value import Known, Step, Value
from slslint.variables.address import scalar_at
from slslint.variables.call import Answer, Call, Task, carried


def ask(call: Call) -> Task[Answer]:
    """`accountId`, `region` and, in version 4, `partition`; version 4 takes anything else for an SSM parameter."""
    if not call.is_known:
        return call.hidden()
    if call.address == "accountId":
        return call.unknown("the account is known after the deploy", "acct", deps=frozenset(("remote:aws",)))
    if call.address == "region":
        region: Answer = yield _region(call)
        return region
    if not call.address:
        return call.malformed("address", "`${aws:accountId}` or `${aws:region}` is meant")
    version = call.resolution.version
    if version != "3" and call.address == "partition":
        return call.unknown("the partition is known after the deploy", "partition", deps=frozenset(("remote:aws",)))
    if is_policy_variable(call.source.type, call.address) and len(call.variable.sources) == 1:
        return policy_variable(call)
    if version == "3":
        message = f"`aws` has `accountId` and `region`, not `{call.address}`"
        return call.malformed("address", message)
    return call.remote("what lies in AWS is not known offline")


def _region(call: Call) -> Task[Answer]:
    """`--region`, then `provider.region`, then what the machine says."""
    resolution = call.resolution
    call.deps |= {"opt:region"}
    if resolution.options.region is not None:
        return call.known(resolution.options.region, Step("opt", "region"))
    value: Value | None = yield scalar_at(resolution, ["provider", "region"], call.use)
    if value is not None and value.know != Known(None):
        return carried(value, call.use, Step("self", "provider.region"))
    return call.unknown("the region is not set", "region")


# fmt: off
_CONDITION_KEYS = frozenset((
    "calledvia", "calledviafirst", "calledvialast", "currenttime", "epochtime", "federatedprovider",
    "multifactorauthage", "multifactorauthpresent", "principalaccount", "principalarn", "principalisawsservice",
    "principalorgid", "principalorgpaths", "principalservicename", "principalservicenameslist", "principaltype",
    "referer", "requestedregion", "resourceaccount", "resourceorgid", "resourceorgpaths", "securetransport",
    "sourceaccount", "sourcearn", "sourceidentity", "sourceip", "sourceorgid", "sourceorgpaths", "sourcevpc",
    "sourcevpce", "tagkeys", "tokenissuetime", "useragent", "userid", "username", "viaawsservice", "vpcsourceip",
))
"""Global condition keys of IAM, in lower case (docs.aws.amazon.com, IAM user guide, AWS global condition keys)."""
_TAGS = ("principaltag/", "requesttag/", "resourcetag/")
_POLICY_SOURCES = frozenset((
    "accounts.google.com", "cognito-identity.amazonaws.com", "ec2", "graph.facebook.com", "iam", "iot", "kms", "ldap",
    "redshift", "saml", "secretsmanager", "sts", "transfer", "www.amazon.com",
))
# fmt: on
"""Prefixes of other policy variables; a dot stands in the names of identity providers."""


def is_policy_variable(source: str, address: str) -> bool:
    """Whether IAM, not the framework, is meant by `${source:address}`."""
    if source == "aws":
        key = address.lower()
        return key in _CONDITION_KEYS or key.startswith(_TAGS)
    return source in _POLICY_SOURCES


def policy_variable(call: Call) -> Value:
    """A policy variable that the framework takes for its own."""
    text = str(call.use.node.value)[call.variable.start : call.variable.end] if call.use.outer is None else call.label
    node = call.use.node
    backslash = "\\\\" if node.file.text.startswith('"', node.start) else "\\"
    right = f"${{!{text[2:]}" if call.use.sub or call.resolution.version == "4" else backslash + text
    message = f"the framework takes the policy variable `{text}` for its own and fails: write `{right}`"
    if right[0] == "$" and not call.use.sub:
        message += " in a `Fn::Sub`"
    return call.fail("policy-variable", message, reason="policy-variable", text=text, right=right, address=call.address)
