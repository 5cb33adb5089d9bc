"""Glob matching over strings with holes: what holds for every filling, and what may hold for one.

A string with holes becomes a string in which every hole is one letter of its own. `must` then matches globs over
letters, a hole's letter being equal to itself alone; that is sound because filling the holes is a homomorphism: what
`*` swallowed, it swallows filled too. `may` asks whether two sets of strings meet, each hole read as its class of
characters; that two uses of one hole hold the same text counts only where they stand at the same place from the start
or the end, so `may` errs on the side of yes. Both take time O(pattern x subject / word size), without backtracking.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from slslint.values.value import Atom, Hole, Known, Text

# Holes take the letters of the private planes; the last two code points stand for a literal `*` and `?`.
_FIRST, _LAST = 0xF0000, 0x10FFFD
_STAR, _QUESTION = chr(0x10FFFE), chr(0x10FFFF)
_LITERAL = {ord("*"): _STAR, ord("?"): _QUESTION}
_SPENT = chr(_LAST)
_HOLE = (-1, -1)


class HoleClass(NamedTuple):
    """Which texts a hole may hold: `least` to `most` of `chars` (None: all but those of `minus`), or one of `words`."""

    chars: frozenset[str] | None
    minus: str = ""
    least: int = 1
    most: int | None = None
    words: tuple[str, ...] = ()

    def holds(self, char: str) -> bool:
        """Whether a text of this class, the words apart, may contain `char`."""
        return char not in self.minus if self.chars is None else char in self.chars


_LOWER, _DIGITS = "abcdefghijklmnopqrstuvwxyz", "0123456789"
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
PARTITIONS = ("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc")

CLASSES: dict[str, HoleClass] = {
    "region": HoleClass(frozenset(_LOWER + _DIGITS + "-")),
    "acct": HoleClass(frozenset(_DIGITS), least=12, most=12),
    "apiid": HoleClass(frozenset(_LOWER + _DIGITS)),
    "stage": HoleClass(frozenset(_LOWER + _LOWER.upper() + _DIGITS + "_-"), words=("$default",)),
    "seg": HoleClass(None, minus="/"),
    "path": HoleClass(None),
    "value": HoleClass(None, minus="/{}"),
    "values": HoleClass(None, minus="{}"),
    "any": HoleClass(None, least=0),
    "method": HoleClass(frozenset(), most=0, words=METHODS),
    "partition": HoleClass(frozenset(), most=0, words=PARTITIONS),
}


def hole_class(hole: Hole) -> HoleClass:
    """The class of a hole; one that is not in the table may hold anything."""
    return CLASSES.get(hole.cls, CLASSES["any"])


class Exact(NamedTuple):
    """Text of a pattern in which `*` and `?` are plain characters."""

    text: str


Piece = Atom | Exact


_letters: dict[Hole, str] = {}
_holes: list[Hole] = []


def letter(hole: Hole) -> str:
    """The letter that stands for a hole. When they have run out it is one that equals nothing, itself included."""
    found = _letters.get(hole)
    if found is None:
        if _FIRST + len(_holes) >= _LAST:
            return _SPENT
        found = _letters[hole] = chr(_FIRST + len(_holes))
        _holes.append(hole)
    return found


def hole_of(char: str) -> Hole | None:
    """The hole that a letter stands for; None for a plain character."""
    index = ord(char) - _FIRST
    return _holes[index] if 0 <= index < len(_holes) else None


def _encoded(text: str) -> str:
    if text.isascii() or max(text) < chr(_FIRST):
        return text
    return "".join(letter(Hole(char)) if ord(char) >= _FIRST else char for char in text)


def _has_hole(text: str) -> bool:
    return not text.isascii() and any(_FIRST <= ord(char) <= _LAST for char in text)


def atoms_of(know: object) -> tuple[Atom, ...] | None:
    """The atoms of a string that is known, in part at least; None for anything else."""
    if isinstance(know, Known):
        return (know.value,) if isinstance(know.value, str) else None
    return know.atoms if isinstance(know, Text) else None


def show(pieces: Iterable[Piece]) -> str:
    """A string for people: holes as `${name}`, what a request has in the place of a path's variable as `<name>`."""
    return "".join(
        piece if isinstance(piece, str) else piece.text if isinstance(piece, Exact) else _shown(piece.name)
        for piece in pieces
    )


