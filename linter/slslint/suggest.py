"""Did you mean: the nearest of the words that would have been right."""

from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a slip of the pen turns into `word`; None where none is near."""
    lowered: dict[str, str] = {}
    for each in known:
        lowered.setdefault(each.lower(), each)
    if word.lower() in lowered:
        return lowered[word.lower()]
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), lowered, n=1, cutoff=0.75)
    return lowered[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean `x`?`, or nothing."""
    near = closest(word, known)
    return f"; did you mean `{near}`?" if near else ""
