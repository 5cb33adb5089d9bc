"""Texts and the variables in them: what a string of the configuration becomes."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from slslint.source.node import Node, Scalar
from slslint.source.pointer import at_node
from slslint.source.problem import Problem
from slslint.values.value import (
    NOTHING,
    Atom,
    Hole,
    Known,
    Map,
    Seq,
    Step,
    Text,
    Unknown,
    Value,
    constant,
    scalar_text,
    text_of,
)
from slslint.variables import sources
from slslint.variables.call import MOST_STEPS, Answer, Call, Lazy, Open, Task, Use, written
from slslint.variables.grammar import Escape, Part, Piece, Variable
from slslint.variables.missing import missing, report

if TYPE_CHECKING:
    from slslint.variables.resolution import Resolution

NEST = 10
"""Files and re-read texts inside each other, as many as the framework follows."""
LENGTH = 1_000_000
"""Characters of a text that is put together."""


def scalar(resolution: "Resolution", node: Node, use: Use) -> Task[Value | Lazy]:
    """What the text of a scalar becomes."""
    text = node.value
    if not isinstance(text, str):
        return constant(node)
    reading = resolution.configuration.read(text)
    if not use.sub:
        for start, end in reading.inert:
            _report_inert(use, start, end)
    if reading.plain:
        return constant(node)
    answer: Value | Lazy = yield _read(resolution, text, use)
    return answer


def _report_inert(use: Use, start: int, end: int) -> None:
    text = str(use.node.value)[start:end]
    inner = text[2:].lstrip()
    right = "${" + inner[:1].lower() + inner[1:]
    message = f"`{text}` stays as it is: a variable begins with a lower-case letter right after `${{`; write `{right}`"
    use.report("variable-inert", message, start, end, {"reason": "inert", "text": text, "right": right})


def _read(resolution: "Resolution", text: str, use: Use) -> Task[Value | Lazy]:
    """A text that may hold variables."""
    reading = resolution.configuration.read(text)
    wrong = reading.malformed
    if wrong is not None:
        data = {"reason": wrong.reason, "text": text}
        use.report("variable-malformed", wrong.message, wrong.start, wrong.end, data)
        return Value(Unknown(wrong.message), use.node)
    if reading.doubtful:
        return Value(Unknown("versions of the framework read this differently"), use.node)
    if not reading.pieces:
        return Value(Known(text), use.node)
    if use.nest > NEST:
        message = f"variables lead to more variables more than {NEST} times"
        use.report("variable-malformed", message, 0, len(text), {"reason": "nesting", "text": text})
        return Value(Unknown(message), use.node)
    answer: Value | Lazy = yield _text(resolution, text, reading.pieces, use, 0)
    return answer


def _text(resolution: "Resolution", text: str, pieces: tuple[Piece, ...], use: Use, offset: int) -> Task[Value | Lazy]:
    """The value of a text with variables; `offset` is where it begins in the scalar."""
    first = pieces[0]
    if len(pieces) == 1 and isinstance(first, Variable) and first.end - first.start == len(text):
        answer: Value | Lazy = yield variable(resolution, first, use)
        if isinstance(answer, Value):
            answer = yield again(resolution, answer, use, first)
        return answer
    joint = _Joint()
    at = offset
    for piece in pieces:
        joint.add(text[at - offset : piece.start - offset])
        at = piece.end
        if isinstance(piece, Escape):
            joint.add(piece.text)
            continue
        value: Value = yield settled(resolution, piece, use)
        _join(resolution, joint, value, piece, use)
        if joint.length > LENGTH:
            message = f"this text grows beyond {LENGTH:,} characters"
            use.problems.append(Problem("bound", message, at_node(use.node, use.path), (), {"reason": "bound"}))
            return Value(Unknown(message), use.node, (), frozenset(("stage",)))
    joint.add(text[at - offset :])
    if joint.failed:
        return Value(Unknown(joint.failed), use.node, (), frozenset(joint.deps))
    return Value(text_of(joint.atoms), use.node, tuple(joint.trail), frozenset(joint.deps))


def settled(resolution: "Resolution", each: Variable, use: Use, first: int = 0) -> Task[Value]:
    """The value of a variable to the last, re-read and with all that stands below it."""
    answer: Value | Lazy = yield variable(resolution, each, use, first)
    if isinstance(answer, Value):
        answer = yield again(resolution, answer, use, each)
    if isinstance(answer, Lazy):
        answer = yield resolution.force(answer, use)
    assert isinstance(answer, Value)
    return answer


def again(resolution: "Resolution", value: Value, use: Use, each: Variable) -> Task[Value | Lazy]:
    """What a variable brought is read for variables too, all texts of a container."""
    know = value.know
    if not isinstance(know, Known | Map | Seq) or not resolution.trait(value).live:
        return value
    if isinstance(know, Known):
        answer: Value | Lazy = yield _read(resolution, str(know.value), use.within((each.start, each.end)))
        if isinstance(answer, Lazy):
            return answer._replace(deps=answer.deps | value.deps)
        trail = (*value.trail, *answer.trail)[:MOST_STEPS]
        return Value(answer.know, answer.at, trail, answer.deps | value.deps)
    items = [entry[1] for entry in know.entries.values()] if isinstance(know, Map) else know.items
    found: list[Value] = []
    for item in items:
        answer = yield again(resolution, item, use, each)
        if isinstance(answer, Lazy):
            answer = yield resolution.force(answer, use)
        assert isinstance(answer, Value)
        found.append(answer)
    if isinstance(know, Map):
        pairs = zip(know.entries.items(), found, strict=True)
        know = Map({name: (entry[0], item) for (name, entry), item in pairs}, rest=know.rest)
    else:
        know = Seq(tuple(found))
    return Value(know, value.at, value.trail, value.deps.union(*(item.deps for item in found)))


class _Joint:
    """A text that is being put together."""

    __slots__ = ("atoms", "deps", "failed", "length", "trail")

    def __init__(self) -> None:
        self.atoms: list[Atom] = []
        self.deps: set[str] = set()
        self.trail: list[Step] = []
        self.failed = ""
        self.length = 0

    def add(self, *atoms: Atom) -> None:
        self.atoms += atoms
        self.length += sum(len(atom) if isinstance(atom, str) else 1 for atom in atoms)


def _join(resolution: "Resolution", joint: _Joint, value: Value, each: Variable, use: Use) -> None:
    """Put a variable's value into a text."""
    joint.deps |= value.deps
    joint.trail += value.trail[: MOST_STEPS - len(joint.trail)]
    know = value.know
    if isinstance(know, Known) and (know.value is not None or resolution.version == "4"):
        joint.add(scalar_text(know.value))
    elif isinstance(know, Text):
        joint.add(*know.atoms)
    elif isinstance(know, Seq) and (text := list_text(value)) is not None:
        joint.add(text)
    elif isinstance(know, Known | Map):
        _report_no_text(resolution, joint, know, each, use)
    else:
        hole = know.hole if isinstance(know, Unknown) else None
        joint.add(hole or Hole(f"{use.path}#{each.start}", "any", resolution.scope))


