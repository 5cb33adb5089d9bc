"""The decision on complete requests against a second, plain implementation of what IAM documents."""

import json
import random
from fnmatch import fnmatchcase

from iam.policy_generator import NODE, Case
from slslint.iam.requests import decided


def glob(pattern: str, text: str) -> bool:
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def resource_matches(pattern: str, arn: str) -> bool | None:
    """None where the guides do not say."""
    if pattern == "*":
        return True
    own, other = pattern.split(":", 5), arn.split(":", 5)
    if own[0] != "arn" or len(own) < 6:
        return None
    return all(glob(left, right) for left, right in zip(own, other, strict=True))


def listed(entry: object) -> list[str]:
    return entry if isinstance(entry, list) else [entry]  # type: ignore[list-item]


def applies(statement: dict, action: str, arn: str) -> bool | None:
    for key, test in (
        ("Action", lambda each: glob(each.lower(), action.lower())),
        ("Resource", lambda each: resource_matches(each, arn)),
    ):
        negated = f"Not{key}" in statement
        results = [test(each) for each in listed(statement[f"Not{key}" if negated else key])]
        if None in results:
            return None
        if any(results) is negated:
            return False
    return True


def expected(case: dict) -> str | None:
    """The verdict of identity-based policies; None where the guides do not say."""
    request = case["request"]
    effects = set()
    for document in case["identityPolicies"]:
        for statement in document["Statement"]:
            result = applies(statement, request["action"], request["resource"])
            if result is None:
                return None
            if result:
                effects.add(statement["Effect"])
    return "ExplicitlyDenied" if "Deny" in effects else "Allowed" if "Allow" in effects else "ImplicitlyDenied"


def test_identity_policies():
    compared = 0
    for seed in range(3000):
        generated = Case(random.Random(f"reference {seed}"))
        text = generated.text
        for hole, filled in generated.filling().items():
            text = text.replace(hole, filled)
        case = {key: each for key, each in json.loads(text).items() if key in ("request", "identityPolicies")}
        del case["request"]["principal"]
        if "Condition" in text or "${" in text or (want := expected(case)) is None:
            continue
        compared += 1
        assert decided(case, NODE).verdict == want, case
    assert compared > 1000
