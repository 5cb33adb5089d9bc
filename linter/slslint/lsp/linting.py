"""When services are linted: at once after an open or a save, a moment after a change, and never on the event loop."""

import asyncio
import gc
import os
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from lsprotocol import types

from slslint.engine.session import Questions
from slslint.lsp.buffers import Buffers, Snapshot, path_of
from slslint.lsp.convert import Converter
from slslint.lsp.diagnostics import Writer, of_fault
from slslint.lsp.options import ON_SAVE, Preferences
from slslint.lsp.publisher import ByFile, Publisher, Send
from slslint.lsp.root import Linted, Root
from slslint.workspace import find_root

if TYPE_CHECKING:
    from slslint.lsp.answers import Answers

DEBOUNCE = 0.06
"""Seconds without a change after which a changed file is linted."""
REST = 0.5
"""Seconds without news after which cfn-lint is asked: it takes a second or two of a core for each answer."""
LITTER = 100_000
"""Objects made since garbage was looked for, after which it is: once something is published, and not during a lint."""
CLAIMED = (".yml", ".yaml", ".json", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".py")
"""What the name of a file ends in that may belong to a service."""

Made = TypeVar("Made")
Log = Callable[[str], None]


class Report(NamedTuple):
    """What a lint of a service came to, ready to be published, and the buffers that it saw."""

    service: str
    found: ByFile
    files: frozenset[str]
    looked_at: frozenset[str]
    seen: Snapshot


