"""Offsets in characters to the lines and units that a client counts in, and back."""

from collections.abc import Callable

from lsprotocol import types

from slslint.source.file import SourceFile
from slslint.source.pointer import Pointer

Units = Callable[[str], int]
"""How many units a text has."""


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


def _utf8(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


_UNITS: dict[str, Units] = {"utf-8": _utf8, "utf-16": _utf16, "utf-32": len}


class Converter:
    """Positions in the encoding that was agreed on with the client: `utf-8`, `utf-16` or `utf-32`.

    Lines and units count from 0. A line ends at LF, CR LF or CR, as `SourceFile` has it.
    """

    def __init__(self, encoding: str = "utf-16") -> None:
        self.units = _UNITS[encoding]

    def position(self, file: SourceFile, offset: int) -> types.Position:
        """The position of an offset."""
        line = file.position(offset)[0]
        return types.Position(line - 1, self.units(file.text[file.line_starts[line - 1] : offset]))

    def range(self, file: SourceFile, start: int, end: int) -> types.Range:
        """The range of characters `start` to `end`."""
        return types.Range(self.position(file, start), self.position(file, end))

    def range_of(self, at: Pointer) -> types.Range:
        """The range of a pointer."""
        return self.range(at.file, at.start, at.end)

    def offset(self, file: SourceFile, position: types.Position) -> int:
        """The offset of a position; behind the end of a line or of the file it is that end."""
        if position.line >= len(file.line_starts):
            return len(file.text)
        text = file.line(position.line + 1)
        start = file.line_starts[position.line]
        if text.isascii():
            return start + min(position.character, len(text))
        seen = 0
        for index, char in enumerate(text):
            if seen >= position.character:
                return start + index
            seen += self.units(char)
        return start + len(text)
