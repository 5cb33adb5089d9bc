"""The context of a request: what is known of the keys that conditions and policy variables read."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from slslint.iam.arn import fill
from slslint.iam.logic import Tri
from slslint.values.value import Atom, Hole

Atoms = tuple[Atom, ...]


class Entry(NamedTuple):
    """What is known of one key: whether it is there, and its values (None: not known).

    `open` says that it may have more values, `many` that it is a key for several, however many it has.
    """

    present: Tri
    values: tuple[Atoms, ...] | None = None
    open: bool = False
    many: bool = False


ABSENT = Entry(False, ())
UNKNOWN = Entry(None)
PRESENT = Entry(True)

VPC_KEYS = ("aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp")


def entry_of(*values: str | Hole | Atoms, open: bool = False) -> Entry:
    """A key that is there with these values."""
    return Entry(True, tuple((value,) if isinstance(value, str | Hole) else value for value in values), open)


class Context:
    """Keys and what is known of them; a key that is not listed is absent if the context is closed, else unknown.

    Keys are not case-sensitive. A key that ends with `*` speaks for all that start so.
    """

    __slots__ = ("_entries", "_starts", "closed")

    def __init__(self, entries: Mapping[str, Entry] | None = None, closed: bool = False) -> None:
        lowered = {key.lower(): entry for key, entry in (entries or {}).items()}
        self._entries = {key: entry for key, entry in lowered.items() if not key.endswith("*")}
        self._starts = [(key[:-1], entry) for key, entry in lowered.items() if key.endswith("*")]
        self.closed = closed

    def get(self, key: str) -> Entry:
        """What is known of a key."""
        key = key.lower()
        entry = self._entries.get(key)
        if entry is not None:
            return entry
        for start, entry in self._starts:
            if key.startswith(start):
                return entry
        return ABSENT if self.closed else UNKNOWN

    def having(self, entries: Mapping[str, Entry]) -> "Context":
        """The context with more said of some keys."""
        context = Context(entries, self.closed)
        context._entries = {**self._entries, **context._entries}
        context._starts = [*context._starts, *self._starts]
        return context

    def holes(self) -> Iterable[Hole]:
        """The holes of all values."""
        for entry in self._entries.values():
            for value in entry.values or ():
                yield from (atom for atom in value if isinstance(atom, Hole))

    def filled(self, filling: Mapping[Hole, str]) -> "Context":
        """The context with holes filled."""
        if not any(hole in filling for hole in self.holes()):
            return self
        entries = {
            key: entry
            if entry.values is None
            else entry._replace(values=tuple(fill(value, filling) for value in entry.values))
            for key, entry in self._entries.items()
        }
        return Context({**entries, **{f"{start}*": entry for start, entry in self._starts}}, self.closed)


def role_context(account: Atoms, role_arn: Atoms | None, region: Atoms | None, private: bool | None = False) -> Context:
    """What is certain of a request that a role's credentials signed for an API.

    execute-api is served over HTTPS alone; the keys of VPC endpoints are there for private APIs alone (`private` None:
    not known); sessions of roles that services or web identities assumed have no user name and no MFA (IAM User Guide,
    "AWS global condition context keys" and "Available keys for AWS web identity federation").
    """
    vpc = ABSENT if private is False else UNKNOWN
    return Context(_of_role(account, role_arn, region, vpc))


def cognito_context(
    account: Atoms,
    role_arn: Atoms | None,
    region: Atoms | None,
    authenticated: bool | None,
    pool: Atoms | None = None,
    private: bool | None = False,
) -> Context:
    """The same for a role of a Cognito identity pool; `pool` is its id, `authenticated` None where either may be.

    Principal tags are there where the pool maps attributes for access control: not known here.
    """
    vpc = ABSENT if private is False else UNKNOWN
    entries = _of_role(account, role_arn, region, vpc)
    provider = "cognito-identity.amazonaws.com"
    entries[f"{provider}:sub"] = entry_of(Hole(f"{provider}:sub", "seg", per_request=True))
    entries[f"{provider}:aud"] = PRESENT if pool is None else entry_of(pool)
    methods = {True: ("authenticated",), False: ("unauthenticated",), None: ()}[authenticated]
    entries[f"{provider}:amr"] = entry_of(*methods, open=authenticated is not False)
    entries["aws:FederatedProvider"] = entry_of(provider)
    return Context(entries)


def _of_role(account: Atoms, role_arn: Atoms | None, region: Atoms | None, vpc: Entry) -> dict[str, Entry]:
    return {
        "aws:SecureTransport": entry_of("true"),
        "aws:username": ABSENT,
        "aws:MultiFactorAuthPresent": ABSENT,
        "aws:MultiFactorAuthAge": ABSENT,
        "aws:PrincipalType": entry_of("AssumedRole"),
        "aws:PrincipalAccount": entry_of(account),
        "aws:PrincipalArn": PRESENT if role_arn is None else entry_of(role_arn),
        "aws:RequestedRegion": PRESENT if region is None else entry_of(region),
        **dict.fromkeys(VPC_KEYS, vpc),
        "aws:PrincipalTag/*": UNKNOWN,
    }
