"""The role that the framework makes for functions: all that is attached to it, and what bounds it."""

import pytest
from projects import ROOT, lint, places, session
from slslint.access.named import find_role
from slslint.service.file import ServiceFile

ARN = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/notes"
URL = "https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/${sls:stage}/notes"
GRANT = f"{{Effect: Allow, Action: 'execute-api:Invoke', Resource: !Sub '{ARN}'}}"
DOCUMENT = f"PolicyDocument: {{Version: '2012-10-17', Statement: [{GRANT}]}}"
FULL, OTHER = (f"arn:aws:iam::aws:policy/{name}" for name in ("AmazonAPIGatewayInvokeFullAccess", "AmazonS3FullAccess"))


def denied(provider: str = "", resources: str = "", function: str = "", region: str = "eu-west-1") -> bool:
    """Whether the function that calls the route is said to lack a grant."""
    text = f"""service: shop
frameworkVersion: '3'
provider: {{name: aws, runtime: nodejs22.x, region: {region}{provider}}}
plugins: [serverless-iam-roles-per-function]
functions:
  notes:
    handler: a.main
    events: [{{http: {{path: /notes, method: get, authorizer: aws_iam}}}}]
  caller:
    handler: a.main
    environment: {{URL: !Sub '{URL}'}}
{function}resources: {{{resources}}}
"""
    found = places(lint({"serverless.yml": text}, select=("missing-invoke-grant",)))
    assert not [name for *_, name in found if name != "missing-invoke-grant"]
    return bool(found)


def attached(properties: str, kind: str = "Policy") -> str:
    return f"Resources: {{More: {{Type: 'AWS::IAM::{kind}', Properties: {{{properties}, {DOCUMENT}}}}}}}"


def test_without_anything_it_may_not() -> None:
    assert denied()
    assert not denied(f", iam: {{role: {{statements: [{GRANT}]}}}}")


@pytest.mark.parametrize(
    "resources",
    [
        attached("Roles: [!Ref IamRoleLambdaExecution]"),
        attached("RoleName: !Ref IamRoleLambdaExecution", "RolePolicy"),
        attached("Roles: [shop-dev-eu-west-1-lambdaRole]"),
        attached("Roles: ['${self:service}-${sls:stage}-${self:provider.region}-lambdaRole']", "ManagedPolicy"),
        f"Resources: {{IamRoleLambdaExecution: {{Properties: {{ManagedPolicyArns: ['{FULL}']}}}}}}",
        f"Resources: {{IamRoleLambdaExecution: {{Properties: {{Policies: [{{PolicyName: x, {DOCUMENT}}}]}}}}}}",
        f"extensions: {{IamRoleLambdaExecution: {{Properties: {{ManagedPolicyArns: ['{FULL}']}}}}}}",
        f"extensions: {{IamRoleLambdaExecution: {{Properties: {{Policies: [{{PolicyName: x, {DOCUMENT}}}]}}}}}}",
    ],
)
def test_what_the_template_adds(resources: str) -> None:
    assert not denied(resources=resources)


def test_a_name_that_is_another_or_may_be_its_own() -> None:
    assert denied(resources=attached("Roles: [shop-dev-us-east-1-lambdaRole]"))
    assert not denied(", iam: {role: {name: runner}}", attached("Roles: [runner]"))
    assert denied(", iam: {role: {name: runner}}", attached("Roles: [shop-dev-eu-west-1-lambdaRole]"))
    hidden = attached("Roles: [shop-dev-eu-west-1-lambdaRole]")
    assert not denied(resources=hidden, region="'${ssm:/region}'")
    assert denied(resources=attached("Roles: [somebody]"), region="'${ssm:/region}'")


@pytest.mark.parametrize(
    "boundary",
    ["iam: {role: {permissionsBoundary: X}}", "iam: {role: {permissionBoundary: X}}", "rolePermissionsBoundary: X"],
)
def test_its_boundary(boundary: str) -> None:
    for arn, wanted in ((OTHER, True), (FULL, False), ("${ssm:/boundary}", False)):
        provider = f", iamRoleStatements: [{GRANT}], {boundary.replace('X', repr(arn))}"
        assert denied(provider) is wanted
        own = f"    iamRoleStatements: [{GRANT}]\n"
        assert denied(provider, function=own) is wanted
        assert not denied(provider, function=f"{own}    iamPermissionsBoundary: '{FULL}'\n")


def test_its_name_is_one_to_ask_for() -> None:
    text = "service: shop\nprovider: {name: aws, region: eu-west-1}\nfunctions: {a: {handler: a.b}}\n"
    file = session({"serverless.yml": text}).open(f"{ROOT}/serverless.yml")
    assert isinstance(file, ServiceFile)
    role = find_role(file.services[0], "shop-dev-eu-west-1-lambdaRole")
    assert role is find_role(file.services[0], "IamRoleLambdaExecution") is not None
