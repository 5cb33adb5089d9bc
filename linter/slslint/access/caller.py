"""Callers: the roles and functions that a project knows to call its `aws_iam` routes."""

from functools import cached_property

from slslint.access.elsewhere import attached_elsewhere, role_elsewhere
from slslint.access.policies import document_of, documents_of
from slslint.access.target import Atoms
from slslint.access.text import linked_reader
from slslint.iam.context import UNKNOWN, VPC_KEYS, Context, cognito_context, role_context
from slslint.iam.evaluate import Policies
from slslint.iam.policy import PolicyDocument, unknown_policy
from slslint.project.link import linked
from slslint.service.identity_pool import AUTHENTICATED, UNAUTHENTICATED, IdentityPool
from slslint.service.role import Role, managed_policy
from slslint.service.service import Service
from slslint.source.pointer import Pointer
from slslint.values.value import Text

POOL, GUEST, FUNCTION, NAMED = "pool", "guest", "function", "named"


class Caller:
    """Somebody who may send requests: `kind` is pool, guest, function or named; `at` where it is declared.

    `related` are the places that tell why it is a caller: the attachment to its pool, its environment. `sender` is the
    ARN of its role, None where that is not known.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        at: Pointer,
        role: Role | None,
        documents: tuple[PolicyDocument, ...],
        boundary: PolicyDocument | None,
        context: Context,
        related: tuple[tuple[Pointer, str], ...] = (),
        sender: Atoms | None = None,
    ) -> None:
        self.kind = kind
        self.name = name
        self.at = at
        self.role = role
        self.documents = documents
        self.boundary = boundary
        self.context = context
        self.related = related
        self.sender = sender

        self._under: dict[int, tuple[PolicyDocument, Policies]] = {}

    @cached_property
    def policies(self) -> Policies:
        """The caller's own policies, compiled."""
        return Policies(self.documents, self.boundary)

    def policies_under(self, resource: PolicyDocument | None) -> Policies:
        """The same together with the resource policy of an API."""
        if resource is None:
            return self.policies
        if id(resource) not in self._under:
            self._under[id(resource)] = (resource, Policies(self.documents, self.boundary, resource=resource))
        return self._under[id(resource)][1]

    @cached_property
    def private_context(self) -> Context:
        """The context of a request that may come through a VPC endpoint."""
        return self.context.having(dict.fromkeys(VPC_KEYS, UNKNOWN))


def all_documents(role: Role) -> tuple[PolicyDocument, ...]:
    """The same, linked, with those that other services of the project attach to it."""
    return (*documents_of(role, linked_reader(role.service)), *attached_elsewhere(role))


def boundary_of(role: Role) -> PolicyDocument | None:
    """The role's permissions boundary, if it has one."""
    arn = role.boundary
    if not arn.present:
        return None
    return document_of(managed_policy(role.service, arn), role, linked_reader(role.service))


def pool_callers(pool: IdentityPool) -> tuple[Caller, ...]:
    """The roles that a pool hands out, each once; a role of another stack allows what cannot be seen."""
    found: dict[str, Caller] = {}
    for attachment in pool.attachments:
        guest = attachment.kind == UNAUTHENTICATED
        role = attachment.role or role_elsewhere(attachment.arn, pool.service)
        name = role.name if role is not None else f"a role of {pool.name}"
        place = (attachment.at, f"attached to {pool.name} as {_title(attachment.kind)}")
        if name in found:
            continue
        documents = all_documents(role) if role is not None else (unknown_policy(pool.cursor),)
        found[name] = Caller(
            GUEST if guest else POOL,
            name,
            role.at if role is not None else attachment.at,
            role,
            documents,
            boundary_of(role) if role is not None else None,
            _pool_context(pool, attachment.kind),
            (place,),
            _arn(role) if role is not None else None,
        )
    return tuple(found.values())


def _title(kind: str) -> str:
    return {AUTHENTICATED: "the signed-in role", UNAUTHENTICATED: "the guests' role"}.get(kind, f"a {kind} role")


def _pool_context(pool: IdentityPool, kind: str) -> Context:
    service = pool.service
    text = service.reference(pool.name)
    pool_id: Atoms | None = text.atoms if isinstance(text, Text) else (text,) if isinstance(text, str) else None
    authenticated = {AUTHENTICATED: True, UNAUTHENTICATED: False}.get(kind)
    return cognito_context(_account(service), None, _region(service), authenticated, pool_id)


def role_caller(kind: str, name: str, role: Role, at: Pointer, related: tuple[tuple[Pointer, str], ...] = ()) -> Caller:
    """A role that signs requests on its own: a function's, or one that configuration names."""
    context = role_context(_account(role.service), None, _region(role.service))
    return Caller(kind, name, at, role, all_documents(role), boundary_of(role), context, related, _arn(role))


def _arn(role: Role) -> Atoms | None:
    found = role.service.reference(role.name, "Arn")
    return linked(role.service, found.atoms) if isinstance(found, Text) and len(found.atoms) > 1 else None


def _account(service: Service) -> Atoms:
    return linked(service, (service.scope.hole("AWS::AccountId", "acct"),))


def _region(service: Service) -> Atoms | None:
    region = service.scope.choices("AWS::Region")
    return linked(service, region[0]) if len(region) == 1 else None
