"""Where a file changes what a name stands for: entries that are set, lists that grow, values handed to other code."""

from slslint.source.script.module import Module
from slslint.source.script.scope import Binding
from slslint.source.script.syntax import Syntax, arguments, outermost, property_name, string_value, unwrapped

EVERYTHING = ""
"""In a set of changed entries: any of them may be changed."""

_NOTHING: frozenset[str] = frozenset()
_MOST_NAMES = 10
# Methods of lists and texts that leave them as they are; others may change what they are called on.
_READERS = frozenset(
    """
    at concat endsWith entries every filter find findIndex flat flatMap forEach includes indexOf join keys map reduce
    replace replaceAll slice some split startsWith toLowerCase toString toUpperCase trim values
    """.split()  # noqa: SIM905 - a list to read
)
_READING_CALLS = frozenset(
    """
    JSON.stringify Object.entries Object.freeze Object.fromEntries Object.keys Object.seal Object.values String
    console.error console.info console.log console.warn structuredClone
    """.split()  # noqa: SIM905 - a list to read
)
_ACCESS = ("member_expression", "subscript_expression")


def changes(binding: Binding, module: Module, seen: int = 0) -> frozenset[str]:
    """The entries of a value that change after it is written, as far as its file does it by this name."""
    found: set[str] = set()
    for node in module.names.get(binding.name, ()):
        if node is not binding.node and module.find(node) is binding:
            found |= _change(outermost(node), module, seen)
    return frozenset(found)


def _change(node: Syntax, module: Module, seen: int) -> frozenset[str]:
    """What the use of a name at `node` changes of its value."""
    parent = node.parent
    if parent is None:
        return _NOTHING
    if parent.kind not in _ACCESS or parent.get("object") is not node:
        return frozenset((EVERYTHING,)) if _hands_over(node, parent, module, seen) else _NOTHING
    first = _key(parent)
    top = outermost(parent)
    method = first
    while top.parent is not None and top.parent.kind in _ACCESS and top.parent.get("object") is top:
        method = _key(top.parent)
        top = outermost(top.parent)
    use = top.parent
    if use is None:
        return _NOTHING
    if use.kind == "call_expression" and use.get("function") is top:
        if method in _READERS:
            return _NOTHING
        called = unwrapped(top).get("object")
        return frozenset((EVERYTHING if called is not None and unwrapped(called) is unwrapped(node) else first,))
    written = use.kind in ("assignment_expression", "augmented_assignment_expression") and use.get("left") is top
    written = written or use.kind == "update_expression" or "delete" in use.marks
    return frozenset((first,)) if written or _hands_over(top, use, module, seen) else _NOTHING


def _key(access: Syntax) -> str:
    key = access.get("property") or access.get("index")
    if key is None:
        return EVERYTHING
    name = property_name(key) if access.kind == "member_expression" else string_value(unwrapped(key))
    return name or EVERYTHING


def _hands_over(node: Syntax, parent: Syntax, module: Module, seen: int) -> bool:
    """Whether a value comes to where it may be changed: into a call, or under another name that changes it."""
    if parent.kind == "arguments" and parent.parent is not None:
        function = parent.parent.get("function")
        name = function.text if function is not None else ""
        return not (name in _READING_CALLS or (name == "Object.assign" and arguments(parent.parent)[0] is not node))
    if parent.kind == "assignment_expression" and parent.get("right") is node:
        left = parent.get("left")
        return left is None or not left.text.startswith(("module.exports", "exports."))
    if parent.kind != "variable_declarator" or parent.get("value") is not node:
        return False
    name = parent.get("name")
    other = module.find(name) if name is not None and name.kind == "identifier" else None
    if other is None:
        return False
    return bool(other.writes) or seen > _MOST_NAMES or bool(changes(other, module, seen + 1))
