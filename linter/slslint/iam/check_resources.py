"""Rules 17 to 24, 39 and 42: the ARNs that a policy names, by their form.

API Gateway Developer Guide, "Control access for invoking an API" and "ARN reference"; account, region and partition as
in the AWS General Reference, "Amazon Resource Names".
"""

from collections.abc import Iterator

from slslint.iam.arn import RESOURCE, SHORTHAND, Pieces, cut
from slslint.iam.policy import PolicyDocument, Statement
from slslint.iam.report import ERROR, WARNING, problem
from slslint.iam.variables import Variable, is_key, parse
from slslint.memo import once
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem
from slslint.values.glob import METHODS, PARTITIONS, Pattern, Piece, Subject, hole_class, must, show
from slslint.values.value import Atom, Hole

_OF_REGION = {
    "cn": "aws-cn",
    "us-gov": "aws-us-gov",
    "us-iso": "aws-iso",
    "us-isob": "aws-iso-b",
    "us-isof": "aws-iso-f",
    "eu-isoe": "aws-iso-e",
    "eusc": "aws-eusc",
}
_VARIABLE = "policy variable"
_WILD = frozenset("*?$")
_PROBLEMS = {
    "empty": "an empty `${}` matches nothing",
    "blank": "there is no blank in a policy variable, save one behind the comma of a default",
    "quote": "the default of a policy variable stands in single quotes: `${key, 'default'}`",
}


@once
def check_resources(document: PolicyDocument, statement: Statement) -> tuple[Problem, ...]:
    """What is wrong with the resources of a statement."""
    return tuple(_problems(document, statement))


def _problems(document: PolicyDocument, statement: Statement) -> Iterator[Problem]:
    if statement.resources is None:
        return
    services = _services(statement)
    for item in statement.resources.items:
        if len(item.options) == 1:
            at = item.cursor.value_at
            yield from _variables(document, item.options[0], at)
            pieces = _opaque(item.options[0])
            yield from _resource(document.kind, pieces, services, statement.resources.negated, at)


def _services(statement: Statement) -> set[str] | None:
    """The services that the statement's actions belong to; None where it is about others too, or not known."""
    actions = statement.actions
    if actions is None or actions.negated:
        return None
    services: set[str] = set()
    for item in actions.items:
        prefix, colon, _ = (item.text or "*").partition(":")
        if not colon or "*" in prefix:
            return None
        services.add(prefix.lower())
    return services


def _opaque(atoms: tuple[Atom, ...]) -> Pieces:
    """The atoms with policy variables as holes, which every request fills."""
    pieces: list[Piece] = []
    for atom in atoms:
        if isinstance(atom, str) and "${" in atom:
            pieces += [
                part if isinstance(part, str) else Hole(part.key, "any", _VARIABLE, True) for part in parse(atom)
            ]
        else:
            pieces.append(atom)
    return tuple(pieces)


def _variables(document: PolicyDocument, atoms: tuple[Atom, ...], at: Pointer) -> Iterator[Problem]:
    """Rules 39 and 42: policy variables, and what looks like one."""
    written = [atom for atom in atoms if isinstance(atom, str) and "${" in atom]
    if not written:
        return
    for atom in written:
        yield from check_variables(document, atom, at)
    parts = cut(_opaque(atoms), ":", 5)
    early = [piece for part in parts[:5] for piece in part] if len(parts) == 6 else []
    if any(isinstance(piece, Hole) and piece.scope == _VARIABLE and is_key(piece.name) for piece in early):
        message = "a policy variable cannot stand in front of the resource part of an ARN"
        yield problem(39, ERROR, message, at)


def check_variables(document: PolicyDocument, text: str, at: Pointer) -> Iterator[Problem]:
    """What is wrong with the `${…}` of a text."""
    tail = text.rpartition("${")[2]
    if "}" not in tail:
        yield problem(39, ERROR, "a `${` is not closed, so it is plain text to IAM", at)
    for part in parse(text):
        if not isinstance(part, Variable) or part.key in ("*", "?", "$"):
            continue
        if part.key.startswith("!"):
            message = (
                f"`${{{part.key}}}` becomes a policy variable inside Fn::Sub only; here it is text that never matches"
            )
            yield problem(42, WARNING, message, at)
        elif part.problem == "key":
            if document.kind != "unknown":
                rule = 42 if "::" in part.key else 39
                message = f"`${{{part.key}}}` is no policy variable, and outside Fn::Sub nothing replaces it"
                yield problem(rule, WARNING, message, at)
        elif part.problem is not None:
            yield problem(39, ERROR, _PROBLEMS[part.problem], at)
        elif document.variables is False:
            message = "policy variables are plain text unless the policy's `Version` is 2012-10-17"
            yield problem(5, ERROR, message, at)


