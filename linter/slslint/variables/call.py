"""The words that the resolver and the sources share: a use of a variable, a call of a source, and its answer."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from slslint.source.node import SCALAR, Node, Scalar
from slslint.source.pointer import Pointer, at_node, at_piece
from slslint.source.problem import Problem
from slslint.values.value import NOTHING, Hole, Known, Map, Seq, Step, Text, Unknown, Value, scalar_text
from slslint.variables.grammar import Source, Variable

if TYPE_CHECKING:
    from slslint.variables.resolution import Resolution

MOST_STEPS = 16
"""Steps that a value remembers of the way to it, the nearest first."""

T = TypeVar("T")
Task = Generator[Any, Any, T]
"""Work that hands its parts to the resolver's loop instead of calling them: no chain of variables is too long."""


class Use:
    """Where a variable stands: its scalar, the configuration path, and the problems met there.

    `nest` counts the files and re-read texts that led here, `sub` says that the scalar is text of a `Fn::Sub`. `span`
    is the variable that is being resolved; `outer` stands in for places in a text that is written elsewhere.
    """

    __slots__ = ("nest", "node", "outer", "path", "problems", "span", "sub")

    def __init__(
        self,
        node: Node,
        path: str,
        nest: int,
        sub: bool,
        problems: list[Problem],
        outer: tuple[int, int] | None = None,
    ) -> None:
        self.node = node
        self.path = path
        self.nest = nest
        self.sub = sub
        self.problems = problems
        self.outer = outer
        self.span: tuple[int, int] | None = None

    def pointer(self, start: int, end: int) -> Pointer:
        """Characters of the scalar's value as a place in its file."""
        if self.outer is not None:
            start, end = self.outer
        if self.node.kind != SCALAR:
            return at_node(self.node, self.path)
        return at_piece(self.node, start, end, self.path)

    def report(self, kind: str, message: str, start: int, end: int, data: dict[str, Any]) -> None:
        self.problems.append(Problem(kind, message, self.pointer(start, end), (), data))

    def aside(self, problems: list[Problem]) -> "Use":
        """The same place, with its own list of problems."""
        use = Use(self.node, self.path, self.nest, self.sub, problems, self.outer)
        use.span = self.span
        return use

    def within(self, span: tuple[int, int]) -> "Use":
        """The place of a text that a variable brought here."""
        return Use(self.node, self.path, self.nest + 1, self.sub, self.problems, self.outer or span)


class Lazy(NamedTuple):
    """A container that a variable leads to, its parts not resolved yet."""

    node: Node
    path: str
    nest: int
    step: Step
    deps: frozenset[str]
    own: bool = True
    """Whether the container is part of the configuration in any case, so that its problems are told there."""


class Outcome(NamedTuple):
    """What a node resolved to, and what is wrong in it and below it."""

    value: Value
    problems: tuple[Problem, ...] = ()


class Head(NamedTuple):
    """What a scalar resolved to, a container's parts not looked at yet."""

    answer: Value | Lazy
    problems: tuple[Problem, ...] = ()


class Open(NamedTuple):
    """An unknown value of which it is not known either whether there is one: the next source may be asked."""

    value: Value


Answer = Value | Lazy | Open | None
"""None: the source has no value, and the next one is asked."""


class Call:
    """`source` of `variable` asked at `use`.

    `params` and `given`, the address, are resolved; `address` is its text, `label` the source written out, what is
    unknown in them as `${…}`. `deps` is what the question depended on. `miss` says why there is no value.
    """

    __slots__ = ("address", "deps", "given", "label", "miss", "params", "resolution", "source", "use", "variable")

    def __init__(self, resolution: "Resolution", variable: Variable, source: Source, use: Use) -> None:
        self.resolution = resolution
        self.variable = variable
        self.source = source
        self.use = use
        self.params: tuple[Value, ...] = ()
        self.given: Value | None = None
        self.address = ""
        self.label = source.type
        self.deps = NOTHING
        self.miss: dict[str, Any] = {}

    @property
    def is_known(self) -> bool:
        """Whether parameters and address hold nothing unknown."""
        given = (*self.params, self.given) if self.given is not None else self.params
        return all(isinstance(value.know, Known) for value in given)

    def hidden(self) -> Open:
        """The answer where the question itself is not known."""
        return Open(self.unknown(f"it depends on `${{{self.label}}}`, which is not known offline"))

    def known(self, value: Scalar, step: Step | None = None, deps: frozenset[str] = NOTHING) -> Value:
        return Value(Known(value), self.use.node, (step,) if step else (), deps)

    def unknown(self, why: str, cls: str = "any", scope: str | None = None, deps: frozenset[str] = NOTHING) -> Value:
        """A value that nobody knows offline; `scope` is the service unless it is known to be shared."""
        hole = Hole(self.label, cls, self.resolution.scope if scope is None else scope)
        return Value(Unknown(why, None, hole), self.use.node, (), deps)

    def remote(self, why: str, cls: str = "any") -> Open:
        """A value that only the deployment can look up, if it is there."""
        return Open(self.unknown(why, cls, deps=frozenset((f"remote:{self.source.type}",))))

    def fail(self, kind: str, message: str, **data: Any) -> Value:
        """Something that is wrong whatever comes after: no fallback is asked."""
        self.report(kind, message, **data)
        return Value(Unknown(message), self.use.node)

    def report(self, kind: str, message: str, **data: Any) -> None:
        """A problem at this source; where it is the only one, at the whole variable."""
        data.setdefault("source", self.source.type)
        place = self.source if len(self.variable.sources) > 1 else self.variable
        self.use.report(kind, message, place.start, place.end, data)

    def malformed(self, reason: str, message: str, **data: Any) -> Value:
        return self.fail("variable-malformed", message, reason=reason, **data)


def written(value: Value) -> str:
    """A resolved parameter or address as text, what is unknown as `${…}`."""
    know = value.know
    if isinstance(know, Known):
        return scalar_text(know.value)
    if isinstance(know, Text):
        return "".join(atom if isinstance(atom, str) else f"${{{atom.name}}}" for atom in know.atoms)
    if isinstance(know, Unknown) and know.hole is not None:
        return f"${{{know.hole.name}}}"
    return "${…}"


def carried(value: Value, use: Use, step: Step, deps: frozenset[str] = NOTHING) -> Value:
    """A value where a variable uses it.

    A container stands where it is written, and the step names the use; anything else stands at the use, and the step
    names the origin.
    """
    deps = value.deps | deps if deps else value.deps
    trail = value.trail[: MOST_STEPS - 1]
    if isinstance(value.know, Map | Seq):
        return Value(value.know, value.at, (Step(step.kind, step.text, use.node), *trail), deps)
    return Value(value.know, use.node, (Step(step.kind, step.text, value.at), *trail), deps)
