"""The grammar of policies: what IAM refuses, what can never work, what is surely not meant.

IAM User Guide, "Grammar of the IAM JSON policy language" and "Access Analyzer policy check reference"; report.py names
the rules. Only what is written is judged: a part that a function of the template or a variable decides may turn out to
be right.
"""

from collections.abc import Iterator

from slslint.iam.arn import IDENTITY, RESOURCE
from slslint.iam.policy import (
    CURRENT,
    OLD,
    PolicyDocument,
    Reader,
    Statement,
    intrinsic,
    is_no_value,
    plain_text,
    read_policy,
    read_statements,
)
from slslint.iam.report import ERROR, INFO, WARNING, head_of, problem
from slslint.memo import once
from slslint.source.problem import Problem
from slslint.suggest import closest, did_you_mean
from slslint.values.cursor import Cursor
from slslint.values.value import Known, Map, Seq, Text, Value, scalar_text

TRUST, UNKNOWN = "trust", "unknown"

_TOP = ("Version", "Id", "Statement")
_PARTS = ("Action", "Resource", "Principal")
_PRINCIPALS = ("AWS", "Service", "Federated", "CanonicalUser")
_KEYS = ("Sid", "Effect", "Condition", *_PARTS, *(f"Not{part}" for part in _PARTS))

# The most characters that a policy may have, white space not counted (IAM quotas): identity-based policies are at most
# those of a role together, trust policies what the quota can be raised to.
_SIZES = {IDENTITY: 10_240, TRUST: 4_096}


def check_policy(cursor: Cursor, kind: str = UNKNOWN, text: Reader = plain_text) -> list[Problem]:
    """All that is wrong with the policy document at `cursor`, in the order of the rules."""
    return check(read_policy(cursor, kind, "", text))


def check_statements(cursor: Cursor, kind: str = IDENTITY, text: Reader = plain_text) -> list[Problem]:
    """All that is wrong with the statements at `cursor`, which the framework puts into a document."""
    return check(read_statements(cursor, kind, "", text))


@once
def check(document: PolicyDocument, advice: bool = True) -> list[Problem]:
    """All that is wrong with a document that is read already; without `advice`, not what it says in vain."""
    from slslint.iam.check_actions import check_actions
    from slslint.iam.check_resources import check_resources

    problems = [*_structure(document), *_size(document)]
    formless = {each.at.place for each in problems}
    contents = _advice(document) if advice else []
    for statement in document.statements:
        contents += check_actions(document, statement)
        contents += check_resources(document, statement)
        if statement.condition is not None:
            from slslint.iam.check_conditions import check_conditions

            contents += check_conditions(document, statement)
    problems += [each for each in contents if each.at.place not in formless]
    return sorted(problems, key=lambda each: each.data["rule"])


def _advice(document: PolicyDocument) -> list[Problem]:
    from slslint.iam.check_statements import check_redundant

    return [*check_redundant(document)]


def refusals(document: PolicyDocument) -> tuple[Problem, ...]:
    """What makes IAM refuse the document when it is written."""
    from slslint.iam.check_actions import refused_actions

    problems = [each for each in _structure(document) if each.data["rejected"]]
    for statement in document.statements:
        problems += refused_actions(statement)
    return tuple(problems)


def _structure(document: PolicyDocument) -> Iterator[Problem]:
    """Rules 1 to 12, 28 and 31, as far as they are about form."""
    cursor = document.cursor
    if document.bare:
        yield from _statements(document, cursor)
        return
    if cursor.absent or intrinsic(cursor.value) is not None or cursor.unknown:
        return
    if not cursor.is_map:
        yield problem(1, ERROR, "a policy is a map with Version and Statement", cursor.value_at, True)
        return
    for key, entry in cursor.entries():
        if key not in _TOP and not key.startswith("Fn::"):
            hint = did_you_mean(key, _TOP)
            yield problem(2, ERROR, f"a policy has no element `{key}`{hint}", entry.key_at, True)
    yield from _version(document)
    if document.kind == IDENTITY and cursor["Id"].present:
        yield problem(11, WARNING, "`Id` has no meaning in an identity-based policy", cursor["Id"].key_at)
    if cursor["Statement"].absent:
        if not any(key.startswith("Fn::") for key, _ in cursor.entries()):
            yield problem(3, ERROR, "a policy needs a `Statement`", head_of(cursor), True)
        return
    yield from _statements(document, cursor["Statement"])


