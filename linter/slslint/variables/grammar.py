"""The grammar of `${…}` in Serverless Framework 3: what is a variable, what is an escape, what stays text.

Measured with 3.40.0, whose reader is a machine over characters; its oddities are kept: `$${self:x}` swallows a `$`,
backslashes before `${` collapse in pairs, a bare parameter `0` or `false` counts as none.
"""

from collections.abc import Callable
from typing import NamedTuple

from slslint.source.node import Scalar

DEPTH = 10
"""Variables inside each other; the framework knows no bound, and nobody writes three."""
LOWER = frozenset("abcdefghijklmnopqrstuvwxyz")
WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")


class Part(NamedTuple):
    """A parameter or an address: its value as written, or a text that holds `variables` itself.

    Offsets count characters of the whole string, here and in the other parts of the tree.
    """

    value: Scalar
    start: int
    end: int
    variables: "tuple[Variable | Escape, ...]" = ()


class Source(NamedTuple):
    """One source of a variable: `type(params):address`, or a literal, whose type is empty."""

    type: str
    params: tuple[Part, ...] | None
    address: Part | None
    literal: Scalar
    start: int
    end: int


class Variable(NamedTuple):
    """A `${…}`: its sources in the order in which they are asked."""

    start: int
    end: int
    sources: tuple[Source, ...]


class Escape(NamedTuple):
    """Backslashes before a `${`, and the text that they stand for."""

    start: int
    end: int
    text: str


class Malformed(NamedTuple):
    """What is wrong with a variable: a reason for machines, the offending characters, a message with the right form."""

    reason: str
    start: int
    end: int
    message: str


Piece = Variable | Escape


