"""Callers that configuration names, resource policies, private APIs: what they change in the decision on a route."""

import os
from textwrap import indent

import pytest
from projects import ROOT, lint, session
from slslint.access.access import Access, access_to
from slslint.service.file import ServiceFile

SERVICE = """service: notes
frameworkVersion: '3'
provider:
  name: aws
  runtime: nodejs22.x
  region: eu-west-1
  timeout: 9
  logs: {restApi: true}
PROVIDER
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: notes, method: get, authorizer: aws_iam}
  get:
    handler: src/notes.list
    events:
      - http: {path: 'notes/{id}', method: get, authorizer: aws_iam}
"""
POOL = """resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: api
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Action: ACTION
                  Resource: '*'
                  Condition: CONDITION
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
"""
CODE = {"src/notes.js": "exports.list = async () => ({statusCode: 200})\n"}


def project(provider: str = "", pool: str = "s3:GetObject", condition: str = "{}") -> dict[str, str]:
    text = SERVICE.replace("PROVIDER\n", indent(provider, "  "))
    return {"serverless.yml": text + POOL.replace("ACTION", pool).replace("CONDITION", condition), **CODE}


def access(files: dict[str, str]) -> Access:
    opened = session(files).open(os.path.join(ROOT, "serverless.yml"))
    assert isinstance(opened, ServiceFile)
    return access_to(opened.services[0])


def verdicts(files: dict[str, str]) -> list[str]:
    found = access(files)
    return [found.of_pools(route)[0].verdict for route in found.routes]


RESOURCE_POLICY = """apiGateway:
  resourcePolicy:
    - Effect: EFFECT
      Principal: PRINCIPAL
      Action: execute-api:Invoke
      Resource: execute-api:/*/GET/notes
"""


@pytest.mark.parametrize(
    ("effect", "principal", "pool", "wanted"),
    [
        ("Allow", "'*'", "s3:GetObject", ["Allowed", "Denied"]),
        ("Deny", "'*'", "execute-api:Invoke", ["Denied", "Allowed"]),
        ("Allow", "{AWS: !GetAtt SignedIn.Arn}", "s3:GetObject", ["Allowed", "Denied"]),
        ("Allow", "{AWS: !ImportValue somebody}", "s3:GetObject", ["Unknown", "Denied"]),
        ("Allow", "{Service: 'lambda.amazonaws.com'}", "s3:GetObject", ["Denied", "Denied"]),
    ],
)
def test_the_resource_policy_counts(effect: str, principal: str, pool: str, wanted: list[str]) -> None:
    policy = RESOURCE_POLICY.replace("EFFECT", effect).replace("PRINCIPAL", principal)
    assert verdicts(project(policy, pool)) == wanted


def test_a_resource_policy_that_is_not_known() -> None:
    assert verdicts(project("apiGateway: {resourcePolicy: '${ssm:/policy}'}\n")) == ["Unknown", "Unknown"]
    assert verdicts(project("apiGateway: {restApiId: a1b2c3d4e5}\n")) == ["Unknown", "Unknown"]


CONDITION = "{StringEquals: {'aws:SourceVpce': vpce-1}}"


@pytest.mark.parametrize(
    ("endpoint", "verdict"), [("", "Denied"), ("edge", "Denied"), ("PRIVATE", "Unknown"), ("'${ssm:/x}'", "Unknown")]
)
def test_requests_to_private_apis_come_by_an_endpoint(endpoint: str, verdict: str) -> None:
    provider = f"endpointType: {endpoint}\n" if endpoint else ""
    assert verdicts(project(provider, "execute-api:Invoke", CONDITION)) == [verdict, verdict]


POLICY = """{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:*:*:*/dev/GET/notes"}]}
"""


def missing(files: dict[str, str]) -> list[tuple[int, str]]:
    found = [each for each in lint(files).findings if each.name == "missing-invoke-grant"]
    return [(each.at.line, each.related[0].message) for each in found]


def test_a_policy_file_of_a_caller() -> None:
    files = {"serverless.yml": SERVICE.replace("PROVIDER\n", ""), **CODE, "web/user.json": POLICY}
    assert missing(files) == []
    files["slslint.toml"] = '[[callers]]\npolicy = "web/user.json"\n'
    ((line, text),) = missing(files)
    assert line == 17
    assert text == "statement 1 of web/user.json comes nearest: its path is `notes`, the request's `notes/<id>`"
    files["slslint.toml"] += 'name = "the web client"\nroutes = ["get /notes"]\n'
    assert missing(files) == []
    files["slslint.toml"] = '[[callers]]\npolicy = "web/user.json"\nroutes = ["GET /notes/{id}", "GET /more"]\n'
    assert [line for line, _ in missing(files)] == [17]


def test_a_role_that_is_a_caller() -> None:
    files = project()
    files["slslint.toml"] = '[[callers]]\nrole = "SignedIn"\nroutes = ["GET /notes"]\n'
    assert [line for line, _ in missing(files)] == [13, 17]
    files["serverless.yml"] = files["serverless.yml"].replace("RoleAttachment", "Something")
    assert [line for line, _ in missing(files)] == [13]


def test_a_caller_that_is_not_there_says_nothing() -> None:
    files = {"serverless.yml": SERVICE.replace("PROVIDER\n", ""), **CODE}
    for caller in ('policy = "nope.json"', 'role = "Nobody"'):
        assert missing({**files, "slslint.toml": f"[[callers]]\n{caller}\n"}) == []


def test_a_named_caller_that_is_allowed_makes_a_route_nobody_elses_duty() -> None:
    files = {**project(), "user.json": POLICY, "slslint.toml": '[[callers]]\npolicy = "user.json"\nroutes = []\n'}
    assert [line for line, _ in missing(files)] == [17]
    files["user.json"] = POLICY.replace("arn:aws:execute-api:*:*:*/dev/GET/notes", "*")
    assert missing(files) == []


def test_a_callers_policy_is_judged_by_its_literal_ids() -> None:
    policy = POLICY.replace("*:*:*/dev/GET/notes", "eu-west-1:123456789012:a1b2c3d4e5/dev/GET/note")
    files = {"serverless.yml": SERVICE.replace("PROVIDER\n", ""), **CODE, "web/user.json": policy}
    assert "undeclared-path" not in [each.name for each in lint(files).findings]
    files["slslint.toml"] = '[[callers]]\npolicy = "web/user.json"\n'
    assert [each.at.line for each in lint(files).findings if each.name == "undeclared-path"] == [2]
