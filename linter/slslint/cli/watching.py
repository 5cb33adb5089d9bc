"""`slslint check --watch`: lint again when something changes that the last lint looked at."""

import time
from collections.abc import Callable
from typing import NoReturn

import click

from slslint.cli.output import note
from slslint.workspace import Workspace

PAUSE = 0.3
"""Seconds between two looks at the files."""
SETTLING = 0.05
"""Seconds for an editor to finish what it writes."""

Lint = Callable[[list[Workspace]], int]
"""A lint that adds the workspace that it used to a list."""


def lint_on_changes(lint: Lint) -> NoReturn:
    """Lint, and again after each change, until it is interrupted. The changes are those of files that were read, of
    folders that were searched, and of files that were looked for and not there.
    """
    workspaces: list[Workspace] = []
    while True:
        began = time.time_ns()
        click.clear()
        try:
            lint(workspaces)
        except click.ClickException as error:
            error.show()
        note("Watching for changes; Ctrl-C ends it.")
        del workspaces[:-1]
        _wait(workspaces[0] if workspaces else None, began)


def _wait(workspace: Workspace | None, began: int) -> None:
    """Until something differs. What changed while the lint was under way, which it may have missed, differs too."""
    before = workspace.stamps() if workspace is not None else {}
    if any(stamp is not None and began < stamp[0] < time.time_ns() for stamp in before.values()):
        return
    while True:
        time.sleep(PAUSE)
        if workspace is not None and workspace.stamps() != before:
            time.sleep(SETTLING)
            return
