"""Trust policies of an identity pool's roles: what keeps the pool out, what lets strangers in, what may fit."""

import pytest
from projects import lint

HEAD = """
service: s
provider: {name: aws}
functions: {}
resources:
  Parameters: {Id: {Type: String}}
  Resources:
    Users: {Type: 'AWS::Cognito::UserPool'}
    Web: {Type: 'AWS::Cognito::UserPoolClient'}
    Pool: {Type: 'AWS::Cognito::IdentityPool', Properties: {AllowUnauthenticatedIdentities: GUESTS}}
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties: {IdentityPoolId: !Ref Pool, Roles: {KIND: !GetAtt Role.Arn}}
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: STATEMENT}
"""
ALLOW = (
    "{Effect: Allow, Principal: {Federated: cognito-identity.amazonaws.com},"
    " Action: 'sts:AssumeRoleWithWebIdentity', Condition: %s}"
)
SERVICE = "{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}"
AUD = "StringEquals: {'cognito-identity.amazonaws.com:aud': %s}"
RIGHT = AUD % "!Ref Pool"


def project(statement: str, kind: str, guests: str) -> str:
    return HEAD.replace("STATEMENT", statement).replace("KIND", kind).replace("GUESTS", guests)


def said(statement: str, kind: str = "authenticated", guests: str = "true") -> list[tuple[str, str]]:
    """(severity, first word) of what is found."""
    result = lint({"serverless.yml": project(statement, kind, guests)}, select=("identity-pool-trust",))
    return [(each.severity, each.message.split(" ", 2)[0]) for each in result.findings]


def conditions(*parts: str) -> str:
    return ALLOW % f"{{{', '.join(parts)}}}"


def amr(value: str, operator: str = "ForAnyValue:StringLike") -> str:
    return f"'{operator}': {{'cognito-identity.amazonaws.com:amr': {value}}}"


@pytest.mark.parametrize(
    "value",
    [
        "!Ref Users",
        "!Ref Web",
        "!GetAtt Users.Arn",
        "!Sub '${Users}'",
        "us-east-1_abc",
        "POOL_ID",
        "'arn:aws:x:y'",
        "[!Ref Users, us-east-1_abc]",
        "''",
    ],
)
def test_an_id_of_something_else(value: str) -> None:
    assert said(conditions(AUD % value)) == [("error", "`aud`")]


@pytest.mark.parametrize(
    "value",
    [
        "!Ref Pool",
        "!Sub '${Pool}'",
        "!Ref Id",
        "!ImportValue pool",
        "'us-east-1:4f4d2a3e-0000'",
        "[!Ref Users, !Ref Pool]",
        "'${ssm:/pool}'",
        "'${opt:stage}:x'",
        "!Select [0, !Ref Id]",
        "{some: map}",
        "[]",
    ],
)
def test_an_id_that_is_right_or_may_be(value: str) -> None:
    assert said(conditions(AUD % value)) == []


@pytest.mark.parametrize("value", ["us-east-1*", "'*'", "'?x'"])
def test_a_pattern_may_be_the_id(value: str) -> None:
    assert said(conditions((AUD % value).replace("Equals", "Like"))) == []
    assert said(conditions(AUD % value)) == [("error", "`aud`")]
    assert said(conditions("StringLike: {'cognito-identity.amazonaws.com:aud': eu_abc}")) == [("error", "`aud`")]


@pytest.mark.parametrize("operator", ["StringNotEquals", "ArnLike", "ForAllValues:StringEquals", "StringEqualz"])
def test_operators_that_are_not_judged(operator: str) -> None:
    assert said(conditions(f"'{operator}': {{'cognito-identity.amazonaws.com:aud': x}}")) == []


def test_keys_are_read_in_any_letter_case_and_others_left_alone() -> None:
    assert said(conditions("StringEquals: {'Cognito-Identity.amazonaws.com:AUD': x}")) == [("error", "`aud`")]
    assert said(conditions(RIGHT, "StringLike: {'accounts.google.com:aud': x}")) == []
    assert said(conditions(RIGHT, "StringLike: {'cognito-identity.amazonaws.com:sub': unauthenticated}")) == []


