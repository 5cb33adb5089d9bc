"""The syntax tree of a JavaScript or TypeScript file, as light nodes that know their parents."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

FUNCTIONS = frozenset(
    {
        "arrow_function",
        "function_expression",
        "function_declaration",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    }
)
CLASSES = frozenset({"class", "class_declaration", "abstract_class_declaration"})
# What wraps an expression without changing its value; its first child is that expression.
TRANSPARENT = frozenset(
    {
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "await_expression",
        "instantiation_expression",
    }
)
WRAPPING = TRANSPARENT | {"type_assertion"}
"""All that `unwrapped` looks into."""
_TYPES = frozenset(
    {
        "type_annotation",
        "type_arguments",
        "type_parameters",
        "interface_declaration",
        "type_alias_declaration",
        "ambient_declaration",
        "implements_clause",
        "type_predicate_annotation",
        "asserts_annotation",
        "function_signature",
        "abstract_method_signature",
        "method_signature",
    }
)
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_LOOKED_FOR = (
    *FUNCTIONS,
    *CLASSES,
    "assignment_expression",
    "augmented_assignment_expression",
    "call_expression",
    "catch_clause",
    "export_specifier",
    "export_statement",
    "for_in_statement",
    "import_statement",
    "member_expression",
    "object",
    "pair",
    "return_statement",
    "subscript_expression",
    "this",
    "update_expression",
    "variable_declarator",
)
_PUNCTUATION = frozenset("(){}[],;:.'\"`?") | {"${", "=>"}


class Syntax:
    """A node: what it is, where it stands (bytes), what is below it.

    `children` are the named nodes without comments; type annotations have none. `marks` are the words and operators
    that the grammar leaves nameless (`async`, `static`, `=`, `&&`). `text` is the node as it is written. Nodes
    compare by identity.
    """

    __slots__ = ("children", "data", "end", "field", "kind", "marks", "parent", "start", "text")
    text: str

    def __init__(self, kind: str, start: int, end: int, field: str | None, parent: "Syntax | None", data: bytes):
        self.kind = kind
        self.start = start
        self.end = end
        self.field = field
        self.parent = parent
        self.data = data
        self.children: Sequence[Syntax] = ()
        self.marks: tuple[str, ...] = ()

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            """The text, made when it is first asked for."""
            if name != "text":
                raise AttributeError(name)
            self.text = text = self.data[self.start : self.end].decode("utf-8", "replace")
            return text

    def get(self, field: str) -> "Syntax | None":
        """The first child in a field of the grammar, or None."""
        for child in self.children:
            if child.field == field:
                return child
        return None

    def walk(self) -> Iterator["Syntax"]:
        """The node and all below it, in the order of the source."""
        stack: list[Syntax] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def ancestors(self) -> Iterator["Syntax"]:
        """The nodes above, from the innermost."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def inside(self, other: "Syntax") -> bool:
        """Whether the node is `other` or stands below it."""
        return self is other or any(node is other for node in self.ancestors())

    def __repr__(self) -> str:
        return f"<{self.kind} {self.text[:40]!r} at {self.start}>"


class Tree:
    """A file's nodes: the root, the spans that do not parse, and two indexes in the order of the source.

    `kinds` holds the nodes of the kinds that are looked for, `names` the identifiers by name, shorthand
    properties among them.
    """

    __slots__ = ("errors", "kinds", "names", "root")

    def __init__(self, root: Syntax) -> None:
        self.root = root
        self.kinds: dict[str, list[Syntax]] = {kind: [] for kind in _LOOKED_FOR}
        self.names: dict[str, list[Syntax]] = {}
        self.errors: list[tuple[int, int]] = []


