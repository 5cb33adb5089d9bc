"""What a walk meets in a piece of code: calls, branches, assignments, returns, and the names that may play a role."""

from collections.abc import Container

from slslint.source.script.syntax import CLASSES, FUNCTIONS, Syntax

CASES = ("switch_case", "switch_default")
NAMES = ("identifier", "shorthand_property_identifier")
_BRANCHING = frozenset({"if_statement", "ternary_expression", "try_statement", *CASES})
_SHORT_CIRCUITS = (("&&",), ("||",), ("??",))
_MET = frozenset(
    {
        "call_expression",
        "new_expression",
        "assignment_expression",
        "augmented_assignment_expression",
        "return_statement",
    }
)
_OWN_BODIES = FUNCTIONS | CLASSES


def outline(code: Syntax, names: Container[str]) -> list[Syntax]:
    """What is met in a piece of code, in the order of the source, and of identifiers only these `names`.

    What stands below a node that branches, or in the body of a function or class, is left out.
    """
    found: list[Syntax] = []
    stack = [code]
    while stack:
        node = stack.pop()
        kind = node.kind
        if kind in NAMES:
            if node.text in names:
                found.append(node)
        elif kind in _BRANCHING or (kind == "binary_expression" and node.marks in _SHORT_CIRCUITS):
            found.append(node)
        elif kind not in _OWN_BODIES:
            if kind in _MET:
                found.append(node)
            if node.children:
                stack += node.children[::-1]
    return found
