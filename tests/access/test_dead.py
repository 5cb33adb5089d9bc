"""Grants that match no request: one slip, one finding, whatever else could be said of it."""

import json

import pytest
from projects import lint, places

ARN = "arn:aws:execute-api:us-east-1:123456789012"
OWN = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}"
SERVICE = """service: notes
frameworkVersion: '3'
provider:
  name: aws
  runtime: nodejs22.x
  timeout: 10
  logs: {{restApi: true}}
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource: !Sub {resource}
functions:
  notes:
    handler: src/notes.main
    events:
      - http: {{path: {path}, method: {method}, authorizer: aws_iam}}
"""
FAMILY = (
    "undeclared-path",
    "undeclared-stage",
    "hardcoded-stage",
    "wrong-region",
    "ineffective-grant",
    "invalid-policy",
)


def found(resource: str, path: str = "/notes", method: str = "any") -> list[str]:
    """The rules that speak about a grant to the roles of a service's functions."""
    text = SERVICE.format(resource=resource, path=path, method=method)
    return [name for _, line, name in places(lint({"serverless.yml": text}, select=FAMILY)) if line == 13]


def policy(*resources: str) -> str:
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": list(resources)}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=1)


@pytest.mark.parametrize(
    "resource",
    [
        f"{OWN}/*/ANY/notes",
        f"{OWN}/*/any/notes",
        f"{OWN}/*/get/notes",
        f"{OWN}/*/Get/*",
        f"{OWN}/d*/get/notes",
        f"{OWN}/dev/ANY/notes",
        f"{OWN}/GET/notes",
        f"{OWN}/ANY/notes",
        f"{OWN}/GET/*",
        f"{OWN}/dev/notes",
        f"{OWN}/prod/notes/1",
        f"{ARN}:*/*/get/notes",
        f"{ARN}:a1b2c3d4e5/*/ANY/notes",
    ],
)
def test_one_slip_is_one_finding(resource: str) -> None:
    for method in ("any", "get"):
        assert found(resource, method=method) == ["ineffective-grant"]


@pytest.mark.parametrize(
    ("resource", "path", "rules"),
    [
        (f"{OWN}/*/get/notes", "/my/get/notes", []),
        (f"{OWN}/*/get/notes", "'/{proxy+}'", ["ineffective-grant"]),
        (f"{OWN}/*/get/notes", "'${ssm:/path}'", []),
        (f"{OWN}/*/notes", "/notes", []),
        (f"{OWN}/*/notes/1", "'/notes/{id}'", []),
        (f"{OWN}/*/notes", "/rates", ["undeclared-path"]),
        (f"{OWN}/*/GET/notes", "/notes", []),
        (f"{ARN}:*/GET/notes", "/notes", []),
        (f"{ARN}:a1b2c3d4e5/prod/notes", "/notes", []),
        (f"{ARN}:a1b2c3d4e5/prod/list/notes", "/notes", []),
    ],
)
def test_a_wildcard_may_stretch(resource: str, path: str, rules: list[str]) -> None:
    assert found(resource, path) == rules


def test_policy_files_need_no_evidence_for_forms_that_match_nothing() -> None:
    text = SERVICE.format(resource=f"{OWN}/*/*/notes", path="/notes", method="any")
    grants = [f"{ARN}:a1b2c3d4e5/{rest}" for rest in ("*/ANY/rates", "*/get/rates", "GET/rates", "prod/GET/rates")]
    result = lint({"serverless.yml": text, "policies/users.json": policy(*grants)}, select=FAMILY)
    assert places(result) == [("policies/users.json", line, "ineffective-grant") for line in (8, 9, 10)]


@pytest.mark.parametrize("slot", ["*/ANY/notes", "*/get/notes", "GET/notes", "dev/{id}/notes"])
def test_a_dead_grant_of_a_caller_is_told_with_its_consequence(slot: str) -> None:
    text = SERVICE.format(resource=f"{OWN}/*/*/notes", path="/notes", method="get")
    files = {
        "serverless.yml": text,
        "partner.json": policy(f"{ARN}:a1b2c3d4e5/{slot}"),
        "slslint.toml": '[[callers]]\npolicy = "partner.json"\n',
    }
    result = lint(files, select=(*FAMILY, "missing-invoke-grant"))
    assert places(result) == [("partner.json", 8, "ineffective-grant"), ("serverless.yml", 18, "missing-invoke-grant")]
    assert {finding.severity for finding in result.findings} == {"error"}
    missing = result.findings[-1]
    assert any(related.at.file.path.endswith("partner.json") for related in missing.related)


@pytest.mark.parametrize(
    ("resource", "rules"),
    [
        ("execute-api:/*/get/notes", ["ineffective-grant"]),
        ("execute-api:/GET/notes", ["ineffective-grant"]),
        ("execute-api:/*/GET/notes/{id}", ["ineffective-grant"]),
        ("execute-api:/dev//notes", ["ineffective-grant"]),
        ("execute-api:/*/GET/note", ["undeclared-path"]),
        ("execute-api:/prd/GET/notes", ["undeclared-stage"]),
        ("execute-api:/*/GET/notes", []),
        ("execute-api:/*/OPTIONS/*", []),
        ("execute-api:/dev/*", []),
        ("execute-api:/*", []),
        ("execute-api:/${ssm:/stage}/GET/notes", []),
    ],
)
def test_the_short_form_in_the_policy_of_an_api_is_about_that_api(resource: str, rules: list[str]) -> None:
    text = SERVICE.format(resource=f"{OWN}/*/*/notes", path="/notes", method="get")
    statement = f"{{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: '{resource}'}}"
    own = text.replace("  iam:\n", f"  apiGateway:\n    resourcePolicy:\n      - {statement}\n  iam:\n")
    assert [name for _, line, name in places(lint({"serverless.yml": own}, select=FAMILY)) if line == 10] == rules
