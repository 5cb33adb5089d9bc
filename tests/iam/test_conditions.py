"""Conditions: operators, missing keys, set qualifiers, variables, and what is not known."""

import pytest
from iam.documents import allow, cursor, policy, request, verdict
from slslint.iam.conditions import date_of, holds, parse_operator
from slslint.iam.context import ABSENT, PRESENT, UNKNOWN, Context, Entry, cognito_context, entry_of, role_context
from slslint.iam.policy import read_policy
from slslint.iam.variables import Variable, parse
from slslint.values.value import Hole


def said(operator, value, entry, variables=True):
    """What a condition on one key says, of which `entry` is known."""
    lines = [f"Condition: {{{operator}: {{'aws:PrincipalTag/t': {value}}}}}"]
    statement = policy("\n".join(["Effect: Allow\nAction: '*'\nResource: '*'", *lines])).statements[0]
    context = Context({"aws:principaltag/t": entry, "aws:username": ABSENT, "aws:userid": UNKNOWN}, True)
    return holds(statement.condition, context, variables)


HOLE = entry_of(Hole("x"))


@pytest.mark.parametrize(
    ("operator", "value", "entry", "expected"),
    [
        ("StringEquals", "a", entry_of("a"), True),
        ("StringEquals", "[b, a]", entry_of("a"), True),
        ("StringEquals", "a*", entry_of("ab"), False),
        ("StringEquals", "a", ABSENT, False),
        ("StringEquals", "a", UNKNOWN, None),
        ("StringEquals", "a", PRESENT, None),
        ("StringEquals", "a", HOLE, None),
        ("StringEquals", "[]", entry_of("a"), False),
        ("StringNotEquals", "a", ABSENT, True),
        ("StringNotEquals", "[a, b]", entry_of("b"), False),
        ("StringNotEquals", "[a, b]", entry_of("c"), True),
        ("StringEqualsIfExists", "a", ABSENT, True),
        ("StringEqualsIfExists", "a", UNKNOWN, None),
        ("StringNotEqualsIfExists", "a", entry_of("a"), False),
        ("StringEqualsIgnoreCase", "AbC", entry_of("aBc"), True),
        ("StringNotEqualsIgnoreCase", "AbC", entry_of("aBc"), False),
        ("StringLike", "a?c*", entry_of("abcd"), True),
        ("StringLike", "'*'", HOLE, True),
        ("StringLike", "'${*}'", entry_of("ab"), False),
        ("StringLike", "'a${*}'", entry_of("a*"), True),
        ("stringnotlike", "a*", entry_of("b"), True),
        ("NumericEquals", "5", entry_of("5.0"), True),
        ("NumericLessThan", "10", entry_of("9"), True),
        ("NumericGreaterThanEquals", "10", entry_of("9"), False),
        ("NumericNotEquals", "5", entry_of("6"), True),
        ("NumericEquals", "five", entry_of("5"), False),
        ("DateGreaterThan", "'2020-01-01T00:00:00Z'", entry_of("2026-01-01T00:00:00Z"), True),
        ("DateLessThan", "'1577836800'", entry_of("2026-01-01T00:00:00Z"), False),
        ("DateEquals", "'2026-01-01'", entry_of("2026-01-01T00:00:00+00:00"), True),
        ("DateLessThanEquals", "'soon'", entry_of("2026-01-01T00:00:00Z"), None),
        ("Bool", "'true'", entry_of("TRUE"), True),
        ("Bool", "false", entry_of("false"), True),
        ("Bool", "'false'", ABSENT, False),
        ("BoolIfExists", "'false'", ABSENT, True),
        ("BinaryEquals", "QmlnIQ==", entry_of("QmlnIQ=="), True),
        ("IpAddress", "203.0.113.0/24", entry_of("203.0.113.9"), True),
        ("IpAddress", "203.0.113.9", entry_of("203.0.113.9"), True),
        ("IpAddress", "'2001:db8::/32'", entry_of("203.0.113.9"), False),
        ("NotIpAddress", "203.0.113.0/24", ABSENT, True),
        ("NotIpAddress", "somewhere", entry_of("203.0.113.9"), None),
        ("ArnLike", "'arn:aws:iam::*:role/*'", entry_of("arn:aws:iam::1:role/a:b"), True),
        ("ArnEquals", "'arn:aws:iam::*:role/a'", entry_of("arn:aws:iam::1:role/a"), True),
        ("ArnNotLike", "'arn:aws:iam::1:role/*'", entry_of("arn:aws:iam::1:user/a"), True),
        ("ArnLike", "'arn:aws:iam::2*'", entry_of("arn:aws:iam::1:role/a"), False),
        ("ArnLike", "'arn:aws:iam::*'", entry_of("arn:aws:iam::1:role/a"), None),
        ("Null", "'true'", ABSENT, True),
        ("Null", "'false'", PRESENT, True),
        ("Null", "true", UNKNOWN, None),
        ("'ForAllValues:StringEquals'", "[a, b]", entry_of("a", "b"), True),
        ("'ForAllValues:StringEquals'", "[a]", entry_of("a", "b"), False),
        ("'ForAllValues:StringEquals'", "[a]", ABSENT, True),
        ("'ForAllValues:StringNotEquals'", "[c]", entry_of("a", "b"), True),
        ("'ForAnyValue:StringEquals'", "[b]", entry_of("a", "b"), True),
        ("'ForAnyValue:StringEquals'", "[b]", ABSENT, False),
        ("'ForAnyValue:StringNotEquals'", "[a]", entry_of("a", "b"), True),
        ("'ForAnyValue:StringEquals'", "[b]", entry_of("a", open=True), None),
        ("'ForAnyValue:StringEquals'", "[a]", entry_of("a", open=True), True),
        ("'ForAllValues:StringEquals'", "[a]", entry_of("b", open=True), False),
        ("StringEquals", "a", entry_of("a", "b"), None),
        ("StringEquals", "a", Entry(True, (("a",),), many=True), None),
        # variables
        ("StringEquals", "'${aws:username}'", entry_of("x"), False),
        ("StringNotEquals", "'${aws:username}'", entry_of("x"), None),
        ("StringEquals", "\"${aws:username, 'x'}\"", entry_of("x"), True),
        ("StringEquals", "'${aws:userid}'", entry_of("x"), None),
        ("StringLike", "'${aws:principaltag/t}'", entry_of("a*b"), True),
    ],
)
def test_operators(operator, value, entry, expected):
    assert said(operator, value, entry) is expected


