"""A session: lints paths of a workspace, again and again, and does no work twice."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from slslint.engine.finding import HIGH, Finding
from slslint.engine.manifest import EXTERNAL
from slslint.engine.options import LintOptions
from slslint.engine.result import Result
from slslint.engine.run import Rivals, Runner
from slslint.engine.suppress import MARKER, IgnoredPaths, Suppression, suppressions
from slslint.project.project import Project
from slslint.service.file import ServiceFile
from slslint.source.document import Document, Documents
from slslint.source.file import TREES
from slslint.source.node import MAP, SCALAR, Node
from slslint.source.pointer import at_file
from slslint.source.problem import Problem
from slslint.source.script import EXTENSIONS
from slslint.variables import Options
from slslint.workspace import Unreadable, Workspace
from slslint.workspace.discovery import MAIN_FILE, Discovered, discover

if TYPE_CHECKING:
    from slslint.engine.external.cfn_lint import Asked, CfnLint
    from slslint.engine.quiet import Quiet

Progress = Callable[[int, int], None]
"""Told how many services of how many are linted."""


class Session:
    """Lints one workspace. Files that did not change since the last call are not parsed again.

    An `incremental` one works on what an edit of an overlay has changed. Services that were opened before are then of
    no use any more, and neither are results, save for their findings.
    """

    def __init__(self, workspace: Workspace, options: LintOptions | None = None, *, incremental: bool = False) -> None:
        self.workspace = workspace
        self.options = options or LintOptions()
        self.documents = Documents(workspace, incremental)
        self._cfn_lint: CfnLint | None = None
        self._clean: Callable[[str], str] | None = None
        self._quiet: dict[str, Quiet] = {}
        self._unmarked: dict[str, int] = {}
        if self.options.cache and not workspace.overlays:
            from slslint.engine.store import Shelf
            from slslint.handlers.handler import keep_facts

            keep_facts(self.documents, Shelf("facts", workspace.root))

    @property
    def clean(self) -> Callable[[str], str] | None:
        """What takes the values of the given environment out of a text; None where there are none."""
        if self._clean is None and self.options.env:
            from slslint.engine.redact import cleaner

            self._clean = cleaner(self.options.env)
        return self._clean

    def cleaned(self, text: str) -> str:
        """A text without the values of the given environment."""
        return self.clean(text) if self.clean is not None else text

    def lint(
        self, paths: Iterable[str], progress: Progress | None = None, *, template: bool = True, anew: bool = True
    ) -> Result:
        """The findings in the services at, below, including or running `paths` (absolute).

        cfn-lint's are among them if the options ask for them; it works in a process of its own meanwhile, and what it
        takes longer is waited for. With `template=False` they are left for `template_findings`. The disk is looked at
        `anew` unless the caller has just let the workspace do so.
        """
        incremental = self.documents.incremental
        if not incremental:
            self.workspace.forget_listings()
        elif anew:
            self.workspace.look_anew()
        result = _Lint(self, template and self.options.template).run(paths, progress)
        if incremental:
            self.workspace.note()
        return result

    def ask_template(self, result: Result) -> "Questions":
        """Ask cfn-lint about the services of a result of `lint(…, template=False)`; nothing is waited for."""
        lint = result.lint
        return Questions(self, lint.ask() if isinstance(lint, _Lint) and self.options.template else [])

    def template_findings(self, result: Result) -> Result:
        """A result of `lint(…, template=False)` with cfn-lint's findings too: merged, silenced and judged as by `lint`.

        How a language server publishes twice:

            first = session.lint(paths, template=False)
            publish(first)
            questions = session.ask_template(first)      # quick; the process of cfn-lint is kept for the next time
            await asyncio.to_thread(questions.wait)      # a second or two; nothing where the answers are known
            if nothing_changed_since:
                publish(session.template_findings(first))

        `wait` alone may run in another thread. Without it this call waits. An answer that comes too late to be of use
        is kept all the same. `close` ends the process.
        """
        lint = result.lint
        if not isinstance(lint, _Lint) or not self.options.template:
            return result
        lint.ask()
        return lint.finish()

    def opened(self, result: Result, path: str) -> ServiceFile | None:
        """The service at `path` as the lint saw it; None where it did not load."""
        return result.lint.opened.get(path) if isinstance(result.lint, _Lint) else None

    def close(self) -> None:
        """End what runs beside this process."""
        if self._cfn_lint is not None:
            self._cfn_lint.close()
            self._cfn_lint = None

    @property
    def failure(self) -> str:
        """Why cfn-lint did not judge some service, if it was to; empty otherwise."""
        return self._cfn_lint.note if self._cfn_lint is not None else ""

    def forget_failure(self) -> None:
        """Start anew: what failed before may do now."""
        if self._cfn_lint is not None:
            self._cfn_lint.note = ""

    @property
    def cfn_lint(self) -> "CfnLint":
        """cfn-lint, asked on behalf of this session; it runs from the first question on."""
        if self._cfn_lint is None:
            from slslint.engine.external.cfn_lint import CfnLint

            self._cfn_lint = CfnLint(self.options, self.documents)
        return self._cfn_lint

    def open(self, path: str) -> ServiceFile | Document:
        """The service at `path`, or the document where it holds none; raises workspace.Unreadable."""
        return self.project().open(path)

    def with_overlay(self, path: str, data: bytes, document: Document | None = None) -> "Session":
        """A session that sees `data` in place of the file at `path`, and parses again only what differs.

        `document` is what is in the data, where that has been parsed already.
        """
        overlays = {**self.workspace.overlays, os.path.normpath(path): data}
        other = Session(Workspace(self.workspace.root, overlays), self.options)
        other.documents.adopt(self.documents, *((document,) if document is not None else ()))
        return other

    def find(self, folder: str) -> Discovered:
        """The services at and below a folder; code that is compiled from one, or imported by one, is none itself."""
        found = discover(self.workspace, folder)
        code = [path for path in found.services if path.endswith(EXTENSIONS)]
        parts = {path for path in code if self._is_compiled(path)}
        parts |= {part for path in code for part in self._parts(path)}
        found.services = [path for path in found.services if path not in parts]
        found.unread = [each for each in found.unread if self._is_whole(each[0])]
        return found

    def _is_whole(self, path: str) -> bool:
        """Whether a file is a service, and not a part of one."""
        try:
            root = self.documents.load(path).root
        except Unreadable:
            return False
        return root is not None and root.get("service") is not None and root.get("provider") is not None

    def _is_compiled(self, path: str) -> bool:
        from slslint.handlers.locate import out_folders

        folder = os.path.dirname(path)
        return path.endswith("js") and folder in out_folders(self.workspace, folder)

    def _parts(self, path: str) -> Iterator[str]:
        """The files that a service's code imports and that are no services, or hand it the configuration it exports."""
        try:
            document = self.documents.load(path)
        except Unreadable:
            return
        root = document.root
        keys = [key for key, _ in root.items if key.value == "service"] if root is not None and root.kind == MAP else []
        sources = {node.file.path for node in (root, *keys) if node is not None}
        yield from (part for part in document.files if part != path and (part in sources or not self._is_whole(part)))

    def quiet(self, file: ServiceFile) -> "Quiet | None":
        """What rules are known to be silent of in a service; nothing where the session is not incremental."""
        if not self.documents.incremental:
            return None
        from slslint.engine.quiet import Quiet

        quiet = self._quiet[file.path] = Quiet(file, self._quiet.get(file.path))
        return quiet

    def is_unmarked(self, path: str) -> bool:
        """Whether a file that is no tree has no suppression comment for certain; raises workspace.Unreadable."""
        state = self.workspace.state
        if self.documents.incremental and self._unmarked.get(path) == state and path not in self.workspace.overlays:
            return True
        data = self.workspace.read(path)
        found = MARKER.encode() not in data and b"\0" not in data[:64]  # a null character is a sign of UTF-16
        self._unmarked[path] = state if found else -1
        return found

    def project(self) -> Project:
        """The services of the workspace as they are now, each opened once."""
        return Project(self.workspace, self._open)

    def _open(self, path: str) -> ServiceFile | Document:
        document = self.documents.load(path)
        root = document.root
        if root is None or root.kind != MAP or not _names_a_service(root, path):
            return document
        options = self.options
        settings = options.settings
        known = Options(
            stages=options.stages,
            region=options.region,
            opts=options.opts,
            params=options.params,
            env=options.env,
            extra_stages=settings.words("stages"),
        )
        return ServiceFile(self.documents, document, known, settings)


