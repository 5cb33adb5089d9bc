"""slslint check --policy: a caller of whom the policy is given, every guarded route judged for it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from slslint.cli.app import app

SERVICE = """\
service: notes
frameworkVersion: '3'
provider: {name: aws, runtime: nodejs22.x, region: eu-west-1, timeout: 9, logs: {restApi: true}}
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: notes, method: get, authorizer: aws_iam}
      - http: {path: notes, method: post, authorizer: aws_iam}
      - http: {path: open, method: get}
"""
GET = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:*:*:*/dev/GET/notes"}


def policy(*statements: dict[str, str]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=1)


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", "--no-template", "--format", "json", *arguments], prog_name="slslint")


def findings(*arguments: str) -> list[tuple[str, str, int]]:
    return [(each["name"], each["file"], each["line"]) for each in json.loads(check(*arguments).stdout)["findings"]]


@pytest.fixture(autouse=True)
def service(project: Path) -> None:
    (project / "serverless.yml").write_text(SERVICE, encoding="utf-8")
    (project / "src").mkdir()
    (project / "src" / "notes.js").write_text("exports.list = async () => ({statusCode: 200})\n", encoding="utf-8")


def test_each_route_for_itself(project: Path) -> None:
    (project / "caller.json").write_text(policy(GET))
    assert findings("--policy", "caller.json") == [("missing-invoke-grant", "serverless.yml", 9)]
    result = check("--policy", "caller.json")
    (finding,) = json.loads(result.stdout)["findings"]
    assert result.exit_code == 1
    assert "`caller.json` may not call POST /notes" in finding["message"]
    assert finding["related"][0]["file"] == "caller.json"
    assert "its method is `GET`, the request's `POST`" in finding["related"][0]["message"]
    assert [name for name, _, _ in findings()] == ["caller-unknown"]


def test_several_callers_and_one_from_elsewhere(project: Path) -> None:
    (project / "caller.json").write_text(policy(GET))
    outside = project.parent / "outside.json"
    outside.write_text(policy({**GET, "Resource": "arn:aws:execute-api:*:*:*/dev/POST/notes"}))
    found = findings("--policy", "caller.json", "--policy", str(outside))
    assert found == [("missing-invoke-grant", "serverless.yml", line) for line in (8, 9)]


def test_what_may_be_another_api_is_not_denied(project: Path) -> None:
    arn = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/*"
    (project / "caller.json").write_text(policy({**GET, "Resource": arn}))
    assert findings("--policy", "caller.json") == []


def test_faults_of_the_policy_are_findings(project: Path) -> None:
    (project / "caller.json").write_text(policy({**GET, "Effect": "allow"}))
    assert ("invalid-policy", "caller.json", 5) in findings("--policy", "caller.json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot read `caller.json`: No such file or directory"),
        ("", "`caller.json` is empty: it holds no policy"),
        ("[]", "caller.json:1:1: SLS304 invalid-policy: "),
        ('{"Version": "2012-10-17",\n "Statement": [,]}', "caller.json:2:16: SLS304 invalid-policy: "),
        ("{}", "caller.json:1:1: SLS304 invalid-policy: "),
    ],
)
def test_a_file_that_holds_no_policy(project: Path, text: str | None, said: str) -> None:
    if text is not None:
        (project / "caller.json").write_text(text)
    result = check("--policy", "caller.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
