"""Where a file changes what a name stands for: entries that are set, lists that grow, values handed to other code."""

from slslint.source.script.module import Module
from slslint.source.script.scope import Binding
from slslint.source.script.syntax import Syntax, arguments, outermost, property_name, string_value, unwrapped

EVERYTHING = ""
"""In a set of changed entries: any of them may be changed."""

_NOTHING: frozenset[str] = frozenset()
_ALL: frozenset[str] = frozenset((EVERYTHING,))
_MOST_STEPS = 60
# Methods that leave what they are called on as it is and hand no item of it on.
_READERS = frozenset(
    """
    endsWith hasOwnProperty includes indexOf join replace replaceAll split startsWith toLowerCase toString toUpperCase
    trim
    """.split()  # noqa: SIM905 - a list to read
)
_COPIERS = frozenset(("concat", "flat", "slice"))
_READING_CALLS = frozenset(
    """
    Array.isArray Boolean JSON.stringify Object.hasOwn Object.keys String console.error console.info console.log
    console.warn structuredClone
    """.split()  # noqa: SIM905 - a list to read
)
_SAME = frozenset(("Object.freeze", "Object.seal"))
_ACCESS = ("member_expression", "subscript_expression")
# Where a value may stand and is only looked at, exported, or dropped.
_LOOKS = frozenset(
    """
    computed_property_name do_statement export_specifier export_statement expression_statement if_statement
    import_clause import_specifier namespace_import program switch_case switch_statement type_query while_statement
    """.split()  # noqa: SIM905 - a list to read
)
_LOGICAL = frozenset(("&&", "||", "??"))


