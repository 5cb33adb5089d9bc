"""Small damage to YAML and JSON texts, of the kind that typing does."""

import random
from collections.abc import Sequence

PIECES = (
    *": - \t\r\n\\ \"'{}[],#%@`~1é!|>*&?",
    *(": ", "- ", "? ", "  ", " # ", "&a ", "*a", "!Ref ", "!Sub ", "<<: ", "---\n", "...\n", "\n\n", ">-\n", "${"),
    *("\u2028", "\x85", "\ufeff", "\U0001f600", "\x7f", "\x00"),
)


def mutant(rnd: random.Random, seeds: Sequence[str]) -> str:
    """One of the seeds with one to three changes."""
    text = rnd.choice(seeds)
    for _ in range(rnd.choice((1, 1, 2, 3))):
        text = rnd.choice((_insert, _insert, _remove, _line, _copy))(rnd, text)
    return text


def _insert(rnd: random.Random, text: str) -> str:
    at = rnd.randint(0, len(text))
    return text[:at] + rnd.choice(PIECES) + text[at:]


def _remove(rnd: random.Random, text: str) -> str:
    at = rnd.randint(0, len(text))
    return text[:at] + text[at + rnd.choice((1, 1, 2, 4)) :]


def _line(rnd: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = rnd.randrange(len(lines))
    change = rnd.randrange(5)
    if change == 0:
        lines[at] = " " + lines[at]
    elif change == 1:
        lines[at] = lines[at][1:]
    elif change == 2:
        del lines[at]
    elif change == 3:
        lines.insert(at, rnd.choice(lines))
    else:
        lines[at] = lines[at].replace(" ", "\t", 1)
    return "\n".join(lines)


def _copy(rnd: random.Random, text: str) -> str:
    at, source = rnd.randint(0, len(text)), rnd.randint(0, len(text))
    return text[:at] + text[source : source + rnd.randrange(30)] + text[at:]
