"""Results of whole lints, kept until something that they rest on changes: a file, a listing, an option, slslint."""

import json
import os
from typing import Any

from slslint.engine.finding import Finding, Related
from slslint.engine.options import LintOptions
from slslint.engine.result import Result
from slslint.engine.store import Store, digest, edition
from slslint.source.decode import decode
from slslint.source.file import SourceFile
from slslint.source.patch import Edit, Fix
from slslint.source.pointer import Pointer
from slslint.workspace import Unreadable, Workspace

_PLACED = ("at", "related", "fixes", "stages")
_PLAIN = tuple(name for name in Finding._fields if name not in _PLACED)
_LINES = ("services", "files", "notes")


class Cache:
    """The kept result of one lint: of these paths, with these options, as seen from the folder `cwd`."""

    def __init__(self, workspace: Workspace, paths: tuple[str, ...], options: LintOptions, cwd: str) -> None:
        self._workspace = workspace
        self._usable = not workspace.overlays and not options.show_unknown
        self._store = Store("results")
        self._key = json.dumps([edition(), workspace.root, paths, cwd, _told(options)]) if self._usable else ""

    def recall(self) -> Result | None:
        """The kept result, if nothing that it rests on has changed."""
        entry = self._store.get(self._key) if self._usable else None
        try:
            if entry is None or any(self._look(path, bool(seen)) != [state, seen] for path, state, seen in entry[0]):
                return None
            return _Reader(self._workspace).result(entry[1])
        except (Unreadable, LookupError, TypeError, ValueError):
            return None

    def keep(self, result: Result) -> None:
        """Keep a result, unless the lint was refused something or files have changed since they were read."""
        log, read = dict(self._workspace.log), dict(self._workspace.read_stamps)
        if not self._usable or result.crashed or result.partial or result.refused or "refused" in log.values():
            return
        try:
            looks = [
                [name, *self._look(name, kind == "listing" or path in read)]
                for path, kind in log.items()
                if (name := self._workspace.relative(path))
            ]
        except Unreadable:
            return
        if self._workspace.read_stamps == read:
            self._store.put(self._key, [looks, _Writer(self._workspace).result(result)])

    def _look(self, name: str, closely: bool) -> list[str]:
        """What there is at a path: a file, a folder or nothing; with `closely` also what is in it."""
        workspace, path = self._workspace, os.path.join(self._workspace.root, name)
        if workspace.is_file(path):
            return ["file", digest(workspace.read(path)) if closely else ""]
        own = workspace.is_own_folder(path)
        if own or workspace.is_folder(path):
            kind = "folder" if own else "link to a folder"
            return [kind, digest("/".join(workspace.listing(path))) if closely else ""]
        return ["nothing", "none" if closely else ""]


def _told(options: LintOptions) -> list[object]:
    """Everything that the lint was told."""
    settings = options.settings
    own = [getattr(options, name) for name in LintOptions.__slots__ if name != "settings"]
    if options.template:
        from slslint.engine.external.machine import cfn_lint_version

        own.append(cfn_lint_version())
    return [*own, settings.path, settings.text, json.dumps(settings.values, default=str)]


class _Writer:
    """A result as plain data. Places are in files of the workspace, named relative to its root."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def result(self, result: Result) -> list[Any]:
        return [[getattr(result, name) for name in _LINES], [self._finding(each) for each in result.findings]]

    def _finding(self, finding: Finding) -> list[Any]:
        related = [[self._place(each.at), each.message] for each in finding.related]
        fixes = [[fix.description, [self._edit(each) for each in fix.edits], fix.safe] for fix in finding.fixes]
        plain = [getattr(finding, name) for name in _PLAIN]
        return [plain, self._place(finding.at), related, fixes, finding.stages]

    def _place(self, at: Pointer) -> list[Any]:
        return [self._workspace.relative(at.file.path), at.start, at.end, at.path]

    def _edit(self, edit: Edit) -> list[Any]:
        return [self._workspace.relative(edit.file.path), edit.start, edit.end, edit.text]


class _Reader:
    """Plain data as a result. Its places have no nodes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._files: dict[str, SourceFile] = {}

    def result(self, data: list[Any]) -> Result:
        result = Result()
        for name, lines in zip(_LINES, data[0], strict=True):
            setattr(result, name, lines)
        result.findings = [self._finding(*each) for each in data[1]]
        return result

    def _finding(self, plain: list[Any], at: list[Any], related: Any, fixes: Any, stages: list[str]) -> Finding:
        return Finding(
            **dict(zip(_PLAIN, plain, strict=True)),
            at=self._place(*at),
            related=tuple(Related(self._place(*place), message) for place, message in related),
            fixes=tuple(Fix(text, tuple(self._edit(*each) for each in edits), safe) for text, edits, safe in fixes),
            stages=tuple(stages),
        )

    def _place(self, name: str, start: int, end: int, path: str) -> Pointer:
        return Pointer(self._file(name), start, end, path)

    def _edit(self, name: str, start: int, end: int, text: str) -> Edit:
        return Edit(self._file(name), start, end, text)

    def _file(self, name: str) -> SourceFile:
        if name not in self._files:
            path = os.path.join(self._workspace.root, name)
            self._files[name] = decode(path, self._workspace.read(path))[0]
        return self._files[name]
