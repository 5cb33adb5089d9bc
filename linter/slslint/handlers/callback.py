"""Lambda's callback: what a call of it reports, and what becomes of it when it is handed on."""

from typing import NamedTuple

from slslint.handlers.evaluate import Evaluator
from slslint.handlers.function import FLAG
from slslint.handlers.notes import Answer, Here
from slslint.handlers.region import AFTER, AWAIT, DROP, MAYBE, RETURN, Region, fate, promise_method
from slslint.handlers.tables import Entry, delegates, in_group, wrappers
from slslint.handlers.thing import External, Func, Instance, Literal, Made, Member, Obj, Role, Thing, is_nullish, steps
from slslint.source.script.syntax import Syntax, arguments, unwrapped

_ALWAYS_SET = frozenset(
    {
        "string",
        "template_string",
        "number",
        "true",
        "false",
        "new_expression",
        "object",
        "array",
        "arrow_function",
        "function_expression",
    }
)
_TIMERS = {"setTimeout": 2, "setImmediate": 1}


def answer(
    node: Syntax, given: list[Syntax], bound: tuple[Thing, ...], here: Here, evaluator: Evaluator
) -> Answer | None:
    """The success that a call with these arguments reports, surely or possibly; None where it reports an error."""
    if any(each.kind == "spread_element" for each in given):
        return Answer(node, here, False)
    failed = _is_failure(given, bound, here, evaluator)
    if failed is True or here.region.error:
        return None
    rest = given[max(1 - len(bound), 0) :]
    return Answer(node, here, failed is False, rest[0] if rest and len(bound) < 2 else None)


def _is_failure(given: list[Syntax], bound: tuple[Thing, ...], here: Here, evaluator: Evaluator) -> bool | None:
    """Whether the first argument reports an error, as anything but null and undefined does (measured)."""
    if not given and not bound:
        return False
    thing = bound[0] if bound else evaluator.value(given[0], here.module, here.env)
    if is_nullish(thing):
        return False
    if bound or len(given) == 1:
        return True  # `callback(err)`: whoever means success gives a second argument
    node = unwrapped(given[0])
    if node.kind in ("binary_expression", "ternary_expression"):
        return None if any(each.kind in ("null", "undefined", "identifier") for each in node.walk()) else True
    if node.kind in _ALWAYS_SET or isinstance(thing, Literal | Obj | Func | Instance):
        return True
    if isinstance(thing, Made) and thing.new:
        return True
    return None if node.kind in ("identifier", "member_expression") else True


class Handed(NamedTuple):
    """What is known of a callback that was handed on: whether it is followed, and the success that it leads to."""

    followed: bool
    answer: Answer | None = None


def handed(node: Syntax, index: int, role: Role, callee: Thing, here: Here, evaluator: Evaluator) -> Handed:
    """What the call at `node` does with the callback that it is handed as argument `index`."""
    given, region = arguments(node), here.region
    method = promise_method(node)
    if method:
        there = here._replace(region=region._replace(when=after(node, region)))
        if method == "finally" or (method == "then" and index == 0 and role.bound and is_nullish(role.bound[0])):
            return Handed(True, answer(given[index], [], role.bound, there, evaluator))
        return Handed(method == "catch" or index == 1)
    entry = delegate(callee)
    if entry is not None and index == entry["callback"]:
        way = _mode(entry, given, here, evaluator)
        return Handed(way is not None, Answer(node, here, True) if way == "callback" else None)
    timer = callee.path[0] if isinstance(callee, External) and len(callee.path) == 1 else ""
    if timer in _TIMERS and index == 0:
        late = region._replace(when=AFTER, late=region.late or node)
        rest = given[_TIMERS[timer] :]
        return Handed(True, answer(node, rest, role.bound, here._replace(region=late), evaluator))
    if index == 2 and _calls_back(callee):
        return Handed(True, Answer(node, here, True))
    if index == len(given) - 1 and not role.bound and in_group(callee, "asynchronous"):
        return Handed(True, Answer(node, here._replace(region=reported(node, region, True)), False))
    return Handed(False)


def after(call: Syntax, region: Region) -> int:
    """When what hangs on the promise of a call runs."""
    what = fate(call)
    if what == AWAIT:
        return region.when
    if what == RETURN:
        return region.promise
    return AFTER if what == DROP else max(region.when, MAYBE)


def reported(call: Syntax, region: Region, asynchronous: bool) -> Region:
    """The region of a function that a call is handed, to report back by."""
    late = asynchronous and fate(call) == DROP
    return region._replace(
        guarded=True,
        when=AFTER if late or region.when == AFTER else MAYBE,
        promise=MAYBE,
        late=region.late or (call if late else None),
    )


def delegate(callee: Thing) -> Entry | None:
    """The table's entry for a call that answers through the callback it is handed."""
    last = steps(callee)[-1]
    if not isinstance(last, External) or last.package not in delegates():
        return None
    name = callee.name if isinstance(callee, Member) else ".".join(last.path)
    return next((entry for entry in delegates()[last.package] if entry["call"] == name), None)


def leaves_flag(callee: Thing, evaluator: Evaluator) -> bool:
    """Whether code that is not followed leaves the flag alone when it is handed the context."""
    if delegate(callee) is not None or in_group(callee, "flag_unchanged"):
        return True
    if not isinstance(callee, Made) or not _calls_back(callee):
        return False
    options = [evaluator.value(each, callee.module, callee.env) for each in arguments(callee.site)[1:]]
    return all(isinstance(each, Obj) and evaluator.lookup(each, FLAG) is None for each in options)


def _calls_back(callee: Thing) -> bool:
    """Whether a call is one of a handler that a wrapper made, of a kind that always answers through the callback."""
    made = callee.callee if isinstance(callee, Made) else None
    if not isinstance(made, External):
        return False
    entries = [each for each in wrappers().get(made.package, ()) if ".".join(made.path) in each["calls"]]
    return bool(entries) and all(each.get("answers") == "callback" and each["inner"] is None for each in entries)


def _mode(entry: Entry, given: list[Syntax], here: Here, evaluator: Evaluator) -> str | None:
    """How a delegate answers, by the argument that says so."""
    index: int | None = entry.get("mode")
    if index is None:
        return "callback"
    if index >= len(given):
        return entry["modes"][""]
    thing = evaluator.value(given[index], here.module, here.env)
    return entry["modes"].get(thing.value) if isinstance(thing, Literal) else None
