"""A file as a feature reads it: its tree, the services that it is part of, and what stands at an offset."""

from contextlib import suppress
from functools import cached_property
from typing import NamedTuple

from slslint.lsp.features.repair import repaired
from slslint.lsp.view import View
from slslint.memo import once
from slslint.service.file import ServiceFile
from slslint.service.service import Service
from slslint.source.document import Document
from slslint.source.file import TREES, SourceFile
from slslint.source.node import MAP, SEQ, Node, key_text
from slslint.source.pointer import Pointer
from slslint.values.value import Value, walk
from slslint.workspace import Unreadable

Path = tuple[str, ...]
"""The steps to a part of the configuration: `("functions", "list", "events", "0")`."""
_MEMO = "editor"


class Spot(NamedTuple):
    """What stands at an offset: (key, value) pairs from the root down; of the root and of list items the key is None.

    `on_key` says that the offset is in the last pair's key.
    """

    chain: tuple[tuple[Node | None, Node], ...]
    on_key: bool

    @property
    def key(self) -> Node | None:
        return self.chain[-1][0]

    @property
    def value(self) -> Node:
        return self.chain[-1][1]


class Buffer:
    """The file of a view. All spans are those of the text as it stands, also where that does not load."""

    def __init__(self, view: View, document: Document, services: tuple[ServiceFile, ...]) -> None:
        self.view = view
        self.document = document
        self.files = services
        self.line = 0
        self._same: dict[int, bool] = {}

    @property
    def path(self) -> str:
        return self.view.path

    @property
    def file(self) -> SourceFile:
        return self.view.file

    @property
    def text(self) -> str:
        return self.view.file.text

    @property
    def root(self) -> Node | None:
        return self.document.root

    @property
    def service(self) -> Service | None:
        """The nearest service in its default stage."""
        return self.files[0].services[0] if self.files else None

    @property
    def services(self) -> tuple[Service, ...]:
        """The nearest service in each stage."""
        return self.files[0].services if self.files else ()

    @property
    def all_services(self) -> tuple[Service, ...]:
        """Every service that the file is part of, in each stage, the nearest first."""
        return tuple(service for file in self.files for service in file.services)

    def label(self, service: Service) -> str | None:
        """What tells a service of the file from the others: its stage, and its file where there are several."""
        if len(self.files) == 1:
            return service.stage
        return f"{self.view.session.workspace.relative(service.file.path)} {service.stage or ''}".rstrip()

    @property
    def version(self) -> str | None:
        return self.files[0].version if self.files else None

    def holds(self, at: Pointer) -> bool:
        """Whether a pointer into a service is one into this file, of the text as it is now."""
        if at.file.path != self.path:
            return False
        own = self.document.file
        if at.file is not own and id(at.file) not in self._same:
            self._same[id(at.file)] = at.file.text == own.text
        return at.file is own or self._same[id(at.file)]

    def covers(self, at: Pointer, offset: int) -> bool:
        """Whether an offset lies in a pointer's span."""
        return at.start <= offset <= at.end and self.holds(at)

    def spot(self, offset: int) -> Spot | None:
        """What stands at an offset; None where the file is no tree."""
        return spot_at(self.root, offset) if self.root is not None else None

    def path_of(self, spot: Spot) -> tuple[Service, Path] | None:
        """The configuration path of a spot, in the first stage that has it; None where no service has it."""
        for service in self.services:
            found = path_of(service, spot)
            if found is not None:
                return service, found
        return None

    @cached_property
    def keys(self) -> dict[int, tuple[Node, Node]]:
        """The (key, value) pairs of the tree by the offset of the key."""
        return {pair[0].start: pair for pair in pairs_of(self.root)} if self.root is not None else {}


def buffer_of(view: View) -> Buffer:
    """The file of a view, read; where it does not load, without the lines that are to blame."""
    return _kept(view, None)


def typing_in(view: View, offset: int) -> Buffer:
    """The file of a view in which one types at an offset: of a text that does not load the services that did last.

    What is read of the file itself is then the text before. Where it never loaded it is read without the line at the
    cursor.
    """
    if view.current or not view.services:
        return _kept(view, None if view.services else offset)
    trees = (each.configuration.includes.root_of(view.path) for each in view.services)
    root = next((root for root in trees if root is not None), None)
    return Buffer(view, Document(view.file, root), view.services)


