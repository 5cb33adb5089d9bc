"""A service file under one stage: every variable replaced by what is known of it."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from slslint.source.node import MAP, SCALAR, Node, Scalar, key_text
from slslint.source.pointer import at_node
from slslint.source.problem import Problem
from slslint.values.value import NOTHING, Hole, Know, Known, Map, Seq, Unknown, Value, constant, rest_of, scalar_text
from slslint.variables import evaluate
from slslint.variables.call import Head, Lazy, Outcome, Task, Use, carried
from slslint.variables.stages import StageMaps

if TYPE_CHECKING:
    from slslint.variables.configuration import Configuration

WORK = 50_000
"""Variables looked at for one stage."""
SIZE = 2_000_000
"""Nodes of a value, what is used twice counted twice."""
_SHOWN = 6
"""Members of a circle that are named."""
_ALL = 1 << 60


class Trait(NamedTuple):
    """A value at a glance: its size, and whether an escape left a text in it that reads as a variable once more."""

    know: Know
    size: int
    live: bool


class Resolution:
    """One stage of a `Configuration`. `given` is the stage as `--stage` names it, None for the run without it."""

    def __init__(self, configuration: "Configuration", given: str | None) -> None:
        self.configuration = configuration
        self.options = configuration.options
        self.version = configuration.version
        self.scope = configuration.scope
        self.given = given
        self.staging = False
        """Whether the stage itself is being worked out."""
        self.params: dict[str, Any] = {}
        """Parameters that have been looked up, by name; `sources.param` keeps them."""
        self.stage_maps = StageMaps()
        self._stage: Value | None = None
        self.memo: dict[int, Outcome] = {}
        self.heads: dict[int, Head] = {}
        self._echoes: dict[Scalar, Value] = {}
        self._progress: dict[int, tuple[int, Use | None, Node]] = {}
        self._guesses: list[int] = []
        self._unsettled = _ALL
        self.work = 0
        """Variables looked at."""

    def resolve(self) -> Outcome:
        """The whole file."""
        self.settle()
        root = self.configuration.root
        return self.run(self.outcome(root, "", 0, False)) if root.dynamic else Outcome(constant(root))

    def resume(self, before: "Resolution", memo: dict[int, Outcome], heads: dict[int, Head]) -> None:
        """Know what the resolution of an earlier text knew, of its outcomes and heads these."""
        self.memo, self.heads = memo, heads
        self.params, self.stage_maps, self.work = before.params, before.stage_maps, before.work

    def settle(self) -> None:
        """Work out the stage, before anything else is."""
        if self._stage is None:
            from slslint.variables.sources.sls import stage_of

            self.staging = True
            self._stage = self.run(stage_of(self, self.nowhere()))
            self.staging = False
            self._unsettled = _ALL

    @property
    def stage(self) -> str | None:
        """The name of the stage; None where it is not known, and while it is being worked out."""
        if self._stage is None:
            return self.given
        return scalar_text(self._stage.know.value) if isinstance(self._stage.know, Known) else None

    def is_stage(self, hole: Hole) -> bool:
        """Whether a hole stands for the stage of this run."""
        know = self._stage.know if self._stage is not None else None
        return hole.cls == "stage" or (isinstance(know, Unknown) and know.hole == hole._replace(cls="stage"))

    @property
    def stage_value(self) -> Value | None:
        """What is known of the stage; None while it is being worked out."""
        return self._stage

    def nowhere(self) -> Use:
        """A place to ask from that is no variable's."""
        return Use(self.configuration.root, "", 0, False, [])

    def taint(self) -> None:
        """Do not keep what is being worked out: it would be different once the stage is known."""
        self._unsettled = -1

    def run(self, task: Generator[Any, Any, Any]) -> Any:
        """The result of a task and of the tasks that it waits for."""
        stack = [task]
        result: Any = None
        while stack:
            try:
                waiting = stack[-1].send(result)
            except StopIteration as stop:
                stack.pop()
                result = stop.value
            else:
                stack.append(waiting)
                result = None
        return result

    def count(self, use: Use) -> str:
        """Count a variable; says why, once there were too many."""
        self.work += 1
        if self.work <= WORK:
            return ""
        message = f"more than {WORK:,} variables: the rest is not looked at"
        if self.work == WORK + 1:
            use.report("bound", message, 0, 0, {"reason": "bound"})
        return message

    @contextmanager
    def guessing(self) -> Generator[None]:
        """What is worked out meanwhile may never be needed: a circle that it closes is no mistake."""
        self._guesses.append(len(self._progress))
        try:
            yield
        finally:
            self._guesses.pop()

    @property
    def is_guessing(self) -> bool:
        return bool(self._guesses)

    # Nodes.

    def ready(self, node: Node) -> Outcome | None:
        """The outcome of a node if there is no work to do for it."""
        if not node.dynamic:
            return Outcome(constant(node))
        key = id(node)
        return self.memo.get(key) or self.configuration.shared.get(key)

    def outcome(self, node: Node, path: str, nest: int, sub: bool) -> Task[Outcome]:
        """The value of a node and of all below it."""
        ready = self.ready(node)
        if ready is not None:
            return ready
        key = id(node)
        if key in self._progress:
            return self._cycle(key)
        if node.kind == SCALAR:
            outcome: Outcome = yield self._scalar(node, path, nest, sub)
            return outcome
        self._progress[key] = (len(self._progress), None, node)
        outcome = yield self._container(node, path, nest, sub)
        del self._progress[key]
        return self._keep(node, outcome)

    def _keep(self, node: Node, outcome: Outcome) -> Outcome:
        if self._is_settled():
            memo = self.memo if "stage" in outcome.value.deps else self.configuration.shared
            memo[id(node)] = outcome
        return outcome

    def _is_settled(self) -> bool:
        """Whether what has just been worked out does not rest on something that still is."""
        level = len(self._progress)
        if level <= self._unsettled:
            self._unsettled = _ALL
        return level < self._unsettled

    def _container(self, node: Node, path: str, nest: int, sub: bool) -> Task[Outcome]:
        values: list[Value] = []
        deps: set[str] = set()
        problems: list[Problem] = []
        size = 1
        pure, live = True, False
        prefix = f"{path}." if path else ""
        is_map = node.kind == MAP
        for index, item in enumerate(node.items):
            child: Node = item[1] if is_map else item
            if not child.dynamic:
                values.append(constant(child))
                size += child.size
                continue
            name = key_text(item[0]) if is_map else str(index)
            outcome = self.ready(child)
            if outcome is None:
                outcome = yield self.outcome(child, prefix + name, nest, sub or name == "Fn::Sub")
            value = outcome.value
            values.append(value)
            _, below, lives = self.trait(value)
            size += below
            live |= lives
            if value is not child.cache:
                pure = False
                if value.deps:
                    deps |= value.deps
            if outcome.problems:
                problems += outcome.problems
        told = tuple({id(problem): problem for problem in problems}.values())
        if pure:
            return Outcome(constant(node), told)
        if size > SIZE:
            return self._too_large(node, path, f"this grows to more than {SIZE:,} values", told)
        if is_map:
            entries = {key_text(item[0]): (item[0], value) for item, value in zip(node.items, values, strict=True)}
            know: Map | Seq = Map(entries, rest=rest_of(node))
        else:
            know = Seq(tuple(values))
        self.configuration.traits[id(know)] = Trait(know, size, live)
        return Outcome(Value(know, node, (), frozenset(deps) if deps else NOTHING), told)

    def trait(self, value: Value) -> Trait:
        """The size of a value, and whether a text in it would be read as a variable once more."""
        know = value.know
        if isinstance(know, Map | Seq):
            return self.configuration.traits.get(id(know)) or Trait(know, value.at.size, False)
        text = know.value if isinstance(know, Known) else None
        return Trait(know, 1, isinstance(text, str) and "${" in text and not self.configuration.read(text).plain)

    def _too_large(self, node: Node, path: str, message: str, problems: tuple[Problem, ...] = ()) -> Outcome:
        problem = Problem("bound", message, at_node(node, path), (), {"reason": "bound"})
        return Outcome(Value(Unknown(message), node, (), frozenset(("stage",))), (*problems, problem))

    def _scalar(self, node: Node, path: str, nest: int, sub: bool) -> Task[Outcome]:
        if not nest and not sub and (echo := self._echo(node)) is not None:
            return self._keep(node, Outcome(echo))
        head: Head = yield self.head(node, path, nest, sub)
        answer = head.answer
        if isinstance(answer, Value):
            outcome = self._keep(node, Outcome(answer, head.problems))
            if not nest and not sub and not head.problems:
                self._note_echo(node, answer)
            return outcome
        key = id(node)
        use = Use(node, path, nest, sub, list(head.problems))
        use.span = (0, len(str(node.value)))
        self._progress[key] = (len(self._progress), use, node)
        value: Value = yield self.force(answer, use)
        del self._progress[key]
        return self._keep(node, Outcome(value, tuple(use.problems)))

    def _echo(self, node: Node) -> Value | None:
        """The value of a text that stands elsewhere too, and has been worked out there."""
        known = self._echoes.get(node.value) or self.configuration.shared_echoes.get(node.value)
        if known is None:
            return None
        trail = tuple(step._replace(node=node) if step.node is known.at else step for step in known.trail)
        return Value(known.know, node, trail, known.deps)

    def _note_echo(self, node: Node, value: Value) -> None:
        """Remember what a text comes to if that is the same wherever it stands, and is final."""
        is_scalar = isinstance(value.know, Known) and value.at is node and self.ready(node) is not None
        if is_scalar and self.configuration.read(str(node.value)).is_local:
            echoes = self._echoes if "stage" in value.deps else self.configuration.shared_echoes
            echoes[node.value] = value

    def head(self, node: Node, path: str, nest: int, sub: bool) -> Task[Head]:
        """What a scalar with variables leads to."""
        key = id(node)
        known = self.heads.get(key) or self.configuration.shared_heads.get(key)
        if known is not None:
            return known
        if key in self._progress:
            return Head(self._cycle(key).value)
        use = Use(node, path, nest, sub, [])
        self._progress[key] = (len(self._progress), use, node)
        answer: Value | Lazy = yield evaluate.scalar(self, node, use)
        if isinstance(answer, Lazy) and answer.node.kind == SCALAR:
            answer = yield self.force(answer, use)
        del self._progress[key]
        head = Head(answer, tuple(use.problems))
        if self._is_settled():
            (self.heads if "stage" in answer.deps else self.configuration.shared_heads)[key] = head
        return head

    def _cycle(self, key: int) -> Outcome:
        """Something that is needed for its own value: a problem unless the need is only a guess."""
        depth, _, node = self._progress[key]
        deps = frozenset(("stage",))
        self._unsettled = min(self._unsettled, depth)
        if self._guesses and depth < self._guesses[-1]:
            return Outcome(Value(Unknown("it would refer to itself"), node, (), deps))
        members = [use for level, use, _ in self._progress.values() if level >= depth and use is not None]
        members = list({id(use.node): use for use in members}.values())
        if not members:
            return Outcome(Value(Unknown("it refers to itself"), node, (), deps))
        names = [use.path for use in members]
        shown = names if len(names) <= _SHOWN else [*names[: _SHOWN - 1], "…"]
        message = f"{' → '.join((*shown, names[0]))}: what refers to itself never gets a value"
        places = [use.pointer(*(use.span or (0, 0))) for use in members]
        related = tuple(
            (place, f"{name} is part of the circle")
            for place, name in zip(places[1:_SHOWN], names[1:_SHOWN], strict=True)
        )
        data = {"reason": "cycle", "paths": tuple(names)}
        members[0].problems.append(Problem("variable-cycle", message, places[0], related, data))
        return Outcome(Value(Unknown(message), node, (), deps))

    def force(self, lazy: Lazy, use: Use) -> Task[Value]:
        """The value of a container that a variable led to, and of all below it."""
        outcome: Outcome = yield self.outcome(lazy.node, lazy.path, lazy.nest, use.sub)
        if not lazy.own:
            use.problems += outcome.problems
        return carried(outcome.value, use, lazy.step, lazy.deps)
