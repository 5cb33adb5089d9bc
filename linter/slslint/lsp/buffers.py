"""The files that are open in the editor, with their unsaved text."""

from collections.abc import Mapping
from typing import NamedTuple

from pygls.uris import from_fs_path, to_fs_path

from slslint.workspace import absolute


class Buffer(NamedTuple):
    """An open file as the editor has it: `data` stands in for its bytes on the disk."""

    uri: str
    path: str
    version: int | None
    data: bytes


Snapshot = Mapping[str, Buffer]
"""The buffers at one moment, by path."""


class Buffers:
    """The open buffers. What is no file (`untitled:`, a notebook's cell) is none of our business."""

    def __init__(self) -> None:
        self._by_path: dict[str, Buffer] = {}

    def put(self, uri: str, version: int | None, text: str) -> str | None:
        """Take a buffer's text; returns its path, None for what is no file."""
        path = path_of(uri)
        if path is not None:
            # A lone surrogate, which JSON can carry, becomes one other character: offsets stay what they are.
            self._by_path[path] = Buffer(uri, path, version, text.encode("utf-8", "replace"))
        return path

    def drop(self, uri: str) -> str | None:
        """Forget a buffer; returns its path if there was one."""
        path = path_of(uri)
        return path if path is not None and self._by_path.pop(path, None) is not None else None

    def get(self, path: str) -> Buffer | None:
        """The buffer of a file, if it is open."""
        return self._by_path.get(path)

    def snapshot(self) -> Snapshot:
        """The buffers as they are now."""
        return dict(self._by_path)

    def uri(self, path: str) -> str:
        """The URI of a file: the editor's own where it is open."""
        return uri_of(self._by_path, path)


def uri_of(buffers: Snapshot, path: str) -> str:
    """The URI of a file: the editor's own where it is open."""
    buffer = buffers.get(path)
    return buffer.uri if buffer is not None else from_fs_path(path) or ""


def path_of(uri: str) -> str | None:
    """The absolute path that a URI stands for; None for what is no file."""
    try:
        path = to_fs_path(uri)
        return absolute(path) if path else None
    except ValueError:  # a NUL in it, half an IPv6 address
        return None