def _shown(name: str) -> str:
    return f"<{name.strip('{}+')}>" if name.startswith("{") else f"${{{name.removeprefix('Ref:')}}}"


class Subject:
    """A string that patterns are matched against; `*` and `?` in it are plain characters."""

    __slots__ = ("between", "holed", "text")

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.text = "".join(
            letter(piece)
            if isinstance(piece, Hole)
            else _encoded(piece if isinstance(piece, str) else piece.text).translate(_LITERAL)
            for piece in pieces
        )
        self.holed = _has_hole(self.text)
        self.between = _between(self.text) if self.holed else None


class Pattern:
    """A policy's side of a match: literals, `*` (any run of characters, `/` and `:` included), `?` (one) and holes."""

    __slots__ = ("_machine", "between", "head", "holed", "opaque", "pieces", "simple", "tail", "text")

    def __init__(self, pieces: Iterable[Piece]) -> None:
        parts: list[str] = []
        for piece in pieces:
            if isinstance(piece, str):
                parts.append(_encoded(piece))
            else:
                parts.append(letter(piece) if isinstance(piece, Hole) else _encoded(piece.text).translate(_LITERAL))
        self.text = text = "".join(parts)
        self.holed = _has_hole(text)
        self.opaque = _SPENT in text
        self.pieces = text.split("*")
        self.simple = "?" not in text
        self.head = self.pieces[0].partition("?")[0]
        self.tail = self.pieces[-1].rpartition("?")[2]
        self.between = [part for part in text.split("/")[1:-1] if not ("*" in part or "?" in part or _has_hole(part))]
        self._machine: _Machine | None = None

    @property
    def machine(self) -> "_Machine":
        if self._machine is None:
            self._machine = _Machine(self.text)
        return self._machine


@lru_cache(maxsize=8192)
def pattern_of(pieces: tuple[Piece, ...]) -> Pattern:
    """The pattern of its pieces, compiled once."""
    return Pattern(pieces)


def must(pattern: Pattern, subject: Subject) -> bool:
    """Whether the pattern matches under every filling of the holes; False may also mean that this was not proved."""
    if pattern.opaque:
        return False
    if pattern.simple:
        pieces = pattern.pieces
        return pattern.text == subject.text if len(pieces) == 1 else _in_order(pieces, subject.text)
    return pattern.machine.must(subject.text)


def may(pattern: Pattern, subject: Subject) -> bool:
    """Whether the pattern may match under some filling; True may also mean that the contrary was not proved."""
    if not pattern.holed and not subject.holed:
        return must(pattern, subject)
    if pattern.between and subject.between is not None and not subject.between.issuperset(pattern.between):
        return False
    start, end = (0, 0) if pattern.opaque else _shared(pattern, subject.text)
    return start >= 0 and pattern.machine.may(subject.text, start, end)


def match(pattern: Pattern, subject: Subject) -> bool | None:
    """True under every filling, False under none, else None."""
    if must(pattern, subject):
        return True
    if not pattern.holed and not subject.holed:
        return False
    return None if may(pattern, subject) else False


def covers(wide: tuple[Piece, ...], narrow: tuple[Piece, ...]) -> bool:
    """Whether every string that the pattern `narrow` matches is matched by `wide`; False where that is not proved."""
    return must(pattern_of(wide), _all_of(narrow))


@lru_cache(maxsize=256)
def _all_of(narrow: tuple[Piece, ...]) -> Subject:
    """The strings that a pattern matches, as one string with its wildcards for holes."""
    atoms: list[Atom] = []
    for piece in narrow:
        if not isinstance(piece, str):
            atoms.append(piece.text if isinstance(piece, Exact) else piece)
            continue
        for run, rest in enumerate(piece.split("*")):
            atoms += [Hole("*")] if run else []
            for single, literal in enumerate(rest.split("?")):
                atoms += [Hole("?", "path"), literal] if single else [literal]
    return Subject(atoms)


