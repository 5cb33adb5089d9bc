"""A text file, decoded, with its lines."""

from bisect import bisect_right

TREES = (".yml", ".yaml", ".json")
"""What the names of files end in that are read as trees and written to by fixes."""


class SourceFile:
    """One file's text. Offsets are characters of `text`, which has no byte order mark and keeps its line ends."""

    __slots__ = ("_lines", "bom", "encoding", "path", "text")

    def __init__(self, path: str, text: str, encoding: str = "utf-8", bom: bool = False) -> None:
        self.path = path
        self.text = text
        self.encoding = encoding
        self.bom = bom
        self._lines: list[int] | None = None

    @property
    def newline(self) -> str:
        """The line end that the file uses first: CR LF or LF."""
        first = self.text.find("\n")
        return "\r\n" if first > 0 and self.text[first - 1] == "\r" else "\n"

    @property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts; LF, CR LF and a lone CR end a line."""
        if self._lines is None:
            text = self.text
            if "\r" not in text:
                starts, at = [0], text.find("\n")
                while at >= 0:
                    starts.append(at + 1)
                    at = text.find("\n", at + 1)
            else:
                starts, at, size = [0], 0, len(text)
                while at < size:
                    char = text[at]
                    at += 1
                    if char == "\r" and at < size and text[at] == "\n":
                        at += 1
                    if char in "\r\n":
                        starts.append(at)
            self._lines = starts
        return self._lines

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, the column in characters."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column, both from 1; past the end of a line or file it is that end."""
        starts = self.line_starts
        if line > len(starts):
            return len(self.text)
        return min(starts[line - 1] + column - 1, self.line_end(line))

    def line_end(self, line: int) -> int:
        """The offset at which the text of `line` ends, before its line break."""
        starts = self.line_starts
        end = starts[line] if line < len(starts) else len(self.text)
        while end > starts[line - 1] and self.text[end - 1] in "\r\n":
            end -= 1
        return end

    def line(self, number: int) -> str:
        """The text of a line, from 1, without its line break."""
        return self.text[self.line_starts[number - 1] : self.line_end(number)]
