"""One source line as a report shows it: escaped, secrets masked, clipped around what matters."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from slslint.report.text import escape, width
from slslint.source.file import TREES, SourceFile
from slslint.source.secret import mask

TAB = 4
NEAR = 2000
"""So many characters around what is marked are searched for secrets."""


class Line(NamedTuple):
    """What is shown, and the column, from 0, of each character from `first` on (and of the end)."""

    shown: str
    first: int
    columns: list[int]

    def column(self, index: int) -> int:
        """The column of the line's character `index`, or of the nearest one that is shown."""
        return self.columns[min(max(index - self.first, 0), len(self.columns) - 1)]

    def shows(self, index: int) -> bool:
        """Whether the line's character `index` is in sight."""
        return self.column(index) < self.column(index + 1)


def lay_out(file: SourceFile, number: int, spans: list[tuple[int, int]], room: int, ellipsis: str) -> Line:
    """Line `number` in at most `room` columns, tabs expanded.

    `spans` are what is marked on it, in characters from the line's start; of a longer line the part around the first
    one is shown, with an ellipsis where something was cut. However long the line is, what lies beyond is not looked at.
    """
    base, stop = file.line_starts[number - 1], file.line_end(number)
    start, end = spans[0] if spans else (0, 0)
    first, last = max(0, start - NEAR), min(stop - base, start + NEAR)
    marked = [(begin - first, finish - first) for begin, finish in spans]
    text = mask(file.text[base + first : base + last], marked, not file.path.endswith(TREES))
    first, text = _within(text, first, start - 2 * room, start + 2 * room)
    last = first + len(text)
    cells, columns = _laid(text)
    total = columns[-1]
    cut_left, cut_right = first > 0, last < stop - base
    if total <= room and not cut_left and not cut_right:
        return Line("".join(cells), first, columns)
    begin, finish = columns[start - first], columns[min(end - first, len(cells))]
    low = max(0, min(begin - room // 8, finish + room // 4 - room, total - room))
    left = ellipsis if low or cut_left else ""
    right = ellipsis if total > low + room or cut_right else ""
    head = bisect_left(columns, low + len(left))
    tail = bisect_right(columns, low + room - len(right)) - 1
    shown = left + " " * (columns[head] - low - len(left)) + "".join(cells[head:tail]) + right
    edge = width(shown)
    return Line(shown, first, [min(max(column - low, 0), edge) for column in columns])


def _within(text: str, at: int, first: int, last: int) -> tuple[int, str]:
    """Of a text that starts at `at` the part from `first` to `last`: its start, and the part."""
    low = max(at, first)
    return low, text[low - at : max(last - at, 0)]


def _laid(text: str) -> tuple[list[str], list[int]]:
    """What is shown of each character, and the column at which it starts (and of the end)."""
    if text.isascii() and text.isprintable():
        return list(text), list(range(len(text) + 1))
    cells: list[str] = []
    columns = [0]
    for char in text:
        cells.append(" " * (TAB - columns[-1] % TAB) if char == "\t" else escape(char))
        columns.append(columns[-1] + width(cells[-1]))
    return cells, columns
