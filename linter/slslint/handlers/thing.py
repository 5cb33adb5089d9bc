"""What an expression of handler code may be, as far as it matters to us."""

from typing import TYPE_CHECKING, NamedTuple, Union

from slslint.source.script.syntax import Syntax

if TYPE_CHECKING:
    from slslint.source.script.module import Module
    from slslint.source.script.scope import Binding

EVENT, CONTEXT, CALLBACK, STREAM = "event", "context", "callback", "stream"


class Env:
    """The values of the parameters, `this` and `arguments` of the calls that are under way.

    Keys are bindings, and (`this` or `arguments`, function node) pairs. `known` keeps what was made of expressions and
    names.
    """

    __slots__ = ("known", "parent", "values")

    def __init__(self, parent: "Env | None" = None) -> None:
        self.parent = parent
        self.values: dict[object, Thing] = {}
        self.known: dict[object, Thing] = {}

    def get(self, key: object) -> "Thing | None":
        """The value of a binding, or None where no call has given it one."""
        env: Env | None = self
        while env is not None:
            found = env.values.get(key)
            if found is not None:
                return found
            env = env.parent
        return None


class Unknown(NamedTuple):
    """Anything."""


class Literal(NamedTuple):
    """A string, number, boolean, `null` (None) or `undefined` (Undefined)."""

    value: "str | float | bool | Undefined | None"


class Undefined(NamedTuple):
    """JavaScript's undefined."""


class String(NamedTuple):
    """Some string, its text not known."""


class External(NamedTuple):
    """A value of a package (`pg`), or of the language itself (package ``); `path` leads to it: (`Pool`,)."""

    package: str
    path: tuple[str, ...]


class Made(NamedTuple):
    """What calling or constructing something outside the project gave, at `site` of `module`."""

    callee: "Thing"
    site: Syntax
    module: "Module"
    env: Env
    new: bool


class Member(NamedTuple):
    """A property of something that came from outside: `client.query`."""

    of: "Thing"
    name: str


class Role(NamedTuple):
    """What Lambda hands to the handler (EVENT, CONTEXT, CALLBACK, STREAM); `bound` are arguments given by `.bind`."""

    name: str
    bound: "tuple[Thing, ...]" = ()


class Func(NamedTuple):
    """A function of the project, with the values around it, and those bound to its first parameters."""

    node: Syntax
    module: "Module"
    env: Env
    bound: "tuple[Thing, ...]" = ()


class Class(NamedTuple):
    """A class of the project."""

    node: Syntax
    module: "Module"
    env: Env


class Instance(NamedTuple):
    """An object of a class of the project."""

    of: Class
    site: Syntax
    arguments: "tuple[Thing, ...]"


class Obj(NamedTuple):
    """An object literal; `binding` is the variable that it was read from, whose properties may be set elsewhere."""

    node: Syntax
    module: "Module"
    env: Env
    binding: "Binding | None" = None


class Arr(NamedTuple):
    """An array: its items where they are known."""

    items: "tuple[Thing, ...]"
    node: Syntax


class Merged(NamedTuple):
    """`Object.assign({}, a, b)`: later parts win."""

    parts: "tuple[Thing, ...]"


class Space(NamedTuple):
    """What a file of the project exports."""

    module: "Module"


Thing = Union[  # noqa: UP007 - names a union that refers to itself through its members
    Unknown, Literal, String, External, Made, Member, Role, Func, Class, Instance, Obj, Arr, Merged, Space
]

UNKNOWN: Thing = Unknown()
UNDEFINED: Thing = Literal(Undefined())
NULL: Thing = Literal(None)
SOME_STRING: Thing = String()


def is_nullish(thing: Thing) -> bool:
    """Whether it is null or undefined for certain."""
    return isinstance(thing, Literal) and (thing.value is None or isinstance(thing.value, Undefined))


def truth(thing: Thing) -> bool | None:
    """Whether JavaScript takes it for true; None where that is not known."""
    if isinstance(thing, Literal):
        return not is_nullish(thing) and bool(thing.value)
    if isinstance(thing, Func | Class | Instance | Obj | Arr | Merged):
        return True
    return None


def same(one: Thing, other: Thing) -> bool:
    """Whether both are the same thing for certain: made at one place, or of one name."""
    if isinstance(one, Made) and isinstance(other, Made):
        return one.site is other.site
    if isinstance(one, Func | Class | Obj) and isinstance(other, Func | Class | Obj):
        return one.node is other.node
    if isinstance(one, Member) and isinstance(other, Member):
        return one.name == other.name and same(one.of, other.of)
    if isinstance(one, Instance) and isinstance(other, Instance):
        return one.site is other.site
    if isinstance(one, Space) and isinstance(other, Space):
        return one.module is other.module
    if isinstance(one, Literal | External | Role) and isinstance(other, Literal | External | Role):
        return one == other
    return False


def role(thing: Thing) -> str:
    """The role that a thing plays (EVENT, CONTEXT, …), or the empty text."""
    return thing.name if isinstance(thing, Role) else ""


def steps(thing: Thing) -> "list[Thing]":
    """A thing from outside and what it came from, the nearest first: `pool.query()`, `pool.query`, `pool`, `Pool`."""
    found: list[Thing] = []
    while True:
        found.append(thing)
        if isinstance(thing, Made):
            thing = thing.callee
        elif isinstance(thing, Member):
            thing = thing.of
        else:
            return found


def root_package(thing: Thing) -> str | None:
    """The package that a thing came from (`` for the language's own), or None."""
    last = steps(thing)[-1]
    return last.package if isinstance(last, External) else None
