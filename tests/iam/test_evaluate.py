"""Decisions: layers together, accounts, unknown parts, requests told apart, and their explanations."""

from functools import partial

import pytest
from iam.documents import HEAD, ROLE, STRANGER, allow, cursor, decision, deny, policy, request, verdict
from slslint.iam.context import Context
from slslint.iam.evaluate import Policies, decide
from slslint.iam.layer import Request
from slslint.iam.nearest import nearest
from slslint.iam.policy import read_policy, unknown_policy
from slslint.values.value import Hole, Text

PETS = f"{HEAD}/prod/GET/pets"
NOTHING = allow("*", "s3:*")


def of_resource(principal: str, effect: str = "Allow", resource: str = f"{HEAD}/*"):
    """An API's own policy."""
    return policy(
        f"Effect: {effect}\nPrincipal: {principal}\nAction: execute-api:Invoke\nResource: '{resource}'", "resource"
    )


ROLE_ARN = "{AWS: 'arn:aws:iam::111122223333:role/Role'}"
SESSION_ARN = f"{{AWS: '{ROLE}'}}"
OWN_ROOT = "{AWS: 'arn:aws:iam::111122223333:root'}"
OTHER_ROLE = "{AWS: 'arn:aws:iam::444455556666:role/Role'}"
OTHER_ROOT = "{AWS: '444455556666'}"


@pytest.mark.parametrize(
    ("sender", "identity", "principal", "effect", "expected"),
    [
        (ROLE, allow(PETS), None, "", "Allowed"),
        (ROLE, NOTHING, None, "", "ImplicitlyDenied"),
        (ROLE, NOTHING, ROLE_ARN, "Allow", "Allowed"),
        (ROLE, NOTHING, SESSION_ARN, "Allow", "Allowed"),
        (ROLE, NOTHING, '"*"', "Allow", "Allowed"),
        (ROLE, NOTHING, OWN_ROOT, "Allow", "ImplicitlyDenied"),
        (ROLE, NOTHING, "{AWS: 'arn:aws:iam::111122223333:role/path/Role'}", "Allow", "Allowed"),
        (ROLE, NOTHING, "{AWS: 'arn:aws:iam::111122223333:role/Other'}", "Allow", "ImplicitlyDenied"),
        (ROLE, NOTHING, "{AWS: 'arn:aws:iam::111122223333:user/Role'}", "Allow", "ImplicitlyDenied"),
        (ROLE, NOTHING, "{Service: apigateway.amazonaws.com}", "Allow", "ImplicitlyDenied"),
        (ROLE, NOTHING, "{Federated: cognito-identity.amazonaws.com}", "Allow", "Unknown"),
        (ROLE, allow(PETS), ROLE_ARN, "Deny", "ExplicitlyDenied"),
        (ROLE, allow(PETS), OTHER_ROLE, "Deny", "Allowed"),
        (STRANGER, allow(PETS), None, "", "ImplicitlyDenied"),
        (STRANGER, allow(PETS), OTHER_ROLE, "Allow", "Allowed"),
        (STRANGER, allow(PETS), OTHER_ROOT, "Allow", "Allowed"),
        (STRANGER, NOTHING, OTHER_ROLE, "Allow", "ImplicitlyDenied"),
        (STRANGER, NOTHING, '"*"', "Allow", "ImplicitlyDenied"),
        (STRANGER, allow(PETS), OTHER_ROLE, "Deny", "ExplicitlyDenied"),
        (None, allow(PETS), None, "", "Allowed"),
        (None, NOTHING, ROLE_ARN, "Allow", "Unknown"),
    ],
)
def test_accounts_and_resource_policies(sender, identity, principal, effect, expected):
    resource = of_resource(principal, effect) if principal else None
    assert verdict(request(sender=sender), identity, resource=resource) == expected


def test_a_grant_of_unknown_form_is_not_known():
    for principal in ("{AWS: {'Fn::GetAtt': [Role, Arn]}}", "{'Fn::If': [a, b, c]}", "{AWS: AROAEXAMPLE}"):
        assert verdict(request(), NOTHING, resource=of_resource(principal)) == "Unknown"


