"""Plain scalars, as js-yaml 4.3 and JSON.stringify have them (each line was run through them)."""

import math

import pytest
from slslint.source.node import number_text
from slslint.source.scalars import resolve
from source.trees import plain, yaml

STRINGS = """
yes No on off y n 12:30 1_000 0b 0b102 0o8 0o 0x 0xg +-1 -.5 +.5 . .. - 1.2.3 1e 1e+ e3 .e3 nan inf NaN
NULLS nULL tRUE 2012-1-1 2012-10-17x 1.0.0 ~x 1e400 v1 1,000 ١٢ 0X1F 0B1 0O7 0777o
""".split()  # noqa: SIM905 - a list to read

VALUES = {
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "0": 0,
    "-0": 0,
    "010": 10,
    "-08": -8,
    "+12": 12,
    "0o10": 8,
    "-0o10": -8,
    "0b101": 5,
    "0x1F": 31,
    "-0x1f": -31,
    "1e3": 1000,
    "1.5": 1.5,
    "1.": 1,
    ".5": 0.5,
    "-1.5e-3": -0.0015,
    "1E+2": 100,
    "012.50": 12.5,
    "9007199254740993": 9007199254740992,
    "123456789012": 123456789012,
    "1e21": 1e21,
    ".inf": None,
    "-.INF": None,
    "+.Inf": None,
    ".NaN": None,
    "2012-10-17": "2012-10-17T00:00:00.000Z",
    "2001-12-14t21:59:43.10-05:00": "2001-12-15T02:59:43.100Z",
    "2001-12-14 21:59:43.1234567 +3": "2001-12-14T18:59:43.123Z",
    "2001-1-1 1:02:03": "2001-01-01T01:02:03.000Z",
    "2001-12-15T02:59:43Z": "2001-12-15T02:59:43.000Z",
    "2001-13-45": "2002-02-14T00:00:00.000Z",
    "2001-02-29": "2001-03-01T00:00:00.000Z",
    "2000-00-00": "1999-11-30T00:00:00.000Z",
    "0000-01-01": "1900-01-01T00:00:00.000Z",
    "0099-12-31": "1999-12-31T00:00:00.000Z",
    "0100-01-01": "0100-01-01T00:00:00.000Z",
    "9999-12-31 23:59:59 -1": "+010000-01-01T00:59:59.000Z",
}


@pytest.mark.parametrize("text", STRINGS)
def test_a_string(text: str) -> None:
    assert resolve(text) == (text, "str")


@pytest.mark.parametrize("text", VALUES)
def test_a_value(text: str) -> None:
    document = yaml(f"- {text}\n")
    assert not document.problems
    assert document.root is not None
    value = plain(document.root)[0]
    assert value == VALUES[text]
    assert type(value) is type(VALUES[text])
    assert (document.root.items[0].tag == "!!timestamp") == isinstance(value, str)


def test_whole_numbers_beyond_what_doubles_hold_are_rounded() -> None:
    value, kind = resolve("12345678901234567890")
    assert kind == "int"
    assert isinstance(value, float)
    assert number_text(value) == "12345678901234567000"


def test_a_very_long_number_is_no_number() -> None:
    assert resolve("1" * 400) == ("1" * 400, "str")
    assert resolve("0x" + "f" * 5000) == ("0x" + "f" * 5000, "str")
    assert resolve("0x" + "0" * 5000 + "1") == (1, "int")


NUMBERS = {
    1: "1",
    -0.0: "0",
    2.0: "2",
    1.5: "1.5",
    1e21: "1e+21",
    1e20: "100000000000000000000",
    1.5e300: "1.5e+300",
    123456789012345680000.0: "123456789012345680000",
    0.000001: "0.000001",
    0.0000015: "0.0000015",
    1e-7: "1e-7",
    -2.5e-10: "-2.5e-10",
    5e-324: "5e-324",
    math.inf: "Infinity",
    -math.inf: "-Infinity",
}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_prints_as_in_javascript(number: float) -> None:
    assert number_text(number) == NUMBERS[number]
    assert number_text(math.nan) == "NaN"
