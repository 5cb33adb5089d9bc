"""The endpoints of services as they would be deployed: a table, or JSON."""

import json
from collections.abc import Iterable
from typing import Any

from slslint.access.target import Atoms, invoke_arn, stage_of
from slslint.report.context import Context
from slslint.report.paint import Paint
from slslint.report.text import count, escape, width
from slslint.service.deployed import Endpoint, endpoints
from slslint.service.route import HTTP, HTTP_API, URL, WEBSOCKET, Route
from slslint.service.service import Service
from slslint.values.cursor import Cursor

HEAD = ("METHOD", "PATH", "API", "STAGE", "AUTHORIZATION", "KEY", "FUNCTION", "TIMEOUT", "DECLARED AT")
UNKNOWN = "…"
_APIS = {HTTP: "REST", HTTP_API: "HTTP", WEBSOCKET: "WebSocket", URL: "URL"}
_CATCH_ALL = "$default"
_MARKS = ("Ref:", "GetAtt:", "Sub:", "Name:", "Key:", "Scheme:")
"""How the name of a hole begins that a CloudFormation function left."""


def render(services: Iterable[Service], context: Context) -> str:
    """A table for each service, and below it the declarations that another one replaces."""
    paint = Paint(context.screen)
    return "\n".join("".join(f"{line}\n" for line in _block(service, context, paint)) for service in services)


def render_json(services: Iterable[Service], context: Context) -> str:
    """A list with an object an endpoint, each on a line; ASCII, so that any output can take it."""
    rows = [json.dumps(_row(each.route, context)) for service in services for each in endpoints(service)]
    return "[\n  " + ",\n  ".join(rows) + "\n]\n" if rows else "[]\n"


def _block(service: Service, context: Context, paint: Paint) -> Iterable[str]:
    found = endpoints(service)
    file, stage = context.relative(service.file.path), _or_unknown(service.stage)
    yield f"{paint.accent(escape(file))}  {count(len(found), 'endpoint')} in stage {paint.bold(escape(stage))}"
    if not found:
        return
    rows = [HEAD, *(_cells(_row(each.route, context)) for each in found)]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = [cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True)]
        line = "  ".join(cells).rstrip()
        yield f"  {line if number else paint.dim(line)}"
    for endpoint in found:
        yield from (f"  {_loss(endpoint, lost, context)}" for lost in endpoint.lost)


def _loss(endpoint: Endpoint, lost: Route, context: Context) -> str:
    what = f"{lost.label} of {lost.function.name} ({_or_unknown(lost.authorization)})"
    return escape(f"lost: {what} at {context.place(lost.at)}; {context.place(endpoint.route.at)} replaces it")


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    seconds, key = row["timeout"], row["api_key"]
    bare = row["kind"] in (URL, WEBSOCKET) or row["path"] == _CATCH_ALL
    return tuple(
        map(
            escape,
            (
                "-" if bare else _or_unknown(row["method"]),
                "-" if row["kind"] == URL else _or_unknown(row["path"]),
                _APIS[row["kind"]],
                "-" if row["kind"] == URL else _or_unknown(row["stage"]),
                _or_unknown(row["authorization"]),
                UNKNOWN if key is None else "yes" if key else "-",
                row["function"],
                UNKNOWN if seconds is None else f"{seconds:g} s",
                f"{row['file']}:{row['line']}",
            ),
        )
    )


def _or_unknown(text: str | None) -> str:
    return UNKNOWN if text is None else text


def _row(route: Route, context: Context) -> dict[str, Any]:
    """An endpoint for programs: null is what is not known, and what there is not, as a function URL has no method."""
    function = route.function
    bare = route.kind in (URL, WEBSOCKET) or route.path == _CATCH_ALL
    stage = () if route.kind == URL else stage_of(function.service, route.kind)
    return {
        "kind": route.kind,
        "method": None if bare else route.method,
        "path": None if route.kind == URL or route.path is None else route.path_text,
        "stage": "".join(map(_shown, stage)) or None,
        "authorization": route.authorization,
        "api_key": route.api_key,
        "function": function.name,
        "handler": _text(function.handler),
        "timeout": function.timeout.value,
        "invoke_arn": readable(invoke_arn(route)) or None,
        "file": context.relative(route.at.file.path),
        "line": route.at.line,
    }


def _text(cursor: Cursor) -> str | None:
    """A string with `…` for what is not known of it; None where nothing is, or nothing is there."""
    return None if cursor.shown == UNKNOWN else cursor.shown


def _shown(atom: object) -> str:
    return atom if isinstance(atom, str) else UNKNOWN


def readable(atoms: Atoms) -> str:
    """A string with its holes as CloudFormation or the framework would write them: `${ApiGatewayRestApi}`."""
    return "".join(atom if isinstance(atom, str) else _hole(atom.name) for atom in atoms)


def _hole(name: str) -> str:
    for mark in _MARKS:
        name = name.removeprefix(mark)
    return f"${{{UNKNOWN if '#' in name or name.startswith('unknown ') else name}}}"
