"""A finding of cfn-lint's, whose code is its name, in each format."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from report.sample import ROOT, at, context, project_file
from slslint.engine.finding import ERROR, Finding
from slslint.report import FORMATS, renderer

CODE = "cfn-lint/E3002"
FILE = project_file("services/shop/serverless.yml", "resources:\n  Nam: x\n")
FINDING = Finding(
    CODE,
    CODE,
    ERROR,
    "`Nam` was unexpected",
    at(FILE, "Nam", "resources.Nam"),
    service=FILE.path,
    url=f"https://example.com/rules.md#{CODE[9:]}",
    summary="Resource properties are invalid",
)


def rendered(form: str, **changes: Any) -> str:
    result = SimpleNamespace(services=[FILE.path], files=[FILE.path], findings=[FINDING], unknowns=[])
    return renderer(form)(result, context(**changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMATS)
def test_the_code_stands_there(form: str) -> None:
    text = rendered(form)
    assert CODE in text.replace("\\/", "/")
    assert f"{CODE} {CODE}" not in text


def test_full() -> None:
    first, second = rendered("full").splitlines()[:2]
    assert first == "error[cfn-lint/E3002] `Nam` was unexpected"
    assert second.strip().startswith("╭─ shop/serverless.yml:2:3")


def test_sarif() -> None:
    (run,) = json.loads(rendered("sarif"))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert (rule["id"], rule["shortDescription"]["text"]) == (CODE, FINDING.summary)
    assert rule["helpUri"] == FINDING.url
    assert rule["properties"]["tags"] == ["cfn-lint"]
    assert run["results"][0]["ruleId"] == CODE


def test_its_fingerprint_does_not_depend_on_lines() -> None:
    moved = project_file("services/shop/serverless.yml", "# above\n\nresources:\n  Nam: x\n")
    other = FINDING._replace(at=at(moved, "Nam", "resources.Nam"))
    name = FILE.path.removeprefix(f"{ROOT}/")
    assert FINDING.fingerprint(name) == other.fingerprint(name)
