"""Grants that match no request to any API, whatever the unknown parts are."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from slslint.access.declared import is_shared
from slslint.access.grant import SERVICE, Atoms, Grant, call_grants, grants, invokes
from slslint.access.reference import Owner, owner_of
from slslint.access.target import INVOKE
from slslint.iam.check_actions import check_actions
from slslint.iam.check_resources import check_resources
from slslint.iam.policy import PolicyDocument, Statement
from slslint.memo import once
from slslint.service.route import HTTP_API
from slslint.service.service import Service
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem
from slslint.values.glob import METHODS, Subject, match, pattern_of

_ACTIONS, _RESOURCES = range(12, 17), (19, 20, 21, 22, 23, 24)
_METHOD = "(?:ANY|" + "|".join(METHODS) + ")"
_IN_PLACE = rf"(?i)(?<=/){_METHOD}(?=/)"
_FOR_STAGE = rf"(:[^:/]+/)(?={_METHOD}/(?!{_METHOD}/))"


class Dead(NamedTuple):
    """What makes a grant useless, and the place to mend it; `instead` is what would stand there in a live one."""

    at: Pointer
    message: str
    instead: str = ""


@once
def dead_grants(service: Service, document: PolicyDocument) -> tuple[Dead, ...]:
    """The useless parts of a policy's execute-api grants, each place once."""
    found: dict[tuple[str, int], Dead] = {}
    for each in (*_alone(document), *_of_service(service, document)):
        found.setdefault(each.at.place, each)
    return tuple(found.values())


@once
def _alone(document: PolicyDocument) -> tuple[Dead, ...]:
    """What is useless whatever the service is."""
    own: dict[int, list[Grant]] = {}
    for grant in grants(document):
        own.setdefault(id(grant.statement), []).append(grant)
    with_grants = [statement for statement in document.statements if id(statement) in own]
    return tuple(dead for each in with_grants for dead in _of_statement(document, each, own[id(each)]))


def _of_service(service: Service, document: PolicyDocument) -> Iterator[Dead]:
    """What is useless because of what the service is, or one of the project whose API is meant."""
    for api, invoking in _by_api(document).items():
        owner = owner_of(service, api)
        for grant in invoking.all if owner is not None else invoking.odd:
            yield from _of_api(service, grant, owner)


class _Invoking(NamedTuple):
    """The grants of calls to one API; `odd` are those with a method that no request has."""

    all: list[Grant]
    odd: list[Grant]


@once
def _by_api(document: PolicyDocument) -> dict[Atoms, _Invoking]:
    """The grants of calls, by the id of the API."""
    found: dict[Atoms, _Invoking] = {}
    for grant in call_grants(document):
        if grant.api is not None and not _is_placeholder(grant.api):
            of_api = found.setdefault(grant.api, _Invoking([], []))
            of_api.all.append(grant)
            if _method(grant):
                of_api.odd.append(grant)
    return found


def _of_statement(document: PolicyDocument, statement: Statement, own: list[Grant]) -> Iterator[Dead]:
    for problem in check_actions(document, statement):
        if problem.data["rule"] in _ACTIONS and problem.data["severity"] == "error":
            yield Dead(problem.at, problem.message, INVOKE if _is_misnamed(problem.at) else "")
    yield from _other_services(statement, own)
    problems = [problem for problem in check_resources(document, statement) if _is_deadly(problem)]
    places = {grant.at.place for grant in own} if problems else set[tuple[str, int]]()
    for problem in problems:
        if problem.at.place in places:
            yield Dead(problem.at, problem.message, _mended(problem.at))
    for grant in own if invokes(statement) else ():
        if grant.api is not None and _is_placeholder(grant.api):
            message = f"`{grant.api[0]}` is no API id (ten lower-case letters and digits): it was never replaced"
            yield Dead(grant.at, message)


def _is_deadly(problem: Problem) -> bool:
    return problem.data["rule"] in _RESOURCES and problem.data["severity"] == "error"


