"""A service file under one stage: every variable replaced by what is known of it."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, NamedTuple

from slslint.source.node import MAP, SCALAR, SEQ, Node, key_text
from slslint.source.pointer import at_node
from slslint.source.problem import Problem
from slslint.values.value import (
    NOTHING,
    Atom,
    Hole,
    Know,
    Known,
    Map,
    Seq,
    Step,
    Text,
    Typed,
    Unknown,
    Value,
    constant,
    scalar_text,
    text_of,
)
from slslint.variables import sources
from slslint.variables.call import Answer, Call, Lazy, Open, Task, Use, written
from slslint.variables.grammar import Escape, Part, Piece, Source, Variable
from slslint.variables.missing import missing, report

if TYPE_CHECKING:
    from slslint.variables.configuration import Configuration

NEST = 10
"""Files and re-read texts inside each other, as many as the framework follows."""
WORK = 200_000
"""Variables looked at for one stage."""
LENGTH = 1_000_000
"""Characters of a text that is put together."""
_ALL = 1 << 60
SIZE = 2_000_000
"""Nodes of a value, what is used twice counted twice."""


class Outcome(NamedTuple):
    """What a node resolved to, and what is wrong in it and below it."""

    value: Value
    problems: tuple[Problem, ...] = ()


class Trait(NamedTuple):
    """A value at a glance: its size, and whether an escape left a text in it that reads as a variable once more."""

    know: Know
    size: int
    live: bool


class Head(NamedTuple):
    """What a scalar resolved to, a container's parts not looked at yet."""

    answer: Value | Lazy
    problems: tuple[Problem, ...] = ()


class Found(NamedTuple):
    """Where a dotted address leads: a node that may still have to be resolved, or a value."""

    node: Node | None
    value: Value | None
    path: str
    deps: frozenset[str]


