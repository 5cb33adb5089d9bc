"""A stand-in for the engine: tests of the command line say themselves what a lint finds."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any, ClassVar

from slslint.engine import manifest
from slslint.engine.finding import ERROR, INFO, WARNING, Finding
from slslint.engine.options import LintOptions
from slslint.source.file import SourceFile
from slslint.source.pointer import Pointer
from slslint.workspace import Unreadable, Workspace

RULES = (
    (
        "SLS001",
        "syntax-error",
        ERROR,
        "ServiceFile",
        (),
        "slslint_rules.meta.syntax_error",
        True,
        False,
        "a file does not load.",
    ),
    (
        "SLS101",
        "unknown-property",
        ERROR,
        "ServiceFile",
        (),
        "slslint_rules.config.unknown_property",
        True,
        False,
        "a property that the framework does not know.",
    ),
    (
        "SLS501",
        "timeout-unset",
        WARNING,
        "Function",
        ("functions",),
        "slslint_rules.timeouts.timeout_unset",
        True,
        True,
        "neither the function nor the provider sets `timeout`.",
    ),
    (
        "SLS601",
        "api-logs-off",
        INFO,
        "Api",
        (),
        "slslint_rules.logging.api_logs_off",
        False,
        False,
        "an API has no logs.",
    ),
)


class Result:
    """What a lint gives."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.services: list[str] = []
        self.files: list[str] = []
        self.notes: list[str] = []
        self.refused: list[str] = []
        self.unknowns: list[tuple[Pointer, str]] = []
        self.crashed = False


class Session:
    """Finds in `serverless.yml` files what their lines ask for: `# error message`, `# crash`, `# raise`, …"""

    seen: ClassVar[list[LintOptions]] = []

    def __init__(self, workspace: Workspace, options: LintOptions) -> None:
        self.workspace = workspace
        self.options = options
        self.seen.append(options)

    def lint(self, paths: Iterable[str], progress: Callable[[int, int], None] | None = None) -> Result:
        result = Result()
        for path in paths:
            if self.workspace.is_folder(path):
                path = os.path.join(path, "serverless.yml")
                if not self.workspace.is_file(path):
                    continue
            try:
                self._lint(SourceFile(path, self.workspace.read(path).decode()), result)
            except Unreadable as refusal:
                result.refused.append(f"{os.path.basename(path)}: {refusal.text}")
        return result

    def _lint(self, file: SourceFile, result: Result) -> None:
        if "service:" not in file.text:
            result.refused.append(f"{os.path.basename(file.path)}: is no service")
            return
        result.services.append(file.path)
        result.files.append(file.path)
        offset = 0
        for line in file.text.splitlines(keepends=True):
            command, _, rest = line.strip().removeprefix("# ").partition(" ")
            place = Pointer(file, offset, offset + len(line.rstrip()))
            offset += len(line)
            if action := ACTIONS.get(command):
                action(result, place, rest)


def _finding(code: str, name: str, severity: str) -> Callable[[Result, Pointer, str], None]:
    def add(result: Result, place: Pointer, text: str) -> None:
        result.findings.append(
            Finding(code, name, severity, text, place, service=place.file.path, url=f"https://example.com/{name}/")
        )

    return add


def _crash(result: Result, place: Pointer, text: str) -> None:
    result.crashed = True


def _raise(result: Result, place: Pointer, text: str) -> None:
    raise LookupError(text)


def _interrupt(result: Result, place: Pointer, text: str) -> None:
    raise KeyboardInterrupt


def _sleep(result: Result, place: Pointer, text: str) -> None:
    import time

    print("sleeping", file=sys.stderr, flush=True)
    time.sleep(60)


def _silenced(result: Result, place: Pointer, text: str) -> None:
    result.findings.append(Finding("SLS001", "syntax-error", ERROR, text, place, suppressed="comment"))


def _many(result: Result, place: Pointer, text: str) -> None:
    result.findings += [Finding("SLS101", "unknown-property", ERROR, f"{text} {n}", place) for n in range(20_000)]


ACTIONS: Mapping[str, Callable[[Result, Pointer, str], None]] = {
    "error": _finding("SLS101", "unknown-property", ERROR),
    "warning": _finding("SLS501", "timeout-unset", WARNING),
    "info": _finding("SLS601", "api-logs-off", INFO),
    "silenced": _silenced,
    "many": _many,
    "crash": _crash,
    "raise": _raise,
    "interrupt": _interrupt,
    "sleep": _sleep,
    "note": lambda result, place, text: result.notes.append(text),
    "unknown": lambda result, place, text: result.unknowns.append((place, text)),
}


def modules() -> dict[str, Any]:
    """What to put in place of the real modules."""
    session, table = ModuleType("slslint.engine.session"), ModuleType("slslint_rules._manifest")
    session.Session, session.Result = Session, Result  # type: ignore[attr-defined]
    table.RULES = RULES  # type: ignore[attr-defined]
    return {"slslint.engine.session": session, "slslint_rules._manifest": table}


if __name__ == "__main__":
    sys.modules.update(modules())
    manifest.rules.cache_clear()
    from slslint.cli import main

    sys.exit(main())
