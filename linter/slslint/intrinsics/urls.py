"""Recognising the invoke URLs and the ARNs of APIs in symbolic strings, and their parts."""

from typing import NamedTuple

from slslint.intrinsics.strings import Atoms, split
from slslint.values.value import Hole

_SCHEMES = ("https", "http", "wss", "ws")
_SERVICES = ("execute-api", "lambda-url")
_SUFFIXES = frozenset(
    (
        "amazonaws.com",
        "amazonaws.com.cn",
        "amazonaws.eu",
        "api.aws",
        "c2s.ic.gov",
        "cloud.adc-e.uk",
        "csp.hci.ic.gov",
        "on.aws",
        "sc2s.sgov.gov",
    )
)
"""What follows the region in the host: a partition's suffix (botocore), `api.aws` for dual stack, `on.aws` for URLs."""


class Url(NamedTuple):
    """An invoke URL. `service` is `execute-api`, or `lambda-url` for a function's own URL.

    `scheme` is empty for a bare host; `api` is the API's (or URL's) id. `rest` is all that follows the host up to the
    query. Read as staged, it is `stage` and `path` (without the slash between them): empty where nothing is written,
    None where a hole hides where the stage ends. An HTTP API's default stage and a function URL have no stage: there
    `rest` is the path.
    """

    scheme: str
    service: str
    api: Atoms
    region: Atoms
    rest: Atoms
    stage: Atoms | None
    path: Atoms | None


class Arn(NamedTuple):
    """The fields of an ARN; None where a hole hides where they begin or end."""

    partition: Atoms | None
    service: Atoms | None
    region: Atoms | None
    account: Atoms | None
    resource: Atoms | None


class InvokeArn(NamedTuple):
    """An execute-api ARN.

    `parts` are API id, stage, method (or route key) and path, as many as are written, cut at slashes as they are
    written (a `*` may match more than its part); None in last place stands for parts that a hole hides.
    """

    partition: Atoms | None
    region: Atoms | None
    account: Atoms | None
    parts: tuple[Atoms | None, ...]


def parse_url(atoms: Atoms) -> Url | None:
    """The parts of `https://ID.execute-api.REGION.amazonaws.com/STAGE/PATH` and its kin; None for anything else."""
    scheme, host = _scheme(atoms)
    for service in _SERVICES:
        api, after = _cut(host, f".{service}.")
        if after is None:
            continue
        region, after = _cut(after, ".")
        if after is None or not api or not region or _holds(api, "/?#@.:") or _holds(region, "/?#@:"):
            return None
        suffix, rest = _host_end(after)
        if suffix not in _SUFFIXES:
            return None
        rest = _cut(_cut(rest, "?")[0], "#")[0]
        stage, path = _staged(rest)
        # The host of a private API names the VPC endpoint beside the API.
        return Url(scheme, service, _cut(api, "-vpce-")[0], region, rest, stage, path)
    return None


def parse_arn(atoms: Atoms) -> Arn | None:
    """The fields of an ARN with all its colons; None for anything else."""
    if not atoms or not isinstance(atoms[0], str) or not atoms[0].startswith("arn:"):
        return None
    fields = split(atoms, ":", 5)[1:]
    if len(fields) < 5 and fields[-1] is not None:
        return None
    return Arn(*fields, *[None] * (5 - len(fields)))


def parse_invoke_arn(atoms: Atoms) -> InvokeArn | None:
    """The parts of `arn:…:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`; None for anything else."""
    arn = parse_arn(atoms)
    if arn is None or arn.service != ("execute-api",):
        return None
    parts = [None] if arn.resource is None else split(arn.resource, "/", 3)
    return InvokeArn(arn.partition, arn.region, arn.account, tuple(parts))


def _scheme(atoms: Atoms) -> tuple[str, Atoms]:
    first = atoms[0] if atoms else ""
    if isinstance(first, str):
        for scheme in _SCHEMES:
            if first.startswith(f"{scheme}://"):
                return scheme, _joined(first[len(scheme) + 3 :], atoms[1:])
    return "", atoms


def _host_end(atoms: Atoms) -> tuple[str, Atoms]:
    """The suffix of a host and what follows the host; a hole in the suffix's place counts as the usual one."""
    first = atoms[0] if atoms else ""
    if isinstance(first, Hole):
        suffix, rest = "amazonaws.com", atoms[1:]
    else:
        end = next((at for at, char in enumerate(first) if char in ":/?#"), len(first))
        suffix, rest = first[:end], _joined(first[end:], atoms[1:])
    port = rest[0] if rest else ""
    if isinstance(port, str) and port.startswith(":"):
        rest = _joined(port[1:].lstrip("0123456789"), rest[1:])
    return suffix, rest


def _staged(rest: Atoms) -> tuple[Atoms | None, Atoms | None]:
    """Stage and path of what follows a host."""
    first = rest[0] if rest else "/"
    if not isinstance(first, str) or not first.startswith("/"):
        return None, None
    stage, *path = split(_joined(first[1:], rest[1:]), "/", 1)
    return stage, None if stage is None else path[0] if path else ()


def _cut(atoms: Atoms, mark: str) -> tuple[Atoms, Atoms | None]:
    """What stands before the first `mark` in a literal, and what after it; None after it where there is none."""
    for index, atom in enumerate(atoms):
        if isinstance(atom, str) and (at := atom.find(mark)) >= 0:
            before = (*atoms[:index], atom[:at]) if at else atoms[:index]
            return before, _joined(atom[at + len(mark) :], atoms[index + 1 :])
    return atoms, None


def _joined(literal: str, rest: Atoms) -> Atoms:
    return (literal, *rest) if literal else rest


def _holds(atoms: Atoms, characters: str) -> bool:
    return any(isinstance(atom, str) and any(char in atom for char in characters) for atom in atoms)
