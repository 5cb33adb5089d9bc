"""ARNs: those that a request names, those that a policy writes, and whether one matches the other.

`arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` is compared field by field; in RESOURCE a wildcard crosses `/` and `:`
(IAM User Guide, "Resource ARNs"). For execute-api RESOURCE is `API_ID/STAGE/METHOD/PATH` (REST and HTTP API, the HTTP
API's default stage being `$default`), `API_ID/STAGE/ROUTE_KEY` (WebSocket) or
`API_ID/STAGE/METHOD/@connections/ID` (API Gateway Developer Guide, "Control access for invoking an API").
"""

from collections.abc import Mapping
from functools import lru_cache

from slslint.iam.logic import Tri, both
from slslint.values.glob import (
    PARTITIONS,
    Pattern,
    Piece,
    Subject,
    hole_class,
    hole_of,
    match,
    may,
    pattern_of,
)
from slslint.values.value import Atom, Hole

Pieces = tuple[Piece, ...]

# Where a policy's ARN stands decides what an incomplete one means.
IDENTITY, SESSION, RESOURCE = "identity", "session", "resource"
FIELDS = ("partition", "service", "region", "account", "resource")
SHORTHAND = "execute-api:/"


def cut(pieces: Pieces, mark: str, most: int) -> list[Pieces]:
    """Pieces cut at the first `most` marks that stand in literal text."""
    if len(pieces) == 1 and isinstance(pieces[0], str):
        return [(part,) if part else () for part in pieces[0].split(mark, most)]
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        if not isinstance(piece, str):
            parts[-1].append(piece)
            continue
        for index, text in enumerate(piece.split(mark, most - len(parts) + 1)):
            if index:
                parts.append([])
            if text:
                parts[-1].append(text)
    return [tuple(part) for part in parts]


def fill(atoms: tuple[Atom, ...], filling: Mapping[Hole, str]) -> tuple[Atom, ...]:
    """Atoms with holes filled."""
    return tuple(filling.get(atom, atom) if isinstance(atom, Hole) else atom for atom in atoms)


def _may_hold(pieces: Pieces, char: str) -> bool:
    """Whether a hole, or text that a variable brought, may hold `char`."""
    return any(
        not isinstance(piece, str)
        and (hole_class(piece).holds(char) if isinstance(piece, Hole) else char in piece.text)
        for piece in pieces
    )


def _lead(text: str, stops: str) -> tuple[str, ...]:
    """Up to three leading `/` segments of a resource that are whole and aligned under every filling.

    A segment that holds a wildcard, or a hole whose text may hold one of `stops`, ends them.
    """
    lead: list[str] = []
    for segment in text.split("/")[:-1][:3]:
        if "*" in segment or "?" in segment:
            break
        holes = () if segment.isascii() else tuple(filter(None, map(hole_of, segment)))
        if any(hole_class(hole).holds(stop) for hole in holes for stop in stops if not _literal_request(hole, stop)):
            break
        lead.append(segment)
    return tuple(lead)


def _differ(own: str, other: str) -> bool:
    """Whether two segments are never the same: other texts, or the ids of two APIs that templates make."""
    if own == other:
        return False
    if own.isascii() and other.isascii():
        return True
    return len(own) == len(other) == 1 and is_made(hole_of(own)) and is_made(hole_of(other))


def is_made(hole: Hole | None) -> bool:
    """Whether a hole is the id of an API that a template makes, which no other API has."""
    return hole is not None and hole.cls == "apiid" and hole.name.startswith("Ref:")


def _literal_request(hole: Hole, stop: str) -> bool:
    return stop == "*" and hole.per_request


class Arn:
    """The ARN of a request's resource. One that does not start with the six fields is known as a whole only.

    What the holes of its first five fields stand for is a region, an account, …, so it never holds a `:`.
    """

    __slots__ = ("atoms", "beyond_api", "early", "fields", "head", "lead", "parts", "whole")

    def __init__(self, atoms: tuple[Atom, ...]) -> None:
        self.atoms = atoms
        self.whole = Subject(atoms)
        self.parts = cut(atoms, ":", 5)
        self.fields: tuple[Subject, ...] = ()
        self.head, self.lead = "", ()
        self.early: frozenset[Hole] = frozenset()
        self.beyond_api: Subject | None = None
        if len(self.parts) == 6 and self.parts[0] == ("arn",):
            self.fields = tuple(map(Subject, self.parts))
            self.head = ":".join(field.text for field in self.fields[:5])
            self.early = frozenset(piece for part in self.parts[:5] for piece in part if isinstance(piece, Hole))
            self.lead = _lead(self.fields[5].text, "/")
            api, *rest = cut(self.parts[5], "/", 1)
            if rest and not _may_hold(api, "/"):
                self.beyond_api = Subject(("/", *rest[0]))

    @property
    def account(self) -> Pieces:
        """The atoms of the account field; empty where there is none."""
        return self.parts[4] if self.fields else ()