class Miss(NamedTuple):
    """Where a dotted address ends too early: the key that is not there, and what was there instead."""

    step: int
    siblings: tuple[str, ...]
    deps: frozenset[str]


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
        self._stage: Value | None = None
        self._stage_maps: dict[tuple[int, str, str], tuple[Node, list[str], list[str]]] = {}
        self._memo: dict[int, Outcome] = {}
        self._heads: dict[int, Head] = {}
        self._progress: dict[int, tuple[int, Use | None, Node]] = {}
        self._guesses: list[int] = []
        self._unsettled = _ALL
        self._work = 0

    def resolve(self) -> Outcome:
        """The whole file."""
        self.settle()
        root = self.configuration.root
        return self.run(self.outcome(root, "", 0, False)) if root.dynamic else Outcome(constant(root))

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
        return str(self._stage.know.value) if isinstance(self._stage.know, Known) else None

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

    # Nodes.

    def ready(self, node: Node) -> Outcome | None:
        """The outcome of a node if there is no work to do for it."""
        if not node.dynamic:
            return Outcome(constant(node))
        key = id(node)
        return self._memo.get(key) or self.configuration.shared.get(key)

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
            memo = self._memo if "stage" in outcome.value.deps else self.configuration.shared
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
            know: Map | Seq = Map(
                {key_text(item[0]): (item[0], value) for item, value in zip(node.items, values, strict=True)}
            )
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
        head: Head = yield self.head(node, path, nest, sub)
        answer = head.answer
        if isinstance(answer, Value):
            return self._keep(node, Outcome(answer, head.problems))
        key = id(node)
        use = Use(node, path, nest, sub, list(head.problems))
        use.span = (0, len(str(node.value)))
        self._progress[key] = (len(self._progress), use, node)
        value: Value = yield self.force(answer, use)
        del self._progress[key]
        return self._keep(node, Outcome(value, tuple(use.problems)))

    def head(self, node: Node, path: str, nest: int, sub: bool) -> Task[Head]:
        """What a scalar with variables leads to."""
        key = id(node)
        known = self._heads.get(key) or self.configuration.shared_heads.get(key)
        if known is not None:
            return known
        if key in self._progress:
            return Head(self._cycle(key).value)
        use = Use(node, path, nest, sub, [])
        self._progress[key] = (len(self._progress), use, node)
        answer: Value | Lazy = yield self._read_scalar(node, use)
        if isinstance(answer, Lazy) and answer.node.kind == SCALAR:
            answer = yield self.force(answer, use)
        del self._progress[key]
        head = Head(answer, tuple(use.problems))
        if self._is_settled():
            (self._heads if "stage" in answer.deps else self.configuration.shared_heads)[key] = head
        return head

    def _read_scalar(self, node: Node, use: Use) -> Task[Value | Lazy]:
        text = node.value
        reading = self.configuration.read(text) if isinstance(text, str) else None
        if reading is None:
            return constant(node)
        if reading.inert and not use.sub:
            for start, end in reading.inert:
                self._report_inert(use, start, end)
        if reading.plain:
            return constant(node)
        answer: Value | Lazy = yield self._reread(str(text), use)
        return answer

    def _report_inert(self, use: Use, start: int, end: int) -> None:
        text = str(use.node.value)[start:end]
        inner = text[2:].lstrip()
        right = "${" + inner[:1].lower() + inner[1:]
        message = (
            f"`{text}` is left as it is: a variable begins with a lower-case letter right after `${{`; write `{right}`"
        )
        use.report("variable-inert", message, start, end, {"reason": "inert", "text": text, "right": right})

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
        message = f"{' → '.join((*names, names[0]))}: what refers to itself never gets a value"
        places = [use.pointer(*(use.span or (0, 0))) for use in members]
        related = tuple(
            (place, f"{name} is part of the circle") for place, name in zip(places[1:], names[1:], strict=True)
        )
        data = {"reason": "cycle", "paths": tuple(names)}
        members[0].problems.append(Problem("variable-cycle", message, places[0], related, data))
        return Outcome(Value(Unknown(message), node, (), deps))

    # Texts.

    def _reread(self, text: str, use: Use) -> Task[Value | Lazy]:
        """A text that may hold variables."""
        reading = self.configuration.read(text)
        if reading.malformed is not None:
            wrong = reading.malformed
            use.report(
                "variable-malformed", wrong.message, wrong.start, wrong.end, {"reason": wrong.reason, "text": text}
            )
            return Value(Unknown(wrong.message), use.node)
        if reading.doubtful:
            return Value(Unknown("versions 3 and 4 of the framework read this differently"), use.node)
        if not reading.pieces:
            return Value(Known(text), use.node)
        if use.nest > NEST:
            message = f"variables lead to more variables more than {NEST} times"
            use.report("variable-malformed", message, 0, len(text), {"reason": "nesting", "text": text})
            return Value(Unknown(message), use.node)
        answer: Value | Lazy = yield self._text(text, reading.pieces, use, 0)
        return answer

    def _text(self, text: str, pieces: tuple[Piece, ...], use: Use, offset: int) -> Task[Value | Lazy]:
        """The value of a text with variables; `offset` is where it begins in the scalar."""
        first = pieces[0]
        if len(pieces) == 1 and isinstance(first, Variable) and first.end - first.start == len(text):
            answer: Value | Lazy = yield self.variable(first, use)
            if isinstance(answer, Value):
                answer = yield self.again(answer, use, first)
            return answer
        joint = _Joint()
        at = offset
        for piece in pieces:
            joint.add(text[at - offset : piece.start - offset])
            at = piece.end
            if isinstance(piece, Escape):
                joint.add(piece.text)
                continue
            answer = yield self.variable(piece, use)
            if isinstance(answer, Value):
                answer = yield self.again(answer, use, piece)
            if isinstance(answer, Lazy):
                answer = yield self.force(answer, use)
            assert isinstance(answer, Value)
            self._join(joint, answer, piece, use)
            if joint.length > LENGTH:
                use.problems += self._too_large(
                    use.node, use.path, f"this text grows beyond {LENGTH:,} characters"
                ).problems
                return Value(Unknown("the text is too long"), use.node, (), frozenset(("stage",)))
        joint.add(text[at - offset :])
        if joint.failed:
            return Value(Unknown(joint.failed), use.node, (), frozenset(joint.deps))
        return Value(text_of(joint.atoms), use.node, tuple(joint.trail), frozenset(joint.deps))

    def again(self, value: Value, use: Use, variable: Variable) -> Task[Value | Lazy]:
        """What a variable brought is read for variables too, all texts of a container."""
        know = value.know
        if not isinstance(know, Known | Map | Seq) or not self.trait(value).live:
            return value
        if isinstance(know, Known):
            answer: Value | Lazy = yield self._reread(str(know.value), use.within((variable.start, variable.end)))
            if isinstance(answer, Lazy):
                return answer._replace(deps=answer.deps | value.deps)
            return Value(answer.know, answer.at, (*value.trail, *answer.trail), answer.deps | value.deps)
        items = [entry[1] for entry in know.entries.values()] if isinstance(know, Map) else know.items
        found: list[Value] = []
        for item in items:
            answer = yield self.again(item, use, variable)
            if isinstance(answer, Lazy):
                answer = yield self.force(answer, use)
            assert isinstance(answer, Value)
            found.append(answer)
        if isinstance(know, Map):
            pairs = zip(know.entries.items(), found, strict=True)
            know = Map({name: (entry[0], item) for (name, entry), item in pairs})
        else:
            know = Seq(tuple(found))
        return Value(know, value.at, value.trail, value.deps.union(*(item.deps for item in found)))

    def _join(self, joint: "_Joint", value: Value, variable: Variable, use: Use) -> None:
        """Put a variable's value into a text."""
        joint.deps |= value.deps
        joint.trail += value.trail
        know = value.know
        if isinstance(know, Known) and (know.value is not None or self.version == "4"):
            joint.add(scalar_text(know.value))
        elif isinstance(know, Text):
            joint.atoms += know.atoms
        elif isinstance(know, Seq) and (text := list_text(value)) is not None:
            joint.add(text)
        elif isinstance(know, Known | Map):
            self._not_a_string(joint, know, variable, use)
        else:
            hole = know.hole if isinstance(know, Unknown) else None
            joint.atoms.append(hole or Hole(f"{use.path}#{variable.start}", "any", self.scope))

    def _not_a_string(self, joint: "_Joint", know: Known | Map, variable: Variable, use: Use) -> None:
        what = "a map" if isinstance(know, Map) else "null"
        joint.failed = f"{what} cannot stand inside a text"
        if self.version != "3" and (use.span is not None or isinstance(know, Known)):
            return  # version 4 writes `[object Object]` into an address, and `null` anywhere
        message = (
            f"this variable gives {what}, which cannot stand inside a text: let it be the whole value, or name a key"
        )
        data = {"reason": "not-a-string", "type": what}
        use.report("variable-malformed", message, variable.start, variable.end, data)

    # Variables and their sources.

    def variable(self, variable: Variable, use: Use) -> Task[Value | Lazy]:
        """The value of a `${…}`: that of the first source that has one."""
        self._work += 1
        if self._work > WORK:
            return self._stopped(use)
        before = use.span
        use.span = (variable.start, variable.end)
        answer: Value | Lazy = yield self._ask(variable, use)
        use.span = before
        return answer

    def _stopped(self, use: Use) -> Value:
        message = f"more than {WORK:,} variables: the rest is not looked at"
        if self._work == WORK + 1:
            use.report("bound", message, 0, 0, {"reason": "bound"})
        return Value(Unknown(message), use.node, (), frozenset(("stage",)))

    def _ask(self, variable: Variable, use: Use) -> Task[Value | Lazy]:
        deps = NOTHING
        calls: list[Call] = []
        for index, source in enumerate(variable.sources):
            if not source.type:
                steps = (Step("fallback", literal_text(source), use.node),) if index else ()
                return Value(Known(source.literal), use.node, steps, deps)
            call = Call(self, variable, source, use)
            answer: Answer = yield self._source(call)
            deps |= call.deps
            if answer is None:
                calls.append(call)
                continue
            if isinstance(answer, Lazy):
                return answer._replace(deps=answer.deps | deps)
            value = answer.value if isinstance(answer, Open) else answer
            if isinstance(value.know, Known) and value.know.value is None:
                deps |= value.deps
                calls.append(call)
                continue
            rest = variable.sources[index + 1 :]
            if isinstance(value.know, Unknown) and (isinstance(answer, Open) or _may_be_null(value.know)):
                value = yield self._open(value, call, variable._replace(sources=rest), use)
            trail = (Step("fallback", source.type, use.node), *value.trail) if index else value.trail
            return Value(value.know, value.at, trail, value.deps | deps)
        return missing(variable, calls, use, deps)

    def _open(self, value: Value, call: Call, rest: Variable, use: Use) -> Task[Value]:
        """An unknown value that may not be there, with what the sources after it say then."""
        assert isinstance(value.know, Unknown)
        doubts: list[Problem] = []
        otherwise = None
        if rest.sources:
            otherwise = yield self._otherwise(rest, use.aside(doubts))
        if call.miss and (not rest.sources or any(doubt.kind == "variable-missing" for doubt in doubts)):
            report(call.miss, rest, use)
        deps = value.deps | otherwise.deps if otherwise is not None else value.deps
        know = Unknown(value.know.why, _value_of(value.know) or otherwise, value.know.hole)
        return Value(know, value.at, value.trail, deps)

    def _otherwise(self, variable: Variable, aside: Use) -> Task[Value | None]:
        """What the other sources say if an unknown one has no value: a guess, in which nothing is wrong for certain."""
        self._guesses.append(len(self._progress))
        answer: Value | Lazy = yield self.variable(variable, aside)
        if isinstance(answer, Value):
            answer = yield self.again(answer, aside, variable)
        if isinstance(answer, Lazy):
            answer = yield self.force(answer, aside)
        self._guesses.pop()
        return answer if isinstance(answer, Value) else None

    def _source(self, call: Call) -> Task[Answer]:
        """A source's answer, its parameters and its address resolved first."""
        source = call.source
        ask = sources.find(source.type)
        if source.params is None and (source.address is None or not source.address.variables):
            if source.address is not None and source.address.value is not None:
                call.address = str(source.address.value)
                call.given = Value(Known(call.address), call.use.node)
                call.label = f"{source.type}:{call.address}"
        else:
            yield self._prepare(call)
        answer: Any = ask(call)
        if isinstance(answer, Generator):
            answer = yield answer
        return answer

    def _prepare(self, call: Call) -> Task[None]:
        params: list[Value] = []
        for part in call.source.params or ():
            value: Value = yield self._part(part, call)
            params.append(value)
        call.params = tuple(params)
        label = call.source.type
        if call.source.params is not None:
            label += f"({', '.join(map(written, params))})"
        if call.source.address is not None and call.source.address.value is not None:
            call.given = yield self._part(call.source.address, call)
            assert call.given is not None
            call.address = written(call.given)
            label += f":{call.address}"
        call.label = label

    def _part(self, part: Part, call: Call) -> Task[Value]:
        if not part.variables:
            return Value(Known(part.value), call.use.node)
        value: Value | Lazy = yield self._text(str(part.value), part.variables, call.use, part.start)
        if isinstance(value, Lazy):
            value = yield self.force(value, call.use)
        assert isinstance(value, Value)
        call.deps |= value.deps
        return value

    def force(self, lazy: Lazy, use: Use) -> Task[Value]:
        """The value of a container that a variable led to, and of all below it."""
        outcome: Outcome = yield self.outcome(lazy.node, lazy.path, lazy.nest, use.sub)
        if not lazy.own:
            use.problems += outcome.problems
        value = outcome.value
        if isinstance(value.know, Map | Seq):
            return Value(
                value.know,
                value.at,
                (Step(lazy.step.kind, lazy.step.text, use.node), *value.trail),
                value.deps | lazy.deps,
            )
        return Value(
            value.know, use.node, (Step(lazy.step.kind, lazy.step.text, value.at), *value.trail), value.deps | lazy.deps
        )

    # Addresses.

    def walk(self, start: Node | Value, keys: list[str], path: str, use: Use, own: bool) -> Task[Found | Miss]:
        """Follow `keys` from a node, through the variables on the way.

        `own` says that it is the configuration that is walked, not another file.
        """
        node, value = (start, None) if isinstance(start, Node) else (None, start)
        deps = NOTHING
        for index, key in enumerate(keys):
            if node is not None and node.kind == SCALAR:
                answer: Value | Lazy = constant(node)
                if node.dynamic and not own and self.version == "4":
                    return Miss(index, (), deps)
                if node.dynamic:
                    head: Head = yield self.head(node, path, use.nest, False)
                    answer = head.answer
                    if not own:
                        use.problems += head.problems
                deps |= answer.deps
                node, value = (answer.node, None) if isinstance(answer, Lazy) else (None, answer)
            if node is not None:
                pair = self.configuration.entry(node, key)
                if pair is None:
                    if key == "length" and node.kind == SEQ:
                        node, value = None, Value(Known(len(node.items)), node)
                        continue
                    return Miss(index, self.configuration.names(node), deps)
                node = pair[1]
            else:
                assert value is not None
                below = _below(value, key)
                if isinstance(below, tuple):
                    return Miss(index, below, deps)
                value = below
                deps |= value.deps
            if own:
                path = f"{path}.{key}" if path else key
        return Found(node, value, path, deps)

    def shape(self, keys: list[str], use: Use, start: Node | None = None) -> Task[Node | Value | None]:
        """What stands at an address of the configuration, the parts of a container not looked at."""
        found: Found | Miss = yield self.walk(start or self.configuration.root, keys, "", use, True)
        if isinstance(found, Miss):
            return None
        if found.node is None or found.node.kind != SCALAR:
            return found.node or found.value
        if not found.node.dynamic:
            return constant(found.node)
        head: Head = yield self.head(found.node, found.path, use.nest, False)
        return head.answer.node if isinstance(head.answer, Lazy) else head.answer

    def scalar(self, keys: list[str], use: Use) -> Task[Value | None]:
        """The value at an address of the configuration; of a container only that it is one."""
        found: Found | Miss = yield self.walk(self.configuration.root, keys, "", use, True)
        if isinstance(found, Miss):
            return Value(Known(None), use.node, (), found.deps) if found.deps else None
        value = found.value
        if found.node is not None and found.node.kind == SCALAR:
            outcome: Outcome = yield self.outcome(found.node, found.path, use.nest, False)
            value = outcome.value
        if value is None:
            return Value(Typed("object"), found.node or use.node, (), found.deps)
        return Value(value.know, value.at, value.trail, value.deps | found.deps) if found.deps else value

    def keys(self, keys: list[str], use: Use, start: Node | None = None) -> Task[tuple[str, ...] | None]:
        """The names of what stands at an address, none for a scalar and for nothing; None where they are not known."""
        shape: Node | Value | None = yield self.shape(keys, use, start)
        if isinstance(shape, Node):
            return self.configuration.names(shape)
        if shape is None or isinstance(shape.know, Known | Text):
            return ()
        if isinstance(shape.know, Map):
            return tuple(shape.know.entries)
        return tuple(map(str, range(len(shape.know.items)))) if isinstance(shape.know, Seq) else None

    # Stages.

    def note_stage_map(self, call: Call, start: Node) -> None:
        """Remember `${self:custom.table.${sls:stage}}` without a fallback: the keys of such a map are stages."""
        part = call.source.address
        if part is None or len(part.variables) != 1 or call.source is not call.variable.sources[-1] or self._guesses:
            return
        text, inner = str(part.value), part.variables[0]
        before, after = text[: inner.start - part.start], text[inner.end - part.start :]
        if (before and before[-1] != ".") or (after and after[0] != "."):
            return
        assert call.given is not None
        know = call.given.know
        if isinstance(know, Text):
            is_stage = any(isinstance(atom, Hole) and atom.cls == "stage" for atom in know.atoms)
        else:
            is_stage = "stage" in call.deps and call.address == f"{before}{self.stage}{after}"
        if is_stage:
            keys, rest = before.split(".")[:-1], after.split(".")[1:]
            self._stage_maps[id(start), before, after] = (start, keys, rest)

    def stages_of_maps(self) -> list[str]:
        """The keys that all maps indexed by the stage have, where something stands at the rest of the address.

        A key that only some of them have may as well be a part that the others share, such as `base`.
        """
        return self.run(self._stages_of_maps())

    def _stages_of_maps(self) -> Task[list[str]]:
        common: dict[str, None] | None = None
        use = self.nowhere()
        for start, keys, rest in list(self._stage_maps.values()):
            if not rest and len(keys) < 2 and start is self.configuration.root:
                continue  # `custom` itself holds more than stages
            names: tuple[str, ...] | None = yield self.keys(keys, use, start)
            found: dict[str, None] = {}
            for name in names or ():
                where: Found | Miss = yield self.walk(start, [*keys, name, *rest], "", use, True)
                if isinstance(where, Found) and name != "default" and name.replace("-", "").replace("_", "").isalnum():
                    found[name] = None
            common = found if common is None else {name: None for name in common if name in found}
        return list(common or ())


