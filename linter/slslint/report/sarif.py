"""SARIF 2.1.0, for code scanning.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. GitHub takes at most 25,000 results of a
run and 100 locations of a result ("SARIF support for code scanning"); what exceeds that is cut, mildest first.
"""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from slslint import __version__
from slslint.engine.finding import ERROR, INFO, SEVERITIES, WARNING, Finding
from slslint.engine.manifest import find_rule
from slslint.report.context import Context
from slslint.source.file import SourceFile
from slslint.source.patch import Fix

if TYPE_CHECKING:
    from slslint.engine.session import Result

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://slslint.readthedocs.io/"
MOST_RESULTS, MOST_LOCATIONS = 25_000, 100
_LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
_BASE = "PROJECTROOT"


def render(result: "Result", context: Context) -> str:
    """One run with a result a finding; suppressed findings are marked, not dropped, so that alerts stay closed."""
    findings = sorted(result.findings, key=lambda each: SEVERITIES.index(each.severity))[:MOST_RESULTS]
    names = list(dict.fromkeys(finding.name for finding in findings))
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "slslint",
                "semanticVersion": __version__,
                "informationUri": HOME,
                "rules": [_rule(name, findings) for name in names],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "The root of the project."}}},
        "results": [_result(finding, names.index(finding.name), context) for finding in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _rule(name: str, findings: list[Finding]) -> dict[str, Any]:
    entry = find_rule(name)
    finding = next(each for each in findings if each.name == name)
    summary = finding.summary or (entry.summary if entry is not None else name)
    return {
        "id": finding.code,
        "name": name,
        "shortDescription": {"text": summary},
        "helpUri": finding.url,
        "help": {"text": f"{summary} {finding.url}", "markdown": f"{summary} [Read more]({finding.url})"},
        "defaultConfiguration": {"level": _LEVELS[entry.severity if entry is not None else finding.severity]},
        "properties": {"tags": [entry.family] if entry is not None else []},
    }


def _result(finding: Finding, index: int, context: Context) -> dict[str, Any]:
    at = finding.at
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.sentence},
        "locations": [{"physicalLocation": _place(at.file, at.start, at.end, context)}],
        "partialFingerprints": {"slslint/v1": finding.fingerprint(context.from_root(at.file.path))},
        "properties": {"confidence": finding.confidence, "path": at.path, "stages": list(finding.stages)},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _place(each.at.file, each.at.start, each.at.end, context),
                "message": {"text": each.message},
            }
            for number, each in enumerate(finding.related[:MOST_LOCATIONS], 1)
        ]
    if finding.fixes:
        result["fixes"] = [_fix(fix, context) for fix in finding.fixes]
    if finding.suppressed is not None:
        kind = "inSource" if finding.suppressed == "comment" else "external"
        justification = {"justification": finding.reason} if finding.reason else {}
        result["suppressions"] = [{"kind": kind, "status": "accepted", **justification}]
    return result


def _artifact(file: SourceFile, context: Context) -> dict[str, str]:
    return {"uri": quote(context.from_root(file.path)), "uriBaseId": _BASE}


def _region(file: SourceFile, start: int, end: int) -> dict[str, int]:
    line, column = file.position(start)
    end_line, end_column = file.position(end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _place(file: SourceFile, start: int, end: int, context: Context) -> dict[str, Any]:
    return {"artifactLocation": _artifact(file, context), "region": _region(file, start, end)}


def _fix(fix: Fix, context: Context) -> dict[str, Any]:
    changes: dict[str, dict[str, Any]] = {}
    for edit in fix.edits:
        change = changes.setdefault(
            edit.file.path, {"artifactLocation": _artifact(edit.file, context), "replacements": []}
        )
        replacement = {
            "deletedRegion": _region(edit.file, edit.start, edit.end),
            "insertedContent": {"text": edit.text},
        }
        change["replacements"].append(replacement)
    return {"description": {"text": fix.description}, "artifactChanges": list(changes.values())}
