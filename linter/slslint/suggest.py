"""Did you mean: the nearest of the words that would have been right."""

from collections.abc import Iterable
from functools import lru_cache

_NEAR = 0.75
"""How alike two words are, as difflib counts: twice the letters in common, by all letters."""


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a slip of the pen turns into `word`; None where none is near."""
    lowered: dict[str, str] = {}
    for each in known:
        lowered.setdefault(each.lower(), each)
    if word.lower() in lowered:
        return lowered[word.lower()]
    likely = [each for each in lowered if _may_be_near(word.lower(), each)]
    if not likely:
        return None
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), likely, n=1, cutoff=_NEAR)
    return lowered[near[0]] if near else None


@lru_cache(maxsize=4096)
def _may_be_near(word: str, known: str) -> bool:
    """Whether the words share enough letters; difflib, which looks closer, takes long to import."""
    shared = sum(min(word.count(letter), known.count(letter)) for letter in set(word))
    return 2 * shared >= _NEAR * (len(word) + len(known))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean `x`?`, or nothing."""
    near = closest(word, known)
    return f"; did you mean `{near}`?" if near else ""
