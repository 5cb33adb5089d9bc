"""From `handler:` to a file: found in every way it may be written, missing only where nothing can make it."""

from pathlib import Path

import pytest
from handlers.code import located
from slslint.handlers.locate import CASE_DIFFERS, FOUND, MISSING, UNKNOWN, BuildContext

Files = dict[str, str | bytes]
NODE, PYTHON, RUBY = "nodejs22.x", "python3.12", "ruby3.3"

FOUND_CASES: dict[str, tuple[Files, str, str, str, tuple[str, ...]]] = {
    "js": ({"src/a.js": ""}, "src/a.main", NODE, "src/a.js", ("main",)),
    "mjs": ({"a.mjs": ""}, "a.main", NODE, "a.mjs", ("main",)),
    "cjs": ({"a.cjs": ""}, "a.main", NODE, "a.cjs", ("main",)),
    "ts": ({"a.ts": ""}, "a.main", NODE, "a.ts", ("main",)),
    "mts": ({"a.mts": ""}, "a.main", NODE, "a.mts", ("main",)),
    "cts": ({"a.cts": ""}, "a.main", NODE, "a.cts", ("main",)),
    "jsx": ({"a.jsx": ""}, "a.main", NODE, "a.jsx", ("main",)),
    "tsx": ({"a.tsx": ""}, "a.main", NODE, "a.tsx", ("main",)),
    "no extension": ({"a": ""}, "a.main", NODE, "a", ("main",)),
    "leading dot": ({"src/a.js": ""}, "./src/a.main", NODE, "src/a.js", ("main",)),
    "nested export": ({"a.js": ""}, "a.users.get", NODE, "a.js", ("users", "get")),
    "dotted file": ({"a.users.ts": ""}, "a.users.get", NODE, "a.users.ts", ("get",)),
    "dot in a folder": ({"v1.2/a.js": ""}, "v1.2/a.main", NODE, "v1.2/a.js", ("main",)),
    "js beside ts": ({"a.js": "", "a.ts": ""}, "a.main", NODE, "a.js", ("main",)),
    "built js beside ts": ({"a.js": "", "a.ts": "", ".gitignore": "*.js\n"}, "a.main", NODE, "a.ts", ("main",)),
    "python": ({"pkg/mod.py": ""}, "pkg/mod.run", PYTHON, "pkg/mod.py", ("run",)),
    "python dotted": ({"pkg/mod.py": ""}, "pkg.mod.run", PYTHON, "pkg/mod.py", ("run",)),
    "python package": ({"pkg/__init__.py": ""}, "pkg.run", PYTHON, "pkg/__init__.py", ("run",)),
    "ruby": ({"lib/a.rb": ""}, "lib/a.run", RUBY, "lib/a.rb", ("run",)),
    "ruby class": ({"a.rb": ""}, "a.App::Handler.run", RUBY, "a.rb", ("App::Handler", "run")),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in FOUND_CASES.items()])
def test_found(tmp_path: Path, case: tuple[Files, str, str, str, tuple[str, ...]]) -> None:
    files, handler, runtime, path, export = case
    found = located(tmp_path, files, handler, runtime)
    assert (found.status, found.path, found.export) == (FOUND, str(tmp_path / path), export)


def test_python_module(tmp_path: Path) -> None:
    files: Files = {"workers/tasks.py": "", "workers/pkg/deep.py": ""}
    build = BuildContext(module="workers")
    assert located(tmp_path, files, "tasks.run", PYTHON, build).path == str(tmp_path / "workers/tasks.py")
    assert located(tmp_path, files, "pkg/deep.run", PYTHON, build).status == FOUND
    assert located(tmp_path, {"other.py": ""}, "other.run", PYTHON, build).status == FOUND
    assert located(tmp_path, files, "absent.run", PYTHON, build).status == MISSING


