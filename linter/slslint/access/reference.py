"""References: the URLs by which a service names endpoints, and the routes that they may mean."""

from collections.abc import Iterator
from typing import NamedTuple

from slslint.access.target import Atoms, api_id, path_atoms, stage_of
from slslint.access.text import MARK, atoms_of, reader_of
from slslint.iam.policy import Reader
from slslint.intrinsics.strings import split
from slslint.intrinsics.urls import Url, parse_url
from slslint.memo import once
from slslint.project.link import links_of
from slslint.service.function import Function
from slslint.service.route import HTTP, HTTP_API, Route
from slslint.service.service import Service
from slslint.source.pointer import Pointer
from slslint.values.cursor import Cursor
from slslint.values.glob import Exact, Piece, Subject, may, pattern_of
from slslint.values.value import Atom, Hole, Known, Map, OneOf, Seq


class Reference(NamedTuple):
    """A URL of an API: where it stands, and the function whose environment holds it, if one does."""

    url: Url
    cursor: Cursor
    function: Function | None = None

    @property
    def at(self) -> Pointer:
        return self.cursor.value_at


@once
def references(service: Service) -> tuple[Reference, ...]:
    """The URLs in environments, outputs and `custom` of a service; of a string that may be several, each."""
    return tuple(_all(service, reader_of(service)))


def _all(service: Service, text: Reader) -> Iterator[Reference]:
    yield from calls(service, text)
    for _, cursor in service.provider["environment"].entries():
        yield from _urls(cursor, text)
    for _, output in service.resources.cursor["Outputs"].entries():
        yield from _urls(output["Value"], text)
    yield from _below(service.config["custom"], text)


def calls(service: Service, text: Reader) -> Iterator[Reference]:
    """The URLs in the own environments of functions, which say that the function calls them."""
    for function in service.functions:
        for _, cursor in function.cursor["environment"].entries():
            yield from _urls(cursor, text, function)


def _below(top: Cursor, text: Reader) -> Iterator[Reference]:
    stack = [top]
    while stack:
        cursor = stack.pop()
        know = cursor.value.know if cursor.value is not None else None
        if isinstance(know, Map) and not any(name == "Ref" or name.startswith("Fn::") for name in know.entries):
            stack += [child for _, child in cursor.entries()]
        elif isinstance(know, Seq):
            stack += list(cursor.items())
        else:
            yield from _urls(cursor, text)


def _urls(cursor: Cursor, text: Reader, function: Function | None = None) -> Iterator[Reference]:
    value = cursor.value
    if value is None or (isinstance(value.know, Known) and MARK not in str(value.know.value)):
        return
    know = text(value)
    for option in map(text, know.options) if isinstance(know, OneOf) else (know,):
        atoms = atoms_of(option)
        url = parse_url(atoms) if atoms else None
        if url is not None and url.service == MARK:
            yield Reference(url, cursor, function)


def kind_meant(service: Service, api: Atoms) -> str | None:
    """Which of the service's own APIs an id names; None for one of another stack, or one that cannot be told."""
    return next((kind for kind in (HTTP, HTTP_API) if api == api_id(service, kind)), None)


class Owner(NamedTuple):
    """The service whose API is meant, and the kind of that API."""

    service: Service
    kind: str


@once
def owner_of(service: Service, api: Atoms) -> Owner | None:
    """Whose API an id in a text of the service names: its own, or that of another service from which it is imported."""
    kind = kind_meant(service, api)
    if kind is not None:
        return Owner(service, kind)
    holes = [atom for atom in api if isinstance(atom, Hole)]
    if not holes:
        return None
    own = ("", service.scope.stack, service.file.configuration.scope)
    holes = [hole for hole in holes if hole.scope not in own]
    links = links_of(service) if holes else None
    other = links.owner(holes[0]) if links is not None else None
    kind = kind_meant(other, api) if other is not None else None
    return Owner(other, kind) if other is not None and kind is not None else None


def path_of(service: Service, url: Url, kind: str) -> Atoms | None:
    """The path of a URL as its API sees it, without the stage; None where a hole hides it."""
    return url.rest if stage_of(service, kind) == ("$default",) else url.path


class Meaning(NamedTuple):
    """The routes that a path may mean: those that it is the path of, or else those that start with it."""

    exact: tuple[Route, ...]
    below: tuple[Route, ...]

    @property
    def routes(self) -> tuple[Route, ...]:
        return self.exact or self.below


def meaning(path: Atoms, routes: tuple[Route, ...]) -> Meaning:
    """The routes of one API that a URL's path may mean, for some value of its variables."""
    pieces = _exactly(_without_slash(path))
    pattern = pattern_of(pieces)
    exact: list[Route] = []
    below: list[Route] = []
    for route in routes:
        if route.path is None:
            exact.append(route)
            continue
        atoms = path_atoms(route)
        if may(pattern, Subject(_without_slash(atoms))):
            exact.append(route)
        elif any(may(pattern, Subject(start)) for start in _starts(atoms)):
            below.append(route)
    return Meaning(tuple(exact), tuple(below))


def _exactly(atoms: Atoms) -> tuple[Piece, ...]:
    return tuple(Exact(atom) if isinstance(atom, str) else atom for atom in atoms)


def _without_slash(atoms: Atoms) -> Atoms:
    """The path with one slash at its start and none at its end."""
    if not atoms:
        return ()
    found: list[Atom] = list(atoms)
    if isinstance(found[-1], str):
        found[-1] = found[-1].rstrip("/")
    if isinstance(found[0], str):
        found[0] = "/" + found[0].lstrip("/")
    else:
        found.insert(0, "/")
    return tuple(atom for atom in found if atom != "")


def _starts(atoms: Atoms) -> Iterator[Atoms]:
    """The leading segments of a path, from one segment on."""
    parts = split(atoms, "/")
    if any(part is None for part in parts):
        return
    for count in range(2, len(parts)):
        joined: list[Atom] = []
        for part in parts[1:count]:
            joined += ["/", *(part or ())]
        yield tuple(joined)
