"""Routes: the endpoints that a function's events declare, as the framework deploys them."""

import re
from typing import TYPE_CHECKING

from slslint.source.pointer import Pointer
from slslint.values.cursor import Cursor
from slslint.values.value import Atom, Known, Text, scalar_text, text_of

if TYPE_CHECKING:
    from slslint.service.function import Function

HTTP, HTTP_API, WEBSOCKET, URL = "http", "httpApi", "websocket", "url"
NONE, AWS_IAM, CUSTOM, COGNITO, JWT = "NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS", "JWT"
_PROXIES = ("lambda-proxy", "aws-proxy")
TIME_LIMITS = {HTTP: ("rest", 29), HTTP_API: ("http", 30), WEBSOCKET: ("websocket", 29), URL: ("url", 900)}
KIND_NAMES = {HTTP: "REST API", HTTP_API: "HTTP API", WEBSOCKET: "WebSocket API", URL: "function URL"}
_ARN = re.compile("arn:[a-zA-Z-]*:([a-z0-9-]+):")


class Route:
    """One endpoint: kind, method, path, authorization, and the function behind it.

    `method` is upper-case (`ANY` for all), None where it cannot be known; `path` is a string with `/` first, or a Text
    with holes, or None; an HTTP API's catch-all is method `ANY`, path `$default`; a WebSocket route has its route key
    as path. `authorization` is None where it cannot be known.
    """

    # fmt: off
    __slots__ = (
        "_segments", "api_key", "authorization", "event", "function", "kind", "method", "path", "path_at",
    )
    # fmt: on

    def __init__(
        self,
        kind: str,
        method: str | None,
        path: str | Text | None,
        authorization: str | None,
        api_key: bool | None,
        event: Cursor,
        path_at: Pointer,
        function: "Function",
    ) -> None:
        self.kind = kind
        self.method = method
        self.path = path
        self.authorization = authorization
        self.api_key = api_key
        self.event = event
        self.path_at = path_at
        self.function = function
        self._segments: tuple[str | Text, ...] | None = None

    def of(self, function: "Function", event: Cursor) -> "Route":
        """The same endpoint in another stage, which has the same event."""
        facts = self.kind, self.method, self.path, self.authorization, self.api_key
        route = Route(*facts, event, self.path_at, function)
        route._segments = self._segments
        return route

    @property
    def key(self) -> tuple[object, ...]:
        return (id(self.event.value), *self.function.key)

    @property
    def settings(self) -> Cursor:
        """The event's own settings; of the short form (`http: GET /x`) there are none."""
        return self.event

    @property
    def path_text(self) -> str:
        """The path for people; unknown parts as `…`."""
        if isinstance(self.path, Text):
            return "".join(atom if isinstance(atom, str) else "…" for atom in self.path.atoms)
        return self.path if self.path is not None else "…"

    @property
    def segments(self) -> tuple[str | Text, ...]:
        """The path cut at its slashes, none for the root; a segment with a hole may hold slashes of its own."""
        if self._segments is None:
            self._segments = _segments(self.path)
        return self._segments

    @property
    def label(self) -> str:
        """`GET /notes/{id}`, as people name a route."""
        if self.kind == WEBSOCKET:
            return self.path_text
        if self.kind == URL:
            return f"the URL of {self.function.name}"
        return f"{self.method or '…'} {self.path_text}"

    @property
    def at(self) -> Pointer:
        """Where the event is declared."""
        return self.event.key_at

    @property
    def authorizer_at(self) -> Pointer:
        """Where the authorizer is written; for the rest, the event."""
        authorizer = self.event["authorizer"]
        return authorizer.value_at if authorizer.exists else self.event.key_at

    @property
    def api_name(self) -> str:
        """`REST API`, `HTTP API`, `WebSocket API` or `function URL`."""
        return KIND_NAMES[self.kind]

    @property
    def time_limit(self) -> float:
        """Seconds that the API waits for the function; what the configuration says of the account counts.

        API Gateway Developer Guide, "Amazon API Gateway quotas": 29 for REST and WebSocket, 30 for HTTP APIs.
        """
        name, limit = TIME_LIMITS[self.kind]
        return self.function.service.file.settings.get("limits", {}).get(name, limit)

    @property
    def is_async(self) -> bool:
        """Whether the API answers without waiting for the function (`async: true` on REST)."""
        return self.kind == HTTP and self.event["async"].scalar is True

    @property
    def awaits_answer(self) -> bool:
        """Whether the caller gets what the function answers, for certain; a WebSocket's message gets no answer."""
        asynchronous = self.event["async"] if self.kind == HTTP else None
        return self.kind != WEBSOCKET and (
            asynchronous is None or asynchronous.absent or asynchronous.scalar in (False, "false")
        )

    @property
    def payload(self) -> str | None:
        """How request and answer are written: `1.0` (also of REST), `2.0`; None for a template's, and where unknown.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
        """
        if self.kind == HTTP:
            integration = self.event["integration"]
            proxy = integration.absent or (integration.text or "").lower().replace("_", "-") in _PROXIES
            return "1.0" if proxy and self.awaits_answer else None
        if self.kind != HTTP_API:
            return "2.0" if self.kind == URL else None
        function = self.function
        for written in (function.cursor.at("httpApi", "payload"), function.service.provider.at("httpApi", "payload")):
            if written.present:
                return None if written.unknown else scalar_text(written.scalar)
        return "2.0"


