"""Plain data as Values: policies that stand in no file that is edited."""

from collections.abc import Callable
from typing import Any, cast

from slslint.source.node import Node
from slslint.values.value import Know, Known, Map, Seq, Value

DEEPEST = 64


def value_of(data: Any, at: Node, text: Callable[[str], Know] = Known) -> Value:
    """JSON data as a Value, every part of it standing at one node; `text` reads the strings.

    The data must be no deeper than `DEEPEST`, which `is_deep` tells.
    """
    if isinstance(data, dict):
        entries = cast("dict[str, Any]", data)
        return Value(Map({key: (at, value_of(entry, at, text)) for key, entry in entries.items()}), at)
    if isinstance(data, list):
        return Value(Seq(tuple(value_of(item, at, text) for item in cast("list[Any]", data))), at)
    return Value(text(data) if isinstance(data, str) else Known(data), at)


def is_deep(data: Any) -> bool:
    """Whether data is nested deeper than policies ever are."""
    level: list[Any] = [data]
    for _ in range(DEEPEST):
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in cast("list[Any]", list(each.values()) if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True
