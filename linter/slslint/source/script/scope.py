"""Names and what they are bound to, by the scopes of one file."""

from collections.abc import Iterator
from functools import cached_property

from slslint.source.script.syntax import (
    CLASSES,
    FUNCTIONS,
    Syntax,
    Tree,
    parameters,
    property_name,
    string_value,
    unwrapped,
)

PARAM, CONST, LET, VAR, FUNCTION, CLASS, IMPORT, CATCH = (
    "param",
    "const",
    "let",
    "var",
    "function",
    "class",
    "import",
    "catch",
)
# The steps from a value to a name that a pattern binds: property names, None for what is not followed (array
# items, computed keys, the rest of an object).
Path = tuple[str | None, ...]
_BLOCKS = FUNCTIONS | {
    "program",
    "statement_block",
    "for_statement",
    "for_in_statement",
    "catch_clause",
    "class_body",
    "switch_body",
    "class_static_block",
}


class Binding:
    """A declared name.

    `value` is the expression that it starts with, the whole one where a pattern takes it apart, and `path` the steps
    from there; for a parameter `index` is its place in the list and `rest` says that it takes all from there.
    `fallback` is the default in a pattern or parameter. `source` is the module of an import and `path` then the
    imported name (none: all of it). `writes` are later assignments: the expressions assigned, or the node that
    changes the variable in a way that is not followed. `members` are assignments to properties (`name.x = …`) by
    property, the empty one for those whose name is not fixed. `top` says that it is declared at the top level.
    """

    __slots__ = (
        "fallback",
        "index",
        "kind",
        "members",
        "name",
        "node",
        "path",
        "rest",
        "source",
        "top",
        "value",
        "writes",
    )

    def __init__(self, kind: str, node: Syntax, value: Syntax | None = None, path: Path = ()) -> None:
        self.kind = kind
        self.node = node
        self.name = node.text
        self.value = value
        self.path = path
        self.index = -1
        self.rest = False
        self.fallback: Syntax | None = None
        self.source = ""
        self.writes: list[Syntax] = []
        self.members: dict[str, list[Syntax]] = {}
        self.top = False


def carries(binding: Binding) -> bool:
    """Whether a variable starts as what another name, or an item of something, stands for."""
    return binding.value is not None and unwrapped(binding.value).kind in ("identifier", "subscript_expression")


class Scopes:
    """The bindings of a file; a scope is the node that opens it."""

    def __init__(self, tree: Tree) -> None:
        self._names: dict[Syntax, dict[str, Binding]] = {}
        self._scopes: dict[Syntax, Syntax | None] = {}
        self._parameters: dict[Syntax, list[Binding]] = {}
        self._declared: set[str] = set()
        self.root = tree.root
        kinds = tree.kinds
        for kind in FUNCTIONS:
            for node in kinds[kind]:
                self._function(node)
        for kind in CLASSES:
            for node in kinds[kind]:
                self._class(node)
        for node in kinds["variable_declarator"]:
            self._variable(node)
        for node in kinds["for_in_statement"]:
            self._loop(node)
        for node in kinds["catch_clause"]:
            self._catch(node)
        for node in kinds["import_statement"]:
            self._import(node)
        for kind in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
            for node in kinds[kind]:
                self._assignment(node)
        for node in kinds["for_in_statement"]:
            if not {"const", "let", "var"} & set(node.marks):
                self._assignment(node)

    def find(self, name: str, at: Syntax) -> Binding | None:
        """What `name` means at a node; None for a global."""
        if name not in self._declared:
            return None
        scope = self._scope(at)
        while scope is not None:
            binding = self._names[scope].get(name)
            if binding is not None:
                return binding
            scope = self._scope(scope.parent)
        return None

    def _scope(self, node: Syntax | None) -> Syntax | None:
        """The innermost scope at a node that binds names; remembered, for trees may be deep."""
        known, names = self._scopes, self._names
        passed: list[Syntax] = []
        while node is not None and node not in names and node not in known:
            passed.append(node)
            node = node.parent
        found = node if node is None or node in names else known[node]
        for each in passed:
            known[each] = found
        return found

    def parameters(self, function: Syntax) -> list[Binding]:
        """The names that a function's parameters bind."""
        return self._parameters.get(function, [])

    @cached_property
    def carriers(self) -> frozenset[str]:
        """The names that may stand for what a function is handed: parameters, and variables that are set to a name."""
        bindings = (binding for names in self._names.values() for binding in names.values())
        return frozenset(["arguments", *(each.name for each in bindings if each.kind == PARAM or carries(each))])

    def top(self) -> dict[str, Binding]:
        """The names of the top level."""
        return self._names.get(self.root, {})

    def _declare(self, binding: Binding, scope: Syntax) -> None:
        binding.top = scope is self.root
        self._declared.add(binding.name)
        names = self._names.setdefault(scope, {})
        known = names.get(binding.name)
        if known is None:
            names[binding.name] = binding
        elif binding.value is not None or binding.kind != VAR:  # a bare `var x` again changes nothing
            known.writes.append(binding.node if binding.path else binding.value or binding.node)

    def _function(self, node: Syntax) -> None:
        name = node.get("name")
        if name is not None and node.kind.endswith("declaration"):
            self._declare(Binding(FUNCTION, name, node), _block(node))
        elif name is not None and node.kind != "method_definition":
            self._declare(Binding(FUNCTION, name, node), node)
        bound = self._parameters[node] = []
        for index, parameter in enumerate(parameters(node)):
            pattern = parameter.get("pattern") or parameter
            fallback = parameter.get("value") if parameter.kind == "required_parameter" else None
            for binding in _bindings(PARAM, pattern, None):
                binding.index = index
                binding.fallback = binding.fallback or fallback
                bound.append(binding)
                self._declare(binding, node)

    def _class(self, node: Syntax) -> None:
        name = node.get("name")
        if name is not None:
            self._declare(Binding(CLASS, name, node), node if node.kind == "class" else _block(node))

    def _variable(self, node: Syntax) -> None:
        pattern, statement = node.get("name"), node.parent
        if pattern is None or statement is None:
            return
        kind = VAR if statement.kind == "variable_declaration" else LET if "let" in statement.marks else CONST
        scope = _function_or_top(node) if kind == VAR else _block(node)
        for binding in _bindings(kind, pattern, node.get("value")):
            self._declare(binding, scope)

    def _loop(self, node: Syntax) -> None:
        left = node.get("left")
        if left is not None and {"const", "let", "var"} & set(node.marks):
            kind = next(mark for mark in node.marks if mark in ("const", "let", "var"))
            for binding in _bindings(kind, left, node, (None,)):
                self._declare(binding, _function_or_top(node) if kind == VAR else node)

    def _catch(self, node: Syntax) -> None:
        parameter = node.get("parameter")
        if parameter is not None:
            for binding in _bindings(CATCH, parameter, node, (None,)):
                self._declare(binding, node)

    def _import(self, node: Syntax) -> None:
        clause = next((child for child in node.children if child.kind.startswith("import_")), None)
        source = node.get("source") or (clause.get("source") if clause is not None else None)
        spelled = string_value(source) if source is not None else None
        if clause is None or spelled is None:
            return
        for name, path in _imported(clause):
            binding = Binding(IMPORT, name, None, path)
            binding.source = spelled
            self._declare(binding, self.root)

    def _assignment(self, node: Syntax) -> None:
        left = node.get("left") or node.get("argument")
        if left is None:
            return
        left = unwrapped(left)
        if left.kind == "identifier":
            binding = self.find(left.text, left)
            if binding is not None:
                binding.writes.append((node.get("right") or node) if node.kind == "assignment_expression" else node)
        elif left.kind in ("member_expression", "subscript_expression"):
            self._member(left, node)
        else:
            for binding in _bindings(VAR, left, None):
                known = self.find(binding.name, left)
                if known is not None:
                    known.writes.append(node)

    def _member(self, left: Syntax, node: Syntax) -> None:
        of = left.get("object")
        owner = unwrapped(of) if of is not None else None
        if owner is None or owner.kind != "identifier":
            return
        binding = self.find(owner.text, owner)
        key = left.get("property") or left.get("index")
        if binding is not None and key is not None:
            binding.members.setdefault(property_name(key) or "", []).append(node)


