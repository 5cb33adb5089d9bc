"""What an event's authorizer comes to, as measured with Serverless 3.40."""

import pytest
from service.test_routes import HEAD, service

DECLARED = HEAD.replace("}", ", httpApi: {authorizers: {users: {issuerUrl: x}, keys: {type: request}}}}")


@pytest.mark.parametrize(
    ("event", "authorization"),
    [
        ("http: GET /x", "NONE"),
        ("http: {path: x, method: get, authorizer: ''}", "NONE"),
        ("http: {path: x, method: get, authorizer: Aws_Iam}", "AWS_IAM"),
        ("http: {path: x, method: get, authorizer: {type: aws_iam, name: y}}", "AWS_IAM"),
        ("http: {path: x, method: get, authorizer: verify}", "CUSTOM"),
        ("http: {path: x, method: get, authorizer: {type: token, authorizerId: y}}", "CUSTOM"),
        ("http: {path: x, method: get, authorizer: '${ssm:/x}'}", None),
        ("httpApi: {path: /x, method: get, authorizer: ''}", "NONE"),
        ("httpApi: {path: /x, method: get, authorizer: {type: aws_iam}}", "AWS_IAM"),
        ("httpApi: {path: /x, method: get, authorizer: users}", "JWT"),
        ("httpApi: {path: /x, method: get, authorizer: {name: keys}}", "CUSTOM"),
        ("httpApi: {path: /x, method: get, authorizer: nobody}", None),
        ("websocket: {route: $connect, authorizer: ''}", "NONE"),
        ("websocket: {route: $connect, authorizer: verify}", "CUSTOM"),
    ],
)
def test_authorization(event: str, authorization: str | None) -> None:
    (route,) = service(f"{DECLARED}functions:\n  list:\n    handler: a.b\n    events:\n      - {event}\n").routes
    assert route.authorization == authorization
