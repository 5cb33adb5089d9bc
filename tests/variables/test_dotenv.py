"""`.env` files: that a name is set is known, and its value never is."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from slslint.cli.app import app
from slslint.values.value import Known, Unknown
from variables.services import configure, kinds, resolved

BOTH = {".env": "A=1\nexport B = 'secret'\n# C=1\n", ".env.dev": "D: yes\n"}


def known(name: str, version: str | None, setting: str = "", files: dict[str, str] | None = None) -> bool:
    """Whether `${env:NAME}` has a value for certain, in stage dev: its fallback is never asked for then."""
    text = f"service: x\nprovider: {{name: aws, stage: dev}}\n{setting}\ncustom:\n  it: ${{env:{name}, 'fallback'}}\n"
    configuration = configure(text, files or BOTH, version=version)
    know = resolved(configuration, "custom.it").know
    assert isinstance(know, Unknown)
    assert "secret" not in repr(know)
    return know.otherwise is None


@pytest.mark.parametrize(
    ("version", "setting", "expected"),
    [
        ("3", "", ""),
        ("3", "useDotenv: true", "D"),
        ("3", "useDotenv: ${opt:dot, true}", ""),
        ("4", "", "ABD"),
        ("4", "useDotenv: true", "ABD"),
        ("4", "useDotenv: false", ""),
        ("4", "useDotenv: ${opt:dot, true}", ""),
        (None, "", ""),
        (None, "useDotenv: true", "D"),
    ],
)
def test_which_files_count(version: str | None, setting: str, expected: str) -> None:
    assert "".join(name for name in "ABCD" if known(name, version, setting)) == expected


def test_version_3_reads_env_where_the_stage_has_none() -> None:
    assert known("A", "3", "useDotenv: true", {".env": "A=\n"})
    assert not known("A", "3", "useDotenv: true", {".env": "A=\n", ".env.dev": "\n"})
    assert not known("A", "3", "useDotenv: true", {"other": ""})


def test_version_4_reads_what_is_named() -> None:
    files = {"config/.env": "A=1\n", "settings": "B=1\n", "other/.env": "C=1\n"}
    assert known("A", "4", "useDotenv: config", files)
    assert known("B", "4", "useDotenv: [config, settings]", files)
    assert not known("C", "4", "useDotenv: [config, settings]", files)


def test_a_missing_name_is_a_problem_as_before() -> None:
    text = "service: x\nuseDotenv: true\nprovider: {name: aws, stage: dev}\ncustom: {a: '${env:D}', b: '${env:NO}'}\n"
    configuration = configure(text, BOTH)
    assert kinds(configuration) == ["variable-missing"]
    assert resolved(configuration, "custom.a").know != Known("yes")


def test_values_do_not_reach_any_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    service = (
        "service: x1\nframeworkVersion: '4'\nprovider: {name: aws, environment: {A: '${env:A}'}, timeout: '${env:A}'}\n"
    )
    function = "functions: {f: {handler: x.y, tiemout: '${env:A}'}}\n"
    (tmp_path / "serverless.yml").write_text(service + function)
    (tmp_path / ".env").write_text("A=hunter2\n")
    monkeypatch.chdir(tmp_path)
    for arguments in (
        ["check", "--show-unknown"],
        ["check", "--format", "json"],
        ["print"],
        ["check", "--select", "SLS103"],
    ):
        output = CliRunner().invoke(app, arguments).output
        assert output
        assert "hunter2" not in output


@pytest.mark.parametrize("quote", ["'", '"', "`"])
def test_lines_of_a_value_in_quotes_are_no_names(quote: str) -> None:
    text = f"A={quote}-----BEGIN\nB==\n-----END{quote} # note\nC={quote}unclosed\nD=1\n"
    names = {name for name in "ABCD" if known(name, "4", "", {".env": text})}
    assert names == {"A", "C", "D"}
