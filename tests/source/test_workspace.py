"""Whether what was looked at on the disk is as it was."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from slslint.workspace import Workspace

LONG_AGO = 1_000_000_000


def settled(folder: Path) -> None:
    """Let everything have been written long ago."""
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (LONG_AGO, LONG_AGO))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace in which a file, a folder, and a file that is not there have been looked at."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.js").write_text("1", encoding="utf-8")
    settled(tmp_path)
    workspace = Workspace(str(tmp_path), {str(tmp_path / "serverless.yml"): b"service: a\n"})
    workspace.look_anew()
    look(workspace)
    workspace.note()
    return workspace


def look(workspace: Workspace) -> tuple[str, ...]:
    folder = os.path.join(workspace.root, "src")
    workspace.read(os.path.join(folder, "a.js"))
    workspace.is_file(os.path.join(workspace.root, "package.json"))
    return workspace.listing(folder)


def test_nothing_has_changed(workspace: Workspace) -> None:
    state, names = workspace.state, look(workspace)
    workspace.log.clear()
    workspace.overlays = dict.fromkeys(workspace.overlays, b"service: b\n")
    for _ in range(3):
        workspace.look_anew()
        assert workspace.state == state
        assert look(workspace) is names
        workspace.note()


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file that was read": lambda folder: (folder / "src" / "a.js").write_text("22", encoding="utf-8"),
    "a file that was not there": lambda folder: (folder / "package.json").write_text("{}", encoding="utf-8"),
    "a folder that was listed": lambda folder: (folder / "src" / "b.js").write_text("1", encoding="utf-8"),
    "a file that is gone": lambda folder: (folder / "src" / "a.js").unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_something_has_changed(workspace: Workspace, tmp_path: Path, change: Callable[[Path], object]) -> None:
    state, names = workspace.state, look(workspace)
    change(tmp_path)
    workspace.look_anew()
    assert workspace.state != state
    assert workspace.listing(str(tmp_path / "src")) is not names


def test_what_nobody_noted_may_have_changed(workspace: Workspace, tmp_path: Path) -> None:
    state = workspace.state
    workspace.is_file(str(tmp_path / "other.json"))
    workspace.look_anew()
    assert workspace.state != state


def test_buffers_count(workspace: Workspace, tmp_path: Path) -> None:
    for path, data in (("a.json", b"{}"), ("a.json", b"[]"), ("b.yml", b"")):
        state = workspace.state
        workspace.overlays[str(tmp_path / path)] = data
        workspace.look_anew()
        assert workspace.state != state
        workspace.note()


def test_what_has_just_changed_may_change_once_more(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "src" / "a.js").write_text("22", encoding="utf-8")
    states = rounds(workspace)
    assert len(states) == 3
    settled(tmp_path)
    assert len(states | rounds(workspace)) == 4


def rounds(workspace: Workspace) -> set[int]:
    """The states in which a workspace is when it is looked at three times."""
    states: set[int] = set()
    for _ in range(3):
        workspace.look_anew()
        look(workspace)
        workspace.note()
        states.add(workspace.state)
    return states
