"""What is new against a revision: the findings of that revision, linted beside the working tree."""

import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable

from slslint.engine.baseline import Entry, entries_of
from slslint.engine.options import LintOptions
from slslint.engine.session import Session
from slslint.workspace import Workspace

SECONDS = 120
# Nothing of the repository's own configuration may run anything.
_GIT = ("git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")


class GitFailed(Exception):
    """git could not give the revision; the text is what it said."""


def findings_at(revision: str, root: str, paths: Iterable[str], options: LintOptions) -> list[Entry]:
    """The findings in `paths` (absolute, below `root`) as they were at a revision; raises GitFailed."""
    with tempfile.TemporaryDirectory(prefix="slslint-") as folder:
        folder = os.path.realpath(folder)
        _extract(revision, root, folder)
        there = [os.path.join(folder, os.path.relpath(path, root)) for path in paths]
        workspace = Workspace(folder)
        result = Session(workspace, options).lint(path for path in there if os.path.exists(path))
        return entries_of(result.findings, workspace.relative)


def _extract(revision: str, root: str, folder: str) -> None:
    command = [*_GIT, "-C", root, "archive", "--format=tar", "--end-of-options", f"{revision}^{{tree}}"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitFailed(f"git did not answer: {error}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitFailed(said[-1] if said else f"git ended with status {done.returncode}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        # Regular files alone: a link in the archive could lead anywhere.
        archive.extractall(folder, [each for each in archive if each.isfile() or each.isdir()], filter="data")
