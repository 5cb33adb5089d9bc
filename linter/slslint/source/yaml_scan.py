"""Scanning YAML text: white space, comments, tags, anchors and the five kinds of scalar, exactly as js-yaml 4 does."""

import re
from collections.abc import Callable
from typing import cast

from slslint.source.tags import YAML_PREFIX

END = "\0"
SPACE_OR_EOL = " \t\r\n"
FLOW_MARKS = ",[]{}"
WHITE = " \t\r\n\0"
"""What ends a token; the null character stands behind the text, so that looking ahead never leaves it."""


def _matcher(pattern: str) -> Callable[[str, int], re.Match[str]]:
    """The match function of a pattern that matches everywhere, if only the empty text."""
    return cast(Callable[[str, int], re.Match[str]], re.compile(pattern).match)


_BLANK = _matcher(r"[ \t]*+")
_SPACES = _matcher(r" *+")
_REST = _matcher(r"[^\r\n\0]*+")
_PLAIN = _matcher(r"(?:[^\r\n\0:#]++|:(?![ \t\r\n])|(?<![ \t\r\n])#)*+")
_PLAIN_IN_FLOW = _matcher(r"(?:[^\r\n\0:#,\[\]{}]++|:(?![ \t\r\n,\[\]{}])|(?<![ \t\r\n])#)*+")
_SINGLE = _matcher(r"(?:[^'\r\n\0]++|'')*+")
_DOUBLE = _matcher(r'[^"\\\r\n\0]*+')
_NAME = _matcher(r"[^ \t\r\n\0,\[\]{}]*+")
_TAG = _matcher(r"[^ \t\r\n\0]*+")
# Compiled where they are first needed: few files hold what they are about.
_UNPRINTABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
_CONTROL = "[\x00-\x08\x0a-\x1f]"
_TAG_HANDLE = r"!|!!|![0-9A-Za-z-]+!"
_TAG_URI = r"(?:!|[^,\[\]{}])(?:%[0-9a-fA-F]{2}|[0-9a-zA-Z\-#;/?:@&=+$,_.!~*'()\[\]])*+"
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_HEX_LENGTHS = {"x": 2, "u": 4, "U": 8}


