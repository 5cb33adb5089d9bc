"""Facts about handlers that are kept: nothing is read again that stands, and no finding is another one for it."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conformance_sets import FOLDER
from slslint.engine import store
from slslint.engine.options import LintOptions
from slslint.engine.session import Session
from slslint.handlers import kept as facts_kept
from slslint.handlers.handler import handlers_of
from slslint.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]

SERVICE = """
service: notes
frameworkVersion: '3'
provider: {name: aws, runtime: nodejs20.x}
functions:
  list:
    handler: src/notes.list
    timeout: 10
    events:
      - http: {path: /notes, method: post}
  wrapped:
    handler: src/wrapped.handler
    timeout: 10
    events:
      - http: {path: /wrapped, method: get}
  waits:
    handler: src/waits.handler
    timeout: 10
"""
NOTES = """
const db = require('./db');
const { make } = require(db.FACTORY);
require('left-pad');
exports.list = async (event) => {
  const wanted = JSON.parse(event.body);
  return { statusCode: 200, body: make(db.find(wanted)) };
};
"""
DB = """
exports.FACTORY = './factory';
exports.find = (wanted) => JSON.stringify({ wanted, table: process.env.TABLE });
"""
WRAPPED = """
const middy = require('@middy/core');
exports.handler = middy((event, context, callback) => { callback(null, { statusCode: 200 }); });
"""
WAITS = """
const { Pool } = require('pg');
const pool = new Pool();
exports.handler = (event, context, callback) => {
  pool.query('select 1', (err, rows) => {
    if (err) return callback(err);
    if (event.one) callback(null, rows);
    else callback(null, { statusCode: 200 });
  });
};
"""


pytestmark = pytest.mark.usefixtures("cache_folder")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "src").mkdir(parents=True)
    (root / "serverless.yml").write_text(SERVICE, encoding="utf-8")
    for name, text in {"notes": NOTES, "db": DB, "wrapped": WRAPPED, "waits": WAITS}.items():
        (root / "src" / f"{name}.js").write_text(text, encoding="utf-8")
    (root / "src" / "factory.js").write_text("exports.make = (text) => text;\n", encoding="utf-8")
    (root / "package.json").write_text('{"dependencies": {"@middy/core": "^1.0.0", "left-pad": "1"}}', encoding="utf-8")
    return root


def told(root: Path, cached: bool, tally: list[int] | None = None) -> list[Any]:
    """Everything that a lint says, as far as it is plain; `tally` is told how many files of code were parsed."""
    session = Session(Workspace(str(root)), LintOptions(cache=cached))
    result = session.lint([str(root)])
    if tally is not None:
        tally.append(handlers_of(session.documents).parsed)
    return [
        [
            each.code,
            each.message,
            *place(each.at),
            [[*place(other.at), other.message] for other in each.related],
            [[fix.description, fix.safe, [[*place(edit), edit.text] for edit in fix.edits]] for fix in each.fixes],
        ]
        for each in result.findings
    ] + [sorted(result.files)]


def place(at: Any) -> list[Any]:
    return [at.file.path, at.start, at.end]


def services() -> list[Path]:
    found = [*(FOLDER / "services").glob("*"), *(each.parent for each in (ROOT / "fixtures").rglob("serverless.yml"))]
    return sorted(each for each in found if each.is_dir())


@pytest.mark.parametrize("folder", services(), ids=lambda folder: folder.name)
def test_cold_warm_and_without_say_the_same(folder: Path) -> None:
    tally: list[int] = []
    without = told(folder, False)
    assert told(folder, True) == without
    assert told(folder, True, tally) == without


def test_what_stands_is_not_read_again(project: Path) -> None:
    tally: list[int] = []
    before = told(project, True, tally)
    assert {each[0] for each in before[:-1]} >= {"SLS404", "SLS504"}
    assert told(project, True, tally) == before
    (project / "serverless.yml").write_text(SERVICE.replace("timeout: 10", "timeout: 11"), encoding="utf-8")
    told(project, True, tally)
    (project / "src" / "waits.js").write_text(WAITS + "// more\n", encoding="utf-8")
    told(project, True, tally)
    assert tally == [5, 0, 0, 1]


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda root: (root / name).write_text(text, encoding="utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "the handler": write("src/notes.js", NOTES.replace("exports.list", "exports.other")),
    "what it imports": write("src/db.js", DB.replace("JSON.stringify", "Object")),
    "what it imports is gone": lambda root: (root / "src" / "db.js").unlink(),
    "a file that is found by evaluating": write("src/factory.js", "exports.make = () => ({ a: 1 });\n"),
    "a package that is for development now": write(
        "package.json", '{"dependencies": {"@middy/core": "^1.0.0"}, "devDependencies": {"left-pad": "1"}}'
    ),
    "a package.json nearer by": write("src/package.json", '{"devDependencies": {"left-pad": "1"}}'),
    "the version of a wrapper": write("package.json", '{"dependencies": {"@middy/core": "^6.0.0", "left-pad": "1"}}'),
    "a lock file": write(
        "package-lock.json", '{"packages": {"node_modules/@middy/core": {\n"version": "6.1.0"}}}'
    ),
    "a folder in a file's place": lambda root: ((root / "src" / "db.js").unlink(), (root / "src" / "db.js").mkdir()),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_seen(project: Path, what: str) -> None:
    before = told(project, True)
    CHANGES[what](project)
    after = told(project, False)
    assert after != before
    assert told(project, True) == after
    assert told(project, True) == after


def test_what_was_missing_is_looked_for_again(project: Path) -> None:
    (project / "src" / "db.js").unlink()
    before = told(project, True)
    assert "SLS407" in {each[0] for each in before[:-1]}
    assert told(project, True) == before
    (project / ".gitignore").write_text("src/db.js\n", encoding="utf-8")
    ignored = told(project, False)
    assert ignored != before
    assert told(project, True) == ignored
    (project / ".gitignore").unlink()
    (project / "src" / "db").mkdir()
    (project / "src" / "db" / "index.ts").write_text(DB, encoding="utf-8")
    there = told(project, False)
    assert there not in (before, ignored)
    assert told(project, True) == there


def test_a_file_that_takes_anothers_place_is_read(project: Path) -> None:
    told(project, True)
    (project / "src" / "db").write_text("exports.find = () => ({});", encoding="utf-8")
    after = told(project, False)
    assert told(project, True) == after


def test_another_slslint_reads_anew(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tally: list[int] = []
    told(project, True, tally)
    monkeypatch.setattr(store, "__version__", "99.0")
    told(project, True, tally)
    assert tally == [5, 5]


def test_unsaved_text_is_not_kept(project: Path, cache_folder: Path) -> None:
    workspace = Workspace(str(project), {str(project / "src" / "notes.js"): b"exports.list = 1"})
    Session(workspace, LintOptions(cache=True)).lint([str(project)])
    assert not cache_folder.exists()


def test_without_the_cache_nothing_is_kept(project: Path, cache_folder: Path) -> None:
    told(project, False)
    assert not cache_folder.exists()


def entry(cache_folder: Path) -> Path:
    (found,) = (cache_folder / "facts").iterdir()
    return found


def test_one_entry_holds_a_service(project: Path, cache_folder: Path) -> None:
    told(project, True)
    _, kept = json.loads(entry(cache_folder).read_text(encoding="utf-8"))
    assert len(kept) == 3
    assert str(project / "src" / "waits.js") in "".join(kept)


DAMAGED: list[Any] = [
    None,
    [],
    {},
    "facts",
    1,
]
DAMAGED_FACTS: list[list[Any]] = [
    [],
    [[]],
    [[], []],
    [[], [], []],
    [0, 0, {}],
    [[], [["left-pad"]], {}],
    [[], [], {}],
    [[], [], {"status": "lost"}],
    [[], [], {"status": "found", "head": ["place", 9, 0, 1]}],
    [[], [], {"status": "found", "held": ["Nothing", 1]}],
    [[], [], {"status": "found", "held": ["Held", 1]}],
    [[], [], {"status": "found", "held": [[], 1]}],
]


@pytest.mark.parametrize("damage", DAMAGED, ids=str)
def test_a_damaged_entry_is_none(project: Path, cache_folder: Path, damage: Any) -> None:
    before = told(project, True)
    path = entry(cache_folder)
    text = json.dumps(damage, separators=(",", ":"))
    path.write_text(json.dumps([store.digest(text), damage]), encoding="utf-8")
    assert told(project, True) == before
    path.write_text(path.read_text(encoding="utf-8")[:-3], encoding="utf-8")
    assert told(project, True) == before


@pytest.mark.parametrize("damage", DAMAGED_FACTS, ids=str)
def test_damaged_facts_are_none(project: Path, cache_folder: Path, damage: list[Any]) -> None:
    before = told(project, True)
    path = entry(cache_folder)
    _, kept = json.loads(path.read_text(encoding="utf-8"))
    kept = {key: [known[0], *damage] for key, known in kept.items()}
    path.write_text(json.dumps([store.digest(json.dumps(kept, separators=(",", ":"))), kept]), encoding="utf-8")
    assert told(project, True) == before


def test_a_path_outside_the_project_is_not_read(project: Path, cache_folder: Path, tmp_path: Path) -> None:
    before = told(project, True)
    secret = tmp_path / "secret.js"
    secret.write_text("1", encoding="utf-8")
    path = entry(cache_folder)
    _, kept = json.loads(path.read_text(encoding="utf-8"))
    stolen = [[os.fspath(secret), store.digest(b"1")]]
    kept = {key: [known[0] + stolen, [], [], {"status": "found"}] for key, known in kept.items()}
    path.write_text(json.dumps([store.digest(json.dumps(kept, separators=(",", ":"))), kept]), encoding="utf-8")
    assert told(project, True) == before


def test_a_second_lint_of_a_session_takes_up_the_first(project: Path) -> None:
    session = Session(Workspace(str(project)), LintOptions(cache=True))
    session.lint([str(project)])
    assert handlers_of(session.documents).parsed == 5
    (project / "src" / "waits.js").write_text(WAITS + "// more\n", encoding="utf-8")
    again = session.lint([str(project)])
    assert handlers_of(session.documents).parsed == 6
    assert [each.code for each in again.findings] == [each[0] for each in told(project, False)[:-1]]


def test_two_services_of_a_folder_share_an_entry(
    project: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = project / "serverless.other.yml"
    other.write_text(SERVICE.partition("  wrapped:")[0].replace("src/notes.list", "src/db.find"), encoding="utf-8")

    def lint(path: Path) -> None:
        Session(Workspace(str(project)), LintOptions(cache=True)).lint([str(path)])

    lint(project / "serverless.yml")
    lint(other)
    assert len(json.loads(entry(cache_folder).read_text(encoding="utf-8"))[1]) == 4
    monkeypatch.setattr(facts_kept, "MOST", 3)
    other.write_text(other.read_text(encoding="utf-8").replace("src/db.find", "src/factory.make"), encoding="utf-8")
    lint(other)
    assert len(json.loads(entry(cache_folder).read_text(encoding="utf-8"))[1]) == 1
