"""slslint simulate: who asks what, the answers as text and JSON, cases from files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conformance_sets import folder
from slslint.cli.app import app

SERVICE = """\
service: notes
provider: {name: aws, runtime: nodejs22.x, region: eu-west-1}
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: notes, method: get, authorizer: aws_iam}
      - http: GET /open
  any:
    handler: src/notes.list
    events:
      - http: {path: 'notes/{id}', method: any, authorizer: aws_iam}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        RoleName: notes-users
        Policies:
          - PolicyName: api
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Action: execute-api:Invoke
                  Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/*
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
"""
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:*:*:*/*/GET/notes"},
        {
            "Effect": "Deny",
            "Action": "execute-api:*",
            "Resource": "*",
            "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        },
    ],
}


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, ["simulate", *arguments], prog_name="slslint", input=stdin)


@pytest.fixture(autouse=True)
def service(project: Path) -> None:
    (project / "serverless.yml").write_text(SERVICE, encoding="utf-8")
    (project / "policy.json").write_text(json.dumps(POLICY, indent=1), encoding="utf-8")


def answers(*arguments: str) -> list[dict[str, object]]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def decisions(*arguments: str) -> list[tuple[object, object]]:
    return [(each["request"], each["decision"]) for each in answers(*arguments)]


def test_everybody() -> None:
    assert decisions("--all") == [("GET /notes", "Allowed"), ("ANY /notes/{id}", "Partial")]
    partial = answers("--all")[1]
    assert "GET is allowed" in str(partial["reason"])
    assert "POST is denied" in str(partial["reason"])


@pytest.mark.parametrize("name", ["SignedIn", "notes-users"])
def test_a_role(name: str) -> None:
    (answer,) = answers("--role", name, "--route", "GET /notes")
    assert answer == {
        "caller": "SignedIn",
        "request": "GET /notes",
        "route": "GET /notes",
        "service": "serverless.yml",
        "stage": "dev",
        "decision": "Allowed",
        "matched": [{"policy": "api", "statement": 1, "effect": "Allow", "file": "serverless.yml", "line": 25}],
        "reason": "a policy allows the execute-api:Invoke action",
        "nearest": None,
    }


def test_a_denial_names_what_comes_nearest() -> None:
    (answer,) = answers("--role", "SignedIn", "--route", "DELETE /notes/7")
    assert answer["decision"] == "ImplicitlyDenied"
    assert answer["nearest"] == {
        "policy": "api",
        "statement": 1,
        "file": "serverless.yml",
        "line": 27,
        "differences": [{"part": "method", "written": "GET", "requested": "DELETE"}],
    }


def test_the_stage_counts() -> None:
    (answer,) = answers("--role", "SignedIn", "--route", "GET /notes", "--stage", "prod")
    assert (answer["stage"], answer["decision"]) == ("prod", "ImplicitlyDenied")


def test_a_policy_file() -> None:
    asked = ("--policy", "policy.json", "--route", "GET /notes")
    assert decisions(*asked) == [("GET /notes", "Unknown")]
    assert answers(*asked)[0]["reason"] == "it depends on aws:SourceIp"
    assert decisions(*asked, "--context", "aws:SourceIp=203.0.113.9") == [("GET /notes", "ExplicitlyDenied")]
    assert decisions(*asked, "--context", "aws:SourceIp=198.51.100.9") == [("GET /notes", "Allowed")]


def test_a_boundary_and_a_resource_policy(project: Path) -> None:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    (project / "boundary.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": statement}))
    asked = ("--role", "SignedIn", "--route", "GET /notes", "--boundary", "boundary.json")
    assert decisions(*asked) == [("GET /notes", "ImplicitlyDenied")]
    assert answers(*asked)[0]["reason"] == "because no permissions boundary allows the execute-api:Invoke action"
    open_to_all = {**statement, "Action": "execute-api:Invoke", "Principal": "*", "Resource": "execute-api:/*"}
    (project / "resource.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": open_to_all}))
    assert decisions("--role", "list", "--resource-policy", "resource.json")[0] == ("GET /notes", "Allowed")


def test_any_action_on_any_resource(project: Path) -> None:
    arn = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/dev/GET/notes"
    context = ("--context", "aws:SourceIp=198.51.100.9")
    asked = ("--policy", "policy.json", "--action", "execute-api:Invoke", "--resource")
    assert decisions(*asked, arn, *context) == [(f"execute-api:Invoke on {arn}", "Allowed")]
    own = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/notes"
    assert decisions("--role", "SignedIn", "--action", "execute-api:Invoke", "--resource", own)[0][1] == "Allowed"
    assert decisions("--role", "SignedIn", "--action", "s3:GetObject", "--resource", "*")[0][1] == "ImplicitlyDenied"
    (project / "serverless.yml").unlink()
    assert decisions(*asked, arn, *context)[0][1] == "Allowed"


def test_the_table() -> None:
    result = run("--all")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1] == (
        "SignedIn  GET /notes       allowed   Allow: statement 1 of api (serverless.yml:25:19)"
    )
    assert result.stdout.splitlines()[-1] == "2 answers: 1 allowed, 1 partly"
    colored = run("--all", "--color").stdout
    assert "\x1b[32m\x1b[1mallowed" in colored
    assert "\x1b[33m\x1b[1mpartly" in colored
    denied = run("--role", "list", "--color").stdout
    assert "\x1b[31m\x1b[1mdenied" in denied


