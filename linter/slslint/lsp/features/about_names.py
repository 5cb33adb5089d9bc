"""What a hover says of a name: the resource, the function or the authorizer that it means."""

from slslint.lsp.features.buffer import Buffer
from slslint.lsp.features.markdown import code
from slslint.lsp.features.results import Hover
from slslint.lsp.features.targets import Reference, declared, place_of, references
from slslint.report.context import Context
from slslint.service.service import Service
from slslint.service.stack import generated
from slslint.source.pointer import Pointer
from slslint.template.references import references_of


def about_name(buffer: Buffer, offset: int) -> Hover | None:
    """Markdown about what a name at an offset means; None where there is no name, or nothing of that name."""
    spot = buffer.spot(offset)
    if spot is not None and spot.on_key and spot.key is not None and spot.key.style == "!":
        offset = spot.value.start
    service = buffer.service
    if service is None:
        return None
    for each in references_of(service):
        if buffer.covers(each.at, offset):
            text = _about_id(buffer, service, each.name, each.kind)
            return Hover(place_of(each.at), text) if text else None
    for each in references(service):
        if buffer.covers(each.at, offset) and each.targets:
            return Hover(place_of(each.at), _about(buffer, each))
    return None


def _about_id(buffer: Buffer, service: Service, name: str, kind: str) -> str:
    places = declared(service, name, kind)
    if not places:
        return ""
    template = service.resources.cursor
    kind_name = template.at("Resources", name, "Type").text or template.at("Parameters", name, "Type").text
    made = "" if kind_name else ", made by the framework"
    kind_name = kind_name or generated(service).get(name) or ""
    where = " at " + code(_context(buffer).place(places[0]))
    return f"**{name}**" + (f": {code(kind_name)}" if kind_name else "") + made + where


def _about(buffer: Buffer, reference: Reference) -> str:
    place = reference.targets[0].place
    file = buffer.view.session.documents.read_text(place.path)
    return f"{code(reference.at.text)} is declared at " + code(
        _context(buffer).place(Pointer(file, place.start, place.end))
    )


def _context(buffer: Buffer) -> Context:
    root = buffer.view.session.workspace.root
    return Context(root, root)
