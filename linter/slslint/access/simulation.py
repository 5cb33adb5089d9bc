"""Simulation: what IAM would answer a caller, for a route, for one request, or for any action on any resource."""

from collections.abc import Iterator
from functools import cached_property

from slslint.access.access import access_to
from slslint.access.caller import NAMED, Caller, pool_callers, role_caller
from slslint.access.matrix import Entry, judge
from slslint.access.named import roles_by_name
from slslint.access.target import Atoms, targets
from slslint.access.text import atoms_of, linked_reader
from slslint.iam.context import Entry as Key
from slslint.iam.evaluate import ALLOWED, DENIED, INVALID, PARTIAL, UNKNOWN, Decision, Match, decide
from slslint.iam.layer import Request
from slslint.iam.nearest import Miss, nearest
from slslint.iam.policy import PolicyDocument
from slslint.project.link import links_of
from slslint.service.route import Route
from slslint.service.service import Service
from slslint.source.node import SCALAR, Node
from slslint.values.value import Map, Value, constant


class Outcome:
    """The answer to one question: who asks (`caller`), what (`request`, and the route if it is one), the verdict."""

    def __init__(self, caller: Caller, request: str, decisions: tuple[Decision, ...], entry: Entry | None) -> None:
        self.caller = caller
        self.request = request
        self.decisions = decisions
        self.entry = entry

    @property
    def route(self) -> Route | None:
        """The route that was asked for; None for an action on a resource."""
        return self.entry.route if self.entry is not None else None

    @cached_property
    def verdict(self) -> str:
        """Allowed, ImplicitlyDenied, ExplicitlyDenied, Denied, Partial, Unknown or Invalid."""
        verdicts = {decision.verdict for decision in self.decisions}
        if len(verdicts) == 1:
            return verdicts.pop()
        if INVALID in verdicts:
            return INVALID
        if self.entry is not None and self.entry.is_denied:
            return DENIED
        return self.entry.verdict if self.entry is not None else UNKNOWN

    @property
    def matched(self) -> list[Match]:
        """The statements that made the decision, each once."""
        found = (match for decision in self.decisions for match in decision.matched)
        return list({id(match.rule.statement): match for match in found}.values())

    @cached_property
    def nearest(self) -> Miss | None:
        """Of a denial for lack of a grant, the statement that comes nearest to one."""
        return next((miss for decision in self.decisions if (miss := nearest(decision))), None)

    @property
    def reason(self) -> str:
        """Why, in one sentence."""
        if not self.decisions:
            return "the route's method or path is not known"
        if self.verdict == PARTIAL and self.entry is not None:
            return f"some requests are allowed and others denied: {self._examples(self.entry)}"
        telling = (decision for decision in self.decisions if decision.verdict == self.verdict)
        return next(telling, self.decisions[0]).reason

    def _examples(self, entry: Entry) -> str:
        if entry.witnesses:
            return ", ".join(f"{path} is {verdict}" for path, verdict in entry.witnesses)
        words = {ALLOWED: "is allowed", UNKNOWN: "is not known", PARTIAL: "is allowed in part"}
        by_method = zip(targets(entry.route), self.decisions, strict=True)
        return ", ".join(f"{target.method} {words.get(each.verdict, 'is denied')}" for target, each in by_method)


def on_route(
    caller: Caller, route: Route, asked: tuple[str, str] | None = None, resource: PolicyDocument | None = None
) -> Outcome:
    """What the caller may do on a route, or on one (method, path) of it."""
    entry = judge(route, caller, asked, resource)
    return Outcome(caller, " ".join(asked) if asked is not None else route.label, entry.decisions, entry)


def on_resource(caller: Caller, action: str, resource: Atoms, shown: str, policy: PolicyDocument | None) -> Outcome:
    """Whether the caller may do an action on a resource; `policy` is the resource's own."""
    request = Request(action, resource, caller.context, caller.sender if policy is not None else None)
    return Outcome(caller, f"{action} on {shown}", (decide(request, caller.policies_under(policy)),), None)


def caller_of(service: Service, name: str) -> Caller | None:
    """The role of that name as a caller: a role of an identity pool as the pool hands it out."""
    role = roles_by_name(service).get(name)
    if role is None:
        return None
    links = links_of(service)
    services = links.services if links is not None else (service,)
    handed = (caller for each in services for pool in each.identity_pools for caller in pool_callers(pool))
    found = next((caller for caller in handed if caller.role is role), None)
    return found if found is not None else role_caller(NAMED, role.name, role, role.at)


def known_callers(service: Service) -> Iterator[Caller]:
    """Everybody who is known to call the service's guarded routes, and other roles that may call one; each once."""
    access = access_to(service)
    callers = [*access.pool_callers, *(caller for _, caller, _ in access.needs)]
    callers += [caller for caller, _ in access.named]
    for caller in access.other_callers:
        entries = [access.entry(route, caller) for route in access.routes]
        if any(entry.is_allowed or entry.is_partial for entry in entries):
            callers.append(caller)
    seen: set[object] = set()
    for caller in callers:
        key = id(caller.role) if caller.role is not None else caller.name
        if key not in seen:
            seen.add(key)
            yield caller


def changed(
    caller: Caller, documents: tuple[PolicyDocument, ...], boundary: PolicyDocument | None, context: dict[str, Key]
) -> Caller:
    """The caller with more policies, another boundary, more known of the context of its requests."""
    if not (documents or boundary or context):
        return caller
    return Caller(
        caller.kind,
        caller.name,
        caller.at,
        caller.role,
        (*caller.documents, *documents),
        boundary or caller.boundary,
        caller.context.having(context),
        caller.related,
        caller.sender,
    )


def resource_in(service: Service, text: str) -> Atoms:
    """A resource's ARN as `Fn::Sub` would make it in the service's stack."""
    at = service.file.document.root or Node(SCALAR, service.file.document.file, 0, 0)
    node = Node(SCALAR, at.file, at.start, at.start, text)
    value = Value(Map({"Fn::Sub": (node, constant(node))}), node)
    return atoms_of(linked_reader(service)(value)) or (text,)
