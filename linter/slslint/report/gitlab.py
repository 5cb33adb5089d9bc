"""GitLab's code quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

import json
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from slslint.engine.finding import ERROR, INFO, WARNING, Finding
from slslint.report.context import Context
from slslint.report.group import reported

if TYPE_CHECKING:
    from slslint.engine.session import Result

_SEVERITIES = {ERROR: "major", WARNING: "minor", INFO: "info"}


def render(result: "Result", context: Context) -> str:
    """A list of issues. GitLab merges issues of one fingerprint, so equal ones in a file are numbered."""
    seen: Counter[str] = Counter()
    return json.dumps([_issue(finding, seen, context) for finding in reported(result.findings)], indent=1) + "\n"


def _issue(finding: Finding, seen: "Counter[str]", context: Context) -> dict[str, Any]:
    path = context.from_root(finding.at.file.path)
    fingerprint = finding.fingerprint(path)
    number = seen[fingerprint]
    seen[fingerprint] += 1
    if number:
        fingerprint = sha256(f"{fingerprint}/{number}".encode()).hexdigest()[:16]
    line, column = finding.at.file.position(finding.at.start)
    end_line, end_column = finding.at.file.position(finding.at.end)
    return {
        "description": finding.message,
        "check_name": finding.name,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": path,
            "lines": {"begin": line, "end": end_line},
            "positions": {
                "begin": {"line": line, "column": column},
                "end": {"line": end_line, "column": end_column},
            },
        },
    }
