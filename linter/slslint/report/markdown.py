"""Markdown, for the summary of a CI job: the numbers, then a table, folded where it is long."""

from typing import TYPE_CHECKING

from slslint.engine.finding import ERROR, INFO, SEVERITIES, WARNING
from slslint.report.context import Context
from slslint.report.group import Group, fold, summary
from slslint.report.text import escape

if TYPE_CHECKING:
    from slslint.engine.session import Result

_SIGNS = {ERROR: "🔴 error", WARNING: "🟠 warning", INFO: "🔵 info"}
SHORT = 20


def render(result: "Result", context: Context) -> str:
    """A heading, the summary line and a row a finding, equal ones folded, the gravest first."""
    groups = sorted(fold(result.findings), key=lambda group: SEVERITIES.index(group.lead.severity))
    head = f"## slslint\n\n{summary(result)}\n"
    if not groups:
        return head
    rows = "".join(_row(group, context) for group in groups)
    table = f"| | rule | place | |\n|---|---|---|---|\n{rows}"
    if len(groups) > SHORT:
        return f"{head}\n<details><summary>{len(groups)} rows</summary>\n\n{table}\n</details>\n"
    return f"{head}\n{table}"


def _row(group: Group, context: Context) -> str:
    finding = group.lead
    line = finding.at.line
    rule = f"[{_cell(finding.name)}]({_cell(finding.url)})" if finding.url else _cell(finding.name)
    place = f"`{context.from_root(finding.at.file.path)}:{line}`"
    text = ". ".join(part for part in (group.qualified, group.others(context), group.remedy) if part)
    return f"| {_SIGNS[finding.severity]} | {rule} | {_cell(place)} | {_cell(text)} |\n"


def _cell(text: str) -> str:
    """Text that stays in its cell: no bar, no line break, no HTML."""
    text = escape(text).replace("|", "\\|").replace("<", "&lt;")
    return " ".join(text.split())
