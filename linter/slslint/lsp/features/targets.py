"""What a reference leads to: variables to keys and files, logical ids to resources, names to functions, code."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from slslint.handlers.function import FOUND
from slslint.handlers.handler import handler_of
from slslint.lsp.features.buffer import is_tree
from slslint.lsp.features.makers import maker_of
from slslint.lsp.features.variables import Occurrence, occurrences_in, roots, text_of_part
from slslint.lsp.view import Place
from slslint.memo import once
from slslint.service.function import Function
from slslint.service.route import HTTP, HTTP_API, WEBSOCKET
from slslint.service.service import Service
from slslint.source.node import Node
from slslint.source.pointer import Pointer, at_node, at_piece
from slslint.source.script import EXTENSIONS
from slslint.template.references import CONDITION, RESOURCE, references_of
from slslint.values.cursor import Cursor
from slslint.variables.grammar import Part, Source
from slslint.workspace import Unreadable


class Target(NamedTuple):
    """Where a reference leads. `path` is that of the configuration, where the reference goes by it."""

    place: Place
    path: tuple[str, ...] = ()


class Reference(NamedTuple):
    """A name in the configuration, and what it is the name of."""

    at: Pointer
    targets: tuple[Target, ...]


def place_of(at: Pointer) -> Place:
    return Place(at.file.path, at.start, at.end)


# Variables.


def of_source(service: Service, occurrence: Occurrence, source: Source) -> Iterator[Target]:
    """What one source of a variable names in a stage."""
    node = occurrence.node
    if source.type == "self":
        yield from _of_self(service, node, source.address)
    elif source.type == "file":
        yield from _of_file(service, node, source)
    elif source.type == "param":
        yield from _of_param(service, text_of_part(service, node, source.address))
    elif source.type == "sls" and source.address is not None and source.address.value == "stage":
        yield from _at(service.config.at("provider", "stage"), ("provider", "stage"))


def _of_self(service: Service, node: Node, address: Part | None) -> Iterator[Target]:
    """The key at an address; where that is not there or not known, the nearest one above."""
    text = text_of_part(service, node, address)
    if text is None and address is not None and address.variables:
        text = str(address.value)[: address.variables[0].start - address.start].rpartition(".")[0]
    if not text:
        return
    keys = tuple(text.split("."))
    if keys == ("service",) and service.config["service"].is_map:
        keys = ("service", "name")
    while len(keys) > 1 and not is_there(service.config.at(*keys)):
        keys = keys[:-1]
    yield from _at(service.config.at(*keys), keys)


def is_there(cursor: Cursor) -> bool:
    """Whether something is written at a cursor itself, not only somewhere above it."""
    return cursor.exists and cursor.key is not None and (cursor.parent is None or not cursor.parent.unknown)


def _at(cursor: Cursor, path: tuple[str, ...]) -> Iterator[Target]:
    if is_there(cursor):
        yield Target(place_of(cursor.key_at), path)


def _of_param(service: Service, name: str | None) -> Iterator[Target]:
    if name is None:
        return
    for stage in (service.stage, "default"):
        for path in (("stages", str(stage), "params", name), ("params", str(stage), name)):
            yield from _at(service.config.at(*path), path)


def _of_file(service: Service, node: Node, source: Source) -> Iterator[Target]:
    name = text_of_part(service, node, source.params[0]) if source.params else None
    path = file_named(service, name)
    if path is None:
        return
    address = text_of_part(service, node, source.address)
    found: tuple[Node, Node] | None = None
    if address and (is_tree(path) or path.endswith(EXTENSIONS)):
        try:
            below = service.file.documents.load(path).root
        except Unreadable:
            return
        for key in address.split("."):
            found = below.pair(key) if below is not None else None
            below = found[1] if found is not None else None
    yield Target(place_of(at_node(found[0])) if found is not None else Place(path, 0, 0))


def file_named(service: Service, name: str | None) -> str | None:
    """The file of the workspace that a name in `file(…)` means, if it is there."""
    path = service.file.configuration.includes.locate(name) if name else None
    return path if path is not None and service.file.documents.workspace.is_file(path) else None


# Logical ids and names.


@once
def uses(service: Service) -> tuple[Reference, ...]:
    """The sources of the variables in a service's files, and what they name."""
    return tuple(
        Reference(at_piece(each.node, source.start, source.end), tuple(of_source(service, each, source)))
        for root in roots(service)
        for each in occurrences_in(root, service.version)
        for source in each.variable.sources
        if source.type
    )


@once
def references(service: Service) -> tuple[Reference, ...]:
    """The references of a service by logical id, by the name of a function or of an authorizer."""
    found = [
        Reference(each.at, tuple(Target(place_of(at)) for at in declared(service, each.name, each.kind)))
        for each in references_of(service)
    ]
    return (*found, *_names(service))


def declared(service: Service, name: str, kind: str = RESOURCE) -> list[Pointer]:
    """Where a logical id is declared, or what makes the framework generate it."""
    template = service.resources.cursor
    if kind == CONDITION:
        sections = ("Conditions",)
    else:
        sections = ("Resources",) if kind == RESOURCE else ("Resources", "Parameters")
    found = [template.at(section, name) for section in sections]
    places = [cursor.key_at for cursor in found if cursor.exists and cursor.key is not None]
    if places or kind == CONDITION:
        return places
    maker = maker_of(service, name)
    return [maker] if maker is not None else []


def _names(service: Service) -> Iterator[Reference]:
    functions = {function.name: function for function in service.functions}
    for function in service.functions:
        for event in function.events:
            authorizer = event.cursor["authorizer"]
            name = authorizer if authorizer.text is not None else authorizer["name"]
            if name.text is None:
                continue
            if event.kind == HTTP_API:
                declaration = service.provider.at("httpApi", "authorizers", name.text)
                if declaration.exists:
                    yield Reference(name.value_at, (Target(place_of(declaration.key_at)),))
            elif event.kind in (HTTP, WEBSOCKET):
                yield from _function(name, functions)
        for way in ("onSuccess", "onFailure"):
            yield from _function(function.cursor.at("destinations", way), functions)
    for _, authorizer in service.provider.at("httpApi", "authorizers").entries():
        yield from _function(authorizer["functionName"], functions)


def _function(cursor: Cursor, functions: dict[str, Function]) -> Iterator[Reference]:
    function = functions.get(cursor.text or "")
    if function is not None:
        yield Reference(cursor.value_at, (Target(place_of(function.at)),))


# Code.


def of_handler(function: Function) -> Place | None:
    """The function in the code that `handler` names; the file where its head is not known."""
    handler = handler_of(function)
    located = handler.located
    if located.status != FOUND:
        return None
    path = located.spelled or located.path
    head = handler.facts.head
    return place_of(head) if head is not None else Place(path, 0, 0)


def shown(path: str, beside: str) -> str:
    """A file's name as it would be written in the file `beside`."""
    return os.path.relpath(path, os.path.dirname(beside)).replace(os.sep, "/")
