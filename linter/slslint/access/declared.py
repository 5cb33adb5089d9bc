"""What a service declares, and which grants are about it: the ground on which a reference is said to lead nowhere."""

import re
from functools import cached_property
from typing import NamedTuple

from slslint.access.grant import Grant, grants
from slslint.access.reference import owner_of
from slslint.access.target import METHODS, Atoms, api_id, path_atoms, stage_of
from slslint.iam.policy import PolicyDocument
from slslint.memo import once
from slslint.project.link import links_of
from slslint.project.output import outputs_of
from slslint.service.route import HTTP, HTTP_API, Route
from slslint.service.service import Service
from slslint.suggest import closest
from slslint.values.glob import Subject, match, pattern_of
from slslint.values.value import Hole

_ROOT = "GetAtt:ApiGatewayRestApi.RootResourceId"
_VARIABLE = re.compile(r"\$\{[^{}]*\}")
_OWN_ROUTES = {
    HTTP: ("AWS::ApiGateway::Method", "AWS::ApiGateway::Resource", "AWS::ApiGateway::RestApi"),
    HTTP_API: ("AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Api"),
}


@once
def routes_of(service: Service, kind: str) -> tuple[Route, ...]:
    """The routes of one of the service's APIs."""
    return tuple(route for route in service.routes if route.kind == kind)


@once
def paths_of(service: Service, kind: str) -> frozenset[str]:
    """The paths of one of the service's APIs, as far as they are known."""
    return frozenset(route.path for route in routes_of(service, kind) if isinstance(route.path, str))


@once
def is_closed(service: Service, kind: str) -> bool:
    """Whether the routes that can be seen are all that the API has: no other stack, plugin or resource adds any."""
    if service.functions_unknown or any(function.events_unknown for function in service.functions):
        return False
    if service.plugins.may("makesRoutes") or service.resources.unknown:
        return False
    if any(True for _ in service.resources.of_type(*_OWN_ROUTES[kind])):
        return False
    routes = routes_of(service, kind)
    return (
        bool(routes)
        and not is_shared(service, kind)
        and all(route.path is not None and route.method is not None for route in routes)
    )


@once
def is_shared(service: Service, kind: str) -> bool:
    """Whether the API belongs to another stack, or may."""
    return any(api.kind == kind and api.is_shared for api in service.apis)


class Meant(NamedTuple):
    """Which API a grant is about, and whose; `certain` if its own id says so, not only what stands beside it."""

    kind: str
    certain: bool
    service: Service


def meant(service: Service, grant: Grant) -> Meant | None:
    """The API that a grant is about: by its id, or by evidence; None where it may as well be any other.

    A literal id is evidence only if the configuration names it, or its document as that of a caller, or if the same
    document uses it in a grant that does match a declared route; a `*` only if the path is declared under another
    method, or nearly spelled like one that is.
    """
    if grant.api is None:
        return None
    is_settled, about = _by_id(service, grant.document, grant.api)
    if is_settled:
        return about
    if grant.api == ("*",):
        return next((Meant(kind, False, service) for kind in (HTTP, HTTP_API) if _is_near(service, kind, grant)), None)
    witnesses = _witnesses(service, grant.document).get(grant.api, ())
    return next((Meant(kind, False, service) for text, kind in witnesses if text != grant.text), None)


@once
def _by_id(service: Service, document: PolicyDocument, api: Atoms) -> tuple[bool, Meant | None]:
    """Whether the id of an API in a document settles which one is meant, and then which."""
    owner = owner_of(service, api)
    if owner is not None:
        return True, Meant(owner.kind, True, owner.service)
    if not all(isinstance(atom, str) for atom in api):
        return True, None
    if api[0] in service.file.settings.words("api-ids") or _is_of_caller(service, document, api):
        kinds = (kind for kind in (HTTP, HTTP_API) if routes_of(service, kind))
        return True, next((Meant(kind, False, service) for kind in kinds), None)
    return False, None


@once
def _witnesses(service: Service, document: PolicyDocument) -> dict[Atoms, list[tuple[Atoms, str]]]:
    """Which grants of a document match a declared route in a known stage: (text, kind) by the API's id."""
    found: dict[Atoms, list[tuple[Atoms, str]]] = {}
    for grant in grants(document):
        known = found.setdefault(grant.api or (), [])
        if len(known) > 1 or any(text == grant.text for text, _ in known):  # one besides the grant that is asked about
            continue
        for kind in (HTTP, HTTP_API):
            if _names_stage(service, kind, grant) and _is_declared(service, kind, grant):
                known.append((grant.text, kind))
                break
    return found


