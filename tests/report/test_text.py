"""Escaping, widths and wrapping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slslint.report.text import JOINERS, count, enumerate_few, escape, width, wrap


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain `text` – 注文 e\u0301 🧮", "plain `text` – 注文 e\u0301 🧮"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]8;;https://example.com\x07link", r"\x1b]8;;https://example.com\x07link"),
        ("one\ntwo\ttabs\rback\x00", r"one\ntwo\ttabs\rback\x00"),
        ("\x85\x9b31m\x7f", r"\x85\x9b31m\x7f"),
        ("abc\u202edef\u2066ghi\u2069", r"abc\u202edef\u2066ghi\u2069"),
        ("no\u00a0break\u3000wide\u200bzero\ufeffbom\u2028", r"no\xa0break\u3000wide\u200bzero\ufeffbom\u2028"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("undecodable \udcff", r"undecodable \udcff"),
        ("👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم"),
    ],
)
def test_escape(text: str, shown: str) -> None:
    assert escape(text) == shown


@given(st.text())
def test_escaped_text_is_printable_and_encodable(text: str) -> None:
    shown = escape(text)
    assert all(char.isprintable() or char in JOINERS for char in shown)
    shown.encode()


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("größe", 5), ("注文", 4), ("e\u0301", 1), ("🧮", 2), ("Ａ", 2), ("ｱ", 1)],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_wrap_breaks_at_spaces() -> None:
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("one two three", None) == ["one two three"]
    assert wrap("注文 を数える", 6) == ["注文", "を数える"]
    assert wrap("a veryverylongword b", 4) == ["a", "veryverylongword", "b"]


@given(st.lists(st.text("abc注", min_size=1), min_size=1), st.integers(1, 30))
def test_wrap_keeps_every_word_in_its_room(words: list[str], room: int) -> None:
    lines = wrap(" ".join(words), room)
    assert " ".join(lines).split(" ") == words
    assert all(width(line) <= room or " " not in line for line in lines)


def test_counts() -> None:
    assert [count(n, "file") for n in (0, 1, 2, 1234)] == ["0 files", "1 file", "2 files", "1,234 files"]
    assert enumerate_few(["a", "b", "c"], 2) == "a, b, c"
    assert enumerate_few(["a", "b", "c", "d"], 2) == "a, b and 2 others"
