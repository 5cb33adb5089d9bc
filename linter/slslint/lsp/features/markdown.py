"""Markdown for hovers: text of the user's is either code or escaped, so that it can format nothing."""

import re
from collections.abc import Iterable

from slslint.report.text import escape

LONGEST = 200
_SPECIAL = re.compile(r"[\\\[\]!<>*_#|~&]")
_TICKS = re.compile("`+")


def code(text: str) -> str:
    """A text as code, of bounded length."""
    text = escape(text if len(text) <= LONGEST else text[:LONGEST] + "…")
    fence = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    room = " " if text[:1] in ("`", " ", "") or text[-1:] in ("`", " ") else ""
    return f"{fence}{room}{text}{room}{fence}"


def prose(text: str) -> str:
    """A sentence with code between backticks: the rest of it is escaped."""
    pieces = text.split("`")
    closed = len(pieces) % 2 == 1
    return "".join(
        code(piece) if number % 2 and (closed or number < len(pieces) - 1) else _SPECIAL.sub(r"\\\g<0>", escape(piece))
        for number, piece in enumerate(pieces)
    )


def fenced(text: str, language: str = "") -> str:
    """Lines of code; no run of backticks in them ends the block."""
    fence = "`" * max(3, max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    lines = "\n".join(map(escape, text.splitlines()))
    return f"{fence}{language}\n{lines}\n{fence}"


def folded(texts: Iterable[tuple[str | None, str]]) -> list[str]:
    """Texts of stages, equal ones once, with the stages that have them where there are several texts."""
    found: dict[str, list[str]] = {}
    for stage, text in texts:
        found.setdefault(text, []).append(stage or "…")
    if len(found) == 1:
        return list(found)
    return [f"**{prose(', '.join(stages))}**: {text}" for text, stages in found.items()]
