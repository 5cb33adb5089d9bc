"""The services of one project, opened when one of them turns out to have to do with others."""

import os
from collections.abc import Callable, Iterator
from functools import cached_property
from weakref import WeakValueDictionary

from slslint.service.file import ServiceFile
from slslint.service.service import Service
from slslint.source.document import Document
from slslint.workspace import Unreadable, Workspace
from slslint.workspace.discovery import discover

Opener = Callable[[str], ServiceFile | Document]
_MEMO = "project"


class Project:
    """The service files of one root. `opener` opens one by its path; it raises workspace.Unreadable.

    A file that is open is the same object for everybody, and nothing but its users keeps it, until a service asks
    for the others of its repository. Those of other git repositories below the root have nothing to do with it.
    """

    def __init__(self, workspace: Workspace, opener: Opener) -> None:
        self.workspace = workspace
        self._opener = opener
        self._opened: WeakValueDictionary[str, ServiceFile] = WeakValueDictionary()
        self._files: dict[str, tuple[ServiceFile, ...]] = {}
        self._stages: dict[tuple[str, str | None], tuple[Service, ...]] = {}
        self.memo: dict[tuple[str, str | None], object] = {}

    def open(self, path: str) -> ServiceFile | Document:
        """The service at `path`, or the document where it holds none; raises workspace.Unreadable."""
        known = self._opened.get(path)
        if known is not None:
            return known
        found = self._opener(path)
        if isinstance(found, ServiceFile):
            self._opened[path] = found
            found.memo[_MEMO] = self
        return found

    def repository(self, path: str) -> str:
        """The folder of the git repository that a file is part of, the root where none below it has one.

        A submodule, whose `.git` is a file, is part of the repository that has it.
        """
        folder = os.path.dirname(path)
        while len(folder) > len(self.workspace.root) and not self.workspace.is_folder(os.path.join(folder, ".git")):
            folder = os.path.dirname(folder)
        return folder

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        """The service files below the root, by repository."""
        found: dict[str, list[str]] = {}
        for path in discover(self.workspace, self.workspace.root).services:
            found.setdefault(self.repository(path), []).append(path)
        return found

    def files(self, repository: str) -> tuple[ServiceFile, ...]:
        """All service files of a repository that can be read, in order."""
        if repository not in self._files:
            self._files[repository] = tuple(self._found(repository))
        return self._files[repository]

    def _found(self, repository: str) -> Iterator[ServiceFile]:
        for path in self._paths.get(repository, ()):
            try:
                opened = self.open(path)
            except Unreadable:
                continue
            if isinstance(opened, ServiceFile):
                yield opened

    def services(self, repository: str, stage: str | None) -> tuple[Service, ...]:
        """Every service of a repository as it is deployed to a stage; None: the stage whose name cannot be known."""
        key = repository, stage
        if key not in self._stages:
            found = (in_stage(file, stage) for file in self.files(repository))
            self._stages[key] = tuple(service for service in found if service is not None and service.is_aws)
        return self._stages[key]


def in_stage(file: ServiceFile, stage: str | None) -> Service | None:
    """The service as it is deployed to a stage, known or not; None where the stage has no name and others have."""
    known = next((service for service in file.services if service.stage == stage), None)
    if known is not None or stage is None:
        return known
    return Service(file, stage, file.configuration.resolve(stage))


def project_of(file: ServiceFile) -> Project | None:
    """The project that opened a service file; None for one that stands alone."""
    found = file.memo.get(_MEMO)
    return found if isinstance(found, Project) else None
