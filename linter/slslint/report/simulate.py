"""The answers of a simulation: a table, or JSON."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from slslint.access.simulation import Outcome
from slslint.iam.evaluate import ALLOWED, DENIALS, INVALID, PARTIAL
from slslint.report.context import Context
from slslint.report.paint import Paint
from slslint.report.text import count, escape, width, wrap
from slslint.source.pointer import Pointer

HEAD = ("CALLER", "REQUEST", "DECISION", "WHY")
WORDS = {ALLOWED: "allowed", PARTIAL: "partly", INVALID: "invalid"}
LEAST = 30


def render(outcomes: Iterable[Outcome], context: Context) -> str:
    """A table with a row an answer, and how many there are of each."""
    paint = Paint(context.screen)
    rows = [(outcome, _cells(outcome)) for outcome in outcomes]
    widths = [max(map(width, column)) for column in zip(HEAD[:3], *(cells for _, cells in rows), strict=True)]
    lines = [
        "  ".join(
            f"{paint.dim(head)}{' ' * (room - width(head))}" for head, room in zip(HEAD, [*widths, 0], strict=True)
        )
    ]
    indent = sum(widths) + 2 * len(widths)
    room = max((context.screen.width or 10_000) - indent, LEAST)
    places = [_service(outcome, context) for outcome, _ in rows]
    for (outcome, cells), place, before in zip(rows, places, ["", *places[:-1]], strict=True):
        if place != before and len(set(places)) > 1:
            lines += ["", paint.accent(place)]
        caller, request, verdict = (cell + " " * (room - width(cell)) for cell, room in zip(cells, widths, strict=True))
        why = [line for text in _why(outcome, context) for line in wrap(text, room)] or [""]
        first = f"{caller}  {request}  {paint.outcome(verdict, _is_good(outcome))}  {paint.quoted(why[0])}"
        lines += [first.rstrip(), *(" " * indent + paint.quoted(line) for line in why[1:])]
    return "".join(f"{line}\n" for line in (*map(str.rstrip, lines), "", _total([outcome for outcome, _ in rows])))


def _service(outcome: Outcome, context: Context) -> str:
    """The service and stage that a route is of; empty for an action on a resource."""
    if outcome.route is None:
        return ""
    service = outcome.route.function.service
    return escape(f"{context.relative(service.file.path)}, stage {service.stage or '…'}")


def _cells(outcome: Outcome) -> tuple[str, str, str]:
    return escape(outcome.caller.name), escape(outcome.request), _word(outcome)


def _word(outcome: Outcome) -> str:
    return "denied" if outcome.verdict in DENIALS else WORDS.get(outcome.verdict, "unknown")


def _is_good(outcome: Outcome) -> bool | None:
    return {"allowed": True, "denied": False, "invalid": False}.get(_word(outcome))


def _why(outcome: Outcome, context: Context) -> Iterator[str]:
    """The statements that decide with their places; of a denial what comes nearest; of the rest the reason."""
    for match in outcome.matched:
        statement = match.rule.statement
        yield escape(f"{statement.effect}: {_statement(match.rule.document.name, statement.number)}") + _at(
            statement.at, context
        )
    if outcome.verdict in (ALLOWED, "ExplicitlyDenied"):
        return
    yield escape(outcome.reason)
    if outcome.nearest is not None:
        yield escape(str(outcome.nearest)) + _at(outcome.nearest.at, context)


def _statement(policy: str, number: int) -> str:
    return f"statement {number} of {policy}" if policy else f"statement {number}"


def _at(at: Pointer, context: Context) -> str:
    return f" ({context.place(at)})"


def _total(outcomes: list[Outcome]) -> str:
    words = [_word(outcome) for outcome in outcomes]
    kinds = ", ".join(f"{words.count(word):,} {word}" for word in dict.fromkeys(words))
    return f"{count(len(words), 'answer')}: {kinds}"


def render_json(outcomes: Iterable[Outcome], context: Context) -> str:
    """A list with an object an answer, each on a line; ASCII, so that any output can take it."""
    rows = [json.dumps(_row(outcome, context)) for outcome in outcomes]
    return "[\n  " + ",\n  ".join(rows) + "\n]\n" if rows else "[]\n"


def _row(outcome: Outcome, context: Context) -> dict[str, Any]:
    route = outcome.route
    service = route.function.service if route is not None else None
    return {
        "caller": outcome.caller.name,
        "request": outcome.request,
        "route": route.label if route is not None else None,
        "service": context.relative(service.file.path) if service is not None else None,
        "stage": service.stage if service is not None else None,
        "decision": outcome.verdict,
        "matched": [
            {
                "policy": match.rule.document.name,
                "statement": match.rule.statement.number,
                "effect": match.rule.statement.effect,
                **_place(match.rule.statement.at, context),
            }
            for match in outcome.matched
        ],
        "reason": outcome.reason,
        "nearest": _nearest(outcome, context),
    }


def _nearest(outcome: Outcome, context: Context) -> dict[str, Any] | None:
    miss = outcome.nearest
    if miss is None:
        return None
    return {
        "policy": miss.rule.document.name,
        "statement": miss.rule.statement.number,
        **_place(miss.at, context),
        "differences": [difference._asdict() for difference in miss.differences],
    }


def _place(at: Pointer, context: Context) -> dict[str, Any]:
    return {"file": context.relative(at.file.path), "line": at.line}
