"""Folding and counting."""

from typing import Any

from report.sample import context
from slslint.engine.finding import ERROR, MEDIUM, WARNING, Finding
from slslint.report.group import Totals, fold, totals
from slslint.source.file import SourceFile
from slslint.source.patch import Fix
from slslint.source.pointer import Pointer

FILE = SourceFile("/project/services/serverless.yml", "\n" * 50)
OTHER = SourceFile("/project/services/functions.yml", "\n" * 50)


def finding(subject: str, line: int, file: SourceFile = FILE, **changes: Any) -> Finding:
    made = Finding(
        "SLS501",
        "timeout-unset",
        WARNING,
        f"{subject} is slow",
        Pointer(file, line - 1, line - 1),
        subject=subject,
        fold="set it",
    )
    return made._replace(**changes)


def test_equal_findings_make_one_paragraph_where_the_first_stands() -> None:
    lone = finding("x", 3, code="SLS101", fold="")
    groups = fold([finding("a", 1), lone, finding("b", 4), finding("c", 5, OTHER)])
    assert [[each.subject for each in group.findings] for group in groups] == [["a", "b", "c"], ["x"]]
    assert groups[0].others(context()) == "and 2 more: b (line 4), c (functions.yml:5)"
    assert (groups[0].remedy, groups[1].remedy, groups[1].others(context())) == ("set it", "", "")


def test_only_a_few_are_named() -> None:
    group = fold([finding(f"f{n}", n + 1) for n in range(18)])[0]
    assert group.others(context()) == (
        "and 17 more: f1 (line 2), f2 (line 3), f3 (line 4), f4 (line 5) and 13 others"
    )  # fmt: skip


def test_what_differs_is_not_folded() -> None:
    first = finding("a", 1)
    for changes in (
        {"severity": ERROR}, {"confidence": MEDIUM}, {"fold": "else"}, {"service": "/b.yml"}, {"stages": ("prod",)},
    ):  # fmt: skip
        assert len(fold([first, finding("b", 2, **changes)])) == 2
    assert len(fold([finding("a", 1, fold=""), finding("b", 2, fold="")])) == 2


def test_limits_are_named() -> None:
    def said(**changes: Any) -> str:
        return fold([finding("a", 1, **changes)])[0].qualified

    assert said() == "a is slow"
    assert said(stages=("dev", "prod")) == "a is slow"
    assert said(stages=("prod",), everywhere=False) == "a is slow (stage prod)"
    assert said(stages=("dev", "qa"), everywhere=False, confidence=MEDIUM) == (
        "a is slow (stages dev, qa; medium confidence)"
    )  # fmt: skip


def test_totals_leave_suppressed_findings_out() -> None:
    safe, unsafe = Fix("mend", (), True), Fix("mend", (), False)
    found = [
        finding("a", 1, fixes=(unsafe, safe)),
        finding("b", 2, fixes=(unsafe,)),
        finding("c", 3, severity=ERROR),
        finding("d", 4, severity=ERROR, suppressed="comment", fixes=(safe,)),
    ]
    assert totals(found) == Totals(errors=1, warnings=2, infos=0, fixable=1, suppressed=1)
    assert [len(group.findings) for group in fold(found)] == [2, 1]
