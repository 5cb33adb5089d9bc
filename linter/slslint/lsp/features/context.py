"""Where a cursor stands by the text alone: the keys around it, whether a key or a value is being typed, and how far.

An editor asks in the middle of typing, when no parser would take the file. Block style goes by the indentation of the
lines above, flow style and JSON by the brackets that are open.
"""

import re
from typing import NamedTuple

from slslint.source.file import SourceFile
from slslint.source.load import JSON_EXTENSIONS

ITEM = "0"
"""A step into a list; which item it is does not matter."""
KEY, VALUE = "key", "value"
MOST_LINES = 5_000
"""Lines above the cursor that are looked at."""
_LINE = re.compile(r"( *)((?:- +)*)(.*)", re.DOTALL)
_KEY = re.compile(
    r"""("(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+'|(?![\s"'\[\]{},#&*!|>%@`]|-\s)(?:[^#:]++|:(?!\s|\Z)|(?<!\s)\#)*+)\s*+:(?=\s|\Z)"""
)
_TAG = re.compile(r"!([A-Za-z0-9]+)[ \t]+")
_ANCHOR = re.compile(r"&\S+\s*")
_WORD = re.compile(r"[\w:$./*-]*")


class Context(NamedTuple):
    """What is being typed at a cursor.

    `path` are the keys around it, ITEM for list items: of a key those of its map, of a value with its own. `typed` is
    what stands before the cursor, from `start` on, quotes and tag left out; up to `end` it is to be replaced. `role` is
    KEY, VALUE, or empty where it may still become either. `siblings` are the other keys of the map. `quote` is the
    quote that is open, `tag` the name of the tag before (`Ref`), `flow` the bracket around (`{` or `[`). `dash` says
    that a `- ` leads to it on its line.
    """

    path: tuple[str, ...]
    role: str
    typed: str
    start: int
    end: int
    siblings: frozenset[str] = frozenset()
    quote: str = ""
    tag: str = ""
    flow: str = ""
    dash: bool = False


class _Line(NamedTuple):
    """A line of block style: the columns of its dashes, that of its content, the key and where its value starts."""

    dashes: tuple[int, ...]
    column: int
    key: str | None
    value: int
    content: str

    @property
    def first(self) -> int:
        return self.dashes[0] if self.dashes else self.column


def context_at(file: SourceFile, offset: int) -> Context | None:
    """The context of a cursor; None inside a comment, a block of text, or where nothing is known."""
    if file.path.lower().endswith(JSON_EXTENSIONS):
        return _flow(file.text, 0, offset, ())
    number = file.position(offset)[0]
    start = file.line_starts[number - 1]
    before = file.text[start:offset]
    if in_comment(before):
        return None
    opening = _opening(file, number, offset)
    if opening is not None:
        path = _parents(file, opening.number, opening.line)
        if path is None:
            return None
        own = [step for step in (opening.line.key, opening.function) if step]
        return _flow(file.text, opening.at, offset, (*path, *own))
    return _block(file, number, offset)


def in_comment(before: str) -> bool:
    """Whether a comment starts in what stands before the cursor on its line."""
    quote = ""
    for at, char in enumerate(before):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'" and (at == 0 or before[at - 1] in " \t[{,:("):
            quote = char
        elif char == "#" and (at == 0 or before[at - 1] in " \t"):
            return True
    return False


def _read(text: str) -> _Line | None:
    """A line, or the part of one before a cursor; None where it says nothing."""
    match = _LINE.match(text)
    assert match is not None
    indent, marks, content = match.groups()
    if content.startswith("#"):
        content = ""
    dashes = tuple(len(indent) + at for at, char in enumerate(marks) if char == "-")
    column = len(indent) + len(marks)
    if content == "-":
        dashes, column, content = (*dashes, column), column + 2, ""
    if not content and not dashes:
        return None
    found = _KEY.match(content)
    if found is None:
        return _Line(dashes, column, None, column, content.rstrip())
    value = column + found.end() + len(content[found.end() :]) - len(content[found.end() :].lstrip(" "))
    return _Line(dashes, column, _unquoted(found[1]), value, content[value - column :].rstrip())