@pytest.mark.parametrize(
    ("value", "kind", "wrong"),
    [
        ("unauthenticated", "authenticated", True),
        ("Authenticated", "authenticated", True),
        ("[authenticated, unauthenticated]", "authenticated", False),
        ("auth*", "authenticated", False),
        ("graph.facebook.com", "authenticated", False),
        ("!Ref Id", "authenticated", False),
        ("authenticated", "unauthenticated", True),
        ("graph.facebook.com", "unauthenticated", True),
        ("'*'", "unauthenticated", False),
        ("'un*'", "unauthenticated", False),
        ("[x, '${ssm:/amr}']", "unauthenticated", False),
    ],
)
def test_ways_to_sign_in(value: str, kind: str, wrong: bool) -> None:
    expected = [("error", "the")] if wrong else []
    assert said(conditions(RIGHT, amr(value)), kind) == expected


def test_wildcards_of_an_operator_that_knows_none() -> None:
    statement = conditions(RIGHT, amr("'un*'", "ForAnyValue:StringEquals"))
    assert said(statement, "unauthenticated") == [("error", "the")]


def test_who_the_role_is_for_is_said() -> None:
    for kind, other, users in (
        ("authenticated", "unauthenticated", "signed-in users"),
        ("unauthenticated", "authenticated", "guests"),
    ):
        text = project(conditions(RIGHT, amr(other)), kind, "true")
        (found,) = lint({"serverless.yml": text}, select=("identity-pool-trust",)).findings
        assert found.message == f"the role is for {users}, whose `amr` is `{kind}`"
        assert [each.message for each in found.related] == [f"Pool hands `Role` to {users}"]


def test_letter_case_of_a_folding_operator() -> None:
    statement = conditions(RIGHT, amr("Authenticated", "ForAnyValue:StringEqualsIgnoreCase"))
    assert said(statement) == []


def test_one_statement_that_fits_is_enough_and_the_nearest_is_shown() -> None:
    wrong = conditions(AUD % "!Ref Users", amr("unauthenticated"))
    assert said(f"[{wrong}, {conditions(RIGHT)}]") == []
    assert said(f"[{wrong}, {conditions(AUD % 'x', amr('authenticated'))}]") == [("error", "`aud`")]


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        (SERVICE, "`Role`"),
        (SERVICE.replace("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"), "the"),
        (conditions(RIGHT).replace("WithWebIdentity", ""), "identity"),
        (conditions(RIGHT).replace("Federated: cognito-identity", "Federated: cognito-idp"), "the"),
        (conditions(RIGHT).replace("Federated", "Service"), "the"),
        ("[]", "`Role`"),
        (conditions(RIGHT).replace("Allow", "Deny"), "`Role`"),
    ],
)
def test_no_statement_for_pools(statement: str, word: str) -> None:
    assert said(statement) == [("error", word)]


@pytest.mark.parametrize(
    "statement",
    [
        f"!If [A, {SERVICE}, {SERVICE}]",
        "'${ssm:/statement}'",
        conditions(AUD % "x").replace("Allow", "'${ssm:/effect}'"),
        conditions(RIGHT).replace("{Federated: cognito-identity.amazonaws.com}", "'*'"),
        conditions(RIGHT).replace("Federated: cognito-identity.amazonaws.com", "Federated: !Ref Id"),
        conditions(RIGHT).replace("'sts:AssumeRoleWithWebIdentity'", "!Ref Id"),
        conditions(RIGHT).replace("'sts:AssumeRoleWithWebIdentity'", "['sts:TagSession', 'STS:*']"),
        conditions(RIGHT).replace("Action", "NotAction").replace("sts:", "iam:"),
        SERVICE.replace("Principal", "NotPrincipal").replace("sts:AssumeRole", "sts:*"),
        SERVICE.replace("{Service: lambda.amazonaws.com}", "!Sub lambda").replace("sts:AssumeRole", "sts:*"),
        conditions(RIGHT).replace("'sts:AssumeRoleWithWebIdentity'", "{some: map}"),
        "{Effect: Allow, Action: 'sts:*'}",
        "{Effect: Allow, Principal: {Federated: cognito-identity.amazonaws.com}}",
        conditions(RIGHT).replace("cognito-identity.amazonaws", "cognito-identity-us-gov.amazonaws"),
        ALLOW % "!If [A, {}, {}]",
        ALLOW % "'${ssm:/condition}'",
    ],
)
def test_what_may_fit_is_left_alone(statement: str) -> None:
    assert said(statement) == []