class _Joint:
    """A text that is being put together."""

    __slots__ = ("atoms", "deps", "failed", "length", "trail")

    def __init__(self) -> None:
        self.atoms: list[Atom] = []
        self.deps: set[str] = set()
        self.trail: list[Step] = []
        self.failed = ""
        self.length = 0

    def add(self, text: str) -> None:
        self.atoms.append(text)
        self.length += len(text)


def list_text(value: Value) -> str | None:
    """A list inside a text as JavaScript writes it: `a,b`; None where a part is not known."""
    found: list[str] = []
    stack = [value]
    while stack:
        know = stack.pop().know
        if isinstance(know, Seq):
            stack += reversed(know.items)
        elif isinstance(know, Map):
            found.append("[object Object]")
        elif isinstance(know, Known):
            found.append("" if know.value is None else scalar_text(know.value))
        else:
            return None
        if len(found) > LENGTH:
            return None
    return ",".join(found)


def literal_text(source: Source) -> str:
    value = source.literal
    return repr(value) if isinstance(value, str) else scalar_text(value)


def _may_be_null(know: Unknown) -> bool:
    return know.otherwise is not None and know.otherwise.know == Known(None)


def _value_of(know: Unknown) -> Value | None:
    return None if _may_be_null(know) else know.otherwise


