"""A git revision as a folder: the only place that runs another program, and that is git."""

import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Generator
from contextlib import contextmanager

from slslint.workspace.workspace import Workspace

SECONDS = 120
# Nothing of the repository's own configuration may run anything.
_GIT = ("git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")


class GitFailed(Exception):
    """git could not give the revision; the text is what it said."""


@contextmanager
def at_revision(revision: str, root: str) -> Generator[Workspace]:
    """A workspace of the files below `root` (absolute) as a revision has them, in a folder that goes away afterwards.

    Raises GitFailed. Links are left out: one in a stranger's revision could lead anywhere.
    """
    with tempfile.TemporaryDirectory(prefix="slslint-") as folder:
        with tarfile.open(fileobj=io.BytesIO(_archive(revision, root))) as archive:
            archive.extractall(folder, [each for each in archive if each.isfile() or each.isdir()], filter="data")
        yield Workspace(os.path.realpath(folder))


def _archive(revision: str, root: str) -> bytes:
    command = [*_GIT, "-C", root, "archive", "--format=tar", "--end-of-options", f"{revision}^{{tree}}"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitFailed(f"git did not answer: {error}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitFailed(said[-1] if said else f"git ended with status {done.returncode}")
    return done.stdout
