"""One file of code: its tree, its scopes, what it imports."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from slslint.source.file import SourceFile
from slslint.source.pointer import Pointer
from slslint.source.script import code_file
from slslint.source.script.parse import parse
from slslint.source.script.scope import Binding, Scopes
from slslint.source.script.syntax import FUNCTIONS, Syntax, Tree, enclosing_function, string_value, unwrapped

_TYPESCRIPT = (".ts", ".tsx", ".mts", ".cts")


class Import(NamedTuple):
    """An import: the module named, the place of that name, and whether loading the file runs into it for certain.

    An import inside a function, a condition or `try` is not certain; neither is one in TypeScript that names types
    alone, which the compiler drops.
    """

    specifier: str
    node: Syntax
    certain: bool


class Module:
    """A file of code that was parsed."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self._code = data.removeprefix(b"\xef\xbb\xbf")
        self.tree: Tree = parse(path, self._code)
        self.root = self.tree.root
        self._bindings: dict[Syntax, Binding | None] = {}

    @cached_property
    def scopes(self) -> Scopes:
        """What the names of the file are bound to."""
        return Scopes(self.tree)

    @cached_property
    def file(self) -> SourceFile:
        """The file as text, for places in it."""
        return code_file(self.path, self.data)

    @cached_property
    def _continuations(self) -> list[int]:
        """Where the bytes stand that go on with a character."""
        return [] if self._code.isascii() else [at for at, byte in enumerate(self._code) if byte & 0xC0 == 0x80]

    @property
    def typescript(self) -> bool:
        """Whether the file is TypeScript by its name."""
        return self.path.endswith(_TYPESCRIPT)

    def find(self, node: Syntax) -> Binding | None:
        """What an identifier is bound to in this file; None for a global."""
        bindings = self._bindings
        if node in bindings:
            return bindings[node]
        binding = bindings[node] = self.scopes.find(node.text, node)
        return binding

    def at(self, node: Syntax, end: Syntax | None = None) -> Pointer:
        """The place of a node, or from one node to the end of another."""
        return Pointer(self.file, self.offset(node.start), self.offset((end or node).end))

    def offset(self, offset: int) -> int:
        """The characters before an offset in bytes, which tree-sitter counts."""
        return offset - bisect_left(self._continuations, offset)

    def damaged(self, node: Syntax) -> bool:
        """Whether a syntax error lies within a node."""
        return any(start < node.end and node.start < max(end, start + 1) for start, end in self.tree.errors)

    def nodes(self, kind: str) -> list[Syntax]:
        """The nodes of a kind that trees have an index of, in the order of the source."""
        return self.tree.kinds[kind]

    @property
    def names(self) -> dict[str, list[Syntax]]:
        """The identifiers of the file by name, shorthand properties among them, in the order of the source."""
        return self.tree.names

    @cached_property
    def returns(self) -> dict[Syntax, list[Syntax]]:
        """What each function gives back by `return`, in the order of the source."""
        found: dict[Syntax, list[Syntax]] = {}
        for node in self.nodes("return_statement"):
            function = enclosing_function(node) if node.children else None
            if function is not None:
                found.setdefault(function, []).append(node.children[0])
        return found

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """What the file imports or requires by a fixed name, in the order of the source."""
        return tuple(sorted(self._imports(), key=lambda each: each.node.start))

    def _imports(self) -> Iterator[Import]:
        for statement in (*self.nodes("import_statement"), *self.nodes("export_statement")):
            source = statement.get("source")
            if source is None:
                clause = next((child for child in statement.children if child.kind == "import_require_clause"), None)
                source = clause.get("source") if clause is not None else None
            specifier = string_value(source) if source is not None else None
            if source is not None and specifier is not None and "type" not in statement.marks:
                yield Import(specifier, source, not self.typescript or self._has_values(statement))
        for call in self.nodes("call_expression"):
            source = required(call)
            specifier = string_value(source) if source is not None else None
            if source is not None and specifier is not None:
                yield Import(specifier, source, self._is_certain(call))

    def _has_values(self, statement: Syntax) -> bool:
        """Whether an import of TypeScript stays when types are dropped: a bare one, or a name of it that is used."""
        clause = next((child for child in statement.children if child.kind.startswith("import_")), None)
        if clause is None:
            return True
        inner = {node for node in clause.walk() if node.kind == "identifier"}
        names = {node.text for node in inner}
        return any(
            node not in inner and (node.parent is None or "type" not in node.parent.kind)
            for name in names
            for node in self.names.get(name, ())
        )

    def _is_certain(self, call: Syntax) -> bool:
        function = call.get("function")
        if function is None or function.kind == "import" or self.find(function) is not None:
            return False
        return not any(node.kind in _UNCERTAIN for node in call.ancestors())


_UNCERTAIN = FUNCTIONS | {
    "try_statement",
    "if_statement",
    "ternary_expression",
    "binary_expression",
    "switch_statement",
    "catch_clause",
}


def required(call: Syntax) -> Syntax | None:
    """The argument of `require(…)` or `import(…)`; None for other calls."""
    function = call.get("function")
    if function is None or not (
        function.kind == "import" or (function.kind == "identifier" and function.text == "require")
    ):
        return None
    listed = call.get("arguments")
    return unwrapped(listed.children[0]) if listed is not None and listed.children else None
