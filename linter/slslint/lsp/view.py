"""What a feature sees: one open file, the services that it belongs to, and the session that knows the project."""

from typing import NamedTuple

from slslint.engine.session import Session
from slslint.service.file import ServiceFile
from slslint.source.file import SourceFile


class View(NamedTuple):
    """One file as it stands in the editor. Features take a view and an offset in characters of `file.text`.

    `services` are the services that the file belongs to, the nearest first: it is one of their configuration files, or
    the code of one of their handlers. While the file does not load they are the ones that did last, and `current` is
    False: spans in them are those of the text before.
    """

    session: Session
    path: str
    file: SourceFile
    services: tuple[ServiceFile, ...]
    current: bool = True


class Place(NamedTuple):
    """A span of a file: characters `start` to `end`."""

    path: str
    start: int
    end: int
