"""What the paths on the command line mean: a project root, files and folders in it, and a text from standard input."""

import os
import sys
from typing import NamedTuple

import click

from slslint.cli.output import Failure, is_open
from slslint.report.text import escape
from slslint.workspace import absolute, find_root
from slslint.workspace.workspace import MAX_FILE_BYTES

STDIN = "-"
NO_SERVICE = (
    "no service found: slslint looks for serverless.yml, .yaml, .json, .ts, .js, .cjs, .mjs in a folder and below"
)
WHAT = "give a service file, a folder to search, or a file that a service includes"


class Targets(NamedTuple):
    """Absolute paths below `root`; `overlays` holds what stands in for a file."""

    root: str
    paths: tuple[str, ...]
    overlays: dict[str, bytes]


def find_targets(paths: tuple[str, ...], stdin_filename: str | None) -> Targets:
    """The targets of `PATH…` and `--stdin-filename`; raises click.ClickException where they make no sense."""
    if STDIN in paths:
        if len(paths) > 1 or stdin_filename is None:
            raise click.UsageError(
                "`-` reads one file from standard input: give it alone, and name it with --stdin-filename"
            )
        path = absolute(stdin_filename)
        return Targets(find_root(os.path.dirname(path)), (path,), {path: _read_stdin()})
    if stdin_filename is not None:
        raise click.UsageError("--stdin-filename goes with the path `-`, which reads standard input")
    for path in paths:
        if not os.path.exists(path):
            raise Failure(f"`{escape(path)}` does not exist: {WHAT}")
    found = tuple(absolute(path) for path in paths or (os.curdir,))
    return Targets(_common_root(found), found, {})


def _common_root(paths: tuple[str, ...]) -> str:
    """The root of the first path's project, or a wider one that holds all of them: another's, or the current folder."""
    roots = [find_root(path if os.path.isdir(path) else os.path.dirname(path)) for path in paths]
    for root in (*roots, os.path.realpath(os.curdir)):
        if all(_is_below(path, root) for path in paths):
            return root
    stray = next(path for path in paths if not _is_below(path, roots[0]))
    raise Failure(
        f"`{escape(stray)}` lies outside the project root {escape(roots[0])}: check each project in a run of its own"
    )


def _is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def _read_stdin() -> bytes:
    if not is_open(sys.stdin):
        raise Failure("standard input is closed")
    data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise Failure(f"standard input has more than {MAX_FILE_BYTES:,} bytes")
    return data
