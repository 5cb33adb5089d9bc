"""Identity pools: which roles a Cognito identity pool hands to whom."""

from typing import TYPE_CHECKING, NamedTuple

from slslint.service.role import Role
from slslint.source.pointer import Pointer
from slslint.values.cursor import Cursor
from slslint.values.value import Map

if TYPE_CHECKING:
    from slslint.service.service import Service

AUTHENTICATED, UNAUTHENTICATED, MAPPED, GROUP = "authenticated", "unauthenticated", "mapped", "group"


class Attachment(NamedTuple):
    """A role that a pool hands out: to whom, and where its ARN is written. `role` is None for one of another stack."""

    kind: str
    role: Role | None
    arn: Cursor

    @property
    def at(self) -> Pointer:
        return self.arn.key_at


class IdentityPool:
    """An AWS::Cognito::IdentityPool of the stack with the roles attached to it.

    `is_complete` says whether every attachment can be seen: not so where the attachment lies in another stack or holds
    unknown parts.
    """

    def __init__(
        self, name: str, cursor: Cursor, attachments: tuple[Attachment, ...], is_complete: bool, service: "Service"
    ) -> None:
        self.name = name
        self.cursor = cursor
        self.attachments = attachments
        self.is_complete = is_complete
        self.service = service

    @property
    def allows_guests(self) -> Cursor:
        """`AllowUnauthenticatedIdentities`."""
        return self.cursor.at("Properties", "AllowUnauthenticatedIdentities")


def identity_pools(service: "Service") -> tuple[IdentityPool, ...]:
    """The identity pools that the template defines."""
    return tuple(_pool(service, *each) for each in service.resources.of_type("AWS::Cognito::IdentityPool"))


def _pool(service: "Service", name: str, cursor: Cursor) -> IdentityPool:
    attachments: list[Attachment] = []
    complete = False
    for _, resource in service.resources.of_type("AWS::Cognito::IdentityPoolRoleAttachment"):
        properties = resource["Properties"]
        if service.resources.reference(properties["IdentityPoolId"]) != name:
            continue
        roles, mappings = properties["Roles"], properties["RoleMappings"]
        complete = not (roles.unknown or mappings.unknown)
        attachments += [_attachment(service, kind, arn) for kind, arn in roles.entries()]
        uses_groups = False
        for _, mapping in mappings.entries():
            complete = complete and not mapping.unknown and not mapping["Type"].unknown
            uses_groups = uses_groups or mapping["Type"].text == "Token"
            rules = mapping.at("RulesConfiguration", "Rules")
            complete = complete and not rules.unknown
            attachments += [_attachment(service, MAPPED, rule["RoleARN"]) for rule in rules.items()]
        if uses_groups:
            groups = list(service.resources.of_type("AWS::Cognito::UserPoolGroup"))
            attachments += [
                _attachment(service, GROUP, group.at("Properties", "RoleArn"))
                for _, group in groups
                if group.at("Properties", "RoleArn").present
            ]
    return IdentityPool(name, cursor, tuple(attachments), complete, service)


def _attachment(service: "Service", kind: str, arn: Cursor) -> Attachment:
    logical = service.resources.reference(arn)
    if logical is None and isinstance(arn.value.know if arn.value else None, Map):
        logical = _role_behind(service, arn)
    role = service.role(logical) if logical is not None else None
    return Attachment(kind, role, arn)


def _role_behind(service: "Service", arn: Cursor) -> str | None:
    """The role whose ARN a Sub or Join spells out."""
    text = service.text(arn)
    if text is None:
        return None
    for name, _ in service.resources.of_type("AWS::IAM::Role"):
        if text == service.reference(name, "Arn"):
            return name
    return None
