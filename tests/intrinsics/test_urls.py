"""Invoke URLs and ARNs in symbolic strings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slslint.intrinsics.strings import Atoms, label, may_hold, pieces, split
from slslint.intrinsics.urls import InvokeArn, parse_arn, parse_invoke_arn, parse_url
from slslint.values.value import Hole

API = Hole("Ref:ApiGatewayRestApi", "apiid", "s")
REGION = Hole("AWS::Region", "region", "s")
SUFFIX = Hole("AWS::URLSuffix", "seg", "s")
ACCOUNT = Hole("AWS::AccountId", "acct", "s")
PARTITION = Hole("AWS::Partition", "partition", "s")
STAGE = Hole("stage", "stage", "s")
SEGMENT = Hole("id", "seg", "s")
ANY = Hole("x", "any", "s")

HOST = "abc123.execute-api.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("atoms", "api", "region", "stage", "path"),
    [
        ((f"https://{HOST}/dev/users/1",), ("abc123",), ("eu-west-1",), ("dev",), ("users/1",)),
        ((f"https://{HOST}/dev/users?x=/a#b",), ("abc123",), ("eu-west-1",), ("dev",), ("users",)),
        ((f"https://{HOST}/dev/",), ("abc123",), ("eu-west-1",), ("dev",), ()),
        ((f"https://{HOST}/dev",), ("abc123",), ("eu-west-1",), ("dev",), ()),
        ((f"https://{HOST}/",), ("abc123",), ("eu-west-1",), (), ()),
        ((f"https://{HOST}",), ("abc123",), ("eu-west-1",), (), ()),
        ((f"https://{HOST}?a=b",), ("abc123",), ("eu-west-1",), (), ()),
        ((f"https://{HOST}:443/dev/a",), ("abc123",), ("eu-west-1",), ("dev",), ("a",)),
        ((HOST,), ("abc123",), ("eu-west-1",), (), ()),
        ((f"wss://{HOST}/dev",), ("abc123",), ("eu-west-1",), ("dev",), ()),
        (("https://a.execute-api.cn-north-1.amazonaws.com.cn/p/q",), ("a",), ("cn-north-1",), ("p",), ("q",)),
        (("https://a.execute-api.eu-west-1.api.aws/p/q",), ("a",), ("eu-west-1",), ("p",), ("q",)),
        (("https://a1-vpce-0f.execute-api.eu-west-1.amazonaws.com/p",), ("a1",), ("eu-west-1",), ("p",), ()),
        (("https://", API, ".execute-api.", REGION, ".amazonaws.com/dev/a"), (API,), (REGION,), ("dev",), ("a",)),
        (("https://", API, ".execute-api.", REGION, ".", SUFFIX, "/dev/a"), (API,), (REGION,), ("dev",), ("a",)),
        (("https://", API, ".execute-api.", REGION, ".", SUFFIX), (API,), (REGION,), (), ()),
        (
            ("https://", API, ".execute-api.eu-west-1.amazonaws.com/", STAGE, "/a"),
            (API,),
            ("eu-west-1",),
            (STAGE,),
            ("a",),
        ),
        ((f"https://{HOST}/dev/a/", ANY), ("abc123",), ("eu-west-1",), ("dev",), ("a/", ANY)),
        ((f"https://{HOST}/dev/", SEGMENT, "/b"), ("abc123",), ("eu-west-1",), ("dev",), (SEGMENT, "/b")),
        # Where a hole may hold a slash, nobody can say which part is the stage.
        ((f"https://{HOST}/", ANY, "/a"), ("abc123",), ("eu-west-1",), None, None),
        ((f"https://{HOST}/", ANY), ("abc123",), ("eu-west-1",), None, None),
        ((f"https://{HOST}", ANY), ("abc123",), ("eu-west-1",), None, None),
        ((f"https://{HOST}", STAGE), ("abc123",), ("eu-west-1",), None, None),
        (("https://", ANY, ".execute-api.", ANY, ".amazonaws.com/dev"), (ANY,), (ANY,), ("dev",), ()),
    ],
)
def test_invoke_urls(atoms: Atoms, api: Atoms, region: Atoms, stage: Atoms | None, path: Atoms | None) -> None:
    url = parse_url(atoms)
    assert url is not None
    assert (url.service, url.api, url.region, url.stage, url.path) == ("execute-api", api, region, stage, path)


def test_schemes_and_the_whole_path() -> None:
    http = parse_url(("https://", API, ".execute-api.", REGION, ".", SUFFIX, "/users/", SEGMENT))
    assert http is not None
    assert (http.scheme, http.rest) == ("https", ("/users/", SEGMENT))
    bare, socket = parse_url((HOST,)), parse_url((f"wss://{HOST}",))
    assert bare is not None
    assert socket is not None
    assert (bare.scheme, socket.scheme) == ("", "wss")


def test_function_urls() -> None:
    url = parse_url(("https://", API, ".lambda-url.", REGION, ".on.aws/"))
    assert url is not None
    assert (url.service, url.api, url.region, url.rest) == ("lambda-url", (API,), (REGION,), ("/",))


@pytest.mark.parametrize(
    "atoms",
    [
        (),
        ("",),
        ("https://example.com/dev",),
        ("https://example.com/a.execute-api.eu-west-1.amazonaws.com/dev",),
        ("https://abc.execute-api.eu-west-1.example.com/dev",),
        ("https://abc.execute-api.eu-west-1",),
        ("https://abc.execute-api.eu-west-1.",),
        ("https://abc.execute-api.",),
        ("https://.execute-api.eu-west-1.amazonaws.com/dev",),
        ("https://vpce-1.execute-api.eu-west-1.vpce.amazonaws.com/dev",),
        ("see https://abc.execute-api.eu-west-1.amazonaws.com/dev",),
        ("ftp://abc.execute-api.eu-west-1.amazonaws.com/dev",),
        ("https://user@abc.execute-api.eu-west-1.amazonaws.com/dev",),
        (ANY,),
        ("https://", ANY, "/dev"),
        (ANY, "://", API, "/x"),
        ("https://", API, ".execute-api.", ANY, "/dev"),
    ],
)
def test_other_text(atoms: Atoms) -> None:
    assert parse_url(atoms) is None


@pytest.mark.parametrize(
    ("atoms", "expected"),
    [
        (
            ("arn:aws:execute-api:eu-west-1:123456789012:abc/dev/GET/users/*",),
            InvokeArn(("aws",), ("eu-west-1",), ("123456789012",), (("abc",), ("dev",), ("GET",), ("users/*",))),
        ),
        (("arn:aws:execute-api:*:*:*",), InvokeArn(("aws",), ("*",), ("*",), (("*",),))),
        (
            ("arn:aws:execute-api:eu-west-1::abc/dev/GET/",),
            InvokeArn(("aws",), ("eu-west-1",), (), (("abc",), ("dev",), ("GET",), ())),
        ),
        (
            ("arn:", PARTITION, ":execute-api:", REGION, ":", ACCOUNT, ":", API, "/", STAGE, "/*/", ANY),
            InvokeArn((PARTITION,), (REGION,), (ACCOUNT,), ((API,), (STAGE,), ("*",), (ANY,))),
        ),
        (
            ("arn:aws:execute-api:", REGION, ":", ACCOUNT, ":", API, "/", ANY, "/GET/x"),
            InvokeArn(("aws",), (REGION,), (ACCOUNT,), ((API,), None)),
        ),
        (("arn:aws:execute-api:", ANY, ":1:abc/dev"), InvokeArn(("aws",), None, None, (None,))),
        (
            ("arn:aws:execute-api:", REGION, ":", ACCOUNT, ":", API, "/dev/$connect"),
            InvokeArn(("aws",), (REGION,), (ACCOUNT,), ((API,), ("dev",), ("$connect",))),
        ),
    ],
)
def test_invoke_arns(atoms: Atoms, expected: InvokeArn) -> None:
    assert parse_invoke_arn(atoms) == expected


@pytest.mark.parametrize(
    "atoms",
    [
        (),
        ("*",),
        ("arn:aws:lambda:eu-west-1:1:function:x",),
        ("arn:aws:execute-api:eu-west-1",),
        ("execute-api:/*",),
        ("arn:",),
        ("arn:", ANY),
        (ANY, ":execute-api:eu-west-1:1:abc"),
    ],
)
def test_other_arns(atoms: Atoms) -> None:
    assert parse_invoke_arn(atoms) is None


def test_colons_of_the_resource_are_its_own() -> None:
    arn = parse_arn(("arn:aws:lambda:eu-west-1:1:function:", SEGMENT, ":live"))
    assert arn is not None
    assert arn.resource == ("function:", SEGMENT, ":live")


CLASSES = ["region", "partition", "acct", "apiid", "stage", "seg", "path", "any"]
HOLES = st.builds(Hole, st.sampled_from(["a", "b"]), st.sampled_from(CLASSES))
TEXTS = st.text(alphabet="abc/:.-$?#{}", max_size=12) | st.sampled_from(
    ["https://", ".execute-api.", ".amazonaws.com/", "arn:aws:execute-api:", "${", "}", ".lambda-url.", ".on.aws"]
)
ATOMS = st.lists(HOLES | TEXTS.filter(bool), max_size=8).map(tuple)


@given(ATOMS)
def test_never_raises(atoms: Atoms) -> None:
    parse_url(atoms)
    parse_arn(atoms)
    parse_invoke_arn(atoms)


@given(ATOMS, st.sampled_from(["/", ":", "--"]))
def test_parts_make_the_whole(atoms: Atoms, separator: str) -> None:
    parts = split(atoms, separator)
    if None not in parts:
        assert separator.join(label(part) for part in parts if part is not None) == label(atoms)


@given(st.text(alphabet="ab/", max_size=20), st.integers(-1, 4))
def test_splits_as_text_does(text: str, most: int) -> None:
    assert split((text,), "/", most) == [(part,) if part else () for part in text.split("/", most)]


@given(ATOMS)
def test_pieces_keep_every_atom(atoms: Atoms) -> None:
    found = pieces(atoms, "${", "}")
    text = "".join(f"${{{label(p.inner)}}}" if isinstance(p, tuple) and len(p) == 1 else label((p,)) for p in found)
    assert text == label(atoms)


@pytest.mark.parametrize(
    ("cls", "allowed", "refused"),
    [
        ("region", "a-1", "/:A"),
        ("acct", "0", "a/"),
        ("apiid", "a0", "-/"),
        ("stage", "A_-$", "/:"),
        ("seg", ":a", "/"),
        ("any", "/:", ""),
    ],
)
def test_what_holes_may_hold(cls: str, allowed: str, refused: str) -> None:
    assert all(may_hold(Hole("h", cls), char) for char in allowed)
    assert not any(may_hold(Hole("h", cls), char) for char in refused)
