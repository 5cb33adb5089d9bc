"""Trees as plain data, and what must hold of every tree whatever file it came from."""

from collections.abc import Iterator
from typing import Any

from slslint.source.document import Document
from slslint.source.load import load
from slslint.source.node import MAP, SCALAR, SEQ, Node, key_text


def yaml(text: str) -> Document:
    return load("file.yml", text.encode("utf-8", "surrogatepass"))


def json(text: str) -> Document:
    return load("file.json", text.encode("utf-8", "surrogatepass"))


def plain(node: Node | None) -> Any:
    """The tree as JSON data, keys as JavaScript's strings."""
    if node is None:
        return None
    if node.kind == MAP:
        return {key_text(key): plain(value) for key, value in node.items}
    if node.kind == SEQ:
        return [plain(item) for item in node.items]
    return node.value


def nodes(root: Node | None) -> Iterator[tuple[Node, bool]]:
    """Every node once, with whether it is a key."""
    stack = [(root, False)] if root else []
    seen: set[int] = set()
    while stack:
        node, is_key = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node, is_key
        for item in node.items:
            stack += [(item[0], True), (item[1], False)] if node.kind == MAP else [(item, False)]


def messages(document: Document) -> list[str]:
    return [problem.message for problem in document.problems]


def holds(document: Document) -> None:
    """Assert what holds of every document: spans, sizes and marks agree with the text and with one another."""
    text = document.file.text
    for problem in document.problems:
        assert problem.kind in ("syntax", "bound")
        assert problem.message
        for at in (problem.at, *(related for related, _ in problem.related)):
            assert 0 <= at.start <= at.end <= len(text)
    for node, is_key in nodes(document.root):
        assert 0 <= node.start <= node.end <= len(text)
        written = node.text
        if written and node.style != "*":
            assert written == written.rstrip(" \t\r\n") or node.kind == SCALAR
        if node.kind == SCALAR:
            assert node.size == 1
            if not is_key:
                assert node.dynamic == (isinstance(node.value, str) and "${" in node.value)
            continue
        values = [item[1] if node.kind == MAP else item for item in node.items]
        assert node.size == 1 + sum(value.size for value in values)
        assert node.dynamic == any(value.dynamic for value in values)
        if node.kind == MAP:
            names = [key_text(key) for key, _ in node.items]
            assert len(names) == len(set(names))