def test_variables_are_text_in_old_policies():
    assert said("StringEquals", "'${aws:PrincipalTag/t}'", entry_of("x"), False) is False
    assert said("StringEquals", "'${aws:PrincipalTag/t}'", entry_of("${aws:PrincipalTag/t}"), False) is True
    assert said("StringEquals", "'${aws:PrincipalTag/t}'", entry_of("x"), None) is None


def test_all_tests_must_hold():
    both = "Condition: {StringEquals: {'aws:a': x, 'aws:b': y}}"
    granted = policy(f"Effect: Allow\nAction: '*'\nResource: '*'\n{both}")
    x, y = entry_of("x"), entry_of("y")
    for entries, expected in (
        ({"aws:a": x, "aws:b": y}, "Allowed"),
        ({"aws:a": x}, "ImplicitlyDenied"),
        ({"aws:a": x, "aws:b": UNKNOWN}, "Unknown"),
        ({"aws:a": y, "aws:b": UNKNOWN}, "ImplicitlyDenied"),
    ):
        assert verdict(request(context=Context(entries, True)), granted) == expected


def test_what_is_certain_of_a_cognito_role():
    context = cognito_context(("111122223333",), None, ("eu-west-1",), True)
    for condition, expected in (
        ("Bool: {'aws:SecureTransport': 'true'}", "Allowed"),
        ("Bool: {'aws:SecureTransport': 'false'}", "ImplicitlyDenied"),
        ("Bool: {'aws:MultiFactorAuthPresent': 'true'}", "ImplicitlyDenied"),
        ("StringEquals: {'aws:username': me}", "ImplicitlyDenied"),
        ("StringEquals: {'aws:SourceVpce': vpce-1}", "ImplicitlyDenied"),
        ("StringEquals: {'aws:RequestedRegion': eu-west-1}", "Allowed"),
        ("'ForAnyValue:StringLike': {'cognito-identity.amazonaws.com:amr': authenticated}", "Allowed"),
        ("'ForAnyValue:StringLike': {'cognito-identity.amazonaws.com:amr': unauthenticated}", "Unknown"),
        ("IpAddress: {'aws:SourceIp': 203.0.113.0/24}", "Unknown"),
        ("StringEquals: {'aws:PrincipalTag/team': blue}", "Unknown"),
        ("'Null': {'cognito-identity.amazonaws.com:sub': 'false'}", "Allowed"),
    ):
        granted = policy(f"Effect: Allow\nAction: '*'\nResource: '*'\nCondition: {{{condition}}}")
        assert verdict(request(context=context), granted) == expected, condition


