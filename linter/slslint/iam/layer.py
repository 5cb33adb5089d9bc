"""Policies that count together, compiled: which of their statements apply to a request.

The statements that can apply are found once for each action, API, stage and method, so that deciding many routes costs
a comparison of paths for each statement that is left.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import is_

from slslint.iam.arn import RESOURCE, Arn, ArnPattern, arn_pattern, fill
from slslint.iam.conditions import holds
from slslint.iam.context import Context
from slslint.iam.logic import Tri, any_of, both, either, negate
from slslint.iam.policy import Atoms, Element, Item, PolicyDocument, Statement
from slslint.iam.principal import ANYONE, NOBODY, Grant, Principal, named
from slslint.iam.variables import resolve
from slslint.values.glob import Subject, match, pattern_of
from slslint.values.value import Hole, Known, Text


class Request:
    """A request to decide on: who sends it, the action, the resource's ARN, and what is known of its context.

    `sender` None is one of the resource's own account, of whom nothing else is known; `anonymous` is unsigned.
    """

    __slots__ = ("action", "anonymous", "arn", "context", "name", "sender")

    def __init__(
        self,
        action: str,
        resource: str | Known | Text | Atoms | Arn,
        context: Context | None = None,
        sender: str | Known | Text | Atoms | None = None,
        anonymous: bool = False,
    ) -> None:
        self.name = action
        self.action = action.lower()
        self.arn = resource if isinstance(resource, Arn) else Arn(_atoms(resource))
        self.context = context or Context()
        self.sender = None if sender is None else Principal(_atoms(sender))
        self.anonymous = anonymous

    @property
    def service(self) -> str:
        """The prefix of the action."""
        return self.action.partition(":")[0]

    @property
    def holes(self) -> set[Hole]:
        """The holes of resource, sender and context."""
        sender = self.sender.atoms if self.sender else ()
        found = {atom for atom in (*self.arn.atoms, *sender) if isinstance(atom, Hole)}
        return found.union(self.context.holes())

    def filled(self, filling: Mapping[Hole, str]) -> "Request":
        """The request with holes filled."""
        sender = None if self.sender is None else fill(self.sender.atoms, filling)
        resource = fill(self.arn.atoms, filling)
        return Request(self.name, resource, self.context.filled(filling), sender, self.anonymous)


def _atoms(text: str | Known | Text | Atoms) -> Atoms:
    if isinstance(text, str):
        return (text,)
    if isinstance(text, Known):
        return (str(text.value),)
    return text.atoms if isinstance(text, Text) else text


class Rule:
    """A compiled statement."""

    __slots__ = ("_actions", "_fixed", "document", "plain", "statement")

    def __init__(self, document: PolicyDocument, statement: Statement) -> None:
        self.document = document
        self.statement = statement
        self._actions: dict[str, Tri] = {}
        self._fixed = self._compiled()
        self.plain = (
            self._fixed is not None
            and not _negated(statement.resources)
            and statement.certain
            and statement.condition is None
        )

    @property
    def patterns(self) -> list[ArnPattern] | None:
        """The resources, if they are all certain, each one text, and without variables."""
        return self._fixed

    def _compiled(self) -> list[ArnPattern] | None:
        patterns: list[ArnPattern] = []
        resources = self.statement.resources
        if resources is None:
            return None
        for item in resources.items:
            if len(item.options) != 1 or not item.certain or self._has_variable(item.options[0]):
                return None
            patterns.append(arn_pattern(item.options[0], self.document.kind))
        return patterns

    def _has_variable(self, option: Atoms) -> bool:
        return self.document.variables is not False and any(isinstance(atom, str) and "${" in atom for atom in option)

    def action(self, action: str) -> Tri:
        """Whether the statement is about an action, in lower case; trust policies and others without one: not."""
        result = self._actions.get(action, ...)
        if result is ...:
            actions = self.statement.actions
            result = False
            if actions is not None:
                subject = Subject((action,))
                result = any_of(_item(item, lambda option: _action(option, subject)) for item in actions.items)
                result = negate(result) if actions.negated else result
            self._actions[action] = result
        return result

    def resource(self, request: Request) -> Tri:
        """Whether the statement is about the request's resource; one without Resource is about all."""
        resources = self.statement.resources
        if resources is None:
            return True
        if self._fixed is not None:
            result = any_of(pattern.matches(request.arn) for pattern in self._fixed)
        else:
            result = any_of(self.target(item, request) for item in resources.items)
        return negate(result) if resources.negated else result

    def target(self, item: Item, request: Request) -> Tri:
        """Whether one Resource item matches the request's resource."""
        return _item(item, lambda option: self._matches(option, request))

    def _matches(self, option: Atoms, request: Request) -> Tri:
        if not self._has_variable(option):
            return arn_pattern(option, self.document.kind).matches(request.arn)
        if self.document.variables is None:
            return None
        pieces, sure = resolve(option, request.context, True)
        negated = _negated(self.statement.resources)
        if pieces is None:  # of NotResource the guide says only that the statement may be invalid
            return None if negated else False
        result = arn_pattern(pieces, self.document.kind).matches(request.arn)
        return result if sure or (result is False and not negated) else None

    def condition(self, request: Request) -> Tri:
        """Whether the statement's condition holds."""
        condition = self.statement.condition
        return True if condition is None else holds(condition, request.context, self.document.variables)

    def applies(self, request: Request) -> Tri:
        """Whether the statement applies, the principal not looked at."""
        result = both(self.action(request.action), self.resource(request))
        if result is False:
            return False
        result = both(result, self.condition(request))
        return result if self.statement.certain or result is False else None

    def names(self, request: Request) -> Grant:
        """How the statement names the sender; identity policies name whom they are attached to."""
        principals = self.statement.principals
        if self.document.kind != RESOURCE:
            return ANYONE
        return NOBODY if principals is None else named(principals, request.sender, request.anonymous)

    def excludes(self, arn: Arn) -> bool:
        """Whether API, stage or method already rule the statement out."""
        return (
            self._fixed is not None
            and not _negated(self.statement.resources)
            and all(pattern.excludes(arn) for pattern in self._fixed)
        )


