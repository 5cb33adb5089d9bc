"""Confined reading: every byte that slslint sees of a project comes through here."""

import os
import stat
import time
from collections.abc import Iterable, Mapping

MAX_FILE_BYTES = 16 * 1024 * 1024

_RACE = 2_000_000_000
"""Nanoseconds within which two changes may have one time."""

Stamp = tuple[int, int, int]
"""When a file last changed: time in ns, size and inode."""


class Unreadable(Exception):
    """A path that cannot be read.

    `reason` is one of `missing`, `outside`, `directory`, `special`, `too-large` and `denied`; the text is for people.
    """

    def __init__(self, path: str, reason: str, text: str) -> None:
        super().__init__(text)
        self.path = path
        self.reason = reason
        self.text = text


class Workspace:
    """A project root, and what may be read below it.

    Paths are absolute strings. A path whose real place lies outside the root, symbolic links followed, is refused.
    Overlays (path to bytes) stand in for files: an editor's unsaved buffers. `log` maps each path that was looked at
    to what was looked for (`read`, `miss`, `listing`, `refused`): what a result depends on. `read_stamps` says when the
    files that were read had last changed. `state` is another number once something that was looked at may have changed,
    as far as `look_anew` and `note` are called.
    """

    def __init__(self, root: str, overlays: Mapping[str, bytes] | None = None) -> None:
        self.root = os.path.realpath(root)
        self.overlays: dict[str, bytes] = dict(overlays or {})
        self.log: dict[str, str] = {}
        self.read_stamps: dict[str, Stamp] = {}
        self._listings: dict[str, tuple[str, ...]] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._spelled: dict[str, str | None] = {}
        self._real: dict[str, str] = {}
        self.state = 0
        self._noted: dict[str, Stamp | None] | None = None
        self._noted_overlays: dict[str, bytes] = {}
        self._looked: int = 0

    def read(self, path: str, limit: int = MAX_FILE_BYTES) -> bytes:
        """The bytes of `path`; raises `Unreadable`, also beyond `limit` bytes and for what is no regular file."""
        path = os.path.normpath(path)
        overlay = self.overlays.get(path)
        if overlay is not None:
            self.log[path] = "read"
            return overlay
        self._confine(path)
        try:
            # Opened without blocking: a named pipe in a stranger's checkout must not hang the lint.
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        except OSError as error:
            raise self._unreadable(path, error) from None
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            kind = "directory" if stat.S_ISDIR(status.st_mode) else "special"
            self.log[path] = "refused"
            raise Unreadable(path, kind, "is a folder" if kind == "directory" else "is not a regular file")
        with os.fdopen(descriptor, "rb", closefd=True, buffering=0) as stream:
            if status.st_size > limit:
                self.log[path] = "refused"
                raise Unreadable(path, "too-large", f"has {status.st_size:,} bytes; the limit is {limit:,}")
            self.log[path] = "read"
            self.read_stamps[path] = _stamp_of(status)
            data = stream.read(limit + 1)
            while len(data) < status.st_size and (more := stream.read(limit + 1 - len(data))):
                data += more
        return data

    def is_file(self, path: str) -> bool:
        """Whether `path` is a regular file (or an overlay) inside the root."""
        path = os.path.normpath(path)
        if path in self.overlays:
            return True
        if not self._inside(path):
            self.log[path] = "refused"
            return False
        found = os.path.isfile(path)
        self.log.setdefault(path, "read" if found else "miss")
        return found

    def is_folder(self, path: str) -> bool:
        """Whether `path` is a folder inside the root."""
        path = os.path.normpath(path)
        if any(other.startswith(path + os.sep) for other in self.overlays):
            return True
        found = self._inside(path) and os.path.isdir(path)
        self.log.setdefault(path, "listing" if found else "miss")
        return found

    def is_own_folder(self, path: str) -> bool:
        """Whether `path` is a folder, and no link to one: what a link leads to is met at its own place, or outside."""
        return self.is_folder(path) and not os.path.islink(path)

    def listing(self, path: str) -> tuple[str, ...]:
        """The names in folder `path` as the disk spells them, sorted; empty where there is no such folder."""
        path = os.path.normpath(path)
        names = self._listings.get(path)
        if names is None:
            self.log[path] = "listing"
            found: set[str] = set()
            if self._inside(path):
                try:
                    found.update(os.listdir(path))
                except OSError:
                    self.log[path] = "miss"
            prefix = path + os.sep
            found.update(
                other[len(prefix) :].partition(os.sep)[0] for other in self.overlays if other.startswith(prefix)
            )
            names = self._listings[path] = tuple(sorted(found))
        return names

    def has(self, path: str) -> bool:
        """Whether the folder of `path` lists its name, spelled so."""
        folder, name = os.path.split(path)
        names = self._names.get(folder)
        if names is None:
            names = self._names[folder] = frozenset(self.listing(folder))
        return name in names

    def spelled(self, path: str) -> str | None:
        """How the disk spells `path`: itself, the same path in another letter case, or None where nothing is there.

        Read from folder listings, so the answer is the same on a disk that ignores case.
        """
        path = os.path.normpath(path)
        if path == self.root:
            return path
        folder, name = os.path.split(path)
        if folder not in self._spelled:
            self._spelled[folder] = self.spelled(folder) if folder.startswith(self.root) else None
        where = self._spelled[folder]
        if where is None:
            return None
        names = self.listing(where)
        if name not in names:
            lowered = name.lower()
            name = next((each for each in names if each.lower() == lowered), "")
        found = os.path.join(where, name)
        return found if name and self._inside(found) else None

    def forget_listings(self) -> None:
        """Look at folders anew on the next call: files may have come or gone since."""
        self._listings.clear()
        self._names.clear()
        self._spelled.clear()
        self._real.clear()

    def look_anew(self) -> None:
        """Look at folders anew on the next call, and change the `state`, unless all is as it was noted.

        What somebody looked at since then and did not note counts as changed. Of overlays of YAML it only matters that
        they are there: whoever reads them compares their bytes.
        """
        before, overlays = self._noted_overlays, self._other_overlays()
        noted, self._noted_overlays, self._looked = self._noted, overlays, time.time_ns()
        is_noted = noted is not None and self.log.keys() <= noted.keys() | self.overlays.keys()
        if is_noted and before == overlays and self.stamps(noted) == noted:
            return
        self.state += 1
        self._noted = None
        self.forget_listings()

    def note(self) -> None:
        """Note how all that was looked at is now; it was looked at since `look_anew` was called, or is noted."""
        noted = self._noted if self._noted is not None else {}
        noted |= self.stamps(self.log.keys() - noted.keys())
        # What has just changed may change once more, and have the same time on a coarse clock.
        is_calm = all(stamp is None or stamp[0] < self._looked - _RACE for stamp in noted.values())
        self._noted = noted if is_calm else None

    def _other_overlays(self) -> dict[str, bytes]:
        return {path: b"" if path.endswith((".yml", ".yaml")) else data for path, data in self.overlays.items()}

    def stamps(self, paths: Iterable[str] | None = None) -> dict[str, Stamp | None]:
        """When each of the paths, or of those that were looked at, last changed; None where nothing is there."""
        asked = self.log if paths is None else paths
        return {path: _stamp(path) for path in asked if path not in self.overlays and self._inside(path)}

    def relative(self, path: str) -> str:
        """`path` relative to the root, with forward slashes: how fingerprints and messages name a file."""
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def _inside(self, path: str) -> bool:
        folder, name = os.path.split(path)
        if folder not in self._real:
            self._real[folder] = os.path.realpath(folder)
        real = os.path.join(self._real[folder], name)
        if os.path.islink(real):
            real = os.path.realpath(real)
        return real == self.root or real.startswith(self.root.rstrip(os.sep) + os.sep)

    def _confine(self, path: str) -> None:
        if not self._inside(path):
            self.log[path] = "refused"
            raise Unreadable(path, "outside", f"lies outside the project root {self.root}")

    def _unreadable(self, path: str, error: OSError) -> Unreadable:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            self.log[path] = "miss"
            return Unreadable(path, "missing", "does not exist")
        self.log[path] = "refused"
        if isinstance(error, IsADirectoryError):
            return Unreadable(path, "directory", "is a folder")
        return Unreadable(path, "denied", f"cannot be read: {error.strerror or error}")


def _stamp(path: str) -> Stamp | None:
    try:
        return _stamp_of(os.stat(path))
    except OSError:
        return None


def _stamp_of(status: os.stat_result) -> Stamp:
    return status.st_mtime_ns, status.st_size, status.st_ino


def absolute(path: str) -> str:
    """The path with links to folders resolved, as the framework sees it; a link to a file keeps its own name."""
    if os.path.isdir(path):
        return os.path.realpath(path)
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(folder), name)


def find_root(path: str, otherwise: str = "") -> str:
    """The project root for `path`: the nearest folder upwards that holds `.git`.

    Where there is none it is `otherwise`, or else `path` itself or its folder.
    """
    start = os.path.realpath(path)
    if not os.path.isdir(start):
        start = os.path.dirname(start)
    folder = start
    while True:
        if os.path.exists(os.path.join(folder, ".git")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return otherwise or start
        folder = parent
