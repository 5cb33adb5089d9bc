"""Values: what is known of a piece of configuration, where it was written, and what it depended on."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from slslint.source.node import COMPUTED, MAP, SCALAR, SEQ, UNKNOWN, Node, Scalar, key_text, number_text

NOTHING: frozenset[str] = frozenset()


class Hole(NamedTuple):
    """A part of a string that is not known: two holes are the same text if they are equal.

    `scope` is the stack (service and stage) that fixes it, or what is known to be shared; `cls` says which texts are
    possible: region, acct, apiid, stage, seg (no `/`), path (not empty), value and values (the same of a request,
    whose URL has no braces), any. `per_request` holes are chosen anew by every request (a path parameter); the others
    are fixed by the deployment.
    """

    name: str
    cls: str = "any"
    scope: str = ""
    per_request: bool = False


Atom = str | Hole


class Known(NamedTuple):
    """A scalar that is known."""

    value: Scalar


class Text(NamedTuple):
    """A string of which parts are known: literals and holes, no two literals side by side, none empty."""

    atoms: tuple[Atom, ...]


class OneOf(NamedTuple):
    """One of up to eight values; which one is not known."""

    options: tuple["Value", ...]


class Typed(NamedTuple):
    """Only the JSON type is known: string, number, boolean, object, array."""

    type: str


class Unknown(NamedTuple):
    """Nothing is known. `why` is for people; `otherwise` is the value if nothing that is unknown intervenes.

    `hole` names what is unknown, so that two uses of the same variable compare equal.
    """

    why: str
    otherwise: "Value | None" = None
    hole: Hole | None = None


class Map:
    """A map: key to (key node, value). Built on first use from a node that holds no variables.

    `rest` is the unknown value that any other key may have; None where there are no others.
    """

    __slots__ = ("_entries", "_node", "rest")

    def __init__(
        self,
        entries: "dict[str, tuple[Node, Value]] | None" = None,
        node: Node | None = None,
        rest: "Value | None" = None,
    ) -> None:
        self._entries = entries
        self._node = node
        self.rest = rest

    @property
    def entries(self) -> "dict[str, tuple[Node, Value]]":
        if self._entries is None:
            assert self._node is not None
            self._entries = {key_text(key): (key, constant(value)) for key, value in self._node.items}
        return self._entries


class Seq:
    """A list of values."""

    __slots__ = ("_items", "_node")

    def __init__(self, items: "tuple[Value, ...] | None" = None, node: Node | None = None) -> None:
        self._items = items
        self._node = node

    @property
    def items(self) -> "tuple[Value, ...]":
        if self._items is None:
            assert self._node is not None
            self._items = tuple(constant(item) for item in self._node.items)
        return self._items


Know = Known | Text | OneOf | Typed | Unknown | Map | Seq


class Step(NamedTuple):
    """One step of the way to a value; `kind` is one of self, file, param, opt, env, fallback, merge, default."""

    kind: str
    text: str
    node: Node | None = None


class Value:
    """What is known (`know`) of a piece of configuration.

    `at` is the innermost node that a user can edit for it; `trail` the steps that led to it; `deps` what it (and
    everything below it) depends on: `stage`, `opt:NAME`, `param:NAME`, `env:NAME`, `remote:SOURCE`.
    Two views with the identical Value objects are the same view: rules see it once.
    """

    __slots__ = ("at", "deps", "know", "trail")

    def __init__(self, know: Know, at: Node, trail: tuple[Step, ...] = (), deps: frozenset[str] = NOTHING) -> None:
        self.know = know
        self.at = at
        self.trail = trail
        self.deps = deps

    def __repr__(self) -> str:
        return f"Value({self.know!r})"

    def get(self, key: str) -> "Value | None":
        """The value under a map's key or a list's index; None where there is none, or where it cannot be known."""
        know = self.know
        if isinstance(know, Map):
            entry = know.entries.get(key)
            return entry[1] if entry else know.rest
        if isinstance(know, Seq) and key.isascii() and key.isdigit() and int(key) < len(know.items):
            return know.items[int(key)]
        return None


def constant(node: Node) -> Value:
    """The Value of a node as written, variables not looked at; the same object each time."""
    value = node.cache
    if value is None:
        if node.kind == SCALAR:
            know: Know = Known(node.value)
        elif node.kind == MAP:
            know = Map(node=node, rest=rest_of(node))
        elif node.kind == SEQ:
            know = Seq(node=node)
        else:
            assert node.kind == UNKNOWN
            name = node.text if node.text.replace(".", "").isidentifier() else "…"
            know = Unknown(COMPUTED, None, Hole(name, "any", f"{node.file.path}:{node.start}"))
        value = node.cache = Value(know, node)
    return value


def rest_of(node: Node) -> Value | None:
    """What any other key of a map may have, where there may be others."""
    return constant(node.rest) if node.rest is not None else None


def text_of(atoms: "tuple[Atom, ...] | list[Atom]") -> Known | Text:
    """A string from atoms: neighbouring literals joined; without a hole it is simply known."""
    joined: list[Atom] = []
    for atom in atoms:
        if isinstance(atom, str) and joined and isinstance(joined[-1], str):
            joined[-1] += atom
        elif atom != "":
            joined.append(atom)
    if not joined:
        return Known("")
    if len(joined) == 1 and isinstance(joined[0], str):
        return Known(joined[0])
    return Text(tuple(joined))


def scalar_text(value: Scalar) -> str:
    """A scalar inside a longer string, as JavaScript writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return number_text(value)


def plain(value: Value) -> Any:
    """Python data for a Value that is wholly known; raises ValueError where a part is not."""
    know = value.know
    if isinstance(know, Known):
        return know.value
    if isinstance(know, Map):
        if know.rest is not None:
            raise ValueError("not wholly known")
        return {key: plain(entry[1]) for key, entry in know.entries.items()}
    if isinstance(know, Seq):
        return [plain(item) for item in know.items]
    raise ValueError("not wholly known")


def walk(value: Value, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Value]]:
    """Every (path, value) in a tree, outermost first, without recursion."""
    stack = [(path, value)]
    while stack:
        path, value = stack.pop()
        yield path, value
        know = value.know
        if isinstance(know, Map):
            stack += [((*path, key), entry[1]) for key, entry in reversed(know.entries.items())]
        elif isinstance(know, Seq):
            stack += [((*path, str(index)), item) for index, item in reversed(list(enumerate(know.items)))]
