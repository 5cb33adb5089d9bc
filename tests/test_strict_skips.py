"""A strict run of the tests fails for a skip that allowed_skips.txt does not list, and for no other."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
LISTED = 'import pytest\ndef test_listed(): pytest.skip("../shared/conformance is not there (iam)")\n'
EXPECTED_TO_FAIL = "@pytest.mark.xfail\ndef test_expected(): raise ValueError\n"
UNLISTED = '@pytest.mark.skip(reason="too slow")\ndef test_unlisted(): pass\n'
WHOLE_MODULE = 'pytest.skip("no such platform", allow_module_level=True)\n'


def status(folder: Path, tests: str, *, strict: bool = True, workers: int = 0) -> tuple[int, str]:
    """Exit status and output of a run over one module beside a copy of our conftest.py."""
    for name in ("conftest.py", "allowed_skips.txt"):
        shutil.copy(HERE / name, folder / name)
    (folder / "test_module.py").write_text(tests, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "SLSLINT_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", str(workers), "-p", "no:cacheprovider", "."],
        cwd=folder,
        env=environment | ({"SLSLINT_STRICT_SKIPS": "1"} if strict else {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_listed_skips_and_expected_failures_pass(tmp_path: Path) -> None:
    assert status(tmp_path, LISTED + EXPECTED_TO_FAIL)[0] == 0


@pytest.mark.parametrize("workers", [0, 1])
def test_another_skip_fails_and_is_named(tmp_path: Path, workers: int) -> None:
    code, output = status(tmp_path, LISTED + UNLISTED, workers=workers)
    assert code == 1
    assert "test_module.py::test_unlisted: Skipped: too slow" in output


def test_a_module_that_skips_itself_fails(tmp_path: Path) -> None:
    code, output = status(tmp_path, LISTED + WHOLE_MODULE)
    assert code
    assert "Skipped: no such platform" in output


def test_an_ordinary_run_may_skip(tmp_path: Path) -> None:
    assert status(tmp_path, LISTED + UNLISTED, strict=False)[0] == 0