class Questions:
    """What cfn-lint was asked on behalf of a result."""

    def __init__(self, session: Session, asked: "list[Asked]") -> None:
        self._session = session
        self._asked = asked

    def wait(self) -> None:
        """Until there are answers; may be called from any thread."""
        if self._asked:
            self._session.cfn_lint.wait(self._asked)


class _Lint:
    """One call of `Session.lint`."""

    def __init__(self, session: Session, template: bool = False) -> None:
        self.session = session
        self.template = template
        self.asked: dict[str, tuple[ServiceFile, list[Asked]]] = {}
        self.opened: dict[str, ServiceFile] = {}
        self.own: dict[tuple[object, ...], Finding] = {}
        self.complete = False
        self.workspace = session.workspace
        self.project = session.project()
        self.runner = Runner(session.options)
        self.result = Result()
        self.found: dict[tuple[object, ...], Finding] = {}
        self.silencers: dict[str, list[Suppression]] = {}
        self.ignored_paths = IgnoredPaths(session.options.settings)
        self.passed_over: list[str] = []
        self._whole_project: bool | None = None

    def run(self, paths: Iterable[str], progress: Progress | None = None) -> Result:
        result, targets = self.result, self._targets(paths)
        for number, path in enumerate(targets, 1):
            self._keep(self._lint(path))
            if progress is not None:
                progress(number, len(targets))
        if self.session.options.cache:
            from slslint.handlers.handler import save_facts

            save_facts(self.session.documents)
        result.files = sorted(set(result.files))
        self.own = dict(self.found)
        return self.finish()

    def ask(self) -> "list[Asked]":
        """Ask cfn-lint about every service that was opened, once."""
        if not self.asked:
            self.session.forget_failure()
        for path, opened in self.opened.items():
            if path not in self.asked:
                some = any(service.resources.cursor.present for service in opened.services)
                self.asked[path] = (opened, self.session.cfn_lint.ask(opened) if some else [])
        self.template = True
        return [each for _, asked in self.asked.values() for each in asked]

    def finish(self) -> Result:
        """The result, with cfn-lint's findings if it was asked; another object than one that was given before."""
        own = self.result
        result = self.result = Result()
        result.lint, result.services, result.files = self, own.services, own.files
        result.notes, result.refused, result.unknowns = own.notes, own.refused, own.unknowns
        self.found = dict(self.own)
        if self.template:
            self._keep(self._of_template())
            if note := self.session.failure:
                result.notes = [*dict.fromkeys((*result.notes, note))]
                result.partial = True
        self._silence()
        self._keep(self._judged())
        threshold = self.session.options.confidence
        result.findings = sorted(
            (each for each in self.found.values() if threshold != HIGH or each.confidence == HIGH),
            key=lambda each: (each.at.file.path, each.at.start, each.code, each.message),
        )
        result.crashed, result.rule_calls = self.runner.crashed, self.runner.calls
        return result

    def _of_template(self) -> Iterator[Finding]:
        """cfn-lint's findings, save where a rule of ours speaks of the same place: it knows what is meant there."""
        told = Rivals(self.own.values())
        for file, asked in self.asked.values():
            cfn_lint = self.session.cfn_lint if asked else None
            for finding in self.runner.external(cfn_lint.findings(file, asked)) if cfn_lint is not None else ():
                of_policy = cfn_lint is not None and cfn_lint.is_of_policy(finding)
                if not told.tell(finding) and not (of_policy and told.is_within(finding)):
                    yield finding
        self.complete = not self.session.failure

    def _targets(self, paths: Iterable[str]) -> list[str]:
        targets: dict[str, None] = {}
        for path in map(os.path.normpath, paths):
            if self.workspace.is_folder(path):
                found = self.session.find(path)
                targets.update(dict.fromkeys(found.services))
                self.result.notes += [f"{_shown(name)}: {why}" for name, why in found.unread]
            elif self._is_service(path):
                targets[path] = None
            elif owners := self._owners(path):
                targets.update(dict.fromkeys(owners))
            else:
                self._refuse(path, "is no service, and no service of the project includes or runs it")
        return list(targets)

    def _refuse(self, path: str, why: str) -> None:
        self.result.refused.append(f"{_shown(path)}: {why}")

    def _is_service(self, path: str) -> bool:
        if MAIN_FILE.match(os.path.basename(path)):
            return True
        try:
            root = self.session.documents.load(path).root
        except Unreadable:
            return True
        return root is not None and root.kind == MAP and root.get("service") is not None

    def _owners(self, path: str) -> list[str]:
        """The services of the project that include the file at `path`, or whose handlers lead to it."""
        owners: list[str] = []
        for candidate in self.session.find(self.workspace.root).services:
            try:
                opened = self.project.open(candidate)
            except Unreadable:
                continue
            if isinstance(opened, ServiceFile) and (path in opened.files or path in _code(opened, path)):
                owners.append(candidate)
        return owners

    def _lint(self, path: str) -> Iterator[Finding]:
        try:
            opened = self.project.open(path)
        except Unreadable as refusal:
            self._refuse(path, refusal.text)
            return
        if isinstance(opened, Document):
            yield from self._no_service(path, opened)
            return
        self.result.services.append(path)
        self.result.files += opened.files
        self.opened[path] = opened
        if self.template:
            self.ask()
        quiet = self.session.quiet(opened)
        yield from self.runner.service(opened, quiet)
        if quiet is not None:
            quiet.close()
        self.result.files += (*opened.code, *opened.beside)
        if self.session.options.show_unknown:
            from slslint.engine.unknown import unknowns

            self.result.unknowns += [(at, self.session.cleaned(why)) for at, why in unknowns(opened)]

    def _no_service(self, path: str, document: Document) -> Iterator[Finding]:
        problems, root = document.problems, document.root
        self.passed_over.append(path)
        if document.note:
            self.result.notes.append(f"{_shown(path)}: {document.note}")
            return
        if not problems and not MAIN_FILE.match(os.path.basename(path)):
            return  # a part of some service that is named like one
        if not problems and root is not None and root.kind == MAP:
            self.result.notes.append(f"{_shown(path)}: has neither `service` nor `provider`, so it is no service")
            return
        if not problems:
            empty = root is None or (root.kind == SCALAR and root.value is None)
            text = "the file is empty" if empty else "the file holds no map"
            text += ": a service starts with `service:` and `provider:`"
            problems = (Problem("syntax", text, at_file(document.file)),)
        self.result.services.append(path)
        self.result.files.append(path)
        for problem in problems:
            yield from self.runner.problem(problem, path)

    def _keep(self, findings: Iterable[Finding]) -> None:
        """Findings that several stages or services have are kept once and name all the stages."""
        clean = self.session.clean
        for finding in findings:
            if clean is not None:
                from slslint.engine.redact import redact

                finding = redact(finding, clean)
            known = self.found.get(finding.key)
            if known is not None:
                stages = tuple(dict.fromkeys((*known.stages, *finding.stages)))
                finding = known._replace(stages=stages, everywhere=known.everywhere or finding.everywhere)
            self.found[finding.key] = finding

    def _silence(self) -> None:
        for path in dict.fromkeys([*self.result.files, *(each.at.file.path for each in self.found.values())]):
            self.silencers[path] = self._suppressions(path)
        firm = self.session.options.settings.words("non-ignorable")
        for key, finding in self.found.items():
            if finding.name in firm or finding.code in firm:
                continue
            if self.ignored_paths.covers(finding):
                self.found[key] = finding._replace(suppressed="configuration")
                continue
            for suppression in self.silencers[finding.at.file.path]:
                if suppression.silences(finding):
                    self.found[key] = finding._replace(suppressed="comment", reason=suppression.reason)
                    break

    def _suppressions(self, path: str) -> list[Suppression]:
        documents = self.session.documents
        try:
            if documents.is_tree(path):
                document = documents.load(path)
                return suppressions(document.file, document)
            if self.session.is_unmarked(path):
                return []
            return suppressions(documents.read_text(path), None)
        except Unreadable:
            return []

    def _judged(self) -> Iterator[Finding]:
        """What there is to say of the suppression comments, now that it is known what they silenced."""
        for path, found in self.silencers.items():
            for suppression in found:
                suppression.needs_reason = self.session.options.settings.get("require-reason", False)
                if not suppression.used.issuperset(suppression.rules):
                    ran = self._ran(path)
                    suppression.ran = ran | self._external(suppression) if ran else ran
                yield from self.runner.suppression(suppression)

    def _ran(self, path: str) -> frozenset[str]:
        """The rules that were run for all known stages and all services that own the file."""
        whole = not self.session.options.stages and not self.runner.crashed
        return self.runner.names if whole and (path in self.result.services or self._all_ran()) else frozenset()

    def _external(self, suppression: Suppression) -> frozenset[str]:
        """The rules of cfn-lint that a comment names, if they ran."""
        ran = (name for name in suppression.rules if self.complete and name.startswith(f"{EXTERNAL}/"))
        return frozenset(name for name in ran if self.runner.runs(name))

    def _all_ran(self) -> bool:
        if self._whole_project is None:
            every = self.session.find(self.workspace.root).services
            self._whole_project = set(every) <= {*self.result.services, *self.passed_over}
        return self._whole_project


def _code(service: ServiceFile, path: str) -> frozenset[str]:
    """The files of code that belong to a service, if a path is such a file at all."""
    if path.endswith((*TREES, ".toml")):
        return frozenset()
    from slslint.handlers.handler import read_code

    read_code(service)
    return service.code


def _names_a_service(root: Node, path: str) -> bool:
    """Whether a map is a service: it has a name, or could have one, or the framework would take it for one."""
    if root.get("service") or root.rest:
        return True
    return root.get("provider") is not None and MAIN_FILE.match(os.path.basename(path)) is not None


def _shown(path: str) -> str:
    return os.path.relpath(path)
