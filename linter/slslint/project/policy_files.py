"""IAM policy documents that lie in a project as JSON files."""

import os
import re
from collections.abc import Iterator

from slslint.source.document import Document, Documents
from slslint.source.node import MAP
from slslint.workspace import Unreadable, Workspace

MAX_BYTES = 64 * 1024
MAX_FOLDERS = 2_000
_POLICY_NAME = re.compile(r"polic", re.I)
_POLICY_FOLDERS = frozenset({"iam", "policies", "policy"})
_TEMPLATED = re.compile(r"\{\{|<%|\$\{(?![\w*?$-]*[.:-])|\$\{[a-z]+\.[a-z_]+[}.]")


def policy_files(documents: Documents, folder: str, named: tuple[str, ...] = ()) -> Iterator[Document]:
    """The policy documents below `folder`, by name: `*polic*.json`, and JSON in folders named iam or policies.

    Larger files, templates (their text is not what IAM gets) and JSON that is no policy are passed over. `named` are
    files that are looked at besides.
    """
    workspace = documents.workspace
    for path in dict.fromkeys([*_candidates(workspace, folder), *named]):
        try:
            data = workspace.read(path, MAX_BYTES)
        except Unreadable:
            continue
        if b'"Statement"' not in data or b'"Effect"' not in data:
            continue
        try:
            document = documents.load(path)
        except Unreadable:
            continue
        root = document.root
        if root is None or root.kind != MAP or root.get("Statement") is None or root.get("Resources") is not None:
            continue
        if not _TEMPLATED.search(document.file.text):
            yield document


def _candidates(workspace: Workspace, folder: str) -> Iterator[str]:
    stack, seen = [(folder, False)], 0
    while stack and seen < MAX_FOLDERS:
        where, inside = stack.pop()
        seen += 1
        folders: list[tuple[str, bool]] = []
        for name in workspace.listing(where):
            path = os.path.join(where, name)
            if name.endswith(".json"):
                if (inside or _POLICY_NAME.search(name)) and not _ignored(workspace, path):
                    yield path
            elif _may_be_folder(name) and workspace.is_own_folder(path):
                folders.append((path, inside or name.lower() in _POLICY_FOLDERS))
        stack += [pair for pair in reversed(folders) if not _ignored(workspace, pair[0])]


def _may_be_folder(name: str) -> bool:
    stem, dot, extension = name.rpartition(".")
    return not name.startswith(".") and name != "node_modules" and (not dot or not stem or len(extension) > 5)


def _ignored(workspace: Workspace, path: str) -> bool:
    from slslint.workspace.ignore import is_ignored

    return is_ignored(workspace, path)
