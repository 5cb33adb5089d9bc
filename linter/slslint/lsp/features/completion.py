"""Completion: keys and values of the schema, variables, names; also in a text that does not parse."""

import re
from collections.abc import Iterator

from slslint.lsp.features.buffer import Buffer, is_tree, typing_in
from slslint.lsp.features.comments import word_at
from slslint.lsp.features.complete_keys import of_schema
from slslint.lsp.features.complete_names import in_sub, of_names, of_routes, of_rules
from slslint.lsp.features.complete_variables import in_variable, opened_at
from slslint.lsp.features.context import KEY, context_at, in_comment
from slslint.lsp.features.results import Completion
from slslint.lsp.view import View

MOST = 1_000
"""Completions that are offered at once."""
_SUB = re.compile(r"!Sub\b|Fn::Sub\b")


def completion(view: View, offset: int) -> tuple[Completion, ...]:
    """What may be typed at an offset, each text once."""
    found: dict[tuple[str, int], Completion] = {}
    for each in _all(view, offset):
        found.setdefault((each.text, each.start), each)
        if len(found) >= MOST:
            break
    return tuple(found.values())


def _all(view: View, offset: int) -> Iterator[Completion]:
    word = word_at(view.file, offset)
    if word is not None:
        yield from of_rules(word)
        return
    line_start = view.file.line_starts[view.file.position(offset)[0] - 1]
    before = view.file.text[line_start:offset]
    if in_comment(before):
        return
    buffer = typing_in(view, offset)
    if not is_tree(view.path) and (buffer.root is None or not _in_string(before)):
        return
    opened = opened_at(view.file.text, line_start, offset)
    if opened is not None:
        if opened.start == _inner_start(before) + line_start and _in_sub(buffer, before, offset):
            yield from in_sub(buffer, opened.typed, opened.start, offset)
        yield from in_variable(buffer, opened, offset)
        return
    yield from of_routes(buffer, before, offset)
    context = context_at(view.file, offset) if is_tree(view.path) else None
    if context is None:
        return
    if context.role != KEY:
        yield from of_names(buffer, context, before)
    yield from of_schema(buffer, context)


def _in_string(before: str) -> bool:
    """Whether a string of JavaScript is open at the cursor, other than a template, whose `${` is its own."""
    quote = ""
    for char in before:
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'`":
            quote = char
    return quote in ("'", '"')


def _inner_start(before: str) -> int:
    """Where the innermost `${` of a line opens, behind its bracket."""
    return before.rindex("${") + 2 if "${" in before else -1


def _in_sub(buffer: Buffer, before: str, offset: int) -> bool:
    """Whether the text at the cursor is one of `Fn::Sub`."""
    if _SUB.search(before) or not is_tree(buffer.path):
        return _SUB.search(before) is not None
    context = context_at(buffer.file, offset)
    return context is not None and (context.tag == "Sub" or "Fn::Sub" in context.path[-2:])
