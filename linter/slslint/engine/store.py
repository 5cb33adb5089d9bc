"""The user's cache folder: small JSON files, of which nothing is believed and the oldest go first."""

import json
import os
import re
import stat
import sys
from functools import cache
from typing import Any

from slslint import __version__
from slslint.engine.manifest import rules_folder

MOST = 400
"""Entries that a room of the store keeps."""
_MAX_BYTES = 8 * 1024 * 1024
_OWN = re.compile(r"[0-9a-f]{40}\.json(?:\.\d+)?\Z")


class Store:
    """One room of the cache folder. A folder that cannot be written, or an entry that is damaged, is an empty one."""

    def __init__(self, room: str) -> None:
        self.folder = os.path.join(cache_folder(), room)

    def get(self, key: str) -> Any:
        """What was put under `key`; None where there is nothing, or nothing that can be read."""
        path = self._path(key)
        try:
            # Not to wait for a pipe that somebody has put there.
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
            with os.fdopen(descriptor, "rb") as stream:
                status = os.fstat(descriptor)
                data = stream.read() if stat.S_ISREG(status.st_mode) and status.st_size <= _MAX_BYTES else b""
            os.utime(path)
            known, entry = json.loads(data)
            return entry if known == digest(_written(entry)) else None
        except (OSError, ValueError, TypeError, RecursionError):
            return None

    def put(self, key: str, entry: Any) -> None:
        """Keep an entry of plain data; whoever reads meanwhile sees the old one or the new one."""
        text = _written(entry)
        path = self._path(key)
        own = f"{path}.{os.getpid()}"
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write(f'["{digest(text)}",{text}]')
            os.replace(own, path)
            self._prune()
        except OSError:
            return

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, f"{digest(key)[:40]}.json")

    def _prune(self) -> None:
        with os.scandir(self.folder) as entries:
            own = [entry for entry in entries if _OWN.match(entry.name)]
        if len(own) <= MOST:
            return
        found = sorted((entry.stat().st_mtime_ns, entry.path) for entry in own)
        for _, path in found[:-MOST]:
            os.remove(path)


def _written(entry: Any) -> str:
    return json.dumps(entry, separators=(",", ":"))


def digest(data: str | bytes) -> str:
    """The SHA-256 of a text or of bytes, as hex digits."""
    from hashlib import sha256

    return sha256(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")).hexdigest()


def cache_folder() -> str:
    """Where slslint keeps what it can make again: `SLSLINT_CACHE_DIR`, else where the system's users keep such things.

    `XDG_CACHE_HOME` as in the XDG Base Directory Specification; on macOS ~/Library/Caches, on Windows LOCALAPPDATA.
    """
    given = os.environ.get("SLSLINT_CACHE_DIR")
    if given:
        return given
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        named = os.environ.get("XDG_CACHE_HOME", "")
        base = named if os.path.isabs(named) else os.path.expanduser("~/.cache")
    return os.path.join(base, "slslint")


class Shelf:
    """A room for what this edition of slslint says of one workspace."""

    def __init__(self, room: str, root: str) -> None:
        self._store = Store(room)
        self._before = [edition(), root]

    def get(self, key: str) -> Any:
        """What was put under `key`; None where there is nothing, or nothing that can be read."""
        return self._store.get(json.dumps([*self._before, key]))

    def put(self, key: str, entry: Any) -> None:
        """Keep an entry of plain data."""
        self._store.put(json.dumps([*self._before, key]), entry)


def edition() -> str:
    """What an answer depends on besides its input: slslint's version and files, and what is installed beside it."""
    return f"{__version__} {_installed()}"


@cache
def _installed() -> str:
    beside = [path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages")]
    installed = [os.stat(path).st_mtime_ns for path in beside if os.path.isdir(path)]
    own = [os.path.dirname(os.path.dirname(__file__)), rules_folder()]
    # What pip has installed it never changes in place: the folder of all packages tells.
    newest, count, stack = 0, 0, [folder for folder in own if os.path.dirname(folder) not in beside]
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    stack += [entry.path] if entry.name != "__pycache__" else []
                else:
                    newest, count = max(newest, entry.stat().st_mtime_ns), count + 1
    return f"{count} {newest} {installed} {sys.version_info[:2]}"
