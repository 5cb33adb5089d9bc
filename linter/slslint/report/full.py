"""The report for people: each finding with the lines that it is about."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from slslint.report.context import Context
from slslint.report.frame import Frame, Mark, is_shown, lines_shown
from slslint.report.group import Group, fold, summary
from slslint.report.paint import Paint
from slslint.report.text import enumerate_few, escape, width, wrap
from slslint.source.pointer import Pointer
from slslint.source.secret import is_secret_file

if TYPE_CHECKING:
    from slslint.engine.session import Result

UNBOUNDED = 120
DIGITS = 5
"""Digits of a line number, where its width is not known yet."""
FRAMES = 4
UNSAFE = "fix (unsafe)"


def render(result: "Result", context: Context) -> str:
    """The whole report."""
    paint = Paint(context.screen)
    if context.statistics:
        from slslint.report.statistics import statistics, table

        blocks = ["\n".join(table(statistics(result.findings), paint))]
    else:
        blocks = ["\n".join(Paragraph(group, context, paint).rows()) for group in fold(result.findings)]
    if context.show_unknown and result.unknowns:
        blocks.append("\n".join(_unknowns(result, context, paint)))
    blocks.append("\n".join(paint.bold(line) for line in wrap(summary(result), context.screen.width)))
    return "\n\n".join(filter(None, blocks)) + "\n"


class Paragraph:
    """One finding, or several folded: headline, frames, and what follows from them."""

    def __init__(self, group: Group, context: Context, paint: Paint) -> None:
        self.group = group
        self.finding = group.lead
        self.context = context
        self.paint = paint
        self.width = context.screen.width
        room = (self.width or UNBOUNDED) - DIGITS - 5
        self.beside = [related for related in self.finding.related if is_shown(related.at, self.finding.at, room)]
        elsewhere = [related for related in self.finding.related if related not in self.beside]
        self.elsewhere, self.further = elsewhere[:FRAMES], elsewhere[FRAMES:]
        places = (self.finding.at, *(related.at for related in self.elsewhere))
        self.digits = max(len(str(max(lines_shown(place)))) for place in places)
        self.margin = " " * (self.digits + 2)
        self.room = (self.width or UNBOUNDED) - self.digits - 5

    def rows(self) -> Iterator[str]:
        """The lines of the paragraph."""
        finding, glyphs = self.finding, self.paint.glyphs
        yield from self._headline()
        yield self._place(glyphs.head, finding.at, finding.at.path)
        beside = (Mark(related.at, escape(related.message)) for related in self.beside)
        yield from self._frame([Mark(finding.at, "", finding.severity), *beside])
        for related in self.elsewhere:
            yield self._place(glyphs.more, related.at)
            yield from self._frame([Mark(related.at, escape(related.message))])
        notes = list(self._notes())
        for number, (label, text) in enumerate(notes, 1):
            yield from self._note(label, text, number == len(notes))

    def _headline(self) -> Iterator[str]:
        """Severity, code, name and message; wrapped on a terminal."""
        finding, paint = self.finding, self.paint
        code = f"{finding.severity}[{finding.code}]"
        name = f"{finding.name}:" if finding.name != finding.code else ""
        prefix = f"{code} {name}".rstrip()
        first, *rest = wrap(f"{prefix} {self.group.qualified}", self.width and self.width - 2)
        if first.startswith(prefix):
            linked = paint.severity(paint.link(code, finding.url), finding.severity)
            first = f"{linked}{f' {paint.bold(name)}' if name else ''}{paint.quoted(first.removeprefix(prefix))}"
        yield first
        for text in rest:
            yield f"  {paint.quoted(text)}"

    def _place(self, glyph: str, at: Pointer, path: str = "") -> str:
        """`file:line:column` after the stroke of a rail, and the configuration path where there is room for it."""
        place, path = self.context.place(at), escape(path)
        if self.width and width(self.margin + glyph + place + path) + 2 > self.width:
            path = ""
        return f"{self.margin}{self.paint.dim(glyph)}{self.paint.accent(place)}  {self.paint.dim(path)}".rstrip()

    def _frame(self, marks: list[Mark]) -> Iterator[str]:
        """The frame around the first of the marks; lines of files that hold secrets are not shown."""
        if not is_secret_file(marks[0].at.file.path):
            yield from Frame(marks, self.paint, self.room, self.digits).rows()
            return
        for mark in marks:
            if mark.label:
                yield f"{self.margin}{self.paint.dim(self.paint.glyphs.rail)} {self.paint.accent(mark.label)}"

    def _notes(self) -> Iterator[tuple[str, str]]:
        """What closes the paragraph: label and text."""
        if self.further:
            places = [self.context.place(related.at) for related in self.further]
            yield "", f"and {len(places):,} more: {enumerate_few(places, FRAMES)}"
        if others := self.group.others(self.context):
            yield "", others
        if self.group.remedy:
            yield "help", self.group.remedy
        for fix in self.finding.fixes:
            yield "fix" if fix.safe else UNSAFE, escape(fix.description)
        if self.finding.url:
            yield "", escape(self.finding.url)

    def _note(self, label: str, text: str, last: bool) -> Iterator[str]:
        paint, glyphs = self.paint, self.paint.glyphs
        room = self.width and max(self.width - len(self.margin) - len(glyphs.last), 20)
        first, *rest = wrap(f"{label}: {text}" if label else text, room)
        if label:
            first = paint.label(f"{label}:", label == UNSAFE) + paint.quoted(first.removeprefix(f"{label}:"))
        elif text == self.finding.url:
            first = paint.dim(first)
        yield f"{self.margin}{paint.dim(glyphs.last if last else glyphs.more)}{first}"
        for line in rest:
            yield f"{self.margin}{paint.dim(' ' if last else glyphs.rail)}  {line}"


def _unknowns(result: "Result", context: Context, paint: Paint) -> Iterator[str]:
    """What could not be known, so that no rule spoke about it."""
    yield paint.bold("Unknown, and therefore not judged:")
    for at, text in result.unknowns:
        place = context.place(at)
        first, *rest = wrap(f"{place}  {escape(text)}", context.screen.width and context.screen.width - 4)
        yield f"  {paint.accent(place)}{paint.quoted(first.removeprefix(place))}"
        yield from (f"    {paint.quoted(line)}" for line in rest)
