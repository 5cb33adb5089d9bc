"""The matrix: what every caller may do on every `aws_iam` route."""

from collections.abc import Iterable
from typing import NamedTuple

from slslint.access.caller import Caller
from slslint.access.resource_policy import may_be_private, resource_policy
from slslint.access.target import path_atoms, targets
from slslint.iam.arn import Arn
from slslint.iam.evaluate import ALLOWED, PARTIAL, UNKNOWN, Decision, decide
from slslint.iam.layer import Request
from slslint.iam.policy import PolicyDocument
from slslint.iam.policy import Statement as PolicyStatement
from slslint.memo import once
from slslint.service.route import AWS_IAM, HTTP, Route
from slslint.service.service import Service

DENIED = "Denied"


class Entry(NamedTuple):
    """What one caller may do on one route: Allowed, Denied, Partial or Unknown, over all methods that it answers to."""

    route: Route
    caller: Caller
    verdict: str
    decisions: tuple[Decision, ...]

    @property
    def is_denied(self) -> bool:
        return self.verdict == DENIED

    @property
    def is_allowed(self) -> bool:
        return self.verdict == ALLOWED

    @property
    def is_partial(self) -> bool:
        return self.verdict == PARTIAL

    @property
    def witnesses(self) -> tuple[tuple[str, str], ...]:
        """Of a partial decision, requests that prove it: (path, `allowed` or `denied`)."""
        found: list[tuple[str, str]] = []
        for decision in self.decisions:
            for witness in decision.witnesses:
                filling = dict(witness.filling)
                path = "".join(
                    atom if isinstance(atom, str) else filling.get(atom, "…") for atom in path_atoms(self.route)
                )
                found.append((path, "allowed" if witness.verdict == ALLOWED else "denied"))
        return tuple(found)

    @property
    def undecided(self) -> tuple[PolicyStatement, ...]:
        """The statements that apply to some of the requests."""
        return tuple(match.rule.statement for decision in self.decisions for match in decision.undecided)

    @property
    def is_personal(self) -> bool:
        """Whether a policy variable gives each user a part of their own."""
        options = (option for statement in self.undecided for option in statement.options())
        return any(isinstance(atom, str) and "${" in atom for option in options for atom in option)


def judge(
    route: Route, caller: Caller, asked: tuple[str, str] | None = None, resource: PolicyDocument | None = None
) -> Entry:
    """The decision on all requests of a route, or on the one that is `asked` (method, path), sent by a caller.

    `resource` stands in for the API's resource policy. Without any the caller is of the API's own account.
    """
    service, context = route.function.service, caller.context
    if route.kind == HTTP:
        resource = resource or resource_policy(service)
        context = caller.private_context if may_be_private(service) else context
    policies, sender = caller.policies_under(resource), caller.sender if resource is not None else None
    requests = _requests(service, route) if asked is None else _compiled(route, asked)
    decisions = tuple(decide(Request(action, arn, context, sender), policies) for action, arn in requests)
    return Entry(route, caller, _joined(decisions), decisions)


@once
def _requests(service: Service, route: Route) -> tuple[tuple[str, Arn], ...]:
    """The action and the ARN of each request of a route: the same for every caller."""
    del service
    return _compiled(route, None)


def _compiled(route: Route, asked: tuple[str, str] | None) -> tuple[tuple[str, Arn], ...]:
    return tuple((target.action, Arn(target.arn)) for target in targets(route, asked))


def _joined(decisions: tuple[Decision, ...]) -> str:
    if not decisions:
        return UNKNOWN
    if all(each.is_denied for each in decisions):
        return DENIED
    verdicts = {each.verdict for each in decisions}
    if verdicts == {ALLOWED}:
        return ALLOWED
    some_allowed = ALLOWED in verdicts or PARTIAL in verdicts
    some_denied = PARTIAL in verdicts or any(each.is_denied for each in decisions)
    return PARTIAL if some_allowed and some_denied else UNKNOWN


def iam_routes(routes: Iterable[Route]) -> tuple[Route, ...]:
    """The routes that IAM guards."""
    return tuple(route for route in routes if route.authorization == AWS_IAM)
