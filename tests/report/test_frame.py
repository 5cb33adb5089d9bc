"""Code frames."""

from slslint.engine.finding import ERROR
from slslint.report.context import Screen
from slslint.report.frame import Frame, Mark, is_shown, lines_shown, span_of
from slslint.report.paint import Paint
from slslint.source.file import SourceFile
from slslint.source.pointer import Pointer

TEXT = """\
service: shop

functions:
  list:
    handler: list.main
    environment: {
      A: b
    }
"""
FILE = SourceFile("/project/serverless.yml", TEXT)


def at(text: str, until: str = "", file: SourceFile = FILE) -> Pointer:
    start = file.text.index(text)
    return Pointer(file, start, file.text.index(until, start) + len(until) if until else start + len(text))


def drawn(*marks: Mark, room: int = 60, unicode: bool = True) -> str:
    return "\n".join(Frame(list(marks), Paint(Screen(unicode=unicode)), room, 1).rows()) + "\n"


def test_a_line_has_its_neighbours_but_no_blank_ones() -> None:
    assert lines_shown(at("functions")) == [3, 4]
    assert lines_shown(at("service")) == [1]
    assert lines_shown(at("handler")) == [4, 5, 6]


def test_the_span_is_underlined() -> None:
    assert drawn(Mark(at("functions"), "", ERROR)).splitlines() == [
        " 3 │ functions:",
        "   │ ^^^^^^^^^",
        " 4 │   list:",
    ]


def test_a_place_without_width_gets_one_mark() -> None:
    end = len(TEXT)
    assert drawn(Mark(Pointer(FILE, 0, 0), "", ERROR)).splitlines() == [" 1 │ service: shop", "   │ ^"]
    assert drawn(Mark(Pointer(FILE, end, end), "", ERROR)).splitlines() == [" 8 │     }", " 9 │", "   │ ^"]
    empty = SourceFile("/project/empty.yml", "")
    assert drawn(Mark(Pointer(empty, 0, 0), "", ERROR)).splitlines() == [" 1 │", "   │ ^"]


def test_related_places_on_shown_lines_are_marked_in_the_same_frame() -> None:
    lead, other = at("handler"), at("list:")
    assert is_shown(other, lead, 60)
    assert not is_shown(at("service"), lead, 60)
    assert not is_shown(at("{", until="}"), lead, 60)
    assert drawn(Mark(lead, "", ERROR), Mark(other, "this function")).splitlines() == [
        " 4 │   list:",
        "   │   ----- this function",
        " 5 │     handler: list.main",
        "   │     ^^^^^^^",
        " 6 │     environment: {",
    ]


def test_a_label_that_is_too_long_stands_below() -> None:
    rows = drawn(Mark(at("list.main"), "this is where the handler is named"), room=38).splitlines()
    assert rows == [
        " 4 │   list:",
        " 5 │     handler: list.main",
        "   │              ---------",
        "   │     this is where the handler is named",
        " 6 │     environment: {",
    ]


def test_several_lines_from_the_start_of_a_line() -> None:
    place = at("  list", until="}\n")
    assert span_of(place).last == 8
    assert drawn(Mark(place, "", ERROR)).splitlines() == [
        " 4 │ ╭   list:",
        " 5 │ │     handler: list.main",
        " 6 │ │     environment: {",
        " 7 │ │       A: b",
        " 8 │ │     }",
        "   │ ╰─────^",
    ]


def test_several_lines_from_the_middle_of_a_line() -> None:
    assert drawn(Mark(at("{", until="}"), "these values"), unicode=False).splitlines() == [
        " 6 |       environment: {",
        "   | /__________________-",
        " 7 | |       A: b",
        " 8 | |     }",
        "   | |_____- these values",
    ]


def test_of_many_lines_the_middle_is_left_out() -> None:
    file = SourceFile("/project/serverless.yml", "".join(f"line{n}\n" for n in range(1, 10)))
    rows = drawn(Mark(at("line1", until="line9", file=file), "", ERROR)).splitlines()
    assert rows == [" 1 │ ╭ line1", " 2 │ │ line2", " ┆ │ │", " 9 │ │ line9", "   │ ╰─────^"]


def test_what_is_out_of_sight_on_a_long_line_has_a_frame_of_its_own() -> None:
    file = SourceFile("/project/serverless.yml", f"a: [first, {'x' * 90}, last]\n")
    first, last = at("first", file=file), at("last", file=file)
    assert is_shown(last, first, 120)
    assert not is_shown(last, first, 40)
    assert not is_shown(first, last, 40)
    assert is_shown(first, at("a", file=file), 40)
    for lead in (first, last):
        text, marks = drawn(Mark(lead, "", ERROR), room=40).splitlines()
        assert text[marks.index("^") : marks.rindex("^") + 1] == lead.text


def test_line_ends_of_windows_and_old_macs() -> None:
    for end in ("\r\n", "\r"):
        file = SourceFile("/project/serverless.yml", f"a: 1{end}b: 2{end}c: 3{end}")
        place = Pointer(file, file.text.index("b"), file.text.index("c"))
        assert drawn(Mark(place, "", ERROR)).splitlines() == [" 1 │ a: 1", " 2 │ b: 2", "   │ ^^^^", " 3 │ c: 3"]
