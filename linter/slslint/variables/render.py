"""A resolved configuration as plain data, what is unknown left as it is written."""

from collections.abc import Callable
from typing import Any

from slslint.source.node import SCALAR
from slslint.values.value import Known, Map, Seq, Unknown, Value

DEPTH = 500
"""Containers inside each other; what lies deeper is left out."""
MOST = 1_000_000
"""Values, what is used twice counted twice; what comes after is left out."""


def render(value: Value, otherwise: bool = False, instead: Callable[[Value], str | None] | None = None) -> Any:
    """Python data for a Value.

    What is not known is the text that stands at its place in the file, `${…}` and all. With `otherwise` an unknown
    value is the one that its fallback gives, as it would be where nothing from outside intervenes. What `instead`
    has a text for is shown as that text.
    """
    top: list[Any] = [None]
    stack: list[tuple[Value, Any, Any, int]] = [(value, top, 0, 0)]
    count = 0
    while stack:
        value, parent, key, depth = stack.pop()
        count += 1
        know = value.know
        while otherwise and isinstance(know, Unknown) and know.otherwise is not None:
            value = know.otherwise
            know = value.know
        text = instead(value) if instead is not None else None
        if text is not None:
            parent[key] = text
        elif isinstance(know, Map | Seq) and (depth >= DEPTH or count > MOST):
            parent[key] = "…"
        elif isinstance(know, Map):
            parent[key] = found = dict.fromkeys(know.entries)
            stack += [(entry[1], found, name, depth + 1) for name, entry in know.entries.items()]
        elif isinstance(know, Seq):
            parent[key] = found = [None] * len(know.items)
            stack += [(item, found, index, depth + 1) for index, item in enumerate(know.items)]
        else:
            parent[key] = know.value if isinstance(know, Known) else _written(value)
    return top[0]


def _written(value: Value) -> Any:
    node = value.at
    if node.kind == SCALAR and not node.dynamic:
        return "…"  # a literal that is not known is a secret
    return node.value if node.kind == SCALAR else node.text
