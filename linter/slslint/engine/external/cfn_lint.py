"""cfn-lint for a session: asked about services, its answers kept in memory and on disk."""

import json
import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from slslint.engine.external import machine
from slslint.engine.external import settings as configured
from slslint.engine.external.match import Match, finding_of, read
from slslint.engine.external.process import Failed, Job, Worker
from slslint.engine.finding import Finding
from slslint.engine.manifest import EXTERNAL
from slslint.engine.options import LintOptions
from slslint.engine.store import Store, digest, edition
from slslint.service.file import ServiceFile
from slslint.service.service import Service
from slslint.source.document import Documents
from slslint.template.compiled import Template, template_of

MOST_KEPT = 64
"""Answers in memory."""
POLICY_RULES = frozenset(("E3510", "E3512", "E3513", "E3514", "E3530"))
QUESTIONS_A_WORKER = 3
"""Open questions that make a second process worth its start."""


class Asked(NamedTuple):
    """A template of a service with its stages, and the key of the answer."""

    service: Service
    template: Template
    key: str


class CfnLint:
    """Asks about services, and turns the answers into findings. `note` says why there is none, once."""

    def __init__(self, options: LintOptions, documents: Documents) -> None:
        self.options = options
        self.documents = documents
        self.note = ""
        self.asked = 0
        self._store = Store("cfn-lint") if options.cache else None
        self._known: dict[str, list[Match]] = {}
        self._jobs: dict[str, Job] = {}
        self._workers: list[Worker] = []

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.close()
        self._workers.clear()

    def ask(self, file: ServiceFile) -> list[Asked]:
        """Ask about the templates of a service, the same one once; nothing is waited for."""
        if not self.version:
            self.note = "cfn-lint is not installed, so `resources` is not checked"
            return []
        if any(True for _ in file.met("syntax", "bound")):
            return []
        try:
            return list(self._ask(file))
        except Exception as error:  # like a rule that crashes: the lint goes on
            self.note = f"cfn-lint was not asked: the template could not be made ({type(error).__name__}: {error})"
            return []

    def _ask(self, file: ServiceFile) -> Iterator[Asked]:
        project: dict[str, Any] | None = None
        for service in file.services:
            template = template_of(service)
            if template is not None:
                project = configured.of_project(self.documents) if project is None else project
                yield Asked(service, template, self._put(_question(template, project, self.options)))

    def _put(self, question: dict[str, Any]) -> str:
        key = digest(json.dumps([self._edition, self.version, question]))
        if key in self._known or key in self._jobs:
            return key
        kept = self._store.get(key) if self._store is not None else None
        if isinstance(kept, dict):
            try:
                self._keep(key, read(kept))  # pyright: ignore[reportUnknownArgumentType]
                return key
            except ValueError:
                pass  # of another program
        self._jobs[key] = self._worker().ask(question)
        self.asked += 1
        return key

    def _worker(self) -> Worker:
        self._workers = [worker for worker in self._workers if not worker.is_closed]
        many = len(self._jobs) >= QUESTIONS_A_WORKER * len(self._workers)
        if many and len(self._workers) < (os.cpu_count() or 1):
            self._workers.append(Worker())
        self._workers.append(self._workers.pop(0))
        return self._workers[-1]

    def wait(self, asked: Iterable[Asked]) -> None:
        """Until there are answers. May be called from any thread."""
        for each in asked:
            job = self._jobs.get(each.key)
            if job is not None:
                job.settled()

    def findings(self, file: ServiceFile, asked: Iterable[Asked]) -> Iterator[Finding]:
        """What there is to say of a service, each finding once with the stages that it holds in."""
        found: dict[object, tuple[Finding, list[str | None]]] = {}
        for each in asked:
            for match in self._matches(each.key):
                finding = finding_of(match, each.template, file.path)
                if finding is not None:
                    stages = found.setdefault(finding.key, (finding, []))[1]
                    stages.append(each.service.stage)
        for finding, stages in found.values():
            known = tuple(stage for stage in file.stages if stage in stages and stage is not None)
            yield finding._replace(stages=known, everywhere=len(set(stages)) == len(file.stages))

    def _matches(self, key: str) -> list[Match]:
        if key in self._known:
            return self._known[key]
        job = self._jobs.pop(key, None)
        if job is None:
            return []
        try:
            answer = job.wait()
            matches = read(answer)
        except (Failed, ValueError) as failure:
            self.note = f"cfn-lint could not check `resources`: {failure}"
            return []
        if self._store is not None:
            self._store.put(key, answer)
        self._keep(key, matches)
        return matches

    def _keep(self, key: str, matches: list[Match]) -> None:
        self._known[key] = matches
        while len(self._known) > MOST_KEPT:
            self._known.pop(next(iter(self._known)))

    @staticmethod
    def is_of_policy(finding: Finding) -> bool:
        """Whether it is about the grammar of an IAM policy, of which our own rules speak in more detail."""
        return finding.code.partition("/")[2] in POLICY_RULES

    @cached_property
    def _edition(self) -> str:
        return edition()

    @cached_property
    def version(self) -> str:
        """The version that is installed; empty where there is none."""
        return machine.cfn_lint_version()


def _question(template: Template, project: dict[str, Any], options: LintOptions) -> dict[str, Any]:
    """What the worker is sent. A template's own configuration of cfn-lint counts as far as the project's does."""
    own: dict[str, Any] = {}
    metadata = template.data.get("Metadata")
    if isinstance(metadata, dict) and isinstance(metadata.get("cfn-lint"), dict):  # pyright: ignore[reportUnknownMemberType]
        own = configured.taken(metadata["cfn-lint"].get("config"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    return {
        "template": template.data,
        "regions": [template.region] if template.region is not None else [],
        "settings": configured.together(project, own, _wanted(options)),
    }


def _wanted(options: LintOptions) -> dict[str, Any]:
    """Advice is given by those of cfn-lint's rules that are selected."""
    prefix = f"{EXTERNAL}/I"
    codes = [word[len(EXTERNAL) + 1 :].upper() for word in options.select if word.startswith(prefix)]
    return {"include_checks": codes} if codes else {}
