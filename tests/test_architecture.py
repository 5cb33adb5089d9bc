"""The layout holds: imports run downwards, rules know the api alone, only named rooms touch the disk."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ENGINE, RULES = ROOT / "linter" / "slslint", ROOT / "rules" / "slslint_rules"

# Each package may import those before it: neither reports nor the language server know the command line.
# fmt: off
ORDER = [
    "memo", "suggest", "data", "workspace", "config", "source", "values", "variables", "intrinsics", "iam", "service",
    "template", "handlers", "project", "access", "trace", "engine", "api", "report", "lsp", "cli", "__main__",
]
# fmt: on

# The engine finds the rules through their generated manifest; the generator reads the rules themselves.
RULES_IMPORTED_BY = {
    "slslint.engine.manifest": {"slslint_rules._manifest"},
    "slslint.engine.generate": {"slslint_rules"},
}

# Where the disk is touched, and why there. Everything else sees a project through a Workspace.
DISK = {
    "slslint.workspace": "the only door to the project that is linted",
    "slslint.config": "looks for the configuration file upwards from the folder one stands in",
    "slslint.cli": "writes what --output, --fix and --write-baseline ask for",
    "slslint.data": "reads its own tables, which are part of the package",
    "slslint.service.schema": "reads its own schemas, which are part of the package",
    "slslint.engine.store": "keeps results in the user's cache folder",
    "slslint.engine.external.guard": "resolves the paths that it refuses, in the worker",
    "slslint.engine.external.machine": "reads the version of the installed cfn-lint",
    "slslint.engine.external.process": "an empty folder for the worker to stand in",
    "slslint.engine.external.worker": "the worker's own standard output",
    "slslint.engine.generate": "writes the manifest; a tool for developers that no command imports",
}
# fmt: off
DISK_CALLS = {
    "": {"open"},
    "io": {"open", "open_code", "FileIO"},
    "os": {
        "access", "chdir", "chmod", "fdopen", "fwalk", "getcwd", "link", "listdir", "lstat", "makedirs", "mkdir",
        "open", "readlink", "remove", "removedirs", "rename", "replace", "rmdir", "scandir", "stat", "symlink",
        "truncate", "unlink", "utime", "walk",
    },
    "os.path": {
        "exists", "expanduser", "getatime", "getctime", "getmtime", "getsize", "isdir", "isfile", "islink", "ismount",
        "lexists", "realpath", "samefile",
    },
}
DISK_MODULES = {"fileinput", "glob", "io", "linecache", "pathlib", "shutil", "tempfile"}
NETWORK_MODULES = {
    "aiohttp", "boto3", "botocore", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib3",
    "urllib.request", "webbrowser", "xmlrpc",
}
CODE_RUNNERS = {"": {"eval", "exec", "compile", "__import__"}, "os": {"popen", "system"}, "yaml": {"compose", "load"}}
# fmt: on


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module_name(path: Path) -> str:
    """`slslint.engine.run` for linter/slslint/engine/run.py; a package goes by its own name."""
    parts = path.relative_to((ENGINE if ENGINE in path.parents else RULES).parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """(module, line) of every import, those inside functions and for type checkers included.

    `from a import b` counts as `a.b` where that is a module of ours, else as `a`.
    """
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write absolute imports"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield (full if full in OURS else node.module or ""), node.lineno


def called(node: ast.expr) -> tuple[str, str]:
    """(`os.path`, `isfile`) for a name such as `os.path.isfile`, (``, `open`) for a bare one."""
    if isinstance(node, ast.Name):
        return "", node.id
    if isinstance(node, ast.Attribute):
        parts, inner = [node.attr], node.value
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if isinstance(inner, ast.Name):
            parts.append(inner.id)
            parts.reverse()
            return ".".join(parts[:-1]), parts[-1]
    return "", ""


def rank(module: str) -> int:
    return ORDER.index(module.split(".")[1])


def calls(path: Path, names: dict[str, set[str]]) -> Iterator[str]:
    """`file:line calls os.stat` for every call of a name in `names` (owner to functions), and imports of one."""
    where = path.relative_to(ROOT)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            owner, function = called(node.func)
            if function in names.get(owner, ()):
                yield f"{where}:{node.lineno} calls {owner}{'.' if owner else ''}{function}"
        elif isinstance(node, ast.ImportFrom) and node.module in names:
            yield from (
                f"{where}:{node.lineno} imports {node.module}.{alias.name}"
                for alias in node.names
                if alias.name in names[node.module]
            )


def imported(path: Path, modules: set[str]) -> list[str]:
    """`file:line imports shutil` for every import of one of `modules` or of something below it."""
    return [
        f"{path.relative_to(ROOT)}:{line} imports {target}"
        for path, target, line in ((path, *each) for each in imports(path))
        if any(target == module or target.startswith(f"{module}.") for module in modules)
    ]


def is_in(path: Path, room: str) -> bool:
    name = module_name(path)
    return name == room or name.startswith(f"{room}.")


PATHS = sorted([*ENGINE.rglob("*.py"), *RULES.rglob("*.py")])
OURS = {module_name(path) for path in PATHS}
ENGINE_PATHS = [path for path in PATHS if ENGINE in path.parents and path.parent != ENGINE]
RULE_PATHS = [path for path in PATHS if RULES in path.parents and path.name[0] != "_"]


def test_every_package_has_its_place_in_the_order() -> None:
    homeless = {name for name in OURS if name.startswith("slslint.") and name.split(".")[1] not in ORDER}
    assert not homeless


def test_imports_run_downwards() -> None:
    upwards = [
        f"{path.relative_to(ROOT)}:{line} imports {target}"
        for path in PATHS
        if (name := module_name(path)).startswith("slslint.")
        for target, line in imports(path)
        if target.startswith("slslint.") and rank(target) > rank(name)
    ]
    assert not upwards


def test_the_engine_imports_no_rule() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {target}"
        for path in ENGINE_PATHS
        for target, line in imports(path)
        if target.split(".")[0] == "slslint_rules" and target not in RULES_IMPORTED_BY.get(module_name(path), ())
    ]
    assert not found


def test_rules_import_the_api_alone() -> None:
    standard = sys.stdlib_module_names - DISK_MODULES - NETWORK_MODULES
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {target}"
        for path in RULE_PATHS
        for target, line in imports(path)
        if target != "slslint.api" and target.split(".")[0] not in standard
    ]
    assert not found


def test_nothing_is_imported_as_a_second_copy() -> None:
    tests = [path for path in sorted((ROOT / "tests").rglob("*.py")) if path != Path(__file__).resolve()]
    found = [
        f"{path}:{line} imports {target}"
        for path in [*PATHS, *tests]
        for target, line in imports(path)
        if target.startswith(("rules.", "linter."))
    ]
    assert not found


@pytest.mark.parametrize("path", [pytest.param(path, id=module_name(path)) for path in PATHS])
def test_module_says_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(tree(path))
    assert docstring, "a module opens with a line that says what it is for"
    assert docstring.splitlines()[0].endswith((".", ":", "?", "…")) or RULES in path.parents


def test_only_named_rooms_touch_the_disk() -> None:
    paths = [path for path in PATHS if not any(is_in(path, room) for room in DISK)]
    assert not [line for path in paths for line in (*imported(path, DISK_MODULES), *calls(path, DISK_CALLS))]


@pytest.mark.parametrize("room", sorted(DISK))
def test_rooms_that_touch_the_disk_exist(room: str) -> None:
    assert any(is_in(path, room) for path in PATHS)


def test_nothing_reaches_for_the_network() -> None:
    assert not [line for path in PATHS for line in imported(path, NETWORK_MODULES)]


def test_nothing_of_the_user_is_run() -> None:
    found = [line for path in PATHS for line in (*calls(path, CODE_RUNNERS), *imported(path, {"pickle", "marshal"}))]
    assert not found


# Besides the command line: what the environment says there never reaches a finding.
ENVIRONMENT = {
    "slslint.engine.store": "where the user keeps caches",
    "slslint.engine.external.machine": "what a process of ours needs to start",
}


def test_only_the_command_line_reads_the_environment() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in PATHS
        if not any(is_in(path, room) for room in ("slslint.cli", *ENVIRONMENT))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"}
    ]
    assert not found
