"""Repair of texts that do not load."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slslint.lsp.features.repair import repaired
from slslint.source.document import Document
from slslint.source.load import load

SERVICE = """service: notes # it's a comment with "one quote
provider:
  name: aws
custom:
  text: |
    some text
    of two lines
  list: [a, b]
functions:
  list:
    handler: a.b
    environment:
      A: "a"
      B: {Ref: C}
  get:
    handler: a.c
resources:
  Resources: {}
"""
BREAKS = [
    "ti",
    'x: "abc',
    "x: 'abc",
    "x: {a: [b",
    "x: [",
    "x: {a: ",
    "\tx: 1",
    "x: a: b",
    "x: *nobody",
    "x: !Nope 1",
    "}",
]


def loaded(text: str, name: str = "/project/serverless.yml") -> Document:
    return load(name, text.encode())


def names(document: Document) -> list[str]:
    assert document.root is not None
    return [str(key.value) for key, _ in document.root.items]


@pytest.mark.parametrize("at", range(len(SERVICE.splitlines()) + 1))
@pytest.mark.parametrize("broken", BREAKS)
def test_one_broken_line_costs_little(broken: str, at: int) -> None:
    lines = SERVICE.splitlines()
    indent = len(lines[at - 1]) - len(lines[at - 1].lstrip()) if at else 0
    lines.insert(at, " " * indent + broken)
    text = "\n".join(lines) + "\n"
    found = repaired(loaded(text), None)
    missing = {"service", "provider", "custom", "functions", "resources"} - set(names(found))
    assert len(missing) <= 1, missing


@pytest.mark.parametrize("broken", BREAKS)
def test_the_cursors_line_is_the_first_suspect(broken: str) -> None:
    text = SERVICE.replace("  get:\n", f"  {broken}\n  get:\n")
    document = loaded(text)
    found = repaired(document, text.index(f"  {broken}\n") + 2 + len(broken))
    assert names(found) == ["service", "provider", "custom", "functions", "resources"]


@given(st.integers(0, len(SERVICE)), st.sampled_from(BREAKS))
@settings(max_examples=60, deadline=None)
def test_offsets_stay(at: int, broken: str) -> None:
    text = f"{SERVICE[:at]}{broken}{SERVICE[at:]}"
    found = repaired(loaded(text), None)
    kept = {at: char for at, char in enumerate(found.file.text) if not char.isspace()}
    assert all(text[at] == char for at, char in kept.items())


WHOLE = '{"service": "a",\n "custom": {"x": [1, {"y": "}{"}]},\n "functions": {"f": {"handler": "a.b"}}}'


@given(st.integers(1, len(WHOLE)))
def test_json_that_was_cut(at: int) -> None:
    text = WHOLE[:at]
    found = repaired(loaded(text, "/project/serverless.json"), at)
    assert found.root is not None
    assert json.loads(found.file.text) is not None


def test_json_with_a_half_typed_line() -> None:
    text = WHOLE.replace(',\n "functions"', ',\n "ti\n, "functions"')
    found = repaired(loaded(text, "/project/serverless.json"), text.index('"ti') + 3)
    assert names(found)[:2] == ["service", "custom"]


def test_what_cannot_be_mended_has_no_tree() -> None:
    assert repaired(loaded("\x00"), None).root is None
