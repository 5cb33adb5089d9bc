"""Where TypeScript looks for what is neither relative nor a package: `baseUrl` and `paths` of tsconfig.json."""

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from slslint.source.script.module import Module
from slslint.source.script.parse import Unparsable
from slslint.source.script.syntax import Syntax, property_name, string_value, unwrapped
from slslint.workspace import Unreadable, Workspace

NAME = "tsconfig.json"
_MOST_BYTES = 64 * 1024
_MOST_BASES = 5


class Mapping(NamedTuple):
    """What the nearest tsconfig.json of a folder says, with those that it extends: the bytes of each by its path.

    `base` is the folder of `baseUrl`, empty where there is none; `paths` are (pattern, targets) pairs below `folder`.
    """

    base: str
    folder: str
    paths: tuple[tuple[str, tuple[str, ...]], ...]
    files: dict[str, bytes]

    def candidates(self, specifier: str) -> Iterator[str]:
        """The paths that an import may mean, without extension, in the order in which TypeScript tries them.

        https://www.typescriptlang.org/docs/handbook/modules/reference.html#paths: the pattern with the longest prefix
        counts, and with `paths` that match, `baseUrl` does not.
        """
        fitting = [
            (len(pattern), pattern.partition("*"), targets)
            for pattern, targets in self.paths
            if _fits(pattern, specifier)
        ]
        for _, (before, star, after), targets in sorted(fitting, key=lambda each: each[0], reverse=True)[:1]:
            middle = specifier[len(before) : len(specifier) - len(after)] if star else ""
            yield from (os.path.normpath(os.path.join(self.folder, each.replace("*", middle, 1))) for each in targets)
        if not fitting and self.base:
            yield os.path.normpath(os.path.join(self.base, specifier))


def _fits(pattern: str, specifier: str) -> bool:
    before, star, after = pattern.partition("*")
    if not star:
        return pattern == specifier
    return len(specifier) >= len(before) + len(after) and specifier.startswith(before) and specifier.endswith(after)


def mapping_of(workspace: Workspace, folder: str) -> Mapping | None:
    """The mapping for the modules of a folder; None where no tsconfig.json is there or above it, in the project."""
    while folder.startswith(workspace.root):
        if NAME in workspace.listing(folder):
            return _read(workspace, os.path.join(folder, NAME))
        parent = os.path.dirname(folder)
        if parent == folder:
            break
        folder = parent
    return None


def _read(workspace: Workspace, path: str) -> Mapping:
    base, folder, files = "", "", dict[str, bytes]()
    paths: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    while path and path not in files and len(files) < _MOST_BASES:
        try:
            files[path] = workspace.read(path, _MOST_BYTES)
            module = Module(path, b"(" + files[path].removeprefix(b"\xef\xbb\xbf") + b"\n)")  # JSON with comments
        except (Unreadable, Unparsable):
            break
        here = os.path.dirname(path)
        whole = next(iter(module.nodes("object")), None)
        options = _entry(whole, "compilerOptions")
        own_base = _text(_entry(options, "baseUrl"))
        if own_base is not None and not base:
            base = os.path.normpath(os.path.join(here, own_base))
        listed = _entry(options, "paths")
        if listed is not None and paths is None:
            paths = tuple(_pairs(listed))
            folder = os.path.normpath(os.path.join(here, own_base)) if own_base is not None else here
        extended = _text(_entry(whole, "extends")) or ""
        path = os.path.normpath(os.path.join(here, extended)) if re.match(r"\.\.?/", extended) else ""
        path += "" if not path or path.endswith(".json") else ".json"
    return Mapping(base, base or folder, paths or (), files)


def _entry(node: Syntax | None, name: str) -> Syntax | None:
    """The value under a key of an object."""
    for pair in node.children if node is not None and node.kind == "object" else ():
        key, value = pair.get("key"), pair.get("value")
        if key is not None and value is not None and property_name(key) == name:
            return unwrapped(value)
    return None


def _text(node: Syntax | None) -> str | None:
    return string_value(node) if node is not None else None


def _pairs(listed: Syntax) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pair in listed.children:
        key, value = pair.get("key"), pair.get("value")
        if key is not None and value is not None and (name := property_name(key)) is not None:
            yield name, tuple(text for text in map(string_value, unwrapped(value).children) if text is not None)
