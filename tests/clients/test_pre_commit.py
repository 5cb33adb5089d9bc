"""The pre-commit hook: the real pre-commit installs this checkout and guards the commits of a real repository."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("pre-commit")]

ROOT = Path(__file__).resolve().parents[2]
NEEDED = (".pre-commit-hooks.yaml", "CHANGELOG.md", "LICENSE", "README.md", "linter", "pyproject.toml", "rules")

SERVICE = """\
service: notes
frameworkVersion: '4'
provider:
  name: aws
  runtime: nodejs22.x
  timeout: 10
functions:
  list:
    handler: src/{handler}.list
    events:
      - schedule: rate(1 day)
"""


class Repository:
    """A git repository whose commands run with an identity, a pre-commit cache and no terminal of their own."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))},
            **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "A Tester"),
            **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "tester@example.com"),
            "PRE_COMMIT_HOME": str(cache),
            "PRE_COMMIT_COLOR": "never",
        }
        self.run("git", "init", "--quiet", "--initial-branch=main")

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, *command: str, status: int = 0) -> str:
        """What a command says; it must end with `status`."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == status, done.stdout
        return done.stdout

    def commit(self, *files: str, status: int = 0) -> str:
        """What git says when it is to commit `files`."""
        self.run("git", "add", *files)
        return self.run("git", "commit", "--quiet", "-m", f"Change {', '.join(files)}", status=status)


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with what this checkout holds now, as one that publishes the hook, and a cache to share."""
    base = tmp_path_factory.mktemp("pre-commit")
    repository = Repository(base / "slslint", base / "cache")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, repository.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, repository.folder / name)
    repository.commit(".")
    repository.run("git", "tag", "v1")
    return repository


@pytest.fixture
def project(hooks: Repository, tmp_path: Path, request: pytest.FixtureRequest) -> Repository:
    """A project with a service in a folder, guarded by a hook."""
    hook = getattr(request, "param", "slslint")
    repository = Repository(tmp_path / "project", Path(hooks.environment["PRE_COMMIT_HOME"]))
    repository.write(
        ".pre-commit-config.yaml", f"repos:\n- repo: {hooks.folder}\n  rev: v1\n  hooks:\n  - id: {hook}\n"
    )
    repository.write("api/src/notes.js", "module.exports.list = async () => ({ statusCode: 200 });\n")
    repository.write("api/serverless.yml", SERVICE.format(handler="notes"))
    repository.commit(".")
    repository.run(sys.executable, "-m", "pre_commit", "install")
    return repository


def test_commits_are_guarded(project: Repository) -> None:
    project.write("api/serverless.yml", SERVICE.format(handler="note"))
    said = project.commit("api/serverless.yml", status=1)
    assert re.search(r"slslint\.+Failed", said)
    assert "handler-not-found" in said
    assert "api/serverless.yml:9:" in said

    project.write("api/serverless.yml", SERVICE.format(handler="notes") + "    memorySize: 256\n")
    assert re.search(r"slslint\.+Passed", project.commit("api/serverless.yml"))

    project.write("README.md", "# Notes\n")
    assert re.search(r"slslint\.+\(no files to check\)Skipped", project.commit("README.md"))

    project.run("git", "mv", "api/src/notes.js", "api/src/note.js")
    assert re.search(r"slslint\.+Failed", project.commit("api/src", status=1))


@pytest.mark.parametrize("project", ["slslint-fix"], indirect=True)
def test_the_fixing_hook_mends_and_reports(project: Repository) -> None:
    project.write("api/serverless.yml", SERVICE.format(handler="notes").replace("  timeout: 10\n", ""))
    said = project.commit("api/serverless.yml", status=1)
    assert "files were modified by this hook" in said
    text = (project.folder / "api" / "serverless.yml").read_text(encoding="utf-8")
    assert text.count("timeout: 6\n") == 1
    assert re.search(r"slslint \(with safe fixes\)\.+Passed", project.commit("api/serverless.yml"))

    project.write("api/serverless.yml", SERVICE.format(handler="note"))
    assert "handler-not-found" in project.commit("api/serverless.yml", status=1)


@pytest.mark.parametrize(
    ("name", "fires"),
    [
        ("serverless.yml", True),
        ("api/config/prod.yaml", True),
        ("policies/invoke.json", True),
        ("src/notes.js", True),
        ("src/notes.mjs", True),
        ("src/notes.cts", True),
        ("src/page.tsx", True),
        ("src/notes.py", True),
        ("slslint.toml", True),
        ("README.md", False),
        ("docs/yml", False),
        ("src/notes.js.map", False),
        ("logo.png", False),
    ],
)
def test_files_that_the_hook_fires_on(name: str, fires: bool) -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    patterns = re.findall(r"^  files: (.+)$", hooks, re.M)
    assert len(patterns) == 2
    assert {bool(re.search(pattern, name)) for pattern in patterns} == {fires}