def _unquoted(key: str) -> str:
    return key[1:-1] if key[:1] in ("'", '"') and key[-1:] == key[:1] and len(key) > 1 else key.rstrip()


def _parents(file: SourceFile, number: int, own: _Line) -> tuple[str, ...] | None:
    """The keys around the content of a line, the outermost first; None inside of a text."""
    steps: list[str] = []
    limit = own.column
    for _ in own.dashes:
        steps.append(ITEM)
    below_dash = bool(own.dashes)
    limit = own.first
    for above in range(number - 1, max(0, number - MOST_LINES), -1):
        if limit == 0 and not below_dash:
            break
        text = file.line(above)
        if text.startswith("---"):
            break
        line = _read(text)
        if line is None:
            continue
        if line.key is not None and (line.column < limit or (line.column == limit and below_dash and not line.dashes)):
            if not _opens(line.content):
                return None
            steps.append(line.key)
            limit, below_dash = line.column, False
        for dash in reversed(line.dashes):
            if dash < limit:
                steps.append(ITEM)
                limit, below_dash = dash, True
    return tuple(reversed(steps))


def _opens(content: str) -> bool:
    """Whether what stands behind a key lets a map or a list follow on the next lines."""
    content = _ANCHOR.sub("", content)
    return not content or content.startswith(("#", "!"))


def _block(file: SourceFile, number: int, offset: int) -> Context | None:
    start = file.line_starts[number - 1]
    text = file.text[start:offset]
    line = _read(text) or _Line((), len(text), None, len(text), "")
    parents = _parents(file, number, line)
    if parents is None:
        return None
    siblings = frozenset(_siblings(file, number, line))
    if line.key is not None and len(text) >= line.value and text[line.value - 1 : line.value] in (" ", ":"):
        if text.endswith(":"):
            return None  # a value needs the blank after the colon
        context = _token(text, line.value, offset, file.text, VALUE, (*parents, line.key))
        return context._replace(siblings=siblings) if context is not None else None
    rest = file.text[offset : file.line_end(number)]
    is_key = re.match(r"[\w:.$-]*\s*:(?:\s|$)", rest) is not None
    context = _token(text, line.column, offset, file.text, KEY if is_key else "", parents)
    return context._replace(siblings=siblings, dash=bool(line.dashes)) if context is not None else None


def _token(line: str, column: int, offset: int, text: str, role: str, path: tuple[str, ...]) -> Context | None:
    """The context for what is typed from a column of a line on."""
    typed = line[column:] if column <= len(line) else ""
    begin = offset - len(typed)
    typed, begin = _skip(_ANCHOR, typed, begin)
    tag = ""
    if match := _TAG.match(typed):
        tag = match[1]
        typed, begin = typed[match.end() :], begin + match.end()
    quote = typed[:1] if typed[:1] in ("'", '"') else ""
    if quote:
        typed, begin = typed[1:], begin + 1
        if quote in typed:
            return None  # behind the closing quote
    following = _WORD.match(text, offset)
    end = following.end() if following is not None else offset
    if role != VALUE and text[offset:end].endswith(":"):
        end -= 1
    return Context(path, role, typed, begin, max(end, offset), frozenset(), quote, tag)


def _skip(pattern: re.Pattern[str], typed: str, begin: int) -> tuple[str, int]:
    match = pattern.match(typed)
    return (typed[match.end() :], begin + match.end()) if match is not None else (typed, begin)


def _siblings(file: SourceFile, number: int, own: _Line) -> list[str]:
    """The other keys of the map that a line belongs to."""
    found: list[str] = []
    if not own.dashes:
        for above in range(number - 1, max(0, number - MOST_LINES), -1):
            line = _read(file.line(above))
            if line is None:
                continue
            if line.key is not None and line.column == own.column:
                found.append(line.key)
            if line.first < own.column:
                break
    for below in range(number + 1, min(len(file.line_starts), number + MOST_LINES) + 1):
        line = _read(file.line(below))
        if line is None:
            continue
        if line.first < own.column:
            break
        if line.key is not None and line.column == own.column and not line.dashes:
            found.append(line.key)
    return found


# Flow style.


