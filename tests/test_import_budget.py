"""The cold path stays small: what a check of one service file imports, seen in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# One idea a file and one rule a file make many small modules: a tiny service needs about 115, some 40 ms together.
# What counts is the time, which bench/ measures; this number only shows when a whole room comes in unasked.
MOST_MODULES_OF_OURS = 130

# Too dear for the cold path (the first four 60 to 560 ms, the rest some 10 to 30), or needed by special cases only.
BANNED = {
    "cfnlint": "runs in a worker, and only where there are resources to check",
    "pygls": "the language server's",
    "asyncio": "the language server's",
    "jsonschema": "for configuration files that are wrong",
    "rich": "never",
    "importlib.metadata": "for rule packs that a configuration names",
    "dataclasses": "a plain class or a NamedTuple does",
    "pathlib": "strings and os.path do",
    "multiprocessing": "for several jobs",
    "concurrent.futures": "for several jobs",
    "subprocess": "for git, on request",
    "socket": "never",
    "ssl": "never",
    "urllib.request": "never",
    "ruamel": "the YAML parser is our own",
    "yaml": "the YAML parser is our own",
    "tomllib": "when there is a configuration",
    "pathspec": "when a folder is searched",
    "tree_sitter": "when a Node.js handler is read",
    "tree_sitter_javascript": "when a Node.js handler is read",
    "tree_sitter_typescript": "when a TypeScript handler is read",
}

RUN = """
import sys
before = set(sys.modules)
from slslint.cli import main
sys.argv[0] = "slslint"
status = main()
with open({out!r}, "w", encoding="utf-8") as stream:
    stream.write("\\n".join(sorted(set(sys.modules) - before)))
sys.exit(status)
"""

SERVICE = """
service: notes
frameworkVersion: '4'
provider:
  name: aws
  runtime: python3.13
  stage: ${opt:stage, 'dev'}
  environment:
    TABLE: ${self:custom.table}
custom:
  table: notes-${sls:stage}
functions:
  list:
    handler: notes.main
    events:
      - http: GET /notes
resources:
  Resources:
    Table:
      Type: AWS::DynamoDB::Table
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service")
    (folder / "serverless.yml").write_text(SERVICE, encoding="utf-8")
    (folder / "notes.py").write_text("def main(event, context):\n    return {'statusCode': 200}\n", encoding="utf-8")
    return folder


def modules(project: Path, *arguments: str) -> set[str]:
    """What a run of slslint imports; its status must be that of a lint with findings."""
    out = project / "modules.txt"
    path = os.pathsep.join([str(ROOT / "linter"), str(ROOT / "rules")])
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(out=str(out)), *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "timeout-unset" in done.stdout
    return set(out.read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module")
def cold(project: Path) -> set[str]:
    return modules(project, "check", "--no-template", "serverless.yml")


@pytest.mark.parametrize("name", sorted(BANNED))
def test_cold_path_is_without(cold: set[str], name: str) -> None:
    found = sorted(each for each in cold if each == name or each.startswith(f"{name}."))
    assert not found, f"{name}: {BANNED[name]}"


def test_few_modules_of_ours(cold: set[str]) -> None:
    ours = sorted(each for each in cold if each.split(".")[0] in {"slslint", "slslint_rules"})
    assert 10 < len(ours) <= MOST_MODULES_OF_OURS, ours


def test_only_rules_that_can_speak_are_imported(cold: set[str]) -> None:
    assert "slslint_rules.timeouts.timeout_unset" in cold
    assert "slslint_rules.timeouts.queue_visibility_timeout" not in cold


def test_without_resources_nothing_of_cfn_lint_is_imported(project: Path, tmp_path: Path) -> None:
    for file in project.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "serverless.yml").write_text(SERVICE.partition("resources:")[0], encoding="utf-8")
    found = modules(tmp_path, "check", "--no-cache", "serverless.yml")
    assert not {each for each in found if each.startswith("slslint.engine.external")}
    assert not {"subprocess", "socket"} & found


def test_cfn_lint_never_enters_our_own_process(project: Path) -> None:
    assert not {each for each in modules(project, "check", "serverless.yml") if each.split(".")[0] == "cfnlint"}
