"""`opt:`: an option of the command line."""

from slslint.values.value import Step
from slslint.variables.call import Answer, Call


def ask(call: Call) -> Answer:
    """The option; without an address all of them."""
    if not call.is_known:
        return call.hidden()
    name = call.address
    options = call.resolution.options
    if name == "stage":
        call.deps |= {"stage", "opt:stage"}
        value = call.resolution.given
    else:
        call.deps |= {f"opt:{name}"}
        value = options.region if name == "region" else options.opts.get(name)
    if not name:
        return call.unknown("the options of the command line are not known", deps=frozenset(("stage",)))
    if value is not None:
        return call.known(value, Step("opt", name))
    call.miss = {
        "source": "opt",
        "name": name,
        "address": name,
        "message": f"`--{name}` is not given; a fallback makes it optional: `${{opt:{name}, 'value'}}`",
    }
    return None
