"""Policy documents: read from values, every part with its place, and with what is not known of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from functools import cache
from typing import Any, NamedTuple

from slslint.iam.arn import IDENTITY, fill
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem
from slslint.values.cursor import Cursor
from slslint.values.value import Atom, Hole, Known, Map, OneOf, Seq, Text, Unknown, Value, scalar_text

Atoms = tuple[Atom, ...]
Reader = Callable[[Value], Known | Text | OneOf | Unknown]

CURRENT, OLD = "2012-10-17", "2008-10-17"


class Item(NamedTuple):
    """One entry of a list of strings: what it may be (one text, several, none where nothing is known), and where.

    `certain` is False where a condition of the template decides whether it is there at all.
    """

    options: tuple[Atoms, ...]
    cursor: Cursor
    certain: bool = True

    @property
    def text(self) -> str | None:
        """The string where all of it is known."""
        options = self.options
        return options[0][0] if len(options) == 1 and len(options[0]) == 1 and isinstance(options[0][0], str) else None


class Element(NamedTuple):
    """Action, NotAction, Resource or NotResource. An item of which nothing is known may stand for several."""

    cursor: Cursor
    negated: bool
    items: tuple[Item, ...]


class Principals(NamedTuple):
    """Principal or NotPrincipal as (type, item) pairs; `Principal: "*"` is `AWS`, what is not known has no type."""

    cursor: Cursor
    negated: bool
    items: tuple[tuple[str, Item], ...]


class Test(NamedTuple):
    """One line of a condition: an operator, a context key, and the values that it is compared with."""

    operator: str
    key: str
    cursor: Cursor
    values: tuple[Item, ...]


class Condition(NamedTuple):
    """All tests must hold; `open` says that there may be more of them."""

    tests: tuple[Test, ...]
    open: bool = False


class Statement:
    """A statement. Parts that are absent are None, and so is an effect that is not known.

    `number` counts from 1, as the IAM simulator does; `certain` is False where the statement may not be there at all.
    """

    __slots__ = ("actions", "certain", "condition", "cursor", "effect", "number", "principals", "resources", "sid")

    def __init__(self, number: int, cursor: Cursor, certain: bool, text: Reader) -> None:
        self.number = number
        self.cursor = cursor
        parts = {key: entry for key, entry in cursor.entries() if entry.present}
        effect = _text_of(parts.get("Effect"), text)
        self.effect = effect if effect in ("Allow", "Deny") else None
        self.certain = certain and self.effect is not None
        self.sid = parts["Sid"].text if "Sid" in parts else None
        self.actions = _element(parts, "Action", text)
        self.resources = _element(parts, "Resource", text)
        self.principals = _principals(parts, text)
        self.condition = _condition(parts["Condition"], text) if "Condition" in parts else None

    @property
    def at(self) -> Pointer:
        """Where the statement stands."""
        return self.cursor.value_at

    @property
    def effect_at(self) -> Pointer:
        """Where its Effect stands."""
        return self.cursor["Effect"].value_at

    def options(self) -> Iterator[Atoms]:
        """All strings of the statement."""
        for element in (self.actions, self.resources):
            yield from (option for item in (element.items if element else ()) for option in item.options)
        for _, item in self.principals.items if self.principals else ():
            yield from item.options
        for test in self.condition.tests if self.condition else ():
            yield from (option for item in test.values for option in item.options)

    def filled(self, filling: Mapping[Hole, str]) -> "Statement":
        """The statement with holes filled."""
        statement = copy(self)
        if self.actions:
            statement.actions = self.actions._replace(items=_filled(self.actions.items, filling))
        if self.resources:
            statement.resources = self.resources._replace(items=_filled(self.resources.items, filling))
        if self.principals:
            pairs = tuple((kind, _filled((item,), filling)[0]) for kind, item in self.principals.items)
            statement.principals = self.principals._replace(items=pairs)
        if self.condition:
            tests = tuple(test._replace(values=_filled(test.values, filling)) for test in self.condition.tests)
            statement.condition = self.condition._replace(tests=tests)
        return statement


def _filled(items: tuple[Item, ...], filling: Mapping[Hole, str]) -> tuple[Item, ...]:
    return tuple(item._replace(options=tuple(fill(option, filling) for option in item.options)) for item in items)


class PolicyDocument:
    """A policy: its statements, and whether there may be others (`open`).

    `kind` is identity, session, resource, trust or unknown. `variables` says whether `${…}` in it are policy variables
    (they are since version 2012-10-17); None where the version is not known. `bare` says that only the statements are
    written; `unread` that nothing of the policy is known; `dated` that YAML made a date of the version; `covers` names
    the services of whose actions all is known, None for all.
    """

    __slots__ = (
        "_holes",
        "_rejected",
        "bare",
        "covers",
        "cursor",
        "dated",
        "kind",
        "memo",
        "name",
        "open",
        "statements",
        "text",
        "unread",
        "variables",
    )

    def __init__(self, cursor: Cursor, kind: str, name: str, text: Reader) -> None:
        self.cursor = cursor
        self.kind = kind
        self.name = name
        self.text = text
        self.covers: frozenset[str] | None = None
        self.variables: bool | None = True
        self.statements: tuple[Statement, ...] = ()
        self.open = False
        self.bare = False
        self.unread = False
        self.dated = False
        self.memo: dict[Any, Any] = {}
        self._rejected: tuple[Problem, ...] | None = None
        self._holes: frozenset[Hole] | None = None

    @property
    def at(self) -> Pointer:
        """Where the document stands."""
        return self.cursor.value_at

    @property
    def rejected(self) -> tuple[Problem, ...]:
        """What makes IAM refuse the document; worked out once."""
        if self._rejected is None:
            from slslint.iam.grammar import refusals

            self._rejected = () if self.unread else refusals(self)
        return self._rejected

    @property
    def holes(self) -> frozenset[Hole]:
        """The holes that each request fills anew; found once."""
        if self._holes is None:
            options = (option for statement in self.statements for option in statement.options())
            self._holes = frozenset(
                atom for option in options for atom in option if isinstance(atom, Hole) and atom.per_request
            )
        return self._holes

    def filled(self, filling: Mapping[Hole, str]) -> "PolicyDocument":
        """The document with holes filled; itself where it has none of them."""
        if self.holes.isdisjoint(filling):
            return self
        document = copy(self)
        document.memo = {}
        document._holes = None
        document.statements = tuple(statement.filled(filling) for statement in self.statements)
        return document


def plain_text(value: Value) -> Known | Text | OneOf | Unknown:
    """What is known of a string without knowing CloudFormation's functions."""
    know = value.know
    if isinstance(know, Known | Text | OneOf):
        return know
    if isinstance(know, Unknown):
        return Text((know.hole,)) if know.hole is not None else know
    return Unknown("")


