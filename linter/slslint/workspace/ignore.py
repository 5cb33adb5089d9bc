"""What the repository's own .gitignore files leave out; nobody's global ignore file plays a part."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from slslint.workspace.workspace import Unreadable, Workspace

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    _Specs = tuple[GitIgnoreSpec, GitIgnoreSpec]

_MAX_BYTES = 1024 * 1024


class _Ignores:
    """The .gitignore files of a workspace, as long as its listings hold."""

    def __init__(self, workspace: Workspace) -> None:
        self.listing = workspace.listing(workspace.root)
        self.specs: dict[str, _Specs | None] = {}
        self.folders: dict[str, bool] = {workspace.root: False}


_known: WeakKeyDictionary[Workspace, _Ignores] = WeakKeyDictionary()


def is_ignored(workspace: Workspace, path: str, folder: bool | None = None) -> bool:
    """Whether git ignores `path`, which need not exist; outside the root nothing is ignored.

    The .gitignore file nearest to a path decides, the last of its patterns that matches first; below an ignored
    folder nothing can be taken back in (https://git-scm.com/docs/gitignore). `folder` says whether the path is one,
    which a pattern that ends in a slash asks for; unsaid, the disk is asked.
    """
    path = os.path.normpath(path)
    if not path.startswith(workspace.root.rstrip(os.sep) + os.sep):
        return False
    known = _known.get(workspace)
    if known is None or known.listing is not workspace.listing(workspace.root):
        known = _known[workspace] = _Ignores(workspace)
    if _folder_ignored(workspace, known, os.path.dirname(path)):
        return True
    return _matches(workspace, known, path, workspace.is_folder(path) if folder is None else folder)


def _folder_ignored(workspace: Workspace, known: _Ignores, path: str) -> bool:
    chain: list[str] = []
    while path not in known.folders:
        chain.append(path)
        path = os.path.dirname(path)
    ignored = known.folders[path]
    for each in reversed(chain):
        ignored = known.folders[each] = ignored or _matches(workspace, known, each, True)
    return ignored


def _matches(workspace: Workspace, known: _Ignores, path: str, folder: bool) -> bool:
    where = os.path.dirname(path)
    while True:
        specs = _specs(workspace, known, where)
        if specs is not None:
            decided = _decide(specs[folder], os.path.relpath(path, where).replace(os.sep, "/"))
            if decided is not None:
                return decided
        if where == workspace.root:
            return False
        where = os.path.dirname(where)


def _decide(spec: "GitIgnoreSpec", path: str) -> bool | None:
    """What the last pattern that matches a path says; None where none does.

    A pattern of pathspec's matches what lies below a folder, too (its group `ps_d`); that is decided by the folder.
    """
    patterns = [(each.include, each.regex) for each in cast("Iterable[Any]", spec.patterns)]
    for include, regex in reversed(patterns):
        match = regex.search(path) if regex is not None and include is not None else None
        if match is not None and match.groupdict().get("ps_d") is None:
            return include
    return None


def _specs(workspace: Workspace, known: _Ignores, folder: str) -> "_Specs | None":
    if folder not in known.specs:
        known.specs[folder] = _read(workspace, folder)
    return known.specs[folder]


def _read(workspace: Workspace, folder: str) -> "_Specs | None":
    if ".gitignore" not in workspace.listing(folder):
        return None
    try:
        data = workspace.read(os.path.join(folder, ".gitignore"), _MAX_BYTES)
    except Unreadable:
        return None
    lines = data.decode("utf-8-sig", "replace").splitlines()
    # A folder is asked for by its bare name: with a slash after it, `name/**` would match it too.
    return _compile(lines), _compile([line.rstrip().removesuffix("/") for line in lines])


def _compile(lines: list[str]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        # git passes over a pattern that means nothing (a lone `!`), line by line.
        return GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
