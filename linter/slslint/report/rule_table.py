"""The rules as a table."""

from collections.abc import Iterable, Iterator

from slslint.engine.manifest import RuleEntry
from slslint.report.context import Screen
from slslint.report.paint import Paint
from slslint.report.text import count, width


def render(entries: Iterable[RuleEntry], screen: Screen) -> str:
    """The table, a family a block; summaries are cut at the edge of a terminal."""
    entries = list(entries)
    names = max((len(entry.name) for entry in entries), default=0)
    paint = Paint(screen)
    rows: list[str] = []
    for family in dict.fromkeys(entry.family for entry in entries):
        rows += [
            paint.bold(family),
            *_rows([each for each in entries if each.family == family], names, screen, paint),
            "",
        ]
    return "\n".join([*rows, count(len(entries), "rule")]) + "\n"


def _rows(entries: list[RuleEntry], names: int, screen: Screen, paint: Paint) -> Iterator[str]:
    for entry in entries:
        marks = "".join([" [fix]" if entry.fixable else "", "" if entry.default else " [off]"])
        taken = len(entry.code) + names + len(marks) + 13
        room = None if screen.width is None else max(screen.width - taken - 2, 10)
        summary = entry.summary
        if room is not None and width(summary) > room:
            ellipsis = paint.glyphs.ellipsis
            summary = summary[: room - len(ellipsis)].rstrip() + ellipsis
        severity = paint.severity(f"{entry.severity:<7}", entry.severity)
        yield f"  {entry.code}  {entry.name:<{names}}  {severity}  {paint.quoted(summary)}{paint.dim(marks)}"
