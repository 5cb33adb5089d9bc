"""Requests told apart: what a hole that every request fills anew could hold, and what is decided then."""

from collections.abc import Iterator
from itertools import islice, product

from slslint.iam.arn import Pieces, cut
from slslint.iam.evaluate import (
    ALLOWED,
    DENIALS,
    DENIED,
    PARTIAL,
    UNKNOWN,
    Answer,
    Decision,
    Policies,
    Witness,
    answer_to,
)
from slslint.iam.layer import Request
from slslint.values.glob import METHODS, Subject, hole_class, match, pattern_of
from slslint.values.value import Hole

FRESH = "zq9"
_MOST_METHODS, _MOST_TEXTS, _MOST_REQUESTS = 2, 24, 96


def told_apart(request: Request, policies: Policies, answer: Answer) -> Decision:
    """The decision on a request that could not be decided as one.

    Each method that a route takes is a request of its own, and all of them are tried. Of other texts some are: a fresh
    one, and those that the undecided policies spell out; one that is allowed and one that is denied prove Partial.
    Where not even the fresh one is decided, what the deployment fixes is in the way, and the search ends.
    """
    methods = [hole for hole in request.holes if hole.cls == "method"][:_MOST_METHODS]
    if methods:
        return _by_method(request, policies, answer, methods)
    holes = sorted(hole for hole in request.holes if hole.per_request)
    if answer.verdict != UNKNOWN or not holes:
        return Decision(answer.verdict, request, policies, answer)
    witnesses: dict[bool, Witness] = {}
    for combination in islice(_fillings(holes, request, policies), _MOST_REQUESTS):
        filling = dict(zip(holes, combination, strict=True))
        verdict = answer_to(request.filled(filling), policies.filled(filling)).verdict
        if verdict != UNKNOWN:
            witnesses.setdefault(verdict == ALLOWED, Witness(tuple(filling.items()), verdict))
        elif not witnesses:
            break
        if len(witnesses) == 2:
            return Decision(PARTIAL, request, policies, answer, (witnesses[True], witnesses[False]))
    return Decision(UNKNOWN, request, policies, answer)


def _fillings(holes: list[Hole], request: Request, policies: Policies) -> Iterator[tuple[str, ...]]:
    """Texts for the holes, a fresh one for each first of all."""
    fresh = [next((text for text in (FRESH, *hole_class(hole).words) if _belongs(text, hole)), None) for hole in holes]
    known = [text for text in fresh if text is not None]
    if len(known) == len(fresh):
        yield tuple(known)
    texts = _texts(request, policies)
    yield from product(*([text for text in texts if _belongs(text, hole)][:_MOST_TEXTS] for hole in holes))


def _by_method(request: Request, policies: Policies, answer: Answer, holes: list[Hole]) -> Decision:
    decisions: list[tuple[tuple[tuple[Hole, str], ...], Decision]] = []
    for combination in product(METHODS, repeat=len(holes)):
        filling = dict(zip(holes, combination, strict=True))
        one, those = request.filled(filling), policies.filled(filling)
        decisions.append((tuple(filling.items()), told_apart(one, those, answer_to(one, those))))
    verdicts = {decision.verdict for _, decision in decisions}
    allowed = next((Witness(filling, ALLOWED) for filling, each in decisions if each.verdict == ALLOWED), None)
    denied = next((Witness(filling, each.verdict) for filling, each in decisions if each.is_denied), None)
    if allowed and denied and all(hole.per_request for hole in holes):
        return Decision(PARTIAL, request, policies, answer, (allowed, denied))
    if len(verdicts) == 1 and PARTIAL not in verdicts:
        return Decision(verdicts.pop(), request, policies, answer)
    if verdicts <= set(DENIALS):
        return Decision(DENIED, request, policies, answer)
    partial = next(((filling, each) for filling, each in decisions if each.verdict == PARTIAL), None)
    if partial and all(hole.per_request for hole in holes):
        filling, inner = partial
        witnesses = tuple(Witness((*filling, *each.filling), each.verdict) for each in inner.witnesses)
        return Decision(PARTIAL, request, policies, answer, witnesses)
    return Decision(UNKNOWN, request, policies, answer)


def _texts(request: Request, policies: Policies) -> list[str]:
    """Texts to try: fresh ones, then the segments and the tails of the paths that undecided statements spell out."""
    texts: list[str] = [FRESH, f"{FRESH}/{FRESH}"]
    for _, layer in policies.all():
        for rule in layer.undecided(request):
            resources = rule.statement.resources
            for item in resources.items if resources else ():
                for option in item.options[:1]:
                    path = _path(option, request)
                    for star in (FRESH, ""):
                        segments = path.replace("*", star).replace("?", "z").split("/")
                        texts += segments
                        texts += ["/".join(segments[start:]) for start in range(len(segments))]
    return [text for text in dict.fromkeys(texts) if "${" not in text]


def _path(option: Pieces, request: Request) -> str:
    """The path of a policy's ARN, holes as `*`, if its API, stage and method may be the request's; else nothing.

    Where a `*` of theirs would have to reach into the path, no request that is meant would do.
    """
    own, other = cut(option, ":", 5), request.arn.parts
    if len(own) < 6 or len(other) < 6:
        return ""
    mine, theirs = cut(own[5], "/", 3), cut(other[5], "/", 3)
    if len(mine) < 4 or any(
        match(pattern_of(left), Subject(right)) is False for left, right in zip(mine[:3], theirs[:3], strict=False)
    ):
        return ""
    return "".join(piece if isinstance(piece, str) else "*" for piece in mine[3])


def _belongs(text: str, hole: Hole) -> bool:
    """Whether a hole may hold a text."""
    cls = hole_class(hole)
    fits = len(text) >= cls.least and (cls.most is None or len(text) <= cls.most)
    return text in cls.words or (fits and all(cls.holds(char) for char in text))
