"""The trace that the README shows is what slslint prints, on a screen of a hundred columns."""

import re
from pathlib import Path

from slslint.access.request import read_request
from slslint.engine.session import Session
from slslint.report.context import Context, Screen
from slslint.report.trace import render
from slslint.service.file import ServiceFile
from slslint.trace.follow import follow
from slslint.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
SHOWN = re.compile(r"```\n\$ cd (\S+)\n\$ slslint trace (\S+) (\S+)\n(.*?)```", re.S)


def test_the_trace_in_the_readme() -> None:
    shown = SHOWN.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert shown is not None
    folder = ROOT / shown[1]
    file = Session(Workspace(str(ROOT))).open(str(folder / "serverless.yml"))
    assert isinstance(file, ServiceFile)
    context = Context(str(folder), str(ROOT), Screen(width=100))
    assert render(follow(file.services[0], read_request(shown[2], shown[3])), context) == shown[4]