MISSING_CASES: dict[str, tuple[Files, str, str]] = {
    "no such file": ({"src/a.js": ""}, "src/b.main", NODE),
    "in the root": ({"a.js": ""}, "b.main", NODE),
    "nested": ({"a.js": ""}, "b.users.get", NODE),
    "test of that name": ({"src/b.test.js": ""}, "src/b.main", NODE),
    "folder of that name": ({"src/b/index.js": ""}, "src/b.main", NODE),
    "data of that name": ({"src/b.json": "", "src/b.md": ""}, "src/b.main", NODE),
    "python": ({"app/a.py": ""}, "app/b.run", PYTHON),
    "python dotted": ({"app/a.py": ""}, "app.b.run", PYTHON),
    "ruby": ({"a.rb": ""}, "b.run", RUBY),
    "another folder is ignored": ({"src/a.js": "", ".gitignore": "dist/\n"}, "src/b.main", NODE),
    "a commented outDir": ({"a.js": "", "tsconfig.json": '{\n  // "outDir": "./",\n}'}, "b.main", NODE),
    "outDir elsewhere": ({"src/a.js": "", "tsconfig.json": '{"outDir": "dist"}'}, "src/b.main", NODE),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in MISSING_CASES.items()])
def test_missing(tmp_path: Path, case: tuple[Files, str, str]) -> None:
    assert located(tmp_path, *case).status == MISSING


def test_letter_case(tmp_path: Path) -> None:
    found = located(tmp_path, {"src/billing.js": ""}, "src/Billing.main")
    assert (found.status, found.spelled) == (CASE_DIFFERS, str(tmp_path / "src/billing.js"))
    assert located(tmp_path, {"app/tasks.py": ""}, "app/Tasks.run", PYTHON).status == CASE_DIFFERS
    assert located(tmp_path, {}, "src/billing.main").status == FOUND


SILENT_CASES: dict[str, tuple[Files, str, str, BuildContext]] = {
    "folder absent": ({}, "dist/a.main", NODE, BuildContext()),
    "folder ignored": ({"dist/b.js": "", ".gitignore": "dist/\n"}, "dist/a.main", NODE, BuildContext()),
    "folder ignored below": ({"s/dist/b.js": "", "s/.gitignore": "dist\n"}, "s/dist/a.main", NODE, BuildContext()),
    "file ignored": ({"src/b.js": "", ".gitignore": "*.js\n"}, "src/a.main", NODE, BuildContext()),
    "another language": ({"src/a.coffee": ""}, "src/a.main", NODE, BuildContext()),
    "declaration": ({"src/a.d.ts": ""}, "src/a.main", NODE, BuildContext()),
    "outDir": ({"lib/b.js": "", "tsconfig.json": '{"outDir": "./lib"}'}, "lib/a.main", NODE, BuildContext()),
    "outDir of another": (
        {"lib/x/b.js": "", "tsconfig.build.json": '{"compilerOptions": {\n"outDir": "lib"}}'},
        "lib/x/a.main",
        NODE,
        BuildContext(),
    ),
    "artifact": ({"a.js": ""}, "b.main", NODE, BuildContext(artifact=True)),
    "image": ({"a.js": ""}, "b.main", NODE, BuildContext(image=True)),
    "plugin": ({"a.js": ""}, "b.main", NODE, BuildContext(made_by_plugin=True)),
    "case and plugin": ({"a.js": ""}, "A.main", NODE, BuildContext(made_by_plugin=True)),
    "absolute": ({"a.js": ""}, "/opt/nodejs/b.main", NODE, BuildContext()),
    "out of the folder": ({"a.js": ""}, "../b.main", NODE, BuildContext()),
    "python layer": ({"a.py": ""}, "b.run", PYTHON, BuildContext(layers=True)),
    "python of a wheel": ({}, "datadog_lambda.handler.handler", PYTHON, BuildContext()),
    "two readings, two files": ({"a.js": "", "a.users.js": ""}, "a.users.get", NODE, BuildContext()),
    "no export": ({"a.js": ""}, "a", NODE, BuildContext()),
    "empty": ({"a.js": ""}, "", NODE, BuildContext()),
    "dots": ({"a.js": ""}, "...", NODE, BuildContext()),
    "java": ({}, "com.example.Handler::handleRequest", "java21", BuildContext()),
    "dotnet": ({}, "Assembly::Namespace.Class::Method", "dotnet8", BuildContext()),
    "go": ({}, "bin/main", "go1.x", BuildContext()),
    "provided": ({}, "bootstrap", "provided.al2023", BuildContext()),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in SILENT_CASES.items()])
def test_silent(tmp_path: Path, case: tuple[Files, str, str, BuildContext]) -> None:
    found = located(tmp_path, *case)
    assert found.status == UNKNOWN
    assert found.why
