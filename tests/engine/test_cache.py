"""Results that are kept: found again while nothing has changed, forgotten as soon as something has."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from slslint.config import Settings
from slslint.engine import store
from slslint.engine.cache import Cache
from slslint.engine.options import LintOptions
from slslint.engine.result import Result
from slslint.engine.session import Session
from slslint.report import renderer
from slslint.report.context import Context
from slslint.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]

SERVICE = """
service: notes
provider: {name: aws, runtime: nodejs22.x, stage: dev, environment: '${file(env.yml)}'}
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
"""


pytestmark = pytest.mark.usefixtures("cache_folder")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "src").mkdir(parents=True)
    (root / "serverless.yml").write_text(SERVICE, encoding="utf-8")
    (root / "env.yml").write_text("TABLE: notes\n", encoding="utf-8")
    (root / "src" / "notes.js").write_text("exports.list = async () => ({ statusCode: 200 })\n", encoding="utf-8")
    return root


def cache_of(root: Path, options: LintOptions | None = None) -> Cache:
    return Cache(Workspace(str(root)), (str(root),), options or LintOptions(), str(root))


def linted(root: Path, options: LintOptions | None = None) -> Result:
    """A lint whose result is kept."""
    workspace, options = Workspace(str(root)), options or LintOptions()
    cache = Cache(workspace, (str(root),), options, str(root))
    result = Session(workspace, options).lint([str(root)])
    cache.keep(result)
    return result


def report(result: Result, root: Path, form: str) -> str:
    return renderer(form)(result, Context(str(root), str(root)))


def names(result: Result) -> list[str]:
    return [finding.name for finding in result.findings]


def test_a_result_is_found_again(project: Path) -> None:
    result = linted(project)
    kept = cache_of(project).recall()
    assert kept is not None
    assert names(kept) == names(result) != []
    for form in ("json", "full", "sarif"):
        assert report(kept, project, form) == report(result, project, form)


FOLDERS = sorted({each.parent for each in (ROOT / "fixtures").rglob("expected.txt")})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(ROOT).as_posix())
def test_nothing_is_lost_on_the_way(folder: Path) -> None:
    result = linted(folder)
    kept = cache_of(folder).recall()
    assert kept is not None
    for form in ("json", "full"):
        assert report(kept, folder, form) == report(result, folder, form)


def rewrite(name: str, text: str) -> Callable[[Path], object]:
    return lambda root: (root / name).write_text(text, encoding="utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "the service": rewrite("serverless.yml", SERVICE + "      - http: POST /notes\n"),
    "an include": rewrite("env.yml", "TABLE: other\n"),
    "a handler": rewrite("src/notes.js", "exports.lists = async () => ({ statusCode: 200 })\n"),
    "an include that is gone": lambda root: (root / "env.yml").unlink(),
    "another service": rewrite("serverless.other.yml", SERVICE),
    "a policy, found by its name": rewrite("policy.json", '{"Statement": []}'),
    "a package.json": rewrite("package.json", '{"devDependencies": {"serverless": "^4.0.0"}}'),
    "a .gitignore": rewrite(".gitignore", "serverless.yml\n"),
    "a folder in a file's place": lambda root: ((root / "env.yml").unlink(), (root / "env.yml").mkdir()),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_seen(project: Path, what: str) -> None:
    linted(project)
    CHANGES[what](project)
    assert cache_of(project).recall() is None


def test_what_was_missing_is_looked_for_again(project: Path) -> None:
    (project / "env.yml").unlink()
    assert "unresolved-variable" in names(linted(project))
    assert cache_of(project).recall() is not None
    (project / "env.yml").write_text("TABLE: notes\n", encoding="utf-8")
    assert cache_of(project).recall() is None


def test_what_does_not_matter_changes_nothing(project: Path) -> None:
    (project / "README.md").write_text("before", encoding="utf-8")
    linted(project)
    (project / "README.md").write_text("after", encoding="utf-8")
    os.utime(project / "serverless.yml")
    assert cache_of(project).recall() is not None


@pytest.mark.parametrize(
    "options",
    [
        LintOptions(stages=("prod",)),
        LintOptions(ignore=("SLS501",)),
        LintOptions(env={"A": "b"}),
        LintOptions(settings=Settings("slslint.toml", "", {"severity": {"SLS501": "error"}})),
    ],
    ids=["stages", "rules", "environment", "settings"],
)
def test_other_options_are_another_lint(project: Path, options: LintOptions) -> None:
    linted(project)
    assert cache_of(project, options).recall() is None


def test_another_slslint_is_another_lint(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linted(project)
    monkeypatch.setattr(store, "__version__", "99.0")
    assert cache_of(project).recall() is None


def test_another_installation_is_another_lint(tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    for package in (ROOT / "linter" / "slslint", ROOT / "rules" / "slslint_rules"):
        shutil.copytree(package, site / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-B", "-c", "from slslint.engine.store import edition; print(edition())"]
    seen: list[str] = []
    for name in ("one", "other"):
        done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(site)}, capture_output=True, check=True)
        seen.append(done.stdout.decode())
        (site / f"{name}-1.0.dist-info").mkdir()
    assert seen[0] != seen[1]


def test_unsaved_text_is_never_kept(project: Path, cache_folder: Path) -> None:
    workspace = Workspace(str(project), {str(project / "serverless.yml"): SERVICE.encode()})
    cache = Cache(workspace, (str(project),), LintOptions(), str(project))
    cache.keep(Session(workspace).lint([str(project)]))
    assert not cache_folder.exists()


def test_a_file_that_changes_during_the_lint_is_not_kept(project: Path, cache_folder: Path) -> None:
    workspace = Workspace(str(project))
    cache = Cache(workspace, (str(project),), LintOptions(), str(project))
    result = Session(workspace).lint([str(project)])
    (project / "env.yml").write_text("TABLE: changed meanwhile\n", encoding="utf-8")
    cache.keep(result)
    assert not cache_folder.exists()


@pytest.mark.parametrize(
    "text", ["", "null", "[", '[[["serverless.yml"]], []]', "[" * 100_000, '{"a": 1}', "[[], [[], [[]]]]"]
)
def test_a_damaged_entry_is_none(project: Path, cache_folder: Path, text: str) -> None:
    linted(project)
    entries = list((cache_folder / "results").iterdir())
    assert len(entries) == 1
    entries[0].write_text(text, encoding="utf-8")
    assert cache_of(project).recall() is None


def test_an_entry_that_was_touched_is_none(project: Path, cache_folder: Path) -> None:
    linted(project)
    entry = next((cache_folder / "results").iterdir())
    entry.write_text(entry.read_text(encoding="utf-8").replace("timeout-unset", "timeout-forged"), encoding="utf-8")
    assert cache_of(project).recall() is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="other systems have no named pipes")
def test_a_pipe_is_not_waited_for(project: Path, cache_folder: Path) -> None:
    linted(project)
    entry = next((cache_folder / "results").iterdir())
    entry.unlink()
    os.mkfifo(entry)
    assert cache_of(project).recall() is None


def test_a_folder_that_becomes_a_link_is_another(project: Path) -> None:
    (project / "other").mkdir()
    (project / "other" / "serverless.yml").write_text(SERVICE, encoding="utf-8")
    (project / "twin").mkdir()
    (project / "twin" / "serverless.yml").write_text(SERVICE, encoding="utf-8")
    linted(project)
    (project / "twin" / "serverless.yml").unlink()
    (project / "twin").rmdir()
    (project / "twin").symlink_to("other")
    assert cache_of(project).recall() is None


def test_other_files_in_the_folder_stay(monkeypatch: pytest.MonkeyPatch, cache_folder: Path) -> None:
    monkeypatch.setattr(store, "MOST", 1)
    (cache_folder / "room").mkdir(parents=True)
    (cache_folder / "room" / "figures.csv").write_text("1", encoding="utf-8")
    room = store.Store("room")
    for number in range(3):
        room.put(str(number), number)
    names = [each.name for each in (cache_folder / "room").iterdir()]
    assert "figures.csv" in names
    assert len(names) == 2


def test_a_folder_that_cannot_be_written_is_no_matter(project: Path, cache_folder: Path) -> None:
    cache_folder.write_text("a file", encoding="utf-8")
    assert names(linted(project))
    assert cache_of(project).recall() is None


def test_only_the_newest_entries_stay(monkeypatch: pytest.MonkeyPatch, cache_folder: Path) -> None:
    monkeypatch.setattr(store, "MOST", 3)
    room = store.Store("room")
    for number in range(6):
        room.put(str(number), {"number": number})
        os.utime(
            next(each for each in (cache_folder / "room").iterdir() if f":{number}}}" in each.read_text()),
            (number, number),
        )
    assert [number for number in range(6) if room.get(str(number))] == [3, 4, 5]


def test_a_second_run_neither_parses_nor_judges(project: Path, cache_folder: Path) -> None:
    code = (
        "import sys; from slslint.cli import main; status = main(['check', '--format', 'json']); "
        "print(status, 'slslint.engine.session' in sys.modules, file=sys.stderr)"
    )
    path = os.pathsep.join([str(ROOT / "linter"), str(ROOT / "rules")])
    environment = {name: value for name, value in os.environ.items() if name != "SLSLINT_NO_CACHE"}

    def run(**more: str) -> tuple[object, str]:
        command = [sys.executable, "-c", code]
        env = {**environment, "PYTHONPATH": path, **more}
        done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, check=True)
        return json.loads(done.stdout), done.stderr.strip()

    first, said = run()
    assert said == "1 True"
    assert run() == (first, "1 False")
    assert run(SLSLINT_NO_CACHE="1") == (first, "1 True")
