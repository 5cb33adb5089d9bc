"""Rules 29 and 30: what is said twice, and what is taken back at once."""

from collections.abc import Iterator

from slslint.iam.policy import Atoms, Element, PolicyDocument, Statement
from slslint.iam.report import INFO, WARNING, problem
from slslint.source.problem import Problem
from slslint.values.glob import covers
from slslint.values.value import Hole

_MOST = 60  # items of a list that are compared with each other, and statements


def check_redundant(document: PolicyDocument) -> Iterator[Problem]:
    """Items that another item of their list covers, and Allows that a Deny covers whole."""
    for statement in document.statements[:_MOST]:
        for element, folded in ((statement.actions, True), (statement.resources, False)):
            if element is not None:
                yield from _items(element, folded)
    if document.kind == "identity":
        yield from _shadowed(document.statements[:_MOST])


def _items(element: Element, folded: bool) -> Iterator[Problem]:
    items = [item for item in element.items if len(item.options) == 1 and item.certain][:_MOST]
    texts = [_lowered(item.options[0], folded) for item in items]
    wild = {index for index, text in enumerate(texts) if not _is_literal(text)}
    if not wild and len(set(texts)) == len(texts):
        return
    for index, text in enumerate(texts):
        for other, wide in enumerate(texts):
            if other == index or not (other in wild or wide == text):
                continue
            if covers(wide, text) and (other < index or not covers(text, wide)):
                message = f"another item of the list says this already: `{items[other].text or 'item'}`"
                yield problem(29, INFO, message, items[index].cursor.value_at)
                break


def _is_literal(text: Atoms) -> bool:
    """Whether only the same text is covered by this one."""
    return all(isinstance(atom, str) and "*" not in atom and "?" not in atom for atom in text)


def _lowered(atoms: Atoms, folded: bool) -> Atoms:
    return tuple(atom if isinstance(atom, Hole) else atom.lower() for atom in atoms) if folded else atoms


def _shadowed(statements: tuple[Statement, ...]) -> Iterator[Problem]:
    denies = [each for each in statements if each.effect == "Deny" and each.condition is None and each.certain]
    for allow in statements:
        if allow.effect != "Allow":
            continue
        for deny in denies:
            if _within(allow.actions, deny.actions, True) and _within(allow.resources, deny.resources, False):
                message = f"statement {deny.number} denies all that this one allows"
                yield problem(30, WARNING, message, allow.effect_at)
                break


def _within(narrow: Element | None, wide: Element | None, folded: bool) -> bool:
    """Whether every item of one list is covered by one of the other."""
    if narrow is None or wide is None or narrow.negated or wide.negated or not narrow.items:
        return False
    texts = [_lowered(item.options[0], folded) for item in wide.items if len(item.options) == 1 and item.certain]
    return all(
        bool(item.options)
        and all(any(covers(text, _lowered(option, folded)) for text in texts) for option in item.options)
        for item in narrow.items
    )