class Grammar:
    """The kinds and fields of a language of tree-sitter, by its numbers."""

    def __init__(self, language: Any) -> None:
        self.kinds: list[str] = [language.node_kind_for_id(number) for number in range(language.node_kind_count)]
        self.fields: list[str | None] = [None]
        self.fields += [language.field_name_for_id(number) for number in range(1, language.field_count + 1)]
        self.treatment = [
            self._treat(kind, language.node_kind_is_named(number)) for number, kind in enumerate(self.kinds)
        ]

    def _treat(self, kind: str, named: bool) -> int:
        if kind in _COMMENTS or (not named and kind in _PUNCTUATION):
            return _SKIP
        if not named:
            return _MARK
        if kind in _NAMES:
            return _NAME
        if kind in _TYPES:
            return _LEAF
        return _INDEXED if kind in _LOOKED_FOR else _NODE


_NODE, _INDEXED, _LEAF, _NAME, _MARK, _SKIP = range(6)
_COMMENTS = ("comment", "html_comment", "hash_bang_line")
_ERROR = 65535


def build(root: Any, data: bytes, grammar: Grammar) -> Tree:
    """The tree of tree-sitter's root node over `data`. It is read by numbers, for speed and to share all names."""
    cursor = root.walk()
    damaged: bool = root.has_error
    top = Syntax(root.type, 0, len(data), None, None, data)
    tree = Tree(top)
    if not cursor.goto_first_child():
        return tree
    indexes, identifiers = tree.kinds, tree.names
    kinds, fields, treatment = grammar.kinds, grammar.fields, grammar.treatment
    descend, advance = cursor.goto_first_child, cursor.goto_next_sibling
    parent = top
    below: list[Syntax] = []
    top.children = below
    while True:
        raw = cursor.node
        number: int = raw.kind_id
        if damaged and (number == _ERROR or raw.is_missing):
            tree.errors.append((raw.start_byte, raw.end_byte))
        how = _NODE if number == _ERROR else treatment[number]
        if how <= _NAME:
            kind = "ERROR" if number == _ERROR else kinds[number]
            node = Syntax(kind, raw.start_byte, raw.end_byte, fields[cursor.field_id or 0], parent, data)
            below.append(node)
            if how <= _INDEXED:
                if how == _INDEXED:
                    indexes[kind].append(node)
                if descend():
                    parent, below = node, []
                    node.children = below
                    continue
            elif how == _NAME:
                node.text = name = data[node.start : node.end].decode("utf-8", "replace")
                if name in identifiers:
                    identifiers[name].append(node)
                else:
                    identifiers[name] = [node]
        elif how == _MARK:
            parent.marks += (kinds[number],)
        while not advance():
            if not cursor.goto_parent() or parent.parent is None:
                return tree
            if not below:
                parent.children = ()
            parent = parent.parent
            below = parent.children  # pyright: ignore[reportAssignmentType] - the list that it was given above


def unwrapped(node: Syntax) -> Syntax:
    """The expression within parentheses, casts and `await`."""
    while node.children:
        if node.kind in TRANSPARENT:
            node = node.children[0]
        elif node.kind == "type_assertion":
            node = node.children[-1]
        else:
            break
    return node


def outermost(node: Syntax) -> Syntax:
    """The widest expression of the same value: the node with its parentheses, casts and `await`."""
    parent = node.parent
    while parent is not None and (
        (parent.kind in TRANSPARENT and parent.children[0] is node)
        or (parent.kind == "type_assertion" and parent.children[-1] is node)
    ):
        node, parent = parent, parent.parent
    return node


def string_value(node: Syntax) -> str | None:
    """The text of a string, of a template without substitutions, or of a piece of one; None for anything else."""
    if node.kind in ("string_fragment", "escape_sequence"):
        return _unescaped(node.text) if node.kind == "escape_sequence" else node.text.replace("\r\n", "\n")
    if node.kind not in ("string", "template_string"):
        return None
    parts: list[str] = []
    for child in node.children:
        part = string_value(child) if child.kind in ("string_fragment", "escape_sequence") else None
        if part is None:
            return None
        parts.append(part)
    return paired("".join(parts))


