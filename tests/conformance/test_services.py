"""The services with known findings: every expectation of a rule that exists is met, and nothing else is reported."""

import os
from pathlib import Path
from typing import Any

import pytest
from conformance_sets import cases, expected, folder
from slslint.config import find_settings
from slslint.engine.finding import INFO, Finding
from slslint.engine.manifest import find_rule
from slslint.engine.options import LintOptions
from slslint.engine.session import Session
from slslint.workspace import Workspace

# Rules named by the cases that slslint does not have yet.
LATER = frozenset[str]()


def lint(case: Path, wanted: dict[str, Any]) -> list[Finding]:
    workspace = Workspace(str(case))
    options = LintOptions(stages=tuple(wanted["stages"] or ()), settings=find_settings(workspace, str(case)))
    session = Session(workspace, options)
    result = session.lint([os.path.normpath(case / wanted.get("lint_path", "."))])
    assert not result.crashed, [each.message for each in result.findings if each.name == "internal-error"]
    return [each for each in result.findings if each.suppressed is None]


def place(case: Path, finding: Finding) -> tuple[str, str, int]:
    file = os.path.relpath(finding.at.file.path, case).replace(os.sep, "/")
    return finding.name, file, finding.at.line


def places(wanted: dict[str, Any]) -> set[tuple[str, str, int]]:
    """The place expected and those that are equally right."""
    return {(wanted["name"], each["file"], each["line"]) for each in (wanted, *wanted.get("also_at", ()))}


def is_false(finding: Finding, wanted: dict[str, Any]) -> bool:
    """Whether a finding that is not expected is a false alarm. Advice counts only where the case says so."""
    if finding.name in wanted["may"]:
        return False
    forbidden = wanted["must_not"]
    if finding.name in wanted.get("only_expected", ()) or (forbidden != "*" and finding.name in forbidden):
        return True
    return finding.severity != INFO and (forbidden == "*" or wanted["complete"])


@pytest.mark.parametrize("case", cases("services"))
def test_service(case: Path) -> None:
    wanted = expected(case)
    findings = lint(case, wanted)
    found = {place(case, finding) for finding in findings}
    missed = [each for each in wanted["expected"] if find_rule(each["name"]) and not places(each) & found]
    right = set().union(*map(places, wanted["expected"]))
    false = [
        (*place(case, each), each.severity, each.message)
        for each in findings
        if place(case, each) not in right and is_false(each, wanted)
    ]
    assert (missed, false) == ([], [])


def test_what_is_expected_of_rules_to_come() -> None:
    wanted = [each for case in folder("services").iterdir() for each in expected(case)["expected"]]
    assert {each["name"] for each in wanted if not find_rule(each["name"])} == LATER
