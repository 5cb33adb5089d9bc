"""Bytes: encodings, marks, and what is no text."""

import pytest
from slslint.source.decode import decode
from slslint.source.load import load
from source.trees import plain


def test_utf_8() -> None:
    file, problems = decode("a.yml", "a: é\r\nb: 😀\n".encode())
    assert (file.text, file.bom, file.encoding, problems) == ("a: é\r\nb: 😀\n", False, "utf-8", ())


def test_a_mark_is_no_part_of_the_text() -> None:
    document = load("a.yml", b"\xef\xbb\xbfa: 1\n")
    assert document.file.bom
    assert document.file.text == "a: 1\n"
    assert plain(document.root) == {"a": 1}
    assert not document.problems


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_and_told(codec: str) -> None:
    document = load("a.yml", "a: b\nservice: x\n".encode(codec))
    assert document.file.text == "a: b\nservice: x\n"
    assert document.root is None
    [problem] = document.problems
    assert problem.data == "utf-16"
    assert "save it as UTF-8" in problem.message


def test_a_byte_that_is_not_utf_8() -> None:
    document = load("a.yml", "a: 1\nb: é x\n".encode("latin-1"))
    assert plain(document.root) == {"a": 1, "b": "\ufffd x"}
    [problem] = document.problems
    assert (problem.at.start, problem.at.end, problem.data) == (8, 9, "invalid-utf-8")
    assert "0xe9" in problem.message


def test_a_byte_that_is_not_utf_8_does_no_harm_in_a_comment() -> None:
    document = load("a.yml", "a: 1 # é\n".encode("latin-1"))
    assert plain(document.root) == {"a": 1}
    assert not document.problems


@pytest.mark.parametrize(
    "data", [b"\x7fELF\x01\x00\x00\x03", b"PK\x03\x04\x00\x00a: b", b"a: \x00\n", b"\x00", bytes(range(256))]
)
@pytest.mark.parametrize("name", ["a.yml", "a.json"])
def test_what_is_no_text_gives_one_problem(name: str, data: bytes) -> None:
    document = load(name, data)
    assert document.root is None
    assert len(document.problems) == 1


@pytest.mark.parametrize("data", [b"", b"\n", b"# x\n", b"\xef\xbb\xbf"])
def test_nothing_is_no_problem(data: bytes) -> None:
    document = load("a.yml", data)
    assert document.root is None
    assert not document.problems
