"""The grammar of `${…}` in Serverless Framework 4, into the same tree as the grammar of version 3.

Read in its sources (packages/sf-core/src/lib/resolvers/placeholders.js): braces are counted, a placeholder needs a
`:` or a `(…)` inside, sources are split at the commas outside brackets, and nothing can be escaped.
"""

import json
import re

from slslint.source.node import Scalar
from slslint.variables.grammar import DEPTH, Malformed, Part, Reject, Source, Variable

_BRACES = re.compile(r"\$\{|\}")
_MARKS = re.compile(r"\$\{|[}(),]")
_LINE_ENDS = "\n\r\u2028\u2029"
_FOREIGN = ("AWS", "PROP", "iot")


def parse(text: str) -> tuple[Variable, ...] | Malformed:
    """The variables of a string, in order; empty where there are none."""
    if "${" not in text:
        return ()
    try:
        return _scan(text, 0, len(text), 0)
    except Reject as reject:
        return reject.malformed


def _scan(text: str, start: int, end: int, depth: int) -> tuple[Variable, ...]:
    """The outermost variables between two offsets."""
    if depth > DEPTH:
        raise Reject("nesting", start, end, f"variables stand more than {DEPTH} deep inside each other")
    found: list[Variable] = []
    for begin, stop in _placeholders(text, start, end):
        inner = text[begin + 2 : stop - 1]
        if ":" in inner or ("(" in inner and ")" in inner):
            variable = _variable(text, begin, stop, depth)
            if variable is not None:
                found.append(variable)
    return tuple(found)


def _placeholders(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The outermost `${…}`, braces balanced."""
    found: list[tuple[int, int]] = []
    level, begin = 0, 0
    for mark in _BRACES.finditer(text, start, end):
        if mark[0] == "${":
            if level == 0:
                begin = mark.start()
            level += 1
        elif level:
            level -= 1
            if level == 0:
                found.append((begin, mark.end()))
    return found


def _outside(text: str, start: int, end: int) -> list[int]:
    """Where commas stand outside parentheses and `${…}`."""
    found: list[int] = []
    round_level = brace_level = 0
    for mark in _MARKS.finditer(text, start, end):
        here = mark[0]
        if here == "${":
            brace_level += 1
        elif here == "}":
            brace_level = max(0, brace_level - 1)
        elif here == "(":
            round_level += 1
        elif here == ")":
            round_level -= 1
        elif not round_level and not brace_level:
            found.append(mark.start())
    return found


def _variable(text: str, start: int, end: int, depth: int) -> Variable | None:
    """The variable at an offset; None for what the framework leaves to CloudFormation, CloudWatch and IoT."""
    sources: list[Source] = []
    begin = start + 2
    for comma in (*_outside(text, begin, end - 1), end - 1):
        piece = text[begin:comma]
        left = begin + len(piece) - len(piece.lstrip())
        sources.append(_source(text, left, left + len(piece.strip()), depth))
        begin = comma + 1
    if sources[0].type.startswith("!") or (len(sources) == 1 and sources[0].type in _FOREIGN):
        return None
    return Variable(start, end, tuple(sources))


def _source(text: str, start: int, end: int, depth: int) -> Source:
    piece = text[start:end]
    if len(piece) > 1 and piece[0] in "\"'" and piece[-1] in "\"'" and not _breaks(piece):
        return Source("", None, None, _literal(piece, start), start, end)
    name = len(piece)
    for mark in ":()":
        at = piece.find(mark)
        name = at if 0 <= at < name else name
    closing = _closing(piece) if name < len(piece) and piece[name] == "(" else -1
    params = piece[name + 1 : closing] if closing >= 0 else ""
    rest = closing + 1 if closing >= 0 else name
    if (
        not name
        or _breaks(params)
        or (not params and rest + 1 >= len(piece))
        or _breaks(piece[rest:])
        or piece[rest : rest + 1] not in ":"
    ):
        return Source("", None, None, _literal(piece, start), start, end)
    address = _part(text, start + rest + 1, end, depth) if rest + 1 < len(piece) else None
    return Source(piece[:name], _params(text, piece[:name], start + name + 1, params, depth), address, None, start, end)


def _closing(piece: str) -> int:
    """The last `)` that ends the piece or stands before a `:`; -1 where there is none."""
    at = piece.rfind(")")
    while at >= 0 and piece[at + 1 : at + 2] not in ("", ":"):
        at = piece.rfind(")", 0, at)
    return at


def _params(text: str, type: str, start: int, params: str, depth: int) -> tuple[Part, ...] | None:
    """What stands in the parentheses: one text for a file and strToBool, else split at the commas."""
    if not params:
        return None
    end = start + len(params)
    if type in ("file", "strToBool"):
        return (_part(text, start, end, depth),)
    parts: list[Part] = []
    begin = start
    for comma in (*_outside(text, start, end), end):
        piece = text[begin:comma]
        left = begin + len(piece) - len(piece.lstrip())
        parts.append(_part(text, left, left + len(piece.strip()), depth))
        begin = comma + 1
    return tuple(parts)


def _part(text: str, start: int, end: int, depth: int) -> Part:
    return Part(text[start:end], start, end, _scan(text, start, end, depth + 1))


def _breaks(text: str) -> bool:
    """Whether a line ends in the text: the framework's patterns do not cross lines."""
    return any(char in text for char in _LINE_ENDS)


def _literal(piece: str, start: int) -> Scalar:
    if piece.startswith("'") and piece.endswith("'"):
        return piece[1:-1]
    end = start + len(piece)
    try:
        value = json.loads(piece, parse_constant=_no_constant)
    except ValueError:
        message = "a source is missing here" if not piece else f"`{piece}` is neither a source nor a value"
        if piece:
            message += f": a text needs quotes, `'{piece}'`"
        raise Reject("literal", start, max(end, start + 1), message) from None
    if isinstance(value, list | dict):
        raise Reject("literal", start, end, "a fallback is a text, a number, true, false or null")
    return value


def _no_constant(name: str) -> Scalar:
    raise ValueError(name)