class Changes:
    """What the code of one file changes, by names and by expressions."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._known: dict[Binding, frozenset[str]] = {}
        self._steps = 0

    def of(self, binding: Binding) -> frozenset[str]:
        """The entries of a value that change after it is written, as far as its file does it by this name."""
        if binding not in self._known:
            self._known[binding] = _ALL  # what leads to itself is not followed
            found: set[str] = set()
            for node in self._module.names.get(binding.name, ()):
                if node is not binding.node and self._module.find(node) is binding:
                    found |= self.at(node)
            self._known[binding] = frozenset(found)
        return self._known[binding]

    def at(self, node: Syntax) -> frozenset[str]:
        """The entries that change of the value that stands at a node; all of them where it is handed to other code."""
        if self._steps > _MOST_STEPS:
            return _ALL
        self._steps += 1
        try:
            node = outermost(node)
            return self._use(node, node.parent) if node.parent is not None else _NOTHING
        finally:
            self._steps -= 1

    def _use(self, node: Syntax, parent: Syntax) -> frozenset[str]:
        kind = parent.kind
        if kind in _LOOKS:
            return _NOTHING
        if kind in _ACCESS:
            return self._access(node, parent) if parent.get("object") is node else _NOTHING
        if kind == "variable_declarator":
            return self._named(parent.get("name"))
        if kind in ("pair", "object", "array", "spread_element"):
            return self._contained(node, parent)
        if kind == "arguments" and parent.parent is not None:
            return self._argument(node, parent.parent)
        if kind == "assignment_expression":
            return self._assigned(node, parent)
        if kind in ("binary_expression", "ternary_expression", "sequence_expression"):
            return self.at(parent) if _passes(node, parent) else _NOTHING
        if kind == "template_substitution":
            string = parent.parent
            tagged = string is None or string.parent is None or string.parent.kind == "call_expression"
            return _ALL if tagged else _NOTHING
        if kind in ("call_expression", "new_expression"):
            return _NOTHING if node.field in ("function", "constructor") else _ALL
        looked = kind == "unary_expression" and "delete" not in parent.marks
        looked = looked or (kind == "for_in_statement" and "in" in parent.marks and parent.get("right") is node)
        return _NOTHING if looked else _ALL

    def _access(self, node: Syntax, access: Syntax) -> frozenset[str]:
        """What is done with an entry of the value at `node`."""
        first = method = _key(access)
        top = outermost(access)
        while top.parent is not None and top.parent.kind in _ACCESS and top.parent.get("object") is top:
            method = _key(top.parent)
            top = outermost(top.parent)
        use = top.parent
        if use is None:
            return _NOTHING
        if use.kind == "call_expression" and use.get("function") is top:
            if method in _READERS or (method in _COPIERS and not self.at(use)):
                return _NOTHING
            called = unwrapped(top).get("object")
            return frozenset((EVERYTHING if called is not None and unwrapped(called) is unwrapped(node) else first,))
        written = use.kind in ("assignment_expression", "augmented_assignment_expression") and use.get("left") is top
        return frozenset((first,)) if written or self._use(top, use) else _NOTHING

    def _named(self, pattern: Syntax | None) -> frozenset[str]:
        """What is changed by the names that a pattern gives to a value, or to entries of it."""
        found: set[str] = set()
        for name in pattern.walk() if pattern is not None else ():
            if name.kind not in ("identifier", "shorthand_property_identifier_pattern"):
                continue
            other = self._module.find(name)
            if other is None or (other.node is not name and (name is pattern or name.kind != "identifier")):
                return _ALL
            if other.node is not name:
                continue  # in a default
            changed = _ALL if other.writes else self.of(other)
            if name is pattern:
                return changed
            if changed:
                found.add(other.path[0] or EVERYTHING if other.path else EVERYTHING)
        return frozenset(found)

    def _contained(self, node: Syntax, parent: Syntax) -> frozenset[str]:
        """What changes of a value that is put into an object or a list, or spread into one."""
        spread = parent.kind == "spread_element"
        inside = parent.parent if parent.kind in ("pair", "spread_element") else parent
        if inside is None or inside.kind not in ("object", "array"):
            return _NOTHING if parent.kind == "pair" and parent.get("key") is node else _ALL
        changed = self.at(inside)
        if spread and inside.kind == "object":
            return changed
        key = parent.get("key") if parent.kind == "pair" else node
        name = property_name(key) if key is not None and inside.kind == "object" else None
        return _ALL if changed and (name is None or EVERYTHING in changed or name in changed) else _NOTHING

    def _argument(self, node: Syntax, call: Syntax) -> frozenset[str]:
        function, given = call.get("function"), arguments(call)
        if function is None or not is_global(function, self._module):
            return _ALL
        name = function.text
        if name in _READING_CALLS:
            return _NOTHING
        copied = name == "Object.assign" and given[0] is not node and unwrapped(given[0]).kind == "object"
        return self.at(call) if name in _SAME or copied else _ALL

    def _assigned(self, node: Syntax, assignment: Syntax) -> frozenset[str]:
        left = assignment.get("left")
        if left is node:
            return _NOTHING  # the name stands for something else: a write, not a change
        exported = left is not None and left.text.startswith(("module.exports", "exports."))
        return self.at(assignment) if exported else _ALL


def is_global(function: Syntax, module: Module) -> bool:
    """Whether a function, or the object it is a member of, is no name of the file's own."""
    while function.kind in _ACCESS and function.children:
        function = function.children[0]
    return function.kind == "identifier" and module.find(function) is None


def is_changed(use: Syntax, changes: Changes) -> bool:
    """Whether a use of `exports`, or of `module`, changes what is exported deeper than by a name that is set."""
    base = outermost(use)
    if use.text == "module":
        member = base.parent
        if member is None or member.get("object") is not base or _key(member) != "exports":
            return False
        base = outermost(member)
    access = base.parent
    if access is None or access.get("object") is not base:
        return False
    target = outermost(access)
    given = target.parent
    if given is not None and given.kind == "assignment_expression" and given.get("left") is target:
        return False
    called = given is not None and given.kind == "call_expression" and given.get("function") is target
    return not called and bool(changes.at(base))


def _passes(node: Syntax, parent: Syntax) -> bool:
    """Whether the value of an operation may be that of its operand."""
    if parent.kind == "ternary_expression":
        return parent.get("condition") is not node
    if parent.kind == "sequence_expression":
        return parent.children[-1] is node
    return bool(_LOGICAL & set(parent.marks))


def _key(access: Syntax) -> str:
    key = access.get("property") or access.get("index")
    if key is None:
        return EVERYTHING
    name = property_name(key) if access.kind == "member_expression" else string_value(unwrapped(key))
    return name or EVERYTHING
