"""The decision on a request: what IAM answers, for every value that the unknown parts could take.

IAM User Guide, "Policy evaluation logic"; API Gateway Developer Guide, "How API Gateway resource policies affect
authorization workflow". Denied is said only where every filling of the holes is denied, allowed likewise; Partial only
where one request is proved to be allowed and another to be denied.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from slslint.iam.layer import Layer, Request, Rule
from slslint.iam.logic import Tri, any_of, both, either
from slslint.iam.policy import PolicyDocument
from slslint.iam.principal import NOBODY, equal
from slslint.source.problem import Problem
from slslint.values.glob import show
from slslint.values.value import Hole

ALLOWED, IMPLICIT, EXPLICIT, DENIED = "Allowed", "ImplicitlyDenied", "ExplicitlyDenied", "Denied"
PARTIAL, UNKNOWN, INVALID = "Partial", "Unknown", "Invalid"
DENIALS = (IMPLICIT, EXPLICIT, DENIED)

IDENTITY, BOUNDARY, SESSION, ORGANIZATION, RESOURCE = "identity", "boundary", "session", "organization", "resource"
_NAMES = {
    IDENTITY: "identity-based policy",
    BOUNDARY: "permissions boundary",
    SESSION: "session policy",
    ORGANIZATION: "service control policy",
    RESOURCE: "resource-based policy",
}


class Policies:
    """All policies that a request meets, compiled. A layer that is not given does not limit anything.

    `organization` is a list of levels (root, unit, account), each a list of service control policies; every level needs
    an allow. Make one object for each caller and use it for all of its requests.
    """

    __slots__ = ("_rejected", "layers", "levels")

    def __init__(
        self,
        identity: Iterable[PolicyDocument] = (),
        boundary: PolicyDocument | None = None,
        session: Iterable[PolicyDocument] = (),
        organization: Iterable[Sequence[PolicyDocument]] = (),
        resource: PolicyDocument | None = None,
    ) -> None:
        self._rejected: tuple[Problem, ...] | None = None
        self.layers: dict[str, Layer] = {IDENTITY: Layer(tuple(identity))}
        if boundary is not None:
            self.layers[BOUNDARY] = Layer((boundary,))
        if session := tuple(session):
            self.layers[SESSION] = Layer(session)
        if resource is not None:
            self.layers[RESOURCE] = Layer((resource,))
        self.levels = [Layer(tuple(level)) for level in organization]

    def all(self) -> Iterable[tuple[str, Layer]]:
        """Every layer with its name."""
        yield from self.layers.items()
        yield from ((ORGANIZATION, level) for level in self.levels)

    @property
    def rejected(self) -> tuple[Problem, ...]:
        """What makes IAM refuse one of the policies when it is written; worked out once."""
        if self._rejected is None:
            documents = (document for _, layer in self.all() for document in layer.documents)
            self._rejected = tuple(problem for document in documents for problem in document.rejected)
        return self._rejected

    def filled(self, filling: Mapping[Hole, str]) -> "Policies":
        """The policies with holes filled; the same object where they have none of them."""
        changed = {id(layer): layer.filled(filling) for _, layer in self.all()}
        if all(changed[id(layer)] is layer for _, layer in self.all()):
            return self
        policies = Policies()
        policies.layers = {name: changed[id(layer)] for name, layer in self.layers.items()}
        policies.levels = [changed[id(layer)] for layer in self.levels]
        return policies


class Answer(NamedTuple):
    """What the layers say of one request: whether it is allowed and whether a Deny applies."""

    allowed: Tri
    denied: Tri

    @property
    def verdict(self) -> str:
        """The verdict, requests not told apart."""
        if self.denied:
            return EXPLICIT
        if self.allowed is False:
            return IMPLICIT if self.denied is False else DENIED
        return ALLOWED if self.allowed and self.denied is False else UNKNOWN


class Witness(NamedTuple):
    """A request that was decided, to prove that answers differ: how its holes were filled, and the verdict."""

    filling: tuple[tuple[Hole, str], ...]
    verdict: str


class Match(NamedTuple):
    """A statement that decided: the layer (`identity`, `boundary`, …) and the compiled statement."""

    layer: str
    rule: Rule


class Decision:
    """The answer to one request. What explains it is worked out when it is asked for."""

    __slots__ = ("answer", "policies", "problems", "request", "verdict", "witnesses")

    def __init__(
        self,
        verdict: str,
        request: Request,
        policies: Policies,
        answer: Answer | None = None,
        witnesses: tuple[Witness, ...] = (),
        problems: tuple[Problem, ...] = (),
    ) -> None:
        self.verdict = verdict
        self.request = request
        self.policies = policies
        self.answer = answer
        self.witnesses = witnesses
        self.problems = problems

    @property
    def is_denied(self) -> bool:
        """Whether every request is denied, one way or another."""
        return self.verdict in DENIALS

    @property
    def matched(self) -> list[Match]:
        """The statements that made the decision: all Denies of an explicit denial, all Allows of an allowed request."""
        effect = {EXPLICIT: "Deny", ALLOWED: "Allow"}.get(self.verdict)
        if effect is None:
            return []
        return [
            Match(name, rule) for name, layer in self.policies.all() for rule in layer.matched(self.request, effect)
        ]

    @property
    def undecided(self) -> list[Match]:
        """The statements of which it is not known whether they apply."""
        return [Match(name, rule) for name, layer in self.policies.all() for rule in layer.undecided(self.request)]

    @property
    def unknowns(self) -> list[str]:
        """What an undecided answer depends on: policies, holes, keys of the context."""
        found: list[str] = []
        for _, layer in self.policies.all():
            found += [f"the policy {each.name or 'of unknown name'}" for each in layer.unknown(self.request)]
            for rule in layer.undecided(self.request):
                found += [
                    f"${{{hole.name}}}"
                    for option in rule.statement.options()
                    for hole in option
                    if isinstance(hole, Hole)
                ]
                tests = rule.statement.condition.tests if rule.statement.condition else ()
                found += [test.key for test in tests if self.request.context.get(test.key).present is None]
        found += [show((hole,)) for hole in sorted(self.request.holes)] if not found else []
        return list(dict.fromkeys(found))

    @property
    def missing(self) -> str | None:
        """The layer for lack of whose allow the request is denied; None for any other decision."""
        if self.verdict not in (IMPLICIT, DENIED):
            return None
        layers = self.policies.layers
        for name in (BOUNDARY, SESSION):
            if name in layers and layers[name].allows(self.request) is False:
                return name
        if any(level.allows(self.request) is False for level in self.policies.levels):
            return ORGANIZATION
        if layers[IDENTITY].allows(self.request) is False and not self.request.anonymous:
            return IDENTITY
        return RESOURCE

    @property
    def reason(self) -> str:
        """The decision in one sentence, worded as AWS words its own."""
        action = self.request.name
        if self.verdict == INVALID:
            return f"IAM does not accept the policy: {self.problems[0].message}"
        if self.verdict == EXPLICIT:
            layers = dict.fromkeys(match.layer for match in self.matched)
            where = f"in {' and '.join(_with_article(_NAMES[name]) for name in layers)}" if layers else "in some policy"
            return f"with an explicit deny {where}"
        if self.verdict == ALLOWED:
            return f"a policy allows the {action} action"
        if self.missing is not None:
            return f"because no {_NAMES[self.missing]} allows the {action} action"
        if self.verdict == PARTIAL:
            allowed, denied = (
                ", ".join(f"{hole.name} = {text}" for hole, text in each.filling) for each in self.witnesses
            )
            return f"some requests are allowed ({allowed}) and others denied ({denied})"
        unknown = ", ".join(self.unknowns)
        return f"it depends on {unknown}" if unknown else "what decides it is not known"


def _with_article(name: str) -> str:
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def answer_to(request: Request, policies: Policies) -> Answer:
    """What the layers say, for every filling of the holes."""
    layers = policies.layers
    denied = any_of(layer.denies(request) for _, layer in policies.all())
    if denied:
        return Answer(False, True)
    resource = layers.get(RESOURCE)
    if resource is None and request.sender is None and not request.anonymous:
        allowed = _own(request, layers)
    else:
        allowed = _joined(request, layers, resource)
    for level in policies.levels:
        allowed = both(allowed, level.allows(request))
    return Answer(allowed, denied)


def _capped(request: Request, layers: Mapping[str, Layer]) -> Tri:
    """Whether boundary and session policies leave room."""
    result: Tri = True
    for name in (BOUNDARY, SESSION):
        if name in layers:
            result = both(result, layers[name].allows(request))
    return result


def _own(request: Request, layers: Mapping[str, Layer]) -> Tri:
    """Whether the sender's own policies allow the request."""
    result = layers[IDENTITY].allows(request)
    return result if result is False else both(result, _capped(request, layers))


