"""`slslint config`, and that our quick look at a configuration never accepts what the schema refuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from slslint.cli.app import app
from slslint.config.schema import SCHEMA, fits
from slslint.config.settings import line_of


def test_values_with_their_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slslint.toml").write_text('# ours\nstages = ["dev", "prod"]\n\n[severity]\ntimeout-unset = "off"\n')
    lines = CliRunner().invoke(app, ["config"]).stdout.splitlines()
    assert any(line.split() == ["stages", '["dev",', '"prod"]', "(slslint.toml:2)"] for line in lines)
    assert any(line.startswith("severity") and line.endswith("(slslint.toml:4)") for line in lines)
    assert any(line.startswith("fail-on") and line.endswith("(default)") for line in lines)


def test_pyproject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "api").mkdir()
    monkeypatch.chdir(tmp_path / "api")
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.slslint]\nignore = ["timeouts"]\n')
    assert "(../pyproject.toml:2)" in CliRunner().invoke(app, ["config"]).stdout


@pytest.mark.parametrize("version", ["3", "4", None])
def test_schema_of_a_service(version: str | None) -> None:
    options = ["--version", version] if version else []
    printed = json.loads(CliRunner().invoke(app, ["config", "--service-schema", *options]).stdout)
    Draft7Validator.check_schema(printed)
    assert [*printed][:4] == ["$schema", "$id", "title", "description"]
    assert (version or "3 or 4") in printed["description"]
    validator = Draft7Validator(printed)
    assert validator.is_valid({"service": "notes", "provider": {"name": "aws", "stage": "${opt:stage}"}})
    assert not validator.is_valid({"service": "notes", "provider": {"name": "aws"}, "fuctions": {}})
    assert validator.is_valid({"service": "notes", "provider": {"name": "aws"}, "stages": {}}) == (version != "3")


@pytest.mark.parametrize(
    "options",
    [
        ["--schema", "--service-schema"],
        ["--version", "4"],
        ["--service-schema", "--version", "2"],
        ["--schema", "folder"],
    ],
)
def test_options_that_do_not_go_together(options: list[str]) -> None:
    assert CliRunner().invoke(app, ["config", *options]).exit_code == 2


def test_schema_is_a_schema() -> None:
    printed = json.loads(CliRunner().invoke(app, ["config", "--schema"]).stdout)
    Draft7Validator.check_schema(printed)
    assert printed == SCHEMA


WORDS = st.sampled_from(["timeout-unset", "error", "off", "dev", "high", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 1000) | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.sampled_from(["name", "files"]), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*SCHEMA["properties"], "other"]), VALUES, max_size=4))
def test_the_quick_look_agrees_with_the_schema(values: dict[str, object]) -> None:
    if fits(values, SCHEMA):
        assert Draft7Validator(SCHEMA).is_valid(values)


@pytest.mark.parametrize(("name", "line"), [("a", 1), ("b-c", 3), ("callers", 5), ("nothing", 1)])
def test_lines(name: str, line: int) -> None:
    assert line_of('a = 1\n\n"b-c" = 2\n\n[[callers]]\n', name) == line
