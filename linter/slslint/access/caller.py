"""Callers: the roles and functions that a project knows to call its `aws_iam` routes."""

from functools import cached_property

from slslint.access.target import Atoms
from slslint.iam.context import Context, cognito_context, role_context
from slslint.iam.evaluate import Policies
from slslint.iam.policy import PolicyDocument, Reader, read_policy, read_statements, unknown_policy
from slslint.service.identity_pool import AUTHENTICATED, UNAUTHENTICATED, IdentityPool
from slslint.service.role import Policy, Role, managed_policy
from slslint.service.service import Service
from slslint.source.pointer import Pointer
from slslint.values.cursor import Cursor
from slslint.values.value import Hole, Known, OneOf, Text, Unknown, Value

POOL, GUEST, FUNCTION, NAMED = "pool", "guest", "function", "named"


class Caller:
    """Somebody who may send requests: `kind` is pool, guest, function or named; `at` where it is declared.

    `related` are the places that tell why it is a caller: the attachment to its pool, its environment.
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
    ) -> None:
        self.kind = kind
        self.name = name
        self.at = at
        self.role = role
        self.documents = documents
        self.boundary = boundary
        self.context = context
        self.related = related

    @cached_property
    def policies(self) -> Policies:
        return Policies(self.documents, self.boundary)


def reader_of(service: Service) -> Reader:
    """What makes strings of a service's template values."""

    def read(value: Value) -> Known | Text | OneOf | Unknown:
        know = service.evaluated(Cursor(value))
        found = know.know if know is not None else None
        if isinstance(found, Unknown) and found.hole is not None:
            return Text((found.hole,))
        return found if isinstance(found, Known | Text | OneOf | Unknown) else Unknown("")

    return read


def documents_of(role: Role) -> tuple[PolicyDocument, ...]:
    """The policies of a role, read; one of which nothing is known for each that cannot be seen."""
    text = reader_of(role.service)
    return tuple(_document(policy, role, text) for policy in role.policies)


def _document(policy: Policy, role: Role, text: Reader) -> PolicyDocument:
    if policy.document is not None:
        return read_policy(policy.document, name=policy.name, text=text)
    if policy.statements is not None:
        return read_statements(policy.statements, name=policy.name, text=text)
    if policy.managed is not None:
        from slslint.iam.managed import managed_policy as aws_policy

        node = policy.at.node
        assert node is not None
        return aws_policy(policy.managed.rpartition("/")[2], node)
    return unknown_policy(role.cursor, name=policy.name)


def boundary_of(role: Role) -> PolicyDocument | None:
    """The role's permissions boundary, if it has one."""
    arn = role.properties["PermissionsBoundary"]
    if not arn.present:
        return None
    return _document(managed_policy(role.service, arn), role, reader_of(role.service))


def pool_callers(pool: IdentityPool) -> tuple[Caller, ...]:
    """The roles that a pool hands out, each once; a role of another stack allows what cannot be seen."""
    found: dict[str, Caller] = {}
    for attachment in pool.attachments:
        guest = attachment.kind == UNAUTHENTICATED
        role = attachment.role
        name = role.name if role is not None else f"a role of {pool.name}"
        place = (attachment.at, f"attached to {pool.name} as {_title(attachment.kind)}")
        if name in found:
            continue
        documents = documents_of(role) if role is not None else (unknown_policy(pool.cursor),)
        found[name] = Caller(
            GUEST if guest else POOL,
            name,
            role.at if role is not None else attachment.at,
            role,
            documents,
            boundary_of(role) if role is not None else None,
            _pool_context(pool, attachment.kind),
            (place,),
        )
    return tuple(found.values())


def _title(kind: str) -> str:
    return {AUTHENTICATED: "the signed-in role", UNAUTHENTICATED: "the guests' role"}.get(kind, f"a {kind} role")


def _pool_context(pool: IdentityPool, kind: str) -> Context:
    service = pool.service
    text = service.reference(pool.name)
    pool_id: Atoms | None = text.atoms if isinstance(text, Text) else (text,) if isinstance(text, str) else None
    region = service.scope.choices("AWS::Region")
    return cognito_context(
        (service.scope.hole("AWS::AccountId", "acct"),),
        None,
        region[0] if len(region) == 1 else None,
        {AUTHENTICATED: True, UNAUTHENTICATED: False}.get(kind),
        pool_id,
    )


def role_caller(kind: str, name: str, role: Role, at: Pointer, related: tuple[tuple[Pointer, str], ...] = ()) -> Caller:
    """A role that signs requests on its own: a function's, or one that configuration names."""
    service = role.service
    account: Hole = service.scope.hole("AWS::AccountId", "acct")
    region = service.scope.choices("AWS::Region")
    context = role_context((account,), None, region[0] if len(region) == 1 else None)
    return Caller(kind, name, at, role, documents_of(role), boundary_of(role), context, related)
