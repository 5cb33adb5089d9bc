"""`slslint server` where the language server is not installed."""

import sys

import pytest
from click.testing import CliRunner
from slslint.cli.app import app


@pytest.mark.parametrize("missing", ["pygls", "lsprotocol"])
def test_what_is_missing_is_said_in_a_line(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in ("pygls", "lsprotocol")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.startswith("slslint.lsp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    done = CliRunner().invoke(app, ["server"])
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        "Error: the language server needs pygls, which is not installed: pip install 'slslint[lsp]'"
    ]
