"""What a file exports, as it is written: every shape of CommonJS, ES modules and compiled TypeScript."""

from typing import NamedTuple

from slslint.source.script.module import Module
from slslint.source.script.syntax import (
    CLASSES,
    FUNCTIONS,
    Syntax,
    arguments,
    outermost,
    property_name,
    string_value,
    unwrapped,
)

_STAR_HELPERS = ("__exportStar", "__export", "_export_star")
# Loose looks at `module` that export nothing: `require.main === module`, `module.hot`, `typeof module`.
_LOOKS = ("binary_expression", "unary_expression", "if_statement")


class Export(NamedTuple):
    """One exported name: the expression exported, or `name` of the module `source` (all of it where empty).

    Neither where what is exported is not followed.
    """

    value: Syntax | None = None
    source: str = ""
    name: str = ""


class Exports:
    """The exports of a file.

    `names` are the exported names, the last assignment winning; `whole` is what `module.exports` or `export =` is
    set to; `stars` are the modules all of whose names are exported too. `nested` holds assignments such as
    `exports.users.get = …` by both names. `open` says that there may be more names than can be seen.
    """

    def __init__(self, module: Module) -> None:
        self.names: dict[str, Export] = {}
        self.whole: Syntax | None = None
        self.stars: list[str] = []
        self.nested: dict[tuple[str, str], Syntax] = {}
        self.open = bool(module.tree.errors)
        self.es_module = False
        self._module = module
        for statement in module.nodes("export_statement"):
            self._statement(statement)
        for name in ("exports", "module"):
            for node in module.names.get(name, ()):
                if module.find(node) is None:
                    self._common(node, name == "module")
        if not self.es_module and any(_is_top(node) for node in module.nodes("this")):
            self.open = True  # at the top level of CommonJS `this` is `exports`

    # ES modules and TypeScript

    def _statement(self, node: Syntax) -> None:
        if node.parent is not self._module.root or "type" in node.marks:
            return
        source_node = node.get("source")
        source = (string_value(source_node) or "") if source_node is not None else ""
        if "=" in node.marks:
            self.whole = node.children[-1] if node.children else None
            return
        self.es_module = True
        if "default" in node.marks:
            self.names["default"] = Export(node.get("value") or node.get("declaration"))
            return
        declaration = node.get("declaration")
        if declaration is not None:
            self._declaration(declaration)
        for child in node.children:
            if child.kind == "export_clause":
                self._clause(child, source)
            elif child.kind == "namespace_export" and child.children:
                self.names[_exported_name(child.children[0])] = Export(source=source)
            elif child.kind == "import_alias":
                self.open = True
        if "*" in node.marks and source:
            self.stars.append(source)

    def _declaration(self, node: Syntax) -> None:
        if node.kind in FUNCTIONS or node.kind in CLASSES:
            name = node.get("name")
            if name is not None:
                self.names[name.text] = Export(node)
        elif node.kind in ("lexical_declaration", "variable_declaration"):
            for declarator in node.children:
                pattern = declarator.get("name")
                if pattern is None:
                    continue
                for name in pattern.walk():
                    binding = self._module.find(name) if name.kind in _NAMES else None
                    if binding is not None and binding.node is name:
                        self.names[binding.name] = Export(name)
        else:
            name = node.get("name")  # of an enum or a namespace; types and ambient declarations export nothing
            if name is not None:
                self.names[name.text] = Export()

    def _clause(self, clause: Syntax, source: str) -> None:
        for specifier in clause.children:
            name = specifier.get("name")
            if name is None or "type" in specifier.marks:
                continue
            exported = _exported_name(specifier.get("alias") or name)
            self.names[exported] = Export(source=source, name=_exported_name(name)) if source else Export(name)

    # CommonJS

    def _common(self, node: Syntax, is_module: bool) -> None:
        base = outermost(node)
        if is_module:
            member = base.parent
            if member is None or member.get("object") is not base:
                self.open = self.open or member is None or member.kind not in _LOOKS
                return
            if _property(member) != "exports":
                return
            base = outermost(member)
        self._use(base, whole=is_module)

    def _use(self, base: Syntax, whole: bool) -> None:
        """What is done with `exports` or `module.exports`, standing at `base`."""
        parent = base.parent
        if parent is None:
            return
        if parent.kind == "assignment_expression" and parent.get("left") is base:
            if whole or _is_module_exports(parent.get("right")) or _is_module_exports(_assigned_to(parent)):
                self._assign_whole(parent)
        elif parent.kind == "assignment_expression":
            # `exports = module.exports` and `module.exports = exports` change nothing.
            left = parent.get("left")
            if left is None or left.text not in ("exports", "module.exports"):
                self.open = True
        elif parent.get("object") is base:
            self._property(parent)
        elif parent.kind == "arguments" and parent.parent is not None:
            self._passed(parent.parent)
        elif parent.kind not in _LOOKS:
            self.open = True

    def _assign_whole(self, assignment: Syntax) -> None:
        value = _final(assignment)
        if value is None or unwrapped(value).text in ("exports", "module.exports"):
            return
        if not is_straight(assignment):
            # In a condition or function, or kept under another name besides: `const all = module.exports = {}`.
            # esbuild annotates its bundles: `0 && (module.exports = {handler})`.
            self.open = True
        elif self.whole is not None and self.whole is not value:
            self.open = True
        if not self.open or self.whole is None:
            self.whole = value

    def _property(self, member: Syntax) -> None:
        name = _property(member)
        target = outermost(member)
        parent = target.parent
        if parent is None:
            return
        written = parent.kind == "assignment_expression" and parent.get("left") is target
        if name is None:
            # `exports[key]` read somewhere tells nothing; written, it may be any name.
            self.open = self.open or written or parent.kind == "augmented_assignment_expression"
        elif written:
            self._assign(name, parent)
        elif parent.kind in ("augmented_assignment_expression", "update_expression") or "delete" in parent.marks:
            if parent.get("right") is not target:
                self.names[name] = Export()
                self.open = True
        elif parent.get("object") is target:
            deeper = outermost(parent)
            inner, assignment = _property(parent), deeper.parent
            if assignment is not None and assignment.kind == "assignment_expression":
                value = _final(assignment)
                if assignment.get("left") is deeper and inner is not None and value is not None:
                    self.nested[name, inner] = value

    def _assign(self, name: str, assignment: Syntax) -> None:
        value = _final(assignment)
        if value is None or "void" in unwrapped(value).marks:
            self.names.setdefault(name, Export())  # compiled TypeScript writes `exports.x = void 0` first
            return
        known = self.names.get(name)
        twice = known is not None and known.value is not None and known.value is not value
        self.names[name] = Export() if twice and not is_straight(assignment) else Export(value)

    def _passed(self, call: Syntax) -> None:
        """`exports` as an argument: the helpers of compilers, or anything."""
        function, given = call.get("function"), arguments(call)
        name = function.text.rpartition(".")[2] if function is not None else ""
        if name == "defineProperty" and len(given) == 3 and not self._module.scopes.find("Object", call):
            key = string_value(given[1])
            if key is None:
                self.open = True
            elif key != "__esModule":
                self.names[key] = Export(_getter(given[2]))
            return
        source = _required(given[0]) if given else None
        if name in _STAR_HELPERS and source is not None:
            self.stars.append(source)
        else:
            self.open = True


