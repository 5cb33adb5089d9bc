"""Baselines: what they accept, also after lines have moved, and what is gone."""

import pytest
from projects import lint
from slslint.engine.baseline import InvalidBaseline, entries_of, mark, read, written
from slslint.engine.finding import Finding

TEXT = "service: notes\nprovider: {name: aws}\nfunctions:\n  list: {handler: a.b}\n  get: {handler: a.c}\n"


def findings(text: str) -> list[Finding]:
    return lint({"serverless.yml": text}, select=("timeout-unset",)).findings


def relative(path: str) -> str:
    return "serverless.yml"


def test_it_accepts_what_it_was_written_from() -> None:
    entries = read(written(entries_of(findings(TEXT), relative)))
    marked, gone = mark(findings(TEXT), entries, relative)
    assert ({each.suppressed for each in marked}, gone) == ({"baseline"}, [])


def test_moved_lines_do_not_matter() -> None:
    entries = entries_of(findings(TEXT), relative)
    marked, gone = mark(findings("# a comment\n\n" + TEXT), entries, relative)
    assert ({each.suppressed for each in marked}, gone) == ({"baseline"}, [])


def test_a_new_finding_is_reported_and_one_that_is_mended_is_gone() -> None:
    entries = entries_of(findings(TEXT), relative)
    changed = TEXT.replace("  get: {handler: a.c}", "  get: {handler: a.c, timeout: 5}\n  put: {handler: a.d}")
    marked, gone = mark(findings(changed), entries, relative)
    assert [each.subject for each in marked if each.suppressed is None] == ["put"]
    assert [entry.path for entry in gone] == ["functions.get"]


def test_equal_findings_are_counted() -> None:
    entries = entries_of(findings(TEXT), relative)[:1]
    twice = [each for each in findings(TEXT) if each.fingerprint("serverless.yml") == entries[0].fingerprint] * 2
    marked, _ = mark(twice, entries, relative)
    assert [each.suppressed for each in marked] == ["baseline", None]


def test_a_clean_project_has_an_empty_one() -> None:
    assert read(written([])) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2, "findings": []}', '{"version": 1, "findings": [1]}'])
def test_what_is_no_baseline(text: str) -> None:
    with pytest.raises(InvalidBaseline, match="--write-baseline"):
        read(text)
