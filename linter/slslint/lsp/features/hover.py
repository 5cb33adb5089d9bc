"""Hovers: what a variable comes to, what a route is, what a name means, what a rule says, what a key is for."""

from slslint.engine.manifest import find_rule
from slslint.lsp.features.about_names import about_name
from slslint.lsp.features.about_routes import about_function, about_route
from slslint.lsp.features.about_rules import about_rule
from slslint.lsp.features.about_variables import about_variable
from slslint.lsp.features.buffer import Buffer, Spot, buffer_of
from slslint.lsp.features.comments import word_at
from slslint.lsp.features.markdown import prose
from slslint.lsp.features.results import Hover
from slslint.lsp.features.schemas import added, forms_at, normal
from slslint.lsp.features.variables import occurrence_at
from slslint.lsp.view import Place, View
from slslint.source.node import key_text


def hover(view: View, offset: int) -> Hover | None:
    """Markdown about what stands at an offset; None where there is nothing to say."""
    word = word_at(view.file, offset)
    if word is not None:
        entry = find_rule(word.text)
        return Hover(Place(view.path, word.start, word.end), about_rule(entry)) if entry is not None else None
    buffer = buffer_of(view)
    occurrence = occurrence_at(buffer, offset)
    if occurrence is not None:
        text = about_variable(buffer, occurrence)
        return Hover(Place(view.path, occurrence.start, occurrence.end), text) if text else None
    spot = buffer.spot(offset)
    return (about_name(buffer, offset) or _of_spot(buffer, spot)) if spot is not None else None


def _of_spot(buffer: Buffer, spot: Spot) -> Hover | None:
    at = spot.key if spot.on_key and spot.key is not None else spot.value
    texts = [about_route(buffer, spot), about_function(buffer, spot), _about_key(buffer, spot)]
    text = "\n\n---\n\n".join(text for text in texts if text)
    return Hover(Place(buffer.path, at.start, at.end), text) if text else None


def _about_key(buffer: Buffer, spot: Spot) -> str:
    """What the schema says of a key; nothing of names that people choose."""
    found = buffer.path_of(spot) if spot.on_key and spot.key is not None else None
    if found is None or spot.key is None:
        return ""
    service, path = found
    name = key_text(spot.key)
    above = forms_at(service.version, path[:-1])
    if name not in above.keys:
        by = added(service.plugins, path[:-1]).get(name)
        return f"**{prose(name)}**: {prose(by)}" if by else ""
    description = above.below(name).description
    return f"**{prose('.'.join(normal(path)))}**" + (f": {prose(description)}" if description else "")
