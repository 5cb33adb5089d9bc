"""Text on a terminal: what is escaped, how wide it is, where it wraps."""

JOINERS = "\u200c\u200d"


def escape(text: str) -> str:
    """`text` with all that a terminal would obey or not show written out: `\\x1b`, `\\u202e`, `\\xa0`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in JOINERS else _code(char) for char in text)


def _code(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def width(text: str) -> int:
    """The columns that printable `text` takes: two for a wide East Asian character, none for a combining mark."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    from unicodedata import category, east_asian_width

    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def wrap(text: str, room: int | None) -> list[str]:
    """`text` in lines of at most `room` columns, broken at spaces; a longer word keeps a line of its own."""
    if room is None or width(text) <= room:
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        size = width(word)
        if line and used + 1 + size > room:
            lines.append(line)
            line, used = word, size
        elif line:
            line, used = f"{line} {word}", used + 1 + size
        else:
            line, used = word, size
    return [*lines, line]


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def enumerate_few(words: list[str], most: int) -> str:
    """`a, b, c and 14 others`: at most `most` of the words, and how many were left out."""
    if len(words) > most + 1:
        return f"{', '.join(words[:most])} and {len(words) - most:,} others"
    return ", ".join(words)
