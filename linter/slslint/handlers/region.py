"""Where a piece of code stands: on a path that only errors take, under `try`, awaited or running on its own."""

from typing import NamedTuple

from slslint.source.pointer import Pointer
from slslint.source.script.syntax import (
    FUNCTIONS,
    TRANSPARENT,
    Syntax,
    arguments,
    enclosing_function,
    outermost,
    parameters,
    unwrapped,
)

# Whether code runs before the handler's promise settles: it does, it may, it runs after. Ordered.
BEFORE, MAYBE, AFTER = 0, 1, 2
AWAIT, RETURN, DROP, KEEP = "await", "return", "drop", "keep"
PROMISE_METHODS = ("then", "catch", "finally")
_PROMISE_GROUPS = ("Promise.all", "Promise.allSettled", "Promise.race", "Promise.any")


class Region(NamedTuple):
    """How the code of a visit runs.

    `error`: only after something failed; `guarded`: an exception is caught; `when`: before or after the handler's
    promise settles, and `promise` the same for what the promise that this function returns holds up; `conditional`:
    only under some configuration; `late` is the call that the handler started without waiting for it; `branches` are
    those around it that not every request takes.
    """

    error: bool = False
    guarded: bool = False
    when: int = BEFORE
    promise: int = BEFORE
    conditional: bool = False
    late: Syntax | None = None
    branches: tuple[Pointer, ...] = ()


def fate(call: Syntax) -> str:
    """What happens to the promise that a call gives: AWAIT, RETURN, DROP (nobody waits for it) or KEEP (anything)."""
    node = call
    while True:
        parent = node.parent
        if parent is None:
            return KEEP
        kind = parent.kind
        if kind in ("await_expression", "yield_expression"):
            return AWAIT
        if kind == "return_statement" or (kind == "arrow_function" and parent.get("body") is node):
            return RETURN
        if kind in ("expression_statement", "for_statement") or (kind == "unary_expression" and "void" in parent.marks):
            return DROP
        if kind in TRANSPARENT or kind == "array":
            node = parent
        elif kind == "member_expression" and parent.get("object") is node:
            above = outermost(parent).parent
            name = parent.get("property")
            if above is None or above.kind != "call_expression" or name is None or name.text not in PROMISE_METHODS:
                return KEEP
            node = above
        elif kind == "arguments" and parent.parent is not None and _is_group(parent.parent):
            node = parent.parent
        elif kind in ("ternary_expression", "binary_expression") and parent.get("condition") is not node:
            node = parent
        else:
            return KEEP


def _is_group(call: Syntax) -> bool:
    function = call.get("function")
    return function is not None and function.text in _PROMISE_GROUPS


def catches(call: Syntax) -> bool:
    """Whether a later link of the promise chain that a call stands in catches."""
    node = outermost(call)
    while node.parent is not None and node.parent.kind == "member_expression" and node.parent.get("object") is node:
        name, above = node.parent.get("property"), outermost(node.parent).parent
        if above is None or above.kind != "call_expression" or name is None:
            return False
        if name.text == "catch" or (name.text == "then" and len(arguments(above)) > 1):
            return True
        node = outermost(above)
    return False


def error_side(test: Syntax) -> str:
    """Which branch of a test only errors take: `then` for `if (err)`, `else` for `if (!err)`, else the empty text.

    An error is what a `catch` binds or the first parameter of a function, by one of the usual names.
    """
    side, flip = "then", {"then": "else", "else": "then"}
    node = unwrapped(test)
    while node.kind == "unary_expression" and "!" in node.marks and node.children:
        side, node = flip[side], unwrapped(node.children[0])
    if node.kind == "binary_expression":
        left, right = node.get("left"), node.get("right")
        if left is None or right is None:
            return ""
        if "instanceof" in node.marks and side == "then" and _is_error(unwrapped(left)):
            return side
        if unwrapped(right).kind not in ("null", "undefined"):
            return ""
        if "==" in node.marks or "===" in node.marks:
            side = flip[side]
        elif "!=" not in node.marks and "!==" not in node.marks:
            return ""
        node = unwrapped(left)
    return side if _is_error(node) else ""


