"""`env:`: an environment variable, known only if it was given on purpose."""

from slslint.values.value import Step
from slslint.variables.call import Answer, Call, Open


def ask(call: Call) -> Answer:
    """The variable's text; unknown where it was not given."""
    if not call.is_known:
        return call.hidden()
    name = call.address
    if not name:
        return call.malformed("address", "the variable's name is missing: `${env:NAME}`")
    deps = frozenset((f"env:{name}",))
    options = call.resolution.options
    call.miss = {
        "source": "env",
        "name": name,
        "address": name,
        "message": f"the environment may not have `{name}`; a fallback helps: `${{env:{name}, 'value'}}`",
    }
    if name in options.env:
        return call.known(options.env[name], Step("env", name), deps)
    call.deps |= deps
    if options.env_complete:
        return None
    return Open(call.unknown(f"`${{env:{name}}}` is not known offline", scope="", deps=deps))
