"""TOML text to the composer's events: tomllib says whether it is TOML and what each value is, this where it stands."""

import re
import tomllib
from typing import Any, NamedTuple

from slslint.source import bounds
from slslint.source.compose import Composer, Refused

_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*+")
_BARE = re.compile(r"[A-Za-z0-9_-]++")
_PLAIN = re.compile(r"[^,\]}#\r\n]++")
# fmt: off
_STRINGS = (
    ('"""', re.compile(r'"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}', re.S)),
    ("'''", re.compile(r"'''(?:[^']++|'(?!''))*+'{3,5}", re.S)),
    ('"', re.compile(r'"(?:[^"\\\n]++|\\.)*+"')),
    ("'", re.compile(r"'[^'\n]*+'")),
)
# fmt: on
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")


class _Key(NamedTuple):
    text: str
    start: int
    end: int


class _Leaf(NamedTuple):
    start: int
    end: int
    value: Any
    style: str


class _Table:
    """A table, however many headers and dotted keys it is written with; in braces where it is written in line."""

    def __init__(self, start: int, bracket: bool = False) -> None:
        self.start = start
        self.end = start
        self.bracket = bracket
        self.entries: dict[str, tuple[_Key, _Item]] = {}


class _Array:
    """An array: of values in brackets, or of tables with a header each."""

    def __init__(self, start: int, bracket: bool) -> None:
        self.start = start
        self.end = start
        self.bracket = bracket
        self.items: list[_Item] = []


_Item = _Leaf | _Table | _Array


def feed(composer: Composer, text: str) -> None:
    """Tell `composer` what TOML 1.0 reads in `text`; raises Refused."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refusal(composer, str(error)) from None
    except RecursionError:
        raise _too_deep(composer, 0) from None
    _tell(composer, _Reader(composer, text).read())


def _refusal(composer: Composer, message: str) -> Refused:
    found = _PLACE.search(message)
    file = composer.file
    at = file.offset(int(found[1]), int(found[2])) if found and found[1] else len(file.text)
    return composer.refuse("syntax", f"TOML: {_PLACE.sub('', message)}", min(at, len(file.text)), at + 1)


def _too_deep(composer: Composer, at: int) -> Refused:
    return composer.refuse(
        "bound", f"nested more than {bounds.MAX_DEPTH} levels deep: the file is not read", at, at + 1
    )


class _Reader:
    """Reads text that is known to be TOML."""

    def __init__(self, composer: Composer, text: str) -> None:
        self.composer = composer
        self.text = text
        self.at = 0

    def read(self) -> _Table:
        """The whole document."""
        root = table = _Table(0)
        while True:
            self._skip(_BLANK)
            if self.at >= len(self.text):
                return root
            if self.text[self.at] == "[":
                table = self._header(root)
            else:
                self._entry(table, 0)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found is not None else self.at

    def _header(self, root: _Table) -> _Table:
        """`[a.b]` or `[[a.b]]`: the table that the entries below are about."""
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        *above, last = self._keys()
        self.at += 2 if many else 1
        table = self._inside(root, above)
        if not many:
            return self._table(table, last)
        array = table.entries.setdefault(last.text, (last, _Array(last.start, False)))[1]
        assert isinstance(array, _Array)
        item = _Table(last.start)
        array.items.append(item)
        return item

    def _keys(self) -> list[_Key]:
        keys: list[_Key] = []
        while True:
            self._skip(_SPACE)
            start = self.at
            quote = self.text[start]
            self._skip(dict(_STRINGS)[quote] if quote in "\"'" else _BARE)
            raw = self.text[start : self.at]
            keys.append(_Key(str(_value(raw)) if quote in "\"'" else raw, start, self.at))
            self._skip(_SPACE)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _inside(self, table: _Table, keys: list[_Key]) -> _Table:
        if len(keys) > bounds.MAX_DEPTH:
            raise _too_deep(self.composer, keys[0].start)
        for key in keys:
            table = self._table(table, key)
        return table

    def _table(self, table: _Table, key: _Key) -> _Table:
        """The table under a key, made if need be; of an array of tables the last."""
        item = table.entries.setdefault(key.text, (key, _Table(key.start)))[1]
        if isinstance(item, _Array):
            item = item.items[-1]
        assert isinstance(item, _Table)
        return item

    def _entry(self, table: _Table, depth: int) -> None:
        """`key = value`."""
        *above, last = self._keys()
        self.at += 1
        self._skip(_SPACE)
        self._inside(table, above).entries[last.text] = last, self._item(depth)

    def _item(self, depth: int) -> _Item:
        if depth > bounds.MAX_DEPTH:
            raise _too_deep(self.composer, self.at)
        start, text = self.at, self.text
        if text[start] == "[":
            return self._array(depth)
        if text[start] == "{":
            return self._braces(depth)
        style, pattern = next((each for each in _STRINGS if text.startswith(each[0], start)), ("", _PLAIN))
        self._skip(pattern)
        raw = text[start : self.at].rstrip()
        value = _value(raw)
        plain = isinstance(value, (str, bool, int, float))
        return _Leaf(start, start + len(raw), value if plain else raw, style[:1])

    def _array(self, depth: int) -> _Array:
        array = _Array(self.at, True)
        self.at += 1
        while True:
            self._skip(_BLANK)
            if self.text[self.at] == "]":
                break
            array.items.append(self._item(depth + 1))
            self._skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1
        array.end = self.at
        return array

    def _braces(self, depth: int) -> _Table:
        table = _Table(self.at, True)
        self.at += 1
        while True:
            self._skip(_BLANK)
            if self.text[self.at] == "}":
                break
            self._entry(table, depth + 1)
            self._skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1
        table.end = self.at
        return table


def _value(raw: str) -> Any:
    return tomllib.loads(f"x = {raw}")["x"]


def _tell(composer: Composer, root: _Table) -> None:
    """The events, in the order in which things are first named."""
    stack: list[_Key | _Item | int] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, int):
            composer.close(item)
        elif isinstance(item, _Key):
            composer.leaf(item.start, item.end, item.text, "")
        elif isinstance(item, _Leaf):
            composer.leaf(item.start, item.end, item.value, item.style)
        elif isinstance(item, _Table):
            composer.open_map(item.start, item.start, None, None, item.bracket)
            stack += [item.end, *(part for entry in reversed(item.entries.values()) for part in reversed(entry))]
        else:
            composer.open_seq(item.start, item.start, None, None, item.bracket)
            stack += [item.end, *reversed(item.items)]
