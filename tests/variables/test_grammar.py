"""The grammar: as the framework's own readers take strings apart, and for any string at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slslint.variables import grammar, grammar4
from slslint.variables.grammar import Escape, Malformed, Part, Piece, Source, Variable, number
from slslint.variables.reading import read

# Each a string, what the reader of version 3.40.0 makes of it (an error code, its tree, or nothing), and the outermost
# placeholders of version 4 with the literals among their sources (nothing where it throws).
MEASURED: list[list[Any]] = json.loads(Path(__file__).with_name("grammar.json").read_text(encoding="utf-8"))
REASONS = {
    "INVALID_VARIABLE_TYPE": "type",
    "INVALID_VARIABLE_SOURCE": "source",
    "INVALID_VARIABLE_PARAM": "param",
    "INVALID_VARIABLE_ADDRESS": "address",
    "INVALID_VARIABLE_LITERAL_SOURCE": "literal",
    "INVALID_VARIABLE_STRING_LITERAL": "string",
    "UNTERMINATED_VARIABLE": "unterminated",
}


def tree(pieces: tuple[Piece, ...], base: int, size: int) -> list[dict[str, Any]]:
    """Pieces in the form of the framework's reader: offsets within the text around, none for one that fills it."""
    found: list[dict[str, Any]] = []
    for piece in pieces:
        what = (
            {"value": piece.text}
            if isinstance(piece, Escape)
            else {"sources": [source(each) for each in piece.sources]}
        )
        found.append({"start": piece.start - base, "end": piece.end - base} | what)
    if len(found) == 1 and (found[0]["start"], found[0]["end"]) == (0, size):
        del found[0]["start"], found[0]["end"]
    return found


def source(each: Source) -> dict[str, Any]:
    if not each.type:
        return {"value": None if each.literal == float("inf") else each.literal}  # JSON has no Infinity
    found: dict[str, Any] = {"type": each.type}
    if each.params is not None:
        found["params"] = [part(param) for param in each.params]
    if each.address is not None:
        found["address"] = part(each.address)
    return found


def part(each: Part) -> dict[str, Any]:
    inner = {"variables": tree(each.variables, each.start, len(str(each.value)))} if each.variables else {}
    return {"value": each.value} | inner


@pytest.mark.parametrize("case", [pytest.param(case, id=repr(case[0])) for case in MEASURED])
def test_version_3_reads_it_like_this(case: list[Any]) -> None:
    text, theirs, _ = case
    ours = grammar.parse(text)
    if isinstance(theirs, str):
        assert isinstance(ours, Malformed)
        assert ours.reason == REASONS[theirs]
    else:
        assert not isinstance(ours, Malformed), ours
        assert (tree(ours, 0, len(text)) or None) == theirs


@pytest.mark.parametrize("case", [pytest.param(case, id=repr(case[0])) for case in MEASURED])
def test_version_4_reads_it_like_this(case: list[Any]) -> None:
    text, _, theirs = case
    ours = grammar4.parse(text)
    if theirs is None:
        assert isinstance(ours, Malformed)
        return
    assert not isinstance(ours, Malformed), ours
    found = [[text[each.start : each.end], [item.literal for item in each.sources]] for each in ours]
    assert found == theirs


@pytest.mark.parametrize(
    ("text", "piece", "hint"),
    [
        ("${self:a, word}", "word", "'word'"),
        ("x ${self:a, 'b', 'c'}", ",", "last source"),
        ("${self:a, }", "}", "remove the comma"),
        ("${opt:a, ${self:b}}", "$", "without a `${}` of its own"),
        ("${self:a.${Foo}}", "${Foo}", "${source:address}"),
        ("${file(a.yml}", "file(a.yml}", "`)`"),
        ("${file(a.yml)x}", "x", "after `)`"),
        ("${self:a", "${self:a", "`}` is missing"),
        ('${opt:a, "\\q"}', '"\\q"', "JSON"),
        ("${self:a, Self:b}", "Self", "lower-case"),
    ],
)
def test_what_is_wrong_is_pointed_at_and_the_right_form_is_told(text: str, piece: str, hint: str) -> None:
    wrong = grammar.parse(text)
    assert isinstance(wrong, Malformed)
    assert text[wrong.start : wrong.end] == piece
    assert hint in wrong.message


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5), ("-1", -1), ("1.5", 1.5), (".5", 0.5), ("5.", 5), ("1e3", 1000), ("0x1F", 31), ("010", 10), ("0b11", 3)],
)
def test_numbers(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "-", ".", "1_0", "1,5", "five", "--1", "nan", "inf", "0x", "0xG", "१"])
def test_no_numbers(text: str) -> None:
    assert number(text) is None


ALPHABET = st.sampled_from(
    [
        "${",
        "$",
        "{",
        "}",
        "\\",
        " ",
        ",",
        ":",
        "(",
        ")",
        "'",
        '"',
        "self",
        "self:a",
        "opt:b",
        "Foo",
        "5",
        "null",
        "\n",
        "ä",
    ]
)
STRINGS = st.lists(ALPHABET, max_size=25).map("".join) | st.text(max_size=40)


