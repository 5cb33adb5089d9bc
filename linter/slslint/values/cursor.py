"""Walking values: one reader for every part of the configuration."""

from collections.abc import Iterator

from slslint.source.node import Node, Scalar
from slslint.source.pointer import Pointer, at_node
from slslint.values.value import Known, Map, OneOf, Seq, Text, Unknown, Value

_NULL = Known(None)
_SCALARS, _SHAPED, _NESTED = (Known, Text), (Known, Map, Seq), (Map, Seq)


class Cursor:
    """A place in a configuration: its value if there is one, the key it stands under, its path.

    Below something unknown everything is unknown; below something absent everything is absent.
    """

    __slots__ = ("_name", "_path", "key", "parent", "value")

    def __init__(
        self,
        value: Value | None,
        path: str = "",
        key: Node | None = None,
        parent: "Cursor | None" = None,
        name: str | None = None,
    ) -> None:
        self.value = value
        self.key = key
        self.parent = parent
        self._path = path
        self._name = name

    @property
    def path(self) -> str:
        """The configuration path, `functions.list.events.0`."""
        if self._name is None or self.parent is None:
            return self._path
        above = self.parent.path
        self._path, self._name = f"{above}.{self._name}" if above else self._name, None
        return self._path

    def __getitem__(self, name: str | int) -> "Cursor":
        name = str(name)
        value = self.value
        if value is None:
            return Cursor(None, "", None, self, name)
        know = value.know
        if isinstance(know, Map):
            entry = know.entries.get(name)
            return Cursor(entry[1], "", entry[0], self, name) if entry else Cursor(know.rest, "", None, self, name)
        if isinstance(know, Seq):
            item = value.get(name)
            return Cursor(item, "", item.at if item else None, self, name)
        if isinstance(know, _SCALARS):
            return Cursor(None, "", None, self, name)
        unknown = Value(Unknown(know.why if isinstance(know, Unknown) else ""), value.at, value.trail, value.deps)
        return Cursor(unknown, "", self.key, self, name)

    def with_value(self, value: Value) -> "Cursor":
        """The same place with another value: that of a merged list."""
        return Cursor(value, self.path, self.key, self.parent)

    def at(self, *names: str | int) -> "Cursor":
        """The cursor several steps down."""
        cursor = self
        for name in names:
            cursor = cursor[name]
        return cursor

    @property
    def exists(self) -> bool:
        """Whether something is written here, null and the unknown included."""
        return self.value is not None

    @property
    def present(self) -> bool:
        """Whether something other than null is written here: the framework drops nulls."""
        return self.value is not None and self.value.know != _NULL

    @property
    def written(self) -> bool:
        """Whether something other than null certainly stands here: below what is not known, nothing does."""
        above = self.parent.value if self.parent is not None else None
        if above is None or not self.present:
            return self.present
        know = above.know
        return isinstance(know, Seq) or (isinstance(know, Map) and self.value is not know.rest)

    @property
    def absent(self) -> bool:
        """Whether there is certainly nothing here, or null."""
        return not self.present

    @property
    def unknown(self) -> bool:
        """Whether something is written here whose value (or whose shape, at least) is not wholly known."""
        know = self.value.know if self.value is not None else _NULL
        return know.rest is not None if isinstance(know, Map) else not isinstance(know, _SHAPED)

    @property
    def sure(self) -> bool:
        """Whether something is certainly set here, whatever it is: no null, false, 0 or empty text.

        What another stack or a store holds is something, if nothing stands in for it.
        """
        know = self.value.know if self.value is not None else None
        if isinstance(know, Known):
            return bool(know.value)
        if isinstance(know, Text):
            return any(isinstance(atom, str) for atom in know.atoms)
        if isinstance(know, Unknown) and self.value is not None:
            is_remote = any(each.startswith("remote:") for each in self.value.deps)
            return is_remote and know.hole is not None and know.otherwise is None
        return isinstance(know, (Map, Seq))

    @property
    def is_map(self) -> bool:
        return self.value is not None and isinstance(self.value.know, Map)

    @property
    def is_list(self) -> bool:
        return self.value is not None and isinstance(self.value.know, Seq)

    @property
    def scalar(self) -> Scalar:
        """The scalar if it is known; None for anything else."""
        know = self.value.know if self.value is not None else None
        return know.value if isinstance(know, Known) else None

    @property
    def text(self) -> str | None:
        """The string if it is known; None for anything else."""
        scalar = self.scalar
        return scalar if isinstance(scalar, str) else None

    @property
    def shown(self) -> str:
        """A string for people, what is not known of it as `…`."""
        know = self.value.know if self.value is not None else None
        if isinstance(know, Text):
            return "".join(atom if isinstance(atom, str) else "…" for atom in know.atoms)
        return self.text if self.text is not None else "…"

    @property
    def is_literal(self) -> bool:
        """Whether the scalar stands in the file as it is, not behind a variable: a fix can rewrite it."""
        value = self.value
        return value is not None and isinstance(value.know, Known) and value.know.value == value.at.value

    @property
    def timestamp(self) -> str | None:
        """The text that the framework makes of a date or time; None for what is no such thing to YAML."""
        written = [self.value.at, *(step.node for step in self.value.trail)] if self.value is not None else []
        return self.text if any(node is not None and node.tag == "!!timestamp" for node in written) else None

    @property
    def origins(self) -> Iterator[tuple[Pointer, str]]:
        """Where a value that a variable brought comes from, step by step."""
        for step in self.value.trail if self.value is not None else ():
            if step.node is not None and self.value is not None and step.node is not self.value.at:
                yield at_node(step.node), f"the value comes from here ({step.text})"

    @property
    def number(self) -> int | float | None:
        """The number if it is known, a numeric string coerced as the framework does; None for anything else."""
        scalar = self.scalar
        if isinstance(scalar, bool):
            return None
        if isinstance(scalar, (int, float)):
            return scalar
        return coerced_number(scalar) if isinstance(scalar, str) else None

    def options(self) -> tuple[Value, ...]:
        """The values that this may have: several only for OneOf; none where there is nothing."""
        if self.value is None:
            return ()
        return self.value.know.options if isinstance(self.value.know, OneOf) else (self.value,)

    def entries(self) -> Iterator[tuple[str, "Cursor"]]:
        """A map's (key, cursor) pairs; nothing for anything else."""
        if self.value is not None and isinstance(self.value.know, Map):
            for name, (key, value) in self.value.know.entries.items():
                yield name, Cursor(value, "", key, self, name)

    def items(self) -> Iterator["Cursor"]:
        """A list's cursors; nothing for anything else."""
        if self.value is not None and isinstance(self.value.know, Seq):
            for index, item in enumerate(self.value.know.items):
                yield Cursor(item, "", item.at, self, str(index))

    def containers(self) -> list["Cursor"]:
        """The cursors of a map's or list's parts that are maps or lists themselves."""
        know = self.value.know if self.value is not None else None
        if isinstance(know, Map):
            entries = know.entries.items()
            return [
                Cursor(part, "", key, self, name) for name, (key, part) in entries if isinstance(part.know, _NESTED)
            ]
        parts = enumerate(know.items) if isinstance(know, Seq) else ()
        return [Cursor(part, "", part.at, self, str(index)) for index, part in parts if isinstance(part.know, _NESTED)]

    @property
    def value_at(self) -> Pointer:
        """Where the value stands; for what is absent or empty, its key or the nearest key above."""
        if self.value is None or self.value.at.start == self.value.at.end:
            return self.key_at
        return at_node(self.value.at, self.path)

    @property
    def key_at(self) -> Pointer:
        """Where the key stands; for what is absent the nearest key above."""
        cursor: Cursor | None = self
        while cursor is not None:
            if cursor.key is not None:
                return at_node(cursor.key, self.path)
            if cursor.parent is None and cursor.value is not None:
                return at_node(cursor.value.at, self.path)
            cursor = cursor.parent
        raise ValueError("a cursor without a root")


def coerced_number(text: str) -> int | float | None:
    """A string as the number that the framework's validator reads in it, or None.

    AJV's `coerceTypes`: JavaScript's unary plus, so surrounding white space is skipped (facts: Serverless 3.40).
    """
    text = text.strip()
    if not text or "_" in text:
        return None
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return None
    return number if number == number and abs(number) != float("inf") else None
