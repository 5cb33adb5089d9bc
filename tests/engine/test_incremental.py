"""A session that has seen a service before every edit finds what one finds that sees it for the first time."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slslint.engine.finding import Finding
from slslint.engine.options import LintOptions
from slslint.engine.session import Session
from slslint.source.load import load
from slslint.source.patch import Fix
from slslint.source.pointer import Pointer
from slslint.workspace import Workspace
from source.mutate import mutant

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SERVICES = sorted(FIXTURES.rglob("serverless.yml"))
MANY = """\
service: many
frameworkVersion: '3'
params:
  default:
    memory: 256
  dev:
    table: notes-dev
  prod:
    table: notes-prod
provider:
  name: aws
  runtime: nodejs20.x
  stage: ${opt:stage, 'dev'}
  environment:
    TABLE: ${param:table}
    OTHER: ${self:custom.tables.${sls:stage}}
    SECRET: ${env:SECRET, self:custom.fallback}
custom:
  memory: 512
  fallback: {a: 1}
  own: ${file(own.yml):table}
  tables:
    dev: a
    prod: b
functions:
""" + "".join(
    f"""\
  fn{number}:
    handler: src/h{number}.handler
    memorySize: ${{self:custom.memory}}
    timeout: {20 + number}
    environment:
      TABLE: ${{param:table}}
      NAME: ${{self:service}}-{number}
      MISSING: ${{self:custom.{"missing" if number == 3 else "own"}}}
    events:
      - http:
          path: /items{number % 4}/{{id}}
          method: get
      - http: POST /items{number}
"""
    for number in range(6)
)
PIECES = (
    *("    timeout: 40\n", "    timeout: soon\n", "    reservedConcurrency: 1\n", "    memory: 1\n", "    # note\n"),
    *("    role: ${self:custom.role}\n", "    runtime: nodejs12.x\n", "    vpc: ${self:functions.fn1.events}\n"),
    *("      - http: GET /{a}/{b}\n", "      - sqs: {arn: !GetAtt [Queue, Arn]}\n", "      - httpApi: '*'\n"),
    *("  other:\n    handler: src/h1.handler\n", "  tables: ${self:custom.own}\n", "  more: ${self:functions}\n"),
    *("    TABLE: ${file(own.yml):table}\n", "    A: ${env:A, self:custom.missing}\n", "resources: {}\n"),
    *("    B: ${opt:b, self:custom.tables}\n", "  stage: prod\n", "    <<: {timeout: 3}\n"),
    "  # slslint: ignore[timeout-unset] -- so it is\n",
)


def shown(at: Pointer) -> tuple[Any, ...]:
    return at.file.path, at.start, at.end, at.path, at.text


def fixed(fix: Fix) -> tuple[Any, ...]:
    return fix.description, fix.safe, [(each.file.path, each.start, each.end, each.text) for each in fix.edits]


def told(finding: Finding) -> tuple[Any, ...]:
    """All that there is to a finding."""
    related = [(*shown(each.at), each.message) for each in finding.related]
    own = finding._replace(at=None, related=(), fixes=())  # type: ignore[arg-type]
    return shown(finding.at), own, related, [fixed(each) for each in finding.fixes]


def found(session: Session, path: str) -> tuple[Any, ...]:
    result = session.lint((path,), template=False)
    assert not result.crashed
    return [told(each) for each in result.findings], result.notes, result.refused


def held_against_fresh(folder: str, path: str, texts: Iterator[tuple[str, str]], **options: Any) -> int:
    """Lint after each edit, (path, text), by a session that goes on and by a new one; how many were not parsed anew."""
    workspace = Workspace(folder)
    session = Session(workspace, LintOptions(confidence="low", **options), incremental=True)
    made = 0
    for edited, text in texts:
        workspace.overlays[edited] = text.encode("utf-8", "replace")
        fresh = Session(Workspace(folder, workspace.overlays), session.options)
        assert found(session, path) == found(fresh, path), text
        made += session.documents.load(edited).change is not None
    return made


def line_edits(rnd: random.Random, text: str, count: int) -> Iterator[str]:
    """Edits as typing makes them: a line that comes, goes, or has another word in it; some are taken back."""
    for _ in range(count):
        lines = text.splitlines(keepends=True)
        at = rnd.randrange(len(lines))
        line, other, piece = lines[at], rnd.choice(lines), rnd.choice(PIECES)
        word = line.replace("fn", "gn").replace("items", "things").replace("2", "3")
        lines[at : at + 1] = rnd.choice(([piece], [piece, line], [piece, line], [], [line, other], [word]))
        changed = "".join(lines)
        yield changed
        if rnd.random() < 0.8 and load("a.yml", changed.encode()).root is not None:
            text = changed
        else:
            yield text


@pytest.mark.parametrize("seed", range(16))
def test_lines_of_a_large_service(tmp_path: Path, seed: int) -> None:
    rnd = random.Random(seed)
    path = str(tmp_path / "serverless.yml")
    (tmp_path / "own.yml").write_text("table: ${self:custom.memory}\nother: 1\n", encoding="utf-8")
    made = held_against_fresh(str(tmp_path), path, ((path, text) for text in (MANY, *line_edits(rnd, MANY, 15))))
    assert made


@pytest.mark.parametrize("seed", range(40))
def test_services(seed: int) -> None:
    rnd = random.Random(seed)
    service = rnd.choice(SERVICES)
    folder, path, text = str(service.parent), str(service), service.read_text(encoding="utf-8")
    texts = [text]
    for _ in range(4):
        texts += [mutant(rnd, [text]), rnd.choice((text, *line_edits(rnd, text, 1)))]
    held_against_fresh(folder, path, ((path, each) for each in texts))


def test_included_files() -> None:
    folder = FIXTURES / "kitchen-sink"
    rnd, path = random.Random(1), str(folder / "serverless.yml")
    edited = [folder / "serverless.yml", folder / "resources" / "table.yml", folder / "functions" / "notes.yml"]

    def texts() -> Iterator[tuple[str, str]]:
        for _ in range(12):
            file = rnd.choice(edited)
            text = file.read_text(encoding="utf-8")
            yield str(file), text
            yield str(file), next(line_edits(rnd, text, 1))
            if rnd.random() < 0.5:
                yield str(file), text

    assert held_against_fresh(str(folder), path, texts()) > 2


def test_stages_that_are_asked_for(tmp_path: Path) -> None:
    path = str(tmp_path / "serverless.yml")
    texts = (MANY, *line_edits(random.Random(5), MANY, 6))
    held_against_fresh(str(tmp_path), path, ((path, text) for text in texts), stages=("prod", "dev"))


INCLUDING = """\
service: {name}
provider: {{name: aws, runtime: nodejs22.x}}
functions:
  work:
    handler: src/a.work
    timeout: ${{file(own.yml):time}}
