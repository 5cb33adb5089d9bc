"""The report for programs: version 1 of the JSON contract, whose changes are additive."""

import json
from typing import TYPE_CHECKING, Any

from slslint import __version__
from slslint.engine.finding import Finding
from slslint.report.context import Context
from slslint.report.group import totals
from slslint.source.file import SourceFile
from slslint.source.patch import Fix

if TYPE_CHECKING:
    from slslint.engine.session import Result

SCHEMA_VERSION = 1


def render(result: "Result", context: Context) -> str:
    """One JSON object, a finding a line; ASCII, so that any output can take it."""
    head = json.dumps({"schema_version": SCHEMA_VERSION, "tool": {"name": "slslint", "version": __version__}})
    parts = [f'{head[:-1]}, "root": {json.dumps(context.root)}', f' "findings": {_list(_findings(result, context))}']
    if context.statistics:
        from slslint.report.statistics import statistics

        parts.append(f' "statistics": {_list([row._asdict() for row in statistics(result.findings)])}')
    if context.show_unknown:
        unknowns = [place(at.file, at.start, at.end, context) | {"message": text} for at, text in result.unknowns]
        parts.append(f' "unknowns": {_list(unknowns)}')
    counts = totals(result.findings)
    summary = {
        "services": len(result.services),
        "files": len(result.files),
        "errors": counts.errors,
        "warnings": counts.warnings,
        "infos": counts.infos,
    }
    return ",\n".join([*parts, f' "summary": {json.dumps(summary)}}}\n'])


def place(file: SourceFile, start: int, end: int, context: Context) -> dict[str, Any]:
    """A span: lines and columns from 1, columns in characters, the end exclusive."""
    line, column = file.position(start)
    end_line, end_column = file.position(end)
    return {
        "file": context.relative(file.path),
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def _list(items: list[dict[str, Any]]) -> str:
    return "[\n  " + ",\n  ".join(map(json.dumps, items)) + "\n ]" if items else "[]"


def _findings(result: "Result", context: Context) -> list[dict[str, Any]]:
    return [finding_data(finding, context) for finding in result.findings]


def finding_data(finding: Finding, context: Context) -> dict[str, Any]:
    """A finding as the contract has it."""
    at = finding.at
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        **place(at.file, at.start, at.end, context),
        "path": at.path,
        "service": context.relative(finding.service) if finding.service else "",
        "stages": list(finding.stages),
        "related": [
            place(other.at.file, other.at.start, other.at.end, context) | {"message": other.message}
            for other in finding.related
        ],
        "fixes": [_fix(fix, context) for fix in finding.fixes],
        "fingerprint": finding.fingerprint(context.from_root(at.file.path)),
        "url": finding.url,
        "suppressed": finding.suppressed,
    }


def _fix(fix: Fix, context: Context) -> dict[str, Any]:
    return {
        "description": fix.description,
        "applicability": "safe" if fix.safe else "unsafe",
        "edits": [place(edit.file, edit.start, edit.end, context) | {"text": edit.text} for edit in fix.edits],
    }