def _version(document: PolicyDocument) -> Iterator[Problem]:
    version = document.cursor["Version"]
    if version.absent:
        message = f'the policy has no `Version`, so the one of 2008 counts; add `"Version": "{CURRENT}"`'
        yield problem(5, INFO, message, head_of(document.cursor))
    elif not (version.unknown or document.dated or intrinsic(version.value)) and version.text not in (CURRENT, OLD):
        message = f'`Version` is "{CURRENT}" (or "{OLD}"): it names the language, not a day'
        yield problem(4, ERROR, message, version.value_at, True)


def _statements(document: PolicyDocument, cursor: Cursor) -> Iterator[Problem]:
    if cursor.is_list and not list(cursor.items()):
        yield problem(3, WARNING, "`Statement` is empty", cursor.value_at)
    items = list(cursor.items()) if cursor.is_list else [cursor]
    for item in items:
        if not (item.is_map or item.unknown or is_no_value(item)):
            yield problem(3, ERROR, "a statement is a map with Effect, Action and Resource", item.value_at, True)
    seen: dict[str, Statement] = {}
    for statement in document.statements:
        yield from _statement(document, statement)
        if statement.sid:
            if statement.sid in seen and statement.certain and seen[statement.sid].certain:
                at = statement.cursor["Sid"].value_at
                yield problem(9, ERROR, f"two statements of one policy have the Sid `{statement.sid}`", at, True)
            seen.setdefault(statement.sid, statement)


def _statement(document: PolicyDocument, statement: Statement) -> Iterator[Problem]:
    cursor = statement.cursor
    parts = {key: entry for key, entry in cursor.entries() if entry.present}
    strange = [key for key in parts if key not in _KEYS]
    for key in strange:
        if not key.startswith("Fn::"):
            hint = did_you_mean(key, _KEYS)
            yield problem(2, ERROR, f"a statement has no element `{key}`{hint}", parts[key].key_at, True)
    misspelt = {(closest(key, _KEYS) or "").removeprefix("Not") for key in strange}
    whole = not any(key.startswith("Fn::") for key in strange)
    lacking = {"Effect", *_PARTS} - misspelt if whole else set[str]()
    yield from _effect(cursor, parts.get("Effect"), "Effect" in lacking)
    yield from _combinations(document, cursor, parts, lacking)
    if "Sid" in parts:
        yield from _sid(document, parts["Sid"])
    for key, entry in parts.items():
        if key in ("Principal", "NotPrincipal"):
            yield from _principal(key, entry)
        elif key.removeprefix("Not") in _PARTS:
            yield from _texts(entry, key, 12 if key.endswith("Action") else 17)
        if key.startswith("Not") and key in _KEYS and statement.effect == "Allow":
            part = key.removeprefix("Not")
            message = f"`Allow` with `{key}` allows all that is not listed; list what is meant in `{part}`"
            yield problem(28, WARNING, message, entry.key_at)
    if "Condition" in parts:
        yield from _condition(parts["Condition"])


def _effect(cursor: Cursor, effect: Cursor | None, needed: bool) -> Iterator[Problem]:
    if effect is None:
        if needed:
            yield problem(6, ERROR, "the statement has no `Effect`; it is Allow or Deny", head_of(cursor), True)
    elif effect.text not in ("Allow", "Deny") and not effect.unknown and intrinsic(effect.value) is None:
        hint = did_you_mean(str(effect.scalar), ("Allow", "Deny"))
        yield problem(6, ERROR, f"`Effect` is exactly Allow or Deny{hint}", effect.value_at, True)


def _combinations(
    document: PolicyDocument, cursor: Cursor, parts: dict[str, Cursor], lacking: set[str]
) -> Iterator[Problem]:
    """What is there twice, in the wrong kind of policy, or not at all; `lacking` may be missed if it is not there."""
    kind = document.kind
    for part in _PARTS:
        here = [name for name in (part, f"Not{part}") if name in parts]
        if len(here) == 2:
            message = f"a statement has `{part}` or `Not{part}`, not both"
            yield problem(7, ERROR, message, parts[f"Not{part}"].key_at, True)
        needed = (
            part == "Action"
            or (part == "Resource" and kind in (IDENTITY, RESOURCE))
            or (part == "Principal" and kind in (RESOURCE, TRUST))
        )
        if not here and needed and part in lacking:
            rule = 8 if part == "Principal" else 7
            yield problem(rule, ERROR, f"the statement has no `{part}`", head_of(cursor), True)
        if here and part == "Principal" and kind == IDENTITY:
            message = f"`{here[0]}` stands only in policies of resources and in trust policies"
            yield problem(8, ERROR, message, parts[here[0]].key_at, True)
        if here and part == "Resource" and kind == TRUST:
            message = f"a trust policy has no `{here[0]}`: it is about its role"
            yield problem(8, ERROR, message, parts[here[0]].key_at, True)


