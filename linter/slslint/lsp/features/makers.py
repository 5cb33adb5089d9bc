"""What makes the framework generate a logical id: a function, an event, a layer, the provider."""

from collections.abc import Callable

from slslint.intrinsics import naming
from slslint.memo import once
from slslint.service.function import Event
from slslint.service.route import HTTP, HTTP_API, WEBSOCKET, Route
from slslint.service.service import Service
from slslint.service.stack import API_IDS, EXECUTION_ROLE
from slslint.source.pointer import Pointer
from slslint.values.cursor import Cursor

_OF_API = {
    naming.REST_STAGE: HTTP,
    naming.REST_LOG_GROUP: HTTP,
    naming.HTTP_STAGE: HTTP_API,
    naming.HTTP_LOG_GROUP: HTTP_API,
    naming.WEBSOCKET_STAGE: WEBSOCKET,
    naming.WEBSOCKET_LOG_GROUP: WEBSOCKET,
}


def maker_of(service: Service, name: str) -> Pointer | None:
    """The key of what makes the framework generate a resource of this id; None for what is not recognised."""
    exact = _makers(service).get(name)
    if exact is not None:
        return exact
    owners = [each for each in service.functions if name.startswith(naming.resource(each.name))]
    if owners and any(word in name for word in ("Lambda", "LogGroup", "Rule", "Mapping", "Role", "Integration")):
        return max(owners, key=lambda each: len(each.name)).at
    return None


@once
def _makers(service: Service) -> dict[str, Pointer]:
    found: dict[str, Pointer] = {}
    for function in service.functions:
        for make in (naming.function_id, naming.log_group_id, naming.version_output, naming.event_config_id):
            found.setdefault(make(function.name), function.at)
        for event in function.events:
            _add_event(found, event)
    for route in service.routes:
        _add_route(found, route)
    for name, kind in _OF_API.items():
        if API_IDS[kind] in found:
            found.setdefault(name, found[API_IDS[kind]])
    for name, layer in service.config["layers"].entries():
        found.setdefault(naming.layer_id(name), layer.key_at)
    for name, authorizer in service.provider.at("httpApi", "authorizers").entries():
        found.setdefault(naming.http_authorizer_id(name), authorizer.key_at)
    if service.provider.exists:
        found.setdefault(EXECUTION_ROLE, _nearest(service.provider, "iam", "role").key_at)
        found.setdefault(naming.DEPLOYMENT_BUCKET, service.provider.key_at)
    return found


def _nearest(cursor: Cursor, *names: str) -> Cursor:
    for name in names:
        if not cursor[name].exists:
            break
        cursor = cursor[name]
    return cursor


def _add_route(found: dict[str, Pointer], route: Route) -> None:
    at = route.at
    if route.kind in API_IDS:
        found.setdefault(API_IDS[route.kind], at)
    path = route.path if isinstance(route.path, str) else None
    if route.kind == HTTP and path is not None:
        if route.method is not None:
            found.setdefault(naming.rest_method_id(path[1:], route.method), at)
        parts = path[1:].split("/")
        for count in range(1, len(parts) + 1):
            found.setdefault(naming.rest_resource_id("/".join(parts[:count])), at)
    elif route.kind == HTTP_API and path is not None:
        found.setdefault(naming.http_route_id("*" if path == "$default" else f"{route.method} {path}"), at)
    elif route.kind == WEBSOCKET and path is not None:
        found.setdefault(naming.websocket_route_id(path), at)
    elif route.kind == "url":
        found.setdefault(naming.url_id(route.function.name), at)
    _add_authorizer(found, route)


def _add_authorizer(found: dict[str, Pointer], route: Route) -> None:
    authorizer = route.event["authorizer"]
    name = authorizer.text or authorizer["name"].text
    if name is not None and route.kind == HTTP:
        found.setdefault(naming.rest_authorizer_id(name), authorizer.value_at)
    elif name is not None and route.kind == WEBSOCKET:
        found.setdefault(naming.websocket_authorizer_id(name), authorizer.value_at)


_NAMED: dict[str, tuple[tuple[str, ...], Callable[[str], str]]] = {
    "s3": (("bucket",), naming.bucket_id),
    "sns": (("topicName", "displayName"), naming.topic_id),
    "cognitoUserPool": (("pool",), naming.user_pool_id),
}
"""Events that make a resource named after a text of theirs: the keys that may hold it."""


def _add_event(found: dict[str, Pointer], event: Event) -> None:
    keys, make = _NAMED.get(event.kind or "", ((), naming.resource))
    cursor = event.cursor
    names = [cursor.text, *(cursor[key].text for key in keys)] if keys else []
    for name in names:
        if name is not None:
            found.setdefault(make(name), cursor.key_at)
