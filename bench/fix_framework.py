"""Holds fixes against the framework: `python bench/fix_framework.py FOLDER COMMAND…`.

FOLDER holds checkouts, each of which is fixed in a copy: once with safe fixes only, once with all. COMMAND is run in
the folder of each service whose files changed, before and after, and prints the resolved configuration as JSON; for
instance `serverless print --format json`. It runs what the services run, so give it services that you have read.

A safe fix has to leave the configuration as it is but for the findings' own values; after an unsafe one the service
has to resolve still. Prints every difference, and counts.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "linter"), str(ROOT / "rules")]

from slslint.cli.fixing import write_fixes
from slslint.engine.fix import fix, fix_of
from slslint.engine.session import Session
from slslint.service.file import ServiceFile
from slslint.workspace import Workspace

JOBS = 2
SECONDS = 120
SKIPPED = (".git", "node_modules")


def resolved(command: list[str], folder: str) -> Any:
    """What the command prints in a folder; None where it fails."""
    try:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
        return json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        return None


def fixed(root: str, unsafe: bool) -> tuple[list[str], set[str]]:
    """Fix a checkout: the services whose files changed, and the configuration paths of what was fixed."""
    session = Session(Workspace(root))
    found = session.lint([root])
    places = {each.at.path for each in found.findings if fix_of(each, unsafe)}
    files = {path: set(opened.files) for path in found.services if (opened := service(session, path))}
    made = fix(session, [root], unsafe=unsafe)
    write_fixes(made)
    return [path for path, own in files.items() if own & set(made.changed)], places


def service(session: Session, path: str) -> ServiceFile | None:
    opened = session.open(path)
    return opened if isinstance(opened, ServiceFile) else None


def differences(one: Any, other: Any) -> Iterator[str]:
    """The paths at which two configurations differ."""
    stack: list[tuple[str, Any, Any]] = [("", one, other)]
    while stack:
        path, left, right = stack.pop()
        if isinstance(left, dict) and isinstance(right, dict):
            stack += [(f"{path}.{key}".lstrip("."), left.get(key), right.get(key)) for key in {**left, **right}]
        elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
            stack += [(f"{path}.{n}", *pair) for n, pair in enumerate(zip(left, right, strict=True))]
        elif left != right:
            yield path


def is_own(path: str, places: set[str]) -> bool:
    """Whether a difference stands at, below or above what a finding was about."""
    return any(path == place or path.startswith(f"{place}.") or place.startswith(f"{path}.") for place in places)


def compare(checkout: str, command: list[str], unsafe: bool, counts: Counter[str]) -> None:
    kind = "unsafe" if unsafe else "safe"
    with tempfile.TemporaryDirectory() as folder:
        before, after = (os.path.join(os.path.realpath(folder), side, "checkout") for side in ("before", "after"))
        for side in (before, after):
            shutil.copytree(checkout, side, symlinks=True, ignore=shutil.ignore_patterns(*SKIPPED))
            os.mkdir(os.path.join(side, ".git"))
        changed, places = fixed(after, unsafe)
        folders = [os.path.relpath(os.path.dirname(path), after) for path in changed]
        with ThreadPoolExecutor(JOBS) as pool:
            asked = pool.map(
                lambda path: [resolved(command, os.path.join(side, path)) for side in (before, after)], folders
            )
            for path, (was, now) in zip(folders, asked, strict=True):
                name = os.path.normpath(os.path.join(os.path.basename(checkout), path))
                if was is None:
                    counts[f"{kind}: did not resolve before"] += 1
                elif now is None:
                    counts[f"{kind}: does not resolve any more"] += 1
                    print(f"{name}: does not resolve after {kind} fixes")
                else:
                    strange = [each for each in differences(was, now) if not is_own(each, places)]
                    counts[f"{kind}: differs elsewhere" if strange else f"{kind}: right"] += 1
                    for each in strange[:5]:
                        print(f"{name}: {each} differs after {kind} fixes")


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder, *command = arguments
    counts: Counter[str] = Counter()
    for checkout in sorted(each.path for each in os.scandir(os.path.realpath(folder)) if each.is_dir()):
        for unsafe in (False, True):
            compare(checkout, command, unsafe, counts)
    for kind, number in sorted(counts.items()):
        print(f"{kind}: {number}")
    return int(
        any(kind.endswith(("any more", "elsewhere")) and not kind.startswith("unsafe: differs") for kind in counts)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
