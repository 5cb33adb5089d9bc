"""What is new against a revision: the findings of that revision, linted beside the working tree."""

import os
from collections.abc import Iterable

from slslint.engine.baseline import Entry, entries_of
from slslint.engine.options import LintOptions
from slslint.engine.session import Session
from slslint.workspace.revision import at_revision


def findings_at(revision: str, root: str, paths: Iterable[str], options: LintOptions) -> list[Entry]:
    """The findings in `paths` (absolute, below `root`) as they were at a revision.

    Raises workspace.revision.GitFailed.
    """
    with at_revision(revision, root) as workspace:
        there = (os.path.normpath(os.path.join(workspace.root, os.path.relpath(path, root))) for path in paths)
        known = [path for path in there if workspace.is_folder(path) or workspace.is_file(path)]
        return entries_of(Session(workspace, options).lint(known).findings, workspace.relative)
