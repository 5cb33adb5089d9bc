"""Trees written as JavaScript: the same service in another language, whole or with a part of it computed."""

import json

from slslint.source.node import MAP, SCALAR, Node, key_text

SPREAD, VALUE = "spread", "value"


def module(root: Node, place: int = -1, how: str = "") -> str:
    """A module that exports the tree; its node number `place` gains an unknown spread, or is computed."""
    writer = _Writer(place, how)
    return f"module.exports = {writer.text(root)};\n"


def nodes(root: Node) -> list[Node]:
    """The nodes in the order in which `module` counts them: parents first, aliases again."""
    found = [root]
    for child in (pair[1] for pair in root.items) if root.kind == MAP else root.items:
        found += nodes(child)
    return found


class _Writer:
    def __init__(self, place: int, how: str) -> None:
        self.place = place
        self.how = how
        self.count = -1

    def text(self, node: Node) -> str:
        self.count += 1
        chosen = self.count == self.place
        if node.kind == MAP:
            spread = "...compute(), " if chosen and self.how == SPREAD else ""
            body = ", ".join(f"{json.dumps(key_text(key))}: {self.text(value)}" for key, value in node.items)
            text = f"{{ {spread}{body} }}"
        elif node.kind == SCALAR:
            text = json.dumps(node.value)
        else:
            text = f"[{', '.join(self.text(item) for item in node.items)}]"
        return "compute()" if chosen and self.how == VALUE else text
