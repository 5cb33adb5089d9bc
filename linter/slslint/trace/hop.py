"""Hops: the places on a request's way, and whether it gets past each."""

from typing import NamedTuple

from slslint.service.route import HTTP, HTTP_API, URL
from slslint.source.pointer import Pointer

PASSED, FAILED, UNKNOWN, NOT_APPLICABLE = "passed", "failed", "unknown", "not applicable"

REGION, API, STAGE, ROUTE, AUTHORIZATION = "region", "API", "stage", "path and method", "authorization"
FUNCTION, TIMEOUT, EVENT_LOOP, LOGS = "function", "timeout", "event loop", "logs"

Related = tuple[tuple[Pointer, str], ...]


class Hop(NamedTuple):
    """A place on the way.

    `text` says what is there, or what is wrong; `at` is where that is written. `sees` is what the caller sees if the
    request fails here. A hop that failed and does not stop the request (`stops`) is one that would help to find out why
    another did.
    """

    name: str
    status: str
    text: str
    at: Pointer | None = None
    related: Related = ()
    sees: str = ""
    stops: bool = True

    @property
    def is_end(self) -> bool:
        """Whether the request gets no further."""
        return self.status == FAILED and self.stops


def passed(name: str, text: str, at: Pointer | None = None, related: Related = ()) -> Hop:
    """A hop that the request gets past."""
    return Hop(name, PASSED, text, at, related)


def unknown(name: str, text: str, at: Pointer | None = None, related: Related = ()) -> Hop:
    """A hop of which the project does not tell whether the request gets past it."""
    return Hop(name, UNKNOWN, text, at, related)


def skipped(name: str, text: str) -> Hop:
    """A hop that is not on the way."""
    return Hop(name, NOT_APPLICABLE, text)


# What a caller sees, by hop and kind of API (API Gateway Developer Guide, "Gateway response types" and "Troubleshooting
# issues with HTTP APIs"; Lambda Developer Guide, "Troubleshoot function URLs").
_NOT_THERE = '404 {"message":"Not Found"}'
_SEEN = {
    REGION: {HTTP: '403 {"message":"Forbidden"}, or no such host', HTTP_API: _NOT_THERE, URL: "no such host, or 403"},
    API: {HTTP: '403 {"message":"Forbidden"}, or no such host', HTTP_API: _NOT_THERE, URL: "no such host, or 403"},
    STAGE: {HTTP: '403 {"message":"Forbidden"} or {"message":"Missing Authentication Token"}', HTTP_API: _NOT_THERE},
    ROUTE: {HTTP: '403 {"message":"Missing Authentication Token"}', HTTP_API: _NOT_THERE},
    AUTHORIZATION: {
        HTTP: '403 {"Message":"User: … is not authorized to perform: execute-api:Invoke on resource: …"}',
        HTTP_API: '403 {"message":"Forbidden"}',
        URL: '403 {"Message":"Forbidden. …"}',
    },
    FUNCTION: {
        HTTP: '502 {"message": "Internal server error"}',
        HTTP_API: '500 {"message":"Internal Server Error"}',
        URL: "502 Internal Server Error",
    },
    TIMEOUT: {
        HTTP: '504 {"message": "Endpoint request timed out"}',
        HTTP_API: '503 {"message":"Service Unavailable"}',
        URL: "502 Internal Server Error",
    },
}


def seen(name: str, kind: str) -> str:
    """What the caller of an API of this kind sees if its request stops at a hop."""
    return _SEEN.get(name, {}).get(kind, "")
