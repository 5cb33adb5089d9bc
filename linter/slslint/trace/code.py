"""The hops inside Lambda: the function's code, its time, and Node's event loop, as far as they are known."""

from collections.abc import Iterator

from slslint.handlers import verdicts
from slslint.handlers.function import FOUND, MISSING
from slslint.handlers.handler import Handler, Remark, handler_of
from slslint.handlers.locate import CASE_DIFFERS
from slslint.handlers.locate import MISSING as NO_FILE
from slslint.service.route import HTTP, URL, Route
from slslint.suggest import did_you_mean
from slslint.trace.hop import EVENT_LOOP, FAILED, FUNCTION, TIMEOUT, Hop, passed, seen, skipped, unknown


def function_hop(route: Route) -> Hop:
    """Whether there is a function that answers."""
    function, handler = route.function, handler_of(route.function)
    name = f"{function.name}: {function.handler.shown}"
    if function.is_image:
        return unknown(FUNCTION, f"{function.name} is a container image", function.at)
    located = handler.located
    if located.status in (NO_FILE, CASE_DIFFERS):
        there = f"; the file is called `{handler.shown(located.spelled)}`" if located.spelled else ""
        return _broken(route, f"{name}: there is no file `{handler.shown(located.path)}`{there}", handler)
    if handler.left_out_by is not None:
        text = f"{name}: the pattern `{handler.left_out_by.text}` keeps its file out of the package"
        return _broken(route, text, handler)
    facts = handler.facts
    if facts.status == MISSING:
        text = f"{name}: `{handler.shown(facts.path)}` {facts.why}{did_you_mean(facts.export[-1], facts.names)}"
        return _broken(route, text, handler)
    if facts.status != FOUND:
        return unknown(FUNCTION, f"{name}; {facts.why or located.why}", handler.at)
    if handler.is_wrapped:
        return unknown(FUNCTION, f"{name}; other code stands before it, which is not read", handler.at)
    for remark in _failures(handler) if route.awaits_answer else ():
        return _wrong(route, remark)
    if route.payload == "1.0":
        for verdict in handler.verdicts(verdicts.malformed_response):
            return unknown(FUNCTION, f"{name}; one of its answers: {verdict.message}", verdict.at)
    if facts.opaque:
        return unknown(FUNCTION, f"{name} is there; not all of its code can be followed: {facts.opaque}", handler.at)
    return passed(FUNCTION, name, handler.at)


def _failures(handler: Handler) -> Iterator[Remark]:
    """What makes every request fail, that which happens first in the first place."""
    yield from handler.broken_imports
    yield from handler.verdicts(verdicts.callback_removed)
    yield from handler.verdicts(verdicts.unanswered_request)


def _broken(route: Route, text: str, handler: Handler) -> Hop:
    return Hop(FUNCTION, FAILED, text, handler.at, (), seen(FUNCTION, route.kind))


def _wrong(route: Route, verdict: Remark) -> Hop:
    sees = seen(FUNCTION, route.kind)
    if verdict.rule == "unanswered-request" and route.kind != HTTP:
        sees = "200 null"
    return Hop(FUNCTION, FAILED, verdict.message, verdict.at, verdict.related, sees)


def timeout_hop(route: Route) -> Hop:
    """How long the function may take, and how long the API waits."""
    timeout, limit = route.function.timeout, _limit(route)
    waits = "" if route.kind == URL else f", the {route.api_name} waits {limit:g} s" if limit is not None else ""
    if timeout.is_default:
        text = f"Lambda stops the function after {timeout.value} s, as nobody sets a timeout{waits}"
        return unknown(TIMEOUT, text, route.function.at)
    if not isinstance(timeout.value, int | float):
        return unknown(TIMEOUT, f"how long the function may take is not known here{waits}", timeout.cursor.value_at)
    if limit is not None and timeout.value > limit and route.awaits_answer:
        text = f"the function may take {timeout.value:g} s, but the {route.api_name} gives up after {limit:g} s"
        return unknown(TIMEOUT, f"{text}: {seen(TIMEOUT, route.kind)}", timeout.cursor.value_at)
    return passed(TIMEOUT, f"{timeout.value:g} s{waits}", timeout.cursor.value_at)


def _limit(route: Route) -> float | None:
    """Seconds that the API waits; None where that is set and not known."""
    for owner in (route.event, route.function.service.provider["apiGateway"]):
        own = owner["timeoutInMillis"]
        if route.kind == HTTP and own.present:
            return own.number / 1000 if own.number is not None else None
    return route.time_limit


def event_loop_hop(route: Route) -> Hop:
    """Whether the answer is held back until Node's event loop is empty."""
    handler = handler_of(route.function)
    runtime = route.function.runtime.value
    if isinstance(runtime, str) and not runtime.startswith("nodejs"):
        return skipped(EVENT_LOOP, "the function does not run on Node.js")
    if not handler.majors:
        return unknown(EVENT_LOOP, "how the runtime waits is not known here", route.function.runtime.cursor.value_at)
    if handler.facts.status != FOUND or handler.is_wrapped:
        return unknown(EVENT_LOOP, "the code cannot be read")
    for verdict in handler.verdicts(verdicts.event_loop_wait):
        held = handler.facts.held[0].seconds if handler.facts.held else 0
        seconds = route.function.timeout.value
        forever = held is None or (isinstance(seconds, int | float) and held >= seconds)
        sees = f"{seen(FUNCTION, route.kind)} after the function's timeout" if forever else "a slow answer"
        return Hop(EVENT_LOOP, FAILED, verdict.message, verdict.at, verdict.related, sees, forever)
    for judge in (verdicts.event_loop_misspelled, verdicts.event_loop_flag_unset):
        for verdict in handler.verdicts(judge):
            return unknown(EVENT_LOOP, verdict.message, verdict.at, verdict.related)
    if handler.facts.opaque:
        return unknown(EVENT_LOOP, "not all of the code can be followed")
    return passed(EVENT_LOOP, "nothing holds the answer back, as far as the code tells")
