"""The files of code of a workspace: each content is parsed once in a process."""

import os
from typing import NamedTuple

from slslint.source.script import MAX_BYTES
from slslint.source.script.module import Module
from slslint.source.script.parse import Unparsable
from slslint.source.script.resolve import Resolver, Target
from slslint.workspace import Unreadable, Workspace


class _Entry(NamedTuple):
    """What is known of a file: what its content was, and what was made of it; None once that is forgotten."""

    content: object
    found: Module | str | None


class Modules:
    """The files of code of a workspace, each content parsed once; `parsed` counts the parses, `held` the bytes of
    source whose trees are in memory.
    """

    def __init__(self, workspace: Workspace, resolver: Resolver | None = None) -> None:
        self.workspace = workspace
        self.resolver = resolver or Resolver(workspace)
        self.parsed = 0
        self.held = 0
        self._entries: dict[str, _Entry] = {}
        self._asked: dict[str, set[str]] = {}

    def refresh(self) -> frozenset[object]:
        """Look at all files anew; what has not changed is not parsed again.

        Returns what has changed, in the terms of `needs`.
        """
        changed = self.resolver.refresh()
        for path, entry in list(self._entries.items()):
            content = self._read(path)[0]
            if content != entry.content:
                changed.add(path)
                del self._entries[path]
                self._asked.pop(path, None)
        return frozenset(changed)

    def forget_trees(self) -> None:
        """Let the trees go, and what was asked of them; a file that is asked for again is parsed again."""
        self._entries = {path: entry._replace(found=None) for path, entry in self._entries.items()}
        self._asked.clear()
        self.held = 0

    def needs(self, path: str) -> frozenset[object]:
        """The files, and the imports (folder and module named), that what is known of a file may depend on."""
        found: set[object] = set()
        stack = [path]
        while stack:
            path = stack.pop()
            if path in found or path not in self._entries:
                continue
            found.add(path)
            folder = os.path.dirname(path)
            for specifier in self._asked.get(path, ()):
                found.add((folder, specifier))
                stack.append(self.resolver.target(folder, specifier).path)
        return frozenset(found)

    def data(self, path: str) -> bytes | None:
        """The bytes that a file was parsed from; None where its tree is not in memory."""
        entry = self._entries.get(path)
        return entry.found.data if entry is not None and isinstance(entry.found, Module) else None

    def load(self, path: str) -> Module | None:
        """The file at `path`; None where it is not there or is not read as code, and `why` then says why."""
        found = self._look(path)
        return found if isinstance(found, Module) else None

    def why(self, path: str) -> str:
        """Why a file is not read; empty for one that is."""
        found = self._look(path)
        return found if isinstance(found, str) else ""

    def _look(self, path: str) -> Module | str:
        entry = self._entries.get(path)
        if entry is None or entry.found is None:
            content, data = self._read(path)
            entry = self._entries[path] = _Entry(content, self._parse(path, data))
        assert entry.found is not None
        return entry.found

    def _read(self, path: str) -> tuple[object, bytes | str]:
        """What tells the content of a file apart within this process, and its bytes, or why there are none."""
        try:
            data = self.workspace.read(path, MAX_BYTES)
        except Unreadable as error:
            return error.text, error.text
        return (len(data), hash(data)), data

    def _parse(self, path: str, data: bytes | str) -> Module | str:
        if isinstance(data, str):
            return data
        self.parsed += 1
        self.held += len(data)
        try:
            return Module(path, data)
        except Unparsable as error:
            return str(error)

    def resolve(self, path: str, specifier: str) -> Target:
        """What an import of `specifier` in the file at `path` leads to."""
        asked = self._asked.get(path)
        if asked is None:
            asked = self._asked[path] = set()
        asked.add(specifier)
        return self.resolver.target(os.path.dirname(path), specifier)
