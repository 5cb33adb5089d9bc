"""Fixing: the files that `--fix` writes, and the differences that `--diff` shows."""

import difflib
import os
import tempfile
from typing import TYPE_CHECKING

from slslint.cli.output import Failure, note
from slslint.report.text import count, escape

if TYPE_CHECKING:
    from slslint.engine.fix import Fixed


def write_fixes(fixed: "Fixed") -> None:
    """Write the changed files, each at once or not at all, its permissions kept."""
    for path in fixed.changed:
        try:
            _replace(path, fixed.after[path])
        except OSError as error:
            raise Failure(f"{escape(os.path.relpath(path))} cannot be written: {error.strerror}") from None
    if fixed.changed:
        note(f"{count(fixed.count, 'fix').replace('fixs', 'fixes')} made in {count(len(fixed.changed), 'file')}")


def _replace(path: str, data: bytes) -> None:
    # A link keeps leading to the file that is written.
    path = os.path.realpath(path)
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".slslint-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, os.stat(path).st_mode & 0o7777)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def differences(fixed: "Fixed") -> str:
    """The changes as a unified diff."""
    parts: list[str] = []
    for path in fixed.changed:
        name = os.path.relpath(path).replace(os.sep, "/")
        before, after = (_lines(side[path]) for side in (fixed.before, fixed.after))
        parts += difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(part if part.endswith("\n") else f"{part}\n\\ No newline at end of file\n" for part in parts)


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").splitlines(keepends=True)
