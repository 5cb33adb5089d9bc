"""What a hover says of a route and of a function: where it is reached, who may call it, how long it may take."""

from collections.abc import Iterator

from slslint.access.caller import Caller
from slslint.access.simulation import Outcome, known_callers, on_route
from slslint.access.target import invoke_arn
from slslint.iam.evaluate import ALLOWED, DENIALS, PARTIAL
from slslint.lsp.features.buffer import Buffer, Spot
from slslint.lsp.features.markdown import code, folded, prose
from slslint.memo import once
from slslint.report.context import Context
from slslint.report.routes import readable
from slslint.report.text import count
from slslint.service.function import Function
from slslint.service.route import AWS_IAM, COGNITO, CUSTOM, JWT, NONE, URL, WEBSOCKET, Route
from slslint.service.service import Service
from slslint.service.setting import DEFAULT, Setting
from slslint.source.node import MAP, key_text

_PARTS = ("path", "method", "route", "authorizer", "type", "name")
"""Keys of an event at which the route is told of; elsewhere in it the key is."""
AUTHORIZATIONS = {
    NONE: "anybody may call it",
    AWS_IAM: "IAM decides (`aws_iam`)",
    CUSTOM: "a Lambda authorizer decides",
    COGNITO: "a token of a Cognito user pool is asked for",
    JWT: "a token is asked for (JWT)",
    None: "what guards it is not known here",
}
_SHOWN = 12
"""Callers, or routes, that are told of one by one."""


def route_at(service: Service, buffer: Buffer, spot: Spot) -> Route | None:
    """The route of a service whose event a spot is the line, the path, the method or the authorizer of."""
    for route in service.routes:
        at = route.at
        if at.file.path != buffer.path or at.node is None:
            continue
        depth = next((n for n, (key, node) in enumerate(spot.chain) if at.node is key or at.node is node), None)
        if depth is None:
            continue
        rest = spot.chain[depth + 1 :]
        if not rest or (rest[0][0] is not None and key_text(rest[0][0]) in _PARTS):
            return route if rest or spot.on_key or spot.value.kind != MAP else None
    return None


def about_route(buffer: Buffer, spot: Spot) -> str:
    """What a route is, as Markdown; nothing where a spot is of none."""
    found = [
        (buffer.label(service), route) for service in buffer.all_services if (route := route_at(service, buffer, spot))
    ]
    if not found:
        return ""
    root = buffer.view.session.workspace.root
    context = Context(root, root)
    head = f"**{prose(found[0][1].label)}** of the {found[0][1].api_name}, function {code(found[0][1].function.name)}"
    lines = [
        *(f"- {text}" for text in folded((label, _arn(route)) for label, route in found) if text),
        *(f"- {text}" for text in folded((label, _authorization(route)) for label, route in found)),
        *(f"- {text}" for text in folded((label, _time(route, context)) for label, route in found)),
    ]
    return "\n".join([head, "", *lines])


def _arn(route: Route) -> str:
    arn = readable(invoke_arn(route))
    return f"invoked as {code(arn)}" if arn else "its ARN is not known: the method or the path is not"


def _authorization(route: Route) -> str:
    lines = [prose(AUTHORIZATIONS[route.authorization])]
    if route.api_key:
        lines[0] += ", and a usage plan's key is asked for"
    if route.authorization == AWS_IAM:
        lines += [f"  - {text}" for text in _callers(route)]
    return "\n".join(lines)


def outcomes(route: Route) -> tuple[Outcome, ...]:
    """What each known caller may do on a route."""
    return tuple(on_route(caller, route) for caller in _callers_of(route.function.service))


@once
def _callers_of(service: Service) -> tuple[Caller, ...]:
    return tuple(known_callers(service))


def _callers(route: Route) -> Iterator[str]:
    found = outcomes(route)
    if not found:
        yield prose("the project shows no caller: name one in `[[callers]]`")
    for outcome in found[:_SHOWN]:
        yield f"{code(outcome.caller.name)}: {_verdict(outcome)}"
    if len(found) > _SHOWN:
        yield f"and {count(len(found) - _SHOWN, 'more caller')}"


def _verdict(outcome: Outcome) -> str:
    if outcome.verdict == ALLOWED:
        return "allowed"
    if outcome.verdict in DENIALS:
        near = f"; {outcome.nearest}" if outcome.nearest is not None else ""
        return f"denied, {prose(f'{outcome.reason}{near}')}"
    return f"{'allowed in part' if outcome.verdict == PARTIAL else 'not known'}: {prose(outcome.reason)}"


def _time(route: Route, context: Context) -> str:
    timeout = _setting(route.function.timeout, context, " s")
    if route.kind == URL:
        return f"timeout {timeout}"
    limit = "" if route.kind == WEBSOCKET and not route.awaits_answer else f"; the API waits {route.time_limit:g} s"
    return f"timeout {timeout}{limit}"


def _setting(setting: Setting, context: Context, unit: str = "") -> str:
    """A setting with the place that sets it."""
    if setting.origin == DEFAULT:
        return f"{code(f'{setting.value}{unit}')}, the default" if setting.value is not None else "not known"
    shown = code(f"{setting.value}{unit}") if setting.value is not None else "not known,"
    return f"{shown} of the {setting.origin} at {code(context.place(setting.cursor.value_at))}"


def about_function(buffer: Buffer, spot: Spot) -> str:
    """What a function is, as Markdown; nothing where a spot is no function's key."""
    if not spot.on_key:
        return ""
    found = [
        (buffer.label(service), function)
        for service in buffer.all_services
        for function in service.functions
        if function.cursor.key is spot.key
    ]
    if not found:
        return ""
    root = buffer.view.session.workspace.root
    context = Context(root, root)
    lines = folded((label, "\n".join(_function(function, context))) for label, function in found)
    return "\n\n".join(lines)


def _function(function: Function, context: Context) -> Iterator[str]:
    name = function.physical_name
    yield f"**{prose(function.name)}**" + (f", deployed as {code(name)}" if name else "")
    yield ""
    yield f"- timeout {_setting(function.timeout, context, ' s')}"
    if not function.is_image:
        yield f"- runtime {_setting(function.runtime, context)}"
    routes = function.routes
    yield from (f"- {prose(route.label)}: {prose(AUTHORIZATIONS[route.authorization])}" for route in routes[:_SHOWN])
    if len(routes) > _SHOWN:
        yield f"- and {count(len(routes) - _SHOWN, 'more route')}"
