"""The formats that machines read: they parse, and say what their readers need."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from report.sample import context, result
from slslint.engine.session import Result
from slslint.report import renderer


def rendered(form: str, given: Result | None = None) -> str:
    return renderer(form)(given if given is not None else result(), context())


def test_jsonl_is_the_json_report_by_line() -> None:
    lines = [json.loads(line) for line in rendered("jsonl").splitlines()]
    assert lines == json.loads(rendered("json"))["findings"]


def test_sarif_marks_what_is_suppressed() -> None:
    (run,) = json.loads(rendered("sarif"))["runs"]
    findings = result().findings
    assert len(run["results"]) == len(findings)
    suppressed = [each for each in run["results"] if "suppressions" in each]
    assert len(suppressed) == sum(each.suppressed is not None for each in findings) > 0
    for each in run["results"]:
        rule = run["tool"]["driver"]["rules"][each["ruleIndex"]]
        assert rule["id"] == each["ruleId"]
        assert each["partialFingerprints"]["slslint/v1"]


def test_sarif_keeps_githubs_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slslint.report.sarif.MOST_RESULTS", 2)
    (run,) = json.loads(rendered("sarif"))["runs"]
    assert [each["level"] for each in run["results"]] == ["error", "error"]


def test_github_escapes_and_puts_errors_first() -> None:
    *commands, last = rendered("github").splitlines()
    kinds = [line.partition(" ")[0] for line in commands]
    assert kinds == sorted(kinds, key=["::error", "::warning", "::notice"].index)
    assert not last.startswith("::")


def test_gitlab_fingerprints_are_unique() -> None:
    issues: list[dict[str, Any]] = json.loads(rendered("gitlab"))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert {issue["severity"] for issue in issues} <= {"info", "minor", "major", "critical", "blocker"}


def test_junit_is_xml_with_right_numbers() -> None:
    root = ElementTree.fromstring(rendered("junit").encode())
    assert int(root.get("failures", "")) == len(root.findall(".//failure"))
    assert int(root.get("tests", "")) == len(root.findall(".//testcase"))


@pytest.mark.parametrize("form", ["jsonl", "sarif", "github", "gitlab", "junit", "markdown"])
def test_a_clean_project(form: str) -> None:
    clean = Result()
    clean.services = ["/p/serverless.yml"]
    text = rendered(form, clean)
    if form in ("sarif", "gitlab"):
        json.loads(text)
    if form == "junit":
        assert ElementTree.fromstring(text.encode()).get("failures") == "0"
