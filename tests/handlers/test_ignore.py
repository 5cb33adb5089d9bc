"""The repository's own .gitignore files, compared with git itself."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slslint.workspace import Workspace
from slslint.workspace.ignore import is_ignored


def write(root: Path, files: dict[str, str]) -> Workspace:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Workspace(str(root))


def test_levels_negations_and_folders(tmp_path: Path) -> None:
    workspace = write(
        tmp_path,
        {
            ".gitignore": "dist/\n*.log\n!keep.log\n/only-here.js\nsecrets.yml\n",
            "api/.gitignore": "!dist/\nbuilt-*.js\n!built-kept.js\n",
            "api/dist/a.js": "",
            "web/dist/a.js": "",
        },
    )

    def ignored(name: str) -> bool:
        return is_ignored(workspace, str(tmp_path / name))

    assert ignored("dist/anything/below.js")
    assert ignored("web/dist/a.js")
    assert not ignored("api/dist/a.js"), "the nearer file takes the folder back in"
    assert ignored("x.log")
    assert not ignored("keep.log")
    assert ignored("only-here.js")
    assert not ignored("api/only-here.js")
    assert ignored("api/built-one.js")
    assert not ignored("api/built-kept.js")
    assert ignored("deep/down/secrets.yml"), "absent paths are judged too"
    assert not is_ignored(workspace, str(tmp_path.parent / "x.log")), "outside the root"


def test_nothing_is_taken_back_below_an_ignored_folder(tmp_path: Path) -> None:
    workspace = write(tmp_path, {".gitignore": "out/\n!out/kept.js\n", "out/kept.js": ""})
    assert is_ignored(workspace, str(tmp_path / "out/kept.js"))


def test_listings_that_are_forgotten_take_the_patterns_along(tmp_path: Path) -> None:
    workspace = write(tmp_path, {".gitignore": "a.js\n"})
    assert is_ignored(workspace, str(tmp_path / "a.js"))
    (tmp_path / ".gitignore").write_text("b.js\n", encoding="utf-8")
    workspace.forget_listings()
    assert not is_ignored(workspace, str(tmp_path / "a.js"))


@pytest.mark.parametrize("text", ["!\n", "[\n", "\\\n", "a\x00b\n", "/\n", "**\n", "  \n"])
def test_odd_patterns_do_no_harm(tmp_path: Path, text: str) -> None:
    workspace = write(tmp_path, {".gitignore": text + "a.js\n"})
    assert is_ignored(workspace, str(tmp_path / "a.js"))


PIECE = ["a", "b", "*", "a*", "?", "[ab]", "a.js"]
PATTERN = st.builds(
    lambda no, root, parts, last, end: no + root + "/".join([*parts, last]) + end,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "/"]),
    st.lists(st.sampled_from([*PIECE, "**"]), max_size=2),
    st.sampled_from([*PIECE, "**"]),
    st.sampled_from(["", "/"]),
)
NAMES = ["a", "b", "a.js", "a/b", "a/a.js", "b/a/b", "a/b/a.js", "b/b"]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(top=st.lists(PATTERN, max_size=4), below=st.lists(PATTERN, max_size=3))
def test_as_git_has_it(tmp_path: Path, top: list[str], below: list[str]) -> None:
    root = tmp_path / "repository"
    shutil.rmtree(root, ignore_errors=True)
    (root / "a").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(root)], check=True, capture_output=True)
    (root / ".gitignore").write_text("\n".join(top) + "\n", encoding="utf-8")
    (root / "a" / ".gitignore").write_text("\n".join(below) + "\n", encoding="utf-8")
    asked = subprocess.run(
        ["git", "-C", str(root), "-c", "core.excludesFile=", "check-ignore", "--stdin", "--no-index"],
        input="\n".join(NAMES),
        capture_output=True,
        text=True,
        check=False,
    )
    workspace = Workspace(str(root))
    assert {name for name in NAMES if is_ignored(workspace, str(root / name))} == set(asked.stdout.split())
