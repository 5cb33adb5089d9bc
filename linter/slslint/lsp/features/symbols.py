"""Document symbols: the outline of a file, by what its parts are in the configuration."""

from collections.abc import Iterator

from slslint.lsp.features.buffer import Buffer, Path, buffer_of, path_of, spot_of_root
from slslint.lsp.features.results import Symbol
from slslint.lsp.features.schemas import normal
from slslint.lsp.view import Place, View
from slslint.service.route import Route
from slslint.source.node import MAP, SCALAR, SEQ, Node, key_text

_LISTED: dict[Path, str] = {
    (): "module",
    ("functions",): "function",
    ("resources",): "module",
    ("resources", "Resources"): "resource",
    ("resources", "Outputs"): "key",
    ("resources", "Conditions"): "key",
    ("resources", "Parameters"): "key",
    ("resources", "extensions"): "resource",
    ("custom",): "key",
    ("provider",): "key",
    ("params",): "module",
    ("stages",): "module",
    ("layers",): "resource",
}
"""The maps whose entries are symbols, and the kind of these."""
MOST_DETAIL = 60


def symbols(view: View) -> tuple[Symbol, ...]:
    """The outline of a file: functions with their routes, resources, settings."""
    buffer = buffer_of(view)
    if buffer.root is None:
        return ()
    return tuple(_below(buffer, buffer.root, _root_path(buffer), _routes(buffer)))


def _root_path(buffer: Buffer) -> Path:
    """Where the file as a whole stands in the configuration; the top where that is not known."""
    assert buffer.root is not None
    for service in buffer.services:
        path = path_of(service, spot_of_root(buffer.root))
        if path is not None:
            return path
    return ()


def _routes(buffer: Buffer) -> dict[int, list[Route]]:
    """The routes that the file declares, by the node of the function's value."""
    found: dict[int, list[Route]] = {}
    for route in buffer.service.routes if buffer.service is not None else ():
        value = route.function.cursor.value
        if value is not None and buffer.holds(route.at):
            found.setdefault(id(value.at), []).append(route)
    return found


def _below(buffer: Buffer, node: Node, path: Path, routes: dict[int, list[Route]]) -> Iterator[Symbol]:
    if node.kind == SEQ and normal((*path, "0")) == path:
        for index, item in enumerate(node.items):
            yield from _below(buffer, item, (*path, str(index)), routes)
        return
    kind = _LISTED.get(normal(path))
    if kind is None or node.kind != MAP:
        return
    for key, value in node.items:
        if key.file.path != buffer.path or value.file.path != buffer.path or not node.start <= key.start:
            continue  # what a merge key brought stands elsewhere
        below = (*path, key_text(key))
        is_own = value.start >= key.end  # not what an alias names, which stands elsewhere
        place = Place(buffer.path, key.start, value.end if is_own else key.end)
        name_at = Place(buffer.path, key.start, key.end)
        children = tuple(_below(buffer, value, below, routes)) if is_own else ()
        if kind == "function" and is_own:
            found = dict.fromkeys(_route(buffer, route) for route in routes.get(id(value), ()))
            children = tuple(each for each in found if key.end <= each.place.start and each.place.end <= place.end)
        yield Symbol(key_text(key) or "''", _detail(kind, value), kind, place, name_at, children)


def _route(buffer: Buffer, route: Route) -> Symbol:
    at = route.at
    value = route.event.value.at if route.event.value is not None else None
    end = value.end if value is not None and value.file.path == buffer.path and value.end > at.end else at.end
    place = Place(buffer.path, at.start, end)
    return Symbol(route.label, route.api_name, "event", place, Place(buffer.path, at.start, at.end))


def _detail(kind: str, value: Node) -> str:
    """The handler, the type, or the text of a scalar."""
    told = value.get("handler" if kind == "function" else "Type") if value.kind == MAP else value
    if told is None or told.kind != SCALAR or told.value is None:
        return ""
    text = told.text.splitlines()[0] if told.text else ""
    return text if len(text) <= MOST_DETAIL else f"{text[: MOST_DETAIL - 1]}…"
