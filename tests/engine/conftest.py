"""What tests of the engine share."""

from pathlib import Path

import pytest


@pytest.fixture
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder, for this test alone; there is none yet."""
    monkeypatch.setenv("SLSLINT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"
