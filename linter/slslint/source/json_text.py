"""JSON text to the composer's events: what JSON.parse accepts, with places, without recursion."""

import re

from slslint.source.compose import Composer, Refused
from slslint.source.node import Scalar
from slslint.source.scalars import number

_TOKEN = re.compile(
    r'[ \t\n\r]*+(?:"((?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+)"'
    r"|([\[\]{},:])"
    r"|(-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?|true|false|null)(?![\w.+-])"
    r"|(\Z))"
)
_STRING, _MARK, _LITERAL, _END = 1, 2, 3, 4
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}
_MISSPELT = {"True": "true", "False": "false", "None": "null", "undefined": "null", "NaN": "null", "Infinity": "null"}
_CLOSES = {"{": "}", "[": "]"}
_WORD = re.compile(r"[\w.+-]")
_SHOWN = 30
"""So many characters of a token stand in a message."""


def feed(composer: Composer, text: str) -> None:
    """Tell `composer` what JSON.parse reads in `text`; raises Refused. A text of white space alone is nothing."""
    if composer.file.bom:
        message = "the file starts with a byte order mark, which JSON does not allow: save it as UTF-8 without one"
        raise composer.refuse("syntax", message, 0, 0)
    reader = _Reader(composer, text)
    if text.strip(" \t\n\r"):
        reader.read()


