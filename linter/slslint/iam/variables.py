"""Policy variables: `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the characters themselves.

IAM User Guide, "IAM policy elements: Variables and tags".
"""

from typing import TYPE_CHECKING, NamedTuple

from slslint.values.glob import Exact, Piece
from slslint.values.value import Atom, Hole

if TYPE_CHECKING:
    from slslint.iam.context import Context

Pieces = tuple[Piece, ...]


class Resolved(NamedTuple):
    """A string with its variables replaced; `pieces` None: a variable has no value, so the string matches nothing.

    `sure` is False where it is not known what the string will be, or how IAM reads it: then a match is in doubt, and
    none is none.
    """

    pieces: Pieces | None
    sure: bool = True


class Variable(NamedTuple):
    """One `${…}`; `problem` says what is wrong with it: blank, quote, empty or key; None for nothing."""

    key: str
    default: str | None = None
    problem: str | None = None


def parse(text: str) -> list[str | Variable]:
    """Literal text and variables, in order; a `${` that is never closed is literal text."""
    parts: list[str | Variable] = []
    at = 0
    while (start := text.find("${", at)) >= 0 and (end := text.find("}", start)) >= 0:
        parts += [text[at:start], _variable(text[start + 2 : end])]
        at = end + 1
    parts.append(text[at:])
    return [part for part in parts if part]


def _variable(inner: str) -> Variable:
    if inner in ("*", "?", "$"):
        return Variable(inner)
    key, comma, rest = inner.partition(",")
    if not inner.strip():
        return Variable("", None, "empty")
    if key != key.strip():
        return Variable(key.strip(), None, "blank")
    if not is_key(key):
        return Variable(key, None, "key")
    if not comma:
        return Variable(key)
    quoted = rest.strip()
    if len(quoted) < 2 or quoted[0] != "'" or quoted[-1] != "'":
        return Variable(key, None, "quote")
    return Variable(key, quoted[1:-1], None if rest == f" {quoted}" else "blank")


def is_key(key: str) -> bool:
    """Whether this has the form of a condition key: `prefix:name`, in a tag's name anything."""
    prefix, colon, name = key.partition(":")
    plain = prefix.replace("-", "").replace(".", "")
    return bool(colon and name and name[0] != ":" and plain.isascii() and plain.isalnum())


def resolve(atoms: tuple[Atom, ...], context: "Context", wild: bool) -> Resolved:
    """The atoms with variables replaced by the context's values; `wild` says whether `*` and `?` are wildcards here."""
    if wild and not any(isinstance(atom, str) and "${" in atom for atom in atoms):
        return Resolved(atoms)
    pieces: list[Piece] = []
    sure = True
    for atom in atoms:
        if isinstance(atom, Hole):
            pieces.append(atom)
            continue
        for part in parse(atom):
            if isinstance(part, str):
                pieces.append(part if wild else Exact(part))
                continue
            found = _value(part, context)
            if found is None:
                return Resolved(None)
            pieces += found.pieces or ()
            sure = sure and found.sure
    return Resolved(tuple(pieces), sure)


def _value(variable: Variable, context: "Context") -> Resolved | None:
    """What a variable stands for; None where it has no value."""
    if variable.key in ("*", "?", "$"):
        return Resolved((Exact(variable.key),))
    hole = Hole(variable.key, "any", per_request=True)
    if variable.problem in ("empty", "key", "quote"):
        # Where the request is known as a whole, so is the policy; else another tool may yet replace what this is.
        return None if context.closed else Resolved((hole,), False)
    entry = context.get(variable.key)
    if variable.problem or entry.present is None or entry.open or (entry.values and len(entry.values) > 1):
        return Resolved((hole,), False)
    if not entry.present:
        return None if variable.default is None else Resolved((Exact(variable.default),))
    if not entry.values:
        return Resolved((hole,))
    return Resolved(tuple(Exact(atom) if isinstance(atom, str) else atom for atom in entry.values[0]))