def route_of(function: "Function", kind: str, event: Cursor) -> Route | None:
    """The route that an event of this kind declares; None where it declares none."""
    declare = _DECLARED.get(kind)
    if declare is None:
        return None
    service = function.service
    key = event.path, id(event.value), id(service.provider["httpApi"].value)
    known = service.file.routes.get(key)
    if known is not None:
        return known.of(function, event)
    route = service.file.routes[key] = declare(function, event)
    return route


def url_of(function: "Function") -> Route | None:
    """A function's own URL (`url: true`, or a map)."""
    url = function.cursor["url"]
    if url.absent or url.scalar is False:
        return None
    authorizer = url["authorizer"]
    authorization: str | None = NONE
    if url.unknown or authorizer.unknown:
        authorization = None
    elif authorizer.text == "aws_iam":
        authorization = AWS_IAM  # any other spelling deploys a public URL (measured)
    return Route(URL, "ANY", "/", authorization, False, url, url.key_at, function)


def _http(function: "Function", event: Cursor) -> Route:
    method, path, place = _method_and_path(event)
    private = event["private"]
    api_key = None if private.unknown else private.scalar in (True, "true")
    return Route(
        HTTP,
        method.upper() if method is not None else None,
        _rest_path(path),
        rest_authorization(event),
        api_key,
        event,
        place,
        function,
    )


def _http_api(function: "Function", event: Cursor) -> Route:
    method, path, place = _method_and_path(event)
    if event.text == "*" or path == Known("*"):
        method, whole = "ANY", "$default"
        return Route(HTTP_API, method, whole, http_authorization(event), False, event, place, function)
    if method == "*":
        method = "ANY"
    known = path.value if isinstance(path, Known) and isinstance(path.value, str) else path
    return Route(
        HTTP_API,
        method.upper() if method is not None else None,
        known if isinstance(known, str | Text) else None,
        http_authorization(event),
        False,
        event,
        place,
        function,
    )


def _websocket(function: "Function", event: Cursor) -> Route:
    route = event["route"] if event.is_map else event
    authorization = CUSTOM if has_authorizer(event) else NONE
    know = route.value.know if route.value is not None else None
    return Route(
        WEBSOCKET,
        None,
        know if isinstance(know, Text) else route.text,
        None if event.unknown else authorization,
        False,
        event,
        route.value_at,
        function,
    )


_DECLARED = {HTTP: _http, HTTP_API: _http_api, WEBSOCKET: _websocket}


def _method_and_path(event: Cursor) -> tuple[str | None, Known | Text | None, Pointer]:
    if event.is_map:
        path = event["path"]
        know = path.value.know if path.value is not None else None
        place = path.value_at if path.exists else event.key_at
        return event["method"].text, know if isinstance(know, Known | Text) else None, place
    know = event.value.know if event.value is not None else None
    if isinstance(know, Known) and isinstance(know.value, str):
        method, *rest = know.value.split(" ")  # so the framework cuts it: two spaces leave the path empty
        return (method, Known(rest[0]), event.value_at) if rest else (None, None, event.value_at)
    if isinstance(know, Text) and isinstance(know.atoms[0], str) and " " in know.atoms[0]:
        method, _, first = know.atoms[0].partition(" ")
        rest = text_of([first, *know.atoms[1:]])
        return method, rest, event.value_at
    return None, None, event.value_at


