"""Which major version of the Serverless Framework a service is deployed with."""

import os
import re

from slslint.source.document import Document
from slslint.source.node import MAP, Node
from slslint.workspace import Unreadable, Workspace

MAJORS = range(1, 8)
V4_KEYS = frozenset({"ai", "build", "licenseKey", "mcp", "sandboxes", "stages", "state"})
# Patterns that few services need are compiled when they are first used.
_COMPARATOR = r"([<>=^~]*)\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:[-+][\w.+-]*)?"
_LOCKED = (
    ("package-lock.json", rb'"node_modules/serverless"\s*:\s*\{\s*"version"\s*:\s*"(\d+)\.'),
    ("yarn.lock", rb'(?m)^"?serverless@[^\n]*:\n\s+version:?\s+"?(\d+)\.'),
    ("pnpm-lock.yaml", rb"(?m)^\s+/?serverless[@/](\d+)\.\d+\.\d+[^\n]*:\s*$"),
)
_DEPENDENCY = rb'"(?:dev)?[dD]ependencies"\s*:\s*\{[^{}]*"serverless"\s*:\s*"([^"]*)"'
_FORK = rb'"osls"\s*:'


def framework_majors(workspace: Workspace, document: Document) -> frozenset[int]:
    """The major versions that may deploy the service; empty where nothing says.

    Version 4 alone reads TOML. Else it is read from `frameworkVersion`, else from a lock file or package.json up to the
    project root, else from top-level keys that only version 4 has.
    """
    root = document.root
    if root is None or root.kind != MAP:
        return frozenset()
    if document.file.path.endswith(".toml"):
        return frozenset({4})
    written = root.get("frameworkVersion")
    if written is not None and written.value is not None:
        text = str(written.value)
        return frozenset() if "${" in text else majors(text)
    folder = os.path.dirname(document.file.path)
    installed = _installed(workspace, folder)
    return installed if side(installed) else _by_keys(root) or installed


def side(allowed: frozenset[int]) -> str | None:
    """`3` (also for older ones), `4`, or None where either may be used."""
    if allowed and max(allowed) <= 3:
        return "3"
    return "4" if allowed and min(allowed) >= 4 else None


def _by_keys(root: Node) -> frozenset[int]:
    return frozenset({4} if any(pair[0].value in V4_KEYS for pair in root.items) else ())


def _installed(workspace: Workspace, folder: str) -> frozenset[int]:
    while folder.startswith(workspace.root):
        names = workspace.listing(folder)
        for name, pattern in _LOCKED:
            if name in names and (found := re.search(pattern, _bytes(workspace, os.path.join(folder, name)))):
                return frozenset({int(found[1])})
        if "package.json" in names:
            found = re.search(_DEPENDENCY, _bytes(workspace, os.path.join(folder, "package.json")))
            if found:
                return majors(found[1].decode("utf-8", "replace"))
        parent = os.path.dirname(folder)
        if parent == folder:
            break
        folder = parent
    return frozenset()


def _bytes(workspace: Workspace, path: str) -> bytes:
    try:
        return workspace.read(path)
    except Unreadable:
        return b""


def is_forked(workspace: Workspace, folder: str) -> bool:
    """Whether the package.json of the folder, or one above it, names a build of version 3 by others (`osls`)."""
    while folder.startswith(workspace.root):
        path = os.path.join(folder, "package.json")
        if "package.json" in workspace.listing(folder) and re.search(_FORK, _bytes(workspace, path)):
            return True
        folder = os.path.dirname(folder)
    return False


def majors(text: str) -> frozenset[int]:
    """The major versions of which an npm range admits some release; all of them for what is no range (a tag, a URL).

    https://docs.npmjs.com/cli/using-npm/semver
    """
    if text in map(str, MAJORS):
        return frozenset({int(text)})
    found: set[int] = set()
    for alternative in text[:200].split("||"):
        allowed = set(MAJORS)
        rest = re.sub(_COMPARATOR, " ", alternative).strip()
        if rest not in ("", "-"):
            return frozenset(MAJORS)
        comparators = list(re.finditer(_COMPARATOR, alternative))
        if rest == "-" and len(comparators) == 2:
            low, high = comparators
            allowed &= _comparator(">=", low) & _comparator("<=", high)
        else:
            for comparator in comparators:
                allowed &= _comparator(comparator[1], comparator)
        found |= allowed
    return frozenset(found)


def _comparator(sign: str, match: re.Match[str]) -> set[int]:
    if not match[2].isdigit():
        return set(MAJORS)
    major, rest = int(match[2]), (match[3], match[4])
    whole = all(part is None or not part.isdigit() or int(part) == 0 for part in rest)
    if sign in ("", "=", "^", "~", "~>"):
        return {major} & set(MAJORS)
    if sign == ">=":
        return {each for each in MAJORS if each >= major}
    if sign == ">":
        after = major + 1 if match[3] is None or not match[3].isdigit() else major
        return {each for each in MAJORS if each >= after}
    if sign == "<=":
        return {each for each in MAJORS if each <= major}
    if sign == "<":
        return {each for each in MAJORS if (each < major if whole else each <= major)}
    return set(MAJORS)
