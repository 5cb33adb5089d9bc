"""Following a request through a service, from its address to its logs."""

from collections.abc import Iterable
from typing import NamedTuple

from slslint.access.caller import Caller
from slslint.access.request import Wanted, match_route, routes_by_kind
from slslint.project.project import in_stage
from slslint.service.file import ServiceFile
from slslint.service.route import HTTP, HTTP_API, URL, Route
from slslint.service.service import Service
from slslint.trace.address import api_hop, region_hop, route_hop, stage_hop, stage_of, stageless
from slslint.trace.authorization import authorization_hop
from slslint.trace.code import event_loop_hop, function_hop, timeout_hop
from slslint.trace.hop import (
    AUTHORIZATION,
    EVENT_LOOP,
    FAILED,
    FUNCTION,
    LOGS,
    PASSED,
    ROUTE,
    TIMEOUT,
    Hop,
    passed,
    seen,
    skipped,
    unknown,
)
from slslint.trace.logs import logs_hop

INSIDE = (AUTHORIZATION, FUNCTION, TIMEOUT, EVENT_LOOP, LOGS)


class Trace(NamedTuple):
    """A request's way: `kind` is that of the API, `route` the one that takes it, if one does.

    `nearness` tells how near a route comes: 2 one of the path, 1 one of a similar path, 0 none.
    """

    service: Service
    wanted: Wanted
    kind: str
    route: Route | None
    hops: tuple[Hop, ...]
    nearness: int = 0

    @property
    def stop(self) -> Hop | None:
        """The hop at which the request ends; None where none is known to end it."""
        return next((hop for hop in self.hops if hop.is_end), None)

    @property
    def reach(self) -> tuple[int, int, int]:
        """How far the request gets, how near a route comes, and how much is certain: what is larger fits better."""
        stop = self.stop
        ahead = self.hops[: self.hops.index(stop)] if stop is not None else self.hops
        return len(ahead), self.nearness, sum(hop.status == PASSED for hop in ahead)


def follow(service: Service, wanted: Wanted, caller: Caller | None = None) -> Trace:
    """The way of a request through the API of a service that it reaches furthest in."""
    kinds = [kind for kind in _kinds(wanted) if routes_by_kind(service, kind)]
    traces = [_through(service, wanted, kind, caller) for kind in kinds or _kinds(wanted)[:1]]
    return max(traces, key=lambda trace: trace.reach)


def _kinds(wanted: Wanted) -> tuple[str, ...]:
    if wanted.url is not None:
        return (URL,) if wanted.url.service == "lambda-url" else (HTTP, HTTP_API)
    return (HTTP, HTTP_API)


def view(file: ServiceFile, wanted: Wanted) -> Service:
    """The service in the stage that a URL names, if it is one of its stages or may be; else in the first."""
    first = file.services[0]
    stage = stage_of(wanted) if wanted.url is not None else ""
    if stage in file.stages or (stage and not file.stages_closed and _is_stage(first, wanted)):
        return in_stage(file, stage) or first
    return first


def _is_stage(service: Service, wanted: Wanted) -> bool:
    """Whether what follows the first part of the path is a route's path, so that the first part is meant as a stage."""
    return match_route(service, HTTP, wanted.method, stageless(wanted)).route is not None


def _through(service: Service, wanted: Wanted, kind: str, caller: Caller | None) -> Trace:
    stage, path = stage_hop(service, wanted, kind)
    hops = [region_hop(service, wanted, kind), api_hop(service, wanted, kind), stage]
    if kind == URL:
        route, hop = _of_url(service)
        hops.append(hop)
        return Trace(service, wanted, kind, route, (*hops, *_inside(route, wanted, wanted.path, caller)))
    match = match_route(service, kind, wanted.method, path)
    hops.append(route_hop(service, match, wanted, path, kind))
    if match.preflight:
        return Trace(
            service, wanted, kind, match.route, (*hops, *(skipped(name, "the API answers") for name in INSIDE))
        )
    nearness = 2 if match.methods or match.route else int(match.nearest is not None)
    return Trace(service, wanted, kind, match.route, (*hops, *_inside(match.route, wanted, path, caller)), nearness)


def _of_url(service: Service) -> tuple[Route | None, Hop]:
    """The function whose URL it is: the only one that has one."""
    routes = routes_by_kind(service, URL)
    if len(routes) == 1:
        return routes[0], passed(ROUTE, routes[0].label, routes[0].at)
    if routes:
        names = ", ".join(f"`{route.function.name}`" for route in routes)
        return None, unknown(ROUTE, f"{names} have URLs: whose it is, is known after the deploy", routes[0].at)
    return None, Hop(ROUTE, FAILED, "no function has a URL", service.functions_at, (), seen(ROUTE, HTTP))


def _inside(route: Route | None, wanted: Wanted, path: str, caller: Caller | None) -> Iterable[Hop]:
    if route is None:
        return [skipped(name, "no route is known") for name in INSIDE]
    return [
        authorization_hop(route, wanted.method, path, caller),
        function_hop(route),
        timeout_hop(route),
        event_loop_hop(route),
        logs_hop(route),
    ]