def _negated(element: Element | None) -> bool:
    return element is not None and element.negated


def _item(item: Item, test: Callable[[Atoms], Tri]) -> Tri:
    """The answer for an item: that of its only text, or of all that it may be if they agree."""
    if not item.options:
        return None
    results = {test(option) for option in item.options}
    result = results.pop() if len(results) == 1 else None
    return result if item.certain or result is False else None


def _action(option: Atoms, action: Subject) -> Tri:
    return match(pattern_of(tuple(atom if isinstance(atom, Hole) else atom.lower() for atom in option)), action)


class Layer:
    """Policies whose allows, and whose denies, are united: a role's own, its boundary, a session's, …"""

    __slots__ = ("documents", "found", "rules")

    def __init__(self, documents: Sequence[PolicyDocument]) -> None:
        self.documents = tuple(documents)
        self.rules = [Rule(document, statement) for document in documents for statement in document.statements]
        self.found: dict[tuple[str, str, tuple[str, ...]], tuple[list[Rule], list[Rule], Tri]] = {}

    def candidates(self, request: Request) -> tuple[list[Rule], list[Rule], Tri]:
        """The denies and the allows that may apply, and None for what is not known, False for nothing."""
        arn = request.arn
        key = (request.action, arn.head, arn.lead)
        found = self.found.get(key)
        if found is None:
            if len(self.found) > 4096:
                self.found.clear()
            denies: list[Rule] = []
            allows: list[Rule] = []
            for rule in self.rules:
                if rule.action(request.action) is False or rule.excludes(arn):
                    continue
                if rule.statement.effect != "Allow":
                    denies.append(rule)
                if rule.statement.effect != "Deny":
                    allows.append(rule)
            found = self.found[key] = (denies, allows, None if self.unknown(request) else False)
        return found

    def filled(self, filling: Mapping[Hole, str]) -> "Layer":
        """The layer with holes filled; itself where it has none of them."""
        documents = [document.filled(filling) for document in self.documents]
        return self if all(map(is_, documents, self.documents)) else Layer(documents)

    def unknown(self, request: Request) -> list[PolicyDocument]:
        """The policies that may say more about the action than is known."""
        return [
            document
            for document in self.documents
            if document.open or (document.covers is not None and request.service not in document.covers)
        ]

    def denies(self, request: Request) -> Tri:
        """Whether some Deny applies."""
        denies, _, rest = self.candidates(request)
        if not denies:
            return rest
        return either(any_of(both(rule.applies(request), rule.names(request).any) for rule in denies), rest)

    def allows(self, request: Request) -> Tri:
        """Whether some Allow applies."""
        _, allows, rest = self.candidates(request)
        arn = request.arn
        for rule in allows:
            if rule.plain and rule.action(request.action):
                for pattern in rule.patterns or ():
                    result = pattern.matches(arn)
                    if result:
                        return True
                    if result is None:
                        rest = None
            else:
                result = rule.applies(request)
                if result:
                    return True
                if result is None:
                    rest = None
        return rest

    def grants(self, request: Request) -> Grant:
        """How the Allows of resource-based policies meet the sender."""
        _, allows, rest = self.candidates(request)
        grant = Grant(rest, rest, rest, rest)
        for rule in allows:
            grant = grant.union(rule.names(request).when(rule.applies(request)))
        return grant

    def matched(self, request: Request, effect: str) -> Iterator[Rule]:
        """The statements of an effect that certainly apply."""
        denies, allows, _ = self.candidates(request)
        for rule in denies if effect == "Deny" else allows:
            if both(rule.applies(request), rule.names(request).any):
                yield rule

    def undecided(self, request: Request) -> Iterator[Rule]:
        """The statements of which it is not known whether they apply."""
        denies, allows, _ = self.candidates(request)
        for rule in dict.fromkeys([*denies, *allows]):
            if both(rule.applies(request), rule.names(request).any) is None:
                yield rule
