"""What a file of code leans on: imports that are not there, variables of the environment."""

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from slslint.handlers.evaluate import Evaluator
from slslint.handlers.module import CASE_DIFFERS, FOUND, MISSING, PACKAGE, Module
from slslint.handlers.packages import Packages
from slslint.handlers.syntax import FUNCTIONS, Syntax, enclosing_function, outermost, property_name
from slslint.workspace import Workspace
from slslint.workspace.ignore import is_ignored

DEVELOPMENT = "development"
_MAX_MODULES = 60
_CODE = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")


class Lack(NamedTuple):
    """An import that fails in Lambda: MISSING, CASE_DIFFERS (then `other` is the file meant) or DEVELOPMENT."""

    kind: str
    specifier: str
    node: Syntax
    module: Module
    other: str = ""


class Variable(NamedTuple):
    """A variable of the environment that is read, and whether the code does without it (`optional`)."""

    name: str
    node: Syntax
    module: Module
    optional: bool


def loaded(module: Module, evaluator: Evaluator) -> list[Module]:
    """A file and the files of the project that loading it loads for certain, itself first."""
    found, known = [module], {module}
    for each in found:
        for needed in each.imports:
            target = evaluator.modules.resolve(each.path, needed.specifier)
            if needed.certain and target.status == FOUND and is_code(target.path) and len(found) < _MAX_MODULES:
                other = evaluator.modules.load(target.path)
                if other is not None and other not in known:
                    found.append(other)
                    known.add(other)
    return found


def is_code(path: str) -> bool:
    """Whether a path names a file of code that is read."""
    return path.endswith(_CODE) and not path.endswith(".d.ts")


def lacks(modules: Iterable[Module], evaluator: Evaluator, packages: Packages, service: str) -> Iterator[Lack]:
    """The imports of these files that fail for certain when they are loaded; `service` is the service's folder."""
    workspace = evaluator.modules.workspace
    for module in modules:
        for needed in module.imports:
            if not needed.certain:
                continue
            target = evaluator.modules.resolve(module.path, needed.specifier)
            if target.status == CASE_DIFFERS:
                yield Lack(CASE_DIFFERS, needed.specifier, needed.node, module, target.path)
            elif target.status == MISSING and not _may_come(workspace, target.path):
                yield Lack(MISSING, needed.specifier, needed.node, module)
            elif target.status == PACKAGE:
                name = package_name(needed.specifier)
                if name and packages.is_development_only(name, os.path.dirname(module.path), service):
                    yield Lack(DEVELOPMENT, name, needed.node, module)


def package_name(specifier: str) -> str:
    """The package that a bare import names; empty for a module of Node itself."""
    if specifier.startswith("node:"):
        return ""
    parts = specifier.split("/")
    return "/".join(parts[:2]) if specifier.startswith("@") else parts[0]


def _may_come(workspace: Workspace, base: str) -> bool:
    """Whether a file that is not there may be made by a build: its folder is absent or ignored, or it is itself."""
    folder, name = os.path.split(base)
    if workspace.spelled(folder) != folder or not workspace.is_folder(folder) or is_ignored(workspace, folder, True):
        return True
    if any(is_ignored(workspace, base + extension, False) for extension in ("", ".js", ".json", ".mjs", ".cjs")):
        return True
    stem = os.path.splitext(name)[0]
    return any(os.path.splitext(other)[0] in (name, stem) for other in workspace.listing(folder))


def variables(modules: Iterable[Module], walked: Iterable[Syntax]) -> Iterator[Variable]:
    """The variables of the environment that are read when these files are loaded or these functions run."""
    functions = set(walked)
    for module in modules:
        if b"process.env" not in module.data:
            continue
        for node in module.nodes("member_expression"):
            if node.text != "process.env" or not _runs(node, functions):
                continue
            yield from _read(node, module)


def _runs(node: Syntax, functions: set[Syntax]) -> bool:
    function = enclosing_function(node)
    return function is None or function in functions


def _read(node: Syntax, module: Module) -> Iterator[Variable]:
    whole = outermost(node)
    parent = whole.parent
    if parent is None:
        return
    if parent.kind in ("member_expression", "subscript_expression"):
        key = parent.get("property") or parent.get("index")
        name = property_name(key) if key is not None and key is not whole else None
        if parent.kind == "subscript_expression" and key is not None and key.kind == "identifier":
            name = None
        if name is not None and not _is_written(parent):
            yield Variable(name, parent, module, _is_optional(parent))
    elif parent.kind == "variable_declarator" and parent.get("value") is whole:
        pattern = parent.get("name")
        for child in pattern.children if pattern is not None and pattern.kind == "object_pattern" else ():
            key = child.get("key") or child.get("left") or child
            name = property_name(key)
            has_default = child.kind == "object_assignment_pattern" or any(
                each.kind == "assignment_pattern" for each in child.children
            )
            if name is not None and child.kind != "rest_pattern":
                yield Variable(name, child, module, has_default)


def _is_written(node: Syntax) -> bool:
    whole = outermost(node)
    parent = whole.parent
    if parent is None:
        return False
    assigned = parent.kind.endswith("assignment_expression") and parent.get("left") is whole
    return assigned or (parent.kind == "unary_expression" and "delete" in parent.marks)


def _is_optional(node: Syntax) -> bool:
    """Whether a read of a variable is a test, or has something to fall back on."""
    below = node
    for parent in node.ancestors():
        if parent.kind in FUNCTIONS or parent.kind.endswith("statement"):
            return parent.kind == "if_statement" and below is parent.get("condition")
        if parent.kind == "binary_expression" and {"||", "??", "&&", "==", "===", "!=", "!=="} & set(parent.marks):
            return True
        if parent.kind == "ternary_expression" and below is parent.get("condition"):
            return True
        if parent.kind == "unary_expression" or "optional_chain" in {child.kind for child in parent.children}:
            return True
        below = parent
    return False
