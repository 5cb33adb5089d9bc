"""The pages that people write say what is true: rules and commands are those that there are, links lead somewhere."""

import re
from pathlib import Path

import pytest
from slslint.cli.app import COMMANDS
from slslint.engine.manifest import rules

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "fixtures" / "notes-app" / "README.md"])
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_pages_name_rules_that_there_are() -> None:
    known = {name for rule in rules() for name in (rule.name, rule.code)}
    # The pages of rules are generated from their tested docstrings, and show suppressions that are wrong.
    written = [page for page in PAGES if page.name != "CONTRIBUTING.md" and page.parent.name != "rules"]
    pages = {page: page.read_text(encoding="utf-8") for page in written}
    named = {
        (page.name, name)
        for page, text in pages.items()
        for name in (*re.findall(r"ignore(?:-file)?\[([a-z-]+)\]", text), *re.findall(r"\bSLS\d{3}\b", text))
    }
    assert {(page, name) for page, name in named if name not in known} == set()


def test_readme_lists_the_commands() -> None:
    assert set(re.findall(r"^slslint ([a-z]+) (?:\[?[A-Z]| {2})", README, re.M)) == set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if ":" not in target and not (page.parent / target).exists()] == []


def test_fixtures_page_names_every_folder() -> None:
    page = (ROOT / "fixtures" / "notes-app" / "README.md").read_text(encoding="utf-8")
    folders = {path.parent.name for path in (ROOT / "fixtures" / "notes-app").glob("*/expected.txt")}
    assert folders - {"clean"} == set(re.findall(r"`([a-z-]+)`", page)) - {"slslint"}
