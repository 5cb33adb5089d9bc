"""Outputs of the stacks of a project: what `${cf:…}` and `Fn::ImportValue` of one service name in another."""

from collections.abc import Iterator
from typing import NamedTuple

from slslint.project.output import outputs_of
from slslint.project.project import project_of
from slslint.service.service import Service
from slslint.source.pointer import Pointer


class Named(NamedTuple):
    """An output: the stack and its own name, the name that it is exported under, and where it is declared."""

    stack: str
    name: str
    export: str | None
    at: Pointer


def outputs(service: Service) -> Iterator[Named]:
    """The outputs of the other services of the project, in the same stage."""
    project = project_of(service.file)
    if project is None:
        return
    for other in project.services(project.repository(service.file.path), service.stage):
        if other.stack_name is None or other.file.path == service.file.path:
            continue
        declared = other.resources.cursor["Outputs"]
        for name, output in outputs_of(other).items():
            cursor = declared[name]
            at = cursor.key_at if cursor.exists else other.title.key_at
            yield Named(other.stack_name, name, output.export, at)