def _kept(view: View, offset: int | None) -> Buffer:
    memo = view.session.documents.memo
    line = view.file.position(offset)[0] if offset is not None else 0
    known = memo.get(_MEMO)
    if isinstance(known, Buffer) and known.view == view and known.line == line:
        return known
    memo[_MEMO] = buffer = _read(view, offset)
    buffer.line = line
    return buffer


def _read(view: View, offset: int | None) -> Buffer:
    if not is_tree(view.path) and not any(view.path in each.files for each in view.services):
        return Buffer(view, Document(view.file, None), view.services)  # code that is run, not read as configuration
    try:
        document = view.session.documents.load(view.path)
    except Unreadable:
        return Buffer(view, Document(view.file, None), view.services)
    if document.root is not None or not document.problems or not is_tree(view.path):
        return Buffer(view, document, view.services)
    document = repaired(document, offset)
    if document.root is None:
        return Buffer(view, document, ())
    data = document.file.text.encode("utf-8", "surrogatepass")
    session = view.session.with_overlay(view.path, data, document)
    services: list[ServiceFile] = []
    for path in dict.fromkeys((*(each.path for each in view.services), view.path)):
        with suppress(Unreadable):
            opened = session.open(path)
            if isinstance(opened, ServiceFile):
                services.append(opened)
    return Buffer(view, document, tuple(services))


def is_tree(path: str) -> bool:
    """Whether a file is YAML or JSON by its name."""
    return path.lower().endswith(TREES)


def spot_at(root: Node, offset: int) -> Spot | None:
    """The innermost key or value of a file at an offset."""
    if not root.start <= offset <= root.end:
        return None
    chain: list[tuple[Node | None, Node]] = [(None, root)]
    file = root.file
    while True:
        node = chain[-1][1]
        below: tuple[Node | None, Node] | None = None
        for item in node.items if node.kind in (MAP, SEQ) else ():
            key, value = item if node.kind == MAP else (None, item)
            if key is not None and key.file is file and node.start <= key.start <= offset <= key.end:
                chain.append((key, value))
                return Spot(tuple(chain), True)
            if value.file is file and value.start <= offset <= value.end and node.start <= value.start:
                below = (key, value)
                if offset < value.end:
                    break
        if below is None or any(below[1] is each for _, each in chain):
            return Spot(tuple(chain), False)
        chain.append(below)


def spot_of_root(root: Node) -> Spot:
    """A file as a whole."""
    return Spot(((None, root),), False)


def pairs_of(root: Node) -> list[tuple[Node, Node]]:
    """Every (key, value) pair of a file, each once, those of what an alias names at the anchor."""
    found: list[tuple[Node, Node]] = []
    stack, seen = [root], set[int]()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.kind == MAP:
            found += node.items
            stack += [value for _, value in node.items]
        elif node.kind == SEQ:
            stack += node.items
    return found


def path_of(service: Service, spot: Spot) -> Path | None:
    """The configuration path of a spot in a stage of a service."""
    index = _index(service)
    rest: list[str] = []
    for key, node in reversed(spot.chain):
        known = index.get(id(node)) if not rest or node.kind != "scalar" else None
        if known is not None:
            return (*known, *reversed(rest))
        if key is None:
            return None
        rest.append(key_text(key))
    return None


@once
def _index(service: Service) -> dict[int, Path]:
    """The configuration path of each node that a part of the configuration is written as, the first that it has."""
    found: dict[int, Path] = {}
    if service.config.value is not None:
        for path, value in walk(service.config.value):
            found.setdefault(id(value.at), path)
    return found


def values_at(service: Service, path: Path) -> Value | None:
    """What a service has at a path."""
    return service.config.at(*path).value


def pointer_at(service: Service, path: Path) -> Pointer | None:
    """Where the key of a path, or the list's item, is written; None for what is not there."""
    cursor = service.config.at(*path)
    return cursor.key_at if cursor.exists and cursor.key is not None else None
