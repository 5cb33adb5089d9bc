"""What a report needs to know besides the result: where the reader stands, and what their screen can show."""

import os
from functools import lru_cache
from typing import NamedTuple

from slslint.report.text import escape
from slslint.source.pointer import Pointer


class Screen(NamedTuple):
    """What the output can take; `width` is in columns, None where it is no terminal."""

    color: bool = False
    width: int | None = None
    unicode: bool = True
    links: bool = False


class Context(NamedTuple):
    """How to report.

    `cwd` is the folder that paths are shown relative to, `root` the project root. `statistics` asks for counts by
    rule, `show_unknown` for what could not be known.
    """

    cwd: str
    root: str
    screen: Screen = Screen()
    statistics: bool = False
    show_unknown: bool = False

    def relative(self, path: str) -> str:
        """`path` as a reader at `cwd` would write it, with forward slashes."""
        return _relative(path, self.cwd)

    def from_root(self, path: str) -> str:
        """`path` relative to the project root: how fingerprints name a file, wherever one stands."""
        return _relative(path, self.root)

    def place(self, at: Pointer) -> str:
        """`file:line:column` of where `at` starts, fit to be printed."""
        line, column = at.file.position(at.start)
        return f"{escape(self.relative(at.file.path))}:{line}:{column}"


@lru_cache(maxsize=1024)
def _relative(path: str, start: str) -> str:
    """`path` relative to `start`; absolute where the two share no drive."""
    try:
        path = os.path.relpath(path, start)
    except ValueError:
        path = os.path.abspath(path)
    return path.replace(os.sep, "/")
