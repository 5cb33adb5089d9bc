"""What a file of code exports, read as a tree where it is literal: the configuration in `serverless.ts` and its kin.

Names, imports of the project, spreads, joined texts and casts are followed. Whatever would have to be run is UNKNOWN,
and a map into which something unknown is spread has a `rest`.
"""

import os
from typing import TYPE_CHECKING

from slslint.source import bounds
from slslint.source.compose import Refused
from slslint.source.document import Document
from slslint.source.file import SourceFile
from slslint.source.node import COMPUTED, MAP, SCALAR, SEQ, UNKNOWN, Node, Scalar, key_text, number_text
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem
from slslint.source.script.basis import Elsewhere, Files
from slslint.source.script.changes import EVERYTHING, is_changed, is_global
from slslint.source.script.exports import Export, is_straight
from slslint.source.script.handler_path import cuts_folder
from slslint.source.script.module import Module, required
from slslint.source.script.scope import CONST, IMPORT, LET, VAR, Binding
from slslint.source.script.syntax import (
    Syntax,
    arguments,
    number_value,
    paired,
    property_name,
    string_value,
    unwrapped,
)

if TYPE_CHECKING:
    from slslint.source.document import Documents

_SAME = ("Object.freeze", "Object.seal")
"""Functions that hand back what they are given."""


def read(documents: "Documents", path: str) -> Document:
    """The tree that a file of code exports; without a root, and with a note that says why, where it cannot be read.

    Raises workspace.Unreadable where the file cannot be read at all.
    """
    reader = _Reader(documents, os.path.dirname(path), {})
    module = reader.files.modules.load(path)
    if module is None:
        data = documents.workspace.read(path)
        return Document(SourceFile(path, data.decode("utf-8", "replace")), None, (), reader.files.modules.why(path))
    if module.tree.errors:
        line = module.file.position(module.offset(module.tree.errors[0][0]))[0]
        return Document(module.file, None, (), f"line {line} is no code that can be read")
    basis, note = reader.files.basis._replace(names=reader.files.names(module)), ""
    try:
        root = reader.exported(module)
        elsewhere = reader.files.changed_elsewhere()
        if elsewhere:
            reader = _Reader(documents, os.path.dirname(path), elsewhere)
            root = reader.exported(module)
            basis.add(reader.files.basis)
    except Refused as refused:
        return Document(module.file, None, (refused.problem,), "", basis)
    if root is None:
        note = "it exports nothing"
    elif root.kind == UNKNOWN:
        root, note = None, f"what it exports is not known: {COMPUTED}"
    return Document(module.file, root, (), note, basis)