def _segments(path: str | Text | None) -> tuple[str | Text, ...]:
    found: list[str | Text] = []
    if isinstance(path, Text):
        parts: list[list[Atom]] = [[]]
        for atom in path.atoms:
            if isinstance(atom, str):
                first, *rest = atom.split("/")
                parts[-1].append(first)
                parts.extend([part] for part in rest)
            else:
                parts[-1].append(atom)
        found += map(_segment, parts)
    else:
        found += (path or "").split("/")
    if found[0] == "":
        found = found[1:]
    return () if found == [""] else tuple(found)


def _segment(atoms: list[Atom]) -> str | Text:
    """One segment of a path: a string, or with the holes that are in it."""
    literals = [atom for atom in atoms if isinstance(atom, str)]
    return "".join(literals) if len(literals) == len(atoms) else Text(tuple(atom for atom in atoms if atom != ""))


def _rest_path(path: Known | Text | None) -> str | Text | None:
    """One slash off each end, as the framework does; shown with a slash first."""
    if isinstance(path, Known):
        if not isinstance(path.value, str):
            return None
        return "/" + path.value.removeprefix("/").removesuffix("/")
    if isinstance(path, Text):
        atoms: list[Atom] = list(path.atoms)
        if isinstance(atoms[0], str):
            atoms[0] = atoms[0].removeprefix("/")
        if isinstance(atoms[-1], str):
            atoms[-1] = atoms[-1].removesuffix("/")
        text = text_of(["/", *atoms])
        return text if isinstance(text, Text) else None
    return None


def has_authorizer(event: Cursor) -> bool:
    """Whether an event names an authorizer, known or not."""
    return _is_named(event["authorizer"])


def _is_named(authorizer: Cursor) -> bool:
    """Whether an authorizer is one: an empty text is none (measured, Serverless 3.40)."""
    return authorizer.present and authorizer.text != ""


def rest_authorization(event: Cursor) -> str | None:
    """What the `authorizer` of an `http` event comes to: the first form that fits (measured, Serverless 3.40)."""
    authorizer = event["authorizer"]
    if not _is_named(authorizer):
        return NONE
    if not authorizer.is_map:
        return _by_arn(authorizer, AWS_IAM if (authorizer.text or "").upper() == AWS_IAM else CUSTOM)
    kind, arn = authorizer["type"], authorizer["arn"]
    if kind.unknown:
        return None
    name = (kind.text or "").upper()
    if name in (AWS_IAM, COGNITO):
        return name
    if authorizer["authorizerId"].present:
        return CUSTOM if name in ("TOKEN", "REQUEST", CUSTOM) else None
    return _by_arn(arn, CUSTOM)


def _by_arn(cursor: Cursor, other: str) -> str | None:
    """Cognito for the ARN of a user pool, else `other`; the service that an ARN begins with is enough to tell."""
    know = cursor.value.know if cursor.value is not None else None
    start = know.atoms[0] if isinstance(know, Text) else cursor.text
    if isinstance(start, str) and (arn := _ARN.match(start)):
        return COGNITO if arn[1].startswith("cognito-idp") else CUSTOM
    return None if cursor.unknown else other


def http_authorization(event: Cursor) -> str | None:
    """What an `authorizer` of an `httpApi` event comes to; a name is looked up in provider.httpApi.authorizers."""
    authorizer = event["authorizer"]
    if event.unknown:
        return None
    if not _is_named(authorizer):
        return NONE
    if authorizer.unknown or authorizer["type"].unknown:
        return None
    kind = authorizer["type"].text
    if authorizer["id"].present:
        return CUSTOM if kind == "request" else JWT
    return AWS_IAM if kind == "aws_iam" else _named_authorizer(event, authorizer)


def _named_authorizer(event: Cursor, authorizer: Cursor) -> str | None:
    name = authorizer.text if authorizer.text is not None else authorizer["name"].text
    root = event
    while root.parent is not None:
        root = root.parent
    declared = root.at("provider", "httpApi", "authorizers", name or "")
    if name is None or not declared.is_map:
        return None
    return CUSTOM if declared["type"].text == "request" else None if declared["type"].unknown else JWT