_STRAIGHT = ("expression_statement", "assignment_expression", "sequence_expression", "program")
_NAMES = ("identifier", "shorthand_property_identifier_pattern")


def _is_top(node: Syntax) -> bool:
    return not any(
        parent.kind in CLASSES or (parent.kind in FUNCTIONS and parent.kind != "arrow_function")
        for parent in node.ancestors()
    )


def _exported_name(node: Syntax) -> str:
    return string_value(node) or node.text


def _property(member: Syntax) -> str | None:
    key = member.get("property") or member.get("index")
    if key is None:
        return None
    return property_name(key) if member.kind == "member_expression" else string_value(unwrapped(key))


def _final(assignment: Syntax) -> Syntax | None:
    """The value at the end of a chain `a = b = value`."""
    value = assignment.get("right")
    while value is not None and unwrapped(value).kind == "assignment_expression":
        value = unwrapped(value).get("right")
    return value


def _assigned_to(assignment: Syntax) -> Syntax | None:
    parent = assignment.parent
    return parent.get("left") if parent is not None and parent.kind == "assignment_expression" else None


def _is_module_exports(node: Syntax | None) -> bool:
    return node is not None and node.text.startswith("module.exports")


def is_straight(node: Syntax) -> bool:
    """Whether an assignment is a statement of its own that runs whenever the file is loaded."""
    return all(parent.kind in _STRAIGHT for parent in node.ancestors())


def _getter(node: Syntax) -> Syntax | None:
    """What the getter (or value) of a property descriptor gives: `{ get: function () { return x.y } }`."""
    for child in unwrapped(node).children:
        name = child.get("key") or child.get("name")
        if name is None or property_name(name) not in ("get", "value"):
            continue
        value = child.get("value") or child
        if property_name(name) == "value":
            return value
        body = value.get("body")
        if body is None:
            return None
        if body.kind != "statement_block":
            return body
        returned = [each for each in body.children if each.kind == "return_statement"]
        return returned[0].children[0] if len(returned) == 1 and returned[0].children else None
    return None


def _required(node: Syntax) -> str | None:
    from slslint.source.script.module import required

    node = unwrapped(node)
    source = required(node) if node.kind == "call_expression" else None
    return string_value(source) if source is not None else None