"""


def test_a_value_of_an_included_file(tmp_path: Path) -> None:
    path, own = str(tmp_path / "serverless.yml"), str(tmp_path / "own.yml")
    times = [(own, f"before: 1\ntime: {time}\nafter: 3\n") for time in (10, 10_000, 10, "soon", "${self:service}")]
    (tmp_path / "own.yml").write_text("time: 5\n", encoding="utf-8")
    assert held_against_fresh(str(tmp_path), path, iter([(path, INCLUDING.format(name="one")), *times])) > 2


def test_a_file_that_two_services_include(tmp_path: Path) -> None:
    paths = [str(tmp_path / f"serverless.{name}.yml") for name in ("one", "two")]
    own = str(tmp_path / "own.yml")
    overlays = {path: INCLUDING.format(name="one").encode() for path in paths}
    session = Session(Workspace(str(tmp_path), {**overlays, own: b"before: 1\ntime: 10\n"}), incremental=True)
    for time in (10, 10_000, 12):
        session.workspace.overlays[own] = f"before: 1\ntime: {time}\n".encode()
        for path in paths:
            fresh = Session(Workspace(str(tmp_path), session.workspace.overlays))
            assert found(session, path) == found(fresh, path), (path, time)


@pytest.mark.parametrize("line", ["    timeoutx: 10\n", "", "    timeout: 20\n"])
def test_an_entry_that_hid_a_merged_one(tmp_path: Path, line: str) -> None:
    path = str(tmp_path / "serverless.yml")
    text = (
        "service: notes\nprovider: {name: aws, runtime: nodejs22.x}\nfunctions:\n  f:\n    handler: src/a.main\n"
        "    <<: {timeout: 3000}\n    timeout: 10\n    memorySize: 128\n"
    )
    held_against_fresh(str(tmp_path), path, iter([(path, text), (path, text.replace("    timeout: 10\n", line))]))


def test_code_that_is_not_reached_any_more(tmp_path: Path) -> None:
    path = str(tmp_path / "serverless.yml")
    (tmp_path / "a.js").write_text("// slslint: ignore[callback-removed] -- x\nexports.main = async () => {}\n")
    (tmp_path / "b.js").write_text("exports.main = async () => {}\n")
    text = "service: notes\nprovider: {name: aws, runtime: nodejs22.x}\nfunctions:\n  f:\n    handler: a.main\n"
    text += "  g:\n    handler: b.main\n"
    for each in (tmp_path / "a.js", tmp_path / "b.js", tmp_path):
        os.utime(each, (1e9, 1e9))  # what has just changed may change once more, and is looked at again
    texts = (text, text, text.replace("a.main", "b.main"), text)
    held_against_fresh(str(tmp_path), path, ((path, each) for each in texts))


def test_a_problem_in_an_included_file(tmp_path: Path) -> None:
    path = str(tmp_path / "serverless.yml")
    (tmp_path / "own.yml").write_text("name: ${self:nope}\n", encoding="utf-8")
    text = (
        "service: notes\nframeworkVersion: '3'\nprovider: {name: aws, environment: '${self:custom.env}'}\n"
        "more: {A: '${file(own.yml):name}'}\ncustom: {env: {B: '${file(own.yml):name}'}}\n"
    )
    held_against_fresh(str(tmp_path), path, iter([(path, text), (path, text), (path, f"{text}# note\n")]))


def test_a_file_that_git_ignores_for_a_while(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "own.yml").write_text("time: 9999\n", encoding="utf-8")
    path = str(tmp_path / "serverless.yml")
    session = Session(Workspace(str(tmp_path), {path: INCLUDING.format(name="one").encode()}), incremental=True)
    said: list[bool] = []
    for ignored in ("", "own.yml\n", "\n"):
        (tmp_path / ".gitignore").write_text(ignored, encoding="utf-8")
        fresh = Session(Workspace(str(tmp_path), session.workspace.overlays))
        assert found(session, path) == found(fresh, path)
        said.append(any("timeout" in each[1].message for each in found(fresh, path)[0]))
    assert said == [True, False, True]
