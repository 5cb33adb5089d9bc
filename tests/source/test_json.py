"""JSON: read as JSON.parse reads it, refused with a place and a remedy."""

import json as standard

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slslint.source.load import load
from source.trees import holds, json, messages, plain

REFUSED = {
    "trailing comma in a map": ('{"a": 1«,»}', "a comma before `}`"),
    "trailing comma in a list": ("[1«,»\n]", "a comma before `]`"),
    "comma twice": ("[1,«,» 2]", "remove it"),
    "comma first": ("[«,»1]", "remove it"),
    "comma missing": ('{"a": «1» "b": 2}', "a comma is missing after `1`"),
    "comma missing after a bracket": ("[[1«]» [2]]", "a comma is missing after `]`"),
    "colon missing": ('{"a«"» 1}', 'a colon is missing after the key `"a"`'),
    "colon for a comma": ('{"a": 1«:» 2}', "a colon where a comma"),
    "value missing": ('{"a"«:»}', "a value is missing after the colon"),
    "pair missing": ('{"a«"»}', "a colon and a value are missing"),
    "line comment": ('{\n  «// x»\n  "a": 1}', "JSON has no comments"),
    "block comment": ('{"a": «/* x */ 1}»', "JSON has no comments"),
    "hash": ("«# x»\n{}", "JSON has no comments"),
    "single quotes": ("{«'»a': 1}", "write double quotes"),
    "bare key": ("{«a»: 1}", "keys of JSON stand in double quotes"),
    "number as a key": ("{«1»: 1}", "a key in double quotes"),
    "bare text": ('{"a": «b»}', "a text stands in double quotes"),
    "Python's True": ("[«True»]", "write `true`"),
    "NaN": ("[«NaN»]", "write `null`"),
    "leading zero": ("[«01»]", "is not a number in JSON"),
    "plus": ("[«+1»]", "is not a number in JSON"),
    "dot first": ("[«.5»]", "is not a number in JSON"),
    "dot last": ("[«1.»]", "is not a number in JSON"),
    "hexadecimal": ("[«0x1F»]", "is not a number in JSON"),
    "line end in a string": ('{"a": «"b»\n"}', "not closed on its line"),
    "string not closed": ('{"a": «"b}»', "this string is never closed"),
    "tab in a string": ('["a«\t»b"]', "a tab inside a string: write `\\t`"),
    "control character in a string": ('["a«\x01»b"]', "write `\\u0001`"),
    "escape": ('["C:«\\w»in"]', "is no escape of JSON"),
    "short escape": ('["«\\u»12"]', "four hexadecimal digits must follow"),
    "mark of another language": ('{"a": 1«;» "b": 2}', "`;` where a comma is expected"),
    "word behind": ("{} «x»", "the JSON has ended before `x`"),
    "colon in a list": ('["a"«:» 1]', "a colon in a list"),
    "map not closed": ('«{»"a": 1', "this `{` is never closed"),
    "list not closed": ('{"a": «[»1, 2', "this `[` is never closed"),
    "wrong bracket": ("[1\n«}»", "the `[` of line 1 needs a `]`"),
    "closes nothing": ("«}»", "closes nothing"),
    "text behind": ("{}\n«{»}", "the JSON has ended before `{`"),
    "other space": ("[«\u00a0»1]", "the character U+00A0 stands outside a string"),
}


REFUSAL = object()


def standard_value(text: str) -> object:
    """What the standard library reads, without its words beyond JSON (`NaN`, `Infinity`)."""

    def refuse(word: str) -> object:
        raise ValueError(word)

    try:
        return standard.loads(text, parse_constant=refuse)
    except ValueError:
        return REFUSAL


@pytest.mark.parametrize("name", REFUSED)
def test_refusal(name: str) -> None:
    written, piece = REFUSED[name]
    start, end = written.index("«"), written.index("»") - 1
    text = written.replace("«", "").replace("»", "")
    assert standard_value(text) is REFUSAL
    document = json(text)
    assert document.root is None
    [problem] = document.problems
    assert problem.kind == "syntax"
    assert piece in problem.message
    assert (problem.at.start, text[problem.at.start : problem.at.end]) == (start, text[start:end])
    holds(document)


def test_a_byte_order_mark_is_none_of_json() -> None:
    document = load("a.json", b'\xef\xbb\xbf{"a": 1}')
    assert document.root is None
    assert "byte order mark" in messages(document)[0]


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_nothing_is_no_problem(text: str) -> None:
    document = json(text)
    assert document.root is None
    assert not document.problems


def test_a_key_that_stands_twice_is_told_and_the_last_one_counts() -> None:
    document = json('{"a": 1, "b": 2, "a": 3}')
    assert plain(document.root) == {"a": 3, "b": 2}
    [problem] = document.problems
    assert problem.data == "duplicate-key"
    assert (problem.at.start, problem.related[0][0].start) == (17, 1)


def test_values_and_spans() -> None:
    text = '{"a": [1, -2.5e3, "x\\"y\\u00e9"], "b": {}, "<<": true, "c": null, "d": "2012-10-17"}'
    document = json(text)
    assert plain(document.root) == standard.loads(text)
    assert document.root is not None
    first = document.root.items[0][1]
    assert [item.text for item in first.items] == ["1", "-2.5e3", '"x\\"y\\u00e9"']
    assert first.text == '[1, -2.5e3, "x\\"y\\u00e9"]'
    assert document.root.text == text


def test_terraform_state_is_json() -> None:
    assert plain(load("x.tfstate", b'{"a": "b"}').root) == {"a": "b"}


@pytest.mark.parametrize(
    ("text", "value"), [("1e400", None), ("-0", 0), ("1.0", 1), ("12345678901234567890", 1.2345678901234567e19)]
)
def test_numbers_are_those_of_javascript(text: str, value: float | None) -> None:
    assert plain(json(f"[{text}]").root) == [value]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), inner),
    max_leaves=30,
)


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_what_is_written_is_read(value: object, indent: int | str | None, ascii_only: bool) -> None:
    document = json(standard.dumps(value, indent=indent, ensure_ascii=ascii_only))
    assert not document.problems
    assert plain(document.root) == value
    holds(document)


@given(st.text(st.sampled_from("{}[],:\"\\ \n\ttrufalsn0123.eE+-/*'u"), max_size=40))
def test_it_agrees_with_the_standard_library(text: str) -> None:
    document = json(text)
    holds(document)
    expected = standard_value(text)
    if expected is REFUSAL:
        assert document.root is None
        assert len(document.problems) == 1 or not text.strip()
    else:
        assert plain(document.root) == expected or "e" in text.lower()
