"""Parsing again what an edit has changed: some entries of one block map; all other nodes stay, and move with the text.

A parser reads from left to right, and what it makes of an entry depends on nothing before it but the column in which
its plain key stands. So where the text before some entries and the text behind them are what they were, the rest of the
tree is what it was too. Anchors, merge keys and directives reach further: a file with one is read as a whole.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import NamedTuple

from slslint.source import bounds
from slslint.source.compose import Composer, Refused
from slslint.source.decode import decode
from slslint.source.document import Change, Document
from slslint.source.file import SourceFile
from slslint.source.node import MAP, SEQ, Node, key_text
from slslint.source.yaml_parse import Parser, compose
from slslint.source.yaml_scan import YamlError

_KEY = re.compile(r"( *+)[A-Za-z_][\w.-]*+:[ \r\n]", re.ASCII).match
_LEAD = re.compile(r"(?: *+(?:#[^\r\n]*+)?\r?\n)*+", re.ASCII).fullmatch
_ANCHOR = re.compile(r"(?<![^\s,\[{:?-])&[^\s,\[\]{}]").search


class _Level(NamedTuple):
    """A block map around the edit, its keys' column, where the lines of its entries start and where the last one ends.

    The edit lies in the entries `first` to `last`.
    """

    node: Node
    column: int
    lines: list[int]
    first: int
    last: int


def reread(before: Document, path: str, data: bytes) -> Document | None:
    """The document in `data`, made of the nodes of the one that was there `before`; None where that cannot be done.

    If there is one, `before` and all that was made of its tree may not be read any more: the nodes have new places.
    """
    file, problems = decode(path, data)
    root, old, new = before.root, before.file.text, file.text
    if problems or before.problems or root is None or root.file is not before.file or not _is_block(root):
        return None
    if len(new) > bounds.MAX_CHARACTERS or 4 * root.size > bounds.MAX_NODES or _is_entangled(old) or _is_entangled(new):
        return None
    head, stop = _edited(old, new)
    if stop <= root.start and _LEAD(new, 0, root.start + len(new) - len(old)):
        _move(root, file, 0, len(new) - len(old))
        return _document(before, file, root, Change(before, (), frozenset(), []))
    levels = _levels(root, old, head, stop)
    while levels:
        document = _replaced(before, file, levels, stop)
        if document is not None:
            return document
        levels.pop()
    return None


def in_common(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts have in common at their start, and behind that at their end."""
    most = min(len(one), len(other))
    head = _longest(most, lambda size: one.startswith(other[:size]))
    tail = _longest(most - head, lambda size: one.endswith(other[len(other) - size :]))
    return head, tail


def _longest(most: int, fits: Callable[[int], bool]) -> int:
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _edited(old: str, new: str) -> tuple[int, int]:
    """The characters of the old text that are no more; of lines that came or went, from the start of the first."""
    head, tail = in_common(old, new)
    stop = len(old) - tail
    line = old.rfind("\n", 0, head) + 1
    lines = old[head:stop] or new[head : len(new) - tail]
    if len(lines) == abs(len(new) - len(old)) and lines.endswith(old[line:head]):
        return line, stop - (head - line)
    return head, stop


def _is_block(node: Node) -> bool:
    return node.kind == MAP and not node.style and node.tag is None and node.anchor is None and bool(node.items)


def _is_entangled(text: str) -> bool:
    """Whether one part of a text may bear on another that is far away."""
    return ("&" in text and _ANCHOR(text) is not None) or "<<" in text or text.startswith("%") or "\n%" in text


def _levels(root: Node, text: str, head: int, stop: int) -> list[_Level]:
    """The block maps around the characters `head` to `stop`, the outermost first."""
    levels: list[_Level] = []
    node, end = root, len(text)
    while True:
        column = node.start - text.rfind("\n", 0, node.start) - 1
        lines = [key.start - column for key, _ in node.items]
        first = (bisect_left(lines, head) if head == stop else bisect_right(lines, head)) - 1
        if first < 0:
            return levels
        last = max(first, bisect_left(lines, stop) - 1)
        levels.append(_Level(node, column, [*lines, end], first, last))
        node = node.items[first][1]
        if first != last or not _is_block(node) or not node.start <= stop:
            return levels
        if first + 1 < len(lines):
            end = lines[first + 1]
            if not _is_alone(text, end, column):
                return levels