def _joined(request: Request, layers: Mapping[str, Layer], resource: Layer | None) -> Tri:
    """Own and resource-based policies together: in one account either is enough, across accounts both are needed.

    A grant to the role's ARN is capped by boundary and session policy, one to the session or a user is not; one to the
    account only hands the decision to that account's own policies. Of one to `*` the guide says that no boundary caps
    it, and nothing about session policies.
    """
    grant = resource.grants(request) if resource is not None else NOBODY
    if request.anonymous:
        return grant.everyone
    own = _own(request, layers)
    same = _same_account(request)
    session = SESSION not in layers or layers[SESSION].allows(request) or None
    uncapped = either(grant.direct, both(grant.everyone, session))
    inside = any_of((own, uncapped, both(grant.role, _capped(request, layers))))
    if same:
        return inside
    across = both(own, grant.any)
    if same is False:
        return across
    return inside if inside is across else None


def _same_account(request: Request) -> Tri:
    sender = request.sender
    if sender is None:
        return True
    if sender.account is None or not request.arn.fields:
        return None
    return equal(sender.account, request.arn.account)


def decide(request: Request, policies: Policies) -> Decision:
    """The decision on a request; one whose parts are not known is decided for all that they could be."""
    if policies.rejected:
        return Decision(INVALID, request, policies, None, (), policies.rejected)
    answer = answer_to(request, policies)
    verdict = answer.verdict
    if verdict == UNKNOWN:
        from slslint.iam.witness import told_apart

        return told_apart(request, policies, answer)
    return Decision(verdict, request, policies, answer)
