"""What is wrong with YAML that does not parse, where to mend it and how: a parser's complaint in words for people."""

import re
from typing import Any

from slslint.source import bounds
from slslint.source.file import SourceFile
from slslint.source.yaml_parse import SCALAR
from slslint.source.yaml_scan import YamlError, line_end

_AFTER_QUOTE = "text after the closing quote: put all of it in one pair of quotes, and double a quote inside"

Advice = tuple[str, int, int]
"""The message, and the span to mend."""

_SHOWN = 30
"""So many characters of a text stand in a message."""

_AT_SIGN = {
    "@": "a plain text cannot start with `@`: put it in quotes",
    "`": "a plain text cannot start with a backtick: put it in quotes",
    "%": "a plain text cannot start with `%`: put it in quotes",
    "|": "`|` starts a block of text: nothing but `-`, `+` or a comment may follow it on its line",
    ">": "`>` starts a block of text: nothing but `-`, `+` or a comment may follow it on its line",
    "]": "this `]` closes nothing: remove it, or put the text in quotes",
    "}": "this `}` closes nothing: remove it, or put the text in quotes",
    ",": "a plain text cannot start with a comma: put it in quotes",
}

_PLAIN_REASONS = {
    "line-end-expected": "nothing but a comment may follow `|` or `>` on its line: move the text to the next line",
    "block-header": "after `|` or `>` stand at most one digit from 1 to 9 and one of `-` and `+`",
    "block-indent": "the text of this block must be indented",
    "tag": "this tag cannot be read: put a text that starts with `!` in quotes",
    "tag-handle": "this tag has a prefix that no %TAG line declares: put a text that starts with `!` in quotes",
    "alias-name": "`*` starts an alias and needs a name: put the text in quotes (`'*'`)",
    "anchor-name": "`&` starts an anchor and needs a name: put the text in quotes",
    "alias-properties": "an alias takes neither tag nor anchor",
    "two-properties": "two tags, or two anchors, on one value: remove one",
    "directives-end": "a `---` line is missing after the lines that start with `%`",
    "directive": "this `%` line cannot be read: remove it",
    "key-missing": "a colon without a key before it: write the key, or put the text in quotes",
}


def explain(file: SourceFile, error: YamlError, events: list[tuple[Any, ...]]) -> Advice:
    """The advice on a parse error; `events` is what was read before it."""
    text = file.text
    at, since = min(error.at, len(text)), min(error.since, len(text))
    code = error.code
    if code == "depth":
        return f"nested more than {bounds.MAX_DEPTH} levels deep: the file is not read", at, at + 1
    if code == "nodes":
        return f"more than {bounds.MAX_NODES:,} values: the file is not read", at, at + 1
    advice = _conflict(text) or _tab(file, at, code)
    if advice:
        return advice
    if code in _PLAIN_REASONS:
        return _PLAIN_REASONS[code], since, at if code == "alias-properties" else _word_end(text, since)
    if code == "flow-empty":
        return "a comma where a value is expected: remove it", at, at + 1
    if code == "control":
        return f"the control character U+{ord(text[at]):04X}: remove it", at, at + 1
    if code == "escape":
        return f"`{text[at : at + 2]}` is no escape: write `\\\\` for a backslash, or use single quotes", at, at + 2
    if code == "quote-not-closed":
        return f"this quote is never closed: a `{text[since]}` is missing", since, line_end(text, since)
    if code == "flow-not-closed":
        return _open_bracket(text, since)
    if code == "colon-space":
        return "a space is missing after the colon", at - 1, at
    if code in ("colon", "key-lines"):
        return _open_quote(file, since, events) or _no_pair(text, since)
    return _layout(file, error, at, events)


def _conflict(text: str) -> Advice | None:
    """A merge conflict that was left in."""
    found = re.search(r"^<{7}(?: .*)?$", text, re.MULTILINE) if "\n=======" in text else None
    return ("a merge conflict was left here: keep one of its sides", found.start(), found.end()) if found else None


def _tab(file: SourceFile, at: int, code: str) -> Advice | None:
    """A tab in the indentation of the line."""
    start = file.line_starts[file.position(at)[0] - 1]
    indentation = re.compile(r"[ \t]*").match(file.text, start)
    assert indentation is not None
    tab = file.text.find("\t", start, indentation.end())
    if tab < 0 and code == "tab":
        tab = at
    if tab < 0:
        return None
    return "a tab in the indentation: YAML allows only spaces there", tab, max(tab + 1, indentation.end())


def _word_end(text: str, at: int) -> int:
    while at < len(text) and text[at] not in " \t\r\n,":
        at += 1
    return at


def _open_bracket(text: str, opened: int) -> Advice:
    closing = {"[": "]", "{": "}"}[text[opened]]
    return f"this `{text[opened]}` is never closed: a `{closing}` is missing", opened, opened + 1


def _open_quote(file: SourceFile, at: int, events: list[tuple[Any, ...]]) -> Advice | None:
    """A quoted text over several lines that ends on the line of `at`: the quote meant to close it is missing."""
    line = file.position(at)[0]
    for event in reversed(events[-4:]):
        if event[0] == SCALAR and event[4] in ("'", '"') and event[1] < event[2] <= at:
            start, end = event[1], event[2]
            if file.position(start)[0] < file.position(end)[0] == line:
                return "this quote is not closed on its line", start, line_end(file.text, start)
            return None
    return None