def read_policy(cursor: Cursor, kind: str = IDENTITY, name: str = "", text: Reader = plain_text) -> PolicyDocument:
    """The policy document at `cursor`; `text` makes strings of CloudFormation's functions."""
    document = PolicyDocument(cursor, kind, name, text)
    if not cursor.is_map or intrinsic(cursor.value):
        document.open = cursor.unknown or intrinsic(cursor.value) is not None
        return document
    version = cursor["Version"]
    document.dated = version.value is not None and version.value.at.tag == "!!timestamp"
    document.variables = version.text != OLD if version.present else False
    if version.present and version.text is None and not document.dated:
        document.variables = None
    _read_statements(document, cursor["Statement"])
    return document


def read_statements(cursor: Cursor, kind: str = IDENTITY, name: str = "", text: Reader = plain_text) -> PolicyDocument:
    """A policy of the statements at `cursor`, which the framework wraps in a document of version 2012-10-17."""
    document = PolicyDocument(cursor, kind, name, text)
    document.bare = True
    _read_statements(document, cursor)
    return document


def unknown_policy(cursor: Cursor, kind: str = IDENTITY, name: str = "") -> PolicyDocument:
    """A policy of which nothing is known: it may allow and deny anything."""
    document = PolicyDocument(cursor, kind, name, plain_text)
    document.open = document.unread = True
    return document


def _read_statements(document: PolicyDocument, cursor: Cursor) -> None:
    statements: list[Statement] = []
    for item, certain in _spread(cursor):
        if item.is_map and intrinsic(item.value) is None:
            statements.append(Statement(len(statements) + 1, item, certain, document.text))
        elif item.unknown or intrinsic(item.value) is not None:
            document.open = True
    document.statements = tuple(statements)


def intrinsic(value: Value | None) -> str | None:
    """The CloudFormation function that a value is: `Ref`, `Fn::Sub`, …; None for anything else."""
    if value is None or not isinstance(value.know, Map):
        return None
    entries = value.know.entries
    if len(entries) != 1:
        return next((key for key in entries if key.startswith("Fn::ForEach")), None)
    key = next(iter(entries))
    return key if key == "Ref" or key.startswith("Fn::") else None


def is_no_value(cursor: Cursor) -> bool:
    """Whether `Ref: AWS::NoValue` is written here, which takes the property away."""
    return intrinsic(cursor.value) == "Ref" and cursor["Ref"].text == "AWS::NoValue"


