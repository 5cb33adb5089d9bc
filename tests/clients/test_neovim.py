"""Neovim, with the configuration in editors/: opens a service, is told what is wrong, fixes it, and saves."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NVIM = shutil.which("nvim")
SERVICE = """\
service: notes
frameworkVersion: '4'
provider:
  name: aws
  runtime: python3.13
functions:
  list:
    handler: notes.main
"""

pytestmark = [
    pytest.mark.clients,
    pytest.mark.xdist_group("neovim"),
    pytest.mark.skipif(NVIM is None, reason="nvim is not installed"),
]


def version() -> tuple[int, ...]:
    assert NVIM is not None
    said = subprocess.run([NVIM, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in said.split()[1].lstrip("v").split("-")[0].split(".")[:2])


@pytest.mark.parametrize("old", ["", "1"], ids=["vim.lsp.config", "vim.lsp.start"])
def test_open_fix_save(tmp_path: Path, old: str) -> None:
    if version() < (0, 8):
        pytest.skip("nvim is too old: 0.8 brought vim.lsp.start")
    (tmp_path / "notes.py").write_text("def main(event, context): ...\n", encoding="utf-8")
    service = tmp_path / "serverless.yml"
    service.write_text(SERVICE, encoding="utf-8")
    program = shutil.which("slslint")
    assert program is not None
    assert NVIM is not None
    done = subprocess.run(
        [NVIM, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", f"luafile {ROOT / 'tests/clients/neovim.lua'}"],
        env={
            **os.environ,
            "SLSLINT": program,
            "SLSLINT_EDITORS": str(ROOT / "editors"),
            "SLSLINT_FILE": str(service),
            "SLSLINT_OLD": old,
            "XDG_STATE_HOME": str(tmp_path / "state"),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "    timeout: 6\n" in service.read_text(encoding="utf-8")