class YamlError(Exception):
    """What js-yaml would not read: a short code of the reason, the place, and where what it is about started."""

    def __init__(self, code: str, at: int, since: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.at = at
        self.since = at if since is None else since


class Scanner:
    """A position in a text, and the readers of everything that is no collection.

    `line_start` is the offset of the current line, `line_indent` its leading spaces; `first_tab` the offset of the
    first tab seen between tokens of this line, or -1; `comments` the offsets of the comments so far.
    """

    def __init__(self, text: str) -> None:
        text = text if text.endswith(("\n", "\r")) else text + "\n"
        self.last = len(text) - 1
        self.text = text + 4 * END
        self.at: int = 0
        self.line_start: int = 0
        self.line_indent: int = 0
        self.first_tab = -1
        self.handles: dict[str, str] = {}
        self.comments: set[int] = set()

    def error(self, code: str, at: int | None = None, since: int | None = None) -> YamlError:
        """The exception for a reason, at the current position unless another is given."""
        return YamlError(code, self.at if at is None else at, since)

    def skip(self, comments: bool = True) -> int:
        """Past white space, line ends and (unless told otherwise) comments; the number of line ends."""
        text, at, breaks = self.text, self.at, 0
        while True:
            char = text[at]
            if char == " " or char == "\t":
                end = _BLANK(text, at).end()
                if self.first_tab < 0 and (tab := text.find("\t", at, end)) >= 0:
                    self.first_tab = tab
                at = end
                char = text[at]
            if char == "#" and comments:
                self.comments.add(at)
                at = _REST(text, at).end()
                char = text[at]
            if char == "\n":
                at += 1
            elif char == "\r":
                at += 2 if text[at + 1] == "\n" else 1
            else:
                self.at = at
                return breaks
            breaks += 1
            self.line_start = at
            self.first_tab = -1
            at = _SPACES(text, at).end()
            self.line_indent = at - self.line_start

    def line_break(self) -> None:
        """Past the one line end that must stand here."""
        char = self.text[self.at]
        if char not in "\r\n":
            raise self.error("line-end-expected")
        self.at += 2 if char == "\r" and self.text[self.at + 1] == "\n" else 1
        self.line_start = self.at
        self.first_tab = -1

    def at_separator(self) -> bool:
        """Whether `---` or `...` stands here; asked at the start of a line."""
        text, at = self.text, self.at
        return text.startswith(("---", "..."), at) and text[at + 3] in WHITE

    def plain(self, indent: int, in_flow: bool) -> tuple[int, int, str] | None:
        """A plain scalar (start, end, text), over several lines where these are indented by `indent`; or None."""
        text, start = self.text, self.at
        first, following = text[start], text[start + 1]
        if first in " \t\r\n,[]{}#&*!|>'\"%@`\0":
            return None
        if first in "?-" and (following in SPACE_OR_EOL or (in_flow and following in FLOW_MARKS)):
            return None
        pattern = _PLAIN_IN_FLOW if in_flow else _PLAIN
        parts: list[str] = []
        end = at = start
        while True:
            if at == self.line_start and self.at_separator():
                break
            stop = pattern(text, at).end()
            piece = text[at:stop].rstrip(" \t")
            if piece:
                parts.append(piece)
                end = at + len(piece)
            self.at = stop
            if text[stop] not in "\r\n":
                break
            before = (self.line_start, self.line_indent)
            self.at = end
            breaks = self.skip(comments=False)
            if self.line_indent < indent:
                self.at = end
                self.line_start, self.line_indent = before
                break
            at = self.at
            # Joined only if something of this line belongs to the scalar.
            if text[at] == END or pattern(text, at).end() == at or (at == self.line_start and self.at_separator()):
                break
            parts.append(" " if breaks == 1 else "\n" * (breaks - 1))
        value = "".join(parts)
        if not value:
            return None
        self._printable(value, start, end)
        return start, end, value

    def single_quoted(self) -> tuple[int, int, str]:
        """A scalar in single quotes."""
        text, start = self.text, self.at
        self.at += 1
        parts: list[str] = []
        while True:
            at = self.at
            stop = _SINGLE(text, at).end()
            piece = text[at:stop]
            self.at = stop
            if text[stop] == "'":
                self._json(piece, at)
                self.at += 1
                parts.append(piece.replace("''", "'"))
                return start, self.at, "".join(parts)
            piece = self._line_in_quotes(piece, at, start)
            parts.append(piece.replace("''", "'"))
            parts.append(self._fold(start))

    def double_quoted(self) -> tuple[int, int, str]:
        """A scalar in double quotes."""
        text, start = self.text, self.at
        self.at += 1
        parts: list[str] = []
        while True:
            at = self.at
            self.at = stop = _DOUBLE(text, at).end()
            piece, char = text[at:stop], text[stop]
            if char == '"':
                self._json(piece, at)
                self.at += 1
                parts.append(piece)
                return start, self.at, _join_surrogates("".join(parts))
            if char == "\\":
                self._json(piece, at)
                parts += (piece, self._escape())
            else:
                parts.append(self._line_in_quotes(piece, at, start))
                parts.append(self._fold(start))

    def _line_in_quotes(self, piece: str, at: int, start: int) -> str:
        if self.text[self.at] == END:
            raise self.error("quote-not-closed", since=start)
        piece = piece.rstrip(" \t")
        self._json(piece, at)
        return piece

    def _fold(self, start: int) -> str:
        """What the line ends inside quotes become."""
        breaks = self.skip(comments=False)
        if self.at == self.line_start and self.at_separator():
            raise self.error("quote-not-closed", since=start)
        return " " if breaks == 1 else "\n" * (breaks - 1)

    def _escape(self) -> str:
        text, at = self.text, self.at
        char = text[at + 1]
        self.at = at + 1
        if char in "\r\n":
            self.skip(comments=False)
            return ""
        if char in _ESCAPES:
            self.at = at + 2
            return _ESCAPES[char]
        length = _HEX_LENGTHS.get(char)
        if length is None:
            raise self.error("escape", at)
        digits = text[at + 2 : at + 2 + length]
        if len(digits) < length or digits.strip("0123456789abcdefABCDEF"):
            raise self.error("escape", at)
        self.at = at + 2 + length
        code = int(digits, 16)
        return chr(code) if code < 0x110000 else "\ufffd"

    def block_scalar(self, indent: int) -> tuple[int, int, str]:
        """A `|` or `>` scalar; `indent` is one more than the indentation of the node that it belongs to."""
        text, start = self.text, self.at
        folded = text[start] == ">"
        chomping, explicit = "", False
        at = start + 1
        while (char := text[at]) in "+-" or char in "0123456789":
            if char in "+-":
                if chomping:
                    raise self.error("block-header", at)
                chomping = char
            elif char == "0" or explicit:
                raise self.error("block-header", at)
            else:
                indent, explicit = indent + int(char) - 1, True
            at += 1
        header_end = end = at
        blank = _BLANK(text, at).end()
        if blank > at and text[blank] == "#":
            self.comments.add(blank)
            blank = _REST(text, blank).end()
        self.at = blank
        parts: list[str] = []
        empty, more_indented, read = 0, False, False
        detected = explicit
        while text[self.at] != END:
            self.line_break()
            at = self.at
            spaces = _SPACES(text, at).end()
            if detected:
                spaces = min(spaces, at + indent) if indent > 0 else at
            self.line_indent = spaces - at
            self.at = spaces
            if not detected and self.line_indent > indent:
                indent = self.line_indent
            char = text[spaces]
            if char in "\r\n":
                empty += 1
                continue
            if not detected and indent == 0:
                raise self.error("block-indent", since=start)
            if self.line_indent < indent:
                if chomping == "+":
                    parts.append("\n" * (1 + empty if read else empty))
                elif chomping == "" and read:
                    parts.append("\n")
                break
            if not folded:
                parts.append("\n" * (1 + empty if read else empty))
            elif char in " \t":
                more_indented = True
                parts.append("\n" * (1 + empty if read else empty))
            elif more_indented:
                more_indented = False
                parts.append("\n" * (empty + 1))
            elif empty == 0:
                parts.append(" " if read else "")
            else:
                parts.append("\n" * empty)
            read = detected = True
            empty = 0
            self.at = _REST(text, spaces).end()
            piece = text[spaces : self.at]
            self._printable(piece, spaces, self.at)
            parts.append(piece)
            if piece.strip(" \t"):
                end = spaces + len(piece.rstrip(" \t"))
        return start, end if read else header_end, "".join(parts)

    def tag(self) -> str:
        """The tag that starts here, resolved: `!Sub`, or `tag:yaml.org,2002:str` for `!!str`; "!" for a bare one."""
        text, start = self.text, self.at
        if text.startswith("!<", start):
            stop = text.find(">", start)
            if stop < 0:
                raise self.error("tag")
            name, self.at = text[start + 2 : stop], stop + 1
            return self._tag_name(name, start)
        self.at = _TAG(text, start).end()
        written = text[start : self.at]
        cut = written.rfind("!") + 1
        handle, name = written[:cut], written[cut:]
        if not re.fullmatch(_TAG_HANDLE, handle) or any(char in FLOW_MARKS for char in name):
            raise self.error("tag", start)
        name = self._tag_name(name, start)
        if handle in self.handles:
            return self.handles[handle] + name
        if handle == "!":
            return "!" + name
        if handle == "!!":
            return YAML_PREFIX + name
        raise self.error("tag-handle", start)

    def _tag_name(self, name: str, start: int) -> str:
        if name and not re.fullmatch(_TAG_URI, name):
            raise self.error("tag", start)
        return decoded(name) if "%" in name else name

    def name(self) -> str:
        """The name of the anchor or alias that starts here."""
        start = self.at
        self.at = _NAME(self.text, start + 1).end()
        if self.at == start + 1:
            raise self.error("alias-name" if self.text[start] == "*" else "anchor-name", start)
        return self.text[start + 1 : self.at]

    def _printable(self, piece: str, start: int, end: int) -> None:
        if not piece.isprintable() and re.search(_UNPRINTABLE, piece):
            found = re.compile(_UNPRINTABLE).search(self.text, start, end)
            raise self.error("control", found.start() if found else start)

    def _json(self, piece: str, start: int) -> None:
        if not piece.isprintable() and (found := re.search(_CONTROL, piece)):
            raise self.error("control", start + found.start())


def token_end(text: str, at: int) -> int:
    """The end of a tag or anchor that starts at `at`."""
    return _NAME(text, at).end()


def line_end(text: str, at: int) -> int:
    """The end of the line that `at` is in."""
    return _REST(text, at).end()


def decoded(name: str) -> str:
    """A tag's name with its %XX escapes replaced."""
    from urllib.parse import unquote

    return unquote(name)


def _join_surrogates(text: str) -> str:
    """Pairs of surrogates, written as two escapes, as the character that they make; half a pair is U+FFFD."""
    if text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