def index_of(key: str) -> int:
    """A list's index as JavaScript writes it; -1 for what is none."""
    return int(key) if len(key) < 10 and key.isascii() and key.isdigit() and key == str(int(key)) else -1


def _below(value: Value, key: str) -> Value | tuple[str, ...]:
    """What stands under `key` in a value; the keys there are instead, where it is known that there is nothing."""
    know = value.know
    if isinstance(know, Map):
        entry = know.entries.get(key)
        return entry[1] if entry else tuple(know.entries)
    if isinstance(know, Seq):
        if key == "length":
            return Value(Known(len(know.items)), value.at, (), value.deps)
        index = index_of(key)
        return know.items[index] if 0 <= index < len(know.items) else ()
    if isinstance(know, Known):
        text = know.value if isinstance(know.value, str) else ""
        if key == "length" and isinstance(know.value, str):
            return Value(Known(len(text)), value.at, (), value.deps)
        index = index_of(key)
        return Value(Known(text[index]), value.at, (), value.deps) if 0 <= index < len(text) else ()
    if not isinstance(know, Unknown):
        return Value(Unknown("it is not wholly known"), value.at, (), value.deps)
    otherwise = _below(know.otherwise, key) if know.otherwise is not None else None
    hole = know.hole._replace(name=f"{know.hole.name}.{key}", cls="any") if know.hole else None
    return Value(Unknown(know.why, otherwise if isinstance(otherwise, Value) else None, hole), value.at, (), value.deps)
