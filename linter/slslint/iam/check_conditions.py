"""Rules 32 to 36 and 39: the keys of conditions, and the values that they are compared with.

IAM User Guide, "AWS global condition context keys" (which keys there are, their types, which hold several values),
"Condition operators", and the Access Analyzer checks of the same.
"""

from collections.abc import Iterator

from slslint.iam.check_resources import check_variables
from slslint.iam.conditions import Parsed, date_of, number_of, parse_operator
from slslint.iam.policy import Item, PolicyDocument, Statement, Test
from slslint.iam.report import ERROR, INFO, WARNING, problem
from slslint.source.problem import Problem
from slslint.suggest import closest

# The global keys and their types, as of 2025; those with `[]` hold several values.
_TYPES = {
    "string": """aws:CalledViaFirst aws:CalledViaLast aws:FederatedProvider aws:PrincipalAccount aws:PrincipalOrgID
        aws:PrincipalServiceName aws:PrincipalTag aws:PrincipalType aws:referer aws:RequestedRegion aws:RequestTag
        aws:ResourceAccount aws:ResourceOrgID aws:ResourceTag aws:SourceAccount aws:SourceIdentity aws:SourceOrgID
        aws:SourceVpc aws:SourceVpce aws:userid aws:username aws:UserAgent aws:VpceAccount aws:VpceOrgID""",
    "string[]": """aws:CalledVia aws:PrincipalOrgPaths aws:PrincipalServiceNamesList aws:ResourceOrgPaths
        aws:SourceOrgPaths aws:TagKeys aws:VpceOrgPaths""",
    "arn": "aws:ChatbotSourceArn aws:Ec2InstanceSourceVPC aws:PrincipalArn aws:SourceArn aws:SourceVpcArn",
    "ip": "aws:Ec2InstanceSourcePrivateIPv4 aws:SourceIp aws:VpcSourceIp",
    "bool": """aws:AssumedRoot aws:MultiFactorAuthPresent aws:PrincipalIsAWSService aws:SecureTransport
        aws:ViaAWSMCPService aws:ViaAWSService""",
    "numeric": "aws:MultiFactorAuthAge",
    "date": "aws:CurrentTime aws:EpochTime aws:TokenIssueTime",
}
KEYS = {name.lower(): (name, kind) for kind, names in _TYPES.items() for name in names.split()}

_FITTING = {
    "string": ("string", "binary", "arn"),
    "string[]": ("string", "arn"),
    "arn": ("arn", "string"),
    "ip": ("ip",),
    "bool": ("bool", "string"),
    "numeric": ("numeric", "string"),
    "date": ("date", "numeric"),
}
# Addresses that do not occur on the internet (RFC 1918).
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


def check_conditions(document: PolicyDocument, statement: Statement) -> Iterator[Problem]:
    """What is wrong with the condition of a statement, its form apart."""
    for test in statement.condition.tests if statement.condition else ():
        parsed = parse_operator(test.operator)
        if parsed is None:
            continue
        yield from _key(test, parsed, statement)
        for item in test.values:
            if item.text is not None:
                yield from _value(document, test, parsed, item, item.text)
        yield from _addresses(test, parsed)


def _key(test: Test, parsed: Parsed, statement: Statement) -> Iterator[Problem]:
    at = test.cursor.key_at
    prefix, colon, name = test.key.partition(":")
    base = test.key.partition("/")[0].lower()
    if not colon or not name:
        yield problem(32, ERROR, f"a condition key is `service:name`, not `{test.key}`", at)
        return
    known = KEYS.get(base)
    if prefix.lower() == "aws" and known is None:
        near = closest(base, KEYS)
        hint = f"; did you mean `{KEYS[near][0]}`?" if near else ""
        yield problem(32, ERROR if near else INFO, f"there is no global condition key `{test.key}`{hint}", at)
    elif _is_of_other_service(prefix.lower(), statement):
        message = f"requests to execute-api have no key `{test.key}`; a test of it holds always or never"
        yield problem(32, ERROR, message, at)
    if known is None or parsed.operator.family == "null":
        return
    _, kind = known
    if parsed.operator.family not in _FITTING[kind]:
        message = f"`{test.key}` is no {parsed.operator.family}: compare it with an operator for {kind.rstrip('[]')}s"
        yield problem(33, WARNING, message, at)
    if parsed.qualifier == "forallvalues" and not kind.endswith("[]") and statement.effect == "Allow":
        message = f"`{test.key}` has one value at most, and ForAllValues holds where there is none; leave it out"
        yield problem(36, WARNING, message, at)


def _is_of_other_service(prefix: str, statement: Statement) -> bool:
    """Whether a key belongs to a service of which none of the actions is, all being execute-api's."""
    actions = statement.actions
    if actions is None or actions.negated or not actions.items:
        return False
    if any((item.text or "").partition(":")[0].lower() != "execute-api" for item in actions.items):
        return False
    return prefix in ("s3", "dynamodb", "ec2", "iam", "kms", "sqs", "sns", "lambda", "apigateway", "logs", "ssm")


def _value(document: PolicyDocument, test: Test, parsed: Parsed, item: Item, text: str) -> Iterator[Problem]:
    at = item.cursor.value_at
    family = parsed.operator.family
    if "${" in text:
        if family in ("string", "arn"):
            yield from check_variables(document, text, at)
        else:
            yield problem(39, ERROR, f"there are no policy variables in what `{test.operator}` compares with", at)
        return
    if parsed.operator.name in ("StringEquals", "StringNotEquals") and ("*" in text or "?" in text):
        other = parsed.operator.name.replace("Equals", "Like")
        message = f"`{text}` is compared character by character; for wildcards take {other}"
        yield problem(34, WARNING, message, at)
    wanted = _wanted(family, text)
    if wanted is not None:
        yield problem(33, ERROR, f"`{test.operator}` compares with {wanted}, not with `{text}`", at)


def _wanted(family: str, text: str) -> str | None:
    """What a value should have been; None where it is right."""
    if family in ("null", "bool"):
        return None if text.lower() in ("true", "false") else "true or false"
    if family == "numeric":
        return None if number_of(text) is not None else "a number"
    if family == "date":
        return None if date_of(text) is not None or text.isdigit() else "a date such as 2025-01-31T00:00:00Z"
    if family == "ip":
        return None if _network(text) is not None else "an address or a range such as 203.0.113.0/24"
    return None


def _network(text: str) -> object | None:
    from ipaddress import ip_network

    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _addresses(test: Test, parsed: Parsed) -> Iterator[Problem]:
    """Rule 35: what API Gateway sees of a caller is its public address."""
    if test.key.lower() != "aws:sourceip" or parsed.operator.family != "ip":
        return
    private = [item for item in test.values if item.text is not None and _is_private(item.text)]
    severity = ERROR if len(private) == len(test.values) and not parsed.operator.negated else WARNING
    for item in private:
        message = f"`{item.text}` is a private range, and aws:SourceIp is the caller's public address"
        yield problem(35, severity, message, item.cursor.value_at)


def _is_private(text: str) -> bool:
    from ipaddress import IPv4Network, ip_network

    block = _network(text)
    return isinstance(block, IPv4Network) and any(
        block.subnet_of(whole) for whole in map(ip_network, _PRIVATE) if isinstance(whole, IPv4Network)
    )
