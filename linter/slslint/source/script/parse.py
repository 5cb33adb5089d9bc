"""Bytes of JavaScript or TypeScript to a syntax tree; tree-sitter is loaded when the first file needs it."""

import os
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any

from slslint.source.script import MAX_BYTES
from slslint.source.script.syntax import Grammar, Tree, build

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
        language = _compiled("tree_sitter_javascript").language
    elif grammar == "tsx":
        language = _compiled("tree_sitter_typescript").language_tsx
    else:
        language = _compiled("tree_sitter_typescript").language_typescript
    loaded = Language(language())  # pyright: ignore[reportDeprecated] - of a capsule, which is typed Any
    return Parser(loaded), Grammar(loaded)


def _compiled(package: str) -> Any:
    """A grammar alone: the package around it imports importlib.resources, which takes longer than all the rest."""
    outer = PathFinder.find_spec(package)
    name = f"{package}._binding"
    inner = PathFinder.find_spec(name, outer.submodule_search_locations) if outer is not None else None
    if inner is None or inner.loader is None:
        return import_module(name)
    module = module_from_spec(inner)
    inner.loader.exec_module(module)
    return module
