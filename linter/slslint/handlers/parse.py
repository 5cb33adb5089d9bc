"""Bytes of JavaScript or TypeScript to a syntax tree; tree-sitter is loaded when the first file needs it."""

import os
from functools import cache
from typing import Any

from slslint.handlers.syntax import Grammar, Tree, build

MAX_BYTES = 256 * 1024
# The grammar for an extension, and the one that gets a second try: `.js` may hold types or import assertions,
# `<T>x` is a cast to one grammar of TypeScript and an element to the other.
_GRAMMARS = {".ts": ("typescript", "tsx"), ".mts": ("typescript", "tsx"), ".cts": ("typescript", "tsx")}
_GRAMMARS[".tsx"] = ("tsx", "typescript")
_OTHERS = ("javascript", "tsx")


class Unparsable(Exception):
    """A file that is not read as code; the text says why."""


def parse(path: str, data: bytes) -> Tree:
    """The tree of a file's bytes (without a byte order mark), offsets in bytes.

    Syntax errors stay as spans in the tree. Raises Unparsable for what is too large (over 256 KiB, a bundle most
    likely) or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise Unparsable(f"has {len(data):,} bytes; code is read up to {MAX_BYTES:,}")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        raise Unparsable("is not UTF-8") from None
    first, second = _GRAMMARS.get(os.path.splitext(path)[1], _OTHERS)
    parser, grammar = _parser(first)
    root = parser.parse(data).root_node
    if root.has_error:
        parser, other = _parser(second)
        again = parser.parse(data).root_node
        if not again.has_error:
            root, grammar = again, other
    return build(root, data, grammar)


@cache
def _parser(grammar: str) -> tuple[Any, Grammar]:
    from tree_sitter import Language, Parser

    if grammar == "javascript":
        from tree_sitter_javascript import language
    elif grammar == "tsx":
        from tree_sitter_typescript import language_tsx as language
    else:
        from tree_sitter_typescript import language_typescript as language
    loaded = Language(language())
    return Parser(loaded), Grammar(loaded)