def _report_no_text(resolution: "Resolution", joint: _Joint, know: Known | Map, each: Variable, use: Use) -> None:
    what = "a map" if isinstance(know, Map) else "null"
    joint.failed = f"{what} cannot stand inside a text"
    if resolution.version != "3" and (use.span is not None or isinstance(know, Known)):
        return  # version 4 writes `[object Object]` into an address, and `null` anywhere
    message = f"this variable gives {what}, which cannot stand inside a text: let it be the whole value, or name a key"
    use.report("variable-malformed", message, each.start, each.end, {"reason": "not-a-string", "type": what})


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


def variable(resolution: "Resolution", each: Variable, use: Use, first: int = 0) -> Task[Value | Lazy]:
    """The value of a `${…}`: that of the first source that has one, from the source number `first` on."""
    message = resolution.count(use)
    if message:
        return Value(Unknown(message), use.node, (), frozenset(("stage",)))
    before = use.span
    use.span = (each.start, each.end)
    answer: Value | Lazy = yield _ask(resolution, each, use, first)
    use.span = before
    return answer


def _ask(resolution: "Resolution", each: Variable, use: Use, first: int) -> Task[Value | Lazy]:
    deps = NOTHING
    calls: list[Call] = []
    for index in range(first, len(each.sources)):
        source = each.sources[index]
        if not source.type:
            steps = (Step("fallback", _literal(source.literal), use.node),) if index else ()
            return Value(Known(source.literal), use.node, steps, deps)
        call = Call(resolution, each, source, use)
        answer: Answer = yield _source(call)
        deps |= call.deps
        if isinstance(answer, Lazy):
            return answer._replace(deps=answer.deps | deps)
        value = answer.value if isinstance(answer, Open) else answer
        if value is None or value.know == _NULL:
            deps |= value.deps if value is not None else NOTHING
            calls.append(call)
            continue
        if isinstance(value.know, Unknown) and (isinstance(answer, Open) or _may_be_null(value.know)):
            value = yield _or_else(value, call, index + 1)
        trail = (Step("fallback", source.type, use.node), *value.trail) if index else value.trail
        return Value(value.know, value.at, trail, value.deps | deps)
    return missing(each, calls, use, deps)


