"""The grammar's rules: each has policies that break it, at the place to edit, and near misses that do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from iam.documents import cursor
from slslint.data import load
from slslint.iam.grammar import check_policy, check_statements, size_of
from slslint.iam.plain import value_of
from slslint.iam.requests import holed
from slslint.values.cursor import Cursor

HEAD = "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5"


def found(text, kind="identity"):
    """(rule, severity, line, text under the finding) of all that is wrong."""
    return [
        (each.data["rule"], each.data["severity"], each.at.line, each.at.file.text[each.at.start : each.at.end])
        for each in check_policy(cursor(text), kind)
    ]


def statement(lines, kind="identity"):
    """The same for a statement, whose first line is line 3; advice is left out."""
    return [
        each
        for each in found("Version: '2012-10-17'\nStatement:\n- " + lines.replace("\n", "\n  "), kind)
        if each[1] != "info"
    ]


def resource(text, kind="identity", action="execute-api:Invoke"):
    principal = "" if kind == "identity" else "\nPrincipal: '*'"
    return [each[:2] for each in statement(f"Effect: Allow\nAction: '{action}'\nResource: {text!r}{principal}", kind)]


def condition(text):
    lines = f"Effect: Allow\nAction: execute-api:Invoke\nResource: '*'\nCondition: {{{text}}}"
    return [each[:2] for each in statement(lines)]


GOOD = f"Effect: Allow\nAction: execute-api:Invoke\nResource: {HEAD}/prod/GET/pets"


def test_good_policies_are_clean():
    assert statement(GOOD) == []
    assert statement(f"{GOOD}\nPrincipal: '*'", "resource") == []
    trust = """Effect: Allow
