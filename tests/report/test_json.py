"""The JSON contract, version 1."""

import json
from typing import Any

from report.sample import ROOT, context, result
from slslint import __version__
from slslint.report import renderer

KEYS = [
    "code", "name", "severity", "confidence", "message", "file", "line", "column", "end_line", "end_column", "path",
    "service", "stages", "related", "fixes", "fingerprint", "url", "suppressed",
]  # fmt: skip
PLACE = ["file", "line", "column", "end_line", "end_column"]


def report(**changes: Any) -> dict[str, Any]:
    return json.loads(renderer("json")(result(), context()._replace(**changes)))


def finding(name: str, **changes: Any) -> dict[str, Any]:
    return next(each for each in report(**changes)["findings"] if each["name"] == name)


def test_the_envelope() -> None:
    made = report()
    assert list(made) == ["schema_version", "tool", "root", "findings", "summary"]
    assert made["schema_version"] == 1
    assert made["tool"] == {"name": "slslint", "version": __version__}
    assert made["root"] == ROOT
    assert made["summary"] == {"services": 1, "files": 3, "errors": 4, "warnings": 4, "infos": 2}


def test_each_finding_has_every_key() -> None:
    for each in report()["findings"]:
        assert list(each) == KEYS
        assert all(list(other) == [*PLACE, "message"] for other in each["related"])
        for fix in each["fixes"]:
            assert list(fix) == ["description", "applicability", "edits"]
            assert all(list(edit) == [*PLACE, "text"] for edit in fix["edits"])


def test_places_count_characters_from_one_and_end_exclusively() -> None:
    made = finding("invalid-value")
    assert [made[key] for key in PLACE] == ["shop/serverless.yml", 22, 26, 22, 30]
    made = finding("timeout-unset")
    assert [made[key] for key in PLACE] == ["shop/serverless.yml", 9, 3, 9, 7]
    end = finding("broad-invoke-grant")
    assert (end["line"], end["column"], end["end_line"], end["end_column"]) == (38, 1, 38, 1)


def test_folded_findings_are_listed_each() -> None:
    assert [each["path"] for each in report()["findings"] if each["code"] == "SLS501"] == [
        "functions.list",
        "functions.get",
    ]


def test_suppressed_findings_are_there_and_do_not_count() -> None:
    assert finding("deprecated-runtime")["suppressed"] == "comment"
    assert finding("timeout-unset")["suppressed"] is None


def test_fixes_say_whether_they_are_safe() -> None:
    assert finding("event-loop-misspelled")["fixes"][0]["applicability"] == "safe"
    assert finding("unknown-property")["fixes"][0]["applicability"] == "unsafe"


def test_paths_are_those_of_the_reader_but_fingerprints_are_not() -> None:
    here, there = finding("missing-invoke-grant"), finding("missing-invoke-grant", cwd=f"{ROOT}/policies")
    assert (here["file"], there["file"]) == ("shop/serverless.yml", "../services/shop/serverless.yml")
    assert (here["service"], there["service"]) == ("shop/serverless.yml", "../services/shop/serverless.yml")
    assert (here["related"][0]["file"], there["related"][0]["file"]) == ("../policies/app.json", "app.json")
    assert here["fingerprint"] == there["fingerprint"]


def test_any_output_can_take_it() -> None:
    assert renderer("json")(result(), context()).isascii()
