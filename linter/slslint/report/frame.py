"""Code frames: source lines with numbers, and marks under what is meant."""

from collections.abc import Iterator
from typing import NamedTuple

from slslint.report.line import lay_out
from slslint.report.paint import Paint
from slslint.report.text import width, wrap
from slslint.source.pointer import Pointer

WHOLE = 5
LEAST = 24


class Mark(NamedTuple):
    """Something to mark: a place, what is said of it, and the severity that colours it ("" for a related place)."""

    at: Pointer
    label: str = ""
    severity: str = ""


class Span(NamedTuple):
    """A place as lines, from 1, and characters within them, from 0; white space at its end is left out."""

    first: int
    start: int
    last: int
    end: int


def span_of(at: Pointer) -> Span:
    """Where `at` stands."""
    text, end = at.file.text, at.end
    while end > at.start and text[end - 1] in " \t\r\n":
        end -= 1
    first, start = at.file.position(at.start)
    last, stop = at.file.position(end)
    return Span(first, start - 1, last, stop - 1)


def lines_shown(at: Pointer) -> list[int]:
    """The lines that a frame around `at` shows, 0 for a gap: a line's neighbours too, the middle of many not."""
    span = span_of(at)
    if span.first == span.last:
        ends = len(at.file.line_starts)
        around = [span.first - 1, span.first, span.first + 1]
        return [n for n in around if n == span.first or (0 < n <= ends and at.file.line(n).strip())]
    if span.last - span.first < WHOLE:
        return list(range(span.first, span.last + 1))
    return [span.first, span.first + 1, 0, span.last]


def is_shown(at: Pointer, lead: Pointer, room: int) -> bool:
    """Whether `at` is on a line that the frame around `lead` shows, and in sight where that line is clipped."""
    span, around = span_of(at), span_of(lead)
    if at.file.path != lead.file.path or span.first != span.last or span.first not in lines_shown(lead):
        return False
    if span.first != around.first:
        return True
    end = around.end if around.first == around.last else around.start + 1
    line = lay_out(at.file, span.first, [(around.start, end)], max(room, LEAST), "…")
    return span.start == around.start or line.shows(span.start)


class Frame:
    """Draws the frame around the first of some marks; the others are on lines that it shows.

    `room` is the number of columns for the source, `digits` the width of the line numbers. Along a lead of several
    lines runs a stroke, in a margin of two columns.
    """

    def __init__(self, marks: list[Mark], paint: Paint, room: int, digits: int) -> None:
        self.marks = marks
        self.lead = marks[0]
        self.span = span_of(self.lead.at)
        self.many = self.span.first != self.span.last
        self.paint = paint
        self.room = max(room, LEAST) - (2 if self.many else 0)
        self.digits = digits
        self.margin = self._colored(paint.glyphs.side, self.lead) + " " if self.many else ""

    def rows(self) -> Iterator[str]:
        """The rows of the frame, without the line that names the place."""
        for number in lines_shown(self.lead.at):
            if number:
                yield from self._line(number)
            else:
                yield self._row(self.paint.glyphs.gap, self.margin)

    def _line(self, number: int) -> Iterator[str]:
        inline = [(mark, span) for mark in self.marks if (span := span_of(mark.at)).first == span.last == number]
        opens, closes = (self.many and number == end for end in (self.span.first, self.span.last))
        spans = [(span.start, span.end) for _, span in inline]
        if opens:
            spans.insert(0, (self.span.start, self.span.start + 1))
        elif closes:
            spans.insert(0, (max(self.span.end - 1, 0), self.span.end))
        line = lay_out(self.lead.at.file, number, spans, self.room, self.paint.glyphs.ellipsis)
        shown = line.shown if spans or self.many else self.paint.dim(line.shown)
        yield self._row(f"{number}", (self._opening() if opens else self.margin) + shown)
        if opens and not self._is_flush():
            yield self._corner(self.paint.glyphs.open, line.column(self.span.start))
        for mark, span in inline:
            start = line.column(span.start)
            end = max(line.column(span.end), start + 1)
            stroke = self._colored(("^" if mark.severity else "-") * (end - start), mark)
            yield from self._labelled(self._row("", self.margin + " " * start + stroke), mark, start, end)
        if closes:
            end = max(line.column(self.span.end), 1)
            yield from self._labelled(self._corner(self.paint.glyphs.close, end - 1), self.lead, end - 1, end)

    def _labelled(self, row: str, mark: Mark, start: int, end: int) -> Iterator[str]:
        """A row with a stroke from `start` to `end`, and the mark's label: beside it, or below where room is short."""
        if mark.label and end + 1 + width(mark.label) <= self.room:
            yield f"{row} {self._colored(mark.label, mark)}"
            return
        yield row
        lines = wrap(mark.label, self.room) if mark.label else []
        margin = "  " if self.many and mark is self.lead else self.margin
        indent = min([start, *(self.room - width(text) for text in lines)])
        for text in lines:
            yield self._row("", margin + " " * indent + self._colored(text, mark))

    def _is_flush(self) -> bool:
        """Whether nothing but indentation stands before the start of the span."""
        file, start = self.lead.at.file, self.lead.at.start
        return not file.text[start - self.span.start : start].strip()

    def _opening(self) -> str:
        return self._colored(self.paint.glyphs.open, self.lead) + " " if self._is_flush() else "  "

    def _corner(self, glyph: str, column: int) -> str:
        stroke = "^" if self.lead.severity else "-"
        return self._row("", self._colored(glyph + self.paint.glyphs.dash * (column + 1) + stroke, self.lead))

    def _row(self, number: str, text: str) -> str:
        return f" {self.paint.dim(f'{number:>{self.digits}} {self.paint.glyphs.rail}')} {text}".rstrip()

    def _colored(self, text: str, mark: Mark) -> str:
        return self.paint.severity(text, mark.severity) if mark.severity else self.paint.accent(text)