def _resource(kind: str, atoms: Pieces, services: set[str] | None, negated: bool, at: Pointer) -> Iterator[Problem]:
    first = atoms[0] if atoms else ""
    if atoms == ("*",) or not isinstance(first, str):
        return
    if first.startswith(SHORTHAND) and kind in (RESOURCE, "unknown"):
        yield from _invoke(cut((f"api{first[len(SHORTHAND) - 1 :]}", *atoms[1:]), "/", 3), atoms, at)
        return
    parts = cut(atoms, ":", 5)
    if parts[0] != ("arn",):
        if not (len(parts) == 1 and len(atoms) > 1):
            yield problem(17, ERROR, f"a resource is an ARN or `*`{_not_an_arn(first)}", at)
        return
    own = (_literal(parts[2]) or "").lower() if len(parts) > 2 else ""
    if services and own:
        yield from _service(own, services, at)
    if len(parts) == 6:
        yield from _fields(parts, own, at)
        if own == "execute-api" and not negated:
            yield from _invoke(cut(parts[5], "/", 3), parts[5], at)
    elif own == "execute-api" and any("/" in piece for part in parts for piece in part if isinstance(piece, str)):
        message = (
            "an ARN of execute-api is arn:aws:execute-api:REGION:ACCOUNT:API_ID/STAGE/METHOD/PATH; a field is missing"
        )
        yield problem(21, ERROR, message, at)


def _not_an_arn(text: str) -> str:
    if text.startswith(SHORTHAND):
        return "; the short form `execute-api:/…` stands only in an API's own resource policy"
    if text.startswith(("http://", "https://")) or ".execute-api." in text:
        return ": not a URL, but arn:aws:execute-api:REGION:ACCOUNT:API_ID/STAGE/METHOD/PATH"
    return ""


def _service(own: str, services: set[str], at: Pointer) -> Iterator[Problem]:
    """Rule 18, where execute-api is on one side: its actions are about its ARNs, and no other service's are."""
    if own == "execute-api" and "execute-api" not in services:
        named = " and ".join(sorted(services))
        yield problem(18, ERROR, f"actions of {named} are not about an ARN of execute-api", at)
    elif services == {"execute-api"} and own != "execute-api":
        yield problem(18, ERROR, f"actions of execute-api are about ARNs of execute-api, not of {own}", at)


def _literal(pieces: Pieces) -> str | None:
    """A field as text; None where it holds a hole, a variable or a wildcard."""
    if not all(isinstance(piece, str) for piece in pieces):
        return None
    text = "".join(map(str, pieces))
    return text if _WILD.isdisjoint(text) else None


def _fields(parts: list[Pieces], service: str, at: Pointer) -> Iterator[Problem]:
    """Rules 19 and 20: partition, region and account."""
    partition, region, account = (_literal(parts[index]) for index in (1, 3, 4))
    if partition is not None and partition not in PARTITIONS:
        severity = WARNING if partition.startswith("aws-") else ERROR
        yield problem(19, severity, f"there is no partition `{partition}`; it is {', '.join(PARTITIONS[:3])}, …", at)
    elif partition and region:
        meant = next((_OF_REGION[start] for start in _OF_REGION if region.startswith(f"{start}-")), "aws")
        if partition != meant and region.rpartition("-")[2].isdigit():
            yield problem(19, ERROR, f"region {region} is in partition {meant}, not {partition}", at)
    if service != "execute-api":
        return
    for name, value in (("region", region), ("account", account)):
        if value == "":
            yield problem(20, ERROR, f"the {name} is empty, and an ARN of execute-api always has one", at)
    if region and not _is_region(region):
        yield problem(19, ERROR, f"`{region}` is no region", at)
    if account and not (len(account) == 12 and account.isascii() and account.isdigit()):
        yield problem(19, ERROR, f"`{account}` is no account: it has twelve digits", at)


