"""Values that may be one of several: taking choices apart, putting them together, strings built of them."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from slslint.intrinsics.scope import Scope
from slslint.intrinsics.strings import Atoms, Piece, label, pieces
from slslint.values.value import Atom, Hole, Known, OneOf, Text, Unknown, Value, scalar_text, text_of

WIDEST = 8
"""How many values a OneOf may hold."""
MAX_LENGTH = 65_536
"""How many characters a string may grow to."""
DYNAMIC = "{{resolve:"
"""How a dynamic reference starts: CloudFormation reads `{{resolve:ssm:…}}` inside any string."""

Key = TypeVar("Key", bound=Hashable)


class Beyond(Exception):
    """A bound of the evaluation is exceeded."""


def unknown(scope: Scope, value: Value, why: str, hole: Hole | None = None) -> Value:
    """Nothing is known of `value`."""
    return Value(Unknown(why, hole=hole or scope.hole_of(value)), value.at)


def options(value: Value) -> list[Value]:
    """The values that `value` may be, choices among choices laid flat."""
    found: list[Value] = []
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value.know, OneOf):
            stack += reversed(value.know.options)
        else:
            found.append(value)
    return found


def union(scope: Scope, values: Iterable[Value], at: Value) -> Value:
    """One of several values, equal ones taken once; unknown beyond WIDEST."""
    distinct: dict[Hashable, Value] = {}
    for value in values:
        for option in options(value):
            distinct.setdefault(_identity(option), option)
    found = tuple(distinct.values())
    if len(found) == 1:
        return found[0]
    if 0 < len(found) <= WIDEST:
        return Value(OneOf(found), at.at)
    return unknown(scope, at, "one of many values" if found else "no value is known")


def _identity(value: Value) -> Hashable:
    """What is the same for two values that certainly are."""
    know = value.know
    if isinstance(know, Known):
        return type(know.value), know.value  # the type counts: to Python, 1 equals True
    if isinstance(know, Text):
        return know.atoms
    return know.hole if isinstance(know, Unknown) and know.hole is not None else id(value)


def present(scope: Scope, value: Value, default: Value) -> Value:
    """`value`, with `default` where it may be null or AWS::NoValue."""
    return union(scope, [default if option.know == Known(None) else option for option in options(value)], value)


def atoms(scope: Scope, value: Value) -> list[Atoms | None]:
    """What an evaluated value may be inside a string: None for AWS::NoValue, a hole for what is no string."""
    found: dict[Atoms | None, None] = {}
    for option in options(value):
        know = option.know
        if isinstance(know, Text):
            found[know.atoms] = None
        elif isinstance(know, Known):
            found[None if know.value is None else (scalar_text(know.value),)] = None
        else:
            found[(scope.hole_of(option),)] = None
    return [*found] if len(found) <= WIDEST else [(scope.hole_of(value),)]


def settled(scope: Scope, parts: Iterable[Atom]) -> Known | Text:
    """A string, its dynamic references being holes."""
    found = pieces(tuple(parts), DYNAMIC, "}}")
    return text_of([scope.hole(f"resolve:{label(part.inner)}") if isinstance(part, Piece) else part for part in found])


def string(scope: Scope, choices: Iterable[Iterable[Atom]], at: Value) -> Value:
    """A string that is one of several."""
    return union(scope, [Value(settled(scope, choice), at.at) for choice in choices], at)


def built(
    scope: Scope, parts: Mapping[Key, Value], build: Callable[[Mapping[Key, Atoms | None]], list[Atom]], at: Value
) -> Value:
    """The string that `build` makes of evaluated parts, for each way to choose them; raises Beyond.

    Where the ways would be more than WIDEST, a part is taken as unknown.
    """
    ways: list[dict[Key, Atoms | None]] = [{}]
    for key, part in parts.items():
        choices = atoms(scope, part)
        if len(choices) * len(ways) > WIDEST:
            choices = [(scope.hole_of(part),)]
        if len(choices) > 1:
            ways = [{**way, key: choice} for way in ways for choice in choices]
        else:
            for way in ways:
                way[key] = choices[0]
    strings = [build(way) for way in ways]
    if any(sum(len(atom) for atom in each if isinstance(atom, str)) > MAX_LENGTH for each in strings):
        raise Beyond
    return string(scope, strings, at)
