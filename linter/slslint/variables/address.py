"""Dotted addresses: where `self:custom.a.0` leads, through the variables on the way."""

from typing import TYPE_CHECKING, NamedTuple

from slslint.source.node import MAP, SCALAR, SEQ, UNKNOWN, Node
from slslint.values.value import NOTHING, Known, Map, Seq, Text, Typed, Unknown, Value, constant
from slslint.variables.call import Head, Lazy, Outcome, Task, Use

if TYPE_CHECKING:
    from slslint.variables.resolution import Resolution


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


def walk(
    resolution: "Resolution", start: Node | Value, keys: list[str], path: str, use: Use, own: bool
) -> Task[Found | Miss]:
    """Follow `keys` from a node, through the variables on the way.

    `own` says that it is the configuration that is walked, not another file.
    """
    if own:
        resolution.configuration.lookups.add(tuple(keys))
    node, value = (start, None) if isinstance(start, Node) else (None, start)
    deps = NOTHING
    for index, key in enumerate(keys):
        if node is not None and node.kind in (SCALAR, UNKNOWN):
            answer: Value | Lazy = constant(node)
            if node.dynamic and not own and resolution.version != "3":
                # Version 4 looks into a file before the variables in it are resolved.
                if resolution.version == "4":
                    return Miss(index, (), deps)
                return Found(None, Value(Unknown("versions 3 and 4 of the framework differ here"), node), path, deps)
            if node.dynamic:
                head: Head = yield resolution.head(node, path, use.nest, False)
                answer = head.answer
                if not own:
                    use.problems += head.problems
            deps |= answer.deps
            node, value = (answer.node, None) if isinstance(answer, Lazy) else (None, answer)
        if node is not None:
            pair = resolution.configuration.entry(node, key)
            if pair is None and node.rest is not None:
                node, value = None, constant(node.rest)
                continue
            if pair is None:
                if key == "length" and node.kind == SEQ:
                    node, value = None, Value(Known(len(node.items)), node)
                    continue
                return Miss(index, resolution.configuration.names(node), deps)
            node = pair[1]
        else:
            assert value is not None
            under = below(value, key)
            if isinstance(under, tuple):
                return Miss(index, under, deps)
            value = under
            deps |= value.deps
        if own:
            path = f"{path}.{key}" if path else key
    return Found(node, value, path, deps)


def shape_at(
    resolution: "Resolution", keys: list[str], use: Use, start: Node | None = None
) -> Task[Node | Value | None]:
    """What stands at an address of the configuration, the parts of a container not looked at."""
    found: Found | Miss = yield walk(resolution, start or resolution.configuration.root, keys, "", use, True)
    if isinstance(found, Miss):
        return None
    if found.node is None or found.node.kind in (MAP, SEQ):
        return found.node or found.value
    if not found.node.dynamic:
        return constant(found.node)
    head: Head = yield resolution.head(found.node, found.path, use.nest, False)
    return head.answer.node if isinstance(head.answer, Lazy) else head.answer


def scalar_at(resolution: "Resolution", keys: list[str], use: Use) -> Task[Value | None]:
    """The value at an address of the configuration; of a container only that it is one."""
    found: Found | Miss = yield walk(resolution, resolution.configuration.root, keys, "", use, True)
    if isinstance(found, Miss):
        return Value(Known(None), use.node, (), found.deps) if found.deps else None
    value = found.value
    if found.node is not None and found.node.kind not in (MAP, SEQ):
        outcome: Outcome = yield resolution.outcome(found.node, found.path, use.nest, False)
        value = outcome.value
    if value is None:
        return Value(Typed("object"), found.node or use.node, (), found.deps)
    return Value(value.know, value.at, value.trail, value.deps | found.deps) if found.deps else value


def names_at(
    resolution: "Resolution", keys: list[str], use: Use, start: Node | None = None
) -> Task[tuple[str, ...] | None]:
    """The names of what stands at an address, none for a scalar and for nothing; None where they are not known."""
    shape: Node | Value | None = yield shape_at(resolution, keys, use, start)
    if isinstance(shape, Node):
        return resolution.configuration.names(shape) if shape.rest is None else None
    if shape is None or isinstance(shape.know, Known | Text):
        return ()
    if isinstance(shape.know, Map):
        return tuple(shape.know.entries) if shape.know.rest is None else None
    return tuple(map(str, range(len(shape.know.items)))) if isinstance(shape.know, Seq) else None


def index_of(key: str) -> int:
    """A list's index as JavaScript writes it; -1 for what is none."""
    return int(key) if len(key) < 10 and key.isascii() and key.isdigit() and key == str(int(key)) else -1


def below(value: Value, key: str) -> Value | tuple[str, ...]:
    """What stands under `key` in a value; the keys there are instead, where it is known that there is nothing."""
    know = value.know
    if isinstance(know, Map):
        return value.get(key) or tuple(know.entries)
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
    otherwise = know.otherwise
    while otherwise is not None and isinstance(otherwise.know, Unknown):
        otherwise = otherwise.know.otherwise
    under = below(otherwise, key) if otherwise is not None else None
    hole = know.hole._replace(name=f"{know.hole.name}.{key}", cls="any") if know.hole else None
    return Value(Unknown(know.why, under if isinstance(under, Value) else None, hole), value.at, (), value.deps)