class Linting:
    """Lints what is open. All work on services runs in one thread, in the order in which it was asked for."""

    def __init__(self, send: Send, log: Log) -> None:
        self.buffers = Buffers()
        self.publisher = Publisher(self.buffers, send)
        self.preferences = Preferences()
        self.converter = Converter()
        self.folders: tuple[str, ...] = ()
        self._log = log
        self._worker = ThreadPoolExecutor(1, "slslint")
        self._roots: dict[str, Root] = {}
        self._files: dict[str, frozenset[str]] = {}
        self._on_disk: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._asking: set[str] = set()
        self._published: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    # What the client tells.

    def opened(self, uri: str, version: int | None, text: str) -> None:
        """A file was opened."""
        path = self.buffers.put(uri, version, text)
        if path is not None and path.endswith(CLAIMED):
            self._start(self._lint_opened(path))

    def changed(self, uri: str, version: int | None, text: str) -> None:
        """A buffer has another text."""
        if self.buffers.put(uri, version, text) is not None and self.preferences.run != ON_SAVE:
            self._soon()

    def saved(self, uri: str) -> None:
        """The editor wrote a file."""
        path = path_of(uri)
        if path is not None:
            self._on_disk.add(path)
            self._now()

    def closed(self, uri: str) -> None:
        """A file was closed; its text on the disk counts again."""
        path = self.buffers.drop(uri)
        if path is None:
            return
        self.publisher.closed(path, uri)
        for service in self.publisher.services:
            if not self._is_shown(service):
                self.publisher.clear(service)
        self._soon()

    def watched(self, uris: Iterable[str]) -> None:
        """Files have changed on the disk, come or gone."""
        self._on_disk.update(path for uri in uris if (path := path_of(uri)) is not None)
        self._soon()

    def configure(self, preferences: Preferences) -> None:
        """The user's settings: where they differ, all that is open is linted anew."""
        if preferences != self.preferences:
            self.preferences = preferences
            self._anew()

    def enter(self, folders: Iterable[str]) -> None:
        """The folders that are open in the editor."""
        folders = tuple(folders)
        if folders != self.folders:
            self.folders = folders
            self._anew()

    def close(self) -> None:
        """End the work that is under way or waits."""
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        self._worker.shutdown(wait=False, cancel_futures=True)
        for root in self._roots.values():
            root.close()

    # When it is done.

    def _anew(self) -> None:
        for root in self._roots.values():
            root.close()
        self._roots = {}
        for path in self.buffers.snapshot():
            if path.endswith(CLAIMED):
                self._start(self._lint_opened(path))

    def _soon(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(DEBOUNCE, self._now)

    def _now(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._start(self._lint_stale())

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def work(self, what: Callable[[], Made]) -> Awaitable[Made]:
        """Do something in the thread that services belong to."""
        return asyncio.get_running_loop().run_in_executor(self._worker, what)

    async def _guarded(self, what: Callable[[], Made], otherwise: Made) -> Made:
        """The same; a crash is logged."""
        try:
            return await self.work(what)
        except Exception:
            self._log(traceback.format_exc())
            return otherwise

    async def ask(self, uri: str, question: "Callable[[Answers], Made]") -> Made | None:
        """What the features say of a file; None of one that belongs to no service."""
        path, seen = path_of(uri), self.buffers.snapshot()
        if path is None or not path.endswith(CLAIMED):
            return None

        def answer() -> Made | None:
            from slslint.lsp.answers import Answers

            root = self.root(path, seen)
            view = root.view(path)
            return question(Answers(root, view, self.converter, seen)) if view is not None else None

        return await self.work(answer)

    async def settle(self) -> None:
        """Lint what has changed now, if something has."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        await self._lint_stale()

    async def _lint_stale(self) -> None:
        """Lint what is shown and no longer holds."""
        on_disk, self._on_disk = self._on_disk, set()
        seen = self.buffers.snapshot()
        for service in await self._guarded(lambda: self._stale(seen, on_disk), []):
            if self._is_shown(service):
                await self._lint_one(service)

    async def _lint_opened(self, path: str) -> None:
        """Lint the services that a file belongs to; those of the project that were not linted yet are asked as well."""
        seen = self.buffers.snapshot()
        known, others = await self._guarded(lambda: self._owners(path, seen), ([], []))
        for service in known:
            await self._lint_one(service)
        for service in others:
            await self._lint_one(service)
            if self.buffers.get(path) is None:
                return

    async def _lint_one(self, service: str) -> None:
        seen = self.buffers.snapshot()
        report = await self._guarded(lambda: self._lint(service, seen), None)
        if report is None:
            return
        self._files[service] = report.files
        if any(self.buffers.get(path) is not seen.get(path) for path in report.looked_at):
            # It is about texts of a moment ago, and a lint of those of now is under way, or comes with the save.
            if self.preferences.run != ON_SAVE:
                self._soon()
        elif self._is_shown(service):
            self._publish(report)
            self._start(self._guarded(_tidy, None))
            self._start(self._ask_template(service))

    def _publish(self, report: Report) -> None:
        self.publisher.publish(report.service, report.found, self._open_files(report.service))

    async def _ask_template(self, service: str) -> None:
        """Publish once more, with cfn-lint's findings; one question at a time, the last one in the end."""
        self._published[service] = self._published.get(service, 0) + 1
        if service in self._asking:
            return
        self._asking.add(service)
        try:
            await self._rest(service)
            while (asked := await self._guarded(partial(self._question, service), None)) is not None:
                await asyncio.get_running_loop().run_in_executor(None, asked[1].wait)
                seen = self.buffers.snapshot()
                report = await self._guarded(partial(self._answer, service, asked[0], seen), None)
                if report is not None:
                    self._publish(report)
                    break
        finally:
            self._asking.discard(service)

    async def _rest(self, service: str) -> None:
        """Until nothing has been published for a while: while somebody types, cfn-lint is not asked."""
        count = -1
        while count != self._published[service]:
            count = self._published[service]
            await asyncio.sleep(REST)

    def _open_files(self, service: str) -> list[str]:
        files = self._files.get(service, frozenset((service,)))
        return [path for path in self.buffers.snapshot() if path in files]

    def _is_shown(self, service: str) -> bool:
        return bool(self._open_files(service))

    # What runs in the thread.

    def root(self, path: str, seen: Snapshot) -> Root:
        """The project that a file lies in, with these buffers."""
        inside = [each for each in self.folders if path.startswith(each.rstrip(os.sep) + os.sep)]
        folder = find_root(os.path.dirname(path), max(inside, key=len, default=""))
        root = self._roots.get(folder)
        if root is None:
            root = self._roots[folder] = Root(folder, self.preferences, folder in inside)
        root.overlay(seen)
        return root

    def _stale(self, seen: Snapshot, on_disk: set[str]) -> list[str]:
        found: list[str] = []
        for root in self._roots.values():
            root.overlay(seen)
            for path in on_disk:
                root.touch(path, came_or_went=True)
            found += root.stale
        return found

    def _owners(self, path: str, seen: Snapshot) -> tuple[list[str], list[str]]:
        root = self.root(path, seen)
        known, others = root.owners(path), root.candidates(path)
        if not known:
            root.touch(path, came_or_went=True)  # it may have come unnoticed
            others += [each for each in root.stale if each not in others]
        return known, others

    def _lint(self, service: str, seen: Snapshot) -> Report:
        root = self.root(service, seen)
        linted = root.lint(service)
        if not self._files:
            # What is there after the first lint stays: a search for garbage need not look through it ever again.
            gc.collect()
            gc.freeze()
        return self._report(root, linted, seen)

    def _question(self, service: str) -> tuple[Linted, Questions] | None:
        root = next((each for each in self._roots.values() if service in each.linted), None)
        questions = root.ask_template(service) if root is not None else None
        return (root.linted[service], questions) if root is not None and questions is not None else None

    def _answer(self, service: str, asked: Linted, seen: Snapshot) -> Report | None:
        root = self.root(service, seen)
        return self._report(root, asked, seen) if root.add_template(service, asked) else None

    def _report(self, root: Root, linted: Linted, seen: Snapshot) -> Report:
        writer = Writer(self.converter, seen, root.workspace.relative)
        found = writer.by_file(linted.findings)
        for path, diagnostic in self._faults(root, linted):
            found.setdefault(path, []).append(diagnostic)
        return Report(linted.service, found, linted.files, linted.looked_at, seen)

    def _faults(self, root: Root, linted: Linted) -> list[tuple[str, types.Diagnostic]]:
        return [(fault.path, of_fault(fault, root.text(fault.path), self.converter)) for fault in linted.faults]


def _tidy() -> None:
    if gc.get_count()[0] > LITTER:
        gc.collect()
