"""References to this project's APIs that lead nowhere: a path, stage or region that is not deployed."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from slslint.access.dead import dead_grants
from slslint.access.declared import (
    Meant,
    is_closed,
    is_extended,
    known_stages,
    meant,
    nearest_path,
    routes_of,
    undeclared,
)
from slslint.access.grant import Grant, call_grants
from slslint.access.policies import policies_of
from slslint.access.reference import Meaning, Reference, meaning, owner_of, path_of, references
from slslint.access.target import Atoms
from slslint.iam.policy import PolicyDocument
from slslint.memo import once
from slslint.service.route import HTTP, HTTP_API
from slslint.service.service import Service
from slslint.source.pointer import Pointer
from slslint.values.glob import show
from slslint.values.value import Known, scalar_text

if TYPE_CHECKING:
    from slslint.access.client import ClientUrl

PATH, STAGE, LITERAL_STAGE, REGION = "path", "stage", "literal-stage", "region"
_WILD = frozenset("*?$")


class Stray(NamedTuple):
    """A reference that leads nowhere: what is wrong (`kind`), where, and what stands there (`written`).

    `certain` says that it is about this project's API by its own id; `closed` that what is known is all that there is;
    `whose` names the service that has the API.
    """

    kind: str
    at: Pointer
    written: str
    api: str
    hint: str | None
    certain: bool
    closed: bool
    whose: str = "this service"


@once
def strays(service: Service) -> tuple[Stray, ...]:
    """All of them in one service and stage."""
    return (*_of_grants(service), *_of_urls(service), *of_clients(service))


def _of_grants(service: Service) -> Iterator[Stray]:
    for document in policies_of(service):
        own = call_grants(document)
        if not own:
            continue
        dead = {each.at.place for each in dead_grants(service, document)}
        for grant in own:
            about = meant(service, grant)
            if about is not None and not (dead and grant.at.place in dead):
                yield from _told(service, about.service, _of_grant(grant, about))


@once
def _named_stages(document: PolicyDocument) -> dict[object, set[str | None]]:
    """The stages that each statement names for one method and path."""
    found: dict[object, set[str | None]] = {}
    for grant in call_grants(document):
        found.setdefault((id(grant.statement), grant.rest), set()).add(_literal(grant.stage))
    return found


def _of_grant(grant: Grant, about: Meant) -> Iterator[Stray]:
    """What is wrong with a grant."""
    kind, certain, service = about
    at = grant.at
    if undeclared(service, grant, kind):
        rest = show(grant.rest or ())
        method, slash, path = rest.partition("/")
        near = nearest_path(service, kind, "/" + path)
        yield Stray(PATH, at, f"{method} /{path}" if slash else method, kind, near, certain, True)
    known = known_stages(service, kind)
    named = _named_stages(grant.document)[id(grant.statement), grant.rest]
    if known is None or len(known) < 2 or not known <= named:  # else every stage has a grant of its own
        yield from _of_stage(service, kind, grant.stage, grant.item.cursor.value, at, certain)
    yield from _of_region(service, kind, grant.arn.region, at, certain)


def _of_stage(
    service: Service, kind: str, stage: Atoms | None, value: object, at: Pointer, certain: bool
) -> Iterator[Stray]:
    written = _literal(stage)
    known = known_stages(service, kind)
    if kind != HTTP or written is None or known is None:
        return
    if written not in known:
        closed = service.file.stages_closed
        yield Stray(STAGE, at, written, kind, ", ".join(sorted(known)), certain, closed)
    elif certain and len(known) > 1 and "stage" not in getattr(value, "deps", ()):
        yield Stray(LITERAL_STAGE, at, written, kind, None, True, True)


def _of_region(service: Service, kind: str, region: Atoms | None, at: Pointer, certain: bool) -> Iterator[Stray]:
    written, known = _literal(region), service.region.know if service.region is not None else None
    if written and isinstance(known, Known) and written != known.value:
        yield Stray(REGION, at, written, kind, scalar_text(known.value), certain, True)


@lru_cache(maxsize=4096)
def _literal(atoms: Atoms | None) -> str | None:
    """A slot's text where it is one literal without wildcards."""
    if atoms is None or len(atoms) != 1 or not isinstance(atoms[0], str):
        return None
    return atoms[0] if _WILD.isdisjoint(atoms[0]) else None


def _of_urls(service: Service) -> Iterator[Stray]:
    for reference in references(service):
        owner = owner_of(service, reference.url.api)
        if owner is not None:
            yield from _told(service, owner.service, _of_url(owner.service, reference, owner.kind))


def _told(service: Service, owner: Service, found: Iterator[Stray]) -> Iterator[Stray]:
    """What was found, with the name of another service that has the API."""
    return found if owner is service else (each._replace(whose=f"`{owner.name}`") for each in found)


def _of_url(service: Service, reference: Reference, kind: str) -> Iterator[Stray]:
    url, at = reference.url, reference.at
    yield from _of_region(service, kind, url.region, at, True)
    if kind == HTTP:
        yield from _of_stage(service, kind, url.stage or None, reference.cursor.value, at, True)
    path = path_of(service, url, kind)
    if not path or path == ("/",) or not is_closed(service, kind):
        return
    routes = routes_of(service, kind)
    if meaning(path, routes).routes or is_extended(service, kind):
        return
    if kind == HTTP_API and _starts_with_stage(service, reference):
        yield Stray(STAGE, at, show(url.stage or ()), kind, "$default", True, True)
    else:
        written = "/" + show(path).strip("/")
        yield Stray(PATH, at, written, kind, nearest_path(service, kind, written), True, True)


def of_clients(service: Service) -> Iterator[Stray]:
    """The URLs in client files that fit neither the service's REST API nor its HTTP API."""
    if not service.file.settings.tables("clients"):
        return
    from slslint.access.client import client_urls

    kinds = [api.kind for api in service.apis if api.kind in (HTTP, HTTP_API)]
    for client in client_urls(service):
        found = [list(_of_client(service, client, kind)) for kind in kinds]
        if found and all(found):
            yield from min(found, key=len)


def _of_client(service: Service, client: "ClientUrl", kind: str) -> Iterator[Stray]:
    url, at = client.url, client.at
    yield from _of_region(service, kind, url.region, at, True)
    known = known_stages(service, kind)
    stage, path = (url.stage, url.path) if kind == HTTP else (None, url.rest)
    if stage and known is not None and _literal(stage) not in known:
        shown = ", ".join(sorted(known))
        yield Stray(STAGE, at, show(stage), kind, shown, True, service.file.stages_closed)
    if not path or path == ("/",) or not is_closed(service, kind) or is_extended(service, kind):
        return
    if not meaning(path, routes_of(service, kind)).routes:
        written = "/" + show(path).strip("/")
        yield Stray(PATH, at, written, kind, nearest_path(service, kind, written), True, True)


def _starts_with_stage(service: Service, reference: Reference) -> bool:
    """Whether an HTTP API's URL has the service's stage in front of a path that is declared, or of none."""
    stage, path = reference.url.stage, reference.url.path
    if stage != ((service.stage,) if service.stage else None):
        return False
    rest: Meaning | None = meaning(path, routes_of(service, HTTP_API)) if path else None
    return rest is None or bool(rest.routes)
