"""YAML: what it means, what is refused and where."""

import pytest
from slslint.source.document import Document
from source.trees import holds, messages, plain, yaml
from source.yaml_cases import MEANS, REFUSED


def marked(text: str) -> tuple[str, int, int]:
    """A text without its « and », and the offsets at which they stood."""
    start = text.index("«")
    end = text.index("»") - 1
    return text.replace("«", "").replace("»", ""), start, end


@pytest.mark.parametrize("name", MEANS)
def test_meaning(name: str) -> None:
    text, expected = MEANS[name]
    document = yaml(text)
    assert messages(document) == []
    assert plain(document.root) == expected
    holds(document)


@pytest.mark.parametrize("name", REFUSED)
def test_refusal(name: str) -> None:
    text, start, end = marked(REFUSED[name][0])
    document = yaml(text)
    assert document.root is None
    [problem] = document.problems
    assert problem.kind == "syntax"
    assert REFUSED[name][1] in problem.message
    assert (problem.at.start, text[problem.at.start : problem.at.end]) == (start, text[start:end])
    holds(document)


def test_every_key_that_stands_twice_is_told() -> None:
    document = yaml("a: 1\na: 2\nb: {c: 1, c: 2}\na: 3\n")
    assert [problem.at.start for problem in document.problems] == [5, 20, 26]
    [(first, _)] = document.problems[0].related
    assert first.start == 0
    assert all(problem.data == "duplicate-key" for problem in document.problems)


def spans(document: Document) -> dict[str, str]:
    """Key to the text of its value, for the root map."""
    assert document.root is not None
    return {str(key.value): value.text for key, value in document.root.items}


def test_spans_of_values() -> None:
    text = (
        "a: b  # c\n"
        "d: 'e' # f\n"
        "g: |\n  h\n\n  i\n\n# j\n"
        "k:\n  - l\n  - m: n # o\n\n# p\n"
        "q: {r: s} # t\n"
        "u: &v w\n"
        "x: !Sub y # z\n"
        "plain: 1\n  2  # 3\n"
        "folded: >-  # why\n  x\n"
        "empty: |\n"
    )
    assert spans(yaml(text)) == {
        "a": "b",
        "d": "'e'",
        "g": "|\n  h\n\n  i",
        "k": "- l\n  - m: n",
        "q": "{r: s}",
        "u": "w",
        "x": "!Sub y",
        "plain": "1\n  2",
        "folded": ">-  # why\n  x",
        "empty": "|",
    }


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a:\nb: 1\n", 2),
        ("a:   # c\nb: 1\n", 2),
        ("a: \n", 2),
        ("a :\n", 3),
        ("{a: , b: 1}", 3),
        ("{a, b: 1}", 2),
        ("? a\n", 3),
    ],
)
def test_nothing_stands_behind_its_colon(text: str, at: int) -> None:
    root = yaml(text).root
    assert root is not None
    value = root.items[0][1]
    assert (value.start, value.end, value.value) == (at, at, None)


def test_an_empty_item_stands_behind_its_dash() -> None:
    root = yaml("-  # c\n-\n- x\n").root
    assert root is not None
    assert [(item.start, item.end) for item in root.items] == [(1, 1), (8, 8), (11, 12)]


def test_a_tag_makes_a_map_whose_key_is_the_tag() -> None:
    root = yaml("a: !GetAtt Table.Stream.Arn\n").root
    assert root is not None
    made = root.items[0][1]
    [(key, value)] = made.items
    assert (made.tag, made.text) == ("!GetAtt", "!GetAtt Table.Stream.Arn")
    assert (key.value, key.text) == ("Fn::GetAtt", "!GetAtt")
    assert (value.kind, value.text) == ("seq", "Table.Stream.Arn")
    assert [(part.value, part.text) for part in value.items] == [("Table", "Table"), ("Stream.Arn", "Stream.Arn")]


def test_tags_on_tags_keep_their_places() -> None:
    root = yaml("a: !Base64\n  !Sub x\n").root
    assert root is not None
    outer = root.items[0][1]
    inner = outer.items[0][1]
    assert (outer.tag, outer.text) == ("!Base64", "!Base64\n  !Sub x")
    assert (inner.tag, inner.text) == ("!Sub", "!Sub x")


def test_an_alias_is_the_anchored_node() -> None:
    root = yaml("a: &x\n  b: ${c}\nd: *x\ne: [*x]\n").root
    assert root is not None
    anchored = root.items[0][1]
    assert anchored.anchor == "x"
    assert root.items[1][1] is anchored
    assert root.items[2][1].items[0] is anchored
    assert root.size == 1 + 2 + 2 + 3
    assert root.dynamic
    assert root.text.endswith("[*x]")


def test_merged_entries_are_the_anchored_ones() -> None:
    root = yaml("a: &x\n  b: 1\n  c: 2\nd:\n  c: 3\n  <<: *x\n").root
    assert root is not None
    anchored, merged = root.items[0][1], root.items[1][1]
    assert merged.items[0][1].value == 3
    assert merged.items[1] == anchored.items[0]
    assert merged.text == "c: 3\n  <<: *x"


def test_what_is_written_out_takes_the_place_of_what_was_merged() -> None:
    root = yaml("<<: {a: 1, b: 2}\na: 3\n").root
    assert root is not None
    assert [(key.value, value.value) for key, value in root.items] == [("a", 3), ("b", 2)]
    assert root.items[0][0].line == 2


@pytest.mark.parametrize(
    ("text", "dynamic"),
    [
        ("a: ${b}", True),
        ("a: [b, {c: 'x${d}'}]", True),
        ("a: !Sub ${b}", True),
        ("a: !GetAtt b.${c}", True),
        ("a: {'${b}': c}", False),
        ("a: $b {c}", False),
        ("a: [1, true, null, 2012-10-17]", False),
    ],
)
def test_dynamic(text: str, dynamic: bool) -> None:
    root = yaml(text).root
    assert root is not None
    assert root.dynamic is dynamic


def test_keys_keep_their_types() -> None:
    root = yaml("1: a\nx: b\ntrue: c\n").root
    assert root is not None
    assert [key.value for key, _ in root.items] == [1, "x", True]
    assert root.get("true") is root.items[2][1]