def _other_services(statement: Statement, own: list[Grant]) -> Iterator[Dead]:
    """Actions of other services in a statement whose resources are all of execute-api."""
    resources, actions = statement.resources, statement.actions
    meant = {id(grant.item.cursor.value) for grant in own}
    if resources is None or actions is None or actions.negated:
        return
    if all(id(item.cursor.value) in meant for item in resources.items):
        for item in actions.items:
            service = (item.text or "*").partition(":")[0].lower()
            if "*" not in service and service != SERVICE:
                message = f"`{item.text}` is no action on an API's ARN; to call the API: `execute-api:Invoke`"
                yield Dead(item.cursor.value_at, message, INVOKE if _is_misnamed(item.cursor.value_at) else "")


def _of_api(service: Service, grant: Grant, owner: Owner | None) -> Iterator[Dead]:
    yield from _of_method(owner.service if owner is not None else service, grant)
    if owner is not None:
        yield from _of_form(grant)
        if owner.kind == HTTP_API and grant.stage is not None and not is_shared(owner.service, HTTP_API):
            yield from _of_stage(grant.at, grant.stage)


def _of_method(service: Service, grant: Grant) -> Iterator[Dead]:
    """A method that no request has, though a `*` before it might stretch until a path's own `get` or `ANY`."""
    method, segments = _method(grant), _segments(service)
    if method and segments is not None and method not in segments:
        at = grant.at
        wanted = "`*`" if method.upper() == "ANY" else f"`{method.upper()}`"
        yield Dead(at, f"`{method}` is no method that a request has; write {wanted}", _mended(at))


def _method(grant: Grant) -> str:
    """A grant's method if it is none that a request has: `ANY`, `get`; else nothing."""
    method = _literal(grant.arn.parts[2]) if len(grant.arn.parts) == 4 else ""
    return method if method not in METHODS and method.upper() in ("ANY", *METHODS) else ""


@once
def _segments(service: Service) -> frozenset[str] | None:
    """What stands between the slashes of the paths that the service declares; None where some cannot be seen."""
    routes = service.routes
    if service.functions_unknown or any(function.events_unknown for function in service.functions):
        return None
    if any(not isinstance(route.path, str) for route in routes):
        return None
    return frozenset(part for route in routes for part in str(route.path).split("/"))


def _of_form(grant: Grant) -> Iterator[Dead]:
    """An ARN that is not STAGE/METHOD/PATH behind the id of an API that is none for WebSockets."""
    if len(grant.arn.parts) < 3:
        return
    stage, method = (_literal(part) for part in grant.arn.parts[1:3])
    if stage and method and method.upper() not in ("ANY", *METHODS):
        yield Dead(grant.at, f"behind the id of the API come STAGE/METHOD/PATH, and `{method}` is no method")


def _literal(atoms: Atoms | None) -> str:
    """A slot's text where it is one literal without wildcards and variables, else nothing."""
    text = atoms[0] if atoms is not None and len(atoms) == 1 else ""
    return text if isinstance(text, str) and not (set(text) & set("*?") or "${" in text) else ""


def _of_stage(at: Pointer, stage: Atoms) -> Iterator[Dead]:
    if match(pattern_of(stage), Subject(("$default",))) is False:
        message = "the HTTP API is deployed to the stage `$default`, so no request matches another one here"
        yield Dead(at, message, re.sub(r"(?<=\$\{HttpApi\}/)[^/\s]+(?=/)", "$default", at.text))


def _is_misnamed(at: Pointer) -> bool:
    """Whether an action is to call something: its name is right, or that of the call of a function."""
    return at.text.strip("'\"").partition(":")[2].lower() in ("invoke", "invokefunction")


def _mended(at: Pointer) -> str:
    """An ARN with `*` for path variables, for the method ANY and for a stage that was left out; methods in capitals."""
    text = re.sub(r"(?<!\$)\{[\w+]+\}", "*", at.text)
    text = re.sub(_FOR_STAGE, r"\1*/", text, count=1)
    return re.sub(_IN_PLACE, lambda found: "*" if found[0].upper() == "ANY" else found[0].upper(), text, count=1)


def _is_placeholder(api: Atoms) -> bool:
    text = api[0] if len(api) == 1 else None
    if not isinstance(text, str):
        return False
    is_id = text.isascii() and text.isalnum() and text == text.lower()
    return not is_id and not any(char in text for char in "*?$/")
