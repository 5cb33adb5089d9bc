"""Runtimes: which there are and how far Lambda still supports one, by a dated table."""

import re
from functools import cache
from typing import NamedTuple

from slslint.data import load

DEFAULTS = {"3": ("nodejs16.x",), "4": ("nodejs20.x",)}
"""What a function without a runtime gets, by the framework's major version (measured: 3.40; read in its sources: 4)."""


class Lifecycle(NamedTuple):
    """How far a runtime is on its way out, on the day of the table (`as_of`) and not on the clock of the machine.

    `deprecated` is the date on which that happened, empty where it has not. `successor` is the newest runtime of its
    kind, which may be this one. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
    """

    runtime: str
    deprecated: str
    create_blocked: bool
    update_blocked: bool
    successor: str


@cache
def lifecycle(runtime: str) -> Lifecycle | None:
    """What the table says of a runtime; None for one that it does not know."""
    table = load("runtimes")
    entry = table["runtimes"].get(runtime)
    if entry is None:
        return None
    dates: list[str] = [entry[event] or "9999" for event in ("deprecated", "createBlocked", "updateBlocked")]
    deprecated, create_blocked, update_blocked = (date <= table["as_of"] for date in dates)
    return Lifecycle(
        runtime, dates[0] if deprecated else "", create_blocked, update_blocked, entry["successor"] or runtime
    )


def runtimes() -> tuple[str, ...]:
    """The runtimes of the table, supported or not."""
    return tuple(load("runtimes")["runtimes"])


def may_be_runtime(name: str) -> bool:
    """Whether Lambda has, or had, this runtime; one that is newer than all of its kind in the table may be there."""
    known = runtimes()
    if name in known:
        return True
    form, version = _form(name), _version(name)
    alike = [_version(each) for each in known if _form(each) == form]
    return bool(alike) and version > max(alike)


def _form(name: str) -> str:
    """What runtimes of one kind share: `python0.0`, `nodejs0.x`."""
    return re.sub(r"\d+", "0", name)


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(number[:9]) for number in re.findall(r"\d+", name))
