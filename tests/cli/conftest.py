"""The command line with the stand-in engine, in this process and in one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cli import engine
from click.testing import CliRunner, Result
from slslint.cli.app import app
from slslint.engine import manifest

Call = Callable[..., Result]
Spawn = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, which is the current folder; no variable of the machine speaks about colour."""
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    for name in ("NO_COLOR", "FORCE_COLOR", "FORCE_HYPERLINK", "TERM_PROGRAM", "COLUMNS", "SLSLINT_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """Runs a command; the result's `output` is both streams, `stdout` and `stderr` are each."""
    for name, module in engine.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    manifest.rules.cache_clear()
    engine.Session.seen.clear()

    def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, arguments, input=stdin, prog_name="slslint")

    yield run
    manifest.rules.cache_clear()


def environment(**changes: str) -> dict[str, str]:
    """The environment of a process that can import what this one can."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "TERM")}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "0"} | changes


@pytest.fixture
def spawn() -> Spawn:
    """Runs the program in a process of its own, with the stand-in engine."""

    def run(*arguments: str, env: dict[str, str] | None = None, **options: Any) -> "subprocess.CompletedProcess[bytes]":
        command = [sys.executable, engine.__file__, *arguments]
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.run(command, env=environment(**(env or {})), timeout=60, check=False, **options)

    return run
