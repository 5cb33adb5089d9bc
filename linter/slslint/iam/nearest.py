"""The nearest miss: of the statements that do not allow a request, the one that lacks least, and what it lacks."""

from collections.abc import Iterator
from typing import NamedTuple

from slslint.iam.arn import Pieces, cut, is_made
from slslint.iam.evaluate import DENIALS, EXPLICIT, Decision
from slslint.iam.layer import Request, Rule
from slslint.iam.policy import Item
from slslint.source.pointer import Pointer
from slslint.values.glob import Subject, match, pattern_of, show
from slslint.values.value import Hole

# How far apart a difference in each part sets a statement from a request.
_WEIGHTS = {
    "service": 8,
    "partition": 4,
    "API": 3,
    "account": 2,
    "region": 2,
    "action": 2,
    "condition": 1,
    "method": 1,
    "stage": 1,
    "path": 1,
}
_HEAD = ("", "partition", "service", "region", "account")
_TAIL = ("API", "stage", "method", "path")


class Difference(NamedTuple):
    """A part in which a statement and a request differ, as each has it."""

    part: str
    written: str
    requested: str

    def __str__(self) -> str:
        if self.part == "condition":
            return "its condition does not hold"
        return f"its {self.part} is `{self.written}`, the request's `{self.requested}`"


class Miss(NamedTuple):
    """A statement that comes near: the layer it is of, its item, and the differences, the gravest first."""

    layer: str
    rule: Rule
    item: Item | None
    differences: tuple[Difference, ...]

    @property
    def at(self) -> Pointer:
        """The place to edit: the resource item, else the statement."""
        return self.item.cursor.value_at if self.item is not None else self.rule.statement.at

    def __str__(self) -> str:
        name = self.rule.document.name
        where = f"statement {self.rule.statement.number}{f' of {name}' if name else ''}"
        return f"{where} comes nearest: {', '.join(map(str, self.differences))}"


def nearest(decision: Decision) -> Miss | None:
    """The Allow that comes nearest to a request that is denied for lack of one; None for other decisions."""
    if decision.verdict not in DENIALS or decision.verdict == EXPLICIT:
        return None
    layer = decision.missing or "identity"
    layers = [each for name, each in decision.policies.all() if name == layer]
    misses = [
        Miss(layer, rule, item, tuple(sorted(differences, key=lambda each: -_WEIGHTS[each.part])))
        for each in layers
        for rule in each.rules
        if rule.statement.effect == "Allow"
        for item, differences in _misses(rule, decision.request)
        if differences
    ]
    return min(misses, key=_distance, default=None)


def _distance(miss: Miss) -> tuple[int, int]:
    """How far a miss is off: by the weight of its parts, then by how early they differ."""
    return (
        sum(_WEIGHTS[each.part] for each in miss.differences),
        -sum(_alike(each.written, each.requested) for each in miss.differences),
    )


def _alike(one: str, other: str) -> int:
    """How many characters two texts share at their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (left, right) in pairs if left != right), min(len(one), len(other)))


def _misses(rule: Rule, request: Request) -> Iterator[tuple[Item | None, list[Difference]]]:
    """For each resource of a statement what it lacks; nothing for one that is about other things altogether."""
    resources, actions = rule.statement.resources, rule.statement.actions
    common: list[Difference] = []
    if rule.action(request.action) is False:
        item = next((each for each in actions.items if each.text), None) if actions and not actions.negated else None
        if item is None or item.text is None or not _is_about(rule, request.service):
            return
        common.append(Difference("action", item.text, request.name))
    if rule.condition(request) is False:
        common.append(Difference("condition", "", ""))
    if resources is None or resources.negated:
        yield None, common
        return
    for item in resources.items:
        if len(item.options) != 1:
            continue
        missed = rule.target(item, request)
        differences = [] if missed is not False else _compared(item.options[0], request)
        if missed is not False or differences:
            yield item, [*common, *differences]


def _is_about(rule: Rule, service: str) -> bool:
    """Whether a statement with other actions names an ARN of the service all the same."""
    resources = rule.statement.resources
    texts = [option[0] for item in (resources.items if resources else ()) for option in item.options if option]
    return any(isinstance(text, str) and text.split(":")[2:3] == [service] for text in texts)


def _of_two_apis(own: Pieces, other: Pieces) -> bool:
    made = [piece for pieces in (own, other) for piece in pieces if isinstance(piece, Hole) and is_made(piece)]
    return len(own) == len(other) == 1 and len(set(made)) == 2


def _compared(option: Pieces, request: Request) -> list[Difference]:
    """The fields in which an ARN that a policy writes and the request's differ; none where they cannot be compared."""
    own, other = cut(option, ":", 5), request.arn.parts
    if own[0] != ("arn",) or not request.arn.fields:
        return []
    own += [("*",)] * (6 - len(own))
    differences = [
        Difference(_HEAD[index], show(own[index]), show(other[index]))
        for index in range(1, 5)
        if match(pattern_of(own[index]), Subject(other[index])) is False
    ]
    mine, theirs = cut(own[5], "/", 3), cut(other[5], "/", 3)
    mine += [("*",) if mine[-1] and mine[-1][-1] == "*" else ()] * (4 - len(mine))
    tail = [
        Difference(part, show(left), show(right))
        for part, left, right in zip(_TAIL, mine, theirs, strict=False)
        if match(pattern_of(left), Subject(right)) is False or _of_two_apis(left, right)
    ]
    if not tail and not differences:
        tail = [Difference("path", show(own[5]), show(other[5]))]
    return differences + tail
