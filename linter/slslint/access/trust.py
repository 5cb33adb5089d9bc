"""Whether the roles that an identity pool hands out trust it, and the users that it hands them to.

Amazon Cognito Developer Guide, "IAM roles" and "Role trust and permissions".
"""

from collections.abc import Iterator
from typing import NamedTuple

from slslint.access.text import reader_of
from slslint.iam.conditions import parse_operator
from slslint.iam.logic import Tri, any_of
from slslint.iam.policy import Atoms, Element, Item, Principals, Statement, Test, read_policy
from slslint.iam.report import ERROR, WARNING, head_of
from slslint.service.identity_pool import AUTHENTICATED, GROUP, MAPPED, UNAUTHENTICATED, Attachment, IdentityPool
from slslint.service.role import Role
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem
from slslint.values.glob import Subject, match, pattern_of

_ACTION, _PROVIDER = "sts:AssumeRoleWithWebIdentity", "cognito-identity"
_AUD, _AMR = ":aud", ":amr"
_KINDS = (AUTHENTICATED, UNAUTHENTICATED, MAPPED, GROUP)
_OTHER_IDS = ("AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient", "AWS::Cognito::IdentityPool")


def trust_faults(pool: IdentityPool) -> Iterator[Problem]:
    """What keeps a pool from handing out its roles, or lets others have them; `data` is the severity."""
    for attachment in pool.attachments:
        if attachment.kind not in _KINDS and not attachment.kind.startswith("Fn::"):
            message = f"a pool has roles that are `{AUTHENTICATED}` and `{UNAUTHENTICATED}`, not `{attachment.kind}`"
            yield Problem("trust-kind", message, attachment.at, (), ERROR)
        if attachment.role is not None and _is_judged(pool, attachment):
            yield from _of_role(pool, attachment, attachment.role)
        if attachment.kind == UNAUTHENTICATED and pool.allows_guests.scalar in (False, "false"):
            message = f"{pool.name} lets no guests in (`AllowUnauthenticatedIdentities`), so nobody gets this role"
            related = ((pool.allows_guests.value_at, "guests are switched off here"),)
            yield Problem("trust-guests", message, attachment.at, related, WARNING)


def _is_judged(pool: IdentityPool, attachment: Attachment) -> bool:
    """Whether it is certain that the pool hands this role out: the group may belong to the users of another pool."""
    types = ("AWS::Cognito::UserPool", "AWS::Cognito::IdentityPool")
    return attachment.kind != GROUP or all(len(list(pool.service.resources.of_type(each))) == 1 for each in types)


class _Candidate(NamedTuple):
    """An Allow of a trust policy: whether its action is the one that Cognito takes, its principal identity pools."""

    statement: Statement
    action: Tri
    principal: Tri


def _of_role(pool: IdentityPool, attachment: Attachment, role: Role) -> Iterator[Problem]:
    document = read_policy(role.trust, "trust", role.name, reader_of(pool.service))
    related = ((attachment.at, f"{pool.name} hands `{role.name}` to {_title(attachment)}"),)
    if not role.trust.is_map or document.open or not all(statement.certain for statement in document.statements):
        return
    candidates = [
        _Candidate(statement, _assumes(statement.actions), _is_pool(statement.principals))
        for statement in document.statements
        if statement.effect == "Allow"
    ]
    trusting = [each for each in candidates if each.action is not False and each.principal is not False]
    if not trusting:
        at, message = _untrusting(role, candidates)
        yield Problem("trust-missing", message, at, related, ERROR)
        return
    guests = attachment.kind == UNAUTHENTICATED
    failures = [[test for test in _tests(each) if _fails(pool, test, guests)] for each in trusting]
    for test in min(failures, key=len):
        yield Problem("trust-condition", _wrong(pool, test, guests), test.cursor.key_at, related, ERROR)
    for each in trusting:
        if each.action and each.principal and not _names_pool(each):
            yield _unlimited(pool, each, related)


def _title(attachment: Attachment) -> str:
    titles = {AUTHENTICATED: "signed-in users", UNAUTHENTICATED: "guests", GROUP: "the users of a group"}
    return titles.get(attachment.kind, "some of its users")


def _untrusting(role: Role, candidates: list[_Candidate]) -> tuple[Pointer, str]:
    """The place and the message for a trust policy that lets no identity pool in."""
    for each in candidates:
        if each.principal and each.statement.actions is not None:
            return each.statement.actions.cursor.value_at, f"identity pools assume a role by `{_ACTION}`"
        if each.action and each.statement.principals is not None:
            wanted = f"`Federated: {_PROVIDER}.amazonaws.com`"
            return each.statement.principals.cursor.value_at, f"the principal of identity pools is {wanted}"
    return role.trust.key_at, f"`{role.name}` trusts no identity pool, and one hands it out"