def _unescaped(written: str) -> str | None:
    """What an escape sequence stands for: `\\n`, `\\x41`, `\\u{1f600}`, a line that goes on; None for octal ones."""
    mark, digits = written[1], written[2:].strip("{}")
    if mark in _ESCAPES:
        return _ESCAPES[mark]
    if mark in "xu":
        try:
            return chr(int(digits, 16))
        except (ValueError, OverflowError):
            return None
    if mark.isdigit():
        return "\0" if written == "\\0" else None
    return "" if mark in "\r\n\u2028\u2029" else written[1:]


def paired(text: str) -> str:
    """Text in which pairs of surrogates, written as two escapes, are the character that they mean."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_EXACT = 1 << 53
"""Whole numbers up to this are exact in JavaScript."""


def number_value(text: str) -> int | float | None:
    """The number that a literal is; None for a big integer, and for octal in the old form."""
    text = text.replace("_", "").lower()
    try:
        if text[:2] in ("0x", "0o", "0b"):
            value: int | float = int(text, 0)
        elif text.isdigit():
            value = int(text)
        else:
            value = float(text)
    except ValueError:
        return None
    if text.isdigit() and text[0] == "0" and len(text) > 1:
        return None
    if isinstance(value, int):
        return value if value <= _EXACT else float(value) if value < 1 << 1023 else None
    return int(value) if value.is_integer() and abs(value) <= _EXACT else value


def property_name(node: Syntax) -> str | None:
    """The name that a key, a property or a computed literal key spells; None where it is not fixed."""
    kind = node.kind
    if kind in (
        "property_identifier",
        "private_property_identifier",
        "identifier",
        "shorthand_property_identifier",
        "shorthand_property_identifier_pattern",
        "number",
    ):
        return node.text
    if kind == "computed_property_name" and node.children:
        return string_value(unwrapped(node.children[0]))
    return string_value(node)


def enclosing_function(node: Syntax) -> Syntax | None:
    """The innermost function around a node; None at the top level."""
    parent = node.parent
    while parent is not None and parent.kind not in FUNCTIONS:
        parent = parent.parent
    return parent


def parameters(function: Syntax) -> list[Syntax]:
    """A function's parameters, without TypeScript's `this`; a lone bare one included."""
    single = function.get("parameter")
    if single is not None:
        return [single]
    listed = function.get("parameters")
    if listed is None:
        return []
    return [node for node in listed.children if (node.get("pattern") or node).kind not in ("this", "decorator")]


def length(function: Syntax) -> int:
    """`function.length`: the parameters before the first that has a default or is the rest."""
    count = 0
    for node in parameters(function):
        pattern = node.get("pattern") or node
        if node.kind in ("assignment_pattern", "rest_pattern") or pattern.kind == "rest_pattern":
            break
        if node.kind == "required_parameter" and node.get("value") is not None:
            break
        count += 1
    return count


def is_async(function: Syntax) -> bool:
    """Whether the function is written `async`."""
    return "async" in function.marks


def is_generator(function: Syntax) -> bool:
    """Whether the function is a generator."""
    return "*" in function.marks


def this_function(node: Syntax) -> Syntax | None:
    """The innermost function around a node that has a `this` and `arguments` of its own."""
    return next(
        (parent for parent in node.ancestors() if parent.kind in FUNCTIONS and parent.kind != "arrow_function"), None
    )


def is_constructor(member: Syntax) -> bool:
    """Whether a member of a class is its constructor."""
    name = member.get("name")
    return member.kind == "method_definition" and name is not None and name.text == "constructor"


def own_nodes(function: Syntax) -> Iterator[Syntax]:
    """The nodes of a function's body that no function inside it owns; nested functions themselves are yielded."""
    body = function.get("body")
    stack = [body] if body is not None else []
    while stack:
        node = stack.pop()
        yield node
        if node.kind not in FUNCTIONS and node.kind not in CLASSES:
            stack.extend(reversed(node.children))


def arguments(call: Syntax) -> list[Syntax]:
    """The arguments of a call or a construction; a tagged template counts as none."""
    listed = call.get("arguments")
    return list(listed.children) if listed is not None and listed.kind == "arguments" else []
