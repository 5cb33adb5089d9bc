"""Colour and line drawing: the few styles and glyphs that reports are made of."""

from typing import NamedTuple

from click import style

from slslint.engine.finding import ERROR, INFO, WARNING
from slslint.report.context import Screen
from slslint.report.text import escape

SEVERITY_COLORS = {ERROR: "red", WARNING: "yellow", INFO: "blue"}


class Glyphs(NamedTuple):
    """The strokes of a frame. `head`, `more` and `last` are as wide as the margin before a rail's text."""

    rail: str
    head: str
    more: str
    last: str
    gap: str
    ellipsis: str
    open: str
    side: str
    close: str
    dash: str


LINES = Glyphs("│", "╭─ ", "├─ ", "╰─ ", "┆", "…", "╭", "│", "╰", "─")
ASCII = Glyphs("|", "+- ", "+- ", "+- ", ":", "...", "/", "|", "|", "_")


class Paint:
    """Puts styles on text where the output takes them."""

    __slots__ = ("color", "glyphs", "links", "unicode")

    def __init__(self, screen: Screen) -> None:
        self.color = screen.color
        self.links = screen.links
        self.unicode = screen.unicode
        self.glyphs = LINES if screen.unicode else ASCII

    def severity(self, text: str, severity: str) -> str:
        """Text in the colour of a severity."""
        return style(text, fg=SEVERITY_COLORS[severity], bold=True) if self.color else text

    def bold(self, text: str) -> str:
        """What the eye is to find first."""
        return style(text, bold=True) if self.color and text else text

    def dim(self, text: str) -> str:
        """What is there for orientation only."""
        return style(text, dim=True) if self.color and text else text

    def accent(self, text: str) -> str:
        """What helps: places, fixes."""
        return style(text, fg="cyan") if self.color and text else text

    def label(self, text: str, careful: bool) -> str:
        """The word before a help or a fix, which may be one to be `careful` with."""
        return style(text, fg="yellow" if careful else "green", bold=True) if self.color else text

    def outcome(self, text: str, good: bool | None) -> str:
        """Green for what is well, red for what is not, yellow for what is not known."""
        return style(text, fg={True: "green", False: "red", None: "yellow"}[good], bold=True) if self.color else text

    def quoted(self, text: str) -> str:
        """A sentence with what stands between backticks made bold."""
        pieces = text.split("`")
        if not self.color or len(pieces) < 3 or len(pieces) % 2 == 0:
            return text
        return "`".join(self.bold(piece) if number % 2 else piece for number, piece in enumerate(pieces))

    def link(self, text: str, url: str) -> str:
        """Text that opens `url` where the terminal knows hyperlinks."""
        return f"\x1b]8;;{escape(url)}\x1b\\{text}\x1b]8;;\x1b\\" if self.links and url else text
