"""The resource policy of a REST API: with it a caller may be allowed, or denied, whatever its own policies say."""

from slslint.access.target import Atoms, api_id, stack_arn
from slslint.access.text import atoms_of, linked_reader, reader_of
from slslint.iam.arn import RESOURCE, SHORTHAND
from slslint.iam.policy import PolicyDocument, Reader, read_policy, read_statements, unknown_policy
from slslint.intrinsics.naming import REST_API
from slslint.memo import once
from slslint.project.link import links_of
from slslint.service.route import HTTP
from slslint.service.service import Service
from slslint.values.value import Hole, Known, OneOf, Text, Unknown, Value, text_of

_REF = "Ref:"


def own_reader(service: Service, api: Atoms) -> Reader:
    """What makes strings of an API's own policy: `execute-api:/…` in it is the ARN of that API (API Gateway Developer
    Guide, "Access policy language overview")."""
    read, head = reader_of(service), (*stack_arn(service, "execute-api"), *api)

    def expanded(value: Value) -> Known | Text | OneOf | Unknown:
        know = read(value)
        atoms = atoms_of(know) or ("",)
        if isinstance(atoms[0], str) and atoms[0].startswith(SHORTHAND):
            return text_of((*head, atoms[0].removeprefix(SHORTHAND[:-1]), *atoms[1:]))
        return know

    return expanded


@once
def resource_policy(service: Service) -> PolicyDocument | None:
    """The policy of the REST API that a service's routes are part of; None where it certainly has none.

    Of an API that no service of the project makes nothing is known.
    """
    api = api_id(service, HTTP)
    hole = api[0] if len(api) == 1 else ""
    owner = _owner(service, hole) if isinstance(hole, Hole) and hole.name.startswith(_REF) else None
    if owner is None or not isinstance(hole, Hole):
        return unknown_policy(service.provider["apiGateway"], RESOURCE, "of an API made elsewhere")
    return _written(owner, hole.name.removeprefix(_REF))


def _owner(service: Service, api: Hole) -> Service | None:
    """The service whose stack makes the API."""
    if api.scope == service.scope.stack:
        return service
    links = links_of(service)
    return links.owner(api) if links is not None else None


def _written(owner: Service, logical: str) -> PolicyDocument | None:
    text = linked_reader(owner)
    for section in ("Resources", "extensions"):
        policy = owner.resources.cursor.at(section, logical, "Properties", "Policy")
        if policy.present:
            return read_policy(policy, RESOURCE, logical, text)
    if logical != REST_API:
        return None
    for settings in (owner.provider["apiGateway"], owner.provider):
        if settings["resourcePolicy"].present:
            return read_statements(settings["resourcePolicy"], RESOURCE, "resourcePolicy", text)
    return None


@once
def may_be_private(service: Service) -> bool:
    """Whether the REST API may be one that only a VPC reaches: then requests tell the endpoint that they came by."""
    kind = service.provider["endpointType"]
    return kind.present and (kind.text or "PRIVATE").upper() == "PRIVATE"
