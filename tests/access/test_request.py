"""Which route takes a request: as REST and HTTP APIs choose, and what comes near where none does."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from projects import ROOT, session
from slslint.access.request import find_request, match_route, read_request
from slslint.service.file import ServiceFile
from slslint.service.service import Service


def service(*routes: str, kind: str = "http", more: str = "") -> Service:
    """A service with one function a route, `GET /path`; the other settings stand in `more`."""
    lines = ["service: s", "provider: {name: aws}", "functions:"]
    for number, route in enumerate(routes):
        lines += [f"  f{number}:", "    handler: a.b", f"    events: [{{{kind}: {route!r}}}]"]
    opened = session({"serverless.yml": "\n".join(lines) + "\n" + more}).open(os.path.join(ROOT, "serverless.yml"))
    assert isinstance(opened, ServiceFile)
    return opened.services[0]


def taken(found: Service, kind: str, method: str, path: str) -> str | None:
    route = match_route(found, kind, method, path).route
    return route.label if route is not None else None


HOST = "abc.execute-api.eu-west-1.amazonaws.com"
REST = ("GET /", "GET /a", "POST /a/{id}", "GET /a/b", "ANY /a/{proxy+}", "GET /x/{id}/y", "DELETE /{all+}")


@pytest.mark.parametrize(
    ("method", "path", "label"),
    [
        ("GET", "/", "GET /"),
        ("GET", "/a", "GET /a"),
        ("GET", "/a/", "GET /a"),
        ("GET", "/A", None),
        ("POST", "/a", None),
        ("POST", "/a/1", "POST /a/{id}"),
        ("GET", "/a/1", None),
        ("GET", "/a/b", "GET /a/b"),
        ("POST", "/a/b", None),
        ("PUT", "/a/1/2", "ANY /a/{proxy+}"),
        ("GET", "/x/1/y", "GET /x/{id}/y"),
        ("GET", "/x//y", None),
        ("DELETE", "/x/1/z", "DELETE /{all+}"),
        ("DELETE", "/", None),
        ("GET", "/x/1/z", None),
    ],
)
def test_a_rest_api_chooses_the_path_first(method: str, path: str, label: str | None) -> None:
    assert taken(service(*REST), "http", method, path) == label


HTTP = ("GET /a", "GET /a/{id}", "GET /a/b", "ANY /a/{proxy+}", "POST /{proxy+}")


@pytest.mark.parametrize(
    ("method", "path", "label"),
    [
        ("GET", "/a", "GET /a"),
        ("GET", "/a/", None),
        ("GET", "/a/1", "GET /a/{id}"),
        ("GET", "/a/b", "GET /a/b"),
        ("POST", "/a/b", "ANY /a/{proxy+}"),
        ("POST", "/a", "POST /{proxy+}"),
        ("PUT", "/a", None),
        ("POST", "/", None),
    ],
)
def test_an_http_api_chooses_among_the_routes_that_have_the_method(method: str, path: str, label: str | None) -> None:
    assert taken(service(*HTTP, kind="httpApi"), "httpApi", method, path) == label


def test_the_catch_all_takes_the_rest() -> None:
    found = service("GET /a", "*", kind="httpApi")
    assert taken(found, "httpApi", "GET", "/a") == "GET /a"
    assert taken(found, "httpApi", "PUT", "/what/ever") == "ANY $default"


def test_what_comes_near() -> None:
    found = service("GET /notes", "GET /notes/{id}", "POST /notes")
    assert match_route(found, "http", "GET", "/note").hint == "; did you mean `GET /notes`?"
    assert match_route(found, "http", "POST", "/note").hint == "; did you mean `POST /notes`?"
    assert match_route(found, "http", "GET", "/note/12").hint == "; did you mean `GET /notes/{id}`?"
    assert match_route(found, "http", "PUT", "/notes").hint == ": its path answers to GET, POST"
    assert match_route(found, "http", "PUT", "/something/else/altogether").hint == ""


@pytest.mark.parametrize(
    "more",
    [
        "resources: '${ssm:/x}'\n",
        "plugins: [our-own-plugin]\n",
        "resources: {Resources: {M: {Type: 'AWS::ApiGateway::Method'}}}\n",
    ],
)
def test_there_may_be_routes_that_cannot_be_seen(more: str) -> None:
    assert not match_route(service("GET /a"), "http", "GET", "/b").open
    assert match_route(service("GET /a", more=more), "http", "GET", "/b").open


def test_preflight() -> None:
    text = "service: s\nprovider: {name: aws}\nfunctions:\n  f:\n    handler: a.b\n    events:\n"
    event = "      - http: {path: a, method: get, cors: CORS}\n"
    for cors, preflight in (("true", True), ("{origin: '*'}", True), ("false", False)):
        opened = session({"serverless.yml": text + event.replace("CORS", cors)})
        file = opened.open(os.path.join(ROOT, "serverless.yml"))
        assert isinstance(file, ServiceFile)
        assert match_route(file.services[0], "http", "OPTIONS", "/a").preflight is preflight


def test_routes_by_name_or_by_request() -> None:
    found = service("GET /notes/{id}", "DELETE /notes/{id}")
    assert find_request(found, "get  /notes/{id}").asked is None
    request = find_request(found, "DELETE /notes/7")
    assert (request.route and request.route.label, request.asked) == ("DELETE /notes/{id}", ("DELETE", "/notes/7"))
    assert find_request(found, "GET /note/7").hint == "; did you mean `GET /notes/{id}`?"
    for text in ("/notes", "GET", "", "GET notes", "FETCH /notes"):
        with pytest.raises(ValueError, match=r"`"):
            find_request(found, text)


@pytest.mark.parametrize(
    ("address", "host", "path", "is_invoke_url"),
    [
        ("/a/b?c=d#e", "", "/a/b", False),
        (f"https://{HOST}/dev/a?b", HOST, "/dev/a", True),
        (f"https://{HOST}", HOST, "/", True),
        ("https://api.example.com?x=/y", "api.example.com", "/", False),
        ("HTTP://localhost:3000/dev/a", "localhost:3000", "/dev/a", False),
    ],
)
def test_addresses(address: str, host: str, path: str, is_invoke_url: bool) -> None:
    wanted = read_request("get", address)
    assert (wanted.method, wanted.host, wanted.path, wanted.url is not None) == ("GET", host, path, is_invoke_url)


@pytest.mark.parametrize("address", ["notes", "wss://x/y", "https://", "ftp://a/b", ""])
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(ValueError, match=r"`"):
        read_request("GET", address)


PARTS = some.sampled_from(["/", "a", "b", "{id}", "{proxy+}", "%2F", "..", "?", "#", "é", "$default", "dev", "*"])


@settings(max_examples=200, deadline=None)
@given(some.lists(PARTS, max_size=8).map("".join), some.sampled_from(["GET", "post", "OPTIONS", "X"]))
def test_any_text_is_a_request_or_said_to_be_none(text: str, method: str) -> None:
    for found, kind in ((REST_SERVICE, "http"), (HTTP_SERVICE, "httpApi")):
        try:
            wanted = read_request(method, text)
        except ValueError:
            continue
        match = match_route(found, kind, wanted.method, wanted.path)
        assert match.route is None or match.route.method in (wanted.method, "ANY") or match.preflight


REST_SERVICE, HTTP_SERVICE = service(*REST), service(*HTTP, "*", kind="httpApi")
