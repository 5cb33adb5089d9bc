"""The program: its commands, help, rules and their pages, errors that nobody foresaw."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli.conftest import Call, Spawn, environment
from slslint import __version__
from slslint.cli.app import COMMANDS


def test_version(call: Call) -> None:
    assert call("--version").stdout == f"slslint {__version__}\n"


def test_help_names_every_command(call: Call) -> None:
    text = call("-h").stdout
    assert all(f"\n  {name} " in text for name in COMMANDS)
    for name in COMMANDS:
        assert call(name, "-h").stdout.startswith(f"Usage: slslint {name} [OPTIONS]")


def test_every_option_has_a_help(call: Call) -> None:
    from click import Context, Option
    from slslint.cli.app import app

    for name in COMMANDS:
        command = app.get_command(Context(app), name)
        assert command is not None
        assert all(param.help for param in command.params if isinstance(param, Option))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chekc",), "no such command: chekc; did you mean `check`?"),
        (("frobnicate",), "no such command: frobnicate\n"),
        (("serverless.yml",), "no such command: serverless.yml; to lint it, run `slslint check serverless.yml`"),
        (("--vresion",), "--version"),
        (("explain",), "Missing argument 'RULE'"),
        (("explain", "timeout-unste"), "no rule is called 'timeout-unste'; did you mean `timeout-unset`?"),
        (("explain", "timeouts"), "no rule is called 'timeouts'"),
        (("rules", "--format", "yaml"), "'yaml' is not one of 'text', 'json'\n"),
        (("rules", "--format", "jsn"), "'jsn' is not one of 'text', 'json'; did you mean `json`?"),
        (("config", "--schem"), "No such option '--schem'"),
        (("print", "--stage", ""), "Invalid value for '--stage': an empty name"),
    ],
)
def test_usage_errors(call: Call, project: Path, arguments: tuple[str, ...], said: str) -> None:
    (project / "serverless.yml").touch()
    result = call(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("why",), "Missing argument 'RULE': slslint why [OPTIONS] RULE [FILE[:LINE]]"),
        (("rules", "all"), "Got unexpected extra argument (all): slslint rules [OPTIONS]"),
        (
            ("explain", "timeout-unste"),
            "Invalid value for 'RULE': no rule is called 'timeout-unste'; did you mean `timeout-unset`?",
        ),
        (
            ("rules", "--format", "jsn"),
            "Invalid value for '--format': 'jsn' is not one of 'text', 'json'; did you mean `json`?",
        ),
    ],
)
def test_an_error_is_one_line(spawn: Spawn, arguments: tuple[str, ...], said: str) -> None:
    done = spawn(*arguments)
    assert (done.returncode, done.stderr.decode()) == (2, f"Error: {said}\n")


def test_rules(call: Call) -> None:
    text = call("rules").stdout
    assert "  SLS501  timeout-unset     warning  fix  neither the function nor the provider sets `timeout`.\n" in text
    assert "  SLS601  api-logs-off      info     off  an API has no logs.\n" in text
    assert text.endswith("\n4 rules\n")
    assert [line for line in text.splitlines() if line and line[0].isalpha()] == [
        "meta",
        "config",
        "timeouts",
        "logging",
    ]


def test_rules_as_json(call: Call) -> None:
    rows = json.loads(call("rules", "--format", "json").stdout)
    assert [row["code"] for row in rows] == ["SLS001", "SLS101", "SLS501", "SLS601"]
    assert rows[2] == {
        "code": "SLS501",
        "name": "timeout-unset",
        "family": "timeouts",
        "severity": "warning",
        "default": True,
        "fixable": True,
        "summary": "neither the function nor the provider sets `timeout`.",
        "url": "https://slslint.readthedocs.io/rules/timeout-unset/",
    }


@pytest.mark.parametrize("word", ["SLS501", "sls501", "timeout-unset"])
def test_explain(call: Call, word: str) -> None:
    text = call("explain", word).stdout
    assert text.startswith("SLS501 timeout-unset  warning, timeouts, has a fix\n\nNeither the function nor")
    assert all(f"\n\n{heading}\n\n" in text for heading in ("Why it matters", "Bad", "Good", "Silence"))
    assert "\n    >   list:\n" in text
    assert "#!" not in text
    assert "# slslint: ignore[timeout-unset] -- " in text
    assert "\n\n\n" not in text


def test_a_crash_outside_the_rules_is_one_line(spawn: Spawn, project: Path) -> None:
    (project / "serverless.yml").write_text("service: x\n# raise something\n", encoding="utf-8")
    run = spawn("check")
    assert run.returncode == 2
    assert run.stdout == b""
    text = run.stderr.decode()
    assert text.startswith("Error: slslint crashed (LookupError at engine.py:")
    assert text.count("\n") == 1
    assert b"Traceback" in spawn("check", env={"SLSLINT_TRACEBACK": "1"}).stderr


def test_importing_one_command_imports_no_other() -> None:
    code = "import sys; from slslint.cli.app import app; app.get_command(None, 'rules'); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())
    loaded = set(run.stdout.split())
    assert "slslint.cli.rules" in loaded
    assert not loaded & {"slslint.cli.check", "slslint.cli.explain", "slslint.engine.session", "json", "yaml"}


def test_the_module_is_the_program() -> None:
    command = [sys.executable, "-m", "slslint", "--version"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())
    assert run.stdout == f"slslint {__version__}\n"


def test_the_page_of_the_commands_is_up_to_date() -> None:
    generator = Path(__file__).parents[2] / "docs" / "generate.py"
    run = subprocess.run([sys.executable, generator, "--check"], capture_output=True, text=True, env=environment())
    assert (run.returncode, run.stderr) == (0, "")