def test_not_principal():
    text = "Effect: {}\nNotPrincipal: {}\nAction: '*'\nResource: '*'"
    ask = partial(verdict, request(), allow(PETS))
    assert ask(resource=policy(text.format("Deny", OTHER_ROOT), "resource")) == "ExplicitlyDenied"
    assert ask(resource=policy(text.format("Deny", SESSION_ARN), "resource")) == "Allowed"
    assert ask(resource=policy(text.format("Deny", ROLE_ARN), "resource")) == "Unknown"


def test_accounts_that_are_not_known():
    account = Hole("AWS::AccountId", "acct")
    arn = Text(("arn:aws:execute-api:us-east-1:", account, ":a1b2c3d4e5/prod/GET/pets"))
    ours = Text(("arn:aws:sts::", account, ":assumed-role/Role/Session"))
    everything = Policies([allow("*")])
    assert decide(Request("execute-api:Invoke", arn, Context(), ours), everything).verdict == "Allowed"
    assert decide(Request("execute-api:Invoke", arn, Context(), ROLE), everything).verdict == "Unknown"
    assert decide(Request("execute-api:Invoke", arn, Context(), ROLE), Policies([NOTHING])).verdict == (
        "ImplicitlyDenied"
    )


def test_unsigned_requests():
    asked = Request("execute-api:Invoke", PETS, Context(closed=True), None, anonymous=True)
    assert verdict(asked, resource=of_resource('"*"')) == "Allowed"
    assert verdict(asked, resource=of_resource(ROLE_ARN)) == "ImplicitlyDenied"
    assert verdict(asked) == "ImplicitlyDenied"


def test_boundaries_sessions_and_organizations_cap():
    for layer in ("boundary", "session", "organization"):
        given = {
            "boundary": lambda document: {"boundary": document},
            "session": lambda document: {"session": [document]},
            "organization": lambda document: {"organization": [[allow("*", "*")], [document]]},
        }[layer]
        assert verdict(request(), allow(PETS), **given(allow("*"))) == "Allowed"
        assert verdict(request(), allow(PETS), **given(NOTHING)) == "ImplicitlyDenied"
        assert verdict(request(), allow(PETS), **given(deny(PETS))) == "ExplicitlyDenied"
        assert verdict(request(), allow(PETS), **given(unknown_policy(cursor("{}")))) == "Unknown"
        assert verdict(request(), NOTHING, **given(unknown_policy(cursor("{}")))) == "Denied"
    granted_to_role, granted_to_session = of_resource(ROLE_ARN), of_resource(SESSION_ARN)
    assert verdict(request(), NOTHING, boundary=NOTHING, resource=granted_to_role) == "ImplicitlyDenied"
    assert verdict(request(), NOTHING, boundary=NOTHING, resource=granted_to_session) == "Allowed"
    assert verdict(request(), NOTHING, session=[NOTHING], resource=granted_to_session) == "Allowed"
    assert verdict(request(), NOTHING, session=[NOTHING], resource=granted_to_role) == "ImplicitlyDenied"
    assert verdict(request(), NOTHING, boundary=NOTHING, resource=of_resource('"*"')) == "Allowed"
    assert verdict(request(), NOTHING, session=[NOTHING], resource=of_resource('"*"')) == "Unknown"


def test_unknown_policies_silence():
    unknown = unknown_policy(cursor("{}"))
    assert verdict(request(), allow(PETS), unknown) == "Unknown"
    assert verdict(request(), NOTHING, unknown) == "Unknown"
    assert verdict(request(), deny(PETS), unknown) == "ExplicitlyDenied"


def test_what_iam_refuses_is_no_decision():
    wrong = policy("Effect: allow\nAction: '*'\nResource: '*'")
    answer = decision(request(), wrong)
    assert answer.verdict == "Invalid"
    assert "Allow" in answer.reason


ID, PROXY = Hole("id", "seg", per_request=True), Hole("proxy", "path", per_request=True)
METHOD = Hole("method", "method", per_request=True)