def test_a_private_api_may_be_called_through_an_endpoint():
    granted = policy("Effect: Allow\nAction: '*'\nResource: '*'\nCondition: {StringEquals: {'aws:SourceVpce': vpce-1}}")
    for private, expected in ((False, "ImplicitlyDenied"), (True, "Unknown"), (None, "Unknown")):
        context = role_context(("111122223333",), None, None, private)
        assert verdict(request(context=context), granted) == expected


def test_variables_in_resources():
    granted = allow("arn:aws:execute-api:*:*:*/prod/GET/users/${cognito-identity.amazonaws.com:sub}/*")
    key = "cognito-identity.amazonaws.com:sub"
    for entries, expected in (
        ({key: entry_of("us-east-1:1")}, "Allowed"),
        ({key: entry_of("other")}, "ImplicitlyDenied"),
        ({}, "ImplicitlyDenied"),
        ({key: UNKNOWN}, "Unknown"),
        ({key: PRESENT}, "Unknown"),
    ):
        asked = request("prod/GET/users/us-east-1:1/items", context=Context(entries, True))
        assert verdict(asked, granted) == expected
    assert verdict(request("dev/GET/users/1/x", context=Context({key: UNKNOWN}, True)), granted) == "ImplicitlyDenied"


def test_a_variable_needs_the_version():
    text = "Statement: {Effect: Allow, Action: '*', Resource: 'arn:aws:execute-api:*:*:*/prod/GET/${aws:userid}'}"
    context = Context({"aws:userid": entry_of("pets")}, True)
    for version, expected in (
        ("Version: '2012-10-17'\n", "Allowed"),
        ("Version: '2008-10-17'\n", "ImplicitlyDenied"),
        ("", "ImplicitlyDenied"),
        ("Version: {Ref: Which}\n", "Unknown"),
    ):
        assert verdict(request(context=context), read_policy(cursor(version + text))) == expected


def test_parsing():
    assert parse("a${b:c}d") == ["a", Variable("b:c"), "d"]
    assert parse("${aws:x, 'y'}") == [Variable("aws:x", "y")]
    assert parse("${aws:x,'y'}")[0].problem == "blank"
    assert parse("${aws:x, y}")[0].problem == "quote"
    assert parse("${ aws:x }")[0].problem == "blank"
    assert parse("${}")[0].problem == "empty"
    assert parse("${AWS::Region}")[0].problem == "key"
    assert parse("${aws:x") == ["${aws:x"]
    assert parse_operator("foranyvalue:stringlikeifexists") is not None
    assert parse_operator("NullIfExists") is None
    assert parse_operator("ForSomeValues:StringLike") is None
    assert date_of("2026") is None
    assert date_of("2026-01") == date_of("2026-01-01T00:00:00Z")
