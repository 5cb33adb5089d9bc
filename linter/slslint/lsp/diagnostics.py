"""Findings as the protocol has them."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from lsprotocol import types

from slslint.config import Fault
from slslint.engine.finding import DEPRECATED, ERROR, INFO, UNNECESSARY, WARNING, Finding
from slslint.lsp.buffers import Snapshot, uri_of
from slslint.lsp.convert import Converter
from slslint.source.file import SourceFile
from slslint.source.patch import Fix
from slslint.source.pointer import Pointer

SOURCE = "slslint"
MOST_RELATED = 20
_SEVERITIES = {
    ERROR: types.DiagnosticSeverity.Error,
    WARNING: types.DiagnosticSeverity.Warning,
    INFO: types.DiagnosticSeverity.Information,
}
_TAGS = {DEPRECATED: types.DiagnosticTag.Deprecated, UNNECESSARY: types.DiagnosticTag.Unnecessary}


class Writer(NamedTuple):
    """Writes findings down for a client: in its units, under its names of files."""

    converter: Converter
    seen: Snapshot
    relative: Callable[[str], str]

    def diagnostic(self, finding: Finding) -> types.Diagnostic:
        """A finding; its `data` holds all that code actions are made of."""
        return types.Diagnostic(
            range=self.converter.range_of(finding.at),
            message=finding.sentence,
            severity=_SEVERITIES[finding.severity],
            code=finding.name,
            code_description=types.CodeDescription(finding.url) if finding.url else None,
            source=SOURCE,
            tags=[_TAGS[finding.tag]] if finding.tag else None,
            related_information=[self._related(each.at, each.message) for each in finding.related[:MOST_RELATED]]
            or None,
            data={
                "code": finding.code,
                "fingerprint": finding.fingerprint(self.relative(finding.at.file.path)),
                "service": self._uri(finding.service) if finding.service else "",
                "fixes": [self._fix(each) for each in finding.fixes],
            },
        )

    def _related(self, at: Pointer, message: str) -> types.DiagnosticRelatedInformation:
        location = types.Location(self._uri(at.file.path), self.converter.range_of(at))
        return types.DiagnosticRelatedInformation(location, message)

    def _fix(self, fix: Fix) -> dict[str, Any]:
        edits: dict[str, list[dict[str, Any]]] = {}
        for edit in fix.edits:
            place = self.converter.range(edit.file, edit.start, edit.end)
            edits.setdefault(edit.file.path, []).append(
                {
                    "range": {
                        "start": {"line": place.start.line, "character": place.start.character},
                        "end": {"line": place.end.line, "character": place.end.character},
                    },
                    "newText": edit.text,
                }
            )
        files = [
            {"uri": self._uri(path), "version": self._version(path), "edits": each} for path, each in edits.items()
        ]
        return {"title": fix.description, "safe": fix.safe, "files": files}

    def _uri(self, path: str) -> str:
        return uri_of(self.seen, path)

    def _version(self, path: str) -> int | None:
        buffer = self.seen.get(path)
        return buffer.version if buffer is not None else None

    def by_file(self, findings: Iterable[Finding]) -> dict[str, list[types.Diagnostic]]:
        """The diagnostics for each file, by its path, in order."""
        found: dict[str, list[types.Diagnostic]] = {}
        for finding in findings:
            found.setdefault(finding.at.file.path, []).append(self.diagnostic(finding))
        return found


def of_fault(fault: Fault, file: SourceFile | None, converter: Converter) -> types.Diagnostic:
    """A mistake in slslint's own configuration, over its whole line."""
    line = max(fault.line, 1)
    if file is not None and line <= len(file.line_starts):
        place = converter.range(file, file.line_starts[line - 1], file.line_end(line))
    else:
        place = types.Range(types.Position(0, 0), types.Position(0, 0))
    return types.Diagnostic(place, fault.message, types.DiagnosticSeverity.Error, code="configuration", source=SOURCE)
