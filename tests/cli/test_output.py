"""Standard output: terminals, pipes that close, encodings, signals."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from cli import engine
from cli.conftest import Spawn, environment
from slslint.cli.output import has_color, has_links


def service(project: Path, text: str) -> None:
    (project / "serverless.yml").write_text(f"service: x\n# {text}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("terminal", "choice", "environ", "colored"),
    [
        (True, None, {"TERM": "xterm"}, True),
        (False, None, {"TERM": "xterm"}, False),
        (True, None, {"TERM": "dumb"}, False),
        (True, None, {}, True),
        (True, None, {"NO_COLOR": "1"}, False),
        (True, None, {"NO_COLOR": ""}, True),
        (False, None, {"FORCE_COLOR": "1"}, True),
        (True, None, {"FORCE_COLOR": "0"}, False),
        (False, None, {"FORCE_COLOR": ""}, False),
        (False, None, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (False, True, {"NO_COLOR": "1"}, True),
        (True, False, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_has_color(terminal: bool, choice: bool | None, environ: Mapping[str, str], colored: bool) -> None:
    assert has_color(terminal, choice, environ) is colored


@pytest.mark.parametrize(
    ("environ", "linking"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "vscode", "TERM": "screen-256color"}, False),
        ({"VTE_VERSION": "6003"}, True),
        ({"VTE_VERSION": "4000"}, False),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"FORCE_HYPERLINK": "0", "TERM": "xterm-kitty"}, False),
    ],
)
def test_has_links(environ: Mapping[str, str], linking: bool) -> None:
    assert has_links(environ) is linking


def on_a_terminal(*arguments: str, columns: int = 0, **env: str) -> str:
    """What a terminal of so many columns shows, line ends as they were written."""
    import fcntl
    import struct
    import termios

    master, slave = pty.openpty()
    if columns:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    command = [sys.executable, engine.__file__, *arguments]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment(**env)) as process:
        os.close(slave)
        parts: list[bytes] = []
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:
                break
            if not part:
                break
            parts.append(part)
        process.wait(timeout=60)
    os.close(master)
    return b"".join(parts).decode().replace("\r\n", "\n")


def test_a_terminal_gets_colour_and_is_filled_to_its_width(project: Path) -> None:
    service(project, "error " + "word " * 30)
    text = on_a_terminal("check", columns=50, TERM="xterm-256color", LC_ALL="C.UTF-8")
    assert text.startswith("\x1b[31m\x1b[1merror[SLS101]\x1b[0m ")
    import click

    plain = click.unstyle(text)
    assert max(len(line) for line in plain.splitlines() if "http" not in line) <= 50
    assert plain.count("word") > 30
    assert "\x1b]8" not in text


def test_a_terminal_that_cannot(project: Path) -> None:
    service(project, "error x")
    assert "\x1b" not in on_a_terminal("check", columns=80, TERM="dumb", LC_ALL="C.UTF-8")
    assert "\x1b" not in on_a_terminal("check", columns=80, TERM="xterm", NO_COLOR="1", LC_ALL="C.UTF-8")
    assert "\x1b[" in on_a_terminal("check", TERM="xterm", LC_ALL="C.UTF-8")


def test_a_terminal_with_hyperlinks(project: Path) -> None:
    service(project, "error x")
    text = on_a_terminal("check", columns=80, TERM="xterm-kitty", LC_ALL="C.UTF-8")
    assert "\x1b]8;;https://example.com/unknown-property/\x1b\\error[SLS101]\x1b]8;;\x1b\\" in text


def test_a_pipe_gets_colour_only_when_forced(spawn: Spawn, project: Path) -> None:
    service(project, "error x")
    assert b"\x1b" not in spawn("check", env={"TERM": "xterm"}).stdout
    assert b"\x1b[31m" in spawn("check", env={"FORCE_COLOR": "1"}).stdout
    assert b"\x1b[31m" in spawn("check", "--color").stdout
    assert b"\x1b" not in spawn("check", "--no-color", env={"FORCE_COLOR": "1"}).stdout


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
@pytest.mark.parametrize("form", ["full", "concise", "json"])
def test_an_output_that_cannot_take_every_character(spawn: Spawn, project: Path, encoding: str, form: str) -> None:
    service(project, "error größe 注文")
    run = spawn("check", "--format", form, env={"PYTHONIOENCODING": encoding})
    assert (run.returncode, run.stderr) == (1, b"")
    text = run.stdout.decode(encoding)
    assert r"\u6ce8\u6587" in text
    assert "╭" not in text


@pytest.mark.parametrize("arguments", [("rules",), ("explain", "SLS501"), ("--help",), ("check", "--help")])
def test_every_command_can_write_ascii(spawn: Spawn, arguments: tuple[str, ...]) -> None:
    run = spawn(*arguments, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert (run.returncode, run.stderr) == (0, b"")


def test_a_file_name_that_is_no_text(spawn: Spawn, project: Path) -> None:
    name = b"sub\xff"
    os.mkdir(os.fsencode(project) + b"/" + name)
    with open(os.fsencode(project) + b"/" + name + b"/serverless.yml", "wb") as stream:
        stream.write(b"service: x\n# error y\n")
    for form in ("full", "concise", "json"):
        run = spawn("check", "--format", form, os.fsdecode(name))
        assert (run.returncode, run.stderr) == (1, b"")
        assert rb"sub\udcff/serverless.yml" in run.stdout
    assert rb"`no\udcff` does not exist" in spawn("check", os.fsdecode(b"no\xff")).stderr


def test_a_reader_that_leaves(project: Path) -> None:
    service(project, "many findings")
    command = [sys.executable, engine.__file__, "check", "--format", "concise"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().endswith(b"findings 0\n")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 1


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("check >&-", 1, ""),
        ("check nowhere >&- 2>&-", 2, ""),
        ("check - --stdin-filename x.yml <&-", 2, "Error: standard input is closed\n"),
        ("rules <&- 2>&- | tail -n 1", 0, "4 rules\n"),
    ],
)
def test_standard_streams_that_are_closed(project: Path, command: str, status: int, said: str) -> None:
    service(project, "error x")
    shell = f'"{sys.executable}" "{engine.__file__}" {command}'
    run = subprocess.run(["sh", "-c", shell], capture_output=True, env=environment(), timeout=60, text=True)
    assert (run.returncode, run.stdout + run.stderr) == (status, said)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_a_disk_that_is_full(spawn: Spawn, project: Path) -> None:
    service(project, "error x")
    with open("/dev/full", "wb") as full:
        run = spawn("check", stdout=full)
    assert (run.returncode, run.stderr) == (2, b"Error: cannot write to standard output: No space left on device\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_help_on_a_disk_that_is_full(spawn: Spawn) -> None:
    with open("/dev/full", "wb") as full:
        run = spawn("--help", stdout=full)
    assert (run.returncode, run.stderr) == (2, b"Error: input or output failed: No space left on device\n")


def test_control_c(project: Path) -> None:
    service(project, "sleep")
    command = [sys.executable, engine.__file__, "check"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"sleeping\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr.read().strip() == b""


def test_control_c_while_a_command_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    from slslint import cli

    def interrupted(arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("slslint.cli.app.run", interrupted)
    assert cli.main(["check"]) == 130
