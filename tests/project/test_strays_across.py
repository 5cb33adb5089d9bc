"""Grants and URLs in one service that name the API of another: judged by what that one declares."""

import pytest
from project.test_across import CLEAN, CODE, HEAD, IMPORTED, OWNER, READER, WORKER, allow, join, project
from projects import lint, places

RULES = ("undeclared-path", "undeclared-stage", "hardcoded-stage", "wrong-region", "ineffective-grant")


def found(files: dict[str, str], **options: object) -> list[tuple[str, str]]:
    """(file, rule) of what is said of references."""
    return [(file, name) for file, _, name in places(lint(files, **options)) if name in RULES]


@pytest.mark.parametrize(
    ("rest", "rule"),
    [
        ("/*/GET/order", "undeclared-path"),
        ("/*/POST/orders", "undeclared-path"),
        ("/prod/GET/orders", "undeclared-stage"),
        ("/*/GET/orders", ""),
        ("/*/DELETE/orders/*", ""),
        ("/dev/*", ""),
        ("/*", ""),
    ],
)
def test_a_grant(rest: str, rule: str) -> None:
    files = project(allow(join(IMPORTED, rest)))
    assert found(files) == ([(READER, rule)] if rule else [])


def test_a_grant_in_another_region() -> None:
    grant = allow("!Join ['', ['arn:aws:execute-api:us-east-1:*:', '${cf(eu-west-1):orders-dev.ApiId}', '/*']]")
    assert found(project(grant, region="us-east-1")) == [(READER, "wrong-region")]


def test_routes_that_other_services_may_add() -> None:
    files = project(allow(join(IMPORTED, "/*/POST/pay")))
    root = "    Root: {Value: !GetAtt ApiGatewayRestApi.RootResourceId, Export: {Name: root}}\n"
    assert found(files) == [(READER, "undeclared-path")]
    assert found({**files, OWNER: files[OWNER] + root}) == []
    shared = """service: payments
provider: {name: aws, region: eu-west-1, apiGateway: {restApiId: !ImportValue 'orders-${sls:stage}-api'}}
functions:
  pay:
    handler: src/pay.main
    events: [{http: POST /pay}]
"""
    assert found({**files, "services/payments/serverless.yml": shared}) == []


def test_the_stage_of_an_http_api() -> None:
    files = project(allow(join(IMPORTED, "/dev/GET/orders")))
    owner = files[OWNER].replace("http:", "httpApi:").replace("authorizer: aws_iam", "authorizer: {type: aws_iam}")
    owner = owner.replace("path: orders", "path: /orders").replace("path: 'orders", "path: '/orders")
    files[OWNER] = owner.replace("ApiGatewayRestApi", "HttpApi")
    assert found(files) == [(READER, "ineffective-grant")]


@pytest.mark.parametrize(
    ("url", "rules"),
    [
        ("'https://${cf:orders-dev.ApiId}.execute-api.eu-west-1.amazonaws.com/dev/order'", ["undeclared-path"]),
        ("'https://${cf:orders-dev.ApiId}.execute-api.eu-west-1.amazonaws.com/dev/orders'", []),
        ("'https://${cf:orders-dev.Other}.execute-api.eu-west-1.amazonaws.com/dev/order'", []),
    ],
)
def test_a_url(url: str, rules: list[str]) -> None:
    worker = {"services/worker/serverless.yml": WORKER.format(statements="", url=url)}
    files = {**project(allow(f"!Sub '{HEAD}*'")), **CODE, **CLEAN, **worker}
    assert [name for _, name in found(files)] == rules
