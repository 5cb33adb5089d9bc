"""What every test run shares: with SLSLINT_STRICT_SKIPS=1, a skip that allowed_skips.txt does not list fails it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of the run's own: the user's is left alone."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLSLINT_CACHE_DIR", str(folder))
        yield folder


def allowed_skips() -> tuple[str, ...]:
    """The pieces of reasons that allowed_skips.txt lists."""
    lines = (Path(__file__).parent / "allowed_skips.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.partition("  ")[0].strip() for line in lines if line.strip() and not line.startswith("#"))


class StrictSkips:
    """Collects the skips of a run, those of xdist's workers included, and fails the run for one that is not listed."""

    def __init__(self) -> None:
        self.allowed = allowed_skips()
        self.unlisted: set[str] = set()

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple | list) else str(report.longrepr)
        if not any(piece in reason for piece in self.allowed):
            self.unlisted.add(f"{report.nodeid}: {reason}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.unlisted and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.unlisted:
            terminalreporter.section("skips that tests/allowed_skips.txt does not list", red=True)
            for line in sorted(self.unlisted):
                terminalreporter.line(line)


def pytest_configure(config: pytest.Config) -> None:
    os.environ["SLSLINT_NO_CACHE"] = "1"  # what one test found out is no other's business
    if os.environ.get("SLSLINT_STRICT_SKIPS") == "1" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(StrictSkips(), "strict-skips")
