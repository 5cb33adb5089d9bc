"""Variables without a value: what is said of them."""

from typing import Any

from slslint.source.problem import Problem
from slslint.values.value import Hole, Unknown, Value
from slslint.variables.call import Call, Use
from slslint.variables.grammar import Variable

_SUPPLIED = ("opt", "param")
"""Sources that the command line can always give a value, in the order in which they decide what a problem is."""
_USUAL = ("stage", "region")
"""Options that most deploys are given: where they are missing, nothing is wrong."""


def missing(variable: Variable, calls: list[Call], use: Use, deps: frozenset[str]) -> Value:
    """The value of a variable none of whose sources has one, and the problem that this is."""
    options = [call.address for call in calls if call.source.type == "opt"]
    usual = next((name for name in options if name in _USUAL), "")
    if not usual or len(options) < len(calls):
        decisive = next((call for kind in _SUPPLIED for call in calls if call.source.type == kind), calls[-1])
        report(decisive.miss | {"sources": tuple(call.source.type for call in calls)}, variable, use, calls[-1])
    if usual:
        hole = Hole(f"opt:{usual}", usual, calls[0].resolution.scope)
        return Value(Unknown(f"`--{usual}` is not given", None, hole), use.node, (), deps)
    return Value(Unknown("it has no value"), use.node, (), deps)


def report(miss: dict[str, Any], variable: Variable, use: Use, last: Call | None = None) -> None:
    """The problem `variable-missing`; several sources without a value are one problem."""
    data = dict(miss)
    message = data.pop("message")
    sources = data.setdefault("sources", (data["source"],))
    if len(sources) > 1 and last is not None:
        message = f"none of the sources has a value; the last one: {last.miss['message']}"
    data.setdefault("reason", "missing")
    start, end = use.span or (variable.start, variable.end)
    use.problems.append(Problem("variable-missing", message, use.pointer(start, end), (), data))
