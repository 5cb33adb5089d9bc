"""Documents: files read and parsed, each content once."""

from slslint.source.file import SourceFile
from slslint.source.node import Node
from slslint.source.problem import Problem
from slslint.workspace import Workspace


class Comment:
    """A comment: its text without the marker, and the span of the whole."""

    __slots__ = ("alone", "end", "file", "start", "text")

    def __init__(self, file: SourceFile, start: int, end: int, text: str, alone: bool) -> None:
        self.file = file
        self.start = start
        self.end = end
        self.text = text
        self.alone = alone


class Document:
    """A parsed file: its tree (None where it does not load or is empty) and what is wrong with it."""

    __slots__ = ("file", "problems", "root")

    def __init__(self, file: SourceFile, root: Node | None, problems: tuple[Problem, ...] = ()) -> None:
        self.file = file
        self.root = root
        self.problems = problems


class Documents:
    """Loads the files of a workspace; a file whose bytes have not changed is not parsed again.

    `parsed` counts the parses, which tests of incremental work read. `memo` is where layers above keep what they make
    of the workspace for as long as the documents are kept.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.parsed = 0
        self.memo: dict[str, object] = {}
        self._cache: dict[str, tuple[bytes, Document]] = {}

    def load(self, path: str) -> Document:
        """The document at `path`, YAML or JSON by its extension; raises workspace.Unreadable."""
        data = self.workspace.read(path)
        cached = self._cache.get(path)
        if cached is not None and cached[0] == data:
            return cached[1]
        from slslint.source.load import load

        self.parsed += 1
        document = load(path, data)
        self._cache[path] = (data, document)
        return document

    def adopt(self, other: "Documents") -> None:
        """Take over what another has parsed: what has the same bytes is not parsed again."""
        self._cache.update(other._cache)

    def read_text(self, path: str) -> SourceFile:
        """The file at `path` as text, not parsed; raises workspace.Unreadable."""
        from slslint.source.decode import decode

        return decode(path, self.workspace.read(path))[0]
