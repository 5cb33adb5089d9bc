"""What the framework's own validation says of each case: a finding at that place, and none where it is silent."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conformance_sets import cases, expected
from projects import ROOT, session
from slslint.engine.finding import Finding

SCHEMA = ("unknown-property", "invalid-value")
VERSION = '{"devDependencies": {"serverless": "3.40.0"}}'

# The framework validates these, and then stops at what its schema lets pass.
STOPS = {
    "hapi_nomethod": "functions.a.events.0.httpApi",
    "nohandler": "functions.a",
}


def lint(case: Path) -> list[Finding]:
    files = {
        os.path.relpath(path, case): path.read_text(encoding="utf-8")
        for path in case.rglob("*")
        if path.is_file() and path.name != "expected.json"
    }
    result = session({**files, "package.json": VERSION}).lint([ROOT])
    assert not result.crashed
    return result.findings


def messages(case: Path) -> Iterator[str]:
    """The messages of the validation, without that on runtimes: which there are is told by a table of our own."""
    yield from (text for text in expected(case)["schemaMessages"] if "nodejs" not in text)


def place(message: str) -> str:
    """The path of the configuration that a message is about, that of an unknown key with the key."""
    at = re.match(r"at (?:'(?P<path>.*?)'|root): ", message)
    assert at, message
    key = re.search(r"(?:unrecognized property|name) '(.*?)'", message)
    return ".".join(part for part in (at["path"], key and key[1]) if part)


@pytest.mark.parametrize("case", cases("serverless"))
def test_findings_are_where_the_framework_warns(case: Path) -> None:
    findings = lint(case)
    warned = {place(message) for message in messages(case)}
    assert warned <= {each.at.path for each in findings}
    stopped = {STOPS[case.name]} if case.name in STOPS else set[str]()
    assert {each.at.path for each in findings if each.name in SCHEMA} <= warned | stopped


def test_some_cases_warn() -> None:
    found = [message for case in cases("serverless") if case.values[0] for message in messages(case.values[0])]
    assert len(found) >= 12 or not any(case.values[0] for case in cases("serverless"))
