"""Grants: the Allow statements that mean an API, taken apart."""

from collections.abc import Iterator
from typing import NamedTuple

from slslint.iam.policy import Item, PolicyDocument, Statement
from slslint.intrinsics.urls import InvokeArn, parse_invoke_arn
from slslint.memo import once
from slslint.source.pointer import Pointer
from slslint.values.value import Atom, Text, text_of

Atoms = tuple[Atom, ...]
SERVICE = "execute-api"


class Grant(NamedTuple):
    """One execute-api ARN that a statement allows something on.

    `arn` are its fields, `rest` method and path, `GET/notes`, or None where they are not written or cannot be told
    apart. Of a grant that may be one of several texts there is one Grant each.
    """

    document: PolicyDocument
    statement: Statement
    item: Item
    text: Atoms
    arn: InvokeArn
    rest: Atoms | None

    @property
    def api(self) -> Atoms | None:
        return self.arn.parts[0]

    @property
    def at(self) -> Pointer:
        """Where the ARN stands."""
        return self.item.cursor.value_at

    @property
    def stage(self) -> Atoms | None:
        """The stage slot; None where it is not written or cannot be told apart."""
        return self.arn.parts[1] if len(self.arn.parts) > 1 else None


@once
def grants(document: PolicyDocument) -> tuple[Grant, ...]:
    """The execute-api ARNs in the Allow statements of a policy, in order."""
    return tuple(_grants(document))


def _grants(document: PolicyDocument) -> Iterator[Grant]:
    for statement in document.statements:
        if statement.effect != "Allow" or statement.resources is None or statement.resources.negated:
            continue
        for item in statement.resources.items:
            for text in item.options:
                arn = parse_invoke_arn(text)
                if arn is not None:
                    yield Grant(document, statement, item, text, arn, _rest(arn))


@once
def call_grants(document: PolicyDocument) -> tuple[Grant, ...]:
    """Those of the grants whose statements may allow execute-api:Invoke."""
    invoking = {id(statement) for statement in document.statements if invokes(statement)}
    return tuple(grant for grant in grants(document) if id(grant.statement) in invoking)


def _rest(arn: InvokeArn) -> Atoms | None:
    parts = arn.parts[2:]
    if not parts or any(part is None for part in parts):
        return None
    atoms: list[Atom] = []
    for number, part in enumerate(parts):
        atoms += ["/", *(part or ())] if number else [*(part or ())]
    text = text_of(atoms)
    return text.atoms if isinstance(text, Text) else (str(text.value),)


def invokes(statement: Statement) -> bool:
    """Whether a statement's actions may include execute-api:Invoke."""
    actions = statement.actions
    if actions is None or actions.negated:
        return False
    return any(_may_invoke(item) for item in actions.items)


def _may_invoke(item: Item) -> bool:
    text = item.text
    if text is None:
        return True
    service, _, name = text.lower().partition(":")
    return service in ("*", SERVICE) and (name in ("", "*", "invoke") or "*" in name)


def broad_grants(document: PolicyDocument) -> Iterator[Pointer]:
    """The resources under which an Allow of execute-api:Invoke covers every API of an account."""
    for statement in document.statements:
        if statement.effect != "Allow" or statement.resources is None or not _names_invoke(statement):
            continue
        for item in statement.resources.items:
            if not statement.resources.negated and item.text is not None and _is_every_api(item.text):
                yield item.cursor.value_at


def _names_invoke(statement: Statement) -> bool:
    """Whether an action of execute-api itself covers Invoke: `*` alone is an administrator's statement."""
    actions = statement.actions
    if actions is None or actions.negated:
        return False
    texts = [(item.text or "").lower() for item in actions.items]
    return any(text in ("execute-api:*", "execute-api:invoke", "execute-api:invoke*") for text in texts)


def _is_every_api(text: str) -> bool:
    if text == "*":
        return True
    fields = text.split(":", 5)
    if "" in fields[3:5]:
        return False  # an ARN without a region or an account is no API's
    return fields[2:3] == [SERVICE] and (len(fields) < 6 or (fields[5] != "" and not fields[5].strip("*/")))