class ArnPattern:
    """A Resource item, compiled. `kind` says what kind of policy it stands in."""

    __slots__ = ("_heads", "complete", "everything", "fields", "kind", "lead", "loose", "odd", "short", "whole")

    def __init__(self, pieces: Pieces, kind: str = IDENTITY) -> None:
        self.kind = kind
        self.everything = pieces == ("*",)
        self.whole = pattern_of(pieces)
        parts = cut(pieces, ":", 5)
        self.complete = len(parts) == 6
        self.short: Pattern | None = None
        self.odd: Pattern | None = None
        self.fields: tuple[Pattern, ...] = ()
        self.lead: tuple[str, ...] = ()
        self.loose: list[frozenset[Piece]] = []
        self._heads: dict[str, Tri] = {}
        first = pieces[0] if pieces else ""
        if not isinstance(first, str):
            self.odd = self.whole
        elif kind == RESOURCE and first.startswith(SHORTHAND):
            self.short = pattern_of((first[len(SHORTHAND) - 1 :], *pieces[1:]))
        elif parts[0] != ("arn",):
            stripped = first.lstrip()
            self.odd = pattern_of((stripped[:3].lower() + stripped[3:], *pieces[1:]))
        else:
            parts += [("*",)] * (6 - len(parts))
            self.fields = tuple(map(pattern_of, parts))
            loose = [frozenset(piece for piece in part if _may_hold((piece,), ":")) for part in parts[:5]]
            self.loose = loose if any(loose) else []
            self.lead = () if self.loose else _lead(self.fields[5].text, "/*")

    def excludes(self, arn: Arn) -> bool:
        """Whether the parts of the ARN before its path already rule a match out."""
        if not self.fields or not arn.fields or not self.complete or self.loose:
            return False
        return self._head(arn) is False or self._leads_elsewhere(arn)

    def _leads_elsewhere(self, arn: Arn) -> bool:
        """Whether API, stage or method differ, as far as both sides have them whole."""
        return any(_differ(own, other) for own, other in zip(self.lead, arn.lead, strict=False))

    def matches(self, arn: Arn) -> Tri:
        """Whether the pattern matches the request's ARN.

        An incomplete ARN is completed with `*` in an identity policy, is not supported in a session policy, and means
        what it says in a resource policy (IAM User Guide). One whose wildcard would have to cross a `:` is not known.
        """
        if self.everything:
            return True
        if self.odd is not None:
            return None if may(self.odd, arn.whole) else False
        if not arn.fields:
            return None
        if self.short is not None:
            return match(self.short, arn.beyond_api) if arn.beyond_api else None
        result = self._by_field(arn)
        if self.complete:
            return result
        flat = match(self.whole, arn.whole)
        if result is False:
            return False if flat is False else None
        if self.kind == RESOURCE:
            return flat and result
        return None if self.kind == SESSION else result

    def _by_field(self, arn: Arn) -> Tri:
        if self.loose and not all(holes <= arn.early for holes in self.loose):
            return self._loosely(arn)
        head = self._head(arn)
        if head is False or self._leads_elsewhere(arn):
            return False
        return both(head, match(self.fields[5], arn.fields[5]))

    def _loosely(self, arn: Arn) -> Tri:
        """Where a hole of the pattern may hold a `:`, so that only the fields before it are sure to be fields."""
        for index in range(1, 5):
            if not self.loose[index] <= arn.early:
                break
            if _field(self.fields[index], arn.fields[index], index == 1) is False:
                return False
        spelled = self.complete or "/" in self.whole.tail  # so no account, and nothing before it, is left to complete
        return False if spelled and not may(self.whole, arn.whole) else None

    def _head(self, arn: Arn) -> Tri:
        """Partition, service, region and account; the same for all routes of an API, so kept."""
        result = self._heads.get(arn.head, ...)
        if result is ...:
            if len(self._heads) > 64:
                self._heads.clear()
            result = True
            for index in range(1, 5):
                result = both(result, _field(self.fields[index], arn.fields[index], index == 1))
            self._heads[arn.head] = result
        return result


def _field(pattern: Pattern, subject: Subject, is_partition: bool) -> Tri:
    """One early field. A difference in case is an error that IAM may or may not forgive: not known.

    A partition that is not known counts as the usual one where that is written on the other side.
    """
    result = match(pattern, subject)
    if result is False and not pattern.holed and pattern.text != (lower := pattern.text.lower()):
        return False if match(pattern_of((lower,)), subject) is False else None
    if result is None and is_partition and _is_partition(pattern.text, subject.text):
        return True
    return result


def _is_partition(pattern: str, subject: str) -> bool:
    hole = hole_of(subject) if len(subject) == 1 else None
    if hole is not None:
        return hole.cls == "partition" and pattern == PARTITIONS[0]
    hole = hole_of(pattern) if len(pattern) == 1 else None
    return hole is not None and hole.cls == "partition" and subject == PARTITIONS[0]


@lru_cache(maxsize=8192)
def arn_pattern(pieces: Pieces, kind: str = IDENTITY) -> ArnPattern:
    """The compiled form of a Resource item."""
    return ArnPattern(pieces, kind)
