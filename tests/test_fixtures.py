"""The fixtures: each folder has exactly the findings, advice included, that its expected.txt lists."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from slslint.engine.options import LintOptions
from slslint.engine.session import Session
from slslint.workspace import Workspace

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
FOLDERS = sorted(each.parent for each in FIXTURES.rglob("expected.txt"))
LATER = "not yet "


def lint(root: Path, paths: Iterable[Path], **options: Any) -> list[str]:
    """The findings in `paths`, as expected.txt writes them, with files named relative to `root`."""
    session = Session(Workspace(str(root)), LintOptions(**options))
    return sorted(
        f"{Path(each.at.file.path).relative_to(root).as_posix()}:{each.at.line} {each.name} {each.severity}"
        for each in session.lint([str(path) for path in paths]).findings
        if each.suppressed is None
    )


def expected(folder: Path) -> tuple[list[str], list[str]]:
    """What a folder's expected.txt lists: for rules that exist, and for rules to come."""
    lines = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    now = [line for line in lines if not line.startswith(LATER)]
    return sorted(now), [line.removeprefix(LATER) for line in lines if line.startswith(LATER)]


@pytest.mark.parametrize("folder", [pytest.param(each, id=each.name) for each in FOLDERS])
def test_findings(folder: Path) -> None:
    now, later = expected(folder)
    found = lint(folder, [folder])
    arrived = sorted(set(found) & set(later))
    assert not arrived, f"slslint finds these by now: take `{LATER.strip()}` off them in expected.txt"
    assert found == now


def test_one_run_over_all_finds_the_same() -> None:
    apart = [f"{folder.relative_to(FIXTURES).as_posix()}/{line}" for folder in FOLDERS for line in expected(folder)[0]]
    assert lint(FIXTURES, [FIXTURES]) == sorted(apart)


def test_every_folder_says_what_it_expects() -> None:
    assert {path.parent for path in FIXTURES.rglob("serverless.yml")} == set(FOLDERS)


def test_every_folder_but_the_clean_one_has_something_wrong() -> None:
    assert [folder.name for folder in FOLDERS if not any(expected(folder))] == ["clean"]