_NULL = Known(None)


def _literal(scalar: Scalar) -> str:
    """A scalar as a fallback is written."""
    return repr(scalar) if isinstance(scalar, str) else scalar_text(scalar)


def _may_be_null(know: Unknown) -> bool:
    return know.otherwise is not None and know.otherwise.know == _NULL


def _or_else(value: Value, call: Call, following: int) -> Task[Value]:
    """An unknown value that may not be there, with what the sources after it say then."""
    know = value.know
    assert isinstance(know, Unknown)
    resolution, each, use = call.resolution, call.variable, call.use
    doubts: list[Problem] = []
    otherwise: Value | None = None
    if following < len(each.sources):
        with resolution.guessing():
            otherwise = yield settled(resolution, each, use.aside(doubts), following)
    if call.miss and (otherwise is None or any(doubt.kind == "variable-missing" for doubt in doubts)):
        report(call.miss, each, use)
    if otherwise is None:
        return value
    hole = know.hole
    if hole is not None:
        # The fallback is part of what it is: `${env:X, 'a'}` and `${env:X, 'b'}` may differ.
        hole = hole._replace(name=f"{hole.name}, {_name(resolution, otherwise)}", scope=resolution.scope)
    kept = otherwise if know.otherwise is None or _may_be_null(know) else know.otherwise
    return Value(Unknown(know.why, kept, hole), value.at, value.trail, value.deps | otherwise.deps)


def _name(resolution: "Resolution", value: Value) -> str:
    """What tells a fallback from others."""
    know = value.know
    if isinstance(know, Known):
        return _literal(know.value)
    if isinstance(know, Text) or (isinstance(know, Unknown) and know.hole is not None):
        return written(value)
    resolution.configuration.names_places = True
    return f"{value.at.file.path}:{value.at.start}"


def _source(call: Call) -> Task[Answer]:
    """A source's answer, its parameters and its address resolved first."""
    source = call.source
    ask = sources.find(source.type)
    address = source.address
    if source.params is not None or (address is not None and address.variables):
        yield _prepare(call)
    elif address is not None and address.value is not None:
        call.address = str(address.value)
        call.given = Value(Known(call.address), call.use.node)
        call.label = f"{source.type}:{call.address}"
    answer: Any = ask(call)
    if isinstance(answer, Generator):
        answer = yield answer
    return answer


def _prepare(call: Call) -> Task[None]:
    params: list[Value] = []
    for part in call.source.params or ():
        value: Value = yield _part(part, call)
        params.append(value)
    call.params = tuple(params)
    label = call.source.type
    if call.source.params is not None:
        label += f"({', '.join(map(written, params))})"
    if call.source.address is not None and call.source.address.value is not None:
        call.given = yield _part(call.source.address, call)
        assert call.given is not None
        call.address = written(call.given)
        label += f":{call.address}"
    call.label = label


def _part(part: Part, call: Call) -> Task[Value]:
    """A parameter or an address."""
    if not part.variables:
        return Value(Known(part.value), call.use.node)
    value: Value | Lazy = yield _text(call.resolution, str(part.value), part.variables, call.use, part.start)
    if isinstance(value, Lazy):
        value = yield call.resolution.force(value, call.use)
    assert isinstance(value, Value)
    call.deps |= value.deps
    return value
