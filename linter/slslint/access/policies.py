"""Every policy document that a service shows: of its roles, of its API, and as files in its folder."""

from collections.abc import Iterator

from slslint.access.resource_policy import own_reader
from slslint.access.target import api_id
from slslint.access.text import reader_of
from slslint.iam.arn import IDENTITY, RESOURCE
from slslint.iam.policy import PolicyDocument, Reader, read_policy, read_statements, unknown_policy
from slslint.memo import once
from slslint.project.policy_files import policy_files
from slslint.service.role import Policy, Role
from slslint.service.route import HTTP
from slslint.service.service import Service
from slslint.source.document import Document, Documents
from slslint.source.node import Node
from slslint.values.cursor import Cursor
from slslint.values.value import Text, constant
from slslint.workspace.discovery import find_files

TRUST, FILE = "trust", "unknown"
_IDENTITY_TYPES = tuple(f"AWS::IAM::{name}Policy" for name in ("", "Managed", "Role", "User", "Group"))


@once
def policies_of(service: Service) -> tuple[PolicyDocument, ...]:
    """The policies of a service in one stage, each once; the kind of those that are files is not known."""
    unique = {document.at.place: document for document in _all(service)}
    return tuple(unique.values())


def _all(service: Service) -> Iterator[PolicyDocument]:
    text = reader_of(service)
    for role in roles_of(service):
        yield from (document for document in documents_of(role, text) if not document.open or document.statements)
        if role.trust.present and role.cursor.present:
            yield read_policy(role.trust, TRUST, role.name, text)
    for name, resource in service.resources.of_type(*_IDENTITY_TYPES):
        yield read_policy(resource.at("Properties", "PolicyDocument"), IDENTITY, name, text)
    for name, resource in service.resources.of_type("AWS::IAM::User", "AWS::IAM::Group"):
        for item in resource.at("Properties", "Policies").items():
            yield read_policy(item["PolicyDocument"], IDENTITY, name, text)
    for name, resource in service.resources.of_type("AWS::ApiGateway::RestApi"):
        if resource.at("Properties", "Policy").present:
            api = service.reference(name)
            own = own_reader(service, api.atoms) if isinstance(api, Text) else text
            yield read_policy(resource.at("Properties", "Policy"), RESOURCE, name, own)
    settings = service.provider["apiGateway"]
    if settings["resourcePolicy"].present and settings["restApiId"].absent:
        own = own_reader(service, api_id(service, HTTP))
        yield read_statements(settings["resourcePolicy"], RESOURCE, "resourcePolicy", own)
    yield from files_of(service)


def roles_of(service: Service) -> Iterator[Role]:
    """All roles of a stack: those of the template, and those that the framework makes."""
    yield from service.roles
    if service.makes_default_role is not False:
        yield service.default_role
    for function in service.functions:
        if function.own_role is not None and function.role is function.own_role:
            yield function.own_role


def documents_of(role: Role, text: Reader) -> tuple[PolicyDocument, ...]:
    """The policies of a role in its own stack, read; one of which nothing is known for each that cannot be seen."""
    return tuple(document_of(policy, role, text) for policy in role.policies)


def document_of(policy: Policy, role: Role, text: Reader) -> PolicyDocument:
    """One policy of a role, read."""
    if policy.document is not None:
        return read_policy(policy.document, name=policy.name, text=text)
    if policy.statements is not None:
        return read_statements(policy.statements, name=policy.name, text=text)
    if policy.managed is not None:
        from slslint.iam.managed import managed_policy

        node = policy.at.node
        assert node is not None
        return managed_policy(policy.managed.rpartition("/")[2], node)
    from slslint.access.elsewhere import imported_policy

    return imported_policy(policy, role.service) or unknown_policy(role.cursor, name=policy.name)


def _read(documents: Documents, document: Document, root: Node) -> PolicyDocument:
    """The policy in a file, kept with what was found of it for as long as the file does not change."""
    path, key = document.file.path, f"policy {document.file.path}"
    known = documents.memo.get(key)
    if isinstance(known, PolicyDocument) and known.cursor.value is constant(root):
        return known
    policy = documents.memo[key] = read_policy(Cursor(constant(root)), FILE, documents.workspace.relative(path))
    return policy


def files_of(service: Service) -> tuple[PolicyDocument, ...]:
    """The policy files below the service's folder that no `file()` includes, with version 2012-10-17 or not."""
    memo = service.file.memo
    found = memo.get("policy files")
    if not isinstance(found, tuple):
        included = set(service.file.files)
        settings = service.file.settings
        named = find_files(service.file.documents.workspace, settings.folder, settings.words("policies"))
        found = memo["policy files"] = tuple(
            _read(service.file.documents, document, document.root)
            for document in policy_files(service.file.documents, service.folder, (*named, *settings.caller_policies))
            if document.file.path not in included and document.root is not None
        )
        service.file.beside.update(document.at.file.path for document in found)
    return found  # pyright: ignore[reportUnknownVariableType]
