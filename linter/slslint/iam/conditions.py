"""Conditions in three values: every operator, IfExists, the set qualifiers and Null, over a context partly known.

IAM User Guide, "IAM JSON policy elements: Condition operators" and "Single-valued vs. multivalued context keys".
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from slslint.iam.arn import cut
from slslint.iam.logic import Tri, all_of, any_of, negate
from slslint.iam.policy import Condition, Item, Test
from slslint.iam.variables import resolve
from slslint.values.glob import Exact, Piece, Subject, hole_class, match, may, pattern_of
from slslint.values.value import Atom, Hole

if TYPE_CHECKING:
    from slslint.iam.context import Context, Entry

Atoms = tuple[Atom, ...]
Pieces = tuple[Piece, ...]


class Operator(NamedTuple):
    """A condition operator: its name as AWS writes it, what it compares, whether it is negated."""

    name: str
    family: str
    negated: bool = False


def _table() -> dict[str, Operator]:
    strings = ("StringEquals", "StringEqualsIgnoreCase", "StringLike")
    operators = [Operator(name, "string") for name in strings]
    operators += [Operator(name.replace("String", "StringNot"), "string", True) for name in strings]
    operators += [Operator("ArnEquals", "arn"), Operator("ArnLike", "arn")]
    operators += [Operator("ArnNotEquals", "arn", True), Operator("ArnNotLike", "arn", True)]
    for family in ("Numeric", "Date"):
        operators += [
            Operator(f"{family}{order}", family.lower())
            for order in ("Equals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
        ]
        operators.append(Operator(f"{family}NotEquals", family.lower(), True))
    operators += [Operator("IpAddress", "ip"), Operator("NotIpAddress", "ip", True)]
    operators += [Operator("Bool", "bool"), Operator("BinaryEquals", "binary"), Operator("Null", "null")]
    return {operator.name.lower(): operator for operator in operators}


OPERATORS = _table()
QUALIFIERS = ("ForAllValues", "ForAnyValue")


class Parsed(NamedTuple):
    """An operator as it is written: with a set qualifier (lower case, or empty) and IfExists."""

    operator: Operator
    qualifier: str
    if_exists: bool


def parse_operator(text: str) -> Parsed | None:
    """The operator, in any case; None for one that there is not."""
    qualifier, colon, name = text.lower().rpartition(":")
    if colon and qualifier not in ("forallvalues", "foranyvalue"):
        return None
    if_exists = name.endswith("ifexists")
    operator = OPERATORS.get(name.removesuffix("ifexists") if if_exists else name)
    if operator is None or (if_exists and operator.family == "null"):
        return None
    return Parsed(operator, qualifier, if_exists)


def holds(condition: Condition, context: "Context", variables: bool | None) -> Tri:
    """Whether a condition holds; `variables` says whether `${…}` in it is a policy variable."""
    result = all_of(_test(test, context, variables) for test in condition.tests)
    return None if result and condition.open else result


def _test(test: Test, context: "Context", variables: bool | None) -> Tri:
    parsed = parse_operator(test.operator)
    if parsed is None:
        return None
    entry = context.get(test.key)
    if parsed.operator.family == "null":
        return any_of(_is_null(item, entry) for item in test.values)
    absent = _absent(parsed)
    if entry.present is False:
        return absent
    present = _present(parsed, test, entry, context, variables)
    return present if entry.present or present is absent else None


def _is_null(item: Item, entry: "Entry") -> Tri:
    wanted = (item.text or "").lower()
    if wanted not in ("true", "false"):
        return None if item.text is None else False
    result = negate(entry.present) if wanted == "true" else entry.present
    return result if item.certain or result is False else None


def _absent(parsed: Parsed) -> Tri:
    """The result where the request has no such key."""
    if parsed.qualifier == "forallvalues":
        return True
    if parsed.qualifier == "foranyvalue":
        return None if parsed.if_exists else False
    return parsed.if_exists or parsed.operator.negated


def _present(parsed: Parsed, test: Test, entry: "Entry", context: "Context", variables: bool | None) -> Tri:
    """The result where the request has the key."""
    if entry.values is None:
        return None

    def one(value: Atoms) -> Tri:
        result = any_of(_compare(parsed.operator, value, item, context, variables) for item in test.values)
        return negate(result) if parsed.operator.negated else result

    if parsed.qualifier == "forallvalues":
        result = all_of(map(one, entry.values))
        return None if result and entry.open else result
    if parsed.qualifier == "foranyvalue":
        result = any_of(map(one, entry.values))
        return None if result is False and entry.open else result
    if len(entry.values) != 1 or entry.open or entry.many:
        return None
    return one(entry.values[0])


def _compare(operator: Operator, value: Atoms, item: Item, context: "Context", variables: bool | None) -> Tri:
    """Whether one value of the request equals one of the policy; `negated` is not looked at, save for doubt."""
    if not item.options:
        return None
    results = {_meets(operator, value, option, context, variables) for option in item.options}
    result = results.pop() if len(results) == 1 else None
    return result if item.certain or result is False else None


def _meets(operator: Operator, value: Atoms, option: Atoms, context: "Context", variables: bool | None) -> Tri:
    if operator.family not in ("string", "arn"):
        return _plainly(operator, value, option)
    wild = operator.family == "arn" or operator.name.endswith("Like")
    written = any(isinstance(atom, str) and "${" in atom for atom in option)
    if written and variables is None:
        return None
    pieces: Pieces | None
    if written and variables:
        pieces, sure = resolve(option, context, wild)
        if pieces is None:  # of a negated operator the guide says only that the statement may be invalid
            return None if operator.negated else False
    else:
        pieces = option if wild else tuple(Exact(atom) if isinstance(atom, str) else atom for atom in option)
        sure = True
    result = _arn_like(pieces, value) if operator.family == "arn" else _string(operator, pieces, value)
    return result if sure or (result is False and not operator.negated) else None


def _string(operator: Operator, pieces: Pieces, value: Atoms) -> Tri:
    if operator.name.endswith("IgnoreCase"):
        pieces = tuple(
            _folded(piece) if not isinstance(piece, Exact) else Exact(piece.text.lower()) for piece in pieces
        )
        value = tuple(map(_folded, value))
    return match(pattern_of(pieces), Subject(value))


def _folded(atom: Atom) -> Atom:
    """An atom in lower case; a hole's text in lower case is another text, of the same name on both sides."""
    return Hole(f"lower {atom.name}", "any", atom.scope, True) if isinstance(atom, Hole) else atom.lower()