Principal: {Federated: cognito-identity.amazonaws.com}
Action: sts:AssumeRoleWithWebIdentity
Condition:
  StringEquals: {'cognito-identity.amazonaws.com:aud': {Ref: Pool}}
  'ForAnyValue:StringLike': {'cognito-identity.amazonaws.com:amr': authenticated}"""
    assert statement(trust, "trust") == []


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("just text", "unknown", [(1, "error", 1, "just text")]),
        ("Statements: []", "unknown", [(2, "error", 1, "Statements"), (3, "error", 1, "Statements")]),
        ("Version: '2012-10-17'", "unknown", [(3, "error", 1, "Version")]),
        ("Version: '2012-10-17'\nStatement: []", "unknown", [(3, "warning", 2, "[]")]),
        ("Version: '2012-10-17'\nStatement: [x]", "unknown", [(3, "error", 2, "x")]),
        ("Version: '2012-10-18'\nStatement: {}", "trust", (4, "error", 1, "'2012-10-18'")),
        ("Version: 2012\nStatement: {}", "trust", (4, "error", 1, "2012")),
        ("Version: '2012-10-17'\nId: x\nStatement: {}", "identity", (11, "warning", 2, "Id")),
    ],
)
def test_documents(text, kind, expected):
    problems = found(text, kind)
    if isinstance(expected, list):
        assert [each for each in problems if each[1] != "info"] == expected
    else:
        assert expected in problems


def test_what_is_not_known_is_not_judged():
    for text in ("{'Fn::If': [a, b, c]}", "{Ref: Policy}", "{'Fn::Transform': {Name: x}}"):
        assert found(text) == []
        assert found(f"Version: '2012-10-17'\nStatement: {text}") == []
        assert found(f"Version: {text}\nStatement: {{Effect: Deny, Action: '*', Resource: '*'}}") == []
    assert statement("Effect: {Ref: E}\nAction: {Ref: A}\nResource: {Ref: R}\nCondition: {Ref: C}\nSid: {Ref: S}") == []
    assert statement("'Fn::Transform': {Name: x}\nEffect: Allow") == []
    assert found("Version: 2012-10-17\nStatement: {Effect: Deny, Action: '*', Resource: '*'}") == []


def test_the_version_is_missing():
    text = "Statement: {{Effect: Deny, Action: '*', Resource: {!r}}}"
    assert found(text.format("*")) == [(5, "info", 1, "Statement")]
    assert [each[:2] for each in found(text.format(f"{HEAD}/prod/GET/${{aws:username}}"))] == [
        (5, "info"),
        (5, "error"),
    ]


@pytest.mark.parametrize(
    ("lines", "kind", "expected"),
    [
        (GOOD.replace("Action", "Actions"), "identity", [(2, "error", 4, "Actions")]),
        (GOOD.replace("Resource", "resource"), "identity", [(2, "error", 5, "resource")]),
        (GOOD.replace("Allow", "allow"), "identity", [(6, "error", 3, "allow")]),
        ("Action: '*'\nResource: '*'", "identity", [(6, "error", 3, "Action")]),
        (f"{GOOD}\nNotAction: s3:*", "identity", [(7, "error", 6, "NotAction"), (28, "warning", 6, "NotAction")]),
        ("Effect: Deny\nAction: '*'", "identity", [(7, "error", 3, "Effect")]),
        ("Effect: Deny\nAction: '*'", "unknown", []),
        ("Effect: Deny\nAction: []\nResource: '*'", "identity", [(7, "warning", 4, "[]")]),
        (f"{GOOD}\nPrincipal: '*'", "identity", [(8, "error", 6, "Principal")]),
        (f"{GOOD}\nPrincipal: '*'", "unknown", []),
        (GOOD, "resource", [(8, "error", 3, "Effect")]),
        (
            "Effect: Allow\nAction: sts:AssumeRole\nPrincipal: '*'\nResource: '*'",
            "trust",
            [(8, "error", 6, "Resource")],
        ),
        (f"{GOOD}\nPrincipal: me", "resource", [(8, "error", 6, "me")]),
        (f"{GOOD}\nPrincipal: {{Aws: '*'}}", "resource", [(8, "error", 6, "Aws")]),
        (f"{GOOD}\nSid: no-dash", "identity", [(10, "error", 6, "no-dash")]),
        (f"{GOOD}\nSid: with blank\nPrincipal: '*'", "resource", []),
        (f"{GOOD}\nSid: [a]", "identity", [(10, "error", 6, "[a]")]),
        (GOOD.replace("execute-api:Invoke", "5"), "identity", [(12, "error", 4, "5")]),
        (GOOD.replace("execute-api:Invoke", "[['*']]"), "identity", [(12, "error", 4, "['*']")]),
        (f"{GOOD}\nNotPrincipal: '*'", "resource", [(28, "warning", 6, "NotPrincipal")]),
        (f"{GOOD}\nCondition: []", "identity", [(31, "error", 6, "[]")]),
        (f"{GOOD}\nCondition: {{StringEquals: x}}", "identity", [(31, "error", 6, "x")]),
        (f"{GOOD}\nCondition: {{StringEquals: {{'aws:a': {{b: c}}}}}}", "identity", [(31, "error", 6, "{b: c}")]),
    ],
)
def test_statements(lines, kind, expected):
    problems = statement(lines, kind)
    for each in expected:
        assert each in problems
    assert len(problems) == len(expected) or any(rule == 32 for rule, *_ in problems)


def test_equal_sids():
    text = "- {Sid: A, Effect: Deny, Action: '*', Resource: '*'}\n- {Sid: A, Effect: Deny, Action: '*', Resource: '*'}"
    problems = check_statements(cursor(text))
    assert [(each.data["rule"], each.at.line) for each in problems if each.data["severity"] == "error"] == [(9, 2)]
    one = "{Sid: A, Effect: Deny, Action: '*', Resource: '*'}"
    maybe = f"- {{'Fn::If': [a, {one}, {one}]}}"
    assert [each for each in check_statements(cursor(maybe)) if each.data["rule"] == 9] == []


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("*", []),
        ("execute-api:Invoke", []),
        ("execute-api:invoke", [(15, "info")]),
        ("execute-api:*", [(16, "info")]),
        ("execute-api:Inv*", [(16, "info")]),
        ("Invoke", [(12, "error")]),
        ("execute-api/Invoke", [(12, "error")]),
        ("execute-api:Invoke:x", [(12, "error")]),
        ("execute-*:Invoke", [(12, "error")]),
        ("execute-api: Invoke", [(12, "error")]),
        ("execute-api:", [(14, "error")]),
        ("executeapi:Invoke", [(13, "error")]),
        ("execute_api:Invoke", [(13, "error")]),
        ("api-gateway:Invoke", [(13, "error")]),
        ("quitenew:Invoke", [(13, "info")]),
        ("execute-api:GET", [(14, "error")]),
        ("execute-api:InvokeApi", [(14, "error")]),
        ("apigateway:Invoke", [(14, "error")]),
        ("apigateway:GET", []),
        ("lambda:InvokeFunctoin", [(14, "warning")]),
        ("lambda:DoSomethingNew", [(14, "info")]),
        ("ec2:Anything", []),
    ],
)
def test_actions(action, expected):
    text = f"Version: '2012-10-17'\nStatement: {{Effect: Allow, Action: {action!r}, Resource: '*'}}"
    assert [each[:2] for each in found(text)] == expected


def test_a_hint_says_what_was_meant():
    text = "- {Effect: Allow, Action: %s, Resource: '*'}"
    for action, hint in (
        ("executeapi:Invoke", "`execute-api:Invoke`"),
        ("api-gateway:GET", "`apigateway:GET`"),
        ("apigateway:Invoke", "`execute-api:Invoke`"),
        ("Invoke", "`execute-api:Invoke`"),
        ("execute-api:InvokeApi", "`Invoke`"),
        ("lambda/InvokeFunction", "`lambda:InvokeFunction`"),
    ):
        (problem,) = check_statements(cursor(text % action))
        assert f"did you mean {hint}?" in problem.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*", []),
        (f"{HEAD}/*", []),
        (f"{HEAD}/prod/GET/pets/*", []),
        (f"{HEAD}/prod/$connect", []),
        (f"{HEAD}/prod/sendMessage", []),
        (f"{HEAD}/$default/GET/pets", []),
        (f"{HEAD}/*/@connections/*", []),
        (f"{HEAD}/prod/POST/@connections/L0SM9c?fvHcCIhw=", []),
        (f"{HEAD}/prod/G*/pets", []),
        (f"{HEAD}/prod/???/pets", []),
        (f"{HEAD}/prod/GET/users/${{aws:username}}", []),
        ("arn:aws:execute-api:*:*:*", []),
        ("arn:aws:execute-api:us-east-1:111122223333:/domainnames/x+id", []),
        ("execute-api:/*", [(17, "error")]),
        ("https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod", [(17, "error")]),
        ("/prod/GET/pets", [(17, "error")]),
        ("", [(17, "error")]),
        ("arn:aws:lambda:us-east-1:111122223333:function:f", [(18, "error")]),
        ("arn:aws:apigateway:us-east-1::/restapis/*", [(18, "error")]),
        (HEAD.replace("aws", "amazon", 1) + "/*", [(19, "error")]),
        (HEAD.replace("us-east-1", "cn-north-1") + "/*", [(19, "error")]),
        (HEAD.replace("us-east-1", "us-east1") + "/*", [(19, "error")]),
        (HEAD.replace("us-east-1", "us-isof-south-1").replace("aws", "aws-iso-f", 1) + "/*", []),
        (HEAD.replace("111122223333", "11112222333") + "/*", [(19, "error")]),
        (HEAD.replace("111122223333", "") + "/*", [(20, "error")]),
        (HEAD.replace("us-east-1", "") + "/*", [(20, "error")]),
        (HEAD, [(21, "error")]),
        (f"{HEAD}/prod", [(21, "error")]),
        (f"{HEAD}/prod/GET", [(21, "error")]),
        ("arn:aws:execute-api:us-east-1:111122223333:YOUR_API_ID/prod/GET/x", [(21, "error")]),
        ("arn:aws:execute-api:us-east-1:a1b2c3d4e5/prod/GET/x", [(21, "error")]),
        (f"{HEAD}/GET/pets", [(21, "error")]),
        (f"{HEAD}/GET/*", [(21, "error")]),
        (f"{HEAD}/ANY/pets/*", [(21, "error")]),
        (f"{HEAD}/GET/GET/pets", []),
        (HEAD.replace("a1b2c3d4e5", "*") + "/GET/pets", []),
        (f"{HEAD}/prod/get/pets", [(22, "error")]),
        (f"{HEAD}/prod/ANY/pets", [(22, "error")]),
        (f"{HEAD}/*/any/pets", [(22, "warning")]),
        (f"{HEAD}/prod/FETCH/pets", [(22, "warning")]),
        (f"{HEAD}/prod/G?/pets", [(22, "error")]),
        (f"{HEAD}/prod/GET/pets/{{petId}}", [(23, "error")]),
        (f"{HEAD}/prod/GET/{{proxy+}}", [(23, "error")]),
        (f"{HEAD}/prod/GET//pets", [(24, "error")]),
        (f"{HEAD}/prod/GET/pets?limit=5", [(24, "error")]),
        (f"{HEAD}/prod/GET/pets#top", [(24, "error")]),
        (f"{HEAD}/prod/GET/${{aws:username", [(39, "error")]),
        (f"{HEAD}/prod/GET/${{aws:username,x}}", [(39, "error")]),
        (f"{HEAD}/prod/GET/${{}}", [(39, "error")]),
        (HEAD.replace("us-east-1", "${aws:RequestedRegion}") + "/*", [(39, "error")]),
        (f"{HEAD}/prod/GET/${{!aws:username}}", [(42, "warning")]),
        (HEAD.replace("111122223333", "%ACCOUNT%") + "/*", []),
    ],
)
def test_resources(text, expected):
    assert resource(text) == expected


def test_resources_by_kind_and_action():
    assert resource("execute-api:/*", "resource") == []
    assert resource("execute-api:/prod/GET/pets", "resource") == []
    assert resource("execute-api:/prod/ANY/pets", "resource") == [(22, "error")]
    assert resource("execute-api:/GET/pets", "resource") == [(21, "error")]
    assert resource("arn:aws:s3:::bucket/*", action="s3:GetObject") == []
    assert resource("arn:aws:s3:::bucket/*", action="*") == []
    assert resource(f"{HEAD}/*", action="lambda:InvokeFunction") == [(18, "error")]
    assert resource(f"{HEAD}/*", action="*") == []
    assert resource(f"{HEAD}/prod/GET/${{name}}", "unknown") == []
    mixed = "Effect: Allow\nAction: [execute-api:Invoke, s3:GetObject]\nResource: ['arn:aws:s3:::x', '%s/*']"
    assert statement(mixed % HEAD) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("StringEquals: {'aws:username': me}", []),
        ("StringIs: {'aws:username': me}", [(31, "error")]),
        ("'ForSomeValues:StringEquals': {'aws:username': me}", [(31, "error")]),
        ("NullIfExists: {'aws:username': 'true'}", [(31, "error")]),
        ("StringEquals: {'aws:usrname': me}", [(32, "error")]),
        ("StringEquals: {username: me}", [(32, "error")]),
        ("StringEquals: {'aws:PrincipalTag/team': me}", []),
        ("StringEquals: {'s3:prefix': me}", [(32, "error")]),
        ("StringEquals: {'cognito-identity.amazonaws.com:sub': me}", []),
        ("StringEquals: {'aws:SourceIp': 203.0.113.7}", [(33, "warning")]),
        ("'Null': {'aws:SourceIp': maybe}", [(33, "error")]),
        ("Bool: {'aws:SecureTransport': 'yes'}", [(33, "error")]),
        ("Bool: {'aws:SecureTransport': true}", []),
        ("IpAddress: {'aws:SourceIp': 203.0.113.300}", [(33, "error")]),
        ("NumericLessThan: {'aws:MultiFactorAuthAge': soon}", [(33, "error")]),
        ("DateLessThan: {'aws:CurrentTime': tomorrow}", [(33, "error")]),
        ("DateLessThan: {'aws:CurrentTime': '2030-01-01T00:00:00Z'}", []),
        ("StringEquals: {'aws:username': 'me*'}", [(34, "warning")]),
        ("StringLike: {'aws:username': 'me*'}", []),
        ("IpAddress: {'aws:SourceIp': [10.0.0.0/8]}", [(35, "error")]),
        ("IpAddress: {'aws:SourceIp': [10.0.0.0/8, 203.0.113.0/24]}", [(35, "warning")]),
        ("NotIpAddress: {'aws:SourceIp': 192.168.1.1}", [(35, "warning")]),
        ("IpAddress: {'aws:VpcSourceIp': 10.0.0.0/8}", []),
        ("'ForAllValues:StringEquals': {'aws:username': [me]}", [(36, "warning")]),
        ("'ForAllValues:StringEquals': {'aws:TagKeys': [me]}", []),
        ("StringEquals: {'aws:username': '${aws:x'}", [(39, "error")]),
        ("NumericEquals: {'aws:MultiFactorAuthAge': '${aws:username}'}", [(39, "error")]),
    ],
)
def test_conditions(text, expected):
    assert condition(text) == expected


def test_what_is_said_twice():
    text = (
        f"- {{Effect: Allow, Action: [execute-api:Invoke, 'execute-api:*'], Resource: ['{HEAD}/*', '{HEAD}/prod/*']}}"
    )
    problems = [each for each in check_statements(cursor(text)) if each.data["rule"] == 29]
    assert [each.at.file.text[each.at.start : each.at.end] for each in problems] == [
        "execute-api:Invoke",
        f"'{HEAD}/prod/*'",
    ]


def test_what_is_taken_back_at_once():
    text = f"""
        - {{Effect: Allow, Action: execute-api:Invoke, Resource: '{HEAD}/prod/*'}}
        - {{Effect: Deny, Action: 'execute-api:*', Resource: '{HEAD}/*'}}
        - {{Effect: Allow, Action: execute-api:Invoke, Resource: '*'}}
    """
    problems = [each for each in check_statements(cursor(text)) if each.data["rule"] == 30]
    assert [each.at.line for each in problems] == [2]


def test_size():
    assert size_of(cursor('{"Version": "x y", "Statement": [1, {"a": true}]}').value) == len(
        '{"Version":"xy","Statement":[1,{"a":true}]}'
    )
    many = "\n".join(
        f"- {{Effect: Allow, Action: 's3:Get*', Resource: 'arn:aws:s3:::bucket{n}/*'}}" for n in range(150)
    )
    assert [each.data["rule"] for each in check_statements(cursor(many)) if each.data["severity"] == "error"] == [40]


def test_the_table_of_actions():
    table = load("iam_actions")
    assert table["as_of"]
    assert "cfn-lint" in table["source"]
    assert "execute-api" in table["services"].split()
    assert table["actions"]["execute-api"] == "invalidatecache invoke manageconnections"


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(
        [
            "*",
            "Allow",
            "a",
            "execute-api:Invoke",
            f"{HEAD}/prod/GET/x",
            "${aws:x",
            "{{d:x|any}}",
            "arn:aws:execute-api:{{d:x|any}}",
        ]
    )
)
WORDS = """Version Statement Effect Action Resource NotResource Condition Principal Sid AWS StringLike IpAddress
aws:SourceIp Ref Fn::If Fn::Sub Fn::Transform"""
KEYS = st.sampled_from(WORDS.split())
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=15
)


@settings(max_examples=300, deadline=None)
@given(TREES, st.sampled_from(["identity", "resource", "trust", "session", "unknown"]))
def test_nothing_written_can_stop_it(tree, kind):
    at = cursor("{a: b}").value.at
    for data in (tree, {"Version": "2012-10-17", "Statement": tree}):
        for problem in check_policy(Cursor(value_of(data, at, holed), "", at), kind):
            assert problem.message
            assert problem.kind.startswith("policy-")
            assert problem.at.line == 1
            assert problem.data["severity"] in ("error", "warning", "info")
