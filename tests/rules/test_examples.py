"""Every rule's page: its bad examples are reported where they are marked, its good ones are not."""

from importlib import import_module

import pytest
from examples import Outcome
from slslint.engine.manifest import RuleEntry, rules
from slslint.engine.pages import Example, Page, read_page

RAISED = ("internal-error",)  # needs a rule that raises: tests/engine has one


def page_of(entry: RuleEntry) -> Page:
    return read_page(import_module(entry.module).__doc__ or "")


def examples(kind: str) -> list[object]:
    return [
        pytest.param(entry, example, id=f"{entry.name}-{number}")
        for entry in rules()
        for number, example in enumerate(getattr(page_of(entry), kind), 1)
    ]


@pytest.mark.parametrize(("entry", "example"), examples("bad"))
def test_bad_example_is_reported_where_it_is_marked(entry: RuleEntry, example: Example) -> None:
    assert example.expected
    assert list(Outcome(entry, example).faults()) == []


@pytest.mark.parametrize(("entry", "example"), examples("good"))
def test_good_example_is_not_reported(entry: RuleEntry, example: Example) -> None:
    assert not example.expected
    assert list(Outcome(entry, example).faults()) == []


@pytest.mark.parametrize("entry", rules(), ids=lambda entry: entry.name)
def test_page_is_complete(entry: RuleEntry) -> None:
    page = page_of(entry)
    assert page.summary.startswith(f"{entry.name}: ")
    assert {"What it says", "Why it matters"} <= page.sections.keys()
    if entry.name not in RAISED:
        assert len(page.bad) >= 2
        assert len(page.good) >= 3
    assert entry.fixable == any(example.fixed for example in page.bad)
