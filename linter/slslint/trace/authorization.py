"""The hop at which a request is let in or not."""

from slslint.access.access import access_to
from slslint.access.caller import GUEST, Caller
from slslint.access.simulation import Outcome, known_callers, on_route
from slslint.iam.evaluate import ALLOWED, DENIALS, PARTIAL
from slslint.service.route import AWS_IAM, COGNITO, CUSTOM, JWT, NONE, URL, Route
from slslint.source.pointer import Pointer
from slslint.trace.hop import AUTHORIZATION, FAILED, Hop, passed, seen, unknown

_ASKED = {
    CUSTOM: "a Lambda authorizer decides",
    COGNITO: "a user pool's token is asked for in the header `Authorization`",
    JWT: "a token is asked for in the header `Authorization`",
}


def authorization_hop(route: Route, method: str, path: str, caller: Caller | None) -> Hop:
    """Whether a caller is let in; without one, whether anybody who is known is."""
    if route.authorization is None:
        return unknown(AUTHORIZATION, "what guards the route is not known here", route.authorizer_at)
    if route.authorization != AWS_IAM:
        return _other(route)
    if caller is not None:
        return _judged(route, on_route(caller, route, _asked(route, method, path)))
    outcomes = [on_route(each, route, _asked(route, method, path)) for each in known_callers(route.function.service)]
    if not outcomes:
        return unknown(AUTHORIZATION, "IAM decides, and the project shows no caller: name one", route.authorizer_at)
    return _of_all(route, outcomes)


def _asked(route: Route, method: str, path: str) -> tuple[str, str] | None:
    return None if route.kind == URL else (method, path)


def _other(route: Route) -> Hop:
    key = "; and a usage plan's key in the header `x-api-key`" if route.api_key else ""
    if route.authorization != NONE:
        return unknown(AUTHORIZATION, f"{_ASKED[route.authorization or CUSTOM]}{key}", route.authorizer_at)
    if route.api_key is None:
        return unknown(AUTHORIZATION, "whether a key is asked for is not known here", route.authorizer_at)
    if route.api_key:
        text = "a usage plan's key is asked for in the header `x-api-key`"
        return unknown(AUTHORIZATION, text, route.event["private"].value_at)
    return passed(AUTHORIZATION, "none is asked for", route.authorizer_at)


def _judged(route: Route, outcome: Outcome) -> Hop:
    """The hop for one caller."""
    name = f"`{outcome.caller.name}`"
    if outcome.verdict == ALLOWED:
        statement = next((match.rule.statement.at for match in outcome.matched), outcome.caller.at)
        return passed(AUTHORIZATION, f"{name} may, by the policies in this project", statement)
    if outcome.verdict not in DENIALS:
        return unknown(AUTHORIZATION, f"{name}: {outcome.reason}", route.authorizer_at)
    text = f"{name} may not, {outcome.reason}"
    if outcome.nearest is not None:
        text += f"; {outcome.nearest}"
    denies = [match.rule.statement.at for match in outcome.matched]
    at, *others = [outcome.nearest.at] if outcome.nearest is not None else denies or [outcome.caller.at]
    also = tuple((place, "this Deny applies too") for place in others)
    related = ((route.authorizer_at, "IAM guards the route"), *also, *outcome.caller.related)
    return Hop(AUTHORIZATION, FAILED, text, at, related, seen(AUTHORIZATION, route.kind))


def _of_all(route: Route, outcomes: list[Outcome]) -> Hop:
    """The hop for a request that nobody in particular signs."""
    may = [each.caller.name for each in outcomes if each.verdict in (ALLOWED, PARTIAL)]
    if may:
        text = f"IAM decides: {_names(may)} may"
        others = [each.caller.name for each in outcomes if each.verdict in DENIALS and each.caller.kind != GUEST]
        if others:
            return unknown(AUTHORIZATION, f"{text}, {_names(others)} may not", route.authorizer_at)
        return passed(AUTHORIZATION, text, _statement(outcomes) or route.authorizer_at)
    if all(each.verdict in DENIALS for each in outcomes) and access_to(route.function.service).pools_seen:
        hop = _judged(route, outcomes[0])
        return hop._replace(text=f"of those who are known nobody may: {hop.text}") if len(outcomes) > 1 else hop
    return unknown(AUTHORIZATION, f"IAM decides: {outcomes[0].reason}", route.authorizer_at)


def _statement(outcomes: list[Outcome]) -> Pointer | None:
    return next((match.rule.statement.at for each in outcomes for match in each.matched), None)


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
