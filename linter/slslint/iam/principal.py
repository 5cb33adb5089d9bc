"""Who sends a request, and whom a resource-based policy names.

IAM User Guide, "AWS JSON policy elements: Principal" and "Policy evaluation logic".
"""

from typing import NamedTuple

from slslint.iam.arn import cut
from slslint.iam.logic import Tri, all_of, any_of, both, either
from slslint.iam.policy import Item, Principals
from slslint.values.glob import Exact, Piece, Subject, match, pattern_of
from slslint.values.value import Atom

Atoms = tuple[Atom, ...]
Pieces = tuple[Piece, ...]


class Principal:
    """The sender of a request: its ARN taken apart. `kind` is `assumed-role`, `role`, `user`, `root` or another."""

    __slots__ = ("account", "atoms", "kind", "name", "service")

    def __init__(self, atoms: Atoms) -> None:
        self.atoms = atoms
        parts = cut(atoms, ":", 5)
        whole = len(parts) == 6
        self.service = parts[2] if whole else ()
        self.account: Pieces | None = parts[4] if whole else None
        path = cut(parts[5], "/", len(atoms) * 64) if whole else [()]
        self.kind = path[0][0] if len(path[0]) == 1 and isinstance(path[0][0], str) else ""
        self.name: Pieces | None = None
        if self.kind == "assumed-role" and len(path) > 1:
            self.name = path[1]
        elif self.kind == "role" and len(path) > 1:
            self.name = path[-1]


class Grant(NamedTuple):
    """How a resource-based policy meets the sender.

    `direct`: by session or user, which neither boundary nor session policy caps; `everyone`: by `*`, which a boundary
    does not cap; `role`: by the role's ARN, which both do; `account`: by the account, which delegates to the account's
    own policies.
    """

    direct: Tri = False
    everyone: Tri = False
    role: Tri = False
    account: Tri = False

    def union(self, other: "Grant") -> "Grant":
        """What two statements grant together."""
        return Grant(*map(either, self, other))

    def when(self, applies: Tri) -> "Grant":
        """The grant of a statement that applies, or not."""
        return Grant(*(both(part, applies) for part in self))

    @property
    def any(self) -> Tri:
        """Whether it meets the sender in one of the ways."""
        return any_of(self)


ANYONE = Grant(everyone=True)
NOBODY = Grant()
DOUBT = Grant(None, None, None, None)


def equal(left: Pieces, right: Pieces) -> Tri:
    """Whether two strings, partly known, are the same; in neither is a `*` a wildcard."""
    exact = tuple(Exact(piece) if isinstance(piece, str) else piece for piece in left)
    return match(pattern_of(exact), Subject(right))


def named(principals: Principals, sender: Principal | None, anonymous: bool) -> Grant:
    """How Principal or NotPrincipal meets the sender; a sender of whom nothing is known is None."""
    grant = NOBODY
    for kind, item in principals.items:
        grant = grant.union(_of_item(kind, item, sender, anonymous))
    if not principals.negated:
        return grant
    if grant.any is False:
        return ANYONE
    return NOBODY if grant.direct or grant.everyone else DOUBT


def _of_item(kind: str, item: Item, sender: Principal | None, anonymous: bool) -> Grant:
    if kind in ("Service", "CanonicalUser") or (kind == "Federated" and sender and sender.kind in ("user", "root")):
        return NOBODY
    if kind != "AWS" or not item.options:
        return DOUBT
    grants = [_of_text(option, sender, anonymous) for option in item.options]
    return grants[0] if item.certain and all(grant == grants[0] for grant in grants) else _doubted(grants)


def _doubted(grants: list[Grant]) -> Grant:
    """What is common to grants of which one holds, if any: only that none does."""
    return Grant(*(False if all(part is False for part in parts) else None for parts in zip(*grants, strict=True)))


def _of_text(option: Atoms, sender: Principal | None, anonymous: bool) -> Grant:
    if option == ("*",):
        return ANYONE
    if anonymous:
        return NOBODY
    if sender is None or sender.account is None:
        return DOUBT
    parts = cut(option, ":", 5)
    if len(parts) == 1:
        text = option[0] if len(option) == 1 else ""
        is_account = isinstance(text, str) and len(text) == 12 and text.isdigit()
        return Grant(account=equal(option, sender.account)) if is_account else DOUBT
    if len(parts) != 6:
        return DOUBT
    same = equal(parts[4], sender.account)
    if parts[5] == ("root",):
        return Grant(account=same)
    path = cut(parts[5], "/", len(option) * 64)
    if path[0] == ("role",) and len(path) > 1:
        if sender.kind in ("user", "root"):
            return NOBODY
        return Grant(role=both(same, equal(path[-1], sender.name)) if sender.name is not None else None)
    exact = equal(option, sender.atoms)
    return Grant(direct=all_of((exact, same)) if exact is not False else False)
