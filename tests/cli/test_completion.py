"""Shell completion: the scripts, and what a real bash completes with one."""

import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from cli.conftest import environment
from click.shell_completion import ShellComplete
from click.testing import CliRunner
from slslint.cli import selection
from slslint.cli.app import COMMANDS, app


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_ask_slslint(shell: str) -> None:
    done = CliRunner().invoke(app, ["completion", shell])
    assert done.exit_code == 0
    assert f"_SLSLINT_COMPLETE={shell}_complete" in done.stdout


def completed(words: list[str], begun: str) -> list[str]:
    return [each.value for each in ShellComplete(app, {}, "slslint", "_SLSLINT_COMPLETE").get_completions(words, begun)]


def test_commands_options_and_values() -> None:
    assert completed([], "") == list(COMMANDS)
    assert "--format" in completed(["check"], "--")
    assert completed(["check", "--format"], "sa") == ["sarif"]
    assert completed(["completion"], "") == ["bash", "zsh", "fish"]


def test_rules() -> None:
    assert completed(["explain"], "timeout-u") == ["timeout-unset"]
    assert completed(["check", "--select"], "timeouts,SLS50") != []
    assert completed(["check", "--ignore"], "access,timeout-u") == ["access,timeout-unset"]
    names = selection.complete(click.Context(app), app.params[0], "")
    assert {"timeout-unset", "timeouts"} <= set(names)
    assert "SLS501" not in names


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_in_bash(tmp_path: Path) -> None:
    program = tmp_path / "slslint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m slslint "$@"\n')
    program.chmod(0o755)
    script = CliRunner().invoke(app, ["completion", "bash"]).stdout
    asked = (
        '\nCOMP_WORDS=(slslint explain timeout-u); COMP_CWORD=2; _slslint_completion slslint; echo "${COMPREPLY[@]}"\n'
    )
    path = environment()["PATH"]
    done = subprocess.run(
        ["bash", "--norc", "-c", script + asked],
        env=environment(PATH=f"{tmp_path}:{path}"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == (["timeout-unset"], "")
