"""The names that `.env` files set, which the framework loads before it asks for `${env:…}`. Values are never kept."""

import os
import re
from typing import TYPE_CHECKING

from slslint.source.node import SEQ, UNKNOWN, Node
from slslint.workspace import Unreadable

if TYPE_CHECKING:
    from slslint.variables.configuration import Configuration

NAME = ".env"
_LINE = re.compile(
    r"^[ \t]*(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=|:[ \t])"
    r"(?:\s*(?:'(?:\\'|[^'])*'|\"(?:\\\"|[^\"])*\"|`(?:\\`|[^`])*`)(?=[ \t]*(?:#.*)?$))?",
    re.M,
)
"""What sets a name, with its value where that is in quotes, which may hold lines (dotenv 16, lib/main.js)."""
_MOST_BYTES = 256 * 1024


class DotEnv:
    """The environment files beside a service, each looked into once."""

    def __init__(self, configuration: "Configuration") -> None:
        self.configuration = configuration
        self._names: dict[str, frozenset[str]] = {}
        self._there: dict[str, bool] = {}

    def sets(self, name: str, stage: str | None) -> bool:
        """Whether a name is set for certain, whichever version of the framework it may be."""
        version = self.configuration.version
        return all(
            any(name in self._read(file) for file in self._files(each, stage))
            for each in ((version,) if version else ("3", "4"))
        )

    def equals(self, before: "DotEnv") -> bool:
        """Whether the files say what others said that were asked before."""
        there = all(self._is_there(file) == known for file, known in before._there.items())
        return there and all(self._read(file) == known for file, known in before._names.items())

    def _files(self, version: str, stage: str | None) -> tuple[str, ...]:
        """The files that a version loads: 3 only where it is told to, and one of two; 4 both, and those that are named.

        Measured with 3.40; version 4: https://www.serverless.com/framework/docs/environment-variables.
        """
        setting = self.configuration.root.get("useDotenv")
        value = setting.value if setting is not None else None
        staged = f"{NAME}.{stage}" if stage else ""
        if version == "4":
            if value is False or _is_hidden(setting):
                return ()
            named = [item.value for item in setting.items] if setting is not None and setting.kind == SEQ else [value]
            own = (staged, NAME)
            return (*own, *(path for each in named if isinstance(each, str) for path in _of_entry(each, own)))
        if value is not True or not staged:
            return ()
        return (staged,) if self._is_there(staged) else (NAME,)

    def _is_there(self, file: str) -> bool:
        if file not in self._there:
            self._there[file] = self.configuration.workspace.is_file(self._path(file))
        return self._there[file]

    def _path(self, file: str) -> str:
        return os.path.normpath(os.path.join(os.path.dirname(self.configuration.scope), file))

    def _read(self, file: str) -> frozenset[str]:
        if file not in self._names:
            try:
                data = self.configuration.workspace.read(self._path(file), _MOST_BYTES) if file else b""
            except Unreadable:
                data = b""
            self._names[file] = frozenset(_LINE.findall(data.decode("utf-8", "replace")))
        return self._names[file]


def _of_entry(entry: str, own: tuple[str, ...]) -> tuple[str, ...]:
    """What an entry of `useDotenv` may name: a file, or a folder that has the files that a service has."""
    return (entry, *(f"{entry}/{name}" for name in own if name))


def _is_hidden(setting: Node | None) -> bool:
    """Whether it is not known what a setting says."""
    return setting is not None and (setting.dynamic or setting.kind == UNKNOWN)
