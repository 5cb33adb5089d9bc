"""Standard output: what it can take, and how it is written to."""

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, TextIO, TypeVar

import click

from slslint.report.context import Screen
from slslint.report.text import escape

Command = TypeVar("Command", bound=Callable[..., Any])
LINKING = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio"})


class Failure(click.ClickException):
    """What keeps slslint from its work: a line that says what to do, and exit status 2."""

    exit_code = 2


def is_open(stream: TextIO | None) -> bool:
    """Whether a standard stream was open when the program started."""
    return stream is not None


def color_option(command: Command) -> Command:
    """The options `--color` and `--no-color`."""
    return click.option(
        "--color/--no-color",
        default=None,
        help="Colour always or never; by default on a terminal, unless NO_COLOR is set. FORCE_COLOR asks for it too.",
    )(command)


def screen(color: bool | None) -> Screen:
    """What standard output can take; `color` is the user's choice, None where there is none."""
    stream = sys.stdout
    if not is_open(stream):
        return Screen()
    terminal = stream.isatty()
    colored = has_color(terminal, color, os.environ)
    return Screen(
        color=colored,
        width=_width(stream) if terminal else None,
        unicode=(stream.encoding or "").lower().startswith("utf"),
        links=colored and terminal and has_links(os.environ),
    )


def has_color(terminal: bool, choice: bool | None, environ: Mapping[str, str]) -> bool:
    """Whether to colour: as the user chose, else by NO_COLOR, FORCE_COLOR, and what the output is."""
    if choice is not None:
        return choice
    if environ.get("NO_COLOR"):
        return False
    if forced := environ.get("FORCE_COLOR"):
        return forced != "0"
    return terminal and environ.get("TERM") != "dumb"


def has_links(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is known to understand hyperlinks; FORCE_HYPERLINK overrides."""
    if forced := environ.get("FORCE_HYPERLINK"):
        return forced != "0"
    if environ.get("TERM", "").startswith(("screen", "tmux", "dumb")):
        return False
    vte = environ.get("VTE_VERSION", "")
    return (
        environ.get("TERM_PROGRAM") in LINKING
        or environ.get("TERM") in ("xterm-kitty", "alacritty", "foot")
        or "WT_SESSION" in environ
        or (vte.isdigit() and int(vte) >= 5000)
    )


def _width(stream: TextIO) -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return 80


def write(text: str, color: bool = False) -> None:
    """Write to standard output; characters that it cannot take are escaped, and a reader that has left is no error."""
    if not is_open(sys.stdout):
        return
    encoding = sys.stdout.encoding or "utf-8"
    try:
        click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False, color=color)
    except BrokenPipeError:
        # What is still buffered goes nowhere too, else the interpreter complains of it on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise Failure(f"cannot write to standard output: {error.strerror}") from None


def write_file(path: str, text: str) -> None:
    """Write a report to a file, as UTF-8."""
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise Failure(f"cannot write `{path}`: {error.strerror}") from None


def note(text: str) -> None:
    """A line on standard error, beside the report."""
    if is_open(sys.stderr):
        click.echo(escape(text), err=True)
