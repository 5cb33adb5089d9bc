"""Endpoints as a table and as JSON."""

import json
import os

from projects import ROOT, session
from slslint.report.context import Context
from slslint.report.routes import render, render_json
from slslint.service.file import ServiceFile
from slslint.service.service import Service

SERVICE = """\
service: notes
frameworkVersion: '3'
provider: {name: aws, runtime: nodejs22.x, region: eu-west-1}
functions:
  list:
    handler: src/notes.list
    timeout: 10
    url: {authorizer: aws_iam}
    events:
      - http: {path: /notes/{id}, method: get, authorizer: aws_iam, private: true}
      - httpApi: '*'
      - websocket: $connect
  find:
    image: notes
    timeout: ${ssm:/timeout}
    events:
      - http: {path: 'x-${env:PART}', method: '${env:METHOD}', authorizer: '${ssm:/x}'}
      - http: {path: '/notes/{id}', method: get}
""".replace("path: /notes/{id},", "path: '/notes/{id}',")
CONTEXT = Context(ROOT, ROOT)


def service(text: str = SERVICE) -> Service:
    opened = session({"serverless.yml": text}).open(os.path.join(ROOT, "serverless.yml"))
    assert isinstance(opened, ServiceFile)
    return opened.services[0]


def test_table() -> None:
    assert render([service()], CONTEXT).splitlines() == [
        "serverless.yml  5 endpoints in stage dev",
        "  METHOD  PATH         API        STAGE     AUTHORIZATION  KEY  FUNCTION  TIMEOUT  DECLARED AT",
        "  GET     /notes/{id}  REST       dev       NONE           -    find      …        serverless.yml:18",
        "  -       $default     HTTP       $default  NONE           -    list      10 s     serverless.yml:11",
        "  -       $connect     WebSocket  dev       NONE           -    list      10 s     serverless.yml:12",
        "  -       -            URL        -         AWS_IAM        -    list      10 s     serverless.yml:8",
        "  …       /x-…         REST       dev       …              -    find      …        serverless.yml:17",
        "  lost: GET /notes/{id} of list (AWS_IAM) at serverless.yml:10:9; serverless.yml:18:9 replaces it",
    ]


def test_json() -> None:
    rows = json.loads(render_json([service()], CONTEXT))
    assert rows[0] == {
        "kind": "http",
        "method": "GET",
        "path": "/notes/{id}",
        "stage": "dev",
        "authorization": "NONE",
        "api_key": False,
        "function": "find",
        "handler": None,
        "timeout": None,
        "invoke_arn": "arn:aws:execute-api:eu-west-1:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/notes/*",
        "file": "serverless.yml",
        "line": 18,
    }
    keys = ("kind", "method", "path", "stage", "authorization", "handler", "timeout")
    assert [tuple(row[key] for key in keys) for row in rows[1:]] == [
        ("httpApi", None, "$default", "$default", "NONE", "src/notes.list", 10),
        ("websocket", None, "$connect", "dev", "NONE", "src/notes.list", 10),
        ("url", None, None, None, "AWS_IAM", "src/notes.list", 10),
        ("http", None, "/x-…", "dev", None, None, None),
    ]
    assert rows[4]["invoke_arn"] is None


def test_the_stage_of_an_api_is_the_one_in_its_address() -> None:
    text = SERVICE.replace("region: eu-west-1", "apiGateway: {stage: live}, stage: '${env:STAGE}'")
    stages = [row["stage"] for row in json.loads(render_json([service(text)], CONTEXT))]
    assert stages == ["live", "$default", "…", None, "live"]


def test_a_service_without_endpoints() -> None:
    text = "service: notes\nprovider: {name: aws}\nfunctions: {list: {handler: a.b}}\n"
    assert render([service(text)], CONTEXT) == "serverless.yml  0 endpoints in stage dev\n"
    assert render_json([service(text)], CONTEXT) == "[]\n"


def test_what_a_terminal_would_obey_is_written_out() -> None:
    text = (
        'service: notes\nprovider: {name: aws}\nfunctions: {list: {handler: a.b, events: [{http: "GET /\\e[31m"}]}}\n'
    )
    assert "\x1b" not in render([service(text)], CONTEXT)
