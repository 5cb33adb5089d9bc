"""The services of one project, opened when one of them turns out to have to do with others."""

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
    for the others.
    """

    def __init__(self, workspace: Workspace, opener: Opener) -> None:
        self.workspace = workspace
        self._opener = opener
        self._opened: WeakValueDictionary[str, ServiceFile] = WeakValueDictionary()
        self._stages: dict[str | None, tuple[Service, ...]] = {}
        self.memo: dict[str | None, object] = {}

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

    @cached_property
    def files(self) -> tuple[ServiceFile, ...]:
        """All service files below the root that can be read, in order."""
        return tuple(self._found())

    def _found(self) -> Iterator[ServiceFile]:
        for path in discover(self.workspace, self.workspace.root).services:
            try:
                opened = self.open(path)
            except Unreadable:
                continue
            if isinstance(opened, ServiceFile):
                yield opened

    def services(self, stage: str | None) -> tuple[Service, ...]:
        """Every service as it is deployed to a stage; None stands for the stage whose name cannot be known."""
        if stage not in self._stages:
            found = (in_stage(file, stage) for file in self.files)
            self._stages[stage] = tuple(service for service in found if service is not None and service.is_aws)
        return self._stages[stage]


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
