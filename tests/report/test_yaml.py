"""Plain data as YAML: what is written is read back as it was, by our parser and by one for version 1.1."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from slslint.report.yaml import render
from slslint.source.load import load
from slslint.values.value import constant, plain

WORDS = [
    "yes",
    "No",
    "~",
    "null",
    "1.0",
    "0x1f",
    "1_000",
    "12:30",
    "2012-10-17",
    "=",
    "<<",
    "- a",
    "a: b",
    "a #b",
    "...",
]
TEXTS = st.one_of(
    st.text(max_size=30), st.text("a -:#'\"\n|>&*!%@`{}[],?~0.9$\t\\", max_size=20), st.sampled_from(WORDS)
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(-1e15, 1e15), st.sampled_from([1e21, 1e-9]), TEXTS
)
DATA = st.recursive(
    SCALARS, lambda parts: st.one_of(st.lists(parts, max_size=4), st.dictionaries(TEXTS, parts, max_size=4))
)


def read(text: str) -> Any:
    document = load("/x.yml", text.encode("utf-8", "surrogatepass"))
    assert not document.problems
    return plain(constant(document.root)) if document.root is not None else None


@given(DATA)
def test_everything_comes_back(data: Any) -> None:
    text = render(data)
    assert read(text) == data
    assert yaml.safe_load(text) == data


def test_style() -> None:
    data = {
        "service": "notes",
        "version": "3",
        "on": True,
        "list": [{"http": {"path": "/", "method": "get"}}, [1, 2.5], []],
        "policy": '{\n  "a": 1\n}\n',
        "name": "${self:service}-${opt:stage, 'dev'}",
        "größe": "a: b\x1b",
    }
    assert render(data).splitlines() == [
        "service: notes",
        'version: "3"',
        '"on": true',
        "list:",
        "  - http:",
        "      path: /",
        "      method: get",
        "  - - 1",
        "    - 2.5",
        "  - []",
        "policy: |",
        "  {",
        '    "a": 1',
        "  }",
        "name: ${self:service}-${opt:stage, 'dev'}",
        '"größe": "a: b\\x1b"',
    ]


@pytest.mark.parametrize(("text", "mark"), [("a\nb", "|-"), ("a\nb\n", "|"), ("a\nb\n\n", "|+")])
def test_the_end_of_a_block_is_kept(text: str, mark: str) -> None:
    assert render({"k": text}).startswith(f"k: {mark}\n")
    assert read(render({"k": text, "l": 1})) == {"k": text, "l": 1}


def test_a_key_of_any_length() -> None:
    key = "k" * 2000
    assert read(render({key: {"a": [key]}})) == {key: {"a": [key]}}


def test_depth_is_no_matter() -> None:
    data: Any = "x"
    for level in range(3000):
        data = {"a": data} if level % 2 else [data]
    assert render(data).count("\n") == 1501
