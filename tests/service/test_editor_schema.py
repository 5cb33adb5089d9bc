"""The schema for editors: what a service may hold it accepts, variables everywhere, and little else."""

import copy
import re
from functools import cache
from typing import Any

import pytest
from conformance_sets import cases, expected
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from service.test_validate import FULL, PATHS, changed, function, service
from slslint.service.editor_schema import DIALECT, service_schema
from slslint.source.load import load
from slslint.values.value import constant, plain


@cache
def editor(version: str | None) -> Draft7Validator:
    schema = service_schema(version)
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


@pytest.mark.parametrize("version", ["3", "4", None])
def test_is_one_document_of_draft_07(version: str | None) -> None:
    schema = service_schema(version)
    assert schema["$schema"] == DIALECT
    text = str(schema)
    assert set(re.findall(r"#/\$defs/([\w.-]+)", text)) == set(schema["$defs"])
    assert not re.findall(r"'(?:v3|ignoreCase)'", text)
    assert "'format': '" not in text
    assert editor(version).is_valid(FULL)


def test_is_made_anew_each_time() -> None:
    service_schema("4")["properties"].clear()
    assert "functions" in service_schema("4")["properties"]


@given(st.sampled_from(PATHS), st.sampled_from(["${ssm:/a}", "a-${self:b.c}", None]))
def test_a_variable_may_stand_everywhere(path: tuple[Any, ...], text: Any) -> None:
    assert editor("3").is_valid(changed(path, text))


@pytest.mark.parametrize(
    "data",
    [
        function(timeout="20", layers="arn:a", environment={"A": 1, "B": True}, tracing="true"),
        function(description={"Fn::Sub": "x"}, kmsKeyArn="a tag's own text"),
        function(warmup={"default": {}}, events=[{"http": {"path": "a", "method": "gEt", "documentation": {}}}]),
        function(events=[{"snsSqs": {}}], runtime="python3.99"),
        service(functions=[{"a": {"handler": "b.c"}}, "${file(b.yml)}"], resources=["${file(c.yml)}"]),
        service(stepFunctions={}, provider="aws"),
        function(vpc=False, tags=""),
        service(provider={"name": "aws", "lambdaHashingVersion": 20201221, "endpointType": "regional"}),
        service(provider={"name": "aws", "runtime": "rust", "httpApi": {"payload": 2.0}}),
    ],
)
def test_accepts(data: Any) -> None:
    assert editor("3").is_valid(data), [each.message for each in editor("3").iter_errors(data)]


@pytest.mark.parametrize(
    "data",
    [
        function(timeout=901),
        function(timeout="soon"),
        function(timout=20),
        function(runtime="nodejs-20"),
        function(events={"http": "GET /"}),
        function(events=[{"http": {"path": "a", "method": "fetch"}}]),
        service(custm={}),
        service(provider={"name": "aws", "endpointType": "near"}),
        service(provider={"name": "aws", "lambdaHashingVersion": 1}),
        {"service": "notes"},
    ],
)
def test_refuses(data: Any) -> None:
    assert not editor("3").is_valid(data)


def test_versions_differ() -> None:
    staged = service(stages={"default": {}})
    assert not editor("3").is_valid(staged)
    assert editor("4").is_valid(staged)
    assert editor(None).is_valid(staged)


UNKNOWN_PLUGIN = ("047-clean-plugins",)


@pytest.mark.parametrize("case", cases("services"))
def test_accepts_services_as_they_are_written(case: Any) -> None:
    if expected(case)["must_not"] != "*" or case.name in UNKNOWN_PLUGIN:
        return
    for path in case.rglob("serverless.yml"):
        document = load(str(path), path.read_bytes())
        assert document.root is not None
        data = copy.deepcopy(plain(constant(document.root)))
        errors = [each.message for each in editor(expected(case)["framework"]).iter_errors(data)]
        assert errors == [], path
