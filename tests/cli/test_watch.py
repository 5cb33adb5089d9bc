"""Watching: what starts a lint, how it ends, and what a terminal shows."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli.conftest import environment
from click.testing import CliRunner
from slslint.cli.app import app
from slslint.cli.progress import ProgressLine
from slslint.workspace import Workspace

SERVICE = "service: notes\nprovider: {name: aws, runtime: nodejs22.x}\nfunctions:\n  list:\n    handler: src/a.list\n"
HANDLER = "exports.list = async () => ({ statusCode: 200 });\n"
SECONDS = 30


class Watch:
    """A running `slslint check --watch`, and what it has said so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.said = folder.parent / "said"
        with self.said.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "slslint", "check", "--watch", "--format", "concise", *arguments],
                cwd=folder,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )

    def text(self) -> str:
        return self.said.read_text(encoding="utf-8")

    def wait(self, lints: int) -> str:
        """What the last of so many lints said; the process must not do more or die meanwhile."""
        until = time.monotonic() + SECONDS
        while self.text().count("Watching for changes") < lints:
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < until, self.text()
            time.sleep(0.05)
        parts = self.text().split("Watching for changes; Ctrl-C ends it.\n")
        assert len(parts) == lints + 1
        return parts[-2]


@pytest.fixture
def folder(project: Path) -> Path:
    (project / "serverless.yml").write_text(SERVICE)
    (project / "src").mkdir()
    (project / "src" / "a.js").write_text(HANDLER)
    return project


@pytest.fixture
def watch(folder: Path) -> Iterator[Callable[..., Watch]]:
    started: list[Watch] = []

    def start(*arguments: str) -> Watch:
        started.append(Watch(folder, *arguments))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()


def test_changes_are_linted_until_it_is_interrupted(folder: Path, watch: Callable[..., Watch]) -> None:
    running = watch()
    assert "SLS501" in running.wait(1)
    (folder / "serverless.yml").write_text(SERVICE + "    timeout: 5\n")
    assert "SLS501" not in running.wait(2)
    (folder / "src" / "a.js").unlink()
    assert "SLS401" in running.wait(3)
    (folder / "src" / "a.js").write_text(HANDLER)
    assert "SLS401" not in running.wait(4)
    (folder / "slslint.toml").write_text('severity = "no"\n')
    assert "Error: slslint.toml:1: severity" in running.wait(5)
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(SECONDS) == 130


def test_a_service_may_come_later(folder: Path, watch: Callable[..., Watch]) -> None:
    (folder / "serverless.yml").unlink()
    running = watch()
    assert "no service found" in running.wait(1)
    (folder / "serverless.yml").write_text(SERVICE)
    assert "SLS501" in running.wait(2)


def test_what_changes_nothing_starts_nothing(folder: Path, watch: Callable[..., Watch]) -> None:
    running = watch()
    running.wait(1)
    (folder / ".git" / "index").write_text("x")
    time.sleep(1)
    running.wait(1)


@pytest.mark.parametrize("option", ["--fix", "--diff", "--write-baseline=x", "--stdin-filename=x.yml"])
def test_what_watching_does_not_go_with(option: str) -> None:
    done = CliRunner().invoke(app, ["check", "--watch", option])
    assert (done.exit_code, "--watch does not go with" in done.stderr) == (2, True)


def test_stamps_tell_what_changed(folder: Path) -> None:
    workspace = Workspace(str(folder), {str(folder / "buffer.yml"): b""})
    service, missing = str(folder / "serverless.yml"), str(folder / "none.yml")
    workspace.read(service)
    workspace.is_file(missing)
    workspace.read(str(folder / "buffer.yml"))
    before = workspace.stamps()
    assert (before.keys(), before[missing]) == ({service, missing}, None)
    Path(missing).write_text("")
    os.utime(service, ns=(1, 1))
    after = workspace.stamps()
    assert (after[service], after[missing]) != (before[service], before[missing])
    assert after[service] is not None
    assert after[service][0] == 1


class Terminal:
    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


def test_progress_is_shown_after_a_while_on_a_terminal_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, now = Terminal(), [0.0]
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with ProgressLine() as progress:
        progress(1, 4)
        assert terminal.text == ""
        now[0] = 1.5
        progress(2, 4)
        shown = terminal.text
        assert "2 of 4 services" in shown
        progress(3, 4)
        assert terminal.text == shown
    assert terminal.text == shown + "\r\x1b[K"


def test_no_progress_without_a_terminal(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slslint.cli.progress.PATIENCE", 0)
    with ProgressLine() as progress:
        progress(1, 1)
    assert capfd.readouterr().err == ""