def asked(*path) -> Request:
    return Request("execute-api:Invoke", (f"{HEAD}/prod/", *path), Context(closed=True), ROLE)


def test_partial_is_proved_by_two_requests():
    answer = decision(asked("GET/users/", ID), allow(f"{HEAD}/prod/GET/users/42"))
    assert answer.verdict == "Partial"
    assert [(witness.filling, witness.verdict) for witness in answer.witnesses] == [
        (((ID, "42"),), "Allowed"),
        (((ID, "zq9"),), "ImplicitlyDenied"),
    ]
    assert verdict(asked("GET/files/", PROXY), allow(f"{HEAD}/prod/GET/files/a/b*")) == "Partial"
    assert verdict(asked("GET/files/", PROXY), allow("*"), deny(f"{HEAD}/prod/GET/files/private/*")) == "Partial"
    assert verdict(asked("GET/users/", ID), allow(f"{HEAD}/prod/GET/users/*")) == "Allowed"
    assert verdict(asked("GET/users/", ID), allow(f"{HEAD}/prod/GET/users/?*")) == "Allowed"
    assert verdict(asked("GET/users/", ID), allow(f"{HEAD}/prod/GET/users/*/x")) == "ImplicitlyDenied"


def test_partial_needs_certainty_about_what_the_deployment_fixes():
    stage = Hole("stage", "stage")
    one = policy("Effect: Allow\nAction: '*'\nResource: '*'\nCondition: {StringEquals: {'aws:x': y}}")
    where = Request("execute-api:Invoke", (f"{HEAD}/", stage, "/GET/users/", ID), Context(), ROLE)
    assert verdict(where, allow(f"{HEAD}/prod/GET/users/42")) == "Unknown"
    assert verdict(where, one) == "Unknown"


