"""One project root in the editor: its services, what the last lint of each found, and what that depends on."""

import os
from collections.abc import Iterable, Sequence

from slslint.config import Fault, InvalidSettings, Settings
from slslint.engine.baseline import mark, read
from slslint.engine.finding import MEDIUM, Finding
from slslint.engine.manifest import EXTERNAL
from slslint.engine.options import LintOptions
from slslint.engine.result import Result
from slslint.engine.session import Questions, Session
from slslint.engine.settings import read_settings
from slslint.lsp.buffers import Snapshot
from slslint.lsp.carry import carried
from slslint.lsp.options import Preferences
from slslint.lsp.view import View
from slslint.service.file import ServiceFile
from slslint.source.decode import decode
from slslint.source.file import SourceFile
from slslint.workspace import Unreadable, Workspace
from slslint.workspace.discovery import discover, is_service_name

SYNTAX = "syntax-error"
_TEMPLATE = f"{EXTERNAL}/"


class Linted:
    """A lint of one service.

    `files` are those that belong to it; `looked_at` is everything whose change may change the findings, folders among
    it. `loads` says whether all of its configuration could be read. `faults` are mistakes in slslint's configuration.
    """

    def __init__(self, service: str) -> None:
        self.service = service
        self.findings: tuple[Finding, ...] = ()
        self.files: frozenset[str] = frozenset((service,))
        self.looked_at: frozenset[str] = frozenset((service,))
        self.faults: tuple[Fault, ...] = ()
        self.loads = True
        self.result: Result | None = None
        self.stale = False