class _Reader:
    """Reads the expressions of one file, and of those that it imports, each once: a name is an alias of its value."""

    def __init__(self, documents: "Documents", folder: str, elsewhere: Elsewhere) -> None:
        self.elsewhere = elsewhere
        self.folder = folder
        self.files = Files(documents)
        self._known: dict[object, Node] = {}
        self._active: set[object] = set()
        self._depth = 0
        self._made = 0
        self._joined = 0
        self._otherwise: dict[Module, bool] = {}

    # Modules.

    def exported(self, module: Module) -> Node | None:
        """What a file exports: `module.exports`, the default export, or else all names; None where there is none."""
        exports = self.files.exports_of(module)
        if exports.whole is None and "default" in exports.names:
            return self._named(module, "default", module.root)
        if exports.whole is None and not exports.names and not exports.stars and not exports.open:
            return None
        return self._all(module)

    def _altered(self, node: Node, path: str, name: str, use: Syntax, module: Module) -> Node:
        """What is known of an exported value once other files have changed it."""
        if not self.elsewhere:
            return node
        changed = self.elsewhere.get((path, name), frozenset())
        whole = self.elsewhere.get((path, ""), frozenset())
        if name and (name in whole or EVERYTHING in whole):
            return self._unknown(use, module)
        if not name:
            changed |= {each for file, each in self.elsewhere if file == path and each}
        return self._changed(node, changed, use, module) if changed and node.kind in (MAP, SEQ) else node

    def _all(self, module: Module) -> Node:
        """`module.exports`, or the names of an ES module as a map."""
        return self._altered(self._written(module), module.path, "", module.root, module)

    def _written(self, module: Module) -> Node:
        exports = self.files.exports_of(module)
        if exports.open or self._other_changes(module):
            return self._unknown(exports.whole or module.root, module)
        if exports.whole is not None:
            # What is exported by `export` besides is lost once `module.exports` is set.
            added = exports.names and not exports.es_module
            changed = exports.nested or added
            return self._unknown(exports.whole, module) if changed else self._value(exports.whole, module)
        if ("all", module) in self._known:
            return self._known["all", module]
        places: dict[str, Syntax] = {}
        for each in module.nodes("export_specifier"):
            name = each.get("alias") or each.get("name")
            if name is not None:
                places[string_value(name) or name.text] = name
        items: list[tuple[Node, Node]] = []
        for name, export in exports.names.items():
            place = export.value or places.get(name) or module.root
            key = self._node(SCALAR, place if place is not module.root else None, module, name)
            items.append((key, self._named(module, name, place)))
        made = Node(MAP, module.file, 0, 0, items=items, style="{")
        if exports.stars or exports.nested:
            made.rest = self._unknown(module.root, module)
        found = self._known["all", module] = self._finished(made)
        return found

    def _named(self, module: Module, name: str, use: Syntax) -> Node:
        """What a file exports under a name; `default` of a CommonJS module is all of it."""
        exports = self.files.exports_of(module)
        if exports.whole is not None:
            whole = self._all(module)
            return whole if name == "default" else self._property(whole, name, use, module)
        if exports.open or self._other_changes(module):
            return self._unknown(use, module)
        export = exports.names.get(name)
        if export is not None:
            return self._altered(self._export(export, module, use), module.path, name, use, module)
        if name == "default" and not exports.es_module:
            return self._all(module)
        for source in exports.stars:
            other = self.files.imported(module, source)
            if isinstance(other, Module) and name in self.files.exports_of(other).names:
                return self._export(self.files.exports_of(other).names[name], other, use)
        return self._unknown(use, module)

    def _other_changes(self, module: Module) -> bool:
        """Whether what a file exports is changed through `exports` in a way other than a name that is set."""
        if module not in self._otherwise:
            uses = (use for name in ("exports", "module") for use in module.names.get(name, ()))
            self._otherwise[module] = any(
                is_changed(use, self.files.changes_of(module)) for use in uses if module.find(use) is None
            )
        return self._otherwise[module]

    def _export(self, export: Export, module: Module, use: Syntax) -> Node:
        if export.value is not None:
            given = export.value.parent
            certain = given is None or given.kind != "assignment_expression" or is_straight(export.value)
            return self._value(export.value, module) if certain else self._unknown(use, module)
        return self._import(module, export.source, export.name, use) if export.source else self._unknown(use, module)

    def _import(self, module: Module, source: str, name: str, use: Syntax) -> Node:
        """A name of a module that is imported; all of it where the name is empty."""
        found = self.files.imported(module, source)
        if isinstance(found, Node):
            whole = self._altered(found, self.files.target(module, source).path, "", use, module)
            return whole if name in ("", "default") else self._property(whole, name, use, module)
        if found is None:
            return self._unknown(use, module)
        key = (found, name)
        if key in self._active:
            return self._unknown(use, module)
        self._active.add(key)
        try:
            self._enter(use, module)
            return self._named(found, name, found.root) if name else self._all(found)
        finally:
            self._depth -= 1
            self._active.discard(key)

    # Nodes.

    def _node(self, kind: str, place: Syntax | None, module: Module, value: Scalar = None, style: str = "") -> Node:
        start = module.offset(place.start) if place is not None else 0
        end = module.offset(place.end) if place is not None else 0
        return self._finished(Node(kind, module.file, start, end, value, style=style))

    def _finished(self, node: Node) -> Node:
        """A node with what it says of those below it; raises Refused where there are too many of them."""
        below = [item[1] for item in node.items] if node.kind == MAP else node.items
        node.size = 1 + sum(child.size for child in below)
        node.dynamic = any(child.dynamic for child in below) or (isinstance(node.value, str) and "${" in node.value)
        self._made += 1 + len(below)
        if node.size > bounds.MAX_NODES or self._made > bounds.MAX_NODES:
            raise _refused(f"more than {bounds.MAX_NODES:,} values: the file is not read", node)
        return node

    def _unknown(self, place: Syntax, module: Module) -> Node:
        return Node(UNKNOWN, module.file, module.offset(place.start), module.offset(place.end))

    # Expressions.

    def _value(self, expression: Syntax, module: Module) -> Node:
        """The tree of an expression, the same one each time."""
        expression = unwrapped(expression)
        known = self._known.get(expression)
        if known is not None:
            return known
        if expression in self._active:
            return self._unknown(expression, module)
        self._active.add(expression)
        try:
            self._enter(expression, module)
            found = self._known[expression] = self._read(expression, module)
        finally:
            self._depth -= 1
            self._active.discard(expression)
        return found

    def _enter(self, place: Syntax, module: Module) -> None:
        """One level deeper; raises Refused at the bound."""
        self._depth += 1
        if self._depth > bounds.MAX_DEPTH:
            message = f"nested more than {bounds.MAX_DEPTH} levels deep: the file is not read"
            raise _refused(message, self._unknown(place, module))

    def _read(self, node: Syntax, module: Module) -> Node:
        kind = node.kind
        if kind == "object":
            return self._object(node, module)
        if kind == "array":
            return self._array(node, module)
        if kind in ("identifier", "shorthand_property_identifier"):
            return self._identifier(node, module)
        if kind in ("member_expression", "subscript_expression"):
            return self._member(node, module)
        if kind == "call_expression":
            return self._call(node, module)
        known, value = self._scalar(node, module)
        if not known:
            return self._unknown(node, module)
        return self._node(SCALAR, node, module, value, node.text[0] if kind in ("string", "template_string") else "")

    def _object(self, node: Syntax, module: Module) -> Node:
        made = self._node(MAP, node, module, style="{")
        entries: dict[str, tuple[Node, Node]] = {}
        for child in node.children:
            if child.kind == "spread_element" and child.children:
                spread = self._value(child.children[0], module)
                if spread.kind == MAP and spread.rest is None:
                    entries |= {key_text(pair[0]): pair for pair in spread.items}
                elif spread.kind == MAP:
                    self._hide(made, entries, spread.rest or spread)
                    entries |= {key_text(pair[0]): pair for pair in spread.items}
                elif spread.kind != SCALAR or isinstance(spread.value, str):
                    self._hide(made, entries, self._unknown(child, module))
                continue
            key, value = self._entry(child, module)
            if key is None:
                self._hide(made, entries, self._unknown(child, module))
            else:
                entries[key_text(key)] = (key, value)
        made.items = list(entries.values())
        return self._finished(made)

    def _hide(self, made: Node, entries: dict[str, tuple[Node, Node]], rest: Node) -> None:
        """Something unknown is laid over the entries so far, and may add others."""
        made.rest = rest
        for name, (key, value) in entries.items():
            entries[name] = (key, Node(UNKNOWN, value.file, value.start, value.end))

    def _entry(self, child: Syntax, module: Module) -> tuple[Node | None, Node]:
        """The key of a property, None where it is computed, and its value."""
        name_node, value = child.get("key") or child.get("name") or child, child.get("value")
        name = self._name(name_node, module)
        if name is None:
            return None, self._unknown(child, module)
        style = name_node.text[0] if name_node.kind == "string" else ""
        key = self._node(SCALAR, name_node, module, name, style)
        if child.kind == "shorthand_property_identifier":
            return key, self._value(child, module)
        # A method is no data: JSON has no place for it.
        return key, self._value(value, module) if child.kind == "pair" and value else self._unknown(child, module)

    def _name(self, node: Syntax, module: Module) -> str | None:
        if node.kind == "computed_property_name" and node.children:
            known, value = self._scalar_of(self._value(node.children[0], module))
            return _text(value) if known else None
        if node.kind == "number":
            value = number_value(node.text)
            return number_text(value) if value is not None else None
        name = property_name(node)
        return name if name != "__proto__" else None

    def _array(self, node: Syntax, module: Module) -> Node:
        items: list[Node] = []
        for child in node.children:
            if child.kind != "spread_element":
                items.append(self._value(child, module))
                continue
            spread = self._value(child.children[0], module) if child.children else None
            if spread is None or spread.kind != SEQ:
                return self._unknown(node, module)
            items += spread.items
            if len(items) > bounds.MAX_NODES:
                raise _refused(f"more than {bounds.MAX_NODES:,} values: the file is not read", spread)
        made = self._node(SEQ, node, module, style="[")
        made.items = items
        return self._finished(made)

    def _identifier(self, node: Syntax, module: Module) -> Node:
        binding = module.find(node)
        if binding is None:
            if node.text == "undefined":
                return self._node(SCALAR, node, module)
            return self._unknown(node, module)
        return self._bound(binding, node, module)

    def _bound(self, binding: Binding, use: Syntax, module: Module) -> Node:
        """What a name stands for."""
        if ("bound", binding) in self._known:
            return self._known["bound", binding]
        if binding.kind == IMPORT:
            steps = binding.path
            found = self._import(module, binding.source, steps[0] or "" if steps else "", use)
        elif _is_certain(binding) and binding.value is not None:
            found = self._value(binding.value, module)
            for step in binding.path:
                found = self._property(found, step, use, module)
            if binding.rest or binding.fallback is not None:
                found = self._unknown(use, module)
        else:
            found = self._unknown(use, module)
        changed = self.files.changes_of(module).of(binding)
        if changed and found.kind in (MAP, SEQ):
            found = self._changed(found, changed, use, module)
        self._known["bound", binding] = found
        return found

    def _changed(self, node: Node, changed: frozenset[str], use: Syntax, module: Module) -> Node:
        """A value of which the entries named are changed somewhere."""
        if node.kind != MAP or EVERYTHING in changed:
            return self._unknown(use, module)
        made = Node(MAP, node.file, node.start, node.end, style=node.style)
        made.rest = node.rest
        made.items = [
            (key, Node(UNKNOWN, value.file, value.start, value.end) if key_text(key) in changed else value)
            for key, value in node.items
        ]
        known = {key_text(key) for key, _ in node.items}
        for name in sorted(changed - known):
            place = self._unknown(use, module)
            made.items.append((Node(SCALAR, place.file, place.start, place.end, name), place))
        return self._finished(made)

    def _member(self, node: Syntax, module: Module) -> Node:
        of, key = node.get("object"), node.get("property") or node.get("index")
        if of is None or key is None or "optional_chain" in (child.kind for child in node.children):
            return self._unknown(node, module)
        if node.kind == "member_expression":
            name = property_name(key)
        else:
            known, value = self._scalar_of(self._value(key, module))
            name = _text(value) if known else None
        return self._property(self._value(of, module), name, node, module)

    def _property(self, node: Node, name: str | None, use: Syntax, module: Module) -> Node:
        """An entry of a map or an item of a list; undefined where there certainly is none."""
        found = node.get(name) if name is not None else None
        if found is not None:
            return found
        if name is not None and node.kind == MAP and node.rest is None and name not in _INHERITED:
            return self._node(SCALAR, use, module)
        return self._unknown(use, module)

    def _call(self, node: Syntax, module: Module) -> Node:
        source, function = required(node), node.get("function")
        specifier = string_value(source) if source is not None else None
        if (
            specifier is not None
            and function is not None
            and function.text == "require"
            and is_global(function, module)
        ):
            return self._import(module, specifier, "", node)
        given = arguments(node)
        if function is None or len(given) != 1:
            return self._unknown(node, module)
        if function.text in _SAME and is_global(function, module):
            return self._value(given[0], module)
        if given[0].text == "__dirname" and self._is_folder_of_service(function, module):
            name = os.path.relpath(os.path.dirname(module.path), self.folder).replace(os.sep, "/")
            if not name.startswith("."):
                return self._node(SCALAR, node, module, name)
        return self._unknown(node, module)

    def _is_folder_of_service(self, function: Syntax, module: Module) -> bool:
        """Whether a function is the one of the framework's template for TypeScript: it cuts off the service's folder.

        The service's folder is the current one while the framework reads its configuration.
        """
        binding = module.find(function) if function.kind == "identifier" else None
        if binding is None:
            return False
        if binding.kind == IMPORT and len(binding.path) == 1:
            found = self.files.imported(module, binding.source)
            export = (
                self.files.exports_of(found).names.get(binding.path[0] or "") if isinstance(found, Module) else None
            )
            if not isinstance(found, Module) or export is None or export.value is None:
                return False
            named = found.find(export.value) if export.value.kind == "identifier" else None
            return cuts_folder(named.value if named is not None and named.value is not None else export.value)
        return binding.value is not None and cuts_folder(binding.value)

    # Scalars.

    def _scalar_of(self, node: Node) -> tuple[bool, Scalar]:
        return node.kind == SCALAR, node.value

    def _scalar(self, node: Syntax, module: Module) -> tuple[bool, Scalar]:
        """Whether an expression is a scalar that is known, and which."""
        kind = node.kind
        if kind == "string":
            text = string_value(node)
            return text is not None, text
        if kind == "template_string":
            return self._template(node, module)
        if kind == "number":
            value = number_value(node.text)
            return value is not None, value
        if kind in ("true", "false"):
            return True, kind == "true"
        if kind in ("null", "undefined"):
            return True, None
        if kind == "binary_expression" and "+" in node.marks:
            return self._sum(node, module)
        if kind == "unary_expression" and node.children:
            known, value = self._scalar_of(self._value(node.children[0], module))
            if "void" in node.marks:
                return known, None
            if known and "-" in node.marks and isinstance(value, int | float) and not isinstance(value, bool):
                return True, -value
        return False, None

    def _template(self, node: Syntax, module: Module) -> tuple[bool, Scalar]:
        parts: list[str] = []
        for child in node.children:
            if child.kind == "template_substitution" and child.children:
                value = self._value(child.children[0], module)
                if value.kind != SCALAR or value.value is None:
                    return False, None
                parts.append(_text(value.value))
                continue
            text = string_value(child)
            if text is None:
                return False, None
            parts.append(text)
        return True, paired(self._join(parts, node, module))

    def _sum(self, node: Syntax, module: Module) -> tuple[bool, Scalar]:
        """Texts joined by `+`; a long chain of them leans to the left."""
        parts: list[Syntax] = []
        while node.kind == "binary_expression" and "+" in node.marks and len(node.children) == 2:
            parts.append(node.children[1])
            node = unwrapped(node.children[0])
        values = [self._value(part, module) for part in reversed([*parts, node])]
        # Once a text is among them all is text: `1 + 2 + "a"` is not looked at.
        if any(value.kind != SCALAR or value.value is None for value in values):
            return False, None
        if not any(isinstance(value.value, str) for value in values[:2]):
            return False, None
        return True, self._join([_text(value.value) for value in values], node, module)

    def _join(self, parts: list[str], place: Syntax, module: Module) -> str:
        """One text of several; raises Refused where all texts made so become too long."""
        self._joined += sum(map(len, parts))
        if self._joined > bounds.MAX_CHARACTERS:
            message = f"joins texts to more than {bounds.MAX_CHARACTERS:,} characters: the file is not read"
            raise _refused(message, self._unknown(place, module))
        return "".join(parts)


_INHERITED = frozenset(("constructor", "hasOwnProperty", "toString", "valueOf", "toLocaleString", "isPrototypeOf"))
"""What every object has besides its own properties."""


def _is_certain(binding: Binding) -> bool:
    """Whether a name is set once, by a statement of its own at the top level; a `var` may stand in a block."""
    if binding.kind not in (CONST, LET, VAR) or not binding.top or binding.writes:
        return False
    statement = next((node for node in binding.node.ancestors() if node.kind == "variable_declaration"), None)
    around = statement.parent if binding.kind == VAR and statement is not None else None
    return around is None or around.kind in ("program", "export_statement")


def _text(value: Scalar) -> str:
    """A scalar inside a longer text, as JavaScript writes it."""
    return value if isinstance(value, str) else key_text(Node(SCALAR, _NOWHERE, 0, 0, value))


_NOWHERE = SourceFile("", "")


def _refused(message: str, node: Node) -> Refused:
    return Refused(Problem("bound", message, Pointer(node.file, node.start, node.end)))
