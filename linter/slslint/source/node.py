"""What was written: the tree that the loaders make, each node with its span."""

from typing import Any

from slslint.source.file import SourceFile

SCALAR, MAP, SEQ, UNKNOWN = "scalar", "map", "seq", "unknown"
COMPUTED = "it is computed, and code is not run"

Scalar = str | int | float | bool | None


class Node:
    """A piece of YAML, JSON or code as it stands in a file.

    `kind` is SCALAR, MAP, SEQ, or UNKNOWN for an expression of code that would have to be run. A scalar's `value` is
    what js-yaml makes of it; a map's `items` are (key node, value node) pairs, merge keys already applied; a sequence's
    `items` are nodes. `start` and `end` are offsets into `file.text`. An alias is the anchored node itself: the same
    object stands in several places. `tag` is the tag as written (`!Sub`) or the implied one where it tells something
    (`!!timestamp`); a CloudFormation tag makes a map with the one key `Fn::Sub`. `style` is how it is written: a
    scalar's first character (`'`, `"`, `|`, `>`; `*` for an alias as a key, `!` for the key that a tag is, `?` for a
    key that was no scalar; empty for a plain one), `{` or `[` for a collection in brackets, `:` for the pair `a: b` as
    an item in brackets, empty for block style. `rest` is what else a map may hold, where code spreads something unknown
    into it. `dynamic` says that a `${` stands somewhere below; `size` counts the nodes below with aliases expanded.
    `cache` belongs to values/: the constant Value of a node that is not dynamic.
    """

    # fmt: off
    __slots__ = (
        "anchor", "cache", "dynamic", "end", "file", "items", "kind", "rest", "size", "start", "style", "tag", "value",
    )
    # fmt: on

    def __init__(
        self,
        kind: str,
        file: SourceFile,
        start: int,
        end: int,
        value: Scalar = None,
        items: list[Any] | None = None,
        tag: str | None = None,
        anchor: str | None = None,
        style: str = "",
    ) -> None:
        self.kind = kind
        self.file = file
        self.start = start
        self.end = end
        self.value = value
        self.items: list[Any] = items if items is not None else []
        self.tag = tag
        self.anchor = anchor
        self.style = style
        self.rest: Node | None = None
        self.dynamic = False
        self.size = 1
        self.cache: Any = None

    @property
    def text(self) -> str:
        """The node as it is written."""
        return self.file.text[self.start : self.end]

    @property
    def line(self) -> int:
        """The line, from 1, on which the node starts."""
        return self.file.position(self.start)[0]

    def get(self, key: str) -> "Node | None":
        """A map's value under `key`, or None; a sequence's item under its index."""
        pair = self.pair(key)
        return pair[1] if pair else None

    def pair(self, key: str) -> "tuple[Node, Node] | None":
        """A map's (key node, value node) under `key`; for a sequence the item stands as its own key."""
        if self.kind == MAP:
            for pair in self.items:
                if key_text(pair[0]) == key:
                    return pair
        elif self.kind == SEQ and key.isascii() and key.isdigit() and int(key) < len(self.items):
            item = self.items[int(key)]
            return item, item
        return None

    def __repr__(self) -> str:
        line, column = self.file.position(self.start)
        return f"<{self.kind} {self.text[:40]!r} at {line}:{column}>"


def key_text(node: Node) -> str:
    """A key as the framework sees it: JavaScript's string of the scalar (`1`, `true`, `null`)."""
    value = node.value
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value)


def number_text(value: int | float) -> str:
    """A number as JavaScript prints it: `1`, `1.5`, `1e+21`, never `1.0`."""
    if isinstance(value, int):
        return str(value)
    text = repr(abs(value))
    if text in ("inf", "nan"):
        return "NaN" if text == "nan" else "Infinity" if value > 0 else "-Infinity"
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    # Where the decimal point stands, counted from the first digit that is not zero.
    point = len(digits) - len(fraction) + int(exponent or 0)
    digits = digits.rstrip("0")
    sign = "-" if value < 0 else ""
    if not digits:
        return "0"
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{point - 1:+d}"


def is_plain_text(node: Node) -> bool:
    """Whether a scalar's value stands in the file character for character from `start` on."""
    return isinstance(node.value, str) and node.file.text.startswith(node.value, node.start)


def piece_span(node: Node, start: int, end: int) -> tuple[int, int]:
    """Where characters `start` to `end` of a string scalar's value stand in the file; else the whole node.

    Quoting, escapes and folding move text about, so the piece is looked for: its n-th occurrence in the value is its
    n-th occurrence in what is written.
    """
    value = node.value
    if not isinstance(value, str) or start >= end:
        return node.start, node.end
    if is_plain_text(node):
        return node.start + start, node.start + end
    piece, written = value[start:end], node.file.text
    at, nth = node.start, value.count(piece, 0, start + len(piece) - 1) if start else 0
    for _ in range(nth + 1):
        found = written.find(piece, at, node.end)
        if found < 0:
            return node.start, node.end
        at = found + 1
    return at - 1, at - 1 + len(piece)
