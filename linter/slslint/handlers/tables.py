"""The dated tables about packages, asked by what a call is."""

import os
from functools import cache
from typing import Any, cast

from slslint.data import load
from slslint.handlers.packages import Packages
from slslint.handlers.region import PROMISE_METHODS
from slslint.handlers.thing import External, Member, Thing, steps
from slslint.source.script.module import Module

Entry = dict[str, Any]


@cache
def wrappers() -> dict[str, list[Entry]]:
    """What makes handlers, by package."""
    return _by_package("wrappers", "wrappers")


@cache
def delegates() -> dict[str, list[Entry]]:
    """Calls that answer through the callback they are handed, by package."""
    return _by_package("wrappers", "delegates")


@cache
def handles() -> dict[str, list[Entry]]:
    """What holds the event loop, by package."""
    return _by_package("loop_handles", "handles")


def _by_package(table: str, key: str) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in cast("list[Entry]", load(table)[key]):
        found.setdefault(entry["package"], []).append(entry)
    return found


def middlewares() -> Entry:
    """Which middlewares of middy disable waiting."""
    return cast("Entry", load("wrappers")["middlewares"])


def in_group(thing: Thing, group: str) -> bool:
    """Whether a thing comes from a package, function or global of a group of the handles' table."""
    last = steps(thing)[-1]
    if not isinstance(last, External):
        return False
    if ".".join(last.path) in load("loop_handles")[group].get("functions", {}).get(last.package, ()):
        return isinstance(thing, External) or (isinstance(thing, Member) and thing.name in PROMISE_METHODS)
    if not last.package:
        return bool(last.path) and last.path[0] in load("loop_handles")[group]["globals"]
    return _is_package_of(last.package, group)


@cache
def _is_package_of(package: str, group: str) -> bool:
    names = (name.rstrip("/") for name in cast("list[str]", load("loop_handles")[group]["packages"]))
    return any(package == name or package.startswith(f"{name}/") for name in names)


def applies(entry: Entry, packages: Packages, module: Module) -> bool | None:
    """Whether an entry speaks of the version of its package that a file gets; None where that is not known."""
    folder = os.path.dirname(module.path)
    known: bool | None = True
    if "below" in entry:
        known = packages.is_below(entry["package"], entry["below"], folder)
    if known is not False and "from" in entry:
        older = packages.is_below(entry["package"], entry["from"], folder)
        known = None if older is None else (known if not older else False)
    return known
