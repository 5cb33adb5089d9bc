"""What rules are silent of is not asked again, and what may have changed is."""

import os
from functools import cache
from pathlib import Path

import pytest
from engine.test_incremental import SERVICES, told
from projects import ROOT, completed, session
from slslint.engine.manifest import RuleEntry, load_rule, rules
from slslint.engine.pages import page_of
from slslint.engine.run import LOCAL, VIEWS
from slslint.engine.session import Session
from slslint.service.file import ServiceFile
from slslint.service.service import Service
from slslint.values.value import Map, Value
from slslint.workspace import Workspace

LOCAL_RULES = [entry for entry in rules() if entry.scope in LOCAL]
SERVICE = """\
service: notes
provider: {name: aws, runtime: nodejs22.x, timeout: 10}
functions:
  list:
    handler: src/list.handler
    events:
      - http: GET /notes
  create:
    handler: src/create.handler
"""
CODE = "exports.handler = async () => ({ statusCode: 200 });\n"


@cache
def services() -> tuple[ServiceFile, ...]:
    """The services of the fixtures, and of the examples of the rules that look at functions and routes."""
    found = [Session(Workspace(str(path.parent))).open(str(path)) for path in SERVICES]
    for entry in LOCAL_RULES:
        page = page_of(entry.module)
        for example in (*page.bad, *page.good):
            files = {each.name: completed(each.name, each.text) for each in example.files}
            if "serverless.yml" in files:
                found.append(session(files).open(os.path.join(ROOT, "serverless.yml")))
    return tuple(each for each in found if isinstance(each, ServiceFile))


def with_one(name: str, service: Service) -> Service:
    """A service with one of its functions."""
    value = service.config.value
    assert value is not None
    assert isinstance(value.know, Map)
    key, functions = value.know.entries["functions"]
    assert isinstance(functions.know, Map)
    one = Value(Map({name: functions.know.entries[name]}), functions.at)
    return Service(service.file, service.stage, Value(Map({**value.know.entries, "functions": (key, one)}), value.at))


def answers(entry: RuleEntry, service: Service, name: str) -> list[object]:
    """What a rule says of a function, or of its routes."""
    service.memo.clear()
    service.file.memo.clear()
    views = [each for each in VIEWS[entry.scope](service) if getattr(each, "function", each).name == name]
    return [told(finding) for view in views for finding in load_rule(entry).check(view)]


@pytest.mark.parametrize("entry", LOCAL_RULES, ids=lambda entry: entry.name)
def test_a_rule_reads_nothing_of_other_functions(entry: RuleEntry) -> None:
    said = 0
    for file in services():
        for service in file.services:
            functions = service.config["functions"]
            if entry.needs <= file.features and functions.is_map:
                for function in service.functions:
                    answer = answers(entry, service, function.name)
                    assert answers(entry, with_one(function.name, service), function.name) == answer
                    said += len(answer)
    assert said


class Project:
    """A folder with a service and its code, and a session that goes on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = str(folder / "serverless.yml")
        (folder / "src").mkdir()
        for name in ("list", "create"):
            self.write(f"src/{name}.js", CODE)
        self.workspace = Workspace(str(folder), {self.path: SERVICE.encode()})
        self.session = Session(self.workspace, incremental=True)

    def write(self, name: str, text: str) -> None:
        """A file that was written a while ago."""
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        for each in (file, file.parent, self.folder):
            os.utime(each, (1_000_000_000 + len(text), 1_000_000_000 + len(text)))

    def lint(self, text: str = SERVICE) -> set[str]:
        self.workspace.overlays[self.path] = text.encode()
        self.result = self.session.lint((self.path,), template=False)
        return {each.name for each in self.result.findings}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.lint()
    project.lint()
    return project


def test_rules_are_asked_about_what_has_changed(project: Project) -> None:
    fresh = Session(Workspace(str(project.folder), project.workspace.overlays)).lint((project.path,), template=False)
    edited = SERVICE.replace("src/create", "src/creates")
    assert "handler-not-found" in project.lint(edited)
    assert project.result.rule_calls < fresh.rule_calls
    assert "handler-not-found" not in project.lint()


def test_rules_are_asked_again_when_a_file_has_changed(project: Project) -> None:
    assert "callback-removed" not in project.lint(f"{SERVICE}    memorySize: 256\n")
    project.write("src/list.js", CODE.replace("async ()", "(event, context, callback)"))
    fresh = Session(Workspace(str(project.folder), project.workspace.overlays)).lint((project.path,), template=False)
    assert project.lint(f"{SERVICE}    memorySize: 512\n") == {each.name for each in fresh.findings}
    assert project.result.rule_calls == fresh.rule_calls


def test_rules_are_asked_again_when_a_file_is_gone(project: Project) -> None:
    (project.folder / "src" / "list.js").unlink()
    assert "handler-not-found" in project.lint(f"{SERVICE}    memorySize: 512\n")


def test_rules_are_asked_again_when_a_buffer_has_changed(project: Project) -> None:
    project.workspace.overlays[str(project.folder / "src" / "list.js")] = b"exports.other = 1;\n"
    assert "export-not-found" in project.lint(f"{SERVICE}    memorySize: 512\n")


def test_rules_are_asked_again_when_the_provider_has_changed(project: Project) -> None:
    assert "timeout-unset" in project.lint(SERVICE.replace(", timeout: 10", ""))


def test_a_file_that_has_just_changed_may_change_once_more(project: Project) -> None:
    (project.folder / "src" / "list.js").write_text(CODE + CODE, encoding="utf-8")
    project.lint()
    calls = project.result.rule_calls
    project.lint()
    assert project.result.rule_calls == calls
