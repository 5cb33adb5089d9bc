"""Assignments to the context object: `callbackWaitsForEmptyEventLoop`, in every way that it is written."""

from collections.abc import Iterator
from functools import lru_cache

from slslint.handlers.evaluate import Evaluator
from slslint.handlers.function import FLAG
from slslint.handlers.notes import Flag, Here
from slslint.handlers.thing import CONTEXT, External, Func, Literal, Member, Obj, Role, Thing, role, truth
from slslint.source.script.syntax import Syntax, property_name, unwrapped

_NEAR = 9


def assigned(node: Syntax, here: Here, evaluator: Evaluator) -> Iterator[Flag]:
    """What an assignment sets on the context: `context.x = …`, `context['x'] &&= …`."""
    left, right = node.get("left"), node.get("right")
    if left is None or right is None:
        return
    left = unwrapped(left)
    of, key = left.get("object"), left.get("property") or left.get("index")
    if of is None or key is None:
        return
    name = property_name(key) if left.kind == "member_expression" else _text(key, here, evaluator)
    effective = _is_false(right, here, evaluator)
    if "||=" in node.marks or "??=" in node.marks:
        effective = False  # the flag is true before, and stays
    if name is not None:
        yield from _set(name, evaluator.value(of, here.module, here.env), node, key, here, effective)


def called(name: str, node: Syntax, given: list[Syntax], here: Here, evaluator: Evaluator) -> Iterator[Flag]:
    """What `Object.assign(context, {…})` or `Reflect.set(context, name, value)` sets on the context."""
    owner = evaluator.value(given[0], here.module, here.env)
    if name == "Reflect.set":
        key = _text(given[1], here, evaluator) if len(given) == 3 else None
        if key is not None:
            yield from _set(key, owner, node, given[1], here, _is_false(given[2], here, evaluator))
        return
    for source in given[1:]:
        literal = evaluator.value(source, here.module, here.env)
        if not isinstance(literal, Obj):
            if not isinstance(literal, Role):
                yield from _set(FLAG, owner, node, given[0], here, None)
            continue
        there = Here(literal.module, literal.env, here.region)
        for child in literal.node.children:
            key, value = child.get("key"), child.get("value")
            spelled = property_name(key) if key is not None else None
            if key is not None and value is not None and spelled is not None:
                yield from _set(spelled, owner, node, key, there, _is_false(value, there, evaluator))


def _set(name: str, owner: Thing, node: Syntax, key: Syntax, here: Here, effective: bool | None) -> Iterator[Flag]:
    if role(owner) == CONTEXT:
        yield Flag(name, node, key, here, effective)
    elif name == FLAG and not isinstance(owner, Role | Obj | External | Member | Func):
        # It may be the context, by a way that is not followed.
        yield Flag(name, node, key, here, False if effective is False else None)


def _is_false(node: Syntax, here: Here, evaluator: Evaluator) -> bool | None:
    known = truth(evaluator.value(node, here.module, here.env))
    return None if known is None else not known


def _text(node: Syntax, here: Here, evaluator: Evaluator) -> str | None:
    thing = evaluator.value(node, here.module, here.env)
    return thing.value if isinstance(thing, Literal) and isinstance(thing.value, str) else None


@lru_cache
def is_misspelled(name: str) -> bool:
    """Whether a property's name is meant to be the flag, and is not: near it, letter case aside.

    Seen in public code: callbackWaitForEmptyEventLoop, callbackWaitsForEmptyLoop, callbackWaitsForEventLoop.
    """
    if name == FLAG or not len(FLAG) - _NEAR <= len(name) <= len(FLAG) + _NEAR:
        return False
    return _distance(name.lower(), FLAG.lower()) <= _NEAR


def _distance(one: str, other: str) -> int:
    """The number of letters to insert, drop or change between two words."""
    before = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        now = [row]
        for column, right in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (left != right)))
        before = now
    return before[-1]