def _is_region(text: str) -> bool:
    *words, number = text.split("-")
    return (
        len(words) >= 2
        and number.isascii()
        and number.isdigit()
        and all(word.isascii() and word.isalpha() and word.islower() for word in words)
    )


def _invoke(segments: list[Pieces], resource: Pieces, at: Pointer) -> Iterator[Problem]:
    """Rules 21 to 24: API_ID/STAGE/METHOD/PATH, for HTTP and REST; WebSocket routes have a key in METHOD's place."""
    text = "".join(piece if isinstance(piece, str) else "\0" for piece in resource)
    if not text.startswith("/domainnames/"):
        yield from _shape(segments, resource, text, at)
    yield from _path(text, at)


def _shape(segments: list[Pieces], resource: Pieces, text: str, at: Pointer) -> Iterator[Problem]:
    api = _literal(segments[0])
    if api is not None and not (api.isascii() and api.isalnum() and api == api.lower()):
        yield problem(21, ERROR, f"`{api}` is no API's id: that has small letters and digits", at)
    wild = [_is_wild(segment) for segment in segments]
    form = "API_ID/STAGE/METHOD/PATH"
    if len(segments) < 3:
        if not any(wild):
            yield problem(21, ERROR, f"`{text.replace(chr(0), '…')}` stops short of {form}", at)
        return
    stage, method = _literal(segments[1]), _literal(segments[2])
    before = any(wild[:2])
    if stage in (*METHODS, "ANY") and method not in METHODS and not wild[0]:
        meant = show(resource).replace(f"/{stage}/", f"/*/{stage if stage != 'ANY' else '*'}/", 1)
        yield problem(21, ERROR, f"the stage is missing: behind the API's id come STAGE/METHOD/PATH, so `{meant}`", at)
    elif method is None:
        yield from _method_pattern(segments[2], before, len(segments), at)
    elif len(segments) == 3:
        if method in METHODS and not before:
            yield problem(21, ERROR, f"behind the method comes `/` and the path ({form}); for all: `{method}/*`", at)
    elif method.upper() in METHODS and method not in METHODS:
        severity = WARNING if before else ERROR
        yield problem(22, severity, f"methods are written in capitals: `{method.upper()}`, not `{method}`", at)
    elif method.upper() == "ANY":
        severity = WARNING if before else ERROR
        yield problem(22, severity, "`ANY` is no method that a request has; write `*` for all of them", at)
    elif method.isalpha() and method.isupper() and method not in METHODS and not before:
        yield problem(22, WARNING, f"`{method}` is no method that API Gateway serves", at)


def _method_pattern(segment: Pieces, before: bool, count: int, at: Pointer) -> Iterator[Problem]:
    """A method with wildcards must be able to become one."""
    if before or count < 4 or any(not isinstance(piece, str) for piece in segment):
        return
    text = "".join(piece for piece in segment if isinstance(piece, str))
    if "*" not in text and "$" not in text and not any(must(Pattern((text,)), Subject((name,))) for name in METHODS):
        yield problem(22, ERROR, f"`{text}` matches no method", at)


def _is_wild(segment: Pieces) -> bool:
    """Whether a segment may reach over a `/`."""
    return any(
        "*" in piece or "?" in piece or "${" in piece if isinstance(piece, str) else _is_loose(piece)
        for piece in segment
    )


def _is_loose(piece: object) -> bool:
    return not isinstance(piece, Hole) or hole_class(piece).holds("/")


def _path(text: str, at: Pointer) -> Iterator[Problem]:
    """Rules 23 and 24: what a request's path never holds."""
    plain = "".join(part for part in parse(text) if isinstance(part, str))
    if "{" in plain.replace("${", ""):
        message = "`{…}` is plain text in a policy: a request's path holds the value, so write `*`"
        yield problem(23, ERROR, message, at)
    if "//" in plain:
        yield problem(24, ERROR, "there is a `/` too many: behind the method comes the path without its first `/`", at)
    name, _, value = plain.partition("?")[2].partition("=")
    if value and name.replace("_", "").replace("-", "").isalnum():
        yield problem(24, ERROR, "the query is no part of the ARN, and `?` stands for any one character", at)
    if "#" in plain:
        yield problem(24, ERROR, "a fragment is never sent, so no request holds `#`", at)
    if "://" in plain:
        yield problem(24, ERROR, "a URL is no part of an ARN", at)
