"""A cursor that notes what was read and is not known: the ground on which something was not judged."""

from collections.abc import Iterator

from slslint.values.cursor import Cursor
from slslint.values.value import Known, Map, Seq, Value, walk

Log = dict[int, tuple[str, Value]]
"""What was read and is not known, by identity: its path and its value."""
_FUNCTIONS = ("Fn::", "Ref")


class Watched(Cursor):
    """A cursor whose `log` gains every unknown value that is reached through it.

    What stands below something unknown is not noted again; of a CloudFormation function the unknown arguments are,
    since they are read without a cursor.
    """

    __slots__ = ("log",)

    def __init__(self, cursor: Cursor, log: Log) -> None:
        super().__init__(cursor.value, cursor.path, cursor.key, cursor.parent)
        self.log = log

    def _noted(self, cursor: Cursor) -> "Watched":
        value = cursor.value
        if value is not None and not self.unknown:
            for path, part in _unknown(value):
                self.log.setdefault(id(part), (".".join((cursor.path, *path)), part))
        return Watched(cursor, self.log)

    def __getitem__(self, name: str | int) -> Cursor:
        return self._noted(super().__getitem__(name))

    def with_value(self, value: Value) -> Cursor:
        return Watched(super().with_value(value), self.log)

    def entries(self) -> Iterator[tuple[str, Cursor]]:
        for name, cursor in super().entries():
            yield name, self._noted(cursor)

    def items(self) -> Iterator[Cursor]:
        return map(self._noted, super().items())


def _unknown(value: Value) -> Iterator[tuple[tuple[str, ...], Value]]:
    """The value itself if it is not known, or what is not known in a CloudFormation function."""
    know = value.know
    if not isinstance(know, Known | Map | Seq):
        yield (), value
    elif isinstance(know, Map) and len(know.entries) == 1 and next(iter(know.entries)).startswith(_FUNCTIONS):
        for path, part in walk(value):
            if not isinstance(part.know, Known | Map | Seq):
                yield path, part
