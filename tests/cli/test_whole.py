"""The program as it is, engine, rules and all."""

import json
import subprocess
import sys
from pathlib import Path

from cli.conftest import environment
from slslint.engine.manifest import rules

SERVICE = """\
service: shop
frameworkVersion: '3'
provider:
  name: aws
  runtime: nodejs22.x
functions:
  list:
    handler: src/list.main
"""


def slslint(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "slslint", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment(PYTHONUTF8="1"), timeout=60)


def test_a_finding(project: Path) -> None:
    (project / "serverless.yml").write_text(SERVICE, encoding="utf-8")
    run = slslint("check", "--format", "json", "--select", "timeout-unset")
    assert run.returncode == 1
    report = json.loads(run.stdout)
    found = [(each["name"], each["file"], each["line"]) for each in report["findings"]]
    assert found == [("timeout-unset", "serverless.yml", 7)]
    assert report["summary"]["services"] == 1


def test_none(project: Path) -> None:
    (project / "serverless.yml").write_text(SERVICE + "    timeout: 10\n", encoding="utf-8")
    run = slslint("check", "--no-template", "--select", "timeouts")
    assert (run.returncode, run.stdout, run.stderr) == (0, "No problems in 1 service (1 file)\n", "")


def test_no_service() -> None:
    run = slslint("check")
    assert run.returncode == 2
    assert run.stderr.startswith("Error: no service found")


def test_every_rule_has_a_page() -> None:

    from slslint.engine.pages import page_of
    from slslint.report.context import Screen
    from slslint.report.page import render
    from slslint.report.text import width

    for rule in rules():
        text = render(page_of(rule.module), rule, "https://example.com", Screen(width=80))
        assert text.startswith(f"{rule.code} {rule.name}  ")
        assert "#! " not in text
        assert "\n\n\n" not in text
        prose = [line for line in text.splitlines() if not line.startswith("    ") and "http" not in line]
        assert max(map(width, prose)) <= 80, rule.name
