"""The schema of a service: its files are sound, and what differs between versions only narrows version 3."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import slslint.service.schema
from jsonschema import Draft7Validator
from slslint.service.schema import ROOT, Parts, parts, resolved

FOLDER = Path(slslint.service.schema.__file__).with_name("schemas")
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.json"))
VERSIONS = ("3", "4", None)
LIBRARIES = {"agents.json", "defs.json", "edge.json", "iam.json"}  # collections of schemas, no schema themselves


def raw(file: str) -> Any:
    return json.loads((FOLDER / file).read_text(encoding="utf-8"))


def schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Every map below a node: the schemas, and the maps that hold them by name."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from schemas(child)


def references(file: str) -> set[str]:
    return {resolved(each["$ref"], file) for each in schemas(raw(file)) if isinstance(each.get("$ref"), str)}


@pytest.mark.parametrize("file", FILES)
def test_is_json_schema(file: str) -> None:
    whole = raw(file)
    for schema in [whole] if file not in LIBRARIES else [each for each in whole.values() if isinstance(each, dict)]:
        Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("file", FILES)
def test_references_lead_somewhere(file: str) -> None:
    for version in VERSIONS:
        for reference in references(file):
            assert parts(version).get(reference)


def test_every_part_is_in_use() -> None:
    used = set().union(*map(references, FILES))
    assert {reference.partition("#")[0] for reference in used} | {ROOT} == set(FILES)
    for file in LIBRARIES:
        assert {name for name, part in raw(file).items() if isinstance(part, dict)} == {
            reference.rpartition("/")[2] for reference in used if reference.startswith(f"{file}#")
        }


@pytest.mark.parametrize("file", FILES)
def test_patterns_are_the_same_in_python(file: str) -> None:
    """`$` is an anchor only, so that it can be written as `\\Z`, and every pattern has words for people."""
    for schema in schemas(raw(file)):
        pattern = schema.get("pattern")
        if isinstance(pattern, str):
            re.compile(pattern)
            assert re.fullmatch(r"(?:[^$]|\$(?=\Z|\||\)))*", pattern), pattern
            assert "title" in schema, pattern


@pytest.mark.parametrize("file", FILES)
def test_conditions_have_words_for_people(file: str) -> None:
    for schema in schemas(raw(file)):
        for keyword in ("not", "then"):
            assert "title" in (schema.get(keyword) or {"title": ""})


def test_events_open_with_their_name() -> None:
    for file in FILES:
        if file.startswith("events/"):
            assert re.match(rf"an? `{Path(file).stem}` event: ", raw(file)["description"])


def test_versions_differ() -> None:
    assert "stages" not in parts("3").get(ROOT)["properties"]
    assert "stages" in parts("4").get(ROOT)["properties"]
    assert "stages" in parts(None).get(ROOT)["properties"]
    memory = [parts(version).get("defs.json#/memory")["maximum"] for version in VERSIONS]
    assert memory == [10240, 32768, 32768]
    # What version 3 takes for granted in an open map, nobody judges while the version is not known.
    logs = [parts(version).get("provider.json")["properties"]["logs"]["properties"] for version in VERSIONS]
    assert ["lambda" in each for each in logs] == [False, True, False]


def test_parts_are_read_when_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    fresh = Parts("3")
    real = fresh._read
    monkeypatch.setattr(fresh, "_read", lambda schema, file: (opened.append(file), real(schema, file))[1])
    fresh.get("events/http.json")
    assert set(opened) == {"events/http.json"}


def test_says_its_sources() -> None:
    assert re.match(r"As of \d{4}-\d\d-\d\d: ", raw(ROOT)["$comment"])
    assert "https://" in raw(ROOT)["$comment"]