def inside(pieces: tuple[Piece, ...], start: int, end: int) -> None:
    """Everything stands in order within what holds it."""
    at = start
    for piece in pieces:
        assert at <= piece.start < piece.end <= end
        at = piece.end
        for each in piece.sources if isinstance(piece, Variable) else ():
            assert piece.start < each.start <= each.end <= piece.end
            for held in (*(each.params or ()), *((each.address,) if each.address else ())):
                assert each.start <= held.start <= held.end <= each.end
                inside(held.variables, held.start, held.end)


@given(STRINGS)
def test_any_string_can_be_read(text: str) -> None:
    for parse in (grammar.parse, grammar4.parse):
        found = parse(text)
        if isinstance(found, Malformed):
            assert 0 <= found.start < found.end <= max(len(text), 1)
            assert found.message
        else:
            inside(found, 0, len(text))
    for version in ("3", "4", None):
        reading = read(text, version)
        assert not (reading.pieces and (reading.malformed or reading.doubtful))


NAMES = st.from_regex(r"\A[a-z][a-zA-Z0-9]{0,5}\Z")
WORDS = st.from_regex(r"\A[\w./-]{1,8}\Z")
LITERALS = st.one_of(
    st.integers(-999, 999),
    st.booleans(),
    st.none(),
    st.text(alphabet="abc ,:(){}$", max_size=6),
)


def spelled(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else json.dumps(value)


@st.composite
def variables(draw: st.DrawFn, depth: int = 2) -> tuple[str, list[Any]]:
    """A variable and what it says: its sources as (type, address), the literal that ends it."""
    texts: list[str] = []
    meant: list[Any] = []
    for _ in range(draw(st.integers(1, 3))):
        name = draw(NAMES)
        if depth and draw(st.booleans()):
            inner, said = draw(variables(depth=depth - 1))
            prefix = draw(WORDS)
            texts.append(f"{name}:{prefix}{inner}")
            meant.append((name, [prefix, said]))
        else:
            word = draw(WORDS)
            texts.append(f"{name}:{word}")
            meant.append((name, word))
    if draw(st.booleans()):
        value = draw(LITERALS)
        texts.append(spelled(value))
        meant.append(value)
    return "${" + draw(st.sampled_from([",", ", ", " , "])).join(texts) + "}", meant


def said(variable: Piece, text: str) -> list[Any]:
    assert isinstance(variable, Variable)
    found: list[Any] = []
    for each in variable.sources:
        if not each.type:
            found.append(each.literal)
        elif each.address is not None and each.address.variables:
            (inner,) = each.address.variables
            found.append((each.type, [text[each.address.start : inner.start], said(inner, text)]))
        else:
            found.append((each.type, each.address.value if each.address else None))
    return found


@given(st.lists(variables(), min_size=1, max_size=3), st.sampled_from(["", "x", "-", " and "]))
def test_what_is_written_is_read(written: list[tuple[str, list[Any]]], glue: str) -> None:
    text = glue + glue.join(each for each, _ in written) + glue
    found = grammar.parse(text)
    assert not isinstance(found, Malformed)
    assert [said(variable, text) for variable in found] == [meant for _, meant in written]


@pytest.mark.parametrize("text", ["${self:" * 20_000, "${Foo" * 20_000 + "}" * 20_000, "${a(" * 20_000 + ")}" * 20_000])
def test_a_deep_nest_is_refused_early(text: str) -> None:
    for parse in (grammar.parse, grammar4.parse):
        found = parse(text)
        assert found == () or (isinstance(found, Malformed) and found.reason in ("nesting", "literal"))


@pytest.mark.parametrize(
    ("text", "version", "inert"),
    [
        ("${ self:a}", "3", ["${ self:a}"]),
        ("a-${Self:a}-${Sls:stage}", "3", ["${Self:a}", "${Sls:stage}"]),
        ("${ file(a.yml)}", "3", ["${ file(a.yml)}"]),
        ("${Foo} ${HOME} ${AWS::Region} ${Docs.Url} ${f%.txt} ${1:-none} ${ foo:x}", "3", []),
        ("${self:a} ${!Self:a}", "3", []),
        ("${Self::a}", "3", []),
        ("${ self:a}", "4", []),
        ("${ self:a}", None, []),
    ],
)
def test_text_that_only_looks_like_a_variable(text: str, version: str | None, inert: list[str]) -> None:
    assert [text[start:end] for start, end in read(text, version).inert] == inert


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("${self:a}", False),
        ("${self:a, 'b'}", False),
        ("${AWS::Region}", False),
        ("\\${self:a}", True),
        ("$${self:a}", True),
        ("${ self:a}", True),
        ("${self:a", True),
        ("${opt:a, 0x1F}", True),
        ("${strToBool(true)}", False),
        ("${strToBool(0)}", True),
        ("${strToBool('true')}", True),
        ("${iot:x}", True),
    ],
)
def test_where_the_versions_differ(text: str, doubtful: bool) -> None:
    assert read(text, None).doubtful is doubtful