def _is_alone(text: str, line: int, column: int) -> bool:
    """Whether what stands at a column is the first thing on its line."""
    return (line == 0 or text[line - 1] == "\n") and not text[line : line + column].strip(" ")


def _replaced(before: Document, file: SourceFile, levels: list[_Level], stop: int) -> Document | None:
    """The document with the edited entries of the innermost level read anew."""
    node, column, lines, _, _ = level = levels[-1]
    old, new = before.file.text, file.text
    shift = len(new) - len(old)
    last = _last(level, old, new, stop)
    first = _first(level, old, new[: lines[last + 1] + shift]) if last is not None else None
    if first is None or last is None:
        return None
    above = levels[-2].column if len(levels) > 1 else column - 1
    made = _read(file, lines[first], lines[last + 1] + shift, column, above, len(levels) - 1)
    if made is None:
        return None
    gone, stay = node.items[first : last + 1], [*node.items[:first], *node.items[last + 1 :]]
    names = {key_text(key) for key, _ in made.items}
    if any(key_text(key) in names for key, _ in stay):
        return None
    names.update(key_text(key) for key, _ in gone)
    node.items[first : last + 1] = []
    _move(levels[0].node, file, lines[last + 1], shift)
    node.items[first:first] = made.items
    if first == 0:
        node.start = made.start
    end = made.end if last + 2 == len(lines) else None
    for each in reversed(levels):
        if each is not level and each.first + 2 < len(each.lines):
            end = None
        each.node.end = each.node.end + shift if end is None else end
        each.node.size = 1 + sum(value.size for _, value in each.node.items)
        each.node.dynamic = any(value.dynamic for _, value in each.node.items)
        each.node.cache = None
    path = tuple(key_text(each.node.items[each.first][0]) for each in levels[:-1])
    nodes = [*_below(gone), *(each.node for each in levels)]
    return _document(before, file, levels[0].node, Change(before, path, frozenset(names), nodes))


def _document(before: Document, file: SourceFile, root: Node, change: Change) -> Document:
    document = Document(file, root)
    document.change = change
    before.change = None
    return document


def _first(level: _Level, old: str, new: str) -> int | None:
    """The entry to begin with: the edited one or, where no plain key begins it now, the one before."""
    for index in (level.first, level.first - 1):
        if index >= 0 and _is_alone(old, level.lines[index], level.column):
            key = _KEY(new, level.lines[index])
            if key is not None and key.end(1) - key.start() == level.column and _is_alone(new, key.start(), 0):
                return index
    return None


def _last(level: _Level, old: str, new: str, stop: int) -> int | None:
    """The entry to end with, before a line that is still there."""
    last, count = level.last, len(level.node.items)
    while last < count:
        line = level.lines[last + 1]
        if line == len(old):
            return last
        if line >= stop and new[line + len(new) - len(old) - 1] == "\n":
            return last if last + 1 == count or _is_alone(old, line, level.column) else None
        last += 1
    return None


def _read(file: SourceFile, start: int, stop: int, column: int, above: int, depth: int) -> Node | None:
    """The block map that the lines from `start` to `stop` make; None where they make anything else."""
    written = file.text[start:stop]
    if "?" in written:
        return None
    parser, composer = Parser(file.text[:stop]), Composer(file)
    try:
        if not parser.is_block_map(start, column, above, depth):
            return None
        compose(composer, parser.events)
    except (YamlError, Refused):
        return None
    return composer.root if composer.root is not None and not composer.problems else None


def _move(root: Node, file: SourceFile, border: int, shift: int) -> None:
    """Put the nodes of a tree into another file, and those from `border` on to where they stand there."""
    stack = [root]
    while stack:
        node = stack.pop()
        node.file = file
        if node.start >= border:
            node.start += shift
            node.end += shift
        if node.kind == SEQ:
            stack += node.items
        elif node.kind == MAP:
            for pair in node.items:
                stack += pair


def _below(entries: list[tuple[Node, Node]]) -> list[Node]:
    """The values of entries and of all below them."""
    found = [value for _, value in entries]
    for node in found:
        found += node.items if node.kind == SEQ else [value for _, value in node.items]
    return found
