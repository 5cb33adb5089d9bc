"""`env:`: an environment variable, known only if it was given on purpose."""

from slslint.values.value import Step
from slslint.variables.call import Answer, Call, Open

_STAGE = frozenset(("stage",))


def ask(call: Call) -> Answer:
    """The variable's text; unknown where it was not given, and certainly there where a `.env` file sets it."""
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
    if not call.resolution.staging and call.resolution.configuration.dotenv.sets(name, call.resolution.stage):
        call.miss = {}
        return call.unknown(
            f"`${{env:{name}}}` is set in a `.env` file, which is not looked into", scope="", deps=deps | _STAGE
        )
    call.deps |= deps
    if options.env_complete:
        return None
    return Open(call.unknown(f"`${{env:{name}}}` is not known offline", scope="", deps=deps))