class _Opening(NamedTuple):
    """Where the outermost brackets around a cursor open: the line, the offset, what stands before, the tag."""

    number: int
    at: int
    line: _Line
    function: str


def _opening(file: SourceFile, number: int, offset: int) -> _Opening | None:
    """The brackets around a cursor; None where it stands in block style."""
    found: _Opening | None = None
    limit = 1 << 30
    if not file.text[file.line_starts[number - 1] : offset].strip():
        limit = max(1, offset - file.line_starts[number - 1])
    for above in range(number, max(0, number - MOST_LINES), -1):
        start = file.line_starts[above - 1]
        line = _read(file.text[start:offset] if above == number else file.line(above))
        if line is None or line.first >= limit:
            continue
        content, at = _skip(_ANCHOR, line.content, start + line.value)
        tag = _TAG.match(content)
        content, at = _skip(_TAG, content, at)
        if content[:1] in ("{", "[") and _is_open(file.text, at, offset):
            found = _Opening(above, at, line, _function(tag[1]) if tag is not None else "")
        elif above != number and (line.key is not None or line.dashes):
            break
        limit = min(limit, line.first + (content[:1] in ("}", "]") and above == number))
        if limit == 0:
            break
    return found


def _function(tag: str) -> str:
    return tag if tag in ("Ref", "Condition") else f"Fn::{tag}"


class _Frame:
    """An open bracket: the key that was read last, all keys so far, whether a colon came, where the token starts."""

    __slots__ = ("bracket", "colon", "key", "keys", "start")

    def __init__(self, bracket: str, start: int) -> None:
        self.bracket = bracket
        self.start = start
        self.key = ""
        self.keys: list[str] = []
        self.colon = False

    def takes_colon(self, text: str, at: int) -> bool:
        """Whether a colon ends the key."""
        ends = text[at + 1 : at + 2] in (" ", "\n", "\r", "\t", "") or text[at - 1] in "\"'"
        return self.bracket == "{" and not self.colon and ends


def _scan(text: str, at: int, offset: int) -> list[_Frame]:
    """The brackets that are open at an offset, the outermost first."""
    frames: list[_Frame] = []
    quote, depth = "", 0
    while at < offset:
        char = text[at]
        if quote:
            if char == "\\" and quote == '"':
                at += 1
            elif char == quote:
                quote = ""
        elif char == "$" and text[at + 1 : at + 2] == "{":
            depth += 1
            at += 1
        elif depth:
            depth -= char == "}"
        elif char in "\"'" and frames and not text[frames[-1].start : at].strip().strip(":"):
            quote = char
        elif char in "{[":
            frames.append(_Frame(char, at + 1))
        elif char in "}]":
            if frames:
                frames.pop()
            if not frames:
                return frames
            frames[-1].start = at + 1
        elif char == "," and frames:
            frames[-1].start, frames[-1].colon, frames[-1].key = at + 1, False, ""
        elif char == ":" and frames and frames[-1].takes_colon(text, at):
            frame = frames[-1]
            frame.key = _unquoted(text[frame.start : at].strip())
            frame.keys.append(frame.key)
            frame.colon, frame.start = True, at + 1
        at += 1
    return frames


def _is_open(text: str, at: int, offset: int) -> bool:
    return bool(_scan(text, at, offset))


def _flow(text: str, at: int, offset: int, path: tuple[str, ...]) -> Context | None:
    """The context inside brackets that open at `at`."""
    frames = _scan(text, at, offset)
    if not frames:
        return None
    steps = list(path)
    for frame in frames[:-1]:
        steps += [ITEM] if frame.bracket == "[" else [frame.key] if frame.colon else []
    last = frames[-1]
    is_value = last.colon or last.bracket == "["
    if is_value:
        steps.append(ITEM if last.bracket == "[" else last.key)
    written = text[last.start : offset]
    start = last.start + len(written) - len(written.lstrip())
    context = _token(text[start:offset], 0, offset, text, VALUE if is_value else KEY, tuple(steps))
    if context is None:
        return None
    role = context.role if last.bracket == "{" or context.tag else ""
    return context._replace(role=role, flow=last.bracket, siblings=frozenset(last.keys), dash=last.bracket == "[")
