"""The report with one line a finding: `file:line:column: SLS501 [W] message`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from slslint.report.context import Context
from slslint.report.group import Group, fold
from slslint.report.paint import Paint
from slslint.report.text import escape

if TYPE_CHECKING:
    from slslint.engine.session import Result


def render(result: "Result", context: Context) -> str:
    """The lines; empty where there is nothing to say."""
    return "".join(f"{line}\n" for line in _lines(result, context, Paint(context.screen)))


def _lines(result: "Result", context: Context, paint: Paint) -> Iterator[str]:
    if context.statistics:
        from slslint.report.statistics import statistics, table

        yield from table(statistics(result.findings), paint)
    else:
        for group in fold(result.findings):
            yield _line(group, context, paint)
    if context.show_unknown:
        for at, text in result.unknowns:
            yield f"{context.place(at)}: unknown: {escape(text)}"


def _line(group: Group, context: Context, paint: Paint) -> str:
    finding = group.lead
    code = paint.bold(paint.link(finding.code, finding.url))
    severity = paint.severity(f"[{finding.severity[0].upper()}]", finding.severity)
    parts = (group.qualified, group.others(context), group.remedy)
    text = paint.quoted("; ".join(filter(None, parts)))
    return f"{paint.accent(context.place(finding.at))}: {code} {severity} {text}"