class _Reader:
    def __init__(self, composer: Composer, text: str) -> None:
        self.composer = composer
        self.text = text
        self.open: list[tuple[str, int]] = []

    def read(self) -> None:
        composer, text, opened = self.composer, self.text, self.open
        match = _TOKEN.match
        at, last = 0, 0
        # What may come next: a value, a key, a colon, or what follows a value; `fresh`: right behind a bracket.
        expect, fresh = "value", False
        while True:
            token = match(text, at)
            if token is None:
                raise self._strange(at, expect, last)
            group = token.lastindex
            start, end = token.span(group or 0)
            if group == _STRING:
                start, end = start - 1, end + 1
                if expect != "value" and expect != "key":
                    raise self._unexpected(start, end, expect, last)
                value = token[_STRING]
                composer.leaf(start, end, unescape(value) if "\\" in value else value, '"')
                expect = "colon" if expect == "key" else "next"
            elif group == _LITERAL:
                if expect != "value":
                    raise self._unexpected(start, end, expect, last)
                word = token[_LITERAL]
                composer.leaf(start, end, _WORDS[word] if word in _WORDS else number(word), "")
                expect = "next"
            elif group == _MARK:
                mark = text[start]
                if mark == "," and expect == "next" and opened:
                    expect = "key" if opened[-1][0] == "{" else "value"
                    at, last, fresh = end, start, False
                    continue
                if mark == ":" and expect == "colon":
                    expect = "value"
                elif mark in "{[" and expect == "value":
                    opened.append((mark, start))
                    if mark == "{":
                        composer.open_map(start, start, None, None, True)
                    else:
                        composer.open_seq(start, start, None, None, True)
                    expect = "key" if mark == "{" else "value"
                    at, last, fresh = end, start, True
                    continue
                elif mark in "}]" and opened and _CLOSES[opened[-1][0]] == mark and (expect == "next" or fresh):
                    opened.pop()
                    composer.close(end)
                    expect = "next"
                else:
                    raise self._unexpected(start, end, expect, last)
            else:
                if expect == "next" and not opened:
                    return
                raise self._unfinished(start)
            at, last, fresh = end, end - 1, False

    def _refuse(self, message: str, start: int, end: int) -> Refused:
        return self.composer.refuse("syntax", message, start, min(end, len(self.text)))

    def _unfinished(self, at: int) -> Refused:
        if not self.open:
            return self._refuse("the file ends where a value is expected", at, at)
        mark, start = self.open[-1]
        return self._refuse(f"this `{mark}` is never closed: a `{_CLOSES[mark]}` is missing", start, start + 1)

    def _unexpected(self, start: int, end: int, expect: str, last: int) -> Refused:
        """A token that is one of JSON, in the wrong place."""
        text, mark = self.text, self.text[start]
        if mark in "}]":
            if not self.open:
                return self._refuse(f"this `{mark}` closes nothing: remove it", start, end)
            opener, opened = self.open[-1]
            if mark != _CLOSES[opener]:
                line = self.composer.file.position(opened)[0]
                message = f"`{mark}` where the `{opener}` of line {line} needs a `{_CLOSES[opener]}`"
                return self._refuse(message, start, end)
            if text[last] == ",":
                return self._refuse(f"a comma before `{mark}`: JSON does not allow it, remove it", last, last + 1)
            of_key = f"a colon and a value are missing after the key {self._token(last)}"
            return self._refuse("a value is missing after the colon" if text[last] == ":" else of_key, last, last + 1)
        if expect == "next" and not self.open:
            return self._ended(start, end)
        if expect == "next" and mark == ":":
            what = "in a list" if self.open[-1][0] == "[" else "where a comma is expected"
            return self._refuse(f"a colon {what}", start, end)
        if expect == "next":
            return self._refuse(f"a comma is missing after {self._token(last)}", last, last + 1)
        if expect == "colon":
            return self._refuse(f"a colon is missing after the key {self._token(last)}", last, last + 1)
        if mark == ",":
            return self._refuse("a comma where a value is expected: remove it", start, end)
        wanted = "a key in double quotes" if expect == "key" else "a value"
        return self._refuse(f"{wanted} is expected here, not {self._token(end - 1)}", start, end)

    def _ended(self, start: int, end: int) -> Refused:
        message = f"the JSON has ended before {self._token(end - 1)}: remove it, or enclose all in a list"
        return self._refuse(message, start, end)

    def _token(self, last: int) -> str:
        """The token whose last character is at `last`, to be quoted in a message."""
        text = self.text
        if text[last] == '"':
            start = max(text.rfind('"', 0, last), 0)
        else:
            start = last
            while start and _WORD.match(text, start) and _WORD.match(text, start - 1):
                start -= 1
        word = text[start : last + 1]
        return f"`{word if len(word) <= _SHOWN else '…' + word[-_SHOWN:]}`"

    def _strange(self, at: int, expect: str, last: int) -> Refused:
        """Something that is no token of JSON."""
        text = self.text
        while text[at] in " \t\n\r":
            at += 1
        char = text[at]
        if char == '"':
            return self._string(at)
        if char == "'":
            return self._refuse("JSON has no single quotes: write double quotes", at, at + 1)
        if text.startswith(("//", "/*"), at) or char == "#":
            return self._refuse("JSON has no comments: remove it", at, self._line_end(at))
        word = re.compile(r"[\w$.+-]+").match(text, at)
        if expect == "next" and not self.open:
            return self._ended(at, word.end() if word else at + 1)
        if word is None:
            return self._refuse(_no_token(char, expect), at, at + 1)
        if word[0] in _MISSPELT:
            return self._refuse(f"`{word[0]}` is not JSON: write `{_MISSPELT[word[0]]}`", at, word.end())
        if expect == "key":
            return self._refuse("keys of JSON stand in double quotes", at, word.end())
        if char.isdigit() or char in "+-.":
            return self._refuse(f"`{word[0][:40]}` is not a number in JSON", at, word.end())
        if expect == "next" and self.open:
            return self._refuse(f"a comma is missing after {self._token(last)}", last, last + 1)
        return self._refuse(f"`{word[0][:40]}` is not JSON: a text stands in double quotes", at, word.end())

    def _string(self, start: int) -> Refused:
        """Why the string that starts here is none."""
        text, at = self.text, start + 1
        while at < len(text):
            char = text[at]
            if char == "\\":
                if not re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})').match(text, at):
                    wrong = text[at : at + 2]
                    remedy = (
                        "four hexadecimal digits must follow" if wrong == "\\u" else "a backslash is written `\\\\`"
                    )
                    return self._refuse(f"`{wrong}` is no escape of JSON: {remedy}", at, at + 2)
                at += 2
                continue
            if char in "\r\n":
                return self._refuse('this string is not closed on its line: a `"` is missing', start, at)
            if char < " ":
                name = "a tab" if char == "\t" else f"the control character {ord(char):#04x}"
                return self._refuse(
                    f"{name} inside a string: write `\\{'t' if char == chr(9) else f'u{ord(char):04x}'}`", at, at + 1
                )
            at += 1
        return self._refuse('this string is never closed: a `"` is missing', start, self._line_end(start))

    def _line_end(self, at: int) -> int:
        file = self.composer.file
        return file.line_end(file.position(at)[0])


def _no_token(char: str, expect: str) -> str:
    """What to say of a character that begins nothing in JSON."""
    if not char.isprintable() or char.isspace():
        return f"the character U+{ord(char):04X} stands outside a string: remove it"
    wanted = {"next": "a comma", "colon": "a colon", "key": "a key in double quotes"}
    return f"`{char}` where {wanted.get(expect, 'a value')} is expected"


def unescape(text: str) -> str:
    """The text of a JSON string from between its quotes; half a surrogate pair, which no file can hold, is U+FFFD."""
    import json

    value: str = json.loads(f'"{text}"')
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
