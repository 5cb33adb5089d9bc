"""What the framework deploys of the routes that are declared: those that come to one logical id are one."""

from collections.abc import Iterable
from typing import NamedTuple

from slslint.intrinsics import naming
from slslint.service.function import Function
from slslint.service.route import HTTP, HTTP_API, URL, WEBSOCKET, Route
from slslint.service.service import Service
from slslint.values.value import Text

Path = str | Text | None


class Endpoint(NamedTuple):
    """An endpoint as it is deployed; `lost` are the declarations that it replaces.

    `route` is the last declaration, with the path and the function that are left where the ids of paths or functions
    are equal too: the later one replaces the earlier (measured, Serverless 3.40).
    """

    route: Route
    lost: tuple[Route, ...]


def endpoints(service: Service) -> tuple[Endpoint, ...]:
    """The endpoints of a service, in the order in which they are first declared."""
    declared: dict[object, list[Route]] = {}
    for route in service.routes:
        declared.setdefault(_identity(route), []).append(route)
    resources = _resources(route.path for route in service.routes if route.kind == HTTP)
    functions = {naming.function_id(function.name): function for function in service.functions}
    return tuple(
        Endpoint(_deployed(routes[-1], resources, functions), tuple(routes[:-1])) for routes in declared.values()
    )


def _identity(route: Route) -> object:
    """The logical id of a route's resource, or what stands for it as far as it is known."""
    if route.kind == URL:
        return naming.url_id(route.function.name)
    if route.path is None or (route.method is None and route.kind != WEBSOCKET):
        return id(route)
    if isinstance(route.path, Text):
        return route.kind, route.method, route.path
    if route.kind == WEBSOCKET:
        return naming.websocket_route_id(route.path)
    if route.kind == HTTP_API:
        return naming.http_route_id(f"{route.method} {route.path}" if route.path != "$default" else "*")
    return naming.rest_method_id(route.path[1:], route.method or "")


def _deployed(route: Route, resources: dict[str, tuple[str, str]], functions: dict[str, Function]) -> Route:
    path = _spelled(route.path, resources) if route.kind == HTTP else route.path
    function = functions.get(naming.function_id(route.function.name), route.function)
    return Route(
        route.kind, route.method, path, route.authorization, route.api_key, route.event, route.path_at, function
    )


def _resources(paths: Iterable[Path]) -> dict[str, tuple[str, str]]:
    """The resources of a REST API by logical id: the parent's id and the own part of the path.

    Each path and each of its parents is one, in the order of the tree that they make.
    """
    below: dict[str, dict[str, str]] = {}
    for path in paths:
        parent = ""
        for part in path[1:].split("/") if isinstance(path, str) and path != "/" else ():
            whole = f"{parent}/{part}" if parent else part
            below.setdefault(parent, {})[whole] = part
            parent = whole
    found: dict[str, tuple[str, str]] = {}
    stack = [("", whole, part) for whole, part in reversed(below.get("", {}).items())]
    while stack:
        parent, path, part = stack.pop()
        found[naming.rest_resource_id(path)] = (naming.rest_resource_id(parent) if parent else "", part)
        stack += [(path, whole, last) for whole, last in reversed(below.pop(path, {}).items())]
    return found


def _spelled(path: Path, resources: dict[str, tuple[str, str]]) -> Path:
    """A path as it is left when resources of equal ids have replaced each other."""
    if not isinstance(path, str) or path == "/":
        return path
    parts: list[str] = []
    resource = naming.rest_resource_id(path[1:])
    while resource:
        if len(parts) > len(resources):
            return path  # an empty segment is its own parent, and nothing that could be deployed
        resource, part = resources[resource]
        parts.append(part)
    return "/" + "/".join(reversed(parts))
