"""The container's recipe names files that there are, and the ignore file lets them through."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECIPE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COPIED = [name for line in re.findall(r"^COPY (.+) \S+$", RECIPE, re.M) for name in line.split()]


def test_what_is_copied_is_there_and_not_ignored() -> None:
    assert COPIED
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name in COPIED:
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored


def test_what_the_build_reads_is_copied() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = re.findall(r"^(?:readme|license-files) = (.+)$", project, re.M)
    files = {name for value in named for name in re.findall(r'"([^"]+)"', value)}
    packages = re.search(r"^packages = (.+)$", project, re.M)
    assert packages
    files |= {path.split("/")[0] for path in re.findall(r'"([^"]+)"', packages[1])}
    assert files <= set(COPIED)


def test_it_runs_as_a_user_of_its_own() -> None:
    """By number: a cluster that admits no root cannot tell whether a name is one."""
    user = re.findall(r"^USER (\d+)$", RECIPE, re.M)
    assert user
    assert f"--uid {user[-1]} " in RECIPE
    assert int(user[-1]) > 0
