"""The variables of a file: where each `${…}` stands, what it comes to, and what its sources name."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from slslint.lsp.features.buffer import Buffer, is_tree
from slslint.memo import once
from slslint.service.service import Service
from slslint.source.node import MAP, SCALAR, SEQ, Node, piece_span
from slslint.source.script import EXTENSIONS
from slslint.values.value import Known, Value, scalar_text
from slslint.variables import reading
from slslint.variables.grammar import Escape, Part, Piece, Source, Variable
from slslint.workspace import Unreadable


class Occurrence(NamedTuple):
    """A `${…}`: characters `start` to `end` of the file in which its scalar stands; `inner` inside another one."""

    node: Node
    variable: Variable
    start: int
    end: int
    inner: bool

    @property
    def text(self) -> str:
        return self.node.file.text[self.start : self.end]

    def source_at(self, offset: int) -> Source | None:
        """The source that stands at an offset of the file."""
        for source in self.variable.sources:
            start, end = piece_span(self.node, source.start, source.end)
            if start <= offset <= end:
                return source
        return None


def occurrences(node: Node, version: str | None) -> Iterator[Occurrence]:
    """The variables of a scalar, those inside others after them."""
    if not node.dynamic or not isinstance(node.value, str):
        return
    stack: list[tuple[Piece, bool]] = [(piece, False) for piece in reversed(_pieces(node.value, version))]
    while stack:
        piece, inner = stack.pop()
        if isinstance(piece, Escape):
            continue
        yield Occurrence(node, piece, *piece_span(node, piece.start, piece.end), inner)
        parts = [part for source in piece.sources for part in (*(source.params or ()), source.address) if part]
        stack += [(below, True) for part in reversed(parts) for below in reversed(part.variables)]


@lru_cache(maxsize=4096)
def _pieces(text: str, version: str | None) -> tuple[Piece, ...]:
    return reading.read(text, version).pieces


def occurrence_at(buffer: Buffer, offset: int) -> Occurrence | None:
    """The innermost variable at an offset."""
    spot = buffer.spot(offset)
    if spot is None or spot.value.kind != SCALAR or spot.on_key:
        return None
    around = [each for each in occurrences(spot.value, buffer.version) if each.start <= offset <= each.end]
    return min(around, key=lambda each: each.end - each.start, default=None)


def occurrences_in(root: Node | None, version: str | None) -> Iterator[Occurrence]:
    """The variables of a file, from its top down."""
    stack, seen = [root] if root is not None else [], set[int]()
    while stack:
        node = stack.pop()
        if not node.dynamic or id(node) in seen:
            continue
        seen.add(id(node))
        if node.kind == SCALAR:
            yield from occurrences(node, version)
        elif node.kind == SEQ:
            stack += reversed(node.items)
        elif node.kind == MAP:
            stack += [value for _, value in reversed(node.items)]


def value_of(service: Service, occurrence: Occurrence) -> Value:
    """What a variable comes to in a stage of a service."""
    return _value(service, occurrence.node, occurrence.variable)


def _value(service: Service, node: Node, variable: Variable) -> Value:
    key = (__name__, id(node), variable.start, variable.end)
    found = service.memo.get(key)
    if not isinstance(found, Value):
        found = service.file.configuration.variable(service.stage, variable, node, "")
        service.memo[key] = found
    return found


def text_of_part(service: Service, node: Node, part: Part | None) -> str | None:
    """A parameter or address with the variables in it replaced; None where one of them is not known."""
    if part is None or part.value is None:
        return None
    text, at, found = scalar_text(part.value), part.start, list[str]()
    for piece in part.variables:
        found.append(text[at - part.start : piece.start - part.start])
        at = piece.end
        if isinstance(piece, Escape):
            found.append(piece.text)
            continue
        know = _value(service, node, piece).know
        if not isinstance(know, Known) or know.value is None:
            return None
        found.append(scalar_text(know.value))
    return "".join([*found, text[at - part.start :]])


@once
def roots(service: Service) -> tuple[Node, ...]:
    """The trees of the files that make a service's configuration."""
    documents, found = service.file.documents, list[Node]()
    for path in service.file.files:
        with suppress(Unreadable):
            root = documents.load(path).root if is_tree(path) or path.endswith(EXTENSIONS) else None
            if root is not None:
                found.append(root)
    return tuple(found)
