"""Routes: their paths cut as the framework cuts them."""

import os

import pytest
from projects import ROOT, session
from slslint.service.file import ServiceFile
from slslint.service.service import Service
from slslint.values.value import Text

HEAD = "service: notes\nprovider: {name: aws, runtime: nodejs22.x}\n"


def service(text: str) -> Service:
    """The view of the only stage of a service."""
    opened = session({"serverless.yml": text}).open(os.path.join(ROOT, "serverless.yml"))
    assert isinstance(opened, ServiceFile)
    (view,) = opened.services
    return view


def segments(event: str) -> tuple[str, ...]:
    text = f"{HEAD}functions:\n  list:\n    handler: src/a.list\n    events:\n      - {event}\n"
    (route,) = service(text).routes
    return tuple(segment if isinstance(segment, str) else "…" for segment in route.segments)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("http: GET /", ()),
        ("http: GET notes", ("notes",)),
        ("http: GET /notes/{id}/", ("notes", "{id}")),
        ("http: GET /notes//", ("notes", "")),
        ("http: GET //notes", ("", "notes")),
        ("http: GET  /notes", ()),  # what follows the first of two spaces is empty (measured, 3.40)
        ("http: GET /notes/${ssm:/x}/{id}", ("notes", "…", "{id}")),
        ("http: GET /notes-${ssm:/x}", ("…",)),
        ("http: {path: '${ssm:/x}', method: get}", ()),
        ("httpApi: GET /notes/", ("notes", "")),
        ("httpApi: {path: notes, method: get}", ("notes",)),
    ],
)
def test_segments(event: str, expected: tuple[str, ...]) -> None:
    assert segments(event) == expected


def test_equal_unknown_segments_are_equal() -> None:
    text = (
        f"{HEAD}functions:\n  list:\n    handler: src/a.list\n    events:\n"
        "      - http: GET /${ssm:/x}/a\n      - http: GET /${ssm:/x}/b\n      - http: GET /${ssm:/y}/a\n"
    )
    first, second, third = (route.segments[0] for route in service(text).routes)
    assert isinstance(first, Text)
    assert first == second != third


@pytest.mark.parametrize(
    ("written", "expected"),
    [("true", True), ("'true'", True), ("'false'", False), ("null", False), ("'${ssm:/x}'", None)],
)
def test_private(written: str, expected: bool | None) -> None:
    event = f"{{path: a, method: get, private: {written}}}"
    text = f"{HEAD}functions:\n  list:\n    handler: src/a.list\n    events:\n      - http: {event}\n"
    (route,) = service(text).routes
    assert route.api_key is expected
