"""`strToBool(…)`: true or false from a text."""

from slslint.values.value import Known, Map, Seq, Typed, Value, scalar_text
from slslint.variables.call import Answer, Call
from slslint.variables.evaluate import list_text

_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def ask(call: Call) -> Answer:
    """The truth value of the first parameter."""
    if not call.params and call.address and call.resolution.version != "3":
        return call.hidden()  # version 4 reads the address, `${strToBool:true}`
    given = call.params[0] if call.params else None
    know = given.know if given else Known(None)
    if given is not None and isinstance(know, Seq) and (listed := list_text(given)) is not None:
        know = Known(listed)
    if isinstance(know, Map):
        return call.malformed("bool", "strToBool needs a text: `true`, `false`, `1` or `0`")
    if not isinstance(know, Known):
        assert given is not None
        return Value(Typed("boolean"), call.use.node, (), given.deps)
    if know.value is None:
        message = "strToBool has nothing to read: a bare `0` or `false` counts as none, put it in quotes"
        return call.malformed("bool", message)
    text = scalar_text(know.value).strip().lower()
    if text not in _TRUTH:
        return call.malformed("bool", f"strToBool reads `true`, `false`, `1` and `0`, not `{text}`", value=text)
    assert given is not None
    return Value(Known(_TRUTH[text]), call.use.node, given.trail, given.deps)
