"""The cache: answers by what they answer, one JSON file each, in the user's cache folder."""

import json
import os
from collections.abc import Iterable
from typing import Any

MOST = 400
"""Files; the ones that were not used for longest make room."""
LARGEST = 1 << 20
"""Characters; longer answers are not kept."""
TAG = "CACHEDIR.TAG"
# https://bford.info/cachedir/
TAGGED = "Signature: 8a477f597d28d172789f06886806bc55\n# What slslint keeps between runs; it can go at any time.\n"


class Cache:
    """Answers in a folder. Whatever goes wrong with the disk, there is simply no answer, and nothing is kept."""

    def __init__(self, folder: str) -> None:
        self.top = folder
        self.folder = os.path.join(folder, "cfn-lint")

    def get(self, key: str) -> Any:
        """What was put under `key`, a hexadecimal digest; None where there is nothing that can be used."""
        path = self._path(key)
        try:
            with open(path, encoding="ascii") as stream:
                text = stream.read(LARGEST + 1)
            entry: Any = json.loads(text) if len(text) <= LARGEST else None
            if not isinstance(entry, dict) or entry.get("key") != key:  # pyright: ignore[reportUnknownMemberType]
                return None
            os.utime(path)
        except (OSError, ValueError, RecursionError):
            return None
        return entry.get("answer")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]

    def put(self, key: str, answer: Any) -> None:
        """Keep an answer: written beside its place and moved there, so that no reader meets half of it."""
        text = json.dumps({"key": key, "answer": answer})
        if len(text) > LARGEST:
            return
        path = self._path(key)
        beside = f"{path}.{os.getpid()}"
        try:
            self._prepare()
            with open(beside, "w", encoding="ascii") as stream:
                stream.write(text)
            os.replace(beside, path)
            self._prune()
        except OSError:
            return

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, f"{key}.json")

    def _prepare(self) -> None:
        if os.path.isdir(self.folder):
            return
        os.makedirs(self.folder, mode=0o700)
        with open(os.path.join(self.top, TAG), "w", encoding="ascii") as stream:
            stream.write(TAGGED)

    def _prune(self) -> None:
        names = os.listdir(self.folder)
        if len(names) > MOST:
            for path in _oldest(os.path.join(self.folder, name) for name in names)[: len(names) - MOST * 3 // 4]:
                os.remove(path)


def _oldest(paths: Iterable[str]) -> list[str]:
    """The paths, the one that was used longest ago first."""
    return sorted(paths, key=os.path.getmtime)
