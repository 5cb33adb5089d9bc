"""IAM policy documents that lie in a project as JSON files."""

import re
from collections.abc import Iterator

from slslint.source.document import Document, Documents
from slslint.source.node import MAP
from slslint.workspace import Unreadable
from slslint.workspace.discovery import policy_names

MAX_BYTES = 64 * 1024
_TEMPLATED = re.compile(r"\{\{|<%|\$\{(?![\w*?$-]*[.:-])|\$\{[a-z]+\.[a-z_]+[}.]")


def policy_files(documents: Documents, folder: str, named: tuple[str, ...] = ()) -> Iterator[Document]:
    """The policy documents below `folder`, by name: `*polic*.json`, and JSON in folders named iam or policies.

    Larger files, templates (their text is not what IAM gets) and JSON that is no policy are passed over. `named` are
    files that are looked at besides.
    """
    workspace = documents.workspace
    for path in dict.fromkeys([*policy_names(workspace, folder), *named]):
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
