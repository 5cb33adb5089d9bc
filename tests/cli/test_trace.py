"""slslint trace: lines and JSON, the exit status, what cannot be followed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from slslint.cli.app import app

SERVICE = """\
service: notes
provider: {name: aws, runtime: python3.13, region: eu-west-1, timeout: 10, logs: {restApi: true}}
functions:
  list:
    handler: notes.main
    events:
      - http: GET /notes
      - http: {path: mine, method: get, authorizer: aws_iam}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["trace", *arguments], prog_name="slslint")


@pytest.fixture(autouse=True)
def service(project: Path) -> None:
    (project / "serverless.yml").write_text(SERVICE, encoding="utf-8")
    (project / "notes.py").write_text("def main(event, context):\n    return {'statusCode': 200}\n", encoding="utf-8")


def test_a_request_that_gets_through() -> None:
    result = run("GET", "/notes")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "GET /notes  serverless.yml, stage dev",
        "",
        "  · region           a path alone names none",
        "  ✓ API              the REST API of this service",
        "  ✓ stage            dev",
        "  ✓ path and method  GET /notes  serverless.yml:7:15",
        "  ✓ authorization    none is asked for  serverless.yml:7:9",
        "  ✓ function         list: notes.main  serverless.yml:5:14",
        "  ✓ timeout          10 s, the REST API waits 29 s  serverless.yml:2:72",
        "  · event loop       the function does not run on Node.js",
        "  ✓ logs             the REST API writes logs  serverless.yml:2:92",
        "",
        "The request gets through",
    ]


def test_a_request_that_stops() -> None:
    result = run("GET", "https://abc.execute-api.us-east-1.amazonaws.com/dev/notes", "--color")
    assert result.exit_code == 1
    assert "\x1b[31m\x1b[1m✗" in result.stdout
    assert 'The request stops at the hop region: the caller sees 403 {"message":"Forbidden"}' in result.stdout


def test_what_is_not_known() -> None:
    result = run("get", "https://abc.execute-api.eu-west-1.amazonaws.com/dev/notes")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "Nothing in the project stops the request; not known: API"


def test_who_signs() -> None:
    result = run("GET", "/mine", "--role", "list")
    assert result.exit_code == 1
    assert "`IamRoleLambdaExecution` may not" in result.stdout
    assert run("GET", "/mine").exit_code == 0


def test_json() -> None:
    result = run("GET", "/note", "--format", "json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert result.stdout.isascii()
    assert {name: found[name] for name in ("request", "service", "stage", "kind", "route", "function", "stops_at")} == {
        "request": {"method": "GET", "address": "/note"},
        "service": "serverless.yml",
        "stage": "dev",
        "kind": "http",
        "route": None,
        "function": None,
        "stops_at": "path and method",
    }
    assert found["hops"][3] == {
        "hop": "path and method",
        "status": "failed",
        "text": "no route answers GET /note; did you mean `GET /notes`?",
        "file": "serverless.yml",
        "line": 7,
        "column": 15,
        "related": [],
    }
    assert [hop["status"] for hop in found["hops"]][4:] == ["not applicable"] * 5


def test_of_several_services_the_one_that_answers(project: Path) -> None:
    for name, route in (("a", "/a"), ("b", "/b")):
        (project / "services" / name).mkdir(parents=True)
        text = SERVICE.replace("GET /notes", f"GET {route}")
        (project / "services" / name / "serverless.yml").write_text(text, encoding="utf-8")
        assert run("GET", route, "services").stdout.startswith(f"GET {route}  services/{name}/serverless.yml")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("FETCH", "/notes"), "`FETCH` is no method that an API answers"),
        (("GETT", "/notes"), "did you mean `GET`?"),
        (("GET", "notes"), "a path starts with `/`"),
        (("GET", "wss://x/y"), "only requests over HTTP can be followed"),
        (("GET", "/notes", "--role", "lst"), "there is no role `lst`; did you mean `list`?"),
        (("GET", "/notes", "nope.yml"), "`nope.yml` does not exist"),
    ],
)
def test_what_cannot_be_followed(arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
