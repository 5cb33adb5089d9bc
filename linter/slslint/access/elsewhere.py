"""What other services of the project add to a role: policies that they attach, managed ones that it imports."""

from collections.abc import Iterator

from slslint.access.target import Atoms
from slslint.access.text import atoms_of, linked_reader
from slslint.iam.logic import Tri, either
from slslint.iam.policy import PolicyDocument, read_policy
from slslint.iam.principal import equal
from slslint.project.link import is_output, linked, links_of
from slslint.project.output import outputs_of
from slslint.service.role import Policy, Role, attachments
from slslint.service.service import Service
from slslint.values.cursor import Cursor
from slslint.values.value import Hole, Text

_MADE_UP = "Name:"


def imported_policy(policy: Policy, service: Service) -> PolicyDocument | None:
    """The managed policy of another service whose ARN a role of this one imports."""
    value = policy.arn.value if policy.arn is not None else None
    arn = atoms_of(linked_reader(service)(value)) if value is not None else None
    links = links_of(service) if arn is not None and len(arn) > 1 else None
    for other in links.services if links is not None else ():
        for name, resource in other.resources.of_type("AWS::IAM::ManagedPolicy"):
            own = other.reference(name)
            if isinstance(own, Text) and linked(other, own.atoms) == arn:
                document = resource.at("Properties", "PolicyDocument")
                return read_policy(document, name=name, text=linked_reader(other))
    return None


def role_elsewhere(arn: Cursor, service: Service) -> Role | None:
    """The role of another service whose ARN is imported."""
    text = atoms_of(linked_reader(service)(arn.value)) if arn.value is not None else None
    links = links_of(service) if text is not None and len(text) > 1 else None
    for other in links.services if links is not None else ():
        for role in other.roles:
            own = other.reference(role.name, "Arn")
            if isinstance(own, Text) and linked(other, own.atoms) == text:
                return role
    return None


def attached_elsewhere(role: Role) -> Iterator[PolicyDocument]:
    """The policies that other services attach to a role, or may attach: nothing that such a one says is certain."""
    links = links_of(role.service)
    found = role.service.reference(role.name)
    name = found.atoms if isinstance(found, Text) else (str(found),)
    shown = any(output.value == name for output in outputs_of(role.service).values())
    for service in links.services if links is not None else ():
        if service is not role.service:
            yield from _attached(service, name, shown)


def _attached(service: Service, name: Atoms, shown: bool) -> Iterator[PolicyDocument]:
    """The policies of a service that name the role; `shown` says that the role's name is an output of its stack."""
    text = linked_reader(service)
    meant: dict[str, Tri] = {}
    for logical, target in attachments(service):
        atoms = atoms_of(text(target.value)) if target.value is not None else None
        own = service.resources.reference(target) is not None
        meant[logical] = either(
            meant.get(logical, False), None if atoms is None else _is_meant(atoms, own, name, shown)
        )
    for logical, certain in meant.items():
        if certain is False:
            continue
        document = read_policy(
            service.resources.get(logical).at("Properties", "PolicyDocument"), name=logical, text=text
        )
        for statement in document.statements if certain is None else ():
            statement.certain = False
        yield document


def _is_meant(target: Atoms, own: bool, name: Atoms, shown: bool) -> Tri:
    """Whether a policy's target is the role of that name; `own` says that it names a resource of the policy's stack.

    For certain only if the name is imported: equal names that are written out may belong to different accounts.
    """
    if _is_made_up(target) and (own or _is_made_up(name)):
        return target == name
    same, holes = equal(target, name), [atom for atom in target if isinstance(atom, Hole)]
    if same is None and not shown and holes and all(map(is_output, holes)):
        return False
    return None if same and not holes else same


def _is_made_up(atoms: Atoms) -> bool:
    return len(atoms) == 1 and isinstance(atoms[0], Hole) and atoms[0].name.startswith(_MADE_UP)
