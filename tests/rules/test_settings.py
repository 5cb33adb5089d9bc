"""What the configuration changes in single rules."""

import pytest
from projects import lint, places
from slslint.config import Settings

SERVICE = """service: notes
provider: {name: aws, runtime: nodejs22.x}
functions:
  list:
    handler: src/a.list
    timeout: 40
    events:
      - http: {path: /notes, method: get, authorizer: aws_iam}
"""
POLICY = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke",
"Resource": "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/dev/GET/notices"}]}
"""


def settings(**values: object) -> Settings:
    return Settings("/slslint-example-project/slslint.toml", "", values)


def test_a_limit_that_was_raised() -> None:
    files, select = {"serverless.yml": SERVICE}, ("timeout-exceeds-api-limit",)
    assert len(places(lint(files, select=select))) == 1
    assert places(lint(files, select=select, settings=settings(limits={"rest": 45}))) == []


def test_the_timeout_that_a_fix_writes() -> None:
    files = {"serverless.yml": SERVICE.replace("    timeout: 40\n", "")}
    (plain,) = lint(files, select=("timeout-unset",)).findings
    (own,) = lint(files, select=("timeout-unset",), settings=settings(timeout=20)).findings
    assert [(fix.safe, fix.edits[0].text.split("\n")[0]) for fix in (*plain.fixes, *own.fixes)] == [
        (True, "timeout: 6"),
        (False, "timeout: 20"),
    ]


def test_the_ids_of_our_apis_are_evidence() -> None:
    files = {"serverless.yml": SERVICE, "policies/users.json": POLICY}
    assert places(lint(files, select=("undeclared-path",))) == []
    found = lint(files, select=("undeclared-path",), settings=settings(**{"api-ids": ["a1b2c3d4e5"]}))
    assert [(each.severity, each.confidence) for each in found.findings] == [("warning", "medium")]


IDS = [
    "PoolApiGatewayAuthorizer",
    "IamRoleCustomResourcesLambdaExecution",
    "T2ToHelloDLQPolicy",
    "HelloKinesisStreamConsumer",
    "CustDashbusEventBridgeEventBus",
    "NotesListrule20EventBridgeRule",
    "CustLambdaAuthorizerPermissionHttpApi",
]


@pytest.mark.parametrize("name", IDS)
def test_ids_that_the_framework_makes_are_defined(name: str) -> None:
    text = SERVICE + f"resources: {{Outputs: {{A: {{Value: !Ref {name}}}}}}}\n"
    assert places(lint({"serverless.yml": text}, select=("undefined-reference",))) == []


def test_what_version_4_brings_with_it_may_define_more() -> None:
    text = SERVICE + "appSync: {name: a}\nresources: {Outputs: {A: {Value: !GetAtt GraphQlApi.GraphQLUrl}}}\n"
    assert places(lint({"serverless.yml": text}, select=("undefined-reference",))) == []
    text = "frameworkVersion: '3'\n" + text.replace("appSync: {name: a}\n", "")
    assert len(places(lint({"serverless.yml": text}, select=("undefined-reference",)))) == 1
