"""A request's way: a line a hop, or JSON."""

import json
from collections.abc import Iterator
from typing import Any

from slslint.report.context import Context
from slslint.report.paint import Paint
from slslint.report.text import escape, width, wrap
from slslint.source.pointer import Pointer
from slslint.trace.follow import Trace
from slslint.trace.hop import FAILED, NOT_APPLICABLE, PASSED, UNKNOWN, Hop

MARKS = {PASSED: "✓", FAILED: "✗", UNKNOWN: "?", NOT_APPLICABLE: "·"}
ASCII = {PASSED: "+", FAILED: "x", UNKNOWN: "?", NOT_APPLICABLE: "-"}
LEAST, BESIDE = 30, 90


def render(trace: Trace, context: Context) -> str:
    """What was asked, each hop with its place, and what the caller sees."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(trace, context, Paint(context.screen)))


def _lines(trace: Trace, context: Context, paint: Paint) -> Iterator[str]:
    where = f"{context.relative(trace.service.file.path)}, stage {trace.service.stage or '…'}"
    yield f"{paint.bold(escape(_address(trace)))}  {paint.dim(escape(where))}"
    yield ""
    names = max(width(hop.name) for hop in trace.hops)
    room = max((context.screen.width or 10_000) - names - 6, LEAST)
    for hop in trace.hops:
        first, *rest = wrap(escape(hop.text), room)
        line, margin = f"  {_mark(hop, paint)} {hop.name:<{names}}  {paint.quoted(first)}", " " * (names + 6)
        place = context.place(hop.at) if hop.at is not None and hop.status != NOT_APPLICABLE else ""
        beside = not rest and width(first) + width(place) + 2 <= min(room, BESIDE)
        yield f"{line}  {paint.accent(place)}" if place and beside else line
        yield from (margin + paint.quoted(text) for text in rest)
        if place and not beside:
            yield margin + paint.accent(place)
        if hop.status == FAILED:
            for at, text in hop.related:
                yield f"{margin}{paint.accent(context.place(at))} {paint.dim(escape(text))}"
    yield ""
    yield from wrap(_end(trace), context.screen.width)


def _mark(hop: Hop, paint: Paint) -> str:
    mark = (MARKS if paint.unicode else ASCII)[hop.status]
    if hop.status == NOT_APPLICABLE:
        return paint.dim(mark)
    return paint.outcome(mark, {PASSED: True, FAILED: False}.get(hop.status))


def _address(trace: Trace) -> str:
    return f"{trace.wanted.method} {_target(trace)}"


def _target(trace: Trace) -> str:
    return f"https://{trace.wanted.host}{trace.wanted.path}" if trace.wanted.host else trace.wanted.path


def _end(trace: Trace) -> str:
    stop = trace.stop
    if stop is not None:
        sees = f": the caller sees {stop.sees}" if stop.sees else ""
        return escape(f"The request stops at the hop {stop.name}{sees}")
    open_hops = [hop.name for hop in trace.hops if hop.status == UNKNOWN]
    if open_hops:
        return f"Nothing in the project stops the request; not known: {', '.join(open_hops)}"
    return "The request gets through"


def render_json(trace: Trace, context: Context) -> str:
    """One JSON object; ASCII, so that any output can take it."""
    stop, route = trace.stop, trace.route
    result = {
        "request": {"method": trace.wanted.method, "address": _target(trace)},
        "service": context.relative(trace.service.file.path),
        "stage": trace.service.stage,
        "kind": trace.kind,
        "route": route.label if route is not None else None,
        "function": route.function.name if route is not None else None,
        "stops_at": stop.name if stop is not None else None,
        "sees": stop.sees if stop is not None else None,
        "hops": [_hop(hop, context) for hop in trace.hops],
    }
    return json.dumps(result, indent=2) + "\n"


def _hop(hop: Hop, context: Context) -> dict[str, Any]:
    return {
        "hop": hop.name,
        "status": hop.status,
        "text": hop.text,
        **_place(hop.at, context),
        "related": [{**_place(at, context), "message": text} for at, text in hop.related],
    }


def _place(at: Pointer | None, context: Context) -> dict[str, Any]:
    if at is None:
        return {"file": None, "line": None, "column": None}
    line, column = at.file.position(at.start)
    return {"file": context.relative(at.file.path), "line": line, "column": column}
