"""The rules as a table."""

from collections.abc import Iterable

from slslint.engine.manifest import RuleEntry
from slslint.report.context import Screen
from slslint.report.paint import Paint
from slslint.report.text import count, width

LEAST = 10


def render(entries: Iterable[RuleEntry], screen: Screen) -> str:
    """The table, a family a block; summaries are cut at the edge of a terminal."""
    paint, families = Paint(screen), dict[str, list[RuleEntry]]()
    for entry in entries:
        families.setdefault(entry.family, []).append(entry)
    every = [entry for family in families.values() for entry in family]
    names = max((len(entry.name) for entry in every), default=0)
    marks = max((len(_marks(entry)) for entry in every), default=0)
    blocks: list[str] = []
    for family, members in families.items():
        blocks.append("\n".join([paint.bold(family), *(_row(entry, names, marks, screen, paint) for entry in members)]))
    return "\n\n".join([*blocks, count(len(every), "rule")]) + "\n"


def _marks(entry: RuleEntry) -> str:
    return " ".join(["fix"] * entry.fixable + ["off"] * (not entry.default))


def _row(entry: RuleEntry, names: int, marks: int, screen: Screen, paint: Paint) -> str:
    start, severity = f"  {entry.code}  {entry.name:<{names}}  ", f"{entry.severity:<7}"
    mark, summary = f"  {_marks(entry):<{marks}}  ", entry.summary
    room = screen.width and max(screen.width - len(start + severity + mark), LEAST)
    if room and width(summary) > room:
        summary = summary[: room - len(paint.glyphs.ellipsis)].rstrip() + paint.glyphs.ellipsis
    return f"{start}{paint.severity(severity, entry.severity)}{paint.dim(mark)}{paint.quoted(summary)}"
