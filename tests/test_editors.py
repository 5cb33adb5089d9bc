"""The configuration in editors/: it can be read, and what it starts does what it is there for."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from slslint.source.load import load
from source.trees import plain

EDITORS = Path(__file__).resolve().parents[1] / "editors"
SERVICE = """\
service: notes
frameworkVersion: '4'
provider: {name: aws, runtime: python3.13}
functions: {a: {handler: a.b}}
"""


def read(name: str) -> Any:
    text = (EDITORS / name).read_text(encoding="utf-8")
    if name.endswith(".toml"):
        return tomllib.loads(text)
    if name.endswith(".json"):
        return json.loads(text)
    document = load(name, text.encode())
    assert not document.problems
    return plain(document.root)


def commands() -> list[list[str]]:
    server = read("helix/languages.toml")["language-server"]["slslint"]
    zed = read("zed/settings.json")["lsp"]["yaml-language-server"]["binary"]
    return [
        [server["command"], *server["args"]],
        [zed["path"], *zed["arguments"]],
        shlex.split(read("jetbrains/template.json")["programArgs"]["default"]),
    ]


@pytest.mark.parametrize("command", commands(), ids=["helix", "zed", "jetbrains"])
def test_the_server_is_started(command: list[str]) -> None:
    assert command == ["slslint", "server"]


@pytest.mark.parametrize("name", ["neovim/slslint.lua", "emacs/slslint.el"])
def test_the_server_is_named(name: str) -> None:
    assert re.search(r'"slslint",? "server"', (EDITORS / name).read_text(encoding="utf-8"))


def linted(command: str, folder: Path) -> str:
    """What a command says of a text on its standard input, the file itself being another."""
    (folder / "serverless.yml").write_text("service: other\n", encoding="utf-8")
    program, *arguments = shlex.split(command.replace("${INPUT}", "serverless.yml").replace("%s", "serverless.yml"))
    assert program in ("slslint", "%e")
    done = subprocess.run(
        [sys.executable, "-m", "slslint", *arguments],
        cwd=folder,
        input=SERVICE,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_efm_reads_what_is_said(tmp_path: Path) -> None:
    (tool,) = read("efm/config.yaml")["tools"].values()
    line = r"(?P<f>.+?):(?P<l>\d+):(?P<c>\d+): SLS(?P<n>\d+) \[(?P<t>.)\] (?P<m>.*)"
    assert tool["lint-formats"][0] == "%f:%l:%c: SLS%n [%t] %m"
    said = linted(tool["lint-command"], tmp_path).splitlines()
    found = [match["n"] for each in said if (match := re.fullmatch(line, each))]
    assert "501" in found


def test_ale_reads_what_is_said(tmp_path: Path) -> None:
    script = (EDITORS / "vim/ale.vim").read_text(encoding="utf-8")
    command = re.search(r"'command': '(.*)',", script)
    pattern = re.search(r"'\\v(\^.*\$)'", script)
    assert command is not None
    assert pattern is not None
    as_python = pattern[1].replace(".{-}", ".*?")
    found = re.findall(as_python, linted(command[1], tmp_path), re.MULTILINE)
    assert ("serverless.yml", "4", "13", "SLS501", "W") in [each[:5] for each in found]
