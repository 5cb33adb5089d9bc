"""What the worker may do: nothing but read cfn-lint's own files. Part of that process; it imports nothing of ours."""

import os
import sys

_NEVER = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.spawn",
    "os.posix_spawn",
    "os.fork",
    "os.startfile",
    "pty.",
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
    "webbrowser.",
)
"""Events of Python's audit hooks (https://docs.python.org/3/library/audit_events.html) that are refused at once."""
_CHANGES = (
    "ctypes.",
    "os.chmod",
    "os.chown",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.truncate",
    "os.utime",
    "shutil.",
    "tempfile.",
    "sqlite3.",
    "mmap.",
)
"""Those that are refused from `close` on."""
_LISTS = ("os.listdir", "os.scandir", "os.walk", "os.fwalk", "glob.glob", "glob.glob/2", "os.chdir")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(PermissionError):
    """Something that the worker may not do."""


class Guard:
    """An audit hook: connections and processes are refused from the start, and from `close` on every file too.

    The exceptions are files that are read below `rooms`. A hook cannot be taken away again.
    """

    def __init__(self) -> None:
        self.rooms: tuple[str, ...] | None = None
        sys.addaudithook(self._judge)

    def close(self, rooms: tuple[str, ...]) -> None:
        """From now on only files below these folders may be read."""
        sys.dont_write_bytecode = True
        self.rooms = tuple(os.path.join(os.path.realpath(room), "") for room in rooms)

    def _judge(self, event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(_NEVER):
            raise Refused(f"{event} is refused")
        if self.rooms is None:
            return
        if event == "open":
            self._file(*arguments[:3])
        elif event in _LISTS:
            self._path(arguments[0], event)
        elif event.startswith(_CHANGES):
            raise Refused(f"{event} is refused")

    def _file(self, path: object, mode: object, flags: object) -> None:
        writes = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        if writes or (isinstance(flags, int) and flags & _WRITING):
            raise Refused("writing is refused")
        if not isinstance(path, int):
            self._path(path, "open")

    def _path(self, path: object, event: str) -> None:
        if not isinstance(path, str | bytes):
            raise Refused(f"{event} is refused")  # Python gives the path as text or bytes, or not at all
        real = os.path.join(os.path.realpath(os.fsdecode(path)), "")
        if not real.startswith(self.rooms or ()):
            raise Refused(f"{event} outside of cfn-lint is refused")
