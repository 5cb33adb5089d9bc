"""Requests as JSON Lines: cases in, decisions out, for `simulate --requests`.

A case has `identityPolicies`, `resourcePolicy`, `boundary`, `sessionPolicy`, `scp`, and a `request` with `principal`,
`action`, `resource` and `context`, whose keys are all that the request has. A part that is not known is written
`{{d:name|class}}` where the deployment fixes it, `{{r:name|class}}` where each request does.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from slslint.iam.context import Context, Entry
from slslint.iam.evaluate import DENIALS, DENIED, INVALID, Decision, Policies, decide
from slslint.iam.layer import Request
from slslint.iam.nearest import nearest
from slslint.iam.plain import is_deep, value_of
from slslint.iam.policy import PolicyDocument, read_policy
from slslint.source.file import SourceFile
from slslint.source.node import SCALAR, Node
from slslint.values.cursor import Cursor
from slslint.values.glob import atoms_of
from slslint.values.value import Atom, Hole, Known, Text, text_of

_KINDS = {
    "identityPolicies": "identity",
    "boundary": "identity",
    "sessionPolicy": "session",
    "scp": "identity",
    "resourcePolicy": "resource",
}


class CaseError(ValueError):
    """A line that is no case; the text says why."""


class Answer(NamedTuple):
    """What is said to one line: `shown` is the decision as JSON writes it, `expected` what the case wants it to be.

    `problem` says why a line is no case; its decision is Invalid.
    """

    shown: dict[str, Any]
    expected: "Expectation | None" = None
    problem: str = ""

    @property
    def differs(self) -> bool:
        """Whether the decision is not the one that the case expects."""
        return self.expected is not None and not self.expected.meets(self.shown["decision"])


def answers(text: str, path: str = "-") -> Iterator[Answer]:
    """The answer to each line of a JSON Lines text that is not empty, in order; `path` names the text in places."""
    file = SourceFile(path, text)
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            node = Node(SCALAR, file, at, at + len(line), line)
            yield _answer(line, node, number)
        at += len(line) + 1


class Expectation:
    """The decisions that a case expects, one of them."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words

    def __str__(self) -> str:
        return " or ".join(self.words)

    def meets(self, decision: str) -> bool:
        """Whether a decision is one of them; `Denied` is any denial."""
        words = {word.lower() for word in self.words}
        return decision.lower() in words or (DENIED.lower() in words and decision in DENIALS)


def _expectation(case: dict[str, Any]) -> Expectation | None:
    """What a case expects, under `expect` or `expected`, or as `acceptable`; None where it says nothing."""
    given = next((case[key] for key in ("expect", "expected", "acceptable") if key in case), None)
    words = cast("list[Any]", given if isinstance(given, list) else [given])
    return Expectation(tuple(map(str, words))) if given is not None else None


def _answer(line: str, at: Node, number: int) -> Answer:
    case: dict[str, Any] = {}
    try:
        case, repeated = _loaded(line)
        decision = decided(case, at)
    except CaseError as problem:
        said = f"line {number}: {problem}"
        return Answer(_invalid(case.get("id"), said), _expectation(case), said)
    if repeated:
        said = f"line {number}: the key `{repeated}` stands twice in one object"
        return Answer(_invalid(case.get("id"), said), _expectation(case))
    return Answer({"id": case.get("id"), **_rendered(decision)}, _expectation(case))


def _invalid(name: Any, reason: str) -> dict[str, Any]:
    return {"id": name, "decision": INVALID, "matched": [], "reason": reason}


def _loaded(line: str) -> tuple[dict[str, Any], str]:
    """The case on a line, and the first key that stands twice in one of its objects: IAM refuses such a policy."""
    repeated: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            seen: set[str] = set()
            repeated.extend(key for key, _ in pairs if key in seen or seen.add(key))
        return found

    try:
        case = json.loads(line, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise CaseError(f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}, column {error.colno}") from None
    except (ValueError, RecursionError) as error:
        raise CaseError(str(error) if isinstance(error, ValueError) else "nested too deep") from None
    if not isinstance(case, dict):
        raise CaseError("a case is an object with a `request`")
    if is_deep(case):
        raise CaseError("nested too deep")
    return cast("dict[str, Any]", case), next(iter(repeated), "")


def decided(case: dict[str, Any], at: Node) -> Decision:
    """The decision on a case; its parts stand at `at`. Raises CaseError."""
    request: Any = case.get("request")
    if not isinstance(request, dict):
        raise CaseError("a case is an object with a `request`")
    request = cast("dict[str, Any]", request)
    for key in ("action", "resource"):
        if not isinstance(request.get(key), str):
            raise CaseError(f"`request.{key}` is a text")
    principal = request.get("principal")
    if principal is not None and not isinstance(principal, str):
        raise CaseError("`request.principal` is an ARN, or null for a request that nobody signed")
    anonymous = "principal" in request and principal in (None, "*")
    return decide(
        Request(
            request["action"],
            _atoms(request["resource"]),
            _context(request.get("context")),
            None if anonymous or principal is None else _atoms(principal),
            anonymous,
        ),
        Policies(
            _documents(case, "identityPolicies", at),
            next(iter(_documents(case, "boundary", at)), None),
            _documents(case, "sessionPolicy", at),
            [level] if (level := _documents(case, "scp", at)) else [],
            next(iter(_documents(case, "resourcePolicy", at)), None),
        ),
    )


def _documents(case: dict[str, Any], key: str, at: Node) -> list[PolicyDocument]:
    """The policies under a key: a list of them, or one."""
    given = case.get(key)
    if given is None:
        return []
    kind = _KINDS[key]
    if isinstance(given, list):
        return [
            read_policy(Cursor(value_of(each, at, holed), f"{key}.{index}", at), kind, f"{key}.{index}")
            for index, each in enumerate(cast("list[Any]", given))
        ]
    return [read_policy(Cursor(value_of(given, at, holed), key, at), kind, key)]


def _context(given: Any) -> Context:
    if given is not None and not isinstance(given, dict):
        raise CaseError("`request.context` is an object")
    entries: dict[str, Entry] = {}
    for key, values in cast("dict[str, Any]", given or {}).items():
        many = isinstance(values, list)
        texts = cast("list[Any]", values) if many else [values]
        entries[key] = Entry(True, tuple(_atoms(_text(each)) for each in texts), many=many)
    return Context(entries, True)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def holed(text: str) -> Known | Text:
    """Literal text and the holes written in it as `{{d:name|class}}` or `{{r:name|class}}`."""
    atoms: list[Atom] = []
    at = 0
    while (start := text.find("{{", at)) >= 0 and (end := text.find("}}", start)) >= 0:
        mark, colon, rest = text[start + 2 : end].partition(":")
        name, bar, cls = rest.rpartition("|")
        if mark in ("d", "r") and colon and bar and name:
            atoms += [text[at:start], Hole(name, cls, "", mark == "r")]
        else:
            atoms.append(text[at : end + 2])
        at = end + 2
    return text_of([*atoms, text[at:]])


def _atoms(text: str) -> tuple[Atom, ...]:
    return atoms_of(holed(text)) or ()


def _rendered(decision: Decision) -> dict[str, Any]:
    miss = nearest(decision)
    reason = decision.reason if miss is None else f"{decision.reason}; {miss}"
    return {
        "decision": decision.verdict,
        "matched": [
            {
                "policy": match.rule.document.name,
                "statement": match.rule.statement.number,
                "effect": match.rule.statement.effect,
                "file": match.rule.statement.at.file.path,
                "line": match.rule.statement.at.line,
            }
            for match in decision.matched
        ],
        "reason": reason,
    }
