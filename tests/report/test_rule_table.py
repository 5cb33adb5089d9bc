"""The table of rules."""

import pytest
from slslint.engine.manifest import RuleEntry
from slslint.report.context import Screen
from slslint.report.rule_table import render

RULES = [
    RuleEntry(
        "SLS1", "a-name", "error", "Service", frozenset(), "rules.config.a", True, False, "what it says is long."
    ),
    RuleEntry("SLS2", "another", "warning", "Service", frozenset(), "rules.access.b", False, True, "short."),
    RuleEntry(
        "SLS3", "third", "info", "Service", frozenset(), "rules.config.c", True, True, "also `long`, so it is cut."
    ),
]


def test_families_are_blocks() -> None:
    assert render(RULES, Screen()).splitlines() == [
        "config",
        "  SLS1  a-name   error             what it says is long.",
        "  SLS3  third    info     fix      also `long`, so it is cut.",
        "",
        "access",
        "  SLS2  another  warning  fix off  short.",
        "",
        "3 rules",
    ]


@pytest.mark.parametrize(("unicode", "cut"), [(True, "what it say…"), (False, "what it s...")])
def test_a_terminal_is_not_overrun(unicode: bool, cut: str) -> None:
    rows = render(RULES, Screen(width=47, unicode=unicode)).splitlines()
    assert max(map(len, rows)) <= 47
    assert rows[1] == f"  SLS1  a-name   error             {cut}"


def test_without_rules() -> None:
    assert render([], Screen(width=80)) == "0 rules\n"
