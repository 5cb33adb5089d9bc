"""Where something is declared: what a variable, a logical id, a handler or an authorizer names."""

from collections.abc import Iterator

from slslint.lsp.features.buffer import Buffer, buffer_of
from slslint.lsp.features.outputs import outputs
from slslint.lsp.features.targets import Target, file_named, of_handler, of_source, place_of, references
from slslint.lsp.features.variables import Occurrence, occurrence_at, text_of_part
from slslint.lsp.view import Place, View
from slslint.service.service import Service
from slslint.source.node import key_text, piece_span
from slslint.variables.grammar import Source

_IMPORT = "Fn::ImportValue"


def definition(view: View, offset: int) -> tuple[Place, ...]:
    """The places that what stands at an offset is the name of, each once, in the order of the stages."""
    buffer = buffer_of(view)
    return tuple(dict.fromkeys(target.place for target in targets_at(buffer, offset)))


def targets_at(buffer: Buffer, offset: int) -> list[Target]:
    """What is named at an offset, in any stage."""
    spot = buffer.spot(offset)
    if spot is not None and spot.on_key and spot.key is not None and spot.key.style == "!":
        offset = spot.value.start  # the tag names what its value does
    occurrence = occurrence_at(buffer, offset)
    if occurrence is not None:
        found = [each for service in buffer.all_services for each in _of_variable(service, occurrence, offset)]
        if found:
            return found
    found = [each for service in buffer.all_services for each in _of_name(service, buffer, offset)]
    return found or [each for service in buffer.all_services for each in _of_import(service, buffer, offset)]


def _of_variable(service: Service, occurrence: Occurrence, offset: int) -> Iterator[Target]:
    source = occurrence.source_at(offset)
    for each in (source,) if source is not None else occurrence.variable.sources:
        if each.type == "file" and each.params and _in_params(occurrence, each, offset):
            path = file_named(service, text_of_part(service, occurrence.node, each.params[0]))
            if path is not None:
                yield Target(Place(path, 0, 0))
        elif each.type == "cf":
            address = text_of_part(service, occurrence.node, each.address)
            yield from (Target(place_of(it.at)) for it in outputs(service) if f"{it.stack}.{it.name}" == address)
        elif each.type:
            yield from of_source(service, occurrence, each)


def _of_import(service: Service, buffer: Buffer, offset: int) -> Iterator[Target]:
    """The output whose export an `Fn::ImportValue` at an offset names."""
    spot = buffer.spot(offset)
    above = [key_text(key) for key, _ in spot.chain if key is not None] if spot is not None else []
    found = buffer.path_of(spot) if spot is not None and _IMPORT in above else None
    if found is None:
        return
    steps = found[1][: found[1].index(_IMPORT)] if _IMPORT in found[1] else found[1]
    name = service.text(service.config.at(*steps)[_IMPORT])
    yield from (Target(place_of(each.at)) for each in outputs(service) if each.export == name)


def _in_params(occurrence: Occurrence, source: Source, offset: int) -> bool:
    last = source.params[-1] if source.params else None
    return last is not None and offset <= piece_span(occurrence.node, source.start, last.end)[1]


def _of_name(service: Service, buffer: Buffer, offset: int) -> Iterator[Target]:
    for each in references(service):
        if buffer.covers(each.at, offset):
            yield from each.targets
    for function in service.functions:
        if buffer.covers(function.handler.value_at, offset) and function.handler.exists:
            place = of_handler(function)
            if place is not None:
                yield Target(place)
