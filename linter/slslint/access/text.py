"""Texts of a service's template, as far as the whole project knows them."""

from collections.abc import Callable

from slslint.access.target import Atoms
from slslint.iam.policy import Reader
from slslint.project.link import imports, linked
from slslint.service.service import Service
from slslint.values.cursor import Cursor
from slslint.values.value import Known, OneOf, Text, Unknown, Value, scalar_text, text_of

MARK = "execute-api"


def atoms_of(know: Known | Text | OneOf | Unknown) -> Atoms | None:
    """The atoms of one string; None for anything else."""
    if isinstance(know, Text):
        return know.atoms
    return (scalar_text(know.value),) if isinstance(know, Known) and know.value is not None else None


def reader_of(service: Service) -> Reader:
    """What makes strings of template values; the ARN or URL of an API that is imported is as its exporter has it.

    Other services of the project are read for such a text alone.
    """
    return _reader(service, lambda atoms: imports(atoms) and any(MARK in str(atom) for atom in atoms))


def linked_reader(service: Service) -> Reader:
    """The same, every text linked: what is compared with texts of other services."""
    return _reader(service, lambda atoms: True)


def _reader(service: Service, concerns: Callable[[Atoms], bool]) -> Reader:
    def read(value: Value) -> Known | Text | OneOf | Unknown:
        found = service.evaluated(Cursor(value))
        know = found.know if found is not None else None
        if isinstance(know, Unknown) and know.hole is not None:
            know = Text((know.hole,))
        if isinstance(know, Text) and concerns(know.atoms):
            return text_of(linked(service, know.atoms))
        return know if isinstance(know, Known | Text | OneOf | Unknown) else Unknown("")

    return read
