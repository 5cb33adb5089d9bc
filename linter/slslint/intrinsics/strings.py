"""Symbolic strings: finding marked pieces in them, and taking them apart without guessing what a hole holds."""

from typing import NamedTuple

from slslint.values.glob import hole_class
from slslint.values.value import Atom, Hole, Known, Text, Value

Atoms = tuple[Atom, ...]

MAX_LABEL = 1000
"""How many characters a label may have: labels of labels would double with every step."""


class Piece(NamedTuple):
    """What stands between two marks: `${…}` or `{{resolve:…}}`."""

    inner: Atoms


def atoms_of(value: Value) -> Atoms | None:
    """The atoms of a string of which anything is known; none of an empty one; None for anything else."""
    know = value.know
    if isinstance(know, Text):
        return know.atoms
    if isinstance(know, Known) and isinstance(know.value, str):
        return (know.value,) if know.value else ()
    return None


def may_hold(hole: Hole, character: str) -> bool:
    """Whether the text that a hole stands for may contain `character`."""
    kind = hole_class(hole)
    return kind.holds(character) or any(character in word for word in kind.words)


def label(atoms: Atoms) -> str:
    """Atoms as one string, the same for the same atoms: what a hole made of them is named by."""
    text = "".join(atom if isinstance(atom, str) else f"${{{atom.scope} {atom.name}}}" for atom in atoms)
    if len(text) <= MAX_LABEL:
        return text
    from hashlib import sha256

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def pieces(atoms: Atoms, start: str, end: str) -> list[Atom | Piece]:
    """`atoms` with every stretch from `start` to `end` replaced by its Piece; one that never ends is left as it is."""
    found: list[Atom | Piece] = []
    inner: list[Atom] | None = None
    for atom in atoms:
        if isinstance(atom, Hole):
            (found if inner is None else inner).append(atom)
            continue
        at = 0
        while at < len(atom):
            stop = atom.find(start if inner is None else end, at)
            (found if inner is None else inner).append(atom[at : stop if stop >= 0 else len(atom)])
            if stop < 0:
                break
            if inner is None:
                inner = []
                at = stop + len(start)
            else:
                found.append(Piece(tuple(part for part in inner if part != "")))
                inner = None
                at = stop + len(end)
    return found if inner is None else [*found, start, *inner]


def split(atoms: Atoms, separator: str, most: int = -1) -> list[Atoms | None]:
    """`atoms` cut at `separator`, `most` times at most (-1: no limit), as `str.split` does.

    None stands for all that follows a hole which may contain the separator: where it ends is not known.
    """
    if len(atoms) == 1 and isinstance(atoms[0], str):
        return [(part,) if part else () for part in atoms[0].split(separator, most)]
    parts: list[list[Atom]] = [[]]
    hidden = False
    for atom in atoms:
        if isinstance(atom, str):
            first, *rest = atom.split(separator, most)
            most -= len(rest) if most > 0 else 0
            parts[-1].append(first)
            for part in rest:
                parts.append([part])
        elif most != 0 and any(may_hold(atom, character) for character in separator):
            hidden = True
            del parts[-1]
            break
        else:
            parts[-1].append(atom)
    known = [tuple(atom for atom in part if atom != "") for part in parts]
    return [*known, None] if hidden else [*known]
