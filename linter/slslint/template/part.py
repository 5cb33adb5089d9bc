"""Parts of a template: CloudFormation as plain data, each piece with the place where it was written."""

import re
from typing import Any, NamedTuple, cast

from slslint.source.node import Scalar
from slslint.source.pointer import Pointer

_WORD = re.compile("[0-9A-Za-z]+")


class Part:
    """A scalar, a map (name to the key's place and the part), or a list.

    `at` is where it was written; None for what the framework generates, or stands in for something unknown. `hidden`:
    a piece of it is not known. `derived`: a piece of it is not written as it is but comes from a variable. `open`: a
    map that may have keys which are not known. `origin` is where a value is written that is used at `at`.
    """

    __slots__ = ("at", "data", "derived", "hidden", "open", "origin")

    def __init__(
        self,
        data: "Scalar | dict[str, tuple[Pointer | None, Part]] | list[Part]",
        at: Pointer | None = None,
        *,
        hidden: bool = False,
        derived: bool = False,
        open: bool = False,
        origin: Pointer | None = None,
    ) -> None:
        self.data = data
        self.at = at
        self.hidden = hidden
        self.derived = derived
        self.open = open
        self.origin = origin

    @property
    def entries(self) -> "dict[str, tuple[Pointer | None, Part]]":
        """The entries of a map; empty for anything else."""
        return self.data if isinstance(self.data, dict) else {}

    @property
    def items(self) -> "list[Part]":
        """The items of a list; empty for anything else."""
        return self.data if isinstance(self.data, list) else []

    def get(self, name: str) -> "Part | None":
        """The part under a key, if there is one."""
        entry = self.entries.get(name)
        return entry[1] if entry is not None else None


class Place(NamedTuple):
    """Where a numbered key or value was written, and the part: of a key the one below it."""

    at: Pointer | None
    part: Part


def generated(data: Any) -> Part:
    """Plain data as a part that nobody wrote; parts within it stay what they are."""
    if isinstance(data, Part):
        return data
    if isinstance(data, dict):
        fields = cast("dict[str, Any]", data)
        entries: dict[str, tuple[Pointer | None, Part]] = {
            name: (None, generated(value)) for name, value in fields.items()
        }
        return Part(entries, hidden=any(part.hidden for _, part in entries.values()))
    if isinstance(data, list):
        items = [generated(item) for item in cast("list[Any]", data)]
        return Part(items, hidden=any(part.hidden for part in items))
    return Part(data)


def merged(base: Part, over: Part) -> Part:
    """`over` laid upon `base` as the framework does: maps key by key, lists index by index, else the later one."""
    if isinstance(base.data, dict) and isinstance(over.data, dict):
        entries = dict(base.data)
        for name, (key, part) in over.data.items():
            known = entries.get(name)
            entries[name] = (key, merged(known[1], part) if known is not None else part)
        data: Any = entries
    elif isinstance(base.data, list) and isinstance(over.data, list):
        both = zip(base.data, over.data, strict=False)
        shorter, longer = sorted((base.data, over.data), key=len)
        data = [*(merged(*pair) for pair in both), *longer[len(shorter) :]]
    else:
        return over
    hidden, derived, more = base.hidden or over.hidden, base.derived or over.derived, base.open or over.open
    return Part(data, over.at, hidden=hidden, derived=derived, open=more, origin=over.origin)


def words_of(part: Part) -> set[str]:
    """The words of every text below a part: any of them may be a logical id."""
    found: set[str] = set()
    stack = [part]
    while stack:
        part = stack.pop()
        stack += [*(each for _, each in part.entries.values()), *part.items]
        if isinstance(part.data, str):
            found.update(_WORD.findall(part.data))
    return found


def numbered(part: Part) -> tuple[Any, tuple[Place, ...]]:
    """The plain data, and the places of its nodes by number: from 0, a key before its value, outer before inner."""
    places: list[Place] = []
    return _plain(part, places), tuple(places)


def _plain(part: Part, places: list[Place]) -> Any:
    places.append(Place(part.at, part))
    if isinstance(part.data, dict):
        found: dict[str, Any] = {}
        for name, (key, value) in part.data.items():
            places.append(Place(key, value))
            found[name] = _plain(value, places)
        return found
    if isinstance(part.data, list):
        return [_plain(item, places) for item in part.data]
    return part.data
