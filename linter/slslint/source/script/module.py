"""One file of code: its tree, its scopes, what it imports; each content is parsed once in a process."""

import os
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from slslint.source.file import SourceFile
from slslint.source.pointer import Pointer
from slslint.source.script import EXTENSIONS
from slslint.source.script.parse import MAX_BYTES, Unparsable, parse
from slslint.source.script.scope import Binding, Scopes
from slslint.source.script.syntax import FUNCTIONS, Syntax, Tree, string_value, unwrapped
from slslint.workspace import Unreadable, Workspace

FOUND, MISSING, CASE_DIFFERS, PACKAGE, UNKNOWN = "found", "missing", "case-differs", "package", "unknown"
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
        return SourceFile(self.path, self._code.decode("utf-8"), bom=len(self._code) != len(self.data))

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
        if node not in self._bindings:
            self._bindings[node] = self.scopes.find(node.text, node)
        return self._bindings[node]

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
        """The nodes of one kind, in the order of the source."""
        return self.tree.kinds.get(kind, [])

    @cached_property
    def names(self) -> dict[str, list[Syntax]]:
        """The identifiers of the file by name, shorthand properties among them, in the order of the source."""
        found: dict[str, list[Syntax]] = {}
        for kind in ("identifier", "shorthand_property_identifier"):
            for node in self.nodes(kind):
                found.setdefault(node.text, []).append(node)
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
    function, listed = call.get("function"), call.get("arguments")
    if function is None or listed is None or len(listed.children) < 1:
        return None
    if function.kind == "import" or (function.kind == "identifier" and function.text == "require"):
        return unwrapped(listed.children[0])
    return None


class Target(NamedTuple):
    """What an import leads to: a status (FOUND, MISSING, CASE_DIFFERS, PACKAGE, UNKNOWN), the path as it is on disk."""

    status: str
    path: str = ""


class _Entry(NamedTuple):
    """What is known of a file: what its content was, and what was made of it; None once that is forgotten."""

    content: object
    found: Module | str | None


class Modules:
    """The files of code of a workspace, each content parsed once; `parsed` counts the parses, `held` the bytes of
    source whose trees are in memory.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.parsed = 0
        self.held = 0
        self._entries: dict[str, _Entry] = {}
        self._targets: dict[tuple[str, str], Target] = {}

    def refresh(self) -> frozenset[object]:
        """Look at all files anew; what has not changed is not parsed again.

        Returns what has changed, in the terms of `needs`.
        """
        changed: set[object] = set()
        for path, entry in list(self._entries.items()):
            content = self._read(path)[0]
            if content != entry.content:
                changed.add(path)
                del self._entries[path]
        targets, self._targets = self._targets, {}
        # What is missing may be ignored by git since, or not any more.
        changed.update(key for key, old in targets.items() if old.status == MISSING or self._target(key) != old)
        return frozenset(changed)

    def forget_trees(self) -> None:
        """Let the trees go; a file that is asked for again is parsed again."""
        self._entries = {path: entry._replace(found=None) for path, entry in self._entries.items()}
        self.held = 0

    def needs(self, path: str) -> frozenset[object]:
        """The files, and the imports (folder and module named), that what is known of a file may depend on."""
        found: set[object] = set()
        stack = [path]
        while stack:
            path = stack.pop()
            if path in found or path not in self._entries:
                continue
            found.add(path)
            module = self._entries[path].found
            for needed in module.imports if isinstance(module, Module) else ():
                key = (os.path.dirname(path), needed.specifier)
                found.add(key)
                target = self._targets.get(key)
                if target is not None:
                    stack.append(target.path)
        return frozenset(found)

    def load(self, path: str) -> Module | None:
        """The file at `path`; None where it is not there or is not read as code, and `why` then says why."""
        found = self._look(path)
        return found if isinstance(found, Module) else None

    def why(self, path: str) -> str:
        """Why a file is not read; empty for one that is."""
        found = self._look(path)
        return found if isinstance(found, str) else ""

    def _look(self, path: str) -> Module | str:
        entry = self._entries.get(path)
        if entry is None or entry.found is None:
            content, data = self._read(path)
            entry = self._entries[path] = _Entry(content, self._parse(path, data))
        assert entry.found is not None
        return entry.found

    def _read(self, path: str) -> tuple[object, bytes | str]:
        """What tells the content of a file apart within this process, and its bytes, or why there are none."""
        try:
            data = self.workspace.read(path, MAX_BYTES)
        except Unreadable as error:
            return error.text, error.text
        return (len(data), hash(data)), data

    def _parse(self, path: str, data: bytes | str) -> Module | str:
        if isinstance(data, str):
            return data
        self.parsed += 1
        self.held += len(data)
        try:
            return Module(path, data)
        except Unparsable as error:
            return str(error)

    def resolve(self, path: str, specifier: str) -> Target:
        """What an import of `specifier` in the file at `path` leads to.

        Node's own order (https://nodejs.org/api/modules.html#all-together), and TypeScript's extensions besides; a
        folder counts by its package.json or index file.
        """
        return self._target((os.path.dirname(path), specifier))

    def _target(self, key: tuple[str, str]) -> Target:
        target = self._targets.get(key)
        if target is None:
            target = self._targets[key] = self._resolve(*key)
        return target

    def _resolve(self, folder: str, specifier: str) -> Target:
        if not specifier.startswith("."):
            return Target(UNKNOWN if specifier.startswith(("/", "#", "~", "@/")) else PACKAGE)
        if any(char in specifier for char in "?!#*\\"):
            return Target(UNKNOWN)
        base = os.path.normpath(os.path.join(folder, specifier))
        if not base.startswith(self.workspace.root):
            return Target(UNKNOWN)
        other = ""
        for candidate in _candidates(base, specifier):
            names = self.workspace.listing(os.path.dirname(candidate))
            name = os.path.basename(candidate)
            if name in names and self.workspace.spelled(candidate) == candidate and self.workspace.is_file(candidate):
                return Target(FOUND, candidate)
        for candidate in _candidates(base, specifier):
            spelled = self.workspace.spelled(candidate)
            if spelled is not None and self.workspace.is_file(spelled):
                other = other or spelled
        if other:
            return Target(CASE_DIFFERS, other)
        if self.workspace.is_folder(base):
            return Target(UNKNOWN)
        return Target(MISSING, base)


def _candidates(base: str, specifier: str) -> Iterator[str]:
    if not specifier.endswith(("/", "/.", "/..")) and specifier not in (".", ".."):
        yield base
        stem, extension = os.path.splitext(base)
        if extension in (".js", ".mjs", ".cjs", ".jsx"):
            yield from (stem + extension.replace("js", "ts"), stem + ".tsx")
        yield from (base + extension for extension in (*EXTENSIONS, ".json", ".node", ".d.ts"))
    yield from (os.path.join(base, "index" + extension) for extension in (*EXTENSIONS, ".json", ".node", ".d.ts"))
