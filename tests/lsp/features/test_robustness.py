"""Every feature answers at every place of every text, whatever that is."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsp.features.marked import opened
from slslint.engine.session import Session
from slslint.lsp.features.completion import completion
from slslint.lsp.features.definition import definition
from slslint.lsp.features.hints import hints
from slslint.lsp.features.hover import hover
from slslint.lsp.features.lens import lenses
from slslint.lsp.features.links import links
from slslint.lsp.features.references import find_references
from slslint.lsp.features.symbols import symbols
from slslint.lsp.view import View
from slslint.workspace import Workspace

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
READ = (".yml", ".yaml", ".json", ".js", ".ts", ".py")
FILES = sorted(str(path) for path in FIXTURES.rglob("*") if path.suffix in READ and "node_modules" not in path.parts)
AT: tuple[Callable[[View, int], object], ...] = (hover, completion, definition, find_references)
WHOLE: tuple[Callable[[View], object], ...] = (symbols, links, hints, lenses)


@cache
def session(root: str) -> Session:
    return Session(Workspace(root))


def session_of(path: str) -> Session:
    """The session of the fixture that a file belongs to."""
    return session(next(str(each) for each in Path(path).parents if (each / "expected.txt").exists()))


@cache
def as_it_is(path: str) -> View:
    return opened(session_of(path), path)


def changed(path: str, text: str) -> View:
    """A fixture with another text, its services those of the text before."""
    made = session_of(path).with_overlay(path, text.encode("utf-8", "surrogatepass"))
    return opened(made, path, as_it_is(path).services)


def ask(view: View, offset: int) -> None:
    for feature in AT:
        feature(view, offset)


def test_there_are_fixtures() -> None:
    assert len(FILES) > 50


@pytest.mark.parametrize("path", FILES, ids=lambda path: os.path.relpath(path, FIXTURES))
def test_fixtures(path: str) -> None:
    view = as_it_is(path)
    for feature in WHOLE:
        feature(view)
    for offset in range(0, len(view.file.text) + 1, 7):
        ask(view, offset)


@settings(deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_any_offset(path: str, data: st.DataObject) -> None:
    view = as_it_is(path)
    ask(view, data.draw(st.integers(0, len(view.file.text))))


@settings(deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_a_text_that_was_cut(path: str, data: st.DataObject) -> None:
    text = as_it_is(path).file.text
    cut = data.draw(st.integers(0, len(text)))
    view = changed(path, text[:cut])
    ask(view, cut)
    for feature in WHOLE:
        feature(view)


# fmt: off
_PIECES = st.sampled_from((
    "${", "}", "{", "[", "]", "'", '"', ":", ": ", "- ", "\n", "  ", "#", "!Ref ", "!Sub ", "&a ", "*a", "|", ">", "?",
    ",", "self:", "file(", "custom.", "functions:", "\t", "\r\n", "\x00", "é", "𝄞", "<<: ", "Fn::GetAtt",
    "slslint: ignore[",
))
# fmt: on


@settings(deadline=None)
@given(st.sampled_from([path for path in FILES if path.endswith((".yml", ".json"))]), st.data())
def test_a_text_with_something_put_in(path: str, data: st.DataObject) -> None:
    text = as_it_is(path).file.text
    at = data.draw(st.integers(0, len(text)))
    piece = "".join(data.draw(st.lists(_PIECES, max_size=6)))
    view = changed(path, f"{text[:at]}{piece}{text[at:]}")
    offset = min(at + len(piece), len(view.file.text))
    ask(view, offset)
    for feature in WHOLE:
        feature(view)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(" \n-:{}[]$'\"#!abf|>&*,.()"), max_size=60), st.data())
def test_any_text(text: str, data: st.DataObject) -> None:
    view = changed(FILES[0], text)
    ask(view, data.draw(st.integers(0, len(view.file.text))))
