"""Documents: files read and parsed, each content once."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from slslint.source.file import TREES, SourceFile
from slslint.source.node import Node
from slslint.source.problem import Problem
from slslint.source.script import EXTENSIONS
from slslint.workspace import Unreadable, Workspace

if TYPE_CHECKING:
    from slslint.source.script.basis import Basis


class Comment:
    """A comment: its text without the marker, and the span of the whole."""

    __slots__ = ("alone", "end", "file", "start", "text")

    def __init__(self, file: SourceFile, start: int, end: int, text: str, alone: bool) -> None:
        self.file = file
        self.start = start
        self.end = end
        self.text = text
        self.alone = alone


class Change(NamedTuple):
    """How a tree differs from that of the document `before`, whose other nodes it has taken over.

    The entries `names` of the map at `path` are others, or new, or gone. `nodes` are the values that are gone and the
    maps around the change: what was known of them counts no longer.
    """

    before: "Document"
    path: tuple[str, ...]
    names: frozenset[str]
    nodes: list[Node]


class Document:
    """A parsed file: its tree (None where it does not load or is empty) and what is wrong with it.

    Of code, `note` says why there is no tree, and `basis` what else was read for it. `change` is set where the tree was
    made of that of an earlier text.
    """

    __slots__ = ("basis", "change", "file", "note", "problems", "root")

    def __init__(
        self,
        file: SourceFile,
        root: Node | None,
        problems: tuple[Problem, ...] = (),
        note: str = "",
        basis: "Basis | None" = None,
    ) -> None:
        self.file = file
        self.root = root
        self.problems = problems
        self.note = note
        self.basis = basis
        self.change: Change | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The other files that the tree was read from: what code imports."""
        return self.basis.files if self.basis is not None else ()


class Documents:
    """Loads the files of a workspace; a file whose bytes have not changed is not parsed again.

    `parsed` counts the parses, which tests of incremental work read. `memo` is where layers above keep what they make
    of the workspace for as long as the documents are kept. If they are `incremental`, the tree of an overlay is made of
    that of its last text that loaded, which nobody may read from then on; `veiled` are files that are not read so.
    """

    def __init__(self, workspace: Workspace, incremental: bool = False) -> None:
        self.workspace = workspace
        self.incremental = incremental
        self.veiled: set[str] = set()
        self.parsed = 0
        self.memo: dict[str, object] = {}
        self._cache: dict[str, tuple[bytes, Document]] = {}
        self._loaded: dict[str, Document] = {}

    def load(self, path: str) -> Document:
        """The document at `path`, YAML, JSON or code by its extension; raises workspace.Unreadable."""
        data = self.workspace.read(path)
        cached = self._cache.get(path)
        if cached is not None and cached[0] == data:
            basis = cached[1].basis
            if basis is None or basis.holds(self):
                return cached[1]
        self.parsed += 1
        if path.endswith(EXTENSIONS):
            from slslint.source.script.literal import read

            document = read(self, path)
        else:
            document = self._reread(path, data) or self._load(path, data)
            if self.incremental and document.root is not None:
                self._loaded[path] = document
        self._cache[path] = (data, document)
        return document

    def _load(self, path: str, data: bytes) -> Document:
        from slslint.source.load import load

        return load(path, data)

    def _reread(self, path: str, data: bytes) -> Document | None:
        before = self._loaded.get(path)
        is_edited = self.incremental and path in self.workspace.overlays and path not in self.veiled
        if before is None or not is_edited or not path.lower().endswith((".yml", ".yaml")):
            return None
        from slslint.source.incremental import reread

        return reread(before, path, data)

    def adopt(self, other: "Documents", *documents: Document) -> None:
        """Take over what another has parsed, and `documents`: what has the same bytes is not parsed again."""
        self._cache.update(other._cache)
        self._cache.update((each.file.path, (self.workspace.read(each.file.path), each)) for each in documents)

    def forget(self, path: str) -> None:
        """Parse a file anew when it is loaded next."""
        self.veiled.discard(path)
        self._cache.pop(path, None)
        self._loaded.pop(path, None)

    def is_tree(self, path: str) -> bool:
        """Whether a file is YAML, or anything else that was read as a tree."""
        return path.endswith((".yml", ".yaml")) or path in self._cache

    def texts(self, paths: Iterable[str]) -> Iterator[str]:
        """The texts of those of the files that are YAML, JSON or code, and are still there."""
        for path in paths:
            try:
                if path.endswith(EXTENSIONS):
                    yield self.read_text(path).text
                elif path.endswith((*TREES, ".toml")):
                    yield self.load(path).file.text
            except Unreadable:
                continue

    def read_text(self, path: str) -> SourceFile:
        """The file at `path` as text, not parsed; raises workspace.Unreadable."""
        from slslint.source.decode import decode

        return decode(path, self.workspace.read(path))[0]
