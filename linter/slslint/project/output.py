"""Outputs: what a stack shows to others, those that the framework adds among them."""

from collections.abc import Iterator
from typing import NamedTuple

from slslint.service.route import HTTP, HTTP_API, WEBSOCKET
from slslint.service.service import Service
from slslint.service.stack import API_IDS
from slslint.values.cursor import Cursor
from slslint.values.value import Atom, Known, Text, Unknown, text_of

Atoms = tuple[Atom, ...]

_SHARED = {
    HTTP: ("apiGateway", "restApiId"),
    HTTP_API: ("httpApi", "id"),
    WEBSOCKET: ("apiGateway", "websocketApiId"),
}


class Output(NamedTuple):
    """An output of a stack: its value, none where that is not one string, and the name that it is exported under."""

    service: Service
    value: Atoms | None
    export: str | None


def outputs_of(service: Service) -> dict[str, Output]:
    """The outputs of a stack by name; what the user writes wins over what the framework adds."""
    found = {
        name: Output(service, value, f"sls-{service.name}-{service.stage}-{name}" if service.name else None)
        for name, value in _generated(service)
    }
    for name, output in service.resources.cursor["Outputs"].entries():
        export = text_value(service, output.at("Export", "Name"))
        named = export[0] if export is not None and len(export) == 1 and isinstance(export[0], str) else None
        if name in found and not output["Export"].exists:
            named = found[name].export
        found[name] = Output(service, text_value(service, output["Value"]), named)
    return found


def text_value(service: Service, cursor: Cursor) -> Atoms | None:
    """The string that a template value comes to; one hole where nothing is known of it, None where it is no string."""
    value = service.evaluated(cursor)
    know = value.know if value is not None else None
    if isinstance(know, Text):
        return know.atoms
    if isinstance(know, Known):
        return (know.value,) if isinstance(know.value, str) else None
    return (know.hole,) if isinstance(know, Unknown) and know.hole is not None else None


def api_id(service: Service, kind: str) -> Atoms:
    """The id of the API of this kind: of the framework's own resource, or of the shared one that the provider names."""
    shared = service.provider.at(*_SHARED[kind])
    if shared.present:
        found = text_value(service, shared)
    else:
        reference = service.reference(API_IDS[kind])
        found = reference.atoms if isinstance(reference, Text) else None
    return found or (service.scope.hole(f"api:{kind}", "apiid"),)


def _generated(service: Service) -> Iterator[tuple[str, Atoms | None]]:
    """The framework's own outputs about APIs, which it exports too (measured, Serverless 3.40)."""
    kinds = {route.kind for route in service.routes}
    if HTTP in kinds:
        yield "ServiceEndpoint", _endpoint(service, "https", HTTP, _rest_stage(service))
    if HTTP_API in kinds and service.provider.at("httpApi", "id").absent:
        yield "HttpApiId", api_id(service, HTTP_API)
        yield "HttpApiUrl", _endpoint(service, "https", HTTP_API, "")
    if WEBSOCKET in kinds:
        yield "ServiceEndpointWebsocket", _endpoint(service, "wss", WEBSOCKET, service.stage)


def _rest_stage(service: Service) -> str | None:
    """The stage in `ServiceEndpoint`: version 3 writes the service's own even where `apiGateway.stage` differs."""
    own = service.provider.at("apiGateway", "stage")
    if service.version == "3" or own.absent:
        return service.stage
    return own.text if service.version == "4" or own.text == service.stage else None


def _endpoint(service: Service, scheme: str, kind: str, stage: str | None) -> Atoms | None:
    regions, suffixes = service.scope.choices("AWS::Region"), service.scope.choices("AWS::URLSuffix")
    if stage is None or len(regions) != 1 or len(suffixes) != 1:
        return None
    host = (f"{scheme}://", *api_id(service, kind), ".execute-api.", *regions[0], ".", *suffixes[0])
    text = text_of([*host, f"/{stage}" if stage else ""])
    return text.atoms if isinstance(text, Text) else (str(text.value),)
