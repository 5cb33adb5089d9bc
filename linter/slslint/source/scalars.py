"""Plain scalars: what js-yaml 4 makes of them (YAML 1.2 core schema and timestamps)."""

import re

from slslint.source.node import Scalar

MAX_SAFE = 2**53

WORDS: dict[str, Scalar] = {
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    ".nan": float("nan"),
    ".NaN": float("nan"),
    ".NAN": float("nan"),
    **{f"{sign}.{name}": float(f"{sign}inf") for sign in ("", "+", "-") for name in ("inf", "Inf", "INF")},
}

NULL, BOOL, INT, FLOAT, TIMESTAMP = "null", "bool", "int", "float", "timestamp"

_STARTS = frozenset("-+.0123456789~nNtTfF")
_FLOAT = re.compile(r"(?:[-+]?[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_TIMESTAMP = (
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})|"
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?"
    r"(?:[ \t]*(Z|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?"
)
_RADIX = {"b": (2, "01"), "o": (8, "01234567"), "x": (16, "0123456789abcdefABCDEF")}


def resolve(text: str) -> tuple[Scalar, str]:
    """A plain scalar's value and the short name of its type, "str" for a string.

    Infinities and NaN come as floats; a timestamp as the text that JSON has for it.
    """
    if not text:
        return None, NULL
    if text[0] not in _STARTS:
        return text, "str"
    if text in WORDS:
        value = WORDS[text]
        return value, NULL if value is None else BOOL if isinstance(value, bool) else FLOAT
    if text[0] in "nNtTfF~":
        return text, "str"
    number = integer(text)
    if number is not None:
        return number, INT
    number = floating(text)
    if number is not None:
        return number, FLOAT
    moment = timestamp(text)
    return (text, "str") if moment is None else (moment, TIMESTAMP)


def integer(text: str) -> int | float | None:
    """The integer that js-yaml reads in `text` (decimal, `0b`, `0o`, `0x`), or None. `010` is ten."""
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not digits.isascii():
        return None
    if digits.isdigit():
        return number_of(float(text))
    if len(digits) > 2 and digits[0] == "0" and digits[1] in _RADIX:
        radix, allowed = _RADIX[digits[1]]
        if not digits[2:].strip(allowed):
            try:
                value = float(int(digits[2:], radix))
            except OverflowError:
                return None
            return number_of(-value if text[0] == "-" else value)
    return None


def floating(text: str) -> int | float | None:
    """The number that js-yaml reads in `text`, infinities and NaN included, or None."""
    word = WORDS.get(text)
    if isinstance(word, float):
        return word
    return number_of(float(text)) if _FLOAT.fullmatch(text) else None


def number(text: str) -> int | float | None:
    """A JSON number; None for one beyond what JavaScript can hold, which is what JSON makes of infinity."""
    return number_of(float(text))


def number_of(value: float) -> int | float | None:
    """JavaScript has one kind of number: whole ones as int where that is exact; None for what overflows."""
    if value in (float("inf"), float("-inf")):
        return None
    return int(value) if value.is_integer() and abs(value) <= MAX_SAFE else value


def timestamp(text: str) -> str | None:
    """A YAML timestamp as JSON.stringify writes the Date that js-yaml makes of it, or None.

    Fields beyond their range roll over and the years 0 to 99 become 1900 to 1999, as with Date.UTC.
    """
    if len(text) < 8 or text[4] != "-":
        return None
    match = re.fullmatch(_TIMESTAMP, text, re.ASCII)
    if match is None:
        return None
    fields = match.groups()
    year, month, day = (int(field) for field in (fields[:3] if fields[0] else fields[3:6]))
    hour, minute, second = (int(field or 0) for field in fields[6:9])
    milliseconds = int(((fields[9] or "") + "000")[:3])
    if fields[11]:
        shift = int(fields[12]) * 60 + int(fields[13] or 0)
        minute += shift if fields[11] == "-" else -shift
    days = _days(year + 1900 if year < 100 else year, month) + day - 1
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    days, seconds = divmod(seconds, 86400)
    year, month, day = _civil(days)
    written = f"{year:04}" if 0 <= year <= 9999 else f"{year:+07}"
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{written}-{month:02}-{day:02}T{clock}.{milliseconds:03}Z"


def _days(year: int, month: int) -> int:
    """Days from 1970-01-01 to the first of a month, which may lie outside 1 to 12."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    year -= month <= 2
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5
    era = year // 400
    year_of_era = year - era * 400
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def _civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day counted from 1970-01-01 (proleptic Gregorian)."""
    days += 719468
    era, day_of_era = divmod(days, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1
