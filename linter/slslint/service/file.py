"""A service file: one serverless.yml under all its stages."""

import os
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from slslint.config import Settings
from slslint.memo import once
from slslint.service.route import Route
from slslint.service.service import Service
from slslint.service.version import framework_majors, is_forked, side
from slslint.source.document import Document, Documents
from slslint.source.problem import Problem
from slslint.values.value import Value
from slslint.variables import Configuration, Options
from slslint.workspace.discovery import policy_names

_MENTIONS = {
    "dates": (r"-\d\d-\d\d(?![\w\"'-])",),
    "policies": ("Effect", "tatements", "PolicyDocument", "resourcePolicy"),
    "execute_api": ("execute-api", "ApiEndpoint"),
    "references": (
        *("Ref", "GetAtt", "Sub", "Fn::", "ependsOn", "ondition"),
        r"role[\"']?:\s*(?![\"']?[\w:]+[\"']?:\s)[^\s{]",
    ),
}
"""What a text mentions: each pattern begins with a literal of its own, for which a search is quick."""


class ServiceFile:
    """A service's file, the views of it for each known stage, and what was wrong on the way.

    `version` is the framework's, `3` (also for older ones, then `is_outdated`), `4`, or None where either may be used.
    `code_of` collects the files of code that were read for functions, by their keys, `beside` those of policies and
    clients.
    """

    def __init__(
        self, documents: Documents, document: Document, options: Options, settings: Settings | None = None
    ) -> None:
        self.documents = documents
        self.settings = settings or Settings()
        self.document = document
        self.path = document.file.path
        majors = framework_majors(documents.workspace, document)
        self.version = side(majors)
        self.is_outdated = bool(majors) and max(majors) < 3
        own_syntax = min(majors, default=1) < 3 and _sets_syntax(document)
        self.configuration = Configuration(documents, document, options, self.version, own_syntax)
        if documents.incremental:
            from slslint.variables.resume import resume

            resume(self.configuration)
        self.stages: tuple[str | None, ...] = self.configuration.stages
        self.merged: dict[int, tuple[Value, Value]] = {}
        self.routes: dict[tuple[str, int, int], Route] = {}
        """The routes that events declare, for all stages that have the same event."""
        self.memo: dict[Any, Any] = {}
        self.code_of: dict[tuple[object, ...], set[str]] = {}
        self.beside: set[str] = set()
        self.services = tuple(Service(self, stage, self.configuration.resolve(stage)) for stage in self.stages)

    @property
    def problems(self) -> tuple[tuple[tuple[str | None, ...], Problem], ...]:
        """Each problem of loading and resolving, with the stages that meet it."""
        return self.configuration.problems

    @property
    def code(self) -> frozenset[str]:
        """The files of handler code that were read for it."""
        return frozenset[str]().union(*self.code_of.values())

    @cached_property
    def is_forked(self) -> bool:
        """Whether a build of the framework by others may be in use, which knows newer values."""
        return is_forked(self.documents.workspace, os.path.dirname(self.path))

    def met(self, *kinds: str) -> Iterator[tuple[Problem, tuple[str, ...], bool]]:
        """The problems of these kinds: (problem, the known stages that meet it, whether these are all)."""
        for stages, problem in self.problems:
            if problem.kind in kinds:
                known = tuple(stage for stage in stages if stage is not None)
                yield problem, known, len(stages) == len(self.stages)

    @once
    def may_have_code(self, handler: str) -> bool:
        """Whether a file that `handler` may mean is in the checkout, by its name without the ending."""
        folder, name = os.path.split(os.path.join(os.path.dirname(self.path), handler))
        start, _, rest = name.partition(".")
        return "." in rest or start in self._stems(folder)

    @once
    def _stems(self, folder: str) -> frozenset[str]:
        """What the names of a folder's files begin with, up to the first dot."""
        names = self.documents.workspace.listing(folder)
        return frozenset(name.partition(".")[0] for name in names if "." in name)

    @property
    def stages_closed(self) -> bool:
        """Whether the stages that are known are all that can be deployed: settings, or a map by the stage, say so."""
        return bool(self.settings.words("stages")) or self.configuration.stages_closed

    @property
    def files(self) -> tuple[str, ...]:
        """The service file and everything that it includes."""
        own = (self.path, *self.document.files)
        return (*own, *(path for path in self.configuration.files if path not in own))

    @cached_property
    def features(self) -> frozenset[str]:
        """What the service has in any stage, by the names that a rule's `needs` uses.

        Besides those of `Service.features`: what the text of its files mentions (`dates`, `policies`, `execute_api`,
        `references`), and `problems`, if there are any, and each kind of them.
        """
        found = {feature for service in self.services for feature in service.features}
        kinds = {problem.kind for _, problem in self.problems}
        found |= kinds | {"problems"} if kinds else kinds
        texts = [*self.documents.texts(self.files)]
        found.update(name for name, words in _MENTIONS.items() if any(_mentions(text, words) for text in texts))
        if "routes" in found and self._has_other_files():
            found |= {"execute_api", "policies"}
        return frozenset(found)

    def _has_other_files(self) -> bool:
        """Whether there are files besides the configuration's that may name APIs: policies by their names, clients."""
        settings = self.settings
        if settings.words("policies") or settings.tables("clients") or settings.caller_policies:
            return True
        names = policy_names(self.documents.workspace, os.path.dirname(self.path))
        return next(names, None) is not None


def _mentions(text: str, words: tuple[str, ...]) -> bool:
    return any(re.search(word, text) for word in words)


def _sets_syntax(document: Document) -> bool:
    """Whether a service writes its variables in a form of its own: before version 3 it could."""
    provider = document.root.get("provider") if document.root is not None else None
    return provider is not None and provider.get("variableSyntax") is not None
