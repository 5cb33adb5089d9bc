"""Where a cursor stands, by the text alone."""

import pytest
from slslint.lsp.features.context import Context, context_at
from slslint.source.file import SourceFile

FUNCTION = "functions:\n  a:\n    handler: x\n    events:\n      - http:\n          path: /x\n          "


def context(text: str, name: str = "/project/serverless.yml") -> Context | None:
    offset = text.index("|")
    return context_at(SourceFile(name, text.replace("|", "", 1)), offset)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("|", ""),
        ("func|", ""),
        ("functions:\n  a:\n    ti|\n", "functions.a"),
        ("functions:\n  a:\n    ti|\n    events: []\n", "functions.a"),
        ("functions:\n  a:\n  |\n", "functions"),
        ("functions:\n  a:\n    |\n", "functions.a"),
        ("functions:\n\n  # a comment\n  a:\n\n    |\n", "functions.a"),
        (f"{FUNCTION}me|\n", "functions.a.events.0.http"),
        (f"{FUNCTION}method: g|\n", "functions.a.events.0.http.method"),
        ("a:\n  events:\n  - ht|\n", "a.events.0"),
        ("a:\n  events:\n  - http: x\n  |\n", "a"),
        ("a:\n  events:\n    |\n", "a.events"),
        ("- - - a:\n        b|", "0.0.0.a"),
        ("- a: 1\n  b|\n", "0"),
        ("functions:\n  - a:\n      ha|\n", "functions.0.a"),
        ("a: &x\n  b: 1\n  c|\n", "a"),
        ("a:\n  'q':\n    \"r\":\n      s|", "a.q.r"),
        ("AWS::Region:\n  Fn::GetAtt: Ta|\n", "AWS::Region.Fn::GetAtt"),
        ("a: {b|", "a"),
        ("a: {b: c|", "a.b"),
        ("a: {b: {c: 1}, d|", "a"),
        ("a: [b, {c: d|", "a.0.c"),
        ("a: {\n  b: 1,\n  c|\n}\n", "a"),
        ("a:\n  b: {\n    c: 1,\n    d: {e|\n", "a.b.d"),
        ("a:\n  - {b: {c: ${self:d}, e|}}\n", "a.0.b"),
        ("a: !GetAtt [b|\n", "a.Fn::GetAtt.0"),
        ("a:\n  - b: !Join ['', [c, !Ref d|]]\n", "a.0.b.Fn::Join.0.0"),
        ("a: {b: 1}\nc|", ""),
        ("a:\n  b: {c: 1}\n  d|", "a"),
    ],
)
def test_path(text: str, path: str) -> None:
    found = context(text)
    assert found is not None
    assert ".".join(found.path) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"functions": {"a": {"ti|', "functions.a"),
        (
            '{"functions": {"a": {"timeout": 3, "events": [{"http": {"method": "g|"}}]',
            "functions.a.events.0.http.method",
        ),
        ('{\n  "custom": {"a": "b: {,"},\n  "fu|\n}', ""),
        ('{"a": "\\"{", "b": {|', "b"),
    ],
)
def test_path_in_json(text: str, path: str) -> None:
    found = context(text, "/project/serverless.json")
    assert found is not None
    assert ".".join(found.path) == path


@pytest.mark.parametrize(
    "text",
    [
        "a: 1 # co|\n",
        "# co|",
        "a: |\n  text\n  mo¦\n".replace("|", ">").replace("¦", "|"),
        'a: "x" |',
        "a:|",
        "a: plain\n  more|\n",
    ],
)
def test_nothing_to_complete(text: str) -> None:
    assert context(text) is None


@pytest.mark.parametrize(
    ("text", "role", "typed"),
    [
        ("a:\n  b|\n", "", "b"),
        ("a:\n  b|: 1\n", "key", "b"),
        ("a: b|\n", "value", "b"),
        ("a: 'b|\n", "value", "b"),
        ("a: !Ref b|\n", "value", "b"),
        ("- b|\n", "", "b"),
        ("[b|", "", "b"),
        ("a: {b|", "key", "b"),
        ("a: http://b|", "value", "http://b"),
        ("a: b#c|", "value", "b#c"),
    ],
)
def test_what_is_typed(text: str, role: str, typed: str) -> None:
    found = context(text)
    assert found is not None
    assert (found.role, found.typed) == (role, typed)


def test_all_of_a_word_is_replaced() -> None:
    text = "a:\n  me|thod: get\n"
    found = context(text)
    assert found is not None
    assert text.replace("|", "")[found.start : found.end] == "method"


@pytest.mark.parametrize(
    ("text", "siblings"),
    [
        ("a:\n  b: 1\n  |\n  c: {}\nd: 1\n", {"b", "c"}),
        ("a:\n  - b: 1\n    |\n    c: 2\n  - d: 1\n", {"b", "c"}),
        ("a:\n  - |\n    c: 2\n", {"c"}),
        ("a: {b: 1, c: {d: 1}, |}\n", {"b", "c"}),
        ("|", set()),
    ],
)
def test_siblings(text: str, siblings: set[str]) -> None:
    found = context(text)
    assert found is not None
    assert found.siblings == siblings
