"""ARNs: field by field, incomplete ones, the short form, and what is in doubt."""

import pytest
from iam.documents import HEAD
from slslint.iam.arn import RESOURCE, SESSION, Arn, ArnPattern, cut
from slslint.values.value import Hole

ACCOUNT = Hole("AWS::AccountId", "acct", "stack")
REGION = Hole("AWS::Region", "region", "stack")
API = Hole("api", "apiid", "stack")
ID = Hole("id", "seg", "stack", True)


def matched(pattern, arn=f"{HEAD}/prod/GET/pets", kind="identity"):
    pattern = (pattern,) if isinstance(pattern, str) else pattern
    arn = (arn,) if isinstance(arn, str) else arn
    return ArnPattern(pattern, kind).matches(Arn(arn))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", True),
        ("arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/*", True),
        ("arn:aws:execute-api:*:*:*/prod/GET/pets", True),
        ("arn:aws:execute-api:us-west-1:*:*", False),
        ("arn:aws:lambda:*:*:*", False),
        ("arn:aws:execute-api:us-east-1::a1b2c3d4e5/*", False),
        # an incomplete one is completed with *
        ("arn:aws:execute-api", True),
        ("arn:aws:execute-api:us-east-1", True),
        ("arn:aws:execute-api:eu-west-1", False),
        ("arn:aws:execute-api:us-*", True),
        # a wildcard that would have to cross a colon
        ("arn:aws:execute-api:us-east-1:*/GET/pets", None),
        ("arn:aws:execute-api:us-east-1:*/POST/pets", False),
        # case: of the resource it counts, elsewhere nobody says
        ("arn:aws:execute-api:us-east-1:111122223333:A1B2C3D4E5/*", False),
        ("arn:aws:execute-api:US-EAST-1:111122223333:a1b2c3d4e5/*", None),
        ("ARN:aws:execute-api:us-east-1:111122223333:*", None),
        # no ARN
        ("execute-api:/*", False),
        ("https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod", False),
        ("**", None),
        ("", False),
    ],
)
def test_identity(pattern, expected):
    assert matched(pattern) is expected


def test_by_kind_of_policy():
    short = "arn:aws:execute-api:us-east-1"
    assert matched(short, kind=SESSION) is None
    assert matched(short, kind=RESOURCE) is False
    assert matched(f"{short}:*", kind=RESOURCE) is True
    assert matched("execute-api:/*", kind=RESOURCE) is True
    assert matched("execute-api:/prod/GET/*", kind=RESOURCE) is True
    assert matched("execute-api:/dev/*", kind=RESOURCE) is False


def test_shared_holes_decide():
    head = ("arn:aws:execute-api:", REGION, ":", ACCOUNT, ":", API)
    route = (*head, "/prod/GET/pets/", ID)
    assert matched((*head, "/*"), route) is True
    assert matched((*head, "/prod/GET/pets/*"), route) is True
    assert matched((*head, "/dev/*"), route) is False
    assert matched((*head, "/prod/POST/*"), route) is False
    assert matched((*head, "/prod/GET/pets/42"), route) is None
    assert matched(("arn:aws:execute-api:us-east-1:", ACCOUNT, ":", API, "/*"), route) is None
    other = Hole("api", "apiid", "other stack")
    assert matched(("arn:aws:execute-api:", REGION, ":", ACCOUNT, ":", other, "/*"), route) is None


def test_a_hole_that_may_hold_colons():
    anything = Hole("import")
    route = f"{HEAD}/prod/GET/pets"
    assert matched((anything,), route) is None
    assert matched(("arn:aws:execute-api:", anything, "/pets"), route) is None
    assert matched(("arn:aws:execute-api:", anything, ":111122223333:*"), route) is None
    assert matched(("arn:aws:dynamodb:", anything, ":111122223333:*"), route) is False
    assert matched(("arn:aws:execute-api:", anything, "/POST/x"), f"{HEAD}/prod/GET/pets") is False
    # one that the request's ARN names is a region there, so it is one here
    same = ("arn:aws:execute-api:", anything, ":111122223333:a1b2c3d4e5/prod/GET/pets")
    assert matched(("arn:aws:execute-api:", anything, ":*:*"), same) is True
    assert matched(("arn:aws:execute-api:", anything, ":*:*/dev/*"), same) is False


def test_the_usual_partition_is_taken_for_granted():
    partition = Hole("AWS::Partition", "partition", "stack")
    route = ("arn:", partition, ":execute-api:us-east-1:111122223333:a1b2c3d4e5/prod/GET/pets")
    assert matched("arn:aws:execute-api:*:*:*", route) is True
    assert matched("arn:aws-cn:execute-api:*:*:*", route) is None
    assert matched("arn:gcp:execute-api:*:*:*", route) is False


def test_exclusion_agrees_with_matching():
    route = Arn(("arn:aws:execute-api:us-east-1:", ACCOUNT, ":", API, "/prod/GET/pets/", ID))
    for pattern in (
        ("arn:aws:execute-api:us-east-1:", ACCOUNT, ":", API, "/dev/*"),
        ("arn:aws:execute-api:us-east-1:", ACCOUNT, ":", API, "/prod/POST/*"),
        ("arn:aws:execute-api:us-east-1:", ACCOUNT, ":zzz/dev/GET/x"),
        ("arn:aws:s3:::bucket/*",),
    ):
        assert ArnPattern(pattern).excludes(route)
        assert ArnPattern(pattern).matches(route) is False
    for pattern in (
        ("arn:aws:execute-api:us-east-1:", ACCOUNT, ":", API, "/*/POST/*"),
        ("arn:aws:execute-api:us-east-1:", ACCOUNT, ":zzz/prod/GET/*"),
    ):
        assert not ArnPattern(pattern).excludes(route)


def test_cut_keeps_holes_whole():
    assert cut(("a:b", ACCOUNT, ":c:d"), ":", 2) == [("a",), ("b", ACCOUNT), ("c:d",)]
    assert cut((), ":", 5) == [()]
    assert cut(("::",), ":", 5) == [(), (), ()]


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        (Hole("Ref:HttpApi", "apiid", "one"), Hole("Ref:ApiGatewayRestApi", "apiid", "one"), False),
        (Hole("Ref:HttpApi", "apiid", "one"), Hole("Ref:HttpApi", "apiid", "two"), False),
        (Hole("Ref:HttpApi", "apiid", "one"), Hole("Ref:HttpApi", "apiid", "one"), True),
        (Hole("import:api", "apiid"), Hole("Ref:HttpApi", "apiid", "one"), None),
        (Hole("Ref:ApiId", "any", "one"), Hole("Ref:HttpApi", "apiid", "one"), None),
        (Hole("Ref:HttpApi", "apiid", "one"), "a1b2c3d4e5", None),
    ],
)
def test_apis_that_templates_make_are_told_apart(own, other, expected):
    head = "arn:aws:execute-api:us-east-1:111122223333:"
    assert matched((head, own, "/*"), (head, other, "/dev/GET/pets")) is expected
    assert matched((head, own, "/*/GET/pets"), (head, other, "/dev/GET/pets")) is expected
    if expected is False:
        assert matched((head, own, "*"), (head, other, "/dev/GET/pets")) is None
