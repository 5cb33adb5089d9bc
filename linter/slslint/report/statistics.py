"""Counts by rule."""

from collections.abc import Iterable
from typing import NamedTuple

from slslint.engine.finding import Finding
from slslint.report.group import reported
from slslint.report.paint import Paint


class Row(NamedTuple):
    """A rule, how often it spoke, and on how many of these findings it has a safe fix."""

    code: str
    name: str
    severity: str
    findings: int
    fixable: int


def statistics(findings: Iterable[Finding]) -> list[Row]:
    """The rules that spoke, the most frequent first; findings that are suppressed do not count."""
    rows: dict[tuple[str, str], Row] = {}
    for finding in reported(findings):
        row = rows.get(key := (finding.code, finding.severity)) or Row(
            finding.code, finding.name, finding.severity, 0, 0
        )
        safe = any(fix.safe for fix in finding.fixes)
        rows[key] = row._replace(findings=row.findings + 1, fixable=row.fixable + safe)
    return sorted(rows.values(), key=lambda row: (-row.findings, row.code, row.severity))


def table(rows: list[Row], paint: Paint) -> list[str]:
    """The rows as aligned lines."""
    digits = max((len(f"{row.findings:,}") for row in rows), default=0)
    codes = max((len(row.code) for row in rows), default=0)
    names = max((len(row.name) for row in rows), default=0)
    lines: list[str] = []
    for row in rows:
        severity = paint.severity(f"{row.severity:<7}", row.severity)
        fixable = f"  {row.fixable:,} fixable" if row.fixable else ""
        lines.append(
            f"{row.findings:>{digits},}  {row.code:<{codes}}  {severity}  {row.name:<{names}}{fixable}".rstrip()
        )
    return lines
