"""Endpoints as they are deployed: what is declared twice, spelled in two ways, or named alike."""

import os

import pytest
from projects import ROOT, session
from slslint.access.target import invoke_arn
from slslint.report.routes import readable
from slslint.service.deployed import Endpoint, endpoints
from slslint.service.file import ServiceFile

HEAD = "service: notes\nframeworkVersion: '3'\nprovider: {name: aws, region: eu-west-1}\n"


def deployed(functions: str, head: str = HEAD) -> tuple[Endpoint, ...]:
    opened = session({"serverless.yml": f"{head}functions:\n{functions}"}).open(os.path.join(ROOT, "serverless.yml"))
    assert isinstance(opened, ServiceFile)
    return endpoints(opened.services[0])


def shown(functions: str, head: str = HEAD) -> list[str]:
    return [f"{each.route.label} {each.route.function.name}" for each in deployed(functions, head)]


def test_the_last_declaration_decides_on_function_and_authorization() -> None:
    (endpoint,) = deployed(
        "  list: {handler: a.b, events: [{http: {path: notes, method: get, authorizer: aws_iam}}]}\n"
        "  find: {handler: a.c, events: [{http: GET /notes/}]}\n"
    )
    assert (endpoint.route.function.name, endpoint.route.authorization) == ("find", "NONE")
    assert [lost.function.name for lost in endpoint.lost] == ["list"]


@pytest.mark.parametrize(
    ("events", "routes"),
    [
        ("{http: GET /Foo}, {http: GET /foo}", ["GET /foo a"]),
        ("{http: GET /Reports/daily}, {http: POST /reports}", ["GET /reports/daily a", "POST /reports a"]),
        ("{http: GET /}, {http: POST ''}", ["GET / a", "POST / a"]),
        ("{http: GET /a//b}", ["GET /a//b a"]),
        ("{http: GET /a-b}, {http: GET /adashb}", ["GET /a-b a", "GET /adashb a"]),
        ("{httpApi: GET /a-b}, {httpApi: GET /a_b}, {httpApi: GET /ab}", ["GET /a-b a", "GET /ab a"]),
        ("{httpApi: GET /x}, {httpApi: GET /x/}, {httpApi: '*'}", ["GET /x/ a", "ANY $default a"]),
        ("{websocket: $connect}, {websocket: {route: $connect, authorizer: a}}", ["$connect a"]),
        ("{http: 'GET /${ssm:/x}/a'}, {http: 'GET /${ssm:/x}/a'}, {http: 'GET /${ssm:/y}/a'}", ["GET /…/a a"] * 2),
        ("{http: {path: '${ssm:/x}', method: get}}, {http: {path: '${ssm:/x}', method: get}}", ["GET … a"] * 2),
        ("{websocket: 'a-${ssm:/x}'}, {websocket: '${ssm:/x}'}", ["a-… a", "… a"]),
    ],
)
def test_what_comes_to_one_logical_id_is_one(events: str, routes: list[str]) -> None:
    events = events.replace("POST ''", "{method: post, path: ''}")
    assert shown(f"  a: {{handler: a.b, events: [{events}]}}\n") == routes


def test_of_functions_with_one_logical_id_the_last_is_there() -> None:
    hello = "  hello: {handler: a.b, url: true, events: [{http: GET /a}]}\n"
    functions = hello + "  Hello: {handler: a.c, events: [{http: GET /b}]}\n"
    assert shown(functions) == ["GET /a Hello", "the URL of Hello Hello", "GET /b Hello"]


@pytest.mark.parametrize(
    ("event", "arn"),
    [
        ("http: 'GET /notes/{id}'", "execute-api:eu-west-1:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/notes/*"),
        ("http: 'ANY /{proxy+}'", "execute-api:eu-west-1:${AWS::AccountId}:${ApiGatewayRestApi}/dev/*/*"),
        ("httpApi: POST /x", "execute-api:eu-west-1:${AWS::AccountId}:${HttpApi}/$default/POST/x"),
        ("websocket: $connect", "execute-api:eu-west-1:${AWS::AccountId}:${WebsocketsApi}/dev/$connect"),
        ("http: 'GET /${env:P}'", "execute-api:eu-west-1:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/${env:P}"),
        ("http: {path: '${env:P}', method: get}", ""),
    ],
)
def test_the_arn_that_allows_all_requests(event: str, arn: str) -> None:
    (endpoint,) = deployed(f"  a: {{handler: a.b, events: [{{{event}}}]}}\n")
    assert readable(invoke_arn(endpoint.route)) == (f"arn:aws:{arn}" if arn else "")


def test_the_arn_of_a_function_url() -> None:
    (endpoint,) = deployed("  a: {handler: a.b, url: true}\n")
    assert readable(invoke_arn(endpoint.route)) == "arn:aws:lambda:eu-west-1:${AWS::AccountId}:function:notes-dev-a"
