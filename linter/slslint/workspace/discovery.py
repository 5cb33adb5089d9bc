"""Finding service files below a folder."""

import os
import re
from collections.abc import Iterator

from slslint.workspace.workspace import Workspace

SERVICE_FILE = re.compile(r"serverless(?:\.[\w-]+)*\.(?:ya?ml|json)\Z")
MAIN_FILE = re.compile(r"serverless\.(?:ya?ml|json|toml|ts|[cm]?js)\Z")
_EXTENSIONS = ("yml", "yaml", "json", "toml", "js", "mjs", "cjs", "ts")
_PRECEDENCE = tuple(f"serverless.{extension}" for extension in _EXTENSIONS)
"""The framework reads the first of these that a folder has (resolve-configuration-path.js of 3.40; 4 adds TOML)."""
_MAX_FOLDERS = 50_000
_MAX_POLICY_FOLDERS = 2_000
_POLICY_FOLDERS = frozenset({"iam", "policies", "policy"})
_COPIES = frozenset(("backup", "bak", "copy", "example", "old", "orig", "sample", "template", "tmpl", "tpl"))
"""What a part of a file's name between dots says: nobody deploys `serverless.prod.bak.yml`."""


def is_service_name(path: str) -> bool:
    """Whether a file is named as services are."""
    name = os.path.basename(path)
    return bool(SERVICE_FILE.match(name) or MAIN_FILE.match(name))


class Discovered:
    """What a search found: service files, and others named like them, each with why it is passed over."""

    def __init__(self) -> None:
        self.services: list[str] = []
        self.unread: list[tuple[str, str]] = []


def discover(workspace: Workspace, folder: str) -> Discovered:
    """The service files at and below `folder`, folders in order of name.

    Hidden folders, node_modules and what the repository's own .gitignore files exclude are passed over. Of
    serverless.yml, serverless.ts and their kin in one folder the framework reads only the first.
    """
    found = Discovered()
    for where, names in _folders(workspace, folder):
        main = [name for name in _PRECEDENCE if name in names][:1]
        variants = [name for name in names if SERVICE_FILE.match(name) and not MAIN_FILE.match(name)]
        for name in main + variants:
            if not _readable(workspace, where, name):
                continue
            path = os.path.join(where, name)
            if not _COPIES.isdisjoint(name.lower().split(".")):
                found.unread.append((path, "a copy by its name, which is linted only where it is given"))
            else:
                found.services.append(path)
    return found


def find_files(workspace: Workspace, folder: str, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The files below `folder` that one of the globs matches, written as in a .gitignore file, relative to it."""
    if not patterns:
        return ()
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(patterns)
    found: list[str] = []
    for where, names in _folders(workspace, folder):
        paths = [os.path.join(where, name) for name in names]
        relative = [os.path.relpath(path, folder).replace(os.sep, "/") for path in paths]
        found += [path for path, name in zip(paths, relative, strict=True) if spec.match_file(name)]
    return tuple(path for path in found if workspace.is_file(path))


def policy_names(workspace: Workspace, folder: str) -> Iterator[str]:
    """The files below `folder` whose names say that they are IAM policies: `*polic*.json`, JSON in folders like iam."""
    stack, seen = [(folder, False)], 0
    while stack and seen < _MAX_POLICY_FOLDERS:
        where, inside = stack.pop()
        seen += 1
        folders: list[tuple[str, bool]] = []
        for name in workspace.listing(where):
            path = os.path.join(where, name)
            if name.endswith(".json"):
                if (inside or "polic" in name.lower()) and not _ignored(workspace, path):
                    yield path
            elif _looks_like_folder(name) and workspace.is_own_folder(path):
                folders.append((path, inside or name.lower() in _POLICY_FOLDERS))
        stack += [pair for pair in reversed(folders) if not _ignored(workspace, pair[0])]


def _looks_like_folder(name: str) -> bool:
    """Whether a name is worth asking the disk about: folders seldom end like `.js` or `.yml`."""
    stem, dot, extension = name.rpartition(".")
    return _may_hold(name) and (not dot or not stem or len(extension) > 5)


def _readable(workspace: Workspace, folder: str, name: str) -> bool:
    path = os.path.join(folder, name)
    return workspace.is_file(path) and not _ignored(workspace, path)


def _folders(workspace: Workspace, folder: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    stack, seen = [os.path.normpath(folder)], 0
    while stack and seen < _MAX_FOLDERS:
        where = stack.pop()
        seen += 1
        names = workspace.listing(where)
        yield where, names
        below = [os.path.join(where, name) for name in names if _may_hold(name)]
        stack += [path for path in reversed(below) if workspace.is_own_folder(path) and not _ignored(workspace, path)]


def _may_hold(name: str) -> bool:
    return not name.startswith(".") and name != "node_modules" and "{{" not in name


def _ignored(workspace: Workspace, path: str) -> bool:
    from slslint.workspace.ignore import is_ignored

    return is_ignored(workspace, path)
