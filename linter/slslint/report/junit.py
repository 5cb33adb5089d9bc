"""JUnit XML: a suite a service, a case a finding, failed unless it is advice.

The form is that of Jenkins (junit-10.xsd), whose xUnit plugin refuses attributes that others invented, such as `file`.
"""

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape as escape_xml
from xml.sax.saxutils import quoteattr

from slslint.engine.finding import INFO, Finding
from slslint.report.context import Context
from slslint.report.group import reported
from slslint.report.text import escape

if TYPE_CHECKING:
    from slslint.engine.session import Result


def render(result: "Result", context: Context) -> str:
    """The document. A service without findings is a suite with one case that passed."""
    findings = reported(result.findings)
    by_service: dict[str, list[Finding]] = {path: [] for path in result.services}
    for finding in findings:
        by_service.setdefault(finding.service, []).append(finding)
    tests = sum(max(len(found), 1) for found in by_service.values())
    suites = "".join(_suite(path, found, context) for path, found in by_service.items())
    head = f'<testsuites name="slslint" tests="{tests}" failures="{_failures(findings)}" errors="0">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{suites}</testsuites>\n'


def _failures(findings: list[Finding]) -> int:
    """Advice is no failure: it never fails a run by default."""
    return sum(finding.severity != INFO for finding in findings)


def _suite(path: str, findings: list[Finding], context: Context) -> str:
    name = context.relative(path) if path else "project"
    cases = "".join(_case(finding, context) for finding in findings)
    if not findings:
        cases = f'  <testcase name="slslint" classname={_attribute(name)}/>\n'
    head = f'tests="{max(len(findings), 1)}" failures="{_failures(findings)}" errors="0" skipped="0"'
    return f" <testsuite name={_attribute(name)} {head}>\n{cases} </testsuite>\n"


def _case(finding: Finding, context: Context) -> str:
    line, column = finding.at.file.position(finding.at.start)
    place = f"{context.relative(finding.at.file.path)}:{line}:{column}"
    body = escape_xml(escape(f"{place}: {finding.severity}: {finding.message}\n{finding.url}").replace("\\n", "\n"))
    file = _attribute(context.relative(finding.at.file.path))
    outcome = f"<failure type={_attribute(finding.severity)} message={_attribute(finding.message)}>{body}</failure>"
    if finding.severity == INFO:
        outcome = f"<system-out>{body}</system-out>"
    return (
        f"  <testcase name={_attribute(f'{finding.title} at {place}')} classname={file}>\n   {outcome}\n  </testcase>\n"
    )


def _attribute(text: str) -> str:
    return quoteattr(escape(text))
