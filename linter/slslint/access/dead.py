"""Grants that match no request to any API, whatever the unknown parts are."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from slslint.access.declared import is_shared
from slslint.access.grant import SERVICE, Atoms, Grant, grants, invokes
from slslint.access.reference import owner_of
from slslint.access.target import INVOKE
from slslint.iam.check_actions import check_actions
from slslint.iam.check_resources import check_resources
from slslint.iam.policy import PolicyDocument, Statement
from slslint.memo import once
from slslint.service.route import HTTP_API
from slslint.service.service import Service
from slslint.source.pointer import Pointer
from slslint.values.glob import METHODS, Subject, match, pattern_of

_ACTIONS, _RESOURCES = range(12, 17), (19, 20, 21, 22, 23, 24)
_METHOD = re.compile(rf"(?<=/)(?:ANY|{'|'.join(METHODS)})(?=/)", re.I)


class Dead(NamedTuple):
    """What makes a grant useless, and the place to mend it; `instead` is what would stand there in a live one."""

    at: Pointer
    message: str
    instead: str = ""


@once
def dead_grants(service: Service, document: PolicyDocument) -> tuple[Dead, ...]:
    """The useless parts of a policy's execute-api grants, each place once."""
    own = grants(document)
    meant = [each.statement for each in own]
    found: dict[tuple[str, int], Dead] = {}
    for statement in document.statements:
        if statement.effect == "Allow" and statement in meant:
            for each in _of_statement(service, document, statement, own):
                found.setdefault((each.at.file.path, each.at.start), each)
    return tuple(found.values())


def _of_statement(
    service: Service, document: PolicyDocument, statement: Statement, own: tuple[Grant, ...]
) -> Iterator[Dead]:
    for problem in check_actions(document, statement):
        if problem.data["rule"] in _ACTIONS and problem.data["severity"] == "error":
            yield Dead(problem.at, problem.message, INVOKE if _is_misnamed(problem.at) else "")
    yield from _other_services(statement, own)
    for problem in check_resources(document, statement):
        fits = problem.data["rule"] in _RESOURCES and problem.data["severity"] == "error"
        if fits and any(_stands_at(grant, problem.at) for grant in own):
            yield Dead(problem.at, problem.message, _with_wildcards(problem.at))
    for grant in own:
        if grant.statement is statement and invokes(statement):
            yield from _of_api(service, grant)


def _other_services(statement: Statement, own: tuple[Grant, ...]) -> Iterator[Dead]:
    """Actions of other services in a statement whose resources are all of execute-api."""
    resources, actions = statement.resources, statement.actions
    meant = {id(grant.item.cursor.value) for grant in own if grant.statement is statement}
    if resources is None or actions is None or actions.negated:
        return
    if all(id(item.cursor.value) in meant for item in resources.items):
        for item in actions.items:
            service = (item.text or "*").partition(":")[0].lower()
            if "*" not in service and service != SERVICE:
                message = f"`{item.text}` is no action on an API's ARN; to call the API: `execute-api:Invoke`"
                yield Dead(item.cursor.value_at, message, INVOKE if _is_misnamed(item.cursor.value_at) else "")


def _stands_at(grant: Grant, at: Pointer) -> bool:
    place = grant.item.cursor.value_at
    return place.file is at.file and place.start == at.start


def _of_api(service: Service, grant: Grant) -> Iterator[Dead]:
    at, api = grant.item.cursor.value_at, grant.api
    if api is None:
        return
    if len(api) == 1 and isinstance(api[0], str) and _is_placeholder(api[0]):
        yield Dead(at, f"`{api[0]}` is no API id (ten lower-case letters and digits): it was never replaced")
    elif grant.stage is not None:
        owner = owner_of(service, api)
        if owner is not None and owner.kind == HTTP_API and not is_shared(owner.service, HTTP_API):
            yield from _of_stage(at, grant.stage)


def _of_stage(at: Pointer, stage: Atoms) -> Iterator[Dead]:
    if match(pattern_of(stage), Subject(("$default",))) is False:
        message = "the HTTP API is deployed to the stage `$default`, so no request matches another one here"
        yield Dead(at, message, re.sub(r"(?<=\$\{HttpApi\}/)[^/\s]+(?=/)", "$default", _written(at)))


def _is_misnamed(at: Pointer) -> bool:
    """Whether an action is to call something: its name is right, or that of the call of a function."""
    return _written(at).strip("'\"").partition(":")[2].lower() in ("invoke", "invokefunction")


def _with_wildcards(at: Pointer) -> str:
    """An ARN with `*` for path variables and for the method ANY, and the method in capitals."""
    text = re.sub(r"(?<!\$)\{[\w+]+\}", "*", _written(at))
    return _METHOD.sub(lambda found: "*" if found[0].upper() == "ANY" else found[0].upper(), text, count=1)


def _written(at: Pointer) -> str:
    return at.file.text[at.start : at.end]


def _is_placeholder(text: str) -> bool:
    return not any(char in text for char in "*?$/") and not (text.isascii() and text.isalnum() and text == text.lower())