def test_every_method_is_tried():
    assert verdict(asked(METHOD, "/pets"), allow(f"{HEAD}/prod/*/pets")) == "Allowed"
    assert verdict(asked(METHOD, "/pets"), allow(f"{HEAD}/prod/GET/pets")) == "Partial"
    assert verdict(asked(METHOD, "/pets"), allow(f"{HEAD}/prod/get/pets")) == "ImplicitlyDenied"
    every = [f"{HEAD}/prod/{name}/pets" for name in ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")]
    assert verdict(asked(METHOD, "/pets"), *map(allow, every)) == "Allowed"
    answer = decision(asked(METHOD, "/users/", ID), allow(f"{HEAD}/prod/GET/users/42"))
    assert answer.verdict == "Partial"
    assert [witness.filling for witness in answer.witnesses] == [
        ((METHOD, "GET"), (ID, "42")),
        ((METHOD, "GET"), (ID, "zq9")),
    ]


def test_matched_statements_and_reasons():
    answer = decision(request(), allow(PETS), deny(f"{HEAD}/*"), deny(PETS))
    assert [match.rule.statement.number for match in answer.matched] == [1, 1]
    assert answer.reason == "with an explicit deny in an identity-based policy"
    answer = decision(request(), allow(PETS), boundary=NOTHING)
    assert answer.reason == "because no permissions boundary allows the execute-api:Invoke action"
    assert (
        decision(request(), NOTHING).reason == "because no identity-based policy allows the execute-api:Invoke action"
    )
    answer = decision(request(sender=STRANGER), allow(PETS))
    assert answer.reason == "because no resource-based policy allows the execute-api:Invoke action"
    account = Text(("arn:aws:execute-api:us-east-1:", Hole("AWS::AccountId", "acct"), ":a1b2c3d4e5/prod/GET/pets"))
    answer = decision(Request("execute-api:Invoke", account, Context()), allow(PETS))
    assert answer.reason == "it depends on ${AWS::AccountId}"


@pytest.mark.parametrize(
    ("resource", "differences"),
    [
        (f"{HEAD}/dev/GET/pets", "its stage is `dev`, the request's `prod`"),
        (f"{HEAD}/prod/POST/pets", "its method is `POST`, the request's `GET`"),
        (f"{HEAD}/prod/GET/pet", "its path is `pet`, the request's `pets`"),
        (f"{HEAD}/prod/GET/pets/*", "its path is `pets/*`, the request's `pets`"),
        (
            "arn:aws:execute-api:eu-west-1:*:*/dev/*",
            "its region is `eu-west-1`, the request's `us-east-1`, its stage is",
        ),
        (f"{HEAD[:-10]}zzzzzzzzzz/*", "its API is `zzzzzzzzzz`, the request's `a1b2c3d4e5`"),
    ],
)
def test_the_nearest_miss(resource, differences):
    far = allow("arn:aws:execute-api:eu-west-1:999999999999:other/*")
    miss = nearest(decision(request(), far, allow(resource)))
    assert miss is not None
    assert str(miss).startswith(f"statement 1 of identity comes nearest: {differences}")
    assert miss.at.line == 5


def test_the_nearest_miss_of_another_kind():
    assert nearest(decision(request(), allow(PETS))) is None
    assert nearest(decision(request(), deny(PETS))) is None
    miss = nearest(decision(request(), allow(PETS, "execute-api:ManageConnections")))
    assert str(miss).endswith("its action is `execute-api:ManageConnections`, the request's `execute-api:Invoke`")
    condition = "{StringEquals: {'aws:username': me}}"
    miss = nearest(decision(request(), allow(PETS, Condition=condition)))
    assert str(miss).endswith("its condition does not hold")
    miss = nearest(decision(request(), allow(PETS), boundary=allow(f"{HEAD}/dev/*")))
    assert miss is not None
    assert miss.layer == "boundary"


def test_parts_that_a_condition_of_the_template_decides():
    text = """
        Version: '2012-10-17'
        Statement:
        - Fn::If:
          - IsProd
          - {Effect: Allow, Action: execute-api:Invoke, Resource: '*'}
          - Ref: AWS::NoValue
    """
    assert verdict(request(), read_policy(cursor(text))) == "Unknown"
    assert verdict(request(), policy("Effect: Allow\nAction: '*'\nResource: [{Ref: AWS::NoValue}]")) == (
        "ImplicitlyDenied"
    )
    either = "Effect: Allow\nAction: '*'\nResource: {'Fn::If': [A, '*', 'arn:aws:s3:::x']}"
    assert verdict(request(), policy(either)) == "Unknown"
    effect = "Effect: {'Fn::If': [A, Allow, Deny]}\nAction: '*'\nResource: '*'"
    assert verdict(request(), policy(effect)) == "Unknown"
    assert verdict(request(), policy(effect.replace("'*'", "'s3:*'", 1))) == "ImplicitlyDenied"
    unknown = "Effect: Allow\nAction: '*'\nResource: {'Fn::ImportValue': x}"
    assert verdict(request(), policy(unknown)) == "Unknown"
    assert verdict(request(), policy(f"{unknown}\nCondition: {{'Fn::If': [a, b, c]}}")) == "Unknown"
    assert verdict(request(), policy("Statement: {'Fn::Transform': {Name: x}}")) == "Unknown"
    assert verdict(request(), read_policy(cursor("'Fn::Transform': {Name: x}"))) == "Unknown"


def test_what_another_tool_replaces_is_not_known():
    for resource in (
        "arn:aws:execute-api:#{AWS::Region}:#{AWS::AccountId}:*/*/GET/*",
        "arn:aws:execute-api:us-east-1:%ACCOUNT_ID%:*",
        "arn:aws:execute-api:us-east-1:__ACCOUNT__:*",
        "arn:aws:execute-api:us-east-1:{{account}}:*",
    ):
        assert verdict(request(), allow(resource)) == "Unknown"


def test_deciding_again_compiles_nothing_anew():
    policies = Policies([allow(PETS), deny(f"{HEAD}/prod/GET/secret")])
    for _ in range(3):
        assert decide(request(), policies).verdict == "Allowed"
        assert decide(request("prod/GET/secret"), policies).verdict == "ExplicitlyDenied"
    assert len(policies.layers["identity"].found) == 1
