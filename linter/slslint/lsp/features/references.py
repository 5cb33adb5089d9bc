"""Where something is used: what names the key, the resource or the function at an offset."""

from collections.abc import Iterator

from slslint.handlers.function import FOUND
from slslint.handlers.handler import handler_of
from slslint.lsp.features.buffer import Buffer, Path, buffer_of, path_of
from slslint.lsp.features.definition import targets_at
from slslint.lsp.features.targets import Reference, of_handler, place_of, references, uses
from slslint.lsp.view import Place, View
from slslint.service.function import Function
from slslint.service.service import Service


class _Subject:
    """What is asked about: its places, the parts of files below it, and its paths in the configuration."""

    def __init__(self) -> None:
        self.places: set[Place] = set()
        self.paths: set[Path] = set()
        self.span: Place | None = None

    def is_named_by(self, reference: Reference) -> bool:
        """Whether a reference names it, or something in it."""
        for target in reference.targets:
            if target.place in self.places or any(target.path[: len(path)] == path for path in self.paths):
                return True
            span = self.span
            if span is not None and target.place.path == span.path and span.start <= target.place.start < span.end:
                return True
        return False


def find_references(view: View, offset: int, declaration: bool = False) -> tuple[Place, ...]:
    """The places that name what stands at an offset, or part of it, in order; its own with `declaration`."""
    buffer = buffer_of(view)
    if buffer.root is None:
        return _of_code(buffer, offset)
    subject = _subject(buffer, offset)
    found = {
        place_of(each.at)
        for service in buffer.all_services
        for each in (*uses(service), *references(service))
        if subject.is_named_by(each)
    }
    if declaration:
        found |= subject.places
    return tuple(sorted(found))


def _subject(buffer: Buffer, offset: int) -> _Subject:
    subject = _Subject()
    spot = buffer.spot(offset)
    if spot is not None and spot.on_key and spot.key is not None:
        key, value = spot.key, spot.value
        subject.places.add(Place(buffer.path, key.start, key.end))
        subject.span = Place(buffer.path, key.start, value.end if value.file is key.file else key.end)
        found = (path_of(service, spot) for service in buffer.all_services)
        subject.paths.update(path for path in found if path)
        return subject
    for target in targets_at(buffer, offset):
        subject.places.add(target.place)
        if target.path:
            subject.paths.add(target.path)
    return subject


def _of_code(buffer: Buffer, offset: int) -> tuple[Place, ...]:
    """Of a function in a file of code, the `handler` settings that name it."""
    found = {place_of(each.handler.value_at) for each in _handled_by(buffer, offset)}
    return tuple(sorted(found))


def _handled_by(buffer: Buffer, offset: int) -> Iterator[Function]:
    line = buffer.file.position(offset)[0]
    for service in buffer.all_services:
        for function in _functions_of(service, buffer.path):
            place = of_handler(function)
            if place is not None and place.path == buffer.path and buffer.file.position(place.start)[0] == line:
                yield function


def _functions_of(service: Service, path: str) -> Iterator[Function]:
    for function in service.functions:
        located = handler_of(function).located
        if located.status == FOUND and path in (located.path, located.spelled):
            yield function