def test_strangers() -> None:
    assert said(ALLOW.replace(", Condition: %s", "")) == [("error", "IAM")]
    assert said(conditions(amr("authenticated"))) == [("warning", "users")]
    for sure in ("cognito-identity.amazonaws.com", "'sts:AssumeRoleWithWebIdentity'"):
        assert said(ALLOW.replace(sure, "!Ref Id").replace(", Condition: %s", "")) == []


@pytest.mark.parametrize(("guests", "found"), [("false", 1), ("'false'", 1), ("true", 0), ("'${ssm:/guests}'", 0)])
def test_guests_that_nobody_lets_in(guests: str, found: int) -> None:
    statement = conditions(RIGHT, amr("unauthenticated"))
    assert said(statement, "unauthenticated", guests) == [("warning", "Pool")] * found
    assert said(conditions(RIGHT), "authenticated", guests) == []


def test_kinds_of_roles() -> None:
    assert said(conditions(RIGHT), "Authenticated") == [("error", "a")]
    text = project(conditions(RIGHT), "x", "true").replace("{x: !GetAtt Role.Arn}", "!If [A, {}, {}]")
    assert lint({"serverless.yml": text}, select=("identity-pool-trust",)).findings == []


@pytest.mark.parametrize("role", ["!ImportValue guests", "!GetAtt IamRoleLambdaExecution.Arn", "!Ref Id"])
def test_roles_that_cannot_be_seen(role: str) -> None:
    text = project(conditions(RIGHT), "unauthenticated", "true").replace("!GetAtt Role.Arn", role)
    assert lint({"serverless.yml": text}, select=("identity-pool-trust",)).findings == []


def test_a_trust_policy_as_json_in_a_text() -> None:
    text = project("X", "authenticated", "true").replace("{Version: '2012-10-17', Statement: X}", "'{}'")
    assert lint({"serverless.yml": text}, select=("identity-pool-trust",)).findings == []


def test_a_group_belongs_to_the_only_pool_or_is_not_judged() -> None:
    group = """
    Group: {Type: 'AWS::Cognito::UserPoolGroup', Properties: {UserPoolId: !Ref Users, RoleArn: !GetAtt Staff.Arn}}
    Staff:
      Type: AWS::IAM::Role
      Properties: {AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: STATEMENT}}
"""
    text = HEAD.replace("Roles: {KIND", "RoleMappings: {users: {Type: Token}}, Roles: {authenticated")
    text = text.replace("STATEMENT", conditions(RIGHT)).replace("GUESTS", "true") + group.replace("STATEMENT", SERVICE)
    found = lint({"serverless.yml": text}, select=("identity-pool-trust",)).findings
    assert [each.message.split(" ")[0] for each in found] == ["`Staff`"]
    for other in ("UserPool", "IdentityPool"):
        more = f"{text}    Other: {{Type: 'AWS::Cognito::{other}'}}\n"
        assert lint({"serverless.yml": more}, select=("identity-pool-trust",)).findings == []
    more = project(SERVICE, "authenticated", "true") + "    Other: {Type: 'AWS::Cognito::UserPool'}\n"
    assert len(lint({"serverless.yml": more}, select=("identity-pool-trust",)).findings) == 1
