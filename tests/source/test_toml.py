"""TOML: the same values as tomllib's, each at its place."""

import json
import math
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slslint.source.document import Document
from slslint.source.load import load
from slslint.source.node import MAP, SCALAR, SEQ, Node
from slslint.values.value import constant, plain


def read(text: str) -> Document:
    return load("/serverless.toml", text.encode("utf-8", "surrogatepass"))


def root(text: str) -> Node:
    document = read(text)
    assert document.root is not None, document.problems
    return document.root


SERVICE = """\
service = "notes" # the name
frameworkVersion = '4'

[provider]
name = "aws"
runtime = "nodejs22.x"
environment = { TABLE = "notes-${sls:stage}", "a b".c = 1 }

[functions.list]
handler = "src/notes.list"

[[functions.list.events]]
http = "GET /notes"

[[functions.list.events]]
[functions.list.events.http]
path = '/notes/{id}'
method = "get"

[custom]
a.b.c = [1, 2.5, true, # one
  ["x", {y = 'z'}],
]
many = \"\"\"
two
lines\"\"\"
day = 2020-01-02
"""


def test_values() -> None:
    found = plain(constant(root(SERVICE)))
    wanted = tomllib.loads(SERVICE)
    wanted["custom"]["day"] = "2020-01-02"
    assert found == wanted


def test_places() -> None:
    tree = root(SERVICE)

    def at(*path: str) -> str:
        node: Node | None = tree
        for key in path:
            assert node is not None
            node = node.get(key)
        assert node is not None
        return node.text

    assert at("service") == '"notes"'
    assert at("provider", "environment", "TABLE") == '"notes-${sls:stage}"'
    assert at("functions", "list", "handler") == '"src/notes.list"'
    assert at("functions", "list", "events", "1", "http", "path") == "'/notes/{id}'"
    assert at("custom", "a", "b", "c", "1") == "2.5"
    assert at("custom", "day") == "2020-01-02"
    pair = tree.pair("functions")
    assert pair is not None
    assert (pair[0].text, pair[0].line) == ("functions", 9)
    assert pair[1].dynamic is False
    assert tree.dynamic


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a = 1\nb = ", 2, "Invalid value"),
        ("a = 1\na = 2", 2, "Cannot overwrite a value"),
        ('a = "x', 1, "end of document"),
        ("[a\nb=1", 1, "Expected ']'"),
        ("a = [" * 200, 1, "Invalid value"),
    ],
)
def test_what_is_no_toml_is_one_problem(text: str, line: int, words: str) -> None:
    document = read(text)
    assert document.root is None
    assert [problem.at.line for problem in document.problems] == [line]
    assert document.problems[0].message.startswith("TOML: ")
    assert words in document.problems[0].message or line == 1


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000 + "]" * 5000, ".".join("a" * 5000) + " = 1", "x = " + "{a=" * 150 + "1" + "}" * 150]
)
def test_nesting_is_bounded(text: str) -> None:
    document = read(text)
    assert document.root is None
    assert [problem.kind for problem in document.problems] == ["bound"]


KEYS = st.text(alphabet="ab.-_ é\"'\\#[]={}", max_size=4)
LEAVES = (
    st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6)
)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)


def written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f")
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {written(item)}" for key, item in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return repr(value)


@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=4))
def test_round_trip(tree: dict[str, Any]) -> None:
    lines = [f"{json.dumps(key, ensure_ascii=False)} = {written(value)}" for key, value in tree.items()]
    text = "\n".join(lines)
    try:
        wanted = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert read(text).root is None
        return
    assert plain(constant(root(text))) == wanted


@given(st.text(alphabet="ab=.[]{}\"'#,\n 1-:\\", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    document = read(text)
    try:
        wanted = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        assert document.root is None
        assert len(document.problems) == 1
        return
    assert not document.problems
    if wanted:
        assert document.root is not None
        check_spans(document.root)


def check_spans(node: Node) -> None:
    assert 0 <= node.start <= node.end <= len(node.file.text)
    assert node.kind in (MAP, SEQ, SCALAR)
    for item in node.items:
        for child in item if node.kind == MAP else [item]:
            check_spans(child)


def test_numbers_that_json_has_not_are_nothing() -> None:
    tree = root("a = inf\nb = nan")
    assert [tree.get(key).value for key in "ab"] == [None, None]  # type: ignore[union-attr]
    assert math.isinf(tomllib.loads("a = inf")["a"])