class Reject(Exception):
    """Carries what is malformed out of a reader."""

    def __init__(self, reason: str, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.malformed = Malformed(reason, start, end, message)


def parse(text: str) -> tuple[Piece, ...] | Malformed:
    """The variables and escapes of a string, in order; empty where there are none."""
    if "${" not in text:
        return ()
    try:
        return _Reader(text).read()
    except Reject as reject:
        return reject.malformed


def is_type(text: str) -> bool:
    """Whether `text` can name a source: a lower-case letter, then letters and digits."""
    return text[:1] in LOWER and text.isascii() and text.isalnum()


def number(text: str) -> int | float | None:
    """What JavaScript's `Number` makes of a literal; None where that is not a number."""
    try:
        return int(text[2:], {"0x": 16, "0o": 8, "0b": 2}[text[:2].lower()])
    except (KeyError, ValueError):
        pass
    digits = text.removeprefix("-")
    if digits == "Infinity":
        return float(text)
    if not digits or not set(digits) <= set("0123456789.eE+-") or digits[0] not in "0123456789.":
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


class _Draft:
    """A source while it is read."""

    __slots__ = ("address", "params", "start", "type")

    def __init__(self, type: str, start: int, params: list[Part] | None) -> None:
        self.type = type
        self.start = start
        self.params = params
        self.address: Part | None = None


class _Frame(NamedTuple):
    """What is put aside while a `${` inside a parameter, an address or foreign text is read."""

    state: str
    variable_start: int
    found: list[Piece]
    inner: list[Piece] | None
    draft: _Draft | None
    sources: list[Source] | None
    param_start: int
    address_start: int
    source_start: int


class _Reader:
    """The machine: `state` names the method that takes the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.state = "out"
        self.after_string = ""
        self.frames: list[_Frame] = []
        self.found: list[Piece] = []
        self.inner: list[Piece] | None = None
        self.draft: _Draft | None = None
        self.sources: list[Source] | None = None
        self.escape_start = -1
        self.variable_start = 0
        self.source_start = 0
        self.param_start = 0
        self.address_start = 0

    def read(self) -> tuple[Piece, ...]:
        for at, char in enumerate(self.text):
            self.at = at
            _STATES[self.state](self, char)
        self.at = len(self.text)
        if self.draft or self.sources:
            start = self.frames[0].variable_start if self.frames else self.variable_start
            self.reject("unterminated", start, len(self.text), "this variable is never closed: its last `}` is missing")
        return tuple(self.found)

    def reject(self, reason: str, start: int, end: int, message: str) -> None:
        raise Reject(reason, start, end, message)

    # Variables, and the frames of those inside others.

    def open_inner(self, inner: bool) -> None:
        """A `$` inside something: what follows may be a variable of its own."""
        if len(self.frames) > DEPTH:
            message = f"variables stand more than {DEPTH} deep inside each other"
            self.reject("nesting", self.variable_start, self.at + 1, message)
        if inner and self.inner is None:
            self.inner = []
        self.frames.append(
            _Frame(
                self.state,
                self.variable_start,
                self.found,
                self.inner,
                self.draft,
                self.sources,
                self.param_start,
                self.address_start,
                self.source_start,
            )
        )
        self.state = "variable_open"
        self.variable_start = self.at
        self.sources = None
        if inner:
            assert self.inner is not None
            self.found = self.inner

    def close_inner(self) -> None:
        if not self.frames:
            self.state = "out"
            return
        frame = self.frames.pop()
        self.state = frame.state
        self.variable_start = frame.variable_start
        self.found = frame.found
        self.inner = frame.inner
        self.draft = frame.draft
        self.sources = frame.sources
        self.param_start = frame.param_start
        self.address_start = frame.address_start
        self.source_start = frame.source_start

    @property
    def inside(self) -> bool:
        """Whether a variable is being read around this one."""
        return any(frame.state != "foreign" for frame in self.frames)

    def end_source(self, literal: Scalar = None) -> None:
        self.sources = self.sources or []
        draft = self.draft
        if draft is None:
            self.sources.append(Source("", None, None, literal, self.source_start, self.at))
        else:
            params = tuple(draft.params) if draft.params is not None else None
            self.sources.append(Source(draft.type, params, draft.address, None, draft.start, self.at))
        self.draft = None
        self.state = "next_source"

    def end_variable(self, literal: Scalar = None) -> None:
        self.end_source(literal)
        assert self.sources is not None
        self.found.append(Variable(self.variable_start, self.at + 1, tuple(self.sources)))
        self.sources = None
        self.close_inner()

    def part(self, start: int, literal: bool) -> Part:
        """The parameter or address from `start` to here; a bare parameter is a literal where it can be one."""
        written = self.text[start : self.at]
        value = written.strip()
        start += len(written) - len(written.lstrip())
        end = start + len(value)
        if self.inner:
            return Part(value, start, end, tuple(self.inner))
        if literal:
            # A falsy parameter becomes none at all: so it is in the framework.
            return Part(self.bare(value) or None, start, end)
        return Part(value or None, start, end)

    def bare(self, text: str) -> Scalar:
        if text in _WORDS:
            return _WORDS[text]
        value = number(text) if text else 0
        return text if value is None else value

    def string(self, start: int) -> str:
        """The quoted string from `start` to here: single quotes as they are, double quotes as JSON reads them."""
        written = self.text[start : self.at].strip()
        if written[0] == "'":
            return written[1:-1]
        import json

        try:
            return json.loads(written)
        except ValueError:
            message = f"{written} is not a string that JSON can read; single quotes take every character as it is"
            raise Reject("string", start, start + len(written), message) from None

    # The states, each given the next character.

    def in_out(self, char: str) -> None:
        if char == "\\":
            if self.escape_start < 0:
                self.escape_start = self.at
            self.state = "escape"
        elif char == "$":
            self.variable_start = self.at
            self.state = "variable_open"
        else:
            self.escape_start = -1

    def in_escape(self, char: str) -> None:
        if char == "$":
            self.state = "escape_dollar"
            return
        if char != "\\":
            self.escape_start = -1
        self.state = "out"

    def in_escape_dollar(self, char: str) -> None:
        if char == "{":
            self.add_escape(self.at, self.text[self.at - 1])
            self.state = "out"
            return
        self.escape_start = -1
        self.state = "out"
        self.in_out(char)

    def add_escape(self, end: int, text: str) -> None:
        """Backslashes collapse in pairs; an odd one takes the `$` with it."""
        count = (self.at - 1 - self.escape_start) // 2
        self.found.append(Escape(self.escape_start, end, "\\" * count + text))
        self.escape_start = -1

    def in_variable_open(self, char: str) -> None:
        if char == "{":
            if self.escape_start >= 0:
                self.add_escape(self.at - 1, "")
            self.state = "type_start"
            return
        self.escape_start = -1
        if char != "$":
            self.close_inner()

    def in_type_start(self, char: str) -> None:
        if char in LOWER:
            self.source_start = self.at
            self.state = "type"
        else:
            self.source_start = self.at
            self.foreign(char)

    def in_type(self, char: str) -> None:
        if char in ":(":
            self.begin_source(self.text[self.source_start : self.at], char)
        elif char not in WORD:
            self.foreign(char)

    def foreign(self, char: str) -> None:
        """Not a variable after all: text for somebody else, in which variables may stand."""
        if self.inside:
            end = self.text.find("}", self.at)
            message = "inside a variable only variables can stand, in the form `${source:address}`"
            self.reject("type", self.variable_start, len(self.text) if end < 0 else end + 1, message)
        if char == "}":
            self.close_inner()
            return
        self.state = "foreign"
        self.in_foreign(char)

    def in_foreign(self, char: str) -> None:
        if char == "}":
            self.close_inner()
        elif char == "$":
            self.open_inner(inner=False)

    def begin_source(self, type: str, char: str) -> None:
        self.draft = _Draft(type, self.source_start, None if char == ":" else [])
        self.state = "address_start" if char == ":" else "param_start"

    def in_next_source(self, char: str) -> None:
        if char == " ":
            return
        self.source_start = self.at
        if char in WORD:
            self.state = "source"
        elif char in "\"'":
            self.quote(char, "literal_string")
        else:
            self.reject("source", self.at, self.at + 1, _AFTER_COMMA.get(char, _NO_SOURCE))

    def in_source(self, char: str) -> None:
        """A source after the first, or a literal: which one shows at its end."""
        if char in ":(":
            type = self.text[self.source_start : self.at]
            if not is_type(type):
                message = (
                    f"`{type.strip()}` cannot be a source: a source is a lower-case letter, then letters and digits"
                )
                self.reject("source", self.source_start, self.at, message)
            self.begin_source(type, char)
        elif char == "}":
            self.end_variable(self.literal())
        elif char not in WORD and char != " ":
            self.reject("source", self.source_start, self.at + 1, _NO_SOURCE)

    def literal(self) -> Scalar:
        text = self.text[self.source_start : self.at].strip()
        value = self.bare(text)
        if value is text:
            message = f"`{text}` is neither a source nor a value: a text needs quotes, `'{text}'`"
            self.reject("literal", self.source_start, self.source_start + len(text), message)
        return value

    def quote(self, char: str, after: str) -> None:
        self.after_string = after
        self.state = "double_quoted" if char == '"' else "single_quoted"

    def in_double_quoted(self, char: str) -> None:
        if char == '"':
            self.state = self.after_string
        elif char == "\\":
            self.state = "string_escape"

    def in_string_escape(self, _char: str) -> None:
        self.state = "double_quoted"

    def in_single_quoted(self, char: str) -> None:
        if char == "'":
            self.state = self.after_string

    def in_literal_string(self, char: str) -> None:
        if char == "}":
            value = self.string(self.source_start)
            self.end_variable(value)
        elif char != " ":
            message = "nothing can follow a quoted text: it is the last source, close the variable with `}`"
            self.reject("source", self.at, self.at + 1, message)

    def in_param_start(self, char: str) -> None:
        if char == " ":
            return
        assert self.draft is not None
        assert self.draft.params is not None
        if char == ")":
            self.state = "address_open"
        elif char == ",":
            self.draft.params.append(Part(None, self.at, self.at))
        elif char == "}":
            self.reject("param", self.draft.start, self.at + 1, _NO_BRACKET)
        else:
            self.param_start = self.at
            if char in "\"'":
                self.quote(char, "param_string")
            else:
                self.state = "param"
                self.inner = None
                if char == "$":
                    self.open_inner(inner=True)

    def in_param(self, char: str) -> None:
        assert self.draft is not None
        assert self.draft.params is not None
        if char == ")":
            if self.text[self.param_start : self.at].strip():
                self.draft.params.append(self.part(self.param_start, literal=True))
            self.state = "address_open"
        elif char == ",":
            self.draft.params.append(self.part(self.param_start, literal=True))
            self.state = "param_start"
        elif char == "}":
            self.reject("param", self.draft.start, self.at + 1, _NO_BRACKET)
        elif char == "$":
            self.open_inner(inner=True)

    def in_param_string(self, char: str) -> None:
        if char == " ":
            return
        assert self.draft is not None
        assert self.draft.params is not None
        if char not in "),":
            message = "after a quoted parameter comes `,` or `)`"
            self.reject("param", self.param_start, self.at + 1, message)
        self.draft.params.append(Part(self.string(self.param_start), self.param_start, self.at))
        self.state = "address_open" if char == ")" else "param_start"

    def in_address_open(self, char: str) -> None:
        if char == ":":
            self.state = "address_start"
        elif char == "}":
            self.end_variable()
        elif char == ",":
            self.end_source()
        elif char != " ":
            self.reject("address", self.at, self.at + 1, "after `)` comes `:` and an address, `,` or `}`")

    def in_address_start(self, char: str) -> None:
        assert self.draft is not None
        if char == " ":
            return
        self.address_start = self.at
        if char == "}":
            self.end_variable()
        elif char == ",":
            self.end_source()
        elif char == ":":
            if self.draft.params is not None or self.inside:
                self.reject("address", self.at, self.at + 1, "an address cannot begin with `:`: one colon is enough")
            self.draft = None
            self.state = "foreign"
        elif char in "\"'":
            self.quote(char, "address_string")
        else:
            self.state = "address"
            self.inner = None
            if char == "$":
                self.open_inner(inner=True)

    def in_address(self, char: str) -> None:
        if char == "$":
            self.open_inner(inner=True)
        elif char in "},":
            assert self.draft is not None
            self.draft.address = self.part(self.address_start, literal=False)
            self.end_variable() if char == "}" else self.end_source()

    def in_address_string(self, char: str) -> None:
        if char == " ":
            return
        if char not in "},":
            message = "after a quoted address comes `,` or `}`"
            self.reject("address", self.address_start, self.at + 1, message)
        assert self.draft is not None
        self.draft.address = Part(self.string(self.address_start), self.address_start, self.at)
        self.end_variable() if char == "}" else self.end_source()


_STATES: dict[str, Callable[[_Reader, str], None]] = {
    name[3:]: method for name, method in vars(_Reader).items() if name.startswith("in_")
}
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}
_NO_SOURCE = "after the comma comes another source (`self:custom.x`), a number, true, false, null, or a text in quotes"
_AFTER_COMMA = {
    "}": "a source is missing after the comma: add a fallback, or remove the comma",
    "$": "a fallback is written without a `${}` of its own: `${opt:stage, self:custom.stage}`",
    ",": "a source is missing between the commas",
}
_NO_BRACKET = "the `)` that closes the parameters is missing"
