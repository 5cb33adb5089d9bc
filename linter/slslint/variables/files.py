"""The files that a service includes: each read once, and who includes it."""

import os
from collections.abc import Callable
from typing import NamedTuple

from slslint.source.document import Document, Documents
from slslint.source.node import Node
from slslint.source.problem import Problem
from slslint.source.script import EXTENSIONS
from slslint.source.secret import HIDDEN, is_secret_file
from slslint.workspace import Unreadable


class Broken(NamedTuple):
    """No tree: `missing`, `code`, `empty`, `broken` (it does not load), `secret`, or why it is not read."""

    reason: str
    text: str


class Files:
    """What `file(…)` can reach from one service."""

    def __init__(self, documents: Documents, service: str) -> None:
        self.documents = documents
        self.workspace = documents.workspace
        self.service = os.path.normpath(service)
        self.folder = os.path.dirname(service)
        self.included: dict[str, list[Node]] = {}
        self.problems: dict[str, tuple[Problem, ...]] = {}
        self._known: dict[str, Node | str | Broken | None] = {}
        self._documents: dict[str, Document] = {}

    def locate(self, name: str) -> str | None:
        """The absolute path of a name, which is relative to the service; None for what cannot be a path."""
        try:
            name.encode()
        except UnicodeEncodeError:
            return None
        return None if "\0" in name else os.path.normpath(os.path.join(self.folder, name))

    def tree(self, path: str, user: Node) -> Node | Broken | None:
        """The root of a YAML or JSON file; None where it is empty."""
        found = self._once(path, user, self._load)
        return None if isinstance(found, str) else found

    def root_of(self, path: str) -> Node | None:
        """The root of a file as it was read; None for one that was not, or that is no tree."""
        known = self._known.get(path)
        return known if isinstance(known, Node) else None

    def resume(self, before: "Files") -> bool:
        """Know the files that were included before; False where one of them is no tree, or another one now."""
        for path, known in before._known.items():
            if not isinstance(known, Node):
                return False
            was_veiled = path in self.documents.veiled
            try:
                _ = self._read_code(path) if path.endswith(EXTENSIONS) else self._load(path)
            except Unreadable:
                return False
            # Not the trees are compared: one that was edited may have the same root.
            same = self._documents[path] is before._documents[path]
            if not same or was_veiled != (path in self.documents.veiled):
                return False
        self.included, self.problems, self._known = before.included, before.problems, before._known
        return True

    def text(self, path: str, user: Node) -> str | Broken:
        """A file as text."""
        found = self._once(path, user, self._read)
        if isinstance(found, str) and found and (is_secret_file(path) or self.ignored(path)):
            return Broken("secret", HIDDEN)
        assert isinstance(found, str | Broken)
        return found

    def code(self, path: str, user: Node) -> Document | Broken:
        """What a code file exports, as far as it can be read without running it."""
        found = self._once(path, user, self._read_code)
        if isinstance(found, Broken):
            return found
        document = self.documents.load(path)
        for each in document.files:
            self.included.setdefault(each, [user])
        return document

    def spelled(self, path: str) -> str:
        """How the disk spells a path that is there in another letter case, relative to the service; else nothing."""
        spelled = self.workspace.spelled(path)
        return os.path.relpath(spelled, self.folder).replace(os.sep, "/") if spelled and spelled != path else ""

    def ignored(self, path: str) -> bool:
        """Whether git leaves the path out, so that it may be there where it is needed."""
        from slslint.workspace.ignore import is_ignored

        return is_ignored(self.workspace, path, folder=False)

    def _once(
        self, path: str, user: Node, read: Callable[[str], Node | str | Broken | None]
    ) -> "Node | str | Broken | None":
        if path not in self._known:
            try:
                self._known[path] = read(path)
            except Unreadable as unreadable:
                self._known[path] = Broken(unreadable.reason, unreadable.text)
        found = self._known[path]
        if not isinstance(found, Broken) or found.reason in ("code", "broken"):
            users = self.included.setdefault(path, [])
            if not any(each is user for each in reversed(users)):
                users.append(user)
        return found

    def _load(self, path: str) -> Node | Broken | None:
        document = self._open(path)
        if document.problems:
            self.problems[path] = document.problems
            if document.root is None:
                return Broken("broken", "does not load")
        elif document.root is None and len(document.file.text) < 2:
            return Broken("empty", "is empty, and the framework fails on it")
        self._veil(path, document.root)
        return document.root

    def _open(self, path: str) -> Document:
        """The document at a path, as it is written if it was veiled and has nothing to hide any more."""
        if path in self.documents.veiled and not (self.ignored(path) or is_secret_file(path)):
            self.documents.forget(path)
        document = self._documents[path] = self.documents.load(path)
        return document

    def _veil(self, path: str, root: Node | None) -> None:
        if root is None or path == self.service:
            return
        ignored = self.ignored(path)
        if ignored or is_secret_file(path):
            from slslint.variables.veil import veil

            self.documents.veiled.add(path)
            veil(root, ignored)

    def _read(self, path: str) -> str:
        return self.documents.read_text(path).text

    def _read_code(self, path: str) -> Node | Broken | None:
        document = self._open(path)
        if document.problems:
            self.problems[path] = document.problems
        self._veil(path, document.root)
        return document.root or Broken("code", f"is code: {document.note or 'it is not read'}")
