"""Document links: the files that `file(…)` and `handler` name."""

from collections.abc import Iterator

from slslint.handlers.function import FOUND
from slslint.handlers.handler import handler_of
from slslint.lsp.features.buffer import Buffer, buffer_of
from slslint.lsp.features.results import Link
from slslint.lsp.features.targets import file_named
from slslint.lsp.features.variables import Occurrence, occurrences_in, text_of_part
from slslint.lsp.view import Place, View
from slslint.service.service import Service
from slslint.source.node import piece_span


def links(view: View) -> tuple[Link, ...]:
    """The names of files that are there, in the default stage, each with the file."""
    buffer = buffer_of(view)
    service = buffer.service
    if service is None:
        return ()
    found = [*_of_files(buffer, service), *_of_handlers(buffer, service)]
    return tuple(sorted({link.place: link for link in found}.values()))


def _of_files(buffer: Buffer, service: Service) -> Iterator[Link]:
    for each in occurrences_in(buffer.root, buffer.version):
        for source in each.variable.sources:
            if source.type != "file" or not source.params:
                continue
            part = source.params[0]
            path = file_named(service, text_of_part(service, each.node, part))
            if path is not None:
                yield _link(buffer, each, part.start, part.end, path)


def _link(buffer: Buffer, each: Occurrence, start: int, end: int, path: str) -> Link:
    return Link(Place(buffer.path, *piece_span(each.node, start, end)), path)


def _of_handlers(buffer: Buffer, service: Service) -> Iterator[Link]:
    for function in service.functions:
        at = function.handler.value_at
        if function.handler.text is None or not buffer.holds(at):
            continue
        located = handler_of(function).located
        if located.status == FOUND:
            tooltip = f"exports.{'.'.join(located.export)}" if located.language == "node" else ""
            yield Link(Place(at.file.path, at.start, at.end), located.spelled or located.path, tooltip)
