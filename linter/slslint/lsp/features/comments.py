"""Suppression comments in a text, found line by line: an editor asks while they are half typed."""

import re
from typing import NamedTuple

from slslint.source.file import SourceFile

_HEAD = re.compile(r"(?:#|//|/\*)\s*slslint:\s*(?:ignore-file|ignore)\[([^\[\]\r\n]*)(\]?)")
_WORD = re.compile(r"[^\s,]+")


class Word(NamedTuple):
    """A rule named in a comment, or the place for one: characters `start` to `end`."""

    text: str
    start: int
    end: int


def word_at(file: SourceFile, offset: int) -> Word | None:
    """The word at an offset between the brackets of `slslint: ignore[…]`; None elsewhere."""
    line = file.position(offset)[0]
    begin = file.line_starts[line - 1]
    for head in _HEAD.finditer(file.line(line)):
        start, end = begin + head.start(1), begin + head.end(1)
        if start <= offset <= end:
            for found in _WORD.finditer(head[1]):
                if start + found.start() <= offset <= start + found.end():
                    return Word(found[0], start + found.start(), start + found.end())
            return Word("", offset, offset)
    return None
