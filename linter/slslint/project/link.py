"""Links: what an import of one stack is in another, and which stacks therefore share account and region.

`Fn::ImportValue` names an export of a stack in the same account and region, `${cf:stack.output}` an output of a stack
in the same account (and region, if it names none), a parameter that Compose passes may be an output of one of its
services.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from slslint.intrinsics.scope import STRINGS
from slslint.project.output import Atoms, Output, outputs_of, text_value
from slslint.project.passed import passed_param
from slslint.project.project import project_of
from slslint.service.service import Service
from slslint.source.node import Scalar
from slslint.values.cursor import Cursor
from slslint.values.value import Atom, Hole, Known, Map, OneOf, Seq, Text, Unknown, text_of
from slslint.workspace.discovery import MAIN_FILE

ACCOUNT, REGION = "AWS::AccountId", "AWS::Region"
_SHARED = (ACCOUNT, REGION, "AWS::Partition", "AWS::URLSuffix")
_IMPORT, _STACK, _PARAM = "import:", "cf", "param:"
_MARKS = ("ImportValue", "cf:", "cf(")
_MOST_ATOMS = 1_000

T = TypeVar("T")


class Source(NamedTuple):
    """What a hole stands for: parts, each with the stack whose holes they are.

    `stack` is the exporter if it is certain that it lies in the account of the one who asks; `in_region` says the same
    of the region.
    """

    parts: tuple[tuple[Service, Atom], ...]
    stack: Service | None = None
    in_region: bool = False


class Links:
    """How the stacks of a project hang together in one stage."""

    def __init__(self, services: tuple[Service, ...]) -> None:
        self.services = services
        self._outputs = {service: outputs_of(service) for service in services}
        outputs = (output for found in self._outputs.values() for output in found.values())
        self._exports = _unique((output.export, output) for output in outputs)
        self._stacks = _unique((service.stack_name, service) for service in services)
        self._folders = {each.folder: each for each in services if MAIN_FILE.search(each.file.path)}
        self._accounts, self._regions = _Groups(), _Groups()
        for service in services:
            for hole in _foreign_holes(service):
                source = self._source(service, hole)
                if source is not None and source.stack is not None:
                    self._accounts.join(service, source.stack)
                    if source.in_region:
                        self._regions.join(service, source.stack)

    def owner(self, hole: Hole) -> Service | None:
        """The service whose stack fixes a hole."""
        return next((service for service in self.services if service.scope.stack == hole.scope), None)

    def joined(self, service: Service) -> tuple[Service, ...]:
        """The services that lie in one account with a service for certain: it imports from them, or they from it."""
        return tuple(each for each in self._accounts.group(service) if each is not service)

    def filled(self, service: Service, atoms: Atoms) -> Atoms:
        """A service's text with imports replaced by what they are, account and region by those of its group.

        What no service of the project exports stays a hole.
        """
        found: list[Atom] = []
        above: frozenset[Hole] = frozenset()
        stack = [(service, atom, above) for atom in reversed(atoms)]
        while stack:
            owner, atom, above = stack.pop()
            if isinstance(atom, str):
                found.append(atom)
                continue
            source = self._source(owner, atom) if atom not in above else None
            if source is None:
                found += self._shared(owner, atom)
            else:
                stack += [(*part, above | {atom}) for part in reversed(source.parts)]
            if len(found) + len(stack) > _MOST_ATOMS:
                return atoms
        text = text_of(found)
        return text.atoms if isinstance(text, Text) else (str(text.value),)

    def _shared(self, service: Service, hole: Hole) -> Atoms:
        """A pseudo parameter as the group of stacks has it; any other hole as it is."""
        if hole.name not in _SHARED or hole.scope != service.scope.stack:
            return (hole,)
        scope = (self._accounts if hole.name == ACCOUNT else self._regions).head(service).scope
        choices = scope.choices(hole.name)
        return choices[0] if len(choices) == 1 else (scope.hole(hole.name, STRINGS[hole.name]),)

    def _source(self, service: Service, hole: Hole) -> Source | None:
        if hole.scope == "" and hole.name.startswith(_IMPORT):
            return _of_output(service, self._exports.get(hole.name.removeprefix(_IMPORT)))
        if hole.scope != service.file.configuration.scope:
            return None
        if hole.name.startswith(_PARAM):
            return self._of_param(service, hole.name.removeprefix(_PARAM))
        return self._of_stack(service, hole.name)

    def _of_stack(self, service: Service, name: str) -> Source | None:
        """`cf:stack.output` or `cf(region):stack.output`."""
        head, _, address = name.partition(":")
        stack, _, output = address.partition(".")
        exporter = self._stacks.get(stack)
        if exporter is None or not (head == _STACK or (head.startswith(f"{_STACK}(") and head.endswith(")"))):
            return None
        region = head.removeprefix(_STACK)[1:-1]
        return _of_output(service, self._outputs[exporter].get(output), region)

    def _of_param(self, service: Service, name: str) -> Source | None:
        passed = passed_param(service, name)
        parts: list[tuple[Service, Atom]] = []
        for piece in passed or ():
            if isinstance(piece, str):
                parts.append((service, piece))
                continue
            exporter = self._folders.get(piece.folder)
            output = self._outputs[exporter].get(piece.output) if exporter is not None else None
            if output is None or not output.value:
                return None
            parts += [(output.service, atom) for atom in output.value]
        return Source(tuple(parts)) if parts else None


def _of_output(service: Service, output: Output | None, region: str = "") -> Source | None:
    """An output that a service imports, from its own region unless another is named."""
    if output is None or not output.value:
        return None
    wanted, there = region or _region(service), _region(output.service)
    if wanted is not None and there is not None and wanted != there:
        return None
    return Source(tuple((output.service, atom) for atom in output.value), output.service, not region)


def _region(service: Service) -> Scalar:
    know = service.region.know if service.region is not None else None
    return know.value if isinstance(know, Known) else None


class _Groups:
    """Services joined into groups that share something."""

    def __init__(self) -> None:
        self._members: dict[Service, list[Service]] = {}

    def join(self, one: Service, other: Service) -> None:
        left, right = self._members.setdefault(one, [one]), self._members.setdefault(other, [other])
        if left is not right:
            left += right
            self._members.update(dict.fromkeys(right, left))

    def group(self, service: Service) -> list[Service]:
        return self._members.get(service, [service])

    def head(self, service: Service) -> Service:
        """The member that speaks for all: the first of those whose region is known, else the first."""
        return min(self.group(service), key=lambda each: (each.region is None, each.scope.stack))


def _unique(pairs: Iterable[tuple[str | None, T]]) -> dict[str, T]:
    """What has a name that nothing else has."""
    found: dict[str, list[T]] = {}
    for name, each in pairs:
        if name is not None:
            found.setdefault(name, []).append(each)
    return {name: each[0] for name, each in found.items() if len(each) == 1}


def _foreign_holes(service: Service) -> Iterator[Hole]:
    """The imports in what a service deploys."""
    texts = service.file.documents.texts(service.file.files)
    if not any(mark in text for text in texts for mark in _MARKS):
        return
    stack = [service.config[name].value for name in ("functions", "provider", "resources")]
    seen: set[int] = set()
    while stack:
        value = stack.pop()
        if value is None or id(value) in seen:
            continue
        seen.add(id(value))
        know = value.know
        if isinstance(know, Map):
            stack += [entry[1] for entry in know.entries.values()]
            if "Fn::ImportValue" in know.entries:
                yield from _holes(text_value(service, Cursor(value)) or ())
        elif isinstance(know, Seq | OneOf):
            stack += know.items if isinstance(know, Seq) else know.options
        elif isinstance(know, Text):
            yield from _holes(know.atoms)
        elif isinstance(know, Unknown) and know.hole is not None:
            yield know.hole


def _holes(atoms: Atoms) -> Iterator[Hole]:
    return (atom for atom in atoms if isinstance(atom, Hole))


def links_of(service: Service) -> Links | None:
    """The links of the repository that a service belongs to, in its stage; None for one that stands alone."""
    project = project_of(service.file)
    if project is None:
        return None
    key = project.repository(service.file.path), service.stage
    known = project.memo.get(key)
    if not isinstance(known, Links):
        known = project.memo[key] = Links(project.services(*key))
    return known


def linked(service: Service, atoms: Atoms) -> Atoms:
    """A service's text as the whole project knows it; all service files of the project are read for that."""
    if all(isinstance(atom, str) for atom in atoms):
        return atoms
    links = links_of(service)
    return links.filled(service, atoms) if links is not None else atoms


def imports(atoms: Atoms) -> bool:
    """Whether a text holds something that another stack may define."""
    return any(is_output(hole) or hole.name.startswith(_PARAM) for hole in _holes(atoms))


def is_output(hole: Hole) -> bool:
    """Whether a hole is an output of some stack."""
    return hole.name.startswith((_IMPORT, f"{_STACK}:", f"{_STACK}("))
