"""Callers that the configuration names: `[[callers]]`, a role of the project or a policy file each."""

from collections.abc import Iterator
from typing import NamedTuple

from slslint.access.caller import NAMED, Caller, role_caller
from slslint.access.matrix import iam_routes
from slslint.access.policies import roles_of
from slslint.iam.context import Context, entry_of
from slslint.iam.policy import PolicyDocument, read_policy
from slslint.memo import once
from slslint.project.link import linked, links_of
from slslint.service.role import Role
from slslint.service.route import Route
from slslint.service.service import Service
from slslint.source.pointer import Pointer, at_file
from slslint.values.cursor import Cursor
from slslint.values.value import constant
from slslint.workspace import Unreadable


class NamedCaller(NamedTuple):
    """A caller and the routes that it is to reach, each judged for itself."""

    caller: Caller
    routes: tuple[Route, ...]


@once
def named_callers(service: Service) -> tuple[NamedCaller, ...]:
    """The callers of a service's guarded routes that the configuration names; routes of other services are not here."""
    return tuple(_callers(service))


def _callers(service: Service) -> Iterator[NamedCaller]:
    settings = service.file.settings
    guarded = iam_routes(service.routes)
    for table in settings.tables("callers"):
        wanted = table.get("routes")
        routes = guarded if wanted is None else tuple(each for each in guarded if _is_listed(each, wanted))
        if table.get("policy") is not None:
            path = settings.absolute(table["policy"])
            try:
                yield NamedCaller(policy_caller(service, path, table.get("name", "")), routes)
            except Unreadable:
                continue  # of whom nothing is known, nothing is said
        role = find_role(service, table["role"]) if table.get("role") is not None else None
        if role is not None:
            yield NamedCaller(role_caller(NAMED, table.get("name", role.name), role, role.at), routes)


def _is_listed(route: Route, wanted: list[str]) -> bool:
    method, _, path = route.label.partition(" ")
    return any((words[0].upper(), words[1:]) == (method, [path]) for words in map(str.split, wanted) if words)


def policy_caller(service: Service, path: str, name: str = "") -> Caller:
    """Somebody of whom a policy file is all that is known; raises workspace.Unreadable."""
    documents = service.file.documents
    document = documents.load(path)
    name = name or documents.workspace.relative(path)
    root = document.root
    policies = (read_policy(Cursor(constant(root)), name=name),) if root is not None else ()
    return stranger(service, name, at_file(document.file), policies)


def stranger(service: Service | None, name: str, at: Pointer, policies: tuple[PolicyDocument, ...]) -> Caller:
    """Somebody who has these policies and calls an API of a service, from its own account."""
    context = Context({"aws:SecureTransport": entry_of("true")})
    region = service.scope.choices("AWS::Region") if service is not None else []
    if service is not None and len(region) == 1:
        context = context.having({"aws:RequestedRegion": entry_of(linked(service, region[0]))})
    return Caller(NAMED, name, at, None, policies, None, context if service is not None else Context())


def find_role(service: Service, name: str) -> Role | None:
    """The role of that name, in the service or in another of the project."""
    return roles_by_name(service).get(name)


@once
def roles_by_name(service: Service) -> dict[str, Role]:
    """The roles of the project by what people call them: logical id, physical name, the function that runs under it.

    Names of the service itself come before those of others.
    """
    links = links_of(service)
    found: dict[str, Role] = {}
    for each in (service, *(links.services if links is not None else ())):
        for role in roles_of(each):
            for text in (role.name, role.physical_name):
                if text is not None:
                    found.setdefault(text, role)
        for function in each.functions:
            role = function.role
            if role is not None:
                found.setdefault(function.name, role)
    return found