def _is_of_caller(service: Service, document: PolicyDocument, api: Atoms) -> bool:
    """Whether a literal id stands in the policy of a caller that the configuration names."""
    callers = service.file.settings.caller_policies
    literal = isinstance(api[0], str) and api[0].isalnum()
    return bool(callers) and literal and document.at.file.path in callers


def _names_stage(service: Service, kind: str, grant: Grant) -> bool:
    return any(grant.stage == stage_of(each, kind) for each in service.file.services)


def _is_declared(service: Service, kind: str, grant: Grant) -> bool:
    """Whether a grant spells a method and path out that the API declares."""
    rest = grant.rest
    literal = rest is not None and len(rest) == 1 and isinstance(rest[0], str) and "/" in rest[0]
    return literal and rest is not None and requests_of(service, kind).meet(rest)


class Requests:
    """The requests that an API answers, as `METHOD/PATH` with holes for path variables, ready to be matched."""

    def __init__(self, routes: tuple[Route, ...]) -> None:
        self.literal: set[str] = set()
        self._requests: list[tuple[str, Atoms]] = []
        for route in routes:
            path = path_atoms(route)
            first = path[0] if path and isinstance(path[0], str) else ""
            rest = path[1:] if first else path
            # A route with CORS answers OPTIONS besides its own method.
            for method in METHODS if route.method in ("ANY", None) else (route.method or "", "OPTIONS"):
                self._requests.append((method + first, rest))
                if not rest:
                    self.literal.add(method + first)

    @cached_property
    def _subjects(self) -> list[tuple[str, Subject]]:
        return [(lead, Subject((lead, *rest))) for lead, rest in self._requests]

    def meet(self, pattern: Atoms) -> bool:
        """Whether some request may be one that a policy's pattern matches."""
        first = pattern[0] if pattern and isinstance(pattern[0], str) else ""
        start = first.split("*")[0].split("?")[0].split("$")[0]
        if len(pattern) == 1 and start == first and first in self.literal:
            return True
        compiled = pattern_of(pattern)
        return any(
            match(compiled, subject) is not False
            for lead, subject in self._subjects
            if lead.startswith(start) or start.startswith(lead)
        )


@once
def requests_of(service: Service, kind: str) -> Requests:
    """The requests that one of the service's APIs answers."""
    return Requests(routes_of(service, kind))


def _is_near(service: Service, kind: str, grant: Grant) -> bool:
    rest = grant.rest
    if rest is None or len(rest) != 1 or not isinstance(rest[0], str):
        return False
    path = "/" + rest[0].partition("/")[2]
    paths = paths_of(service, kind)
    return path != "/" and "*" not in path and (path in paths or closest(path, paths) is not None)


def undeclared(service: Service, grant: Grant, kind: str) -> bool:
    """Whether a grant's method and path match no route of the API that it is about."""
    rest = grant.rest
    if rest is None or not is_closed(service, kind):
        return False
    # A policy variable stands for what the request's user makes of it: some value of a path variable.
    pattern = tuple(_VARIABLE.sub("*", atom) if isinstance(atom, str) and "${" in atom else atom for atom in rest)
    requests = requests_of(service, kind)
    return not (
        requests.meet(pattern) or (_stretches(grant) and requests.meet(("*/", *pattern))) or is_extended(service, kind)
    )


def _stretches(grant: Grant) -> bool:
    """Whether a `*` in the place of the stage is to match more: no method stands behind it."""
    stage, method = grant.stage or (), grant.arn.parts[2] or ("",)
    return any(isinstance(atom, str) and "*" in atom for atom in stage) and method[0] not in METHODS


@once
def is_extended(service: Service, kind: str) -> bool:
    """Whether another service of the project adds routes to the API, or one elsewhere can: the root is an output."""
    values = (output.value or () for output in outputs_of(service).values())
    if kind == HTTP and any(isinstance(atom, Hole) and atom.name == _ROOT for value in values for atom in value):
        return True
    links, own = links_of(service), api_id(service, kind)
    return links is not None and any(
        other is not service and routes_of(other, kind) and api_id(other, kind) == own for other in links.services
    )


def nearest_path(service: Service, kind: str, path: str) -> str | None:
    """The declared path that is meant by one that is not."""
    return closest(path, paths_of(service, kind))


@once
def known_stages(service: Service, kind: str) -> frozenset[str] | None:
    """The stages that the API is known to be deployed to; None where one of them is not known, or another stack's."""
    if is_shared(service, kind):
        return None
    stages = [stage_of(each, kind) for each in (service, *service.file.services)]
    if not all(len(stage) == 1 and isinstance(stage[0], str) for stage in stages):
        return None
    return frozenset(str(stage[0]) for stage in stages)


def document_grants(documents: tuple[PolicyDocument, ...]) -> tuple[Grant, ...]:
    """The grants of several policies."""
    return tuple(grant for document in documents for grant in grants(document))
