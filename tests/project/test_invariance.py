"""Services of one folder that have nothing to do with each other: together they are what each is apart, and alone."""

from pathlib import Path

import pytest
from conformance_sets import folder
from slslint.engine.session import Session
from slslint.workspace import Workspace
from slslint.workspace.discovery import discover

Found = set[tuple[str, int, str, str]]


def lint(root: Path, path: str) -> Found:
    return {
        (each.at.file.path, each.at.line, each.name, each.severity)
        for each in Session(Workspace(str(root))).lint([path]).findings
        if each.suppressed is None and each.name != "unused-ignore"
    }


@pytest.fixture(scope="module")
def together() -> Found:
    return lint(folder("services"), str(folder("services")))


def test_each_case_by_itself(together: Found) -> None:
    cases = [case for case in folder("services").iterdir() if case.is_dir()]
    assert set[object]().union(*(lint(case, str(case)) for case in cases)) == together


def test_a_service_alone_has_no_findings_of_its_own(together: Found) -> None:
    root = str(folder("services"))
    alone = [lint(folder("services"), path) for path in discover(Workspace(root), root).services[::3]]
    assert set[object]().union(*alone) <= together
