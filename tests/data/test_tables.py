"""The fact tables: their shape, their dates, and that they say what they were made from."""

import re
from datetime import date
from itertools import pairwise

import pytest
from slslint.data import load
from slslint.data.generate import runtimes as generator

LISTS = (
    "functionProperties",
    "functionEvents",
    "topLevel",
    "providerProperties",
    "runtimes",
    "variableSources",
    "custom",
)
FRAMEWORK_EVENTS = {"http", "httpApi", "schedule", "websocket", "sqs", "sns", "stream", "s3"}
BUILT_IN_SOURCES = {"self", "opt", "env", "file", "param", "sls", "strToBool", "aws", "cf", "ssm", "s3", "output"}


def test_a_table_is_read_once() -> None:
    assert load("runtimes") is load("runtimes")
    with pytest.raises(FileNotFoundError):
        load("nothing")


@pytest.mark.parametrize("name", ["plugins", "runtimes"])
def test_a_table_says_when_and_whence(name: str) -> None:
    table = load(name)
    assert date.fromisoformat(table["as_of"]) > date(2026, 1, 1)
    assert table["source"]


def test_runtimes_are_what_the_generator_writes() -> None:
    assert generator.check() == ""
    with open(generator.TABLE, encoding="utf-8", newline="") as file:
        assert file.read() == generator.text(load("runtimes"))


def test_a_changed_table_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = generator.generate()
    changed = {**installed, "runtimes": {}}
    monkeypatch.setattr(generator, "load", lambda name: changed)
    assert generator.check()
    assert generator.main(["--check"]) == 1
    monkeypatch.setattr(generator, "load", lambda name: {**changed, "as_of": "2026-01-02"})
    assert generator.main(["--check"]) == 0
    assert generator.main(["--nonsense"]) == 2


@pytest.mark.parametrize(("name", "entry"), load("runtimes")["runtimes"].items())
def test_a_runtime(name: str, entry: dict[str, str | None]) -> None:
    assert set(entry) == {"language", "deprecated", "createBlocked", "updateBlocked", "successor"}
    assert entry["language"] in ("node", "python", "ruby", "java", "dotnet", "go", "provided")
    assert name.startswith(str(entry["language"]))
    for field in ("deprecated", "createBlocked", "updateBlocked"):
        assert entry[field] is None or date.fromisoformat(str(entry[field]))
    assert entry["successor"] is None or entry["successor"] in load("runtimes")["runtimes"]


def test_runtimes_of_today() -> None:
    table = load("runtimes")
    deprecated = {name for name, entry in table["runtimes"].items() if entry["deprecated"] <= table["as_of"]}
    assert {"nodejs12.x", "nodejs16.x", "nodejs18.x", "nodejs20.x", "python3.9", "go1.x"} <= deprecated
    assert not {"nodejs22.x", "nodejs24.x", "python3.14", "provided.al2023", "java21"} & deprecated
    blocked = {name for name, entry in table["runtimes"].items() if (entry["updateBlocked"] or "9") <= table["as_of"]}
    assert {"nodejs12.x", "python2.7", "dotnetcore3.1"} <= blocked
    assert "nodejs16.x" not in blocked


def plugins() -> dict[str, dict[str, object]]:
    return load("plugins")["plugins"]


def test_the_plugins_that_people_use() -> None:
    assert len(plugins()) >= 60
    for name in (
        "serverless-offline",
        "serverless-webpack",
        "serverless-esbuild",
        "serverless-domain-manager",
        "serverless-iam-roles-per-function",
        "serverless-python-requirements",
        "serverless-step-functions",
        "serverless-appsync-plugin",
        "serverless-lift",
        "serverless-plugin-typescript",
        "serverless-prune-plugin",
        "serverless-plugin-warmup",
    ):
        assert name in plugins()
    assert all(one < other for one, other in pairwise(plugins()))


@pytest.mark.parametrize(("name", "entry"), plugins().items())
def test_a_plugin(name: str, entry: dict[str, object]) -> None:
    fields = load("plugins")["fields"]
    assert re.fullmatch("(@[a-z0-9-]+/)?[a-z0-9-]+", name)
    assert re.match("[0-9]+[.][0-9]+[.][0-9]+", str(entry["version"]))
    assert entry["as_of"] == load("plugins")["as_of"]
    for field, value in entry.items():
        assert field in fields
        if field in LISTS:
            assert isinstance(value, list)
            assert value
            assert value == sorted(value)
        elif field == "eventProperties":
            assert isinstance(value, dict)
            assert set(value) <= FRAMEWORK_EVENTS
            assert all(names == sorted(names) and names for names in value.values())
        elif field not in ("version", "as_of"):
            assert value is True


def test_plugins_bring_what_the_framework_has_not() -> None:
    for entry in plugins().values():
        assert not set(entry.get("variableSources", ())) & BUILT_IN_SOURCES  # type: ignore[call-overload]
        assert not set(entry.get("functionEvents", ())) & FRAMEWORK_EVENTS  # type: ignore[call-overload]


def test_some_of_what_plugins_bring() -> None:
    table = plugins()
    assert "module" in table["serverless-python-requirements"]["functionProperties"]  # type: ignore[operator]
    assert table["serverless-lift"]["variableSources"] == ["construct"]
    assert table["serverless-step-functions"]["topLevel"] == ["stepFunctions"]
    assert table["serverless-pseudo-parameters"]["hashMarks"] is True
    for name in ("serverless-webpack", "serverless-esbuild", "serverless-bundle", "serverless-plugin-typescript"):
        assert table[name]["makesHandlers"] is True
