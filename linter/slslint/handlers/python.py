"""Python handlers, read with the standard library's `ast`: is the function there, is the body parsed unguarded."""

import ast
from collections.abc import Iterator

from slslint.handlers.function import FOUND, MISSING, UNSEEN, FunctionFacts
from slslint.source.file import SourceFile
from slslint.source.pointer import Pointer

MAX_BYTES = 512 * 1024
# Calls by which a module may get names that nobody can see.
_HIDERS = frozenset({"globals", "exec", "eval", "setattr", "vars", "locals", "__import__"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def inspect(path: str, data: bytes, name: str) -> FunctionFacts:
    """The facts about the function `name` of a Python file: whether it exists, and where it parses the body.

    Other facts are not known of Python. A name that the file may get in a way that is not followed is unknown.
    """
    if len(data) > MAX_BYTES:
        return FunctionFacts(UNSEEN, f"has {len(data):,} bytes; code is read up to {MAX_BYTES:,}", path, (name,))
    try:
        text = data.decode("utf-8-sig")
        tree = ast.parse(text)
    except UnicodeDecodeError:
        return FunctionFacts(UNSEEN, "is not UTF-8", path, (name,))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return FunctionFacts(UNSEEN, "does not parse as Python", path, (name,))
    functions, names, hidden = _names(tree)
    if name not in names:
        facts = FunctionFacts(UNSEEN if hidden else MISSING, hidden or f"defines no `{name}`", path, (name,))
        facts.names = tuple(functions)
        return facts
    facts = FunctionFacts(FOUND, "", path, (name,))
    function = functions.get(name)
    if function is not None:
        file = SourceFile(path, text, bom=data.startswith(b"\xef\xbb\xbf"))
        facts.head = _place(file, function)._replace(end=file.line_end(function.lineno))
        facts.is_async = isinstance(function, ast.AsyncFunctionDef)
        if not function.decorator_list:
            facts.parses = tuple(_place(file, call) for call in _parses(function, _loaders(tree)))
    return facts


def _names(tree: ast.Module) -> tuple[dict[str, _Function], set[str], str]:
    """The functions of a module by name, all names that it binds, and what may bind others unseen."""
    functions: dict[str, _Function] = {}
    names: set[str] = set()
    hidden = ""
    for node in _outside_functions(tree):
        if isinstance(node, _Function):
            functions[node.name] = node
            names.add(node.name)
            if node.name == "__getattr__":
                hidden = "the module makes its names up (`__getattr__`)"
        elif isinstance(node, ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
            functions.pop(node.id, None)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                names.add(alias.asname or alias.name.partition(".")[0])
                if alias.name == "*":
                    hidden = "`import *` may bring the name"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _HIDERS:
            hidden = f"`{node.func.id}` may bring the name"
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            names.update(node.names)
    return functions, names, hidden


def _outside_functions(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes of a module that no function and no class owns; these are yielded themselves."""
    stack: list[ast.AST] = list(reversed(tree.body))
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, _Function):
            stack.extend(node.decorator_list)
        elif not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))


def _loaders(tree: ast.Module) -> frozenset[str]:
    """How the module spells `json.loads`."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(f"{alias.asname or alias.name}.loads" for alias in node.names if alias.name == "json")
        elif isinstance(node, ast.ImportFrom) and node.module == "json":
            found.update(alias.asname or alias.name for alias in node.names if alias.name == "loads")
    return frozenset(found)


def _parses(function: _Function, loaders: frozenset[str]) -> Iterator[ast.Call]:
    """The calls `json.loads(event["body"])` of a function that stand under no `try` that catches."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    if not arguments or not loaders:
        return
    event = arguments[0].arg
    bodies = _bodies(function, event)
    stack: list[ast.AST] = list(reversed(function.body))
    while stack:
        node = stack.pop()
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)) or _catches(node):
            continue
        if isinstance(node, ast.Try | ast.TryStar) and node.handlers:
            stack.extend(reversed([*node.handlers, *node.orelse, *node.finalbody]))
            continue
        if isinstance(node, ast.Call) and node.args and _dotted(node.func) in loaders:
            given = node.args[0]
            if _is_body(given, event) or (isinstance(given, ast.Name) and given.id in bodies):
                yield node
        stack.extend(reversed(list(ast.iter_child_nodes(node))))


def _bodies(function: _Function, event: str) -> frozenset[str]:
    """The variables that are the body, and nothing else."""
    found: dict[str, int] = {}
    bodies: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = found.get(node.id, 0) + 1
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and _is_body(node.value, event):
            bodies.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return frozenset(name for name in bodies if found[name] == 1)


def _is_body(node: ast.expr, event: str) -> bool:
    """`event["body"]`, `event.get("body", …)`, with or without `or …`."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        node = node.values[0]
    key: ast.expr | None = None
    owner: ast.expr | None = None
    if isinstance(node, ast.Subscript):
        owner, key = node.value, node.slice
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        owner, key = node.func.value, node.args[0]
    return isinstance(owner, ast.Name) and owner.id == event and isinstance(key, ast.Constant) and key.value == "body"


def _catches(node: ast.AST) -> bool:
    """Whether a `with` may swallow exceptions: `contextlib.suppress`, or a manager that is not a file or lock."""
    return isinstance(node, ast.With | ast.AsyncWith) and not all(
        isinstance(item.context_expr, ast.Call)
        and _dotted(item.context_expr.func) in ("open", "Lock", "threading.Lock")
        for item in node.items
    )


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""


def _place(file: SourceFile, node: ast.expr | _Function) -> Pointer:
    """The place of a node; `ast` counts columns in bytes of UTF-8."""
    start = _offset(file, node.lineno, node.col_offset)
    end = _offset(file, node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
    return Pointer(file, start, end)


def _offset(file: SourceFile, line: int, column: int) -> int:
    start = file.line_starts[line - 1]
    text = file.text[start : file.line_end(line)]
    if text.isascii():
        return start + column
    return start + len(text.encode("utf-8")[:column].decode("utf-8", "ignore"))
