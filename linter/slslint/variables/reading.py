"""What a string says under a framework version: its variables, or what is wrong, or what only looks like one."""

from typing import Any

from slslint.source.node import Scalar
from slslint.values.value import scalar_text
from slslint.variables import grammar
from slslint.variables.grammar import Escape, Malformed, Part, Piece, Source, Variable

BUILT_IN = frozenset(
    ("self", "opt", "env", "file", "param", "sls", "strToBool", "aws", "cf", "ssm", "s3", "git", "output")
)
LOCAL = frozenset(("", "self", "opt", "param", "sls"))
"""The sources that look at nothing else than the configuration and the options; a literal has no name."""
_NOTHING: tuple[Piece, ...] = ()


class Reading:
    """A string, read.

    `pieces` are its variables and escapes; `malformed` is what is wrong with it under every version that is possible.
    `doubtful` says that versions of the framework differ in what the string means. `inert` are the (start, end) of
    text that looks like a variable and is left alone.
    """

    __slots__ = ("doubtful", "inert", "malformed", "pieces")

    def __init__(
        self,
        pieces: tuple[Piece, ...] = _NOTHING,
        malformed: Malformed | None = None,
        doubtful: bool = False,
        inert: tuple[tuple[int, int], ...] = (),
    ) -> None:
        self.pieces = pieces
        self.malformed = malformed
        self.doubtful = doubtful
        self.inert = inert

    @property
    def plain(self) -> bool:
        """Whether the framework leaves the string as it is."""
        return not self.pieces and not self.doubtful and self.malformed is None

    @property
    def is_local(self) -> bool:
        """Whether its variables ask for nothing but the configuration itself and the options of the run."""
        return _are_local(self.pieces)


def _are_local(pieces: tuple[Piece, ...]) -> bool:
    sources = [source for piece in pieces if isinstance(piece, Variable) for source in piece.sources]
    parts = [part for source in sources for part in (*(source.params or ()), source.address) if part is not None]
    return all(source.type in LOCAL for source in sources) and all(_are_local(part.variables) for part in parts)


PLAIN = Reading()
DOUBTFUL = Reading(doubtful=True)


def read(text: str, version: str | None) -> Reading:
    """A string under framework version `3`, `4`, or None for either."""
    if "${" not in text:
        return PLAIN
    if version == "4":
        return _only(_parse4(text), ())
    third = grammar.parse(text)
    if version == "3":
        return _only(third, _inert(text, third))
    fourth = _parse4(text)
    if isinstance(third, Malformed) and isinstance(fourth, Malformed):
        return Reading(malformed=third)
    if isinstance(third, Malformed) or isinstance(fourth, Malformed) or _shape(third) != _shape(fourth):
        return DOUBTFUL
    return Reading(third) if third else PLAIN


def _parse4(text: str) -> tuple[Piece, ...] | Malformed:
    from slslint.variables import grammar4

    return grammar4.parse(text)


def _only(parsed: tuple[Piece, ...] | Malformed, inert: tuple[tuple[int, int], ...]) -> Reading:
    if isinstance(parsed, Malformed):
        return Reading(malformed=parsed)
    return Reading(parsed, inert=inert) if parsed or inert else PLAIN


def _shape(pieces: tuple[Piece, ...]) -> list[Any]:
    """The meaning of a string, without the places of its sources; nesting is bounded by the grammar of version 4."""
    return [
        (piece.start, piece.end, piece.text if isinstance(piece, Escape) else [_source(item) for item in piece.sources])
        for piece in pieces
    ]


def _source(source: Source) -> list[Any]:
    literal = (type(source.literal).__name__, source.literal) if not source.type else None
    params = [_part(part, text=True) for part in source.params] if source.params is not None else None
    return [source.type, literal, params, _part(source.address, text=False) if source.address else None]


def _part(part: Part, text: bool) -> list[Any]:
    value: Scalar = part.value
    return [scalar_text(value) if text and value is not None else value, _shape(part.variables)]


def _inert(text: str, parsed: tuple[Piece, ...] | Malformed) -> tuple[tuple[int, int], ...]:
    """`${ self:x}` and `${Self:x}`: would be variables without the space, or with a lower-case letter."""
    if isinstance(parsed, Malformed):
        return ()
    found: list[tuple[int, int]] = []
    at = text.find("${")
    while at >= 0:
        end = text.find("}", at)
        if end < 0:
            break
        if _looks_alive(text[at + 2 : end]) and not any(piece.start <= at < piece.end for piece in parsed):
            found.append((at, end + 1))
        at = text.find("${", at + 2)
    return tuple(found)


def _looks_alive(inner: str) -> bool:
    trimmed = inner.lstrip()
    stop = min((at for at in (trimmed.find(":"), trimmed.find("(")) if at >= 0), default=0)
    name = trimmed[:stop]
    if name[:1].lower() + name[1:] not in BUILT_IN or trimmed.startswith("::", stop):
        return False
    return len(trimmed) < len(inner) or name[:1].isupper()
