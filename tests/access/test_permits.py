"""What a role of the stack lacks: proved only where no policy may allow it."""

import pytest
from service.test_routes import service
from slslint.access.permits import lacks

HEAD = "service: s\nprovider: {name: aws, region: eu-west-1}\nfunctions: {a: {handler: h.a, role: R}}\n"
PUT = "logs:PutLogEvents"


def lacking(properties: str, action: str = PUT, more: str = "") -> bool:
    text = f"{HEAD}resources:\n  Resources:\n    R: {{Type: 'AWS::IAM::Role', Properties: {properties}}}\n{more}"
    (role,) = service(text).roles
    return lacks(role, action)


def inline(statement: str) -> str:
    return f"{{Policies: [{{PolicyName: p, PolicyDocument: {{Version: '2012-10-17', Statement: [{statement}]}}}}]}}"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("", True),
        ("{Effect: Allow, Action: 'dynamodb:*', Resource: '*'}", True),
        ("{Effect: Allow, Action: '*', Resource: 'arn:aws:s3:::x/*'}", True),
        ("{Effect: Allow, NotAction: 'logs:*', Resource: '*'}", True),
        ("{Effect: Allow, Action: 'logs:*', Resource: 'arn:aws:logs:us-east-1:*:*'}", True),
        ("{Effect: Allow, Action: 'logs:*', Resource: '*'}", False),
        ("{Effect: Allow, Action: 'Logs:put*', Resource: 'arn:aws:logs:*:*:log-group:/aws/lambda/other:*'}", False),
        ("{Effect: Allow, Action: 'logs:*', Resource: !GetAtt Group.Arn}", False),
        ("{Effect: Allow, Action: '${ssm:/actions}', Resource: '*'}", False),
        ("{Effect: '${ssm:/effect}', Action: '*', Resource: '*'}", False),
        ("{Effect: Deny, Action: 'logs:*', Resource: '*'}", False),
        ("'${ssm:/statement}'", False),
    ],
)
def test_inline_policies(statement: str, expected: bool) -> None:
    assert lacking(inline(statement)) is expected


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        ("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", False),
        ("!Sub 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'", False),
        ("arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess", True),
        ("arn:aws:iam::aws:policy/SomethingThatIsNotInTheTable", False),
        ("!ImportValue policy", False),
        ("arn:aws:iam::123456789012:policy/own", False),
    ],
)
def test_managed_policies(arn: str, expected: bool) -> None:
    assert lacking(f"{{ManagedPolicyArns: [{arn}]}}") is expected


def test_policies_attached_by_others() -> None:
    document = "{Version: '2012-10-17', Statement: [{Effect: Allow, Action: 'logs:*', Resource: '*'}]}"
    attached = f"    P: {{Type: 'AWS::IAM::Policy', Properties: {{Roles: [!Ref R], PolicyDocument: {document}}}}}\n"
    assert lacking("{}", more=attached) is False
    assert lacking("{}", more=attached.replace("!Ref R", "other")) is True


def test_a_boundary_that_leaves_no_room() -> None:
    allow = inline("{Effect: Allow, Action: '*', Resource: '*'}")[:-1]
    assert lacking(f"{allow}, PermissionsBoundary: arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess}}") is True
    assert lacking(f"{allow}, PermissionsBoundary: !ImportValue boundary}}") is False
