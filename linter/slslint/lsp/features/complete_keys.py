"""Completions of keys and values by the schema."""

import os
from collections.abc import Iterator

from slslint.data import load
from slslint.handlers.handler import handler_of
from slslint.lsp.features.buffer import Buffer, Path, Spot, path_of
from slslint.lsp.features.context import ITEM, KEY, VALUE, Context
from slslint.lsp.features.results import Completion
from slslint.lsp.features.schemas import Forms, added, forms_at, normal
from slslint.service.runtime import lifecycle
from slslint.source.node import SEQ, Node
from slslint.workspace.discovery import SERVICE_FILE


def of_schema(buffer: Buffer, context: Context) -> Iterator[Completion]:
    """The keys and values that the schema has at a cursor."""
    path = configuration_path(buffer, context)
    if path is None:
        return
    forms = forms_at(buffer.version, path)
    if context.role != VALUE:
        yield from _keys(buffer, context, forms, path)
        yield from _environment(buffer, context, normal(path))
    if context.role != KEY:
        yield from _values(buffer, context, forms, path)


def configuration_path(buffer: Buffer, context: Context) -> Path | None:
    """The path of the configuration that the keys around a cursor come to; None in a file of nobody's."""
    service = buffer.service
    if service is None:
        return context.path if SERVICE_FILE.match(os.path.basename(buffer.path)) else None
    if buffer.path == service.file.path or buffer.root is None:
        return context.path
    chain: list[tuple[Node | None, Node]] = [(None, buffer.root)]
    for step in context.path:
        node = chain[-1][1]
        pair = node.pair(step)
        if pair is None:
            break
        chain.append((None if node.kind == SEQ else pair[0], pair[1]))
    while chain:
        for each in buffer.services:
            found = path_of(each, Spot(tuple(chain), False))
            if found is not None:
                return (*found, *context.path[len(chain) - 1 :])
        chain.pop()
    return None


def _keys(buffer: Buffer, context: Context, forms: Forms, path: Path) -> Iterator[Completion]:
    plugins = buffer.service.plugins if buffer.service is not None else None
    if forms.items is not None and not context.dash and not context.flow:
        items = forms.items
        for name in items.keys:
            yield _completion(buffer, context, items, name, dash=True)
        for name, who in added(plugins, (*path, ITEM)).items() if plugins is not None else ():
            yield Completion(name, "property", context.start, context.end, f"- {name}:", who)
    for name in forms.keys:
        if name not in context.siblings:
            yield _completion(buffer, context, forms, name)
    for name, who in added(plugins, path).items() if plugins is not None else ():
        if name not in context.siblings:
            yield Completion(name, "property", context.start, context.end, _key(buffer, context, name, ": "), who)


def _environment(buffer: Buffer, context: Context, path: Path) -> Iterator[Completion]:
    """In the environment of a function the variables that its code reads."""
    if len(path) != 3 or (path[0], path[2]) != ("functions", "environment") or buffer.service is None:
        return
    for function in buffer.service.functions:
        if function.name != path[1]:
            continue
        handler = handler_of(function)
        for each in handler.facts.variables:
            if each.name not in context.siblings:
                text, where = _key(buffer, context, each.name, ": "), handler.shown(each.at.file.path)
                yield Completion(each.name, "property", context.start, context.end, text, f"read in {where}")


def _completion(buffer: Buffer, context: Context, forms: Forms, name: str, dash: bool = False) -> Completion:
    below = forms.below(name)
    follows = ":" if below.is_map and not below.values and context.flow != "{" else ": "
    text = _key(buffer, context, name, follows)
    needed = any(name in form.get("required", ()) for form in forms.all)
    detail = below.description
    return Completion(
        name,
        "property",
        context.start,
        context.end,
        f"- {text}" if dash else text,
        f"{detail} (required)" if needed and detail else "required" if needed else detail,
    )


def _key(buffer: Buffer, context: Context, name: str, follows: str) -> str:
    """A key with its colon, where that is not there yet."""
    rest = buffer.text[context.end : context.end + 2].lstrip("\"'")
    if context.quote:
        return name
    if rest[:1] == ":":
        return name
    if buffer.path.lower().endswith(".json"):
        return f'"{name}": '
    return name + follows


def _values(buffer: Buffer, context: Context, forms: Forms, path: Path) -> Iterator[Completion]:
    if context.tag:
        return
    is_list = forms.items is not None and not context.dash and context.flow != "["
    values = forms.items.values if is_list and forms.items is not None else forms.values
    for value in values:
        cycle = lifecycle(value)
        detail = "the newest of its kind" if cycle is not None and cycle.successor == value else ""
        yield _value(context, value, detail, is_list and context.role != VALUE)
    if path[:1] == ("plugins",) and len(path) == 2:
        known = set(buffer.service.plugins.names) if buffer.service is not None else set[str]()
        for name in load("plugins")["plugins"]:
            if name not in known:
                yield _value(context, name, "", False)


def _value(context: Context, value: str, detail: str, dash: bool) -> Completion:
    return Completion(value, "value", context.start, context.end, f"- {value}" if dash else value, detail)