def test_routes_that_iam_does_not_guard_are_said_to_be() -> None:
    result = run("--role", "SignedIn", "--route", "GET /open")
    assert result.exit_code == 0
    assert result.stderr == "GET /open is not guarded by IAM: NONE\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say who asks: --role NAME, --policy FILE, or --all"),
        (("--role", "SignedInn"), "there is no role `SignedInn`; did you mean `SignedIn`?"),
        (("--role", "xyz"), "there is no role `xyz`: the service has IamRoleLambdaExecution, SignedIn, any, list"),
        (("--role", "list", "--route", "GET /note"), "there is no route `GET /note`; did you mean `GET /notes`?"),
        (("--role", "list", "--route", "PUT /notes"), "there is no route `PUT /notes`: its path answers to GET"),
        (("--role", "list", "--route", "/notes"), "write method and path"),
        (("--role", "list", "--action", "s3:*"), "--action and --resource go together"),
        (("--all", "--role", "list"), "leave --role and --policy out"),
        (("--policy", "nope.json"), "cannot read `nope.json`: No such file or directory"),
        (("--policy", "serverless.yml"), "serverless.yml:1:1: SLS304 invalid-policy: "),
        (("--role", "list", "--context", "x"), "write NAME=VALUE"),
        (("--requests", "nope.jsonl"), "cannot read `nope.jsonl`"),
    ],
)
def test_what_is_not_there(arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_stage_that_is_misspelled(project: Path) -> None:
    stages = "params: {dev: {a: 1}, production: {a: 2}}\n"
    (project / "serverless.yml").write_text(SERVICE + stages, encoding="utf-8")
    result = run("--all", "--stage", "prodction")
    assert (result.exit_code, "did you mean `production`?" in result.stderr) == (2, True)
    assert run("--all", "--stage", "feature-1").exit_code == 0


def test_a_policy_that_iam_refuses_has_a_place(project: Path) -> None:
    (project / "policy.json").write_text('{"Version": "2012-10-17",\n "Statement": [{"Effect": "allow"}]}')
    result = run("--policy", "policy.json")
    assert result.exit_code == 2
    assert "policy.json:2:27: SLS304 invalid-policy: `Effect` is exactly Allow or Deny" in result.stderr


def test_no_guarded_route(project: Path) -> None:
    text = SERVICE.replace("authorizer: aws_iam", "cors: true")
    (project / "serverless.yml").write_text(text, encoding="utf-8")
    result = run("--all")
    assert (result.exit_code, "there is no `aws_iam` route" in result.stderr) == (2, True)


CASE = {
    "id": "one",
    "identityPolicies": [POLICY],
    "request": {
        "principal": "arn:aws:sts::123456789012:assumed-role/R/s",
        "action": "execute-api:Invoke",
        "resource": "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/dev/GET/notes",
        "context": {},
    },
}


def test_cases_from_standard_input() -> None:
    lines = [CASE, {**CASE, "id": "two", "expect": "Denied"}, {**CASE, "id": "three", "expected": "Allowed"}]
    result = run("--requests", "-", stdin="\n".join(map(json.dumps, lines)) + "\n\n")
    assert result.exit_code == 1
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(each["id"], each["decision"]) for each in found] == [(name, "Allowed") for name in ("one", "two", "three")]
    assert found[0]["matched"] == [
        {"policy": "identityPolicies.0", "statement": 1, "effect": "Allow", "file": "-", "line": 1}
    ]
    assert result.stderr.startswith("two: expected Denied, decided Allowed (")
    assert result.stderr.endswith("1 of the answers differ from what is expected\n")


def test_lines_that_are_no_cases(project: Path) -> None:
    lines = ['{"id": 1}', "not json", json.dumps({**CASE, "expect": "Denied"}), "[]"]
    (project / "cases.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = run("--requests", "cases.jsonl")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["decision"] for each in found] == ["Invalid", "Invalid", "Allowed", "Invalid"]
    assert result.exit_code == 2
    said = result.stderr.splitlines()
    assert said[:2] == [
        "line 1: a case is an object with a `request`",
        "line 2: this is not JSON: expecting value, column 1",
    ]
    assert said[2].startswith("one: expected Denied, decided Allowed (")
    assert said[3:] == ["line 4: a case is an object with a `request`", "1 of the answers differ from what is expected"]


@pytest.mark.parametrize("text", ["", "\n\n \n"])
def test_without_any_case(project: Path, text: str) -> None:
    (project / "cases.jsonl").write_text(text, encoding="utf-8")
    for name, shown in (("cases.jsonl", "`cases.jsonl`"), ("-", "standard input")):
        result = run("--requests", name, stdin=text)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"there is no case in {shown}" in result.stderr


@pytest.mark.parametrize("name", ["concrete", "symbolic"])
def test_the_cases_with_known_answers(name: str) -> None:
    path = folder("iam") / f"{name}.jsonl"
    result = run("--requests", str(path))
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == len(path.read_text(encoding="utf-8").splitlines())


def test_an_answer_that_differs_is_noticed() -> None:
    line = (folder("iam") / "concrete.jsonl").read_text(encoding="utf-8").splitlines()[0]
    result = run("--requests", "-", stdin=line.replace('"expected": "', '"expected": "Not'))
    assert result.exit_code == 1
