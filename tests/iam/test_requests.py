"""Cases as JSON Lines: what is read, what is written, and that nothing a line holds can stop it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from iam.documents import HEAD
from slslint.iam.requests import answers, holed
from slslint.values.value import Hole, Known, Text

STATEMENT = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": f"{HEAD}/prod/*"}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}
REQUEST = {"principal": None, "action": "execute-api:Invoke", "resource": f"{HEAD}/prod/GET/pets", "context": {}}
ROLE = "arn:aws:sts::111122223333:assumed-role/R/S"


def ask(request=(), **case):
    line = json.dumps({"id": "x", "request": {**REQUEST, "principal": ROLE, **dict(request)}, **case})
    ((answer, _, _),) = answers(line)
    assert set(answer) == {"id", "decision", "matched", "reason"}
    return answer


def test_an_answer():
    assert ask(identityPolicies=[POLICY, POLICY]) == {
        "id": "x",
        "decision": "Allowed",
        "matched": [
            {"policy": "identityPolicies.0", "statement": 1, "effect": "Allow", "file": "-", "line": 1},
            {"policy": "identityPolicies.1", "statement": 1, "effect": "Allow", "file": "-", "line": 1},
        ],
        "reason": "a policy allows the execute-api:Invoke action",
    }


def test_every_layer_is_read():
    silent = {**POLICY, "Statement": []}
    assert ask()["decision"] == "ImplicitlyDenied"
    for key in ("boundary", "sessionPolicy"):
        assert ask(identityPolicies=[POLICY], **{key: silent})["decision"] == "ImplicitlyDenied"
    assert ask(identityPolicies=[POLICY], scp=[silent])["decision"] == "ImplicitlyDenied"
    assert ask(identityPolicies=POLICY, scp=[silent, POLICY])["decision"] == "Allowed"
    everyone = {**POLICY, "Statement": {**STATEMENT, "Principal": "*"}}
    assert ask(resourcePolicy=everyone)["decision"] == "Allowed"
    assert ask({"principal": None}, resourcePolicy=everyone)["decision"] == "Allowed"
    assert ask({"principal": "*"}, resourcePolicy=everyone)["decision"] == "Allowed"


def test_a_denial_says_what_is_nearest():
    answer = ask({"resource": f"{HEAD}/dev/GET/pets"}, identityPolicies=[POLICY])
    assert answer["reason"] == (
        "because no identity-based policy allows the execute-api:Invoke action; "
        "statement 1 of identityPolicies.0 comes nearest: its stage is `prod`, the request's `dev`"
    )


def test_holes():
    assert holed("a{{d:x|seg}}b{{r:Ref:y|path}}") == Text(("a", Hole("x", "seg"), "b", Hole("Ref:y", "path", "", True)))
    assert holed("plain") == Known("plain")
    assert holed("{{x}} {{d:|}} {{d:x") == Known("{{x}} {{d:|}} {{d:x")
    api = "arn:aws:execute-api:us-east-1:111122223333:{{d:api|apiid}}"
    policy = {**POLICY, "Statement": {**STATEMENT, "Resource": f"{api}/prod/GET/users/*"}}
    answer = ask({"resource": f"{api}/prod/GET/users/{{{{r:id|seg}}}}"}, identityPolicies=[policy])
    assert answer["decision"] == "Allowed"
    answer = ask({"resource": f"{api}/prod/GET/{{{{r:id|seg}}}}"}, identityPolicies=[policy])
    assert answer["decision"] == "ImplicitlyDenied"


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        "{}",
        '{"request": 5}',
        '{"request": {"action": 1, "resource": "x"}}',
        '{"request": {"action": "a:b", "resource": "x", "principal": 7}}',
        '{"request": {"action": "a:b", "resource": "x", "context": []}}',
        '{"request": {"action": "a:b", "resource": "x"}, "identityPolicies": [{"Version": "x", "Version": "y"}]}',
        '{"request": {"action": "a:b", "resource": "x"}, "identityPolicies": [5]}',
        '{"request": {"action": "a:b", "resource": "x"}, "identityPolicies": %s}' % ("[" * 500 + "]" * 500),
        "[" * 100_000,
        '{"id": "\\ud800", "request": {"action": "\\u0000", "resource": "\\udfff"}, "scp": 1}',
    ],
)
def test_bad_lines_are_invalid_cases(line):
    ((answer, _, _),) = answers(line)
    assert answer["decision"] == "Invalid"
    assert answer["reason"]
    json.dumps(answer)


def test_a_bad_line_does_not_end_the_rest():
    good = json.dumps({"id": 2, "request": REQUEST, "identityPolicies": [POLICY]})
    found = [answer.shown for answer in answers(f"\n{{\n{good}\r\n", "cases.jsonl")]
    assert [(each["id"], each["decision"]) for each in found] == [(None, "Invalid"), (2, "ImplicitlyDenied")]
    assert found[0]["reason"].startswith("line 2: ")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("not json", "this is not JSON: expecting value, column 1"),
        ('{"id": 1,}', "this is not JSON: expecting property name enclosed in double quotes, column 10"),
        ("5", "a case is an object with a `request`"),
        ('{"id": 1}', "a case is an object with a `request`"),
        ('{"request": {"resource": "*"}}', "`request.action` is a text"),
        ("[" * 100_000, "nested too deep"),
        ('{"id": %s}' % ("[" * 500 + "]" * 500), "nested too deep"),
    ],
)
def test_what_is_no_case(line, problem):
    (answer,) = answers(f"\n{line}\n")
    assert answer.problem == f"line 2: {problem}" == answer.shown["reason"]


def test_a_policy_with_a_key_twice_is_refused_and_a_case_all_the_same():
    line = '{"id": 7, "expect": "Invalid", "request": %s, "identityPolicies": [{"Version": 1, "Version": 2}]}'
    (answer,) = answers(line % json.dumps(REQUEST))
    assert (answer.shown["id"], answer.shown["decision"], answer.problem, answer.differs) == (7, "Invalid", "", False)
    assert answer.shown["reason"] == "line 1: the key `Version` stands twice in one object"


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["*", "Allow", f"{HEAD}/*"])
KEYS = st.sampled_from(
    ["Effect", "Action", "Resource", "NotAction", "Condition", "Principal", "StringLike", "aws:x", "Ref"]
)
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


@settings(max_examples=300, deadline=None)
@given(TREES, TREES)
def test_no_policy_can_stop_it(statement, context):
    policy = {"Version": "2012-10-17", "Statement": statement}
    answer = ask({"context": context}, identityPolicies=[policy], resourcePolicy=policy)
    assert answer["decision"]
