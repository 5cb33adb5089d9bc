"""Which role a function runs under, and whether the framework makes one: the order of Serverless 3.40."""

import pytest
from service.test_routes import service

HEAD = "service: notes\nframeworkVersion: '4'\n"
ROLE = "resources: {Resources: {Own: {Type: 'AWS::IAM::Role'}, Other: {Type: 'AWS::IAM::Role'}}}\n"
PLAIN = "{a: {handler: h.a}, b: {handler: h.b}}"
FIRST = "{a: {handler: h.a, role: Own}, b: {handler: h.b}}"
ALL = "{a: {handler: h.a, role: Own}, b: {handler: h.b, role: !GetAtt Other.Arn}}"


@pytest.mark.parametrize(
    ("provider", "functions", "made", "roles"),
    [
        ("", PLAIN, True, ["IamRoleLambdaExecution", "IamRoleLambdaExecution"]),
        ("", FIRST, True, ["Own", "IamRoleLambdaExecution"]),
        ("", ALL, False, ["Own", "Other"]),
        ("", "{}", False, []),
        ("role: Own", PLAIN, False, ["Own", "Own"]),
        ("role: Own", ALL, False, ["Own", "Other"]),
        ("role: !Ref Own", PLAIN, False, ["Own", "Own"]),
        ("iam: {role: Own}", FIRST.replace("Own", "Other"), False, ["Other", "Own"]),
        ("iam: {role: !GetAtt Own.Arn}, role: Other", PLAIN, False, ["Own", "Own"]),
        ("iam: {role: !Ref Own}", PLAIN, True, ["IamRoleLambdaExecution", "IamRoleLambdaExecution"]),
        ("iam: {role: {name: x}}", PLAIN, True, ["IamRoleLambdaExecution", "IamRoleLambdaExecution"]),
        ("iam: {role: {name: x}}, role: Own", PLAIN, False, ["Own", "Own"]),
        ("iam: {role: 'arn:aws:iam::${aws:accountId}:role/x'}", PLAIN, False, [None, None]),
        ("iam: {role: '${ssm:/role}'}", PLAIN, None, [None, None]),
        ("iam: '${ssm:/iam}'", FIRST, None, ["Own", None]),
        ("", "{a: {handler: h.a, role: Own}, b: '${ssm:/b}'}", None, ["Own", None]),
        ("", "'${ssm:/functions}'", None, []),
    ],
)
def test_roles(provider: str, functions: str, made: bool | None, roles: list[str | None]) -> None:
    found = service(f"{HEAD}provider: {{name: aws, {provider}}}\nfunctions: {functions}\n{ROLE}")
    assert found.makes_default_role is made
    assert [each.role.name if each.role is not None else None for each in found.functions] == roles


def test_a_plugin_may_add_functions_that_need_a_role() -> None:
    text = f"{HEAD}provider: {{name: aws}}\nfunctions: {ALL}\nplugins: [serverless-plugin-warmup]\n{ROLE}"
    assert service(text).makes_default_role is None


def test_where_the_role_is_named() -> None:
    found = service(f"{HEAD}provider: {{name: aws, role: Own}}\nfunctions: {FIRST.replace('Own', 'Other')}\n{ROLE}")
    assert [each.role_named.path for each in found.functions] == ["functions.a.role", "provider.role"]
    plain = service(f"{HEAD}provider: {{name: aws}}\nfunctions: {PLAIN}\n")
    assert [each.role_named.present for each in plain.functions] == [False, False]


@pytest.mark.parametrize(
    ("written", "sure"),
    [
        ("x", True),
        ("{}", True),
        ("[]", True),
        ("!ImportValue x", True),
        ("a-${ssm:/x}", True),
        ("${ssm:/x}", True),
        ("${cf:stack.x}", True),
        ("${self:custom.same}", True),
        ("''", False),
        ("~", False),
        ("false", False),
        ("0", False),
        ("${ssm:/x, ''}", False),
        ("${env:X}", False),
        ("${opt:x}", False),
        ("${env:X}${env:Y}", False),
        ("${ssm:/x, '', 'y'}", False),
    ],
)
def test_what_is_surely_set(written: str, sure: bool) -> None:
    text = f"{HEAD}provider: {{name: aws}}\ncustom:\n  x: {written}\n  same: ${{cf:stack.y}}\n"
    assert service(text).config.at("custom", "x").sure is sure
    assert service(text).config.at("custom", "nothing").sure is False
