"""Which policies are judged, and what is left to the rules about grants, dates and settings."""

import pytest
from projects import lint

HEAD = "service: s\nprovider: {name: aws}\nfunctions: {a: {handler: h.a}}\n"
BAD = "{Effect: allow, Action: 's3:GetObject', Resource: '*'}"


def said(text: str, **files: str) -> list[str]:
    """The messages of what is found."""
    result = lint({"serverless.yml": text, **files}, select=("invalid-policy",))
    return [each.message for each in result.findings]


def policy(statement: str, version: str = "'2012-10-17'", head: str = HEAD) -> str:
    properties = f"{{PolicyDocument: {{Version: {version}, Statement: [{statement}]}}}}"
    return f"{head}resources: {{Resources: {{P: {{Type: 'AWS::IAM::ManagedPolicy', Properties: {properties}}}}}}}\n"


@pytest.mark.parametrize(
    "resource",
    [
        "{Type: 'AWS::IAM::Policy', Properties: {PolicyDocument: {Version: '2012-10-17', Statement: X}}}",
        "{Type: 'AWS::IAM::RolePolicy', Properties: {PolicyDocument: {Version: '2012-10-17', Statement: X}}}",
        "{Type: 'AWS::IAM::UserPolicy', Properties: {PolicyDocument: {Version: '2012-10-17', Statement: X}}}",
        "{Type: 'AWS::IAM::GroupPolicy', Properties: {PolicyDocument: {Version: '2012-10-17', Statement: X}}}",
        "{Type: 'AWS::IAM::User', Properties: {Policies: [{PolicyDocument: {Version: '2012-10-17', Statement: X}}]}}",
        "{Type: 'AWS::IAM::Role', Properties: {Policies: [{PolicyDocument: {Version: '2012-10-17', Statement: X}}]}}",
    ],
)
def test_policies_of_the_template(resource: str) -> None:
    text = f"{HEAD}resources: {{Resources: {{P: {resource.replace('X', f'[{BAD}]')}}}}}\n"
    assert said(text) == ["`Effect` is exactly Allow or Deny; did you mean `Allow`?"]


def test_the_policy_of_an_api_needs_a_principal() -> None:
    statement = "{Effect: Allow, Action: 'execute-api:Invoke', Resource: 'execute-api:/*'}"
    policy = f"{{Version: '2012-10-17', Statement: {statement}}}"
    api = f"{{Type: 'AWS::ApiGateway::RestApi', Properties: {{Policy: {policy}}}}}"
    assert said(f"{HEAD}resources: {{Resources: {{Api: {api}}}}}\n") == ["the statement has no `Principal`"]
    for owner, found in (("", ["the statement has no `Principal`"]), (", restApiId: x, restApiRootResourceId: y", [])):
        settings = f"apiGateway: {{resourcePolicy: [{statement}]{owner}}}"
        assert said(HEAD.replace("aws}", f"aws, {settings}}}")) == found


@pytest.mark.parametrize(
    ("provider", "functions", "judged"),
    [
        (f"iamRoleStatements: [{BAD}]", "{a: {handler: h.a}}", True),
        (f"iam: {{role: {{statements: [{BAD}]}}}}", "{a: {handler: h.a}}", True),
        (f"iam: {{role: {{statements: []}}}}, iamRoleStatements: [{BAD}]", "{a: {handler: h.a}}", False),
        (f"role: x, iamRoleStatements: [{BAD}]", "{a: {handler: h.a}}", False),
        (f"iamRoleStatements: [{BAD}]", "{a: {handler: h.a, role: x}}", False),
        (f"iamRoleStatements: [{BAD}]", "'${ssm:/functions}'", True),
        ("", f"{{a: {{handler: h.a, iamRoleStatements: [{BAD}]}}}}", True),
        ("role: x", f"{{a: {{handler: h.a, iamRoleStatements: [{BAD}]}}}}", False),
    ],
)
def test_statements_that_are_deployed(provider: str, functions: str, judged: bool) -> None:
    text = f"service: s\nframeworkVersion: '4'\nprovider: {{name: aws, {provider}}}\nfunctions: {functions}\n"
    assert len(said(text)) == judged


@pytest.mark.parametrize("version", ["2012-10-17", "'${self:custom.date}'"])
def test_a_date_is_told_by_another_rule(version: str) -> None:
    assert said(policy("", version) + "custom: {date: 2012-10-17}\n") == []
    assert len(said(policy("", "'2012-10-18'"))) == 1


def test_grants_are_told_by_another_rule() -> None:
    arn = "'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/dev/get/{id}'"
    assert said(policy(f"{{Effect: Allow, Action: 'execute-api:GET', Resource: {arn}}}")) == []
    assert said(policy(f"{{Effect: Allow, Action: 'lambda:InvokeFunction', Resource: {arn}}}")) == []
    assert len(said(policy(f"{{Effect: Deny, Action: 'execute-api:Invoke', Resource: {arn}}}"))) == 2
    assert len(said(policy("{Effect: Allow, Action: 'execute-api:GET', Resource: '*'}"))) == 1


def test_a_misspelt_element_is_not_missed_too() -> None:
    statement = "{Effects: Allow, Actions: 's3:GetObject', NotResources: '*'}"
    assert [message.split(";")[0] for message in said(policy(statement))] == [
        "a statement has no element `Effects`",
        "a statement has no element `Actions`",
        "a statement has no element `NotResources`",
    ]


def test_a_policy_as_json_in_a_text() -> None:
    resource = "{Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: '{}'}}"
    text = f"{HEAD}resources: {{Resources: {{P: {resource}}}}}\n"
    assert said(text) == []
    assert len(said(text.replace("'{}'", "[]"))) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "{Effect: Allow, Actions: 's3:GetObject', Resource: '*'}",
        "{Effect: Allow, Actions: ['execute-api:Invoke'], Resource: '*'}",
        "{Effect: Allow, Action: 's3:GetObject', Resources: '*'}",
        "{Effect: Allow, Action: 's3:GetObject', NotAction: 's3:PutObject', Resource: '*'}",
        "{Effect: Allow, Action: 's3:GetObject', Resource: '*', NotResource: 'arn:aws:s3:::x'}",
        "{Effect: Allow, Action: 's3:GetObject', Resource: 5}",
        "{Effect: Allow, Action: 's3:GetObject', Resource: [5]}",
        "{Effect: Allow, Action: {a: b}, Resource: '*'}",
        "{Effect: Allow, Action: 's3:GetObject'}",
        "{Action: 's3:GetObject', Resource: '*'}",
        "{Effect: permit, Action: 's3:GetObject', Resource: '*'}",
        "{Effect: Allow, action: 's3:GetObject', Resource: '*'}",
        "'s3:GetObject'",
    ],
)
def test_one_slip_in_a_statement_is_one_finding(statement: str) -> None:
    for owner in ("iam: {role: {statements: [X]}}", "iamRoleStatements: [X]"):
        text = HEAD.replace("aws}", f"aws, {owner.replace('X', statement)}}}")
        found = lint({"serverless.yml": text}, select=("SLS1", "SLS3")).findings
        assert [each.name for each in found if each.at.line == 2] == ["invalid-policy"]