def _is_error(node: Syntax) -> bool:
    if node.kind != "identifier":
        return False
    name = node.text
    if not (name in ("e", "ex", "er", "exception") or name.lower().endswith(("err", "error"))):
        return False
    for parent in node.ancestors():
        if parent.kind == "catch_clause" and (caught := parent.get("parameter")) is not None and caught.text == name:
            return True
        if parent.kind in FUNCTIONS:
            first = parameters(parent)[:1]
            if first and (first[0].get("pattern") or first[0]).text == name:
                return True
    return False


def is_error_path(node: Syntax) -> bool:
    """Whether a node stands where only errors lead: in `catch`, a rejection handler, `if (err)`."""
    below = node
    for parent in node.ancestors():
        if parent.kind == "catch_clause":
            return True
        if parent.kind == "if_statement" and below is not parent.get("condition"):
            test = parent.get("condition")
            side = error_side(test) if test is not None else ""
            if side == ("then" if below is parent.get("consequence") else "else"):
                return True
        if parent.kind in FUNCTIONS and handles_rejection(parent):
            return True
        below = parent
    return False


def handles_rejection(function: Syntax) -> bool:
    """Whether a function is the argument of `.catch(…)`, or the second one of `.then(…)`."""
    node = outermost(function)
    listed = node.parent
    call = listed.parent if listed is not None and listed.kind == "arguments" else None
    method = promise_method(call) if call is not None else ""
    if call is None or not method:
        return False
    return method == "catch" or (method == "then" and arguments(call).index(node) == 1)


def resolves_after(answer: Syntax) -> Syntax | None:
    """The `new Promise` around an answer that is resolved, if at all, only after it, in the same function."""
    for parent in answer.ancestors():
        listed = parent.parent if parent.kind in FUNCTIONS else None
        made = listed.parent if listed is not None and listed.kind == "arguments" else None
        constructor = made.get("constructor") if made is not None and made.kind == "new_expression" else None
        if made is None or constructor is None or constructor.text != "Promise":
            continue
        names = [(each.get("pattern") or each).text for each in parameters(parent)[:1]]
        used = [node for node in parent.walk() if node.kind == "identifier" and node.text in names]
        owner = enclosing_function(answer)
        after = [node for node in used if node.start > answer.end and enclosing_function(node) is owner]
        return made if len(after) == len(used) - 1 else None
    return None


def promise_method(call: Syntax) -> str:
    """`then`, `catch` or `finally` where the call is one of these, else the empty text."""
    function = call.get("function")
    name = function.get("property") if function is not None and function.kind == "member_expression" else None
    return name.text if name is not None and name.text in PROMISE_METHODS else ""


def is_last(call: Syntax, roots: list[Syntax]) -> bool:
    """Whether nothing holds up a handler's promise once a call that stands in it has been made.

    The call stands in a root function itself, or in functions handed on where they are written; not in a loop.
    """
    if fate(call) != DROP:
        return False
    for parent in call.ancestors():
        if parent.kind.startswith(("for_", "while_", "do_")):
            return False
        if parent.kind in FUNCTIONS:
            if _waits_again(parent, call):
                return False
            if parent in roots:
                return True
            listed = outermost(parent).parent
            if listed is None or listed.kind != "arguments":
                return False
    return False


def _waits_again(function: Syntax, after: Syntax) -> bool:
    """Whether a function awaits, or gives back a value, after a point in its source."""
    body = function.get("body")
    if body is None or body.kind != "statement_block":
        return True
    for node in body.walk():
        if node.start < after.end or enclosing_function(node) is not function:
            continue
        if node.kind in ("await_expression", "yield_expression"):
            return True
        if node.kind == "for_in_statement" and "await" in node.marks:
            return True
        if node.kind == "return_statement" and node.children:
            return True
    return False
