"""What is not known of included files that hold secrets: their values. Keys and places are; so no message can tell."""

from slslint.source.node import MAP, SCALAR, SEQ, Node, key_text
from slslint.source.secret import HIDDEN, is_secret_name
from slslint.values.value import Hole, Unknown, Value

_PARTS = frozenset(("handler", "events", "Type", "Resources", "Effect"))
"""Keys by which a file is configuration, whatever its name says: `functions/rotate-secret.yml`."""


def veil(root: Node, certain: bool) -> None:
    """Make the texts and numbers of a tree unknown, in place; variables stay as they are.

    Unless it is `certain` that the file holds secrets, a part of a service or template keeps all but the values
    whose keys speak of secrets.
    """
    if root.get("service") is not None:
        return  # a service of its own, which is not included for its secrets
    nodes = _below(root)
    whole = certain or not any(name in _PARTS for name, _ in nodes)
    for name, node in nodes:
        if _may_tell(node) and (whole or is_secret_name(name)) and not _is_variable(node):
            node.dynamic = False
            node.cache = Value(Unknown(HIDDEN, None, Hole("…", "any", f"{node.file.path}:{node.start}")), node)


def _below(root: Node) -> "list[tuple[str, Node]]":
    """Every node once, with the nearest key above it."""
    found: dict[int, tuple[str, Node]] = {}
    stack = [("", root)]
    while stack:
        name, node = stack.pop()
        if id(node) in found:
            continue
        found[id(node)] = (name, node)
        if node.kind == MAP:
            stack += [(key_text(key), value) for key, value in node.items]
        elif node.kind == SEQ:
            stack += [(name, item) for item in node.items]
    return list(found.values())


def _may_tell(node: Node) -> bool:
    return node.kind == SCALAR and isinstance(node.value, str | int | float) and not isinstance(node.value, bool)


def _is_variable(node: Node) -> bool:
    """Whether a scalar is one variable and nothing else, without a text in quotes as its fallback."""
    text = node.value
    if not node.dynamic or not isinstance(text, str) or "'" in text or '"' in text or not text.startswith("${"):
        return False
    return text.endswith("}") and text.count("${") == text.count("}") and text.rfind("${") < text.find("}")
