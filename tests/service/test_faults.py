"""Faults of a service: where they stand, and whatever is written, words for them."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import lint, session
from service.test_validate import JSON, PATHS, changed
from slslint.service.faults import Fault
from slslint.service.file import ServiceFile
from slslint.service.validate import Validator

RULES = ("unknown-property", "invalid-value")


def faults(text: str, **files: str) -> tuple[Fault, ...]:
    made = session({"serverless.yml": text, **{name.replace("_", "."): each for name, each in files.items()}})
    opened = made.open(f"{made.workspace.root}/serverless.yml")
    assert isinstance(opened, ServiceFile)
    return opened.services[0].faults


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PATHS), JSON, st.sampled_from([[], ["./own"], ["serverless-pseudo-parameters"], "x", 5]))
def test_there_are_words_for_everything(path: tuple[Any, ...], new: Any, plugins: Any) -> None:
    data = {**changed(path, new), "plugins": plugins}
    result = lint({"serverless.yml": json.dumps(data)}, select=RULES)
    assert not result.crashed, [each.message for each in result.findings if each.name == "internal-error"]
    for finding in result.findings:
        assert finding.at.start < finding.at.end
        assert "None" not in finding.message
        assert len(finding.message) < 400


BLOCK = """
service: notes
provider: {name: aws}
functions:
  list:
    handler: src/notes.list
    events:
      http: GET /notes
  get:
    handler: src/notes.get
    timeout: 1000
    memory: 512
    events:
      - schedule:
          name: nightly
  image:
    handler: src/notes.get
    image: notes
"""


def test_places() -> None:
    found = {(each.at.line, each.at.text) for each in faults(BLOCK)}
    assert found == {(7, "events"), (11, "1000"), (12, "memory"), (14, "schedule"), (16, "image")}


def test_place_of_what_a_flow_map_should_not_be() -> None:
    text = "service: {name: notes}\nprovider: {name: aws}\n"
    assert [each.at.text for each in faults(text)] == ["{name: notes}"]


def test_place_of_what_an_item_lacks_is_its_first_key() -> None:
    text = (
        "service: notes\nprovider:\n  name: aws\n  rollbackConfiguration:\n    RollbackTriggers:\n"
        "      - Arn: arn:aws:cloudwatch:a\n"
    )
    assert [(each.at.line, each.at.text) for each in faults(text)] == [(6, "Arn")]


def test_place_in_an_included_file() -> None:
    text = "service: notes\nprovider: {name: aws}\nfunctions: ${file(functions.yml)}\n"
    (fault,) = faults(text, functions_yml="list:\n  handler: a.b\n  timout: 3\n")
    assert (fault.at.file.path.rpartition("/")[2], fault.at.line) == ("functions.yml", 3)


def test_a_scalar_is_told_at_its_use() -> None:
    text = "service: notes\ncustom: {size: 64}\nprovider:\n  name: aws\n  memorySize: ${self:custom.size}\n"
    (fault,) = faults(text)
    assert fault.at.line == 5
    assert [place.line for place, _ in fault.cursor.origins] == [2]


def test_lists_of_functions_are_merged_first() -> None:
    text = "service: notes\nprovider: {name: aws}\nfunctions:\n  - a: {handler: a.b}\n  - a: {timeout: 0}\n"
    assert [(each.at.line, each.keyword) for each in faults(text)] == [(5, "minimum")]


@pytest.mark.parametrize(
    ("head", "count"),
    [("frameworkVersion: '2'", 0), ("frameworkVersion: '>=2 <4'", 1), ("frameworkVersion: '4'", 1), ("", 1)],
)
def test_versions_before_3_are_not_known(head: str, count: int) -> None:
    assert len(faults(f"{head}\nservice: notes\nprovider: {{name: aws, foo: 1}}\n")) == count


def test_values_that_stages_share_are_validated_once() -> None:
    text = (
        "service: notes\nprovider: {name: aws, timeout: 901}\nparams: {a: {x: 1}, b: {x: 2}}\n"
        "functions:\n  list: {handler: a.b, timeout: 902}\n"
    )
    made = session({"serverless.yml": text})
    opened = made.open(f"{made.workspace.root}/serverless.yml")
    assert isinstance(opened, ServiceFile)
    first, *others = opened.services
    assert len(first.faults) == 2
    validator = opened.memo["validator"]
    assert isinstance(validator, Validator)
    done = len(validator._done)
    assert [len(each.faults) for each in others] == [2, 2]
    assert len(validator._done) == done + 2 * len(others)  # the whole configuration of each, and what excludes what
