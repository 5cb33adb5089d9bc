"""Requests as people write them, a method and a path or URL, and the route that an API takes one by."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from slslint.access.target import METHODS
from slslint.intrinsics.urls import Url, parse_url
from slslint.memo import once
from slslint.service.deployed import endpoints
from slslint.service.route import HTTP, HTTP_API, URL, Route
from slslint.service.service import Service
from slslint.suggest import closest, did_you_mean

DEFAULT = "$default"
_LITERAL, _VARIABLE, _GREEDY = range(3)


class Wanted(NamedTuple):
    """A request: `path` is all that follows the host, without the query; `url` is set where it is an invoke URL.

    `host` is empty for a bare path, which is the path within the API, without a stage.
    """

    method: str
    host: str
    path: str
    url: Url | None


def read_request(method: str, address: str) -> Wanted:
    """The request that a method and a URL or path name; raises ValueError, whose text says what is wrong."""
    name = method.upper()
    if name not in METHODS:
        raise ValueError(f"`{method}` is no method that an API answers{did_you_mean(name, METHODS)}")
    head, mark, rest = address.partition("://")
    if not mark:
        if not address.startswith("/"):
            raise ValueError(f"`{address}` is neither a URL nor a path: a path starts with `/`")
        return Wanted(name, "", _bare(address), None)
    if head.lower() not in ("http", "https"):
        raise ValueError(f"only requests over HTTP can be followed, not `{head}://`")
    end = next((at for at, char in enumerate(rest) if char in "/?#"), len(rest))
    host, path = rest[:end], _bare(rest[end:])
    if not host:
        raise ValueError(f"`{address}` names no host")
    return Wanted(name, host, path if path.startswith("/") else f"/{path}", parse_url((f"https://{host}{path}",)))


def _bare(path: str) -> str:
    return path.partition("#")[0].partition("?")[0]


class Match(NamedTuple):
    """The route that takes a request.

    Without one: `methods` are those that its path answers to, `nearest` is the declared route that comes nearest, and
    `open` says that there may be routes which cannot be seen. `preflight` says that the API itself answers.
    """

    route: Route | None
    methods: tuple[str, ...] = ()
    nearest: Route | None = None
    open: bool = False
    preflight: bool = False

    @property
    def hint(self) -> str:
        """What comes nearest, for the end of a sentence."""
        if self.methods:
            return f": its path answers to {', '.join(self.methods)}"
        return f"; did you mean `{self.nearest.label}`?" if self.nearest is not None else ""


@once
def routes_by_kind(service: Service, kind: str) -> tuple[Route, ...]:
    """The routes of one kind as they are deployed."""
    return tuple(each.route for each in endpoints(service) if each.route.kind == kind)


def match_route(service: Service, kind: str, method: str, path: str) -> Match:
    """The route of the service's API of that kind that takes a request; `path` is the path within the API.

    A REST API chooses the path first, the most specific one, and its method then; an HTTP API chooses among the routes
    that have the method, and takes `$default` for want of another (API Gateway Developer Guide, "Create routes").
    """
    routes = routes_by_kind(service, kind)
    known = [route for route in routes if isinstance(route.path, str) and route.method is not None]
    wanted = _segments(path, kind)
    fitting = [(rank, route) for route in known if (rank := _rank(route, wanted, kind)) is not None]
    best = sorted(rank for rank, route in fitting if kind == HTTP or _has_method(route, method))[:1]
    chosen = [route for rank, route in fitting if [rank] == best]
    for name in (method, "ANY"):
        route = next((route for route in chosen if route.method == name), None)
        if route is not None:
            return Match(route)
    at_path = [route for rank, route in fitting if [rank] == sorted(rank for rank, _ in fitting)[:1]]
    if method == "OPTIONS" and any(_answers_preflight(route) for route in at_path):
        return Match(at_path[0], preflight=True)
    methods = tuple(dict.fromkeys(route.method or "" for route in at_path))
    nearest = at_path[0] if at_path else _nearest(known, method, path)
    return Match(None, methods, nearest, len(known) < len(routes) or _may_hide_routes(service))


class Found(NamedTuple):
    """What a text of method and path names: a declared route or, with `asked`, one request that a route takes.

    Without a route `hint` says what comes near.
    """

    route: Route | None
    asked: tuple[str, str] | None = None
    hint: str = ""


def find_request(service: Service, text: str) -> Found:
    """The route or request that `METHOD PATH` names, path variables as declared or filled; raises ValueError."""
    method, _, path = " ".join(text.split()).partition(" ")
    for kind in (HTTP, HTTP_API, URL):
        for route in routes_by_kind(service, kind):
            if route.label in (f"{method.upper()} {path}", text):
                return Found(route)
    if not path:
        raise ValueError(f"`{text}` is no route: write method and path, `GET /notes/{{id}}`")
    wanted = read_request(method, path)
    matches = [match_route(service, kind, wanted.method, wanted.path) for kind in (HTTP, HTTP_API)]
    for match in matches:
        if match.route is not None:
            return Found(match.route, None if match.preflight else (wanted.method, wanted.path))
    return Found(None, hint=next((match.hint for match in matches if match.hint), ""))


def _has_method(route: Route, method: str) -> bool:
    return route.method in (method, "ANY")


def _may_hide_routes(service: Service) -> bool:
    return (
        service.functions_unknown
        or any(function.events_unknown for function in service.functions)
        or service.plugins.may("makesRoutes")
        or service.resources.unknown
        or any(True for _ in service.resources.of_type("AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Route"))
    )


def _answers_preflight(route: Route) -> bool:
    """Whether the API itself answers OPTIONS on a route's path."""
    cors = route.event["cors"]
    if route.kind == HTTP_API:
        cors = route.function.service.provider.at("httpApi", "cors")
    return cors.present and cors.scalar is not False


