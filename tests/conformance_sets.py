"""Where the known-answer cases are: in ../shared/conformance beside the checkout, or nowhere, and then tests skip."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = (Path(__file__).resolve().parents[2] / "shared" / "conformance").resolve()
ABSENT = "../shared/conformance is not there"


def folder(name: str) -> Path:
    """The folder of one set (`services`, `iam`, `serverless`, `event-loop`); skips the calling test without it."""
    found = FOLDER / name
    if not found.is_dir():
        pytest.skip(f"{ABSENT} ({name})")
    return found


def cases(name: str, holding: str = "expected.json") -> list[Any]:
    """Parameters for pytest.mark.parametrize: each case folder of a set; a single skipped one where it is absent."""
    found = FOLDER / name
    if not found.is_dir():
        return absent(name)
    return [pytest.param(case, id=case.name) for case in sorted(found.iterdir()) if (case / holding).is_file()]


def absent(name: str) -> list[Any]:
    """The single skipped parameter that stands for a set that is not there."""
    return [pytest.param(None, marks=pytest.mark.skip(reason=f"{ABSENT} ({name})"), id="absent")]


def expected(case: Path) -> Any:
    """What a case's expected.json holds."""
    return json.loads((case / "expected.json").read_text(encoding="utf-8"))