def _spread(cursor: Cursor) -> Iterator[tuple[Cursor, bool]]:
    """The items of a list, or the one item that stands in its place, and whether each is certainly there.

    `Fn::If` gives the items of both branches, `AWS::NoValue` none, one of several values the items of each.
    """
    stack: list[tuple[Cursor, bool]] = [(cursor, True)]
    while stack:
        item, certain = stack.pop()
        value = item.value
        if value is None or is_no_value(item):
            continue
        if isinstance(value.know, Known | Text):
            yield item, certain
            continue
        branches = item["Fn::If"] if intrinsic(value) == "Fn::If" else None
        if isinstance(value.know, Seq):
            stack += [(child, certain) for child in reversed(list(item.items()))]
        elif branches is not None and branches.is_list and branches["2"].exists:
            stack += [(branches["2"], False), (branches["1"], False)]
        elif isinstance(value.know, OneOf) and any(isinstance(each.know, Map | Seq) for each in value.know.options):
            options = reversed(value.know.options)
            stack += [(Cursor(option, item.path, item.key, item.parent), False) for option in options]
        else:
            yield item, certain


def _options(value: Value, text: Reader) -> tuple[Atoms, ...]:
    """The strings that a value may be; none where that is not known."""
    know = text(value)
    options = [text(option) for option in know.options] if isinstance(know, OneOf) else [know]
    known = [option for option in options if isinstance(option, Known | Text)]
    if len(known) != len(options):
        return ()
    return tuple(
        _unmarked(option.atoms if isinstance(option, Text) else (scalar_text(option.value),)) for option in known
    )


def _unmarked(atoms: Atoms) -> Atoms:
    """Atoms with what another tool will replace as holes: `#{AWS::Region}`, `%REGION%`, `{{region}}`, `__REGION__`."""
    if not any(isinstance(atom, str) and any(start in atom for start in _MARK_STARTS) for atom in atoms):
        return atoms
    found: list[Atom] = []
    for atom in atoms:
        if isinstance(atom, Hole):
            found.append(atom)
            continue
        at = 0
        for mark in _mark().finditer(atom):
            found += [atom[at : mark.start()], Hole(mark.group())]
            at = mark.end()
        found.append(atom[at:])
    return tuple(atom for atom in found if atom != "") or ("",)


_MARK_STARTS = ("#{", "{{", "%", "__", "@@", "$(", "<%")


@cache
def _mark() -> re.Pattern[str]:
    return re.compile(
        r"#\{[^{}]*+\}|\{\{[^{}]*+\}\}|%[A-Z][A-Z_][A-Z0-9_]*+%|__[A-Za-z][A-Za-z0-9]*+(?:_[A-Za-z0-9]++)*+__"
        r"|@@[\w.-]++@@|\$\([^()]*+\)|<%[^%]*+%>"
    )


def _items(cursor: Cursor, text: Reader) -> tuple[Item, ...]:
    items: list[Item] = []
    for item, certain in _spread(cursor):
        assert item.value is not None
        items.append(Item(_options(item.value, text), item, certain))
    return tuple(items)


def _text_of(cursor: Cursor | None, text: Reader) -> str | None:
    """The string at a cursor, if all of it is known."""
    if cursor is None or cursor.value is None:
        return None
    know = text(cursor.value)
    return know.value if isinstance(know, Known) and isinstance(know.value, str) else None


def _element(parts: dict[str, Cursor], name: str, text: Reader) -> Element | None:
    for negated, key in ((False, name), (True, f"Not{name}")):
        part = parts.get(key)
        if part is not None and not is_no_value(part):
            return Element(part, negated, _items(part, text))
    return None


def _principals(parts: dict[str, Cursor], text: Reader) -> Principals | None:
    for negated, key in ((False, "Principal"), (True, "NotPrincipal")):
        part = parts.get(key)
        if part is None:
            continue
        if part.is_map and intrinsic(part.value) is None:
            entries = part.entries()
            return Principals(
                part, negated, tuple((kind, item) for kind, entry in entries for item in _items(entry, text))
            )
        kind = "AWS" if part.text is not None else ""
        return Principals(part, negated, tuple((kind, item) for item in _items(part, text)))
    return None


def _condition(cursor: Cursor, text: Reader) -> Condition:
    if not cursor.is_map or intrinsic(cursor.value) is not None:
        return Condition((), True)
    tests: list[Test] = []
    unknown = False
    for operator, keys in cursor.entries():
        if not keys.is_map or intrinsic(keys.value) is not None:
            unknown = True
            continue
        tests += [Test(operator, key, values, _items(values, text)) for key, values in keys.entries()]
    return Condition(tuple(tests), unknown)