def _no_pair(text: str, start: int) -> Advice:
    """A line that should be `key: value` and is not."""
    end = line_end(text, start)
    line = text[start:end].rstrip()
    end = start + len(line)
    glued = re.match(r"([\w.${}/-]+):(?=[^\s:/])", line)
    if glued:
        return f"a space is missing after the colon of `{glued[1]}:`", start + len(glued[1]), start + len(glued[1]) + 1
    if line.startswith(("'", '"')):
        return _AFTER_QUOTE, start, end
    if line.startswith("-") and not line.startswith("--"):
        return "a space is missing after this `-`", start, start + 1
    return f"`{line[:60]}` is no `key: value` pair: a colon and a space are missing", start, end


def _layout(file: SourceFile, error: YamlError, at: int, events: list[tuple[Any, ...]]) -> Advice:
    """Something stands where the structure has no place for it."""
    text = file.text
    line, column = file.position(at)
    line_start = at - column + 1
    last = events[-1] if events and events[-1][0] == SCALAR and events[-1][2] <= at else None
    advice = _open_quote(file, at, events)
    if advice:
        return advice
    if error.code == "flow-comma":
        return _in_flow(file, error.since, at, last)
    if last is not None and last[4] in ("'", '"') and file.position(last[2])[0] == line:
        return _AFTER_QUOTE, last[1], line_end(text, at)
    if last is not None and last[4] == "" and last[1] != last[2] and text[at : at + 1] == ":":
        return _colon(file, last[1], at)
    char = text[at : at + 1]
    first = not text[line_start:at].strip(" ")
    before = text[line_start:at].rstrip()
    if before.endswith(("}", "]")):
        return "text after the closing bracket: put all of it in quotes", at, line_end(text, at)
    if not first and char == "-":
        return "a list item on the line of its key: start the list on the next line", at, line_end(text, at)
    if char in _AT_SIGN and char:
        return _AT_SIGN[char], at, line_end(text, at)
    if first:
        return _misplaced(file, at, line, column - 1), at, line_end(text, at)
    return (
        f"`{_short(text[at : line_end(text, at)])}` cannot stand here: put the text in quotes",
        at,
        line_end(text, at),
    )


def _misplaced(file: SourceFile, at: int, line: int, indent: int) -> str:
    """A line that starts something where nothing may start."""
    above = next((text for number in range(line - 1, 0, -1) if (text := file.line(number)).strip()), "")
    aligned = len(above) - len(above.lstrip(" ")) == indent
    if file.text[at] == "-" and aligned:
        return "a list item among the keys of a map: write the key that it belongs to, or mend its indentation"
    if above.lstrip(" ").startswith("- ") and aligned:
        return "a key among the items of a list: mend its indentation, or start the line with `- `"
    return f"the indentation of this line ({_spaces(indent)}) fits none of the lines above"


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count} spaces"


def _colon(file: SourceFile, start: int, at: int) -> Advice:
    """A colon right behind a plain text that began at `start`."""
    text = file.text
    line, column = file.position(start)
    before = text[start - column + 1 : start]
    if file.position(at)[0] == line:
        end = line_end(text, at)
        if "${" in text[start:at]:
            message = "a variable with `: ` inside must be in quotes, or lose the space after the colon"
        elif before.rstrip(" ").endswith(":"):
            message = "a text with `: ` inside must be in quotes"
        else:
            message = "a second `key: value` on one line: put the text in quotes, or start a new line"
        return message, start, end
    if not before.strip(" -"):
        return _no_pair(text, start)
    begin = file.line_starts[file.position(at)[0] - 1]
    key = begin + len(text[begin:at]) - len(text[begin:at].lstrip(" "))
    owner = len(before) - len(before.lstrip(" "))
    depths = f"{_spaces(key - begin)}, against {_spaces(owner)} above"
    return f"this line is indented as if it continued the text above ({depths}): align it", key, at


def _in_flow(file: SourceFile, opened: int, at: int, last: tuple[Any, ...] | None) -> Advice:
    """Something stands inside brackets where a comma or the closing bracket should."""
    text = file.text
    closing = {"[": "]", "{": "}"}[text[opened]]
    line, char = file.position(opened)[0], text[at]
    if char in "]}":
        return f"`{char}` where the `{text[opened]}` of line {line} needs a `{closing}`", at, at + 1
    if char in _AT_SIGN:
        return _AT_SIGN[char], at, at + 1
    if last is not None and (advice := _after_scalar(text, last, at)):
        return advice
    unclosed = f"or the `{text[opened]}` of line {line} is not closed"
    if char == ":" and last is not None and last[4] == "" and line_end(text, last[1]) < last[2]:
        end = line_end(text, last[1])
        return f"a comma is missing after `{_short(text[last[1] : end])}`, {unclosed}", last[1], end
    here = _short(text[at : line_end(text, at)])
    if file.position(at)[0] == line:
        is_key = char != ":" and last is not None and last[1] == last[2] and closing == "}"
        missing = "a colon" if is_key else f"a comma or `{closing}`"
        return f"{missing} is missing before `{here}`", at, line_end(text, at)
    return f"a comma is missing before `{here}`, {unclosed}", at, line_end(text, at)


def _after_scalar(text: str, last: tuple[Any, ...], at: int) -> Advice | None:
    """What stands on the line of a scalar inside brackets and does not end it."""
    start, stop = last[1], last[2]
    if start == stop or "\n" in text[start:at]:
        return None
    if last[4] == "" and text[at] == ":":
        if " " in text[start:stop]:
            return f"a comma is missing in `{_short(text[start:stop])}`, before the next key", start, stop
        return (
            f"a second `: ` after `{_short(text[start:stop])}`: a text with `: ` inside must be in quotes",
            start,
            stop,
        )
    if last[4] == "" and text[at] in "[{" and stop == at:
        return f"a text with `{text[at]}` inside must be in quotes when it stands in brackets", start, at + 1
    return None


def _short(text: str) -> str:
    """The beginning of a text, to be quoted in a message."""
    line = text.strip()
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
