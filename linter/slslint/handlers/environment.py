"""Variables of the environment that code reads, and those that it sets or does without."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from slslint.source.script.module import Module
from slslint.source.script.syntax import FUNCTIONS, Syntax, arguments, enclosing_function, outermost, property_name

# Packages that fill the environment from files or a service, and a middleware's option to do so.
_FILLERS = (
    "dotenv",
    "dotenv-",
    "@dotenvx/",
    "dotenvrc",
    "env-cmd",
    "custom-env",
    "aws-env",
    "env-yaml",
    "serverless-secrets",
    "@next/env",
)
_OPTIONS = (b"setToEnv", b"loadEnvFile")


class Variable(NamedTuple):
    """A variable of the environment that is read, and whether the code does without it (`optional`)."""

    name: str
    node: Syntax
    module: Module
    optional: bool


def variables(modules: Iterable[Module], walked: Iterable[Syntax]) -> Iterator[Variable]:
    """The variables of the environment that are read when these files are loaded or these functions run.

    Not those that the files set themselves; none where they may set any.
    """
    modules, functions = list(modules), set(walked)
    readers = [module for module in modules if b"process.env" in module.data]
    written = _written(readers)
    if written is None or any(_fills(module) for module in modules):
        return
    for module in readers:
        for node in _uses(module):
            if _runs(node, functions):
                yield from (each for each in _read(node, module) if each.name not in written)


def _uses(module: Module) -> Iterator[Syntax]:
    return (
        node for node in module.nodes("member_expression") if node.end - node.start == 11 and node.text == "process.env"
    )


def _fills(module: Module) -> bool:
    """Whether a file may fill the environment by means of a package."""
    return any(each.specifier.startswith(_FILLERS) for each in module.imports) or any(
        option in module.data for option in _OPTIONS
    )


def _written(modules: Iterable[Module]) -> set[str] | None:
    """The variables that the files set, wherever they do; None where that may be any."""
    found: set[str] = set()
    for module in modules:
        for node in _uses(module):
            whole = outermost(node)
            parent = whole.parent
            if parent is None:
                continue
            if _is_written(node) or _is_assigned_to(parent, whole):
                return None
            if parent.kind in ("member_expression", "subscript_expression") and _is_written(parent):
                name = _name(parent, whole)
                if name is None:
                    return None
                found.add(name)
    return found


def _is_assigned_to(listed: Syntax, node: Syntax) -> bool:
    """Whether a node is what `Object.assign(…)` writes to."""
    call = listed.parent if listed.kind == "arguments" else None
    function = call.get("function") if call is not None else None
    return function is not None and function.text == "Object.assign" and call is not None and arguments(call)[0] is node


def _runs(node: Syntax, functions: set[Syntax]) -> bool:
    function = enclosing_function(node)
    return function is None or function in functions


def _name(node: Syntax, environment: Syntax) -> str | None:
    """The variable that `process.env.NAME` or `process.env['NAME']` means."""
    key = node.get("property") or node.get("index")
    if key is None or key is environment or (node.kind == "subscript_expression" and key.kind == "identifier"):
        return None
    return property_name(key)


def _read(node: Syntax, module: Module) -> Iterator[Variable]:
    whole = outermost(node)
    parent = whole.parent
    if parent is None:
        return
    if parent.kind in ("member_expression", "subscript_expression"):
        name = _name(parent, whole)
        if name is not None and not _is_written(parent):
            yield Variable(name, parent, module, _is_optional(parent) or _is_tested_later(parent, module))
    elif parent.kind == "variable_declarator" and parent.get("value") is whole:
        pattern = parent.get("name")
        for child in pattern.children if pattern is not None and pattern.kind == "object_pattern" else ():
            key = child.get("key") or child.get("left") or child
            name = property_name(key)
            has_default = child.kind == "object_assignment_pattern" or any(
                each.kind == "assignment_pattern" for each in child.children
            )
            if name is not None and child.kind != "rest_pattern":
                target = child.get("value") or child
                optional = has_default or _is_local(child) or _falls_back(target, module)
                yield Variable(name, child, module, optional)


def _is_written(node: Syntax) -> bool:
    whole = outermost(node)
    parent = whole.parent
    if parent is None:
        return False
    assigned = parent.kind.endswith("assignment_expression") and parent.get("left") is whole
    return assigned or (parent.kind == "unary_expression" and "delete" in parent.marks)


def _is_optional(node: Syntax) -> bool:
    """Whether a read of a variable is a test, has something to fall back on, or only happens under such a test."""
    return _may_be_nothing(node) or _is_local(node)


def _is_tested_later(node: Syntax, module: Module) -> bool:
    """Whether a variable that the value is kept in is tested, or falls back on something, where it is used."""
    whole = outermost(node)
    parent = whole.parent
    if parent is None or parent.kind != "variable_declarator" or parent.get("value") is not whole:
        return False
    name = parent.get("name")
    return name is not None and name.kind == "identifier" and _falls_back(name, module)


def _falls_back(name: Syntax, module: Module) -> bool:
    binding = module.find(name)
    return binding is not None and any(
        use is not name and module.find(use) is binding and _may_be_nothing(use)
        for use in module.names.get(name.text, ())
        if use.kind == "identifier"
    )


_TESTS = {"||", "??", "&&", "==", "===", "!=", "!==", "in"}


def _may_be_nothing(node: Syntax) -> bool:
    """Whether an expression is tested, or has something to fall back on; a test that leads to `throw` is none."""
    tested = False
    below = node
    for parent in node.ancestors():
        if parent.kind in FUNCTIONS:
            return tested
        if parent.kind.endswith("statement"):
            if below is not parent.get("condition") and below is not parent.get("value"):
                return tested
            branch = parent.get("consequence")
            return branch is None or not any(each.kind == "throw_statement" for each in branch.walk())
        tested = tested or _is_test(parent, below)
        below = parent
    return tested


def _is_test(node: Syntax, of: Syntax) -> bool:
    if node.kind == "binary_expression":
        return bool(_TESTS & set(node.marks))
    if node.kind == "ternary_expression":
        return of is node.get("condition")
    if node.kind in ("unary_expression", "augmented_assignment_expression"):
        return True
    return any(child.kind == "optional_chain" for child in node.children)


def _is_local(node: Syntax) -> bool:
    """Whether a read is made only where the environment says so: `if (process.env.IS_OFFLINE) …`."""
    below = node
    for parent in node.ancestors():
        if parent.kind in ("if_statement", "ternary_expression"):
            test = parent.get("condition")
            if test is not None and below is not test and "process.env" in test.text:
                return True
        below = parent
    return False
