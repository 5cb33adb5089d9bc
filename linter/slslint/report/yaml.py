"""Plain data as YAML that every parser reads alike, versions 1.1 and 1.2."""

from typing import Any, cast

from slslint.source.node import number_text
from slslint.source.scalars import resolve

STEP = 2
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
"""What is no string to some parser, in any letter case."""
_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$/.")
_LONGEST_KEY = 1000
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def render(data: Any) -> str:
    """`data`, made of dicts with string keys, lists and scalars, as a YAML document in block style.

    A text is plain only if it is a string to every parser. What is not ASCII stands in double quotes, so that it may
    be escaped for an output that cannot take it; what cannot be printed is escaped in any case.
    """
    lines: list[str] = []
    stack: list[tuple[str, int, Any]] = [("", 0, data)]
    while stack:
        lead, indent, value = stack.pop()
        if not value or not isinstance(value, dict | list):
            lines.append(f"{lead} {_leaf(value, indent)}" if lead else _leaf(value, STEP))
            continue
        pad = " " * indent
        parts = _parts(value, pad)
        if lead.endswith(":"):
            lines.append(lead)
            starts = [pad] * len(parts)
        else:  # an item may begin on the line of the dash
            starts = [f"{lead} " if lead else "", *[pad] * (len(parts) - 1)]
        stack += [(start + mark, indent + STEP, part) for start, (mark, part) in zip(starts, parts, strict=True)][::-1]
    return "\n".join(lines) + "\n"


def _parts(value: Any, pad: str) -> list[tuple[str, Any]]:
    if isinstance(value, list):
        return [("-", item) for item in cast("list[Any]", value)]
    return [(f"{_key(key, pad)}:", item) for key, item in cast("dict[str, Any]", value).items()]


def _key(key: str, pad: str) -> str:
    text = key if is_plain(key) else quoted(key)
    return text if len(text) <= _LONGEST_KEY else f"? {text}\n{pad}"


def _leaf(value: Any, indent: int) -> str:
    if isinstance(value, str):
        if is_plain(value):
            return value
        return _block(value, indent) if _is_block(value) else quoted(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return _number(number_text(value))
    return "[]" if isinstance(value, list) else "{}"


def _number(word: str) -> str:
    mantissa, mark, exponent = word.partition("e")
    if mark and "." not in mantissa:  # version 1.1 takes `1e+21` for a string
        return f"{mantissa}.0e{exponent}"
    return {"NaN": ".nan", "Infinity": ".inf", "-Infinity": "-.inf"}.get(word, word)


def is_plain(text: str) -> bool:
    """Whether a text needs no quotes, as a key or as a value."""
    if not text or text[0] not in _FIRST or not (text.isascii() and text.isprintable()):
        return False
    if text[-1] in " :" or ": " in text or " #" in text or text.startswith("..."):
        return False
    return text.lower() not in _WORDS and resolve(text)[1] == "str"


def quoted(text: str) -> str:
    """A text in double quotes."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    number = ord(char)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _is_block(text: str) -> bool:
    """Whether a text of several lines can be shown as it is."""
    lines = text.split("\n")
    if len(lines) < 2 or not lines[0].strip() or lines[0][0] == " ":
        return False
    return all(line.isascii() and line.isprintable() and (not line or line.strip()) for line in lines)


def _block(text: str, indent: int) -> str:
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    pad = " " * indent
    lines = [f"{pad}{line}" if line else "" for line in body.split("\n")]
    return "\n".join([f"|{'' if ends == 1 else '+' if ends else '-'}", *lines, *[""] * (ends - 1)])