class Root:
    """A project: lints its services one by one. Not for use in several threads at once.

    `is_open`: the editor has it open as a folder.
    """

    def __init__(self, path: str, preferences: Preferences, is_open: bool) -> None:
        self.workspace = Workspace(path)
        self.is_project = is_open or ".git" in self.workspace.listing(path)
        self.preferences = preferences
        self.linted: dict[str, Linted] = {}
        self._sessions: dict[str, Session] = {}
        self._candidates: tuple[str, ...] | None = None
        self._opened: dict[str, ServiceFile] = {}
        self._behind: set[str] = set()

    def overlay(self, buffers: Snapshot) -> None:
        """Let the texts of these buffers stand in for files; what depends on one that differs from before is stale."""
        inside = self.workspace.root.rstrip(os.sep) + os.sep
        before = self.workspace.overlays
        now = {path: buffer.data for path, buffer in buffers.items() if path.startswith(inside)}
        for path in before.keys() | now.keys():
            if before.get(path) != now.get(path):
                self.touch(path)
        self.workspace.overlays = now

    def owners(self, path: str) -> list[str]:
        """The services, among those linted so far, that a file belongs to; the nearest first."""
        found = [each.service for each in self.linted.values() if path in each.files]
        return sorted(found, key=lambda service: (-len(os.path.commonpath((service, path))), service))

    def candidates(self, path: str) -> list[str]:
        """The services that were not linted yet and that a file may belong to; the nearest first.

        A service file by its name is one; for other files all the services of the project are.
        """
        if is_service_name(path):
            return [] if path in self.linted else [path]
        rest = [each for each in self._services(os.path.dirname(path)) if each not in self.linted]
        return sorted(rest, key=lambda service: (-len(os.path.commonpath((service, path))), service))

    def _services(self, folder: str) -> Sequence[str]:
        """The services of the project; of a file that lies in none, say in somebody's home, those beside it."""
        if not self.is_project:
            names = [name for name in self.workspace.listing(folder) if is_service_name(name)]
            return [os.path.join(folder, name) for name in names]
        if self._candidates is None:
            self._candidates = tuple(discover(self.workspace, self.workspace.root).services)
        return self._candidates

    def touch(self, path: str, came_or_went: bool = False) -> None:
        """A file has changed, so what depends on it is stale.

        If it `came_or_went`, that concerns also what looked into its folder, or the nearest one above that was seen.
        """
        folder = ""
        if came_or_went:
            self._candidates, folder = None, self._folder_seen(path)
        for linted in self.linted.values():
            if path in linted.looked_at or folder in linted.looked_at:
                linted.stale = True
                self._behind.add(linted.service)

    def _folder_seen(self, path: str) -> str:
        folder = os.path.dirname(path)
        while folder != self.workspace.root and len(folder) > len(self.workspace.root):
            if any(folder in linted.looked_at for linted in self.linted.values()):
                break
            folder = os.path.dirname(folder)
        return folder

    @property
    def stale(self) -> list[str]:
        """The services whose last lint no longer holds."""
        return [each.service for each in self.linted.values() if each.stale]

    def lint(self, service: str) -> Linted:
        """Lint one service file as it is now."""
        workspace, before = self.workspace, self.linted.get(service)
        workspace.look_anew()
        workspace.log.clear()
        linted = Linted(service)
        try:
            session = self._session(service)
        except InvalidSettings as invalid:
            linted.faults = invalid.faults
            session = self._sessions.get(service)
        if session is not None:
            result = linted.result = session.lint((service,), template=False, anew=False)
            self._take(session.opened(result, service))
            linted.files = frozenset((service, *result.files))
            linted.findings = self._shown(result, session, linted)
            linted.loads = not any(each.name == SYNTAX for each in linted.findings)
            if before is not None:
                self._keep_what_stands(linted, before)
        # What was read once and remembered since is not looked at again, and counts all the same.
        linted.looked_at = frozenset((service, *workspace.log)) | (before.looked_at if before else frozenset())
        self.linted[service] = linted
        return linted

    def _shown(self, result: Result, session: Session, linted: Linted) -> tuple[Finding, ...]:
        findings = [each for each in result.findings if each.suppressed is None]
        return tuple(self._not_accepted(findings, session.options.settings, linted))

    def _keep_what_stands(self, linted: Linted, before: Linted) -> None:
        """Go on showing what this lint could not say: cfn-lint comes later, and what does not load is not judged.

        Of a file that does not load, what the last lint found stands above the mistake.
        """
        broken = {each.at.file.path: each.at.start for each in reversed(linted.findings) if each.name == SYNTAX}
        asked = before.findings if broken else [each for each in before.findings if each.name.startswith(_TEMPLATE)]
        told = {each.key for each in linted.findings}
        kept = [each for each in carried(asked, self.text) if each.name != SYNTAX and each.key not in told]
        linted.findings += tuple(each for each in kept if each.at.end <= broken.get(each.at.file.path, each.at.end))
        if broken:
            linted.files |= before.files

    def ask_template(self, service: str) -> Questions | None:
        """Ask cfn-lint about a service as it was linted last; None where that no longer holds, or it is not to run."""
        linted, session = self.linted.get(service), self._sessions.get(service)
        if linted is None or session is None or linted.stale or linted.result is None or not session.options.template:
            return None
        return session.ask_template(linted.result)

    def add_template(self, service: str, asked: Linted) -> bool:
        """Add cfn-lint's findings to a lint, once they are there; whether it is still the last one and holds."""
        session = self._sessions.get(service)
        if self.linted.get(service) is not asked or session is None or asked.stale or asked.result is None:
            return False
        asked.findings = self._shown(session.template_findings(asked.result), session, asked)
        return True

    def close(self) -> None:
        """End what runs beside this process."""
        for session in self._sessions.values():
            session.close()

    def _session(self, service: str) -> Session:
        """The session with the configuration that holds for a service; raises InvalidSettings."""
        settings = read_settings(self.workspace, service)
        known = self._sessions.get(service)
        if known is not None and _is_same(known.options.settings, settings):
            return known
        alike = (each for each in self._sessions.values() if _is_same(each.options.settings, settings))
        session = next(alike, None) or Session(self.workspace, self._options(settings), incremental=True)
        self._sessions[service] = session
        return session

    def _options(self, settings: Settings) -> LintOptions:
        return LintOptions(
            stages=self.preferences.stages,
            select=self.preferences.select,
            ignore=self.preferences.ignore,
            confidence=settings.get("confidence", MEDIUM),
            settings=settings,
            template=True,
        )

    def _not_accepted(self, findings: list[Finding], settings: Settings, linted: Linted) -> Iterable[Finding]:
        """The findings that the project's baseline does not hold."""
        name = settings.get("baseline")
        if not name:
            return findings
        path = settings.absolute(name)
        try:
            entries = read(self.workspace.read(path).decode("utf-8"))
        except (Unreadable, ValueError) as error:
            linted.faults += (Fault(settings.path, settings.line("baseline"), f"the baseline {name}: {error}"),)
            return findings
        marked, _ = mark(findings, entries, self.workspace.relative)
        return [each for each in marked if each.suppressed is None]

    def findings(self, path: str) -> list[Finding]:
        """What the last lints found in a file."""
        return [each for linted in self.linted.values() for each in linted.findings if each.at.file.path == path]

    def text(self, path: str) -> SourceFile | None:
        """A file as it is now; None where it cannot be read."""
        try:
            return decode(path, self.workspace.read(path))[0]
        except Unreadable:
            return None

    def view(self, path: str) -> View | None:
        """A file as features see it; None for one that belongs to no service."""
        services = self.owners(path)
        if not services and is_service_name(path):
            services = [self.lint(path).service]
        sessions = [session for each in services if (session := self._sessions.get(each)) is not None]
        if not sessions:
            return None
        file = self.text(path)
        if file is None:
            return None
        opened = [found for each in services if (found := self._open(each)) is not None]
        current = all(each.path not in self._behind for each in opened)
        return View(sessions[0], path, file, tuple(opened), current)

    def _open(self, service: str) -> ServiceFile | None:
        """A service as it is now, or as it last loaded."""
        known, session = self._opened.get(service), self._sessions.get(service)
        if session is None or (known is not None and service not in self._behind):
            return known
        try:
            opened = session.open(service)
        except Unreadable:
            return known
        self._take(opened if isinstance(opened, ServiceFile) else None)
        return self._opened.get(service)

    def _take(self, opened: ServiceFile | None) -> None:
        """Let features see a service that was opened, unless an earlier one loads and this one does not."""
        if opened is not None and (opened.path not in self._opened or not any(opened.met("syntax"))):
            self._opened[opened.path] = opened
            self._behind.discard(opened.path)


def _is_same(one: Settings, other: Settings) -> bool:
    return (one.path, one.text) == (other.path, other.text)