def _arn_like(pieces: Pieces, value: Atoms) -> Tri:
    """ArnLike, and ArnEquals, which behaves alike: the six parts one by one, each with wildcards."""
    own, other = cut(pieces, ":", 5), cut(value, ":", 5)
    pattern, subject = pattern_of(pieces), Subject(value)
    shifting = any(
        isinstance(piece, Hole) and hole_class(piece).holds(":") for part in own[:5] + other[:5] for piece in part
    )
    if len(own) < 6 or len(other) < 6 or shifting:
        return None if may(pattern, subject) else False
    return all_of(match(pattern_of(part), Subject(field)) for part, field in zip(own, other, strict=True))


def _plainly(operator: Operator, value: Atoms, option: Atoms) -> Tri:
    """The families that compare whole values and know no variables."""
    if any(isinstance(atom, Hole) for atom in (*value, *option)):
        return None
    have, want = "".join(map(str, value)), "".join(map(str, option))
    if operator.family == "binary":
        return have == want
    if operator.family == "bool":
        return want.lower() in ("true", "false") and have.lower() == want.lower()
    if operator.family == "ip":
        return _in_network(have, want)
    read: Callable[[str], float | None] = number_of if operator.family == "numeric" else date_of
    left, right = read(have), read(want)
    if left is None or right is None:
        return None if operator.negated or operator.family == "date" else False
    order = operator.name.removeprefix("Numeric").removeprefix("Date")
    if order in ("Equals", "NotEquals"):
        return left == right
    return (order.endswith("Equals") and left == right) or (left < right if order.startswith("Less") else left > right)


def number_of(text: str) -> float | None:
    """A number as IAM writes it, or None."""
    try:
        return float(text) if text.strip() and "_" not in text else None
    except ValueError:
        return None


def date_of(text: str) -> float | None:
    """Seconds since 1970 of an ISO 8601 date or of such a number; None for anything else, a bare year included."""
    if text.isascii() and text.isdigit():
        return float(text) if len(text) > 4 else None
    from datetime import UTC, datetime

    try:
        date = datetime.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    except ValueError:
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()


def _in_network(address: str, network: str) -> Tri:
    from ipaddress import ip_address, ip_network

    try:
        block = ip_network(network, strict=False)
        one = ip_address(address)
    except ValueError:
        return None
    return one.version == block.version and one in block
