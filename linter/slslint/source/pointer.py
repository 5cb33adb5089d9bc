"""Where a finding or a problem stands."""

from typing import NamedTuple

from slslint.source.file import SourceFile
from slslint.source.node import Node, piece_span


class Pointer(NamedTuple):
    """A span of a file, the node that it belongs to, and the configuration path (`functions.a.timeout`) for people.

    `node` is the key or value node that a suppression comment above covers; None in files that are no tree (code).
    """

    file: SourceFile
    start: int
    end: int
    path: str = ""
    node: Node | None = None

    @property
    def line(self) -> int:
        """The line, from 1, on which the span starts."""
        return self.file.position(self.start)[0]

    @property
    def place(self) -> tuple[str, int]:
        """The file and the offset, which tell places apart."""
        return self.file.path, self.start

    @property
    def text(self) -> str:
        """What is written there."""
        return self.file.text[self.start : self.end]

    @property
    def in_double_quotes(self) -> bool:
        """Whether it stands in a scalar in double quotes, where a backslash is written twice."""
        return self.node is not None and self.file.text.startswith('"', self.node.start)


def at_node(node: Node, path: str = "") -> Pointer:
    """The whole of a key or value node."""
    return Pointer(node.file, node.start, node.end, path, node)


def at_piece(node: Node, start: int, end: int, path: str = "") -> Pointer:
    """Characters `start` to `end` of a string scalar's value: one `${…}` of several."""
    begin, stop = piece_span(node, start, end)
    return Pointer(node.file, begin, stop, path, node)


def at_file(file: SourceFile, offset: int = 0, end: int | None = None) -> Pointer:
    """A place in a file that is, or has, no tree."""
    return Pointer(file, offset, offset if end is None else end)
