"""A source line: tabs, escapes, clipping."""

from hypothesis import given
from hypothesis import strategies as st
from slslint.report.line import lay_out
from slslint.report.text import width
from slslint.source.file import SourceFile


def file(text: str) -> SourceFile:
    return SourceFile("/project/serverless.yml", text)


def test_a_short_line_is_shown_whole() -> None:
    line = lay_out(file("a: b\nkey: value\n"), 2, [(5, 10)], 80, "…")
    assert (line.shown, line.column(5), line.column(10)) == ("key: value", 5, 10)


def test_tabs_and_escapes_move_what_follows() -> None:
    line = lay_out(file("\ta\tb\x1bc"), 1, [(5, 6)], 80, "…")
    assert line.shown == r"    a   b\x1bc"
    assert (line.column(1), line.column(3), line.column(5)) == (4, 8, 13)


def test_wide_and_combining_characters() -> None:
    line = lay_out(file("注e\u0301x"), 1, [(3, 4)], 80, "…")
    assert (line.column(1), line.column(3), line.column(4)) == (2, 3, 4)


def test_a_long_line_is_clipped_around_the_span() -> None:
    text = "".join(f"{n:04} " for n in range(1000))
    line = lay_out(file(text), 1, [(2500, 2504)], 40, "…")
    assert line.shown.startswith("…")
    assert line.shown.endswith("…")
    assert width(line.shown) == 40
    assert line.shown[line.column(2500) : line.column(2504)] == "0500"


def test_the_ends_of_a_long_line_have_one_ellipsis() -> None:
    text = "x" * 300
    assert lay_out(file(text), 1, [(0, 5)], 40, "...").shown == "x" * 37 + "..."
    assert lay_out(file(text), 1, [(295, 300)], 40, "...").shown == "..." + "x" * 37


def test_a_span_wider_than_the_room_starts_in_sight() -> None:
    line = lay_out(file("a" * 100 + "b" * 200), 1, [(100, 300)], 40, "…")
    assert line.shown[line.column(100)] == "b"
    assert line.shown[line.column(100) - 1] == "a"


@given(
    st.text(st.characters(exclude_characters="\r\n")),
    st.integers(0, 400),
    st.integers(0, 400),
    st.integers(0, 60),
    st.integers(24, 60),
)
def test_a_line_keeps_its_room_and_shows_the_start_of_its_span(
    text: str, repeat: int, start: int, size: int, room: int
) -> None:
    text = text * (repeat % 7)
    start = min(start, len(text))
    end = min(start + size, len(text))
    line = lay_out(file(text), 1, [(start, end)], room, "…")
    assert width(line.shown) <= room
    assert line.columns == sorted(line.columns)
    assert 0 <= line.column(start) <= line.column(end) <= width(line.shown)


def test_a_megabyte_on_one_line_is_not_walked() -> None:
    text = "注\t" * 500_000
    line = lay_out(file(text), 1, [(500_000, 500_001)], 60, "…")
    assert len(line.columns) <= 4 * 60 + 1
    assert width(line.shown) <= 60