def _assumes(actions: Element | None) -> Tri:
    """Whether the actions hold the one that identity pools take."""
    if actions is None or actions.negated:
        return None
    return any_of(_is_action(item) for item in actions.items)


def _is_action(item: Item) -> Tri:
    if not item.options:
        return None
    wanted = Subject((_ACTION.lower(),))
    return any_of(match(pattern_of(_lowered(option)), wanted) for option in item.options)


def _lowered(atoms: Atoms) -> Atoms:
    return tuple(atom.lower() if isinstance(atom, str) else atom for atom in atoms)


def _is_pool(principals: Principals | None) -> Tri:
    """Whether the principal is the service of identity pools; in other partitions it has other endings."""
    if principals is None or principals.negated:
        return None
    return any_of(_is_provider(kind, item) for kind, item in principals.items)


def _is_provider(kind: str, item: Item) -> Tri:
    if item.text is None or item.text == "*" or kind == "":
        return None
    return kind == "Federated" and item.text.startswith(_PROVIDER)


def _tests(candidate: _Candidate) -> tuple[Test, ...]:
    condition = candidate.statement.condition
    return condition.tests if condition is not None else ()


def _names_pool(candidate: _Candidate) -> bool:
    """Whether the statement is limited to some pool, or may be."""
    condition = candidate.statement.condition
    return condition is not None and (
        condition.open or any(test.key.lower().endswith(_AUD) for test in condition.tests)
    )


def _unlimited(pool: IdentityPool, candidate: _Candidate, related: tuple[tuple[Pointer, str], ...]) -> Problem:
    key = f"{_PROVIDER}.amazonaws.com{_AUD}"
    at = head_of(candidate.statement.cursor)
    if candidate.statement.condition is None:
        message = f"IAM refuses this trust in all identity pools of the world; compare `{key}` with {pool.name}"
        return Problem("trust-unlimited", message, at, related, ERROR)
    message = f"users of every identity pool of the world may have this role; compare `{key}` with {pool.name}"
    return Problem("trust-unlimited", message, at, related, WARNING)


def _fails(pool: IdentityPool, test: Test, guests: bool) -> bool:
    """Whether a condition certainly does not hold for the pool's users."""
    parsed, key = parse_operator(test.operator), test.key.lower()
    if parsed is None or parsed.operator.family != "string" or parsed.operator.negated:
        return False
    if parsed.qualifier == "forallvalues" or not test.values or not key.startswith(_PROVIDER):
        return False
    like, folded = parsed.operator.name.endswith("Like"), parsed.operator.name.endswith("IgnoreCase")
    if key.endswith(_AUD):
        return all(_is_other(pool, item, like) for item in test.values)
    return key.endswith(_AMR) and all(_is_other_method(item, guests, like, folded) for item in test.values)


def _is_other(pool: IdentityPool, item: Item, like: bool) -> bool:
    """Whether a value is something else than the pool's id: of another resource, or not `REGION:UUID` at all."""
    resources = pool.service.resources
    others = [name for name, _ in resources.of_type(*_OTHER_IDS) if name != pool.name]
    if (named := resources.reference(item.cursor)) is not None:
        return named in others
    if item.text is None:
        ids = [getattr(pool.service.reference(name), "atoms", None) for name in others]
        return bool(item.options) and all(option in ids for option in item.options)
    region, _, rest = item.text.partition(":")
    return (not rest or region == "arn") and not (like and set(item.text) & set("*?"))


def _is_other_method(item: Item, guests: bool, like: bool, folded: bool) -> bool:
    """Whether a text is not how the users are signed in: guests are `unauthenticated` and nothing else; the others
    `authenticated`, and by the name of a provider, which can be any."""
    if item.text is None:
        return False
    written = item.text.lower() if folded else item.text
    wanted = UNAUTHENTICATED if guests else AUTHENTICATED
    holds = match(pattern_of((written,)), Subject((wanted,))) if like else written == wanted
    return not holds and (guests or written.lower() in (AUTHENTICATED, UNAUTHENTICATED))


def _wrong(pool: IdentityPool, test: Test, guests: bool) -> str:
    if test.key.lower().endswith(_AUD):
        return f"`aud` is the id of the identity pool, so here `!Ref {pool.name}`"
    wanted = UNAUTHENTICATED if guests else AUTHENTICATED
    return f"the role is for {'guests' if guests else 'signed-in users'}, whose `amr` is `{wanted}`"
