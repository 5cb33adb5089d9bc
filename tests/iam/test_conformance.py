"""The known-answer cases: every complete one exactly, of those with holes none wrong and nearly all decided."""

import json
from collections import Counter

from conformance_sets import folder
from slslint.iam.requests import answers

FAMILY = {"Allowed": "ALLOWED", "Partial": "PARTIAL", "Unknown": "UNKNOWN"}


def cases(name: str) -> list[tuple[dict, dict]]:
    """Cases and our answers to them."""
    text = (folder("iam") / name).read_text(encoding="utf-8")
    shown = (answer.shown for answer in answers(text, name))
    return list(zip(map(json.loads, text.splitlines()), shown, strict=True))


def test_every_concrete_case():
    wrong = [(case["id"], answer) for case, answer in cases("concrete.jsonl") if answer["decision"] != case["expected"]]
    assert not wrong


def test_symbolic_cases():
    decided = Counter[bool]()
    for case, answer in cases("symbolic.jsonl"):
        found = FAMILY.get(answer["decision"], "DENIED")
        assert found in case["acceptable"], (case["id"], answer)
        if case["class"] != "mixed":
            decided[found != "UNKNOWN"] += 1
    assert decided[True] >= 0.9 * decided.total()


def test_answers_name_what_decided():
    for case, answer in cases("concrete.jsonl"):
        assert answer["id"] == case["id"]
        if answer["decision"] in ("Allowed", "ExplicitlyDenied"):
            assert answer["matched"], case["id"]
            effect = "Allow" if answer["decision"] == "Allowed" else "Deny"
            assert {match["effect"] for match in answer["matched"]} == {effect}
