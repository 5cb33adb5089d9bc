"""What cfn-lint says of a template, and what of it holds for the service."""

from typing import Any, NamedTuple, cast

from slslint.engine.finding import SEVERITIES, Finding, Related
from slslint.engine.manifest import EXTERNAL, find_rule
from slslint.source.pointer import Pointer
from slslint.template.compiled import Template
from slslint.template.convert import STAND_IN, UNKNOWN
from slslint.template.part import Part

_SEVERITIES = {"error": SEVERITIES[0], "warning": SEVERITIES[1], "informational": SEVERITIES[2]}
_UNUSED = frozenset(("W2001", "W7001", "W8001"))
"""A parameter, mapping or condition that nothing refers to."""
_WRITTEN = frozenset(("W1020", "W3010", "W8003", "I3042"))
"""A literal where there should be none: what a variable brings is no literal to its author."""
_ACROSS = frozenset(("36", "37"))
"""How the numbers of rules start that judge one property by another one, which may be unknown."""
_CONDITIONAL = frozenset(("E3005", "W1001"))
"""A reference to what is only there under a condition: the resource's own, which may be unknown, may be the same."""
_ALTERNATIVES = frozenset(("E3017", "E3018"))
"""Something fits none of several shapes, or several of them: what is unknown of it may decide."""
_REQUIRED = "E3003"
_OWN_FAULTS = "E0"
"""The codes of cfn-lint's own failures, and of what it cannot read."""
_CRASH = 'Exception "'
"""How a message starts that tells of a crash within cfn-lint."""


class Match(NamedTuple):
    """One line of cfn-lint's: `number` is that of the node (see template.part), `path` the way to it."""

    code: str
    severity: str
    summary: str
    message: str
    number: int
    path: tuple[str | int, ...]


def read(answer: dict[str, Any]) -> list[Match]:
    """The matches in an answer of the worker, or in one from the cache; raises ValueError for what is none."""
    rows = answer.get("matches")
    if not isinstance(rows, list):
        raise ValueError("no matches")
    return [_match(row) for row in cast("list[object]", rows)]


def _match(row: object) -> Match:
    fields = cast("list[Any]", row) if isinstance(row, list) else []
    if len(fields) != len(Match._fields) or not all(isinstance(each, str) for each in fields[:4]):
        raise ValueError("no match")
    number, path = fields[4:]
    if type(number) is not int or not isinstance(path, list):
        raise ValueError("no match")
    steps = cast("list[Any]", path)
    if not all(isinstance(each, str | int) for each in steps):
        raise ValueError("no match")
    code, severity, summary, message = fields[:4]
    return Match(code, severity, summary, message, number, tuple(steps))


def finding_of(match: Match, template: Template, service: str) -> Finding | None:
    """The finding for a match; None for what concerns generated resources, or depends on something unknown."""
    at = _place(match, template)
    severity = _SEVERITIES.get(match.severity)
    if at is None or severity is None or not _holds(match, template):
        return None
    code = f"{EXTERNAL}/{match.code}"
    rule = find_rule(code)
    origin = template.places[match.number].part.origin
    return Finding(
        code=code,
        name=code,
        severity=severity,
        message=match.message,
        at=at,
        related=(Related(origin, "the value comes from here"),) if origin is not None else (),
        service=service,
        url=rule.url if rule is not None else "",
        summary=match.summary,
    )


def _place(match: Match, template: Template) -> Pointer | None:
    return template.places[match.number].at if 0 <= match.number < len(template.places) else None


def _holds(match: Match, template: Template) -> bool:
    if (
        match.code.startswith(_OWN_FAULTS)
        or match.message.startswith(_CRASH)
        or UNKNOWN in match.message
        or STAND_IN in match.message
    ):
        return False
    if (match.code[1:3] in _ACROSS or match.code in _CONDITIONAL) and _is_hidden(template, match.path[:2]):
        return False
    if _may_have_more(template, match.path) or (match.code in _ALTERNATIVES and _is_hidden(template, match.path)):
        return False
    if match.code in _UNUSED:
        return template.used is not None and str(match.path[-1]) not in template.used
    if match.code in _WRITTEN:
        return not template.places[match.number].part.derived
    is_merged = match.path[:1] == ("Resources",) and match.path[1:2] and match.path[1] in template.mergeable
    return not (match.code == _REQUIRED and is_merged)


def _is_hidden(template: Template, path: tuple[str | int, ...]) -> bool:
    """Whether something of a resource, or whatever a path leads to, is unknown."""
    return _part_at(template, path).hidden


def _may_have_more(template: Template, path: tuple[str | int, ...]) -> bool:
    """Whether what a path leads to may have keys that are not known; of a resource, whether its properties may."""
    part = _part_at(template, path)
    properties = part.get("Properties") if len(path) == len(("Resources", "name")) else None
    return part.open or (properties is not None and properties.open)


def _part_at(template: Template, path: tuple[str | int, ...]) -> Part:
    """The part that a path leads to, or the last one on the way."""
    part = template.places[0].part
    for step in path:
        inner = part.items[step] if isinstance(step, int) and step < len(part.items) else part.get(str(step))
        if inner is None:
            break
        part = inner
    return part