def _sid(document: PolicyDocument, sid: Cursor) -> Iterator[Problem]:
    if sid.unknown or intrinsic(sid.value) is not None:
        return
    if sid.text is None:
        yield problem(10, ERROR, "`Sid` is a text", sid.value_at, True)
    elif sid.text == "":
        yield problem(10, INFO, "`Sid` is empty", sid.value_at)
    elif document.kind in (IDENTITY, TRUST) and not (sid.text.isascii() and sid.text.isalnum()):
        yield problem(10, ERROR, "a `Sid` holds letters and digits only", sid.value_at, True)


def _principal(name: str, cursor: Cursor) -> Iterator[Problem]:
    """A principal is `*`, or a map of texts and lists of texts."""
    if intrinsic(cursor.value) is not None:
        return
    if cursor.is_map:
        for kind, names in cursor.entries():
            if kind not in _PRINCIPALS and not kind.startswith("Fn::"):
                hint = did_you_mean(kind, _PRINCIPALS)
                message = f"a principal is AWS, Service, Federated or CanonicalUser{hint}"
                yield problem(8, ERROR, message, names.key_at)
            yield from _texts(names, kind, 8)
    elif not cursor.unknown and cursor.text != "*":
        yield problem(8, ERROR, f'`{name}` is "*" or a map such as {{"AWS": "arn:…"}}', cursor.value_at, True)


def _texts(cursor: Cursor, name: str, rule: int) -> Iterator[Problem]:
    if cursor.is_list and not list(cursor.items()):
        yield problem(7, WARNING, f"`{name}` is empty", cursor.value_at)
    for item in cursor.items() if cursor.is_list else [cursor]:
        if item.present and not item.unknown and intrinsic(item.value) is None and item.text is None:
            yield problem(rule, ERROR, f"`{name}` is a text or a list of texts", item.value_at, True)


def _condition(condition: Cursor) -> Iterator[Problem]:
    """The form: operator to key to values; the operators themselves."""
    from slslint.iam.conditions import OPERATORS, QUALIFIERS, parse_operator

    if condition.absent or condition.unknown or intrinsic(condition.value) is not None:
        return
    if not condition.is_map:
        yield problem(31, ERROR, "`Condition` is a map: operator, key, values", condition.value_at, True)
        return
    for operator, keys in condition.entries():
        if not operator.startswith("Fn::") and parse_operator(operator) is None:
            names = [each.name for each in OPERATORS.values()]
            qualifier, colon, name = operator.rpartition(":")
            if colon and qualifier.lower() not in map(str.lower, QUALIFIERS):
                message = f"a set operator starts with ForAllValues or ForAnyValue{did_you_mean(qualifier, QUALIFIERS)}"
            else:
                message = f"there is no condition operator `{operator}`{did_you_mean(name, names)}"
            yield problem(31, ERROR, message, keys.key_at, True)
        if keys.unknown or intrinsic(keys.value) is not None:
            continue
        if not keys.is_map:
            yield problem(31, ERROR, f"`{operator}` is a map of keys and values", keys.value_at, True)
            continue
        for key, values in keys.entries():
            if not all(_is_scalar(value) for value in (values.items() if values.is_list else [values])):
                yield problem(31, ERROR, f"`{key}` is compared with a text or a list of texts", values.value_at, True)


def _is_scalar(cursor: Cursor) -> bool:
    plain = cursor.is_map or cursor.is_list
    return not plain or intrinsic(cursor.value) is not None


def _size(document: PolicyDocument) -> Iterator[Problem]:
    most = _SIZES.get(document.kind)
    value = document.cursor.value
    if most is None or value is None:
        return
    size = size_of(value)
    if size > most:
        message = f"the policy has at least {size:,} characters; IAM takes {most:,}"
        yield problem(40, ERROR, message, head_of(document.cursor))


def size_of(value: Value) -> int:
    """How many characters a policy has at the least as JSON without white space; what is not known counts nothing."""
    size = 0
    stack = [value]
    while stack:
        part = stack.pop()
        know = part.know
        if isinstance(know, Known):
            text = scalar_text(know.value)
            size += len("".join(text.split())) + (2 if isinstance(know.value, str) else 0)
        elif isinstance(know, Text):
            size += 2 + sum(len("".join(atom.split())) for atom in know.atoms if isinstance(atom, str))
        elif isinstance(know, Map) and intrinsic(part) is None:
            size += 2 + sum(len(key) + 3 for key in know.entries) + max(0, len(know.entries) - 1)
            stack += [entry[1] for entry in know.entries.values()]
        elif isinstance(know, Seq):
            size += 2 + max(0, len(know.items) - 1)
            stack += know.items
    return size
