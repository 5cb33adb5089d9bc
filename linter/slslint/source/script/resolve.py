"""What an import leads to: the file on disk, a package, or nothing; no code is read for it."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from slslint.source.script import EXTENSIONS
from slslint.workspace import Workspace

FOUND, MISSING, CASE_DIFFERS, PACKAGE, UNKNOWN = "found", "missing", "case-differs", "package", "unknown"


class Target(NamedTuple):
    """What an import leads to: a status (FOUND, MISSING, CASE_DIFFERS, PACKAGE, UNKNOWN), the path as it is on disk."""

    status: str
    path: str = ""


class Resolver:
    """Resolves imports, each once until `refresh`."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._targets: dict[tuple[str, str], Target] = {}

    def target(self, folder: str, specifier: str) -> Target:
        """What an import of `specifier` in a file of `folder` leads to.

        Node's own order (https://nodejs.org/api/modules.html#all-together), and TypeScript's extensions besides; a
        folder counts by its package.json or index file.
        """
        key = (folder, specifier)
        target = self._targets.get(key)
        if target is None:
            target = self._targets[key] = self._resolve(folder, specifier)
        return target

    def refresh(self) -> set[object]:
        """Look at all folders anew; returns the imports (folder and module named) that may lead elsewhere now."""
        targets, self._targets = self._targets, {}
        # What is missing may be ignored by git since, or not any more.
        return {key for key, old in targets.items() if old.status == MISSING or self.target(*key) != old}

    def _resolve(self, folder: str, specifier: str) -> Target:
        if not specifier.startswith("."):
            return Target(UNKNOWN if specifier.startswith(("/", "#", "~", "@/")) else PACKAGE)
        if any(char in specifier for char in "?!#*\\"):
            return Target(UNKNOWN)
        base = os.path.normpath(os.path.join(folder, specifier))
        if not base.startswith(self.workspace.root):
            return Target(UNKNOWN)
        other = ""
        for candidate in _candidates(base, specifier):
            names = self.workspace.listing(os.path.dirname(candidate))
            name = os.path.basename(candidate)
            if name in names and self.workspace.spelled(candidate) == candidate and self.workspace.is_file(candidate):
                return Target(FOUND, candidate)
        for candidate in _candidates(base, specifier):
            spelled = self.workspace.spelled(candidate)
            if spelled is not None and self.workspace.is_file(spelled):
                other = other or spelled
        if other:
            return Target(CASE_DIFFERS, other)
        if self.workspace.is_folder(base):
            return Target(UNKNOWN)
        return Target(MISSING, base)


def _candidates(base: str, specifier: str) -> Iterator[str]:
    if not specifier.endswith(("/", "/.", "/..")) and specifier not in (".", ".."):
        yield base
        stem, extension = os.path.splitext(base)
        if extension in (".js", ".mjs", ".cjs", ".jsx"):
            yield from (stem + extension.replace("js", "ts"), stem + ".tsx")
        yield from (base + extension for extension in (*EXTENSIONS, ".json", ".node", ".d.ts"))
    yield from (os.path.join(base, "index" + extension) for extension in (*EXTENSIONS, ".json", ".node", ".d.ts"))