def _block(node: Syntax) -> Syntax:
    return next(parent for parent in node.ancestors() if parent.kind in _BLOCKS or parent.parent is None)


def _function_or_top(node: Syntax) -> Syntax:
    return next(parent for parent in node.ancestors() if parent.kind in FUNCTIONS or parent.parent is None)


def _imported(clause: Syntax) -> Iterator[tuple[Syntax, Path]]:
    if clause.kind == "import_require_clause":
        yield from ((child, ()) for child in clause.children if child.kind == "identifier")
        return
    for child in clause.children:
        if child.kind == "identifier":
            yield child, ("default",)
        elif child.kind == "namespace_import":
            yield from ((name, ()) for name in child.children)
        else:
            for each in child.children:
                name = each.get("name")
                if each.kind == "import_specifier" and name is not None:
                    yield each.get("alias") or name, (string_value(name) or name.text,)


def _bindings(kind: str, pattern: Syntax, value: Syntax | None, start: Path = ()) -> Iterator[Binding]:
    """The names in a pattern, each with its steps; iterative, for patterns may nest without end."""
    stack: list[tuple[Syntax, Path, Syntax | None, bool]] = [(pattern, start, None, False)]
    while stack:
        node, path, fallback, rest = stack.pop()
        if node.kind in ("identifier", "shorthand_property_identifier_pattern"):
            if node.kind != "identifier":
                path = (*path, node.text)
            binding = Binding(kind, node, value, path)
            binding.fallback = fallback
            binding.rest = rest
            yield binding
        elif node.kind in ("assignment_pattern", "object_assignment_pattern"):
            left, right = node.get("left"), node.get("right")
            if left is not None:
                stack.append((left, path, right, rest))
        elif node.kind == "object_pattern":
            stack.extend((child, path, None, False) for child in reversed(node.children))
        elif node.kind == "pair_pattern":
            key, inner = node.get("key"), node.get("value")
            if key is not None and inner is not None:
                stack.append((inner, (*path, property_name(key)), None, False))
        elif node.kind == "array_pattern":
            stack.extend((child, (*path, None), None, False) for child in reversed(node.children))
        elif node.kind == "rest_pattern" and node.children:
            whole = node.parent is not None and node.parent.kind in ("formal_parameters", "required_parameter")
            stack.append((node.children[0], path if whole else (*path, None), None, whole))
