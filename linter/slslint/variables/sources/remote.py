"""`cf:`, `ssm:`, `s3:`: what lies in AWS and is looked up during the deploy."""

from slslint.variables.call import Answer, Call

_FORMS = {
    "cf": (".", "a stack and an output, `${cf:stack.Output}`"),
    "s3": ("/", "a bucket and a key, `${s3:bucket/key}`"),
    "ssm": ("", "a parameter, `${ssm:/path}`"),
}


def ask(call: Call) -> Answer:
    """An unknown, if the address can be one."""
    if not call.is_known:
        return call.remote(f"`${{{call.label}}}` is not known offline")
    mark, form = _FORMS[call.source.type]
    if not call.address or mark not in call.address:
        if call.source.type == "s3" and call.address and len(call.variable.sources) == 1:
            from slslint.variables.sources.aws import policy_variable

            return policy_variable(call)
        # Version 4 goes on to a fallback.
        if call.resolution.version == "3" or not call.address or len(call.variable.sources) == 1:
            return call.malformed("address", f"`{call.source.type}` names {form}", address=call.address)
    return call.remote(f"`${{{call.label}}}` is not known offline")
