"""Bounds: what is too large, too deep or too entangled is refused early, and nothing crashes."""

import time

import pytest
from slslint.source import bounds
from slslint.source.load import load
from source.trees import holds

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

BEYOND = {
    "brackets": ("[" * 1_000_000, "nested more than"),
    "brackets on lines": ("[\n" * 500_000, "nested more than"),
    "braces": ("{" * 1_000_000, "nested more than"),
    "keys": ("".join(f"{' ' * n}a:\n" for n in range(2_000)), "nested more than"),
    "keys in braces": ('{"a":' * 20_000, "nested more than"),
    "dashes": ("- " * 20_000, "nested more than"),
    "question marks": ("? " * 20_000, "nested more than"),
    "alias bomb": (LAUGHS, "its aliases make more than"),
    "merge bomb": (
        "a: &a {" + ", ".join(f"k{n}: 1" for n in range(1_000)) + "}\nb: {" + ", ".join(["<<: *a"] * 1_000) + "}\n",
        "merge keys copy more than",
    ),
    "values": ("- \n" * 400_000, "more than"),
    "large": ("# " + "x" * bounds.MAX_CHARACTERS, "larger than"),
}


@pytest.mark.parametrize("name", BEYOND)
def test_beyond(name: str) -> None:
    text, piece = BEYOND[name]
    started = time.process_time()
    document = load("a.yml", text.encode())
    # Far above what it takes (some tens of milliseconds), far below what anything quadratic would.
    assert time.process_time() - started < 10
    assert document.root is None
    [problem] = document.problems
    assert problem.kind == "bound"
    assert piece in problem.message
    holds(document)


@pytest.mark.parametrize("text", ["[" * 1_000_000, '{"a":' * 200_000])
def test_beyond_in_json(text: str) -> None:
    [problem] = load("a.json", text.encode()).problems
    assert problem.kind == "bound"


def test_within() -> None:
    deep = "[" * bounds.MAX_DEPTH + "]" * bounds.MAX_DEPTH
    assert not load("a.json", deep.encode()).problems
    keys = "".join(f"{' ' * n}a:\n" for n in range(bounds.MAX_DEPTH - 1))
    assert not load("a.yml", keys.encode()).problems


LONG = {
    "plain lines": "a: " + "x\n  " * 100_000,
    "double quoted lines": 'a: "' + "x\\n\n  " * 100_000 + '"',
    "single quoted lines": "a: '" + "it''s\n  " * 100_000 + "'",
    "quotes": '"' * 200_000,
    "backslashes": '"' + "\\" * 200_001,
    "colons": ":" * 200_000,
    "spaced colons": "a: " + ": " * 100_000,
    "tabs": "\t" * 200_000,
    "hashes": "#" * 200_000 + " #" * 100_000,
    "comments": "# x\n" * 200_000,
    "comments on a line": "/* */" * 100_000,
    "empty lines": "a: |\n" + "\n" * 200_000,
    "dashes": "-" * 200_000,
    "anchors": "&a " * 100_000,
    "tags": "!a " * 100_000,
    "aliases": "- &a x\n" + "- *a\n" * 50_000,
    "percent lines": "%a\n" * 100_000,
    "documents": "---\n" * 100_000,
    "flow pairs": "[" + "a: b, " * 30_000 + "]",
    "property keys": "&a a: &b\n  !c d: " * 3_000,
    "numbers": "- " + "1" * 200_000,
    "date": "- 2012-10-17" + " " * 100_000 + "1",
}


@pytest.mark.parametrize("extension", ["yml", "json", "js", "py"])
@pytest.mark.parametrize("name", LONG)
def test_long_texts_take_time_in_proportion(name: str, extension: str) -> None:
    from slslint.source.comments import comments

    started = time.process_time()
    document = load(f"a.{extension}", LONG[name].encode())
    comments(document)
    assert time.process_time() - started < 10
    holds(document)