def _between(text: str) -> frozenset[str] | None:
    """The segments between two `/` of a subject, if they are the same under every filling; else None."""
    segments = text.split("/")[1:-1]
    holes = tuple(filter(None, map(hole_of, text)))
    if any(map(_has_hole, segments)) or any(hole_class(hole).holds("/") for hole in holes):
        return None
    return frozenset(segments)


def _in_order(pieces: list[str], text: str) -> bool:
    """Whether `text` starts with the first piece, ends with the last, and holds the others between, in order."""
    first, last = pieces[0], pieces[-1]
    at, end = len(first), len(text) - len(last)
    if at > end or not text.startswith(first) or not text.endswith(last):
        return False
    for piece in pieces[1:-1]:
        at = text.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _common(left: str, right: str) -> int:
    """How many characters two strings share at their start."""
    low, high = 0, min(len(left), len(right))
    if left[:high] == right[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _is_plain(char: str) -> bool:
    return not _FIRST <= ord(char) <= _LAST


def _shared(pattern: Pattern, text: str) -> tuple[int, int]:
    """How much of pattern and subject is the same at the start and at the end, wildcards apart; (-1, 0): no match.

    Equal letters fill equally, so they can be cut off. A hole of the subject never holds a wildcard, for nothing that
    a request names does.
    """
    head, tail = pattern.head, pattern.tail
    start = len(head) if text.startswith(head) else _common(head, text)
    if start < len(head) and start < len(text) and _is_plain(head[start]) and _is_plain(text[start]):
        return -1, 0
    room = min(len(pattern.text), len(text)) - start
    if not tail:
        return start, 0
    end = min(_common(tail[::-1], text[::-1]), room)
    if end < len(tail) and end < room and _is_plain(tail[-1 - end]) and _is_plain(text[-1 - end]):
        return -1, 0
    return start, end


class _Machine:
    """The pattern as a nondeterministic automaton, its set of states one integer.

    Token i leads from state i to state i + 1: a character, a character of a class, or a loop over a class, which may be
    skipped. A hole of the pattern becomes the tokens of its class; `places` says at which token each letter starts.
    """

    __slots__ = ("_chars", "_letters", "_loop", "_loops", "_meets", "_sets", "_steps", "_text", "places")

    def __init__(self, text: str) -> None:
        self._text = text
        self._letters: tuple[dict[str, int], int, int, int] | None = None
        self._steps: dict[str, tuple[int, int]] = {}
        self._meets: dict[str, int] = {}
        self._chars: dict[str, int] = {}
        self._sets: dict[HoleClass, int] = {}
        self._loops: dict[HoleClass, int] = {}
        self.places: list[int] = []
        size = 0
        for char in text:
            self.places.append(size)
            singles, loop = _tokens(char)
            for single in singles:
                if isinstance(single, str):
                    self._chars[single] = self._chars.get(single, 0) | 1 << size
                else:
                    self._sets[single] = self._sets.get(single, 0) | 1 << size
                size += 1
            if loop:
                self._loops[loop] = self._loops.get(loop, 0) | 1 << size
                size += 1
        self.places.append(size)
        self._loop = sum(self._loops.values())

    def must(self, text: str) -> bool:
        """Whether the subject's letters are matched, a hole's letter being equal to itself alone.

        In a run of wildcards that has a `*`, every `?` asks for one more character of any kind, so a hole that is not
        empty satisfies one too.
        """
        if self._letters is None:
            self._letters = _letter_masks(self._text)
        chars, ones, stars, runs = self._letters
        stay = stars | runs
        states = _flood(1, stars)
        for char in text:
            own = chars.get(char, 0)
            if _is_plain(char):
                own |= ones
            elif _class_of(char).least:
                own |= runs
            states = _flood((states & own) << 1 | states & stay, stars)
            if not states:
                return False
        return bool(states >> len(self._text) & 1)

    def may(self, text: str, start: int, end: int) -> bool:
        """Whether some filling matches, `start` and `end` letters of both sides being cut off."""
        loops = self._loop
        states = _flood(1 << self.places[start], loops)
        for char in text[start : len(text) - end] if end else text[start:]:
            masks = self._steps.get(char) or self._step(char)
            if masks is _HOLE:
                states = self._through(states, char)
            else:  # _after, written out: this loop is where matching spends its time
                states = (states & masks[0]) << 1 | states & masks[1]
                states |= (loops + (states & loops)) ^ loops
            if not states:
                return False
        return bool(states >> self.places[len(self._text) - end] & 1)

    def _step(self, char: str) -> tuple[int, int]:
        """For a letter of a subject: the tokens that it leads over, and those in which it stays."""
        masks = _HOLE
        if _is_plain(char):
            plain = _plain(char)
            single = self._chars.get(char, 0) | sum(mask for cls, mask in self._sets.items() if cls.holds(plain))
            masks = (single, sum(mask for cls, mask in self._loops.items() if cls.holds(plain)))
        self._steps[char] = masks
        return masks

    def _after(self, states: int, masks: tuple[int, int]) -> int:
        return _flood((states & masks[0]) << 1 | states & masks[1], self._loop)

    def _through(self, states: int, hole: str) -> int:
        """The states after a hole of the subject, over every text of its class."""
        cls = _class_of(hole)
        result = 0
        for word in cls.words:
            reached = states
            for char in word:
                reached = self._after(reached, self._steps.get(char) or self._step(char))
            result |= reached
        if cls.most == 0:
            return result
        single = self._meets.get(hole)
        if single is None:  # any two classes meet: all hold the digits
            single = sum(self._sets.values()) | sum(
                mask for char, mask in self._chars.items() if cls.holds(_plain(char))
            )
            self._meets[hole] = single
        for _ in range(cls.least):
            states = self._after(states, (single, self._loop))
        if cls.most is None:
            states = _flood(states, single | self._loop)
        return result | states


def _class_of(char: str) -> HoleClass:
    hole = hole_of(char)
    return hole_class(hole) if hole else CLASSES["any"]


def _plain(char: str) -> str:
    """The character that a letter of a subject stands for."""
    return "*" if char == _STAR else "?" if char == _QUESTION else char


def _tokens(char: str) -> tuple[list[str | HoleClass], HoleClass | None]:
    """What a letter of a pattern becomes: characters to take one by one, then a loop or none.

    Text that is fixed by the deployment may itself hold a wildcard if its class has one; what a request brings is taken
    literally.
    """
    anything = CLASSES["any"]
    if char == "*":
        return [], anything
    if char == "?":
        return [anything], None
    if _is_plain(char):
        return [char], None
    hole = hole_of(char)
    if hole is None:
        return [], anything
    cls = hole_class(hole)
    if cls.chars is None and not hole.per_request:
        return [], anything
    if cls.words:
        cls = HoleClass((cls.chars or frozenset()).union(*cls.words))
    return [cls] * cls.least, cls if cls.most is None else None


def _letter_masks(text: str) -> tuple[dict[str, int], int, int, int]:
    """Masks over a pattern's letters: of each character, of `?`, of `*`, and of `?` in a run that has a `*`."""
    chars: dict[str, int] = {}
    ones = stars = runs = run = 0
    starred = False
    for index, char in enumerate(text + "."):
        bit = 1 << index
        if char == "?":
            ones |= bit
            run |= bit
        elif char == "*":
            stars |= bit
            starred = True
        else:
            runs |= run if starred else 0
            run, starred = 0, False
            if index < len(text):
                chars[char] = chars.get(char, 0) | bit
    return chars, ones, stars, runs


def _flood(states: int, mask: int) -> int:
    """The states and all that follow from them through tokens of `mask`, by the carry of one addition."""
    return ((mask + (states & mask)) ^ mask) | states