def _segments(path: str, kind: str) -> list[str]:
    """A path cut at its slashes; a REST API passes over one at the end."""
    if kind == HTTP and len(path) > 1:
        path = path.removesuffix("/")
    return path.removeprefix("/").split("/")


def _rank(route: Route, wanted: list[str], kind: str) -> tuple[int, ...] | None:
    """How specific a route's path is, segment by segment, the lowest being the most; None if it does not fit."""
    if route.path == DEFAULT:
        return (_GREEDY + 1,)
    ranks: list[int] = []
    segments = _segments(str(route.path), kind)
    for index, segment in enumerate(segments):
        if segment.startswith("{") and segment.endswith("+}"):
            return (*ranks, _GREEDY) if len(wanted) > index and wanted[index] else None
        if index >= len(wanted):
            return None
        if segment.startswith("{") and segment.endswith("}"):
            if not wanted[index]:
                return None
            ranks.append(_VARIABLE)
        elif segment == wanted[index]:
            ranks.append(_LITERAL)
        else:
            return None
    return tuple(ranks) if len(segments) == len(wanted) else None


def _nearest(routes: Iterable[Route], method: str, path: str) -> Route | None:
    """The route whose path is spelled most like the one asked for, one of the same method before others."""
    spelled = dict(_spelled(sorted(routes, key=lambda route: not _has_method(route, method)), path.split("/")))
    near = closest(path, spelled)
    return spelled.get(near) if near is not None else None


def _spelled(routes: Iterable[Route], wanted: list[str]) -> Iterator[tuple[str, Route]]:
    """Paths with what the request has in the place of their variables."""
    seen: set[str] = set()
    for route in routes:
        segments = str(route.path).split("/")
        if len(segments) == len(wanted):
            segments = [
                asked if segment.startswith("{") and asked else segment
                for segment, asked in zip(segments, wanted, strict=True)
            ]
        text = "/".join(segments)
        if text not in seen:
            seen.add(text)
            yield text, route
