"""Text patches: how a fix changes a file without ever writing the tree out again."""

from collections.abc import Iterable
from typing import NamedTuple

from slslint.source.file import SourceFile
from slslint.source.node import MAP, Node


class Edit(NamedTuple):
    """Replace characters `start` to `end` of `file` by `text`."""

    file: SourceFile
    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """A remedy: its edits belong together. `safe` as DESIGN defines it: nothing changes but the finding's own value."""

    description: str
    edits: tuple[Edit, ...]
    safe: bool


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` with the edits made; raises ValueError where two of them overlap."""
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < done:
            raise ValueError("edits overlap")
        parts += [text[done : edit.start], edit.text]
        done = edit.end
    parts.append(text[done:])
    return "".join(parts)


def replace(node: Node, text: str) -> Edit:
    """Write `text` where `node` stands."""
    return Edit(node.file, node.start, node.end, text)


def insert_entry(mapping: Node, key: str, value: str) -> Edit:
    """Add `key: value` as the first entry of a map that has entries; block style keeps its indentation.

    The first place is right after the key that owns the map, so no trailing comment has to be stepped over.
    """
    if mapping.kind != MAP or not mapping.items:
        raise ValueError("only a map with entries can take another one")
    first: Node = next((pair[0] for pair in mapping.items if pair[0].file is mapping.file), mapping.items[0][0])
    file = mapping.file
    if file.text.startswith("{", mapping.start):
        quote = '"' if file.path.endswith(".json") else ""
        return Edit(file, mapping.start + 1, mapping.start + 1, f"{quote}{key}{quote}: {value}, ")
    _, column = file.position(first.start)
    indent = " " * (column - 1)
    return Edit(file, first.start, first.start, f"{key}: {value}{file.newline}{indent}")
