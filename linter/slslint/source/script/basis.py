"""The files that a configuration in code rests on: what they import of each other, and change of it."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from slslint.source.document import Document
from slslint.source.node import Node
from slslint.source.script.changes import EVERYTHING, Changes
from slslint.source.script.exports import Exports
from slslint.source.script.module import Module, required
from slslint.source.script.modules import Modules
from slslint.source.script.resolve import FOUND, Target
from slslint.source.script.scope import IMPORT
from slslint.source.script.syntax import outermost, string_value
from slslint.source.script.tsconfig import mapping_of
from slslint.workspace import Unreadable

if TYPE_CHECKING:
    from slslint.source.document import Documents

Elsewhere = dict[tuple[str, str], frozenset[str]]
"""The entries that change of what a file exports, by its path and the name, which is empty for all of it."""
_DATA = (".json",)
_MOST_EFFECTS = 100
_ALL = frozenset((EVERYTHING,))


class Basis(NamedTuple):
    """What a tree was read from besides its own file: files by their bytes, documents, and where imports led.

    `names` are those that an ES module exports; None for CommonJS.
    """

    bytes: dict[str, bytes]
    documents: dict[str, Document]
    targets: dict[tuple[str, str], Target]
    names: tuple[str, ...] | None = None

    @property
    def files(self) -> tuple[str, ...]:
        return (*self.bytes, *self.documents)

    def holds(self, documents: "Documents") -> bool:
        """Whether all of it is as it was."""
        try:
            same = all(documents.workspace.read(path) == data for path, data in self.bytes.items())
            same = same and all(documents.load(path) is known for path, known in self.documents.items())
        except Unreadable:
            return False
        modules = Modules(documents.workspace)
        return same and all(modules.resolve(*key) == target for key, target in self.targets.items())

    def add(self, other: "Basis") -> None:
        """Take over what another tree was read from."""
        self.bytes.update(other.bytes)
        self.documents.update(other.documents)
        self.targets.update(other.targets)


class Files:
    """The files of code that are read for a configuration, each looked into once; `basis` collects them."""

    def __init__(self, documents: "Documents") -> None:
        self.modules = Modules(documents.workspace)
        self.basis = Basis({}, {}, {})
        self._documents = documents
        self._exports: dict[Module, Exports] = {}
        self._changes: dict[Module, Changes] = {}

    def names(self, module: Module) -> tuple[str, ...] | None:
        """The names that an ES module exports; None for CommonJS."""
        exports = self.exports_of(module)
        return (*exports.names, *exports.stars) if exports.es_module else None

    def exports_of(self, module: Module) -> Exports:
        """What a file exports."""
        if module not in self._exports:
            self._exports[module] = Exports(module)
        return self._exports[module]

    def changes_of(self, module: Module) -> Changes:
        """What a file changes."""
        if module not in self._changes:
            self._changes[module] = Changes(module)
        return self._changes[module]

    def imported(self, module: Module, source: str) -> Module | Node | None:
        """The module, or the data, that an import leads to; None where it leads out of what can be read."""
        target = self.target(module, source)
        if target.status != FOUND:
            return None
        try:
            if target.path.endswith(_DATA):
                document = self.basis.documents[target.path] = self._documents.load(target.path)
                return document.root
            found = self.modules.load(target.path)
            self.basis.bytes[target.path] = self._documents.workspace.read(target.path)
        except Unreadable:
            return None
        return found if found is not None and not found.tree.errors else None

    def target(self, module: Module, source: str) -> Target:
        """Where an import leads, by Node's rules or by those of tsconfig.json."""
        target = self.basis.targets[module.path, source] = self.modules.resolve(module.path, source)
        if target.status == FOUND or source.startswith(("./", "../", "/")):
            return target
        folder = os.path.dirname(module.path)
        mapping = mapping_of(self._documents.workspace, folder)
        self.basis.bytes.update(mapping.files if mapping is not None else {})
        for path in mapping.candidates(source) if mapping is not None else ():
            relative = "./" + os.path.relpath(path, folder).replace(os.sep, "/")
            mapped = self.basis.targets[module.path, relative] = self.modules.resolve(module.path, relative)
            if mapped.status == FOUND:
                return mapped
        return target

    def changed_elsewhere(self) -> Elsewhere:
        """What files change of what they import, by file and name: those read, and those imported for their effect."""
        found: Elsewhere = {}
        queue, seen = [*self._exports], set(self._exports)
        for module in queue:
            changes = self.changes_of(module)
            for binding in module.scopes.top().values():
                if binding.kind == IMPORT:
                    changed = _ALL if binding.writes else changes.of(binding)
                    self._record(found, module, binding.source, (binding.path or ("",))[0] or "", changed)
            for call in module.nodes("call_expression"):
                source, function = required(call), call.get("function")
                specifier = string_value(source) if source is not None else None
                if specifier is not None and function is not None and module.find(function) is None:
                    self._record(found, module, specifier, "", changes.at(call))
            for source in _effects(module):
                other = self.imported(module, source)
                if isinstance(other, Module) and other not in seen and len(seen) < _MOST_EFFECTS:
                    seen.add(other)
                    queue.append(other)
        return found

    def _record(self, found: Elsewhere, module: Module, source: str, name: str, changed: frozenset[str]) -> None:
        target = self.imported(module, source) if changed else None
        if target is None:
            return
        path = self.target(module, source).path
        if name == "default" and not (isinstance(target, Module) and self.exports_of(target).es_module):
            name = ""
        found[path, name] = found.get((path, name), frozenset()) | changed


def _effects(module: Module) -> Iterator[str]:
    """What a file imports without naming anything of it."""
    for each in module.imports:
        holder = each.node.parent
        if holder is not None and holder.kind == "arguments" and holder.parent is not None:
            use = outermost(holder.parent).parent
            if use is not None and use.kind == "expression_statement":
                yield each.specifier
        elif holder is not None and holder.kind == "import_statement" and len(holder.children) == 1:
            yield each.specifier
