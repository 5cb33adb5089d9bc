"""The GitHub action: the shell of its steps is run for real, in the order and with the environment of a runner."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("action")]

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("action.yml", "LICENSE", "NOTICE", "README.md", "linter", "pyproject.toml", "rules")
ACTION: dict[str, Any] = YAML(typ="safe", pure=True).load(ROOT / "action.yml")
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]

SERVICE = """\
service: notes
provider: {name: aws, runtime: nodejs22.x}
functions:
  list:
    handler: src/notes.list
"""


class Step(NamedTuple):
    """What a step came to: its exit status, what it said, its outputs."""

    status: int
    said: str
    outputs: dict[str, str]


class Runner:
    """The part of a runner that shell steps see."""

    def __init__(self, folder: Path, temporary: Path) -> None:
        self.folder = folder
        self.temporary = temporary
        self.summary = folder.parent / "summary.md"
        self.steps: dict[str, dict[str, str]] = {"python": {"python-path": sys.executable}}

    def run(self, step: dict[str, Any], inputs: dict[str, str]) -> Step:
        """Run one step, as `shell: bash` runs it."""
        output = self.folder.parent / "output"
        output.write_text("")
        environment = {name: self.filled(text, inputs) for name, text in step["env"].items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.folder,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))},
                "GITHUB_ACTION_PATH": str(self.temporary / "action"),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "RUNNER_TEMP": str(self.temporary),
                **environment,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        self.steps[step["id"]] = outputs
        return Step(done.returncode, done.stdout + done.stderr, outputs)

    def filled(self, text: str, inputs: dict[str, str]) -> str:
        """A text with its expressions replaced by their values."""

        def value(match: re.Match[str]) -> str:
            kind, name, *rest = match[1].split(".")
            return inputs[name] if kind == "inputs" else self.steps[name].get(rest[1], "")

        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", value, text)


def named(identity: str) -> dict[str, Any]:
    return next(step for step in STEPS if step.get("id") == identity)


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner's folder for temporary files, with slslint installed in it by the action."""
    folder = tmp_path_factory.mktemp("runner")
    (folder / "action").mkdir()
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / "action" / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / "action" / name)
    (folder / "work").mkdir()
    runner = Runner(folder / "work", folder)
    done = runner.run(named("install"), {})
    assert (done.status, "slslint " in done.said) == (0, True), done.said
    assert Path(done.outputs["program"]).is_file()
    return folder


@pytest.fixture
def runner(tmp_path: Path, temporary: Path) -> Runner:
    """A runner in a checkout with one service."""
    folder = tmp_path / "checkout"
    (folder / "api" / "src").mkdir(parents=True)
    (folder / "api" / "serverless.yml").write_text(SERVICE)
    (folder / "api" / "src" / "notes.js").write_text("exports.list = async () => ({ statusCode: 200 });\n")
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    made = Runner(folder, temporary)
    made.steps["install"] = {"program": str(temporary / "slslint" / "bin" / "slslint")}
    return made


def check(runner: Runner, **given: str) -> Step:
    inputs = {name: each["default"] for name, each in ACTION["inputs"].items()} | given
    return runner.run(named("check"), inputs)


def test_findings_become_annotations_and_a_summary(runner: Runner) -> None:
    done = check(runner)
    assert done.status == 1
    assert re.search(r"^::warning file=api/serverless\.yml,line=4,.*timeout", done.said, re.M)
    assert runner.summary.read_text(encoding="utf-8").startswith("## slslint\n")
    assert done.outputs == {}


def test_sarif_where_it_is_asked_for(runner: Runner) -> None:
    done = check(runner, sarif="true")
    assert done.status == 1
    report = json.loads(Path(done.outputs["sarif-file"]).read_text(encoding="utf-8"))
    assert [each["ruleId"] for each in report["runs"][0]["results"]] == ["SLS501"]


def test_options_and_paths_are_lines(runner: Runner) -> None:
    (runner.folder / "with space").mkdir()
    (runner.folder / "with space" / "serverless.yml").write_text(SERVICE.replace("    h", "    timeout: 5\n    h"))
    only = {"args": "--select=timeout-unset\n", "paths": "with space\n"}
    assert check(runner, **only).status == 0
    assert check(runner, **only | {"paths": "with space\napi\n"}).status == 1
    assert check(runner, args="--fail-on=error", paths="api").status == 0


def test_what_a_path_says_is_not_run(runner: Runner) -> None:
    done = check(runner, paths="$(touch ran)`touch ran`; touch ran", args='--select="$(touch ran)"')
    assert done.status == 2
    assert not (runner.folder / "ran").exists()


def test_a_project_without_services_fails(runner: Runner) -> None:
    shutil.rmtree(runner.folder / "api")
    done = check(runner, sarif="true")
    assert (done.status, "no service found" in done.said, done.outputs) == (2, True, {})


def test_expressions_stay_out_of_the_shell_and_actions_are_pinned() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        assert re.search(r"@[0-9a-f]{40}$", step.get("uses", "@" + "0" * 40))
    assert set(ACTION["outputs"]) == {"sarif-file"}
