"""Decisions with holes hold for every filling: random policies against the decision on what they become when filled."""

import os
import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from iam.policy_generator import Case, marker

DENIALS = {"ImplicitlyDenied", "ExplicitlyDenied", "Denied"}
CASES = int(os.environ.get("SLSLINT_IAM_CASES", "10000"))


def check(case: Case, fillings: int) -> str:
    """The decision, after holding it against some fillings."""
    decision = case.decide()
    for _ in range(fillings if decision.verdict != "Unknown" else 0):
        filling = case.filling()
        got = case.concrete(filling)
        if got in ("Unknown", "Partial"):
            continue
        if decision.verdict == "Denied":
            assert got in DENIALS, (case.case, filling, got)
        elif decision.verdict != "Partial":
            assert got == decision.verdict, (case.case, filling, got)
        for witness in decision.witnesses:
            one = {**filling, **{marker(hole): text for hole, text in witness.filling}}
            got = case.concrete(one)
            allowed = witness.verdict == "Allowed"
            assert got in ("Unknown", "Allowed") if allowed else got in {"Unknown", *DENIALS}, (case.case, one, got)
    return decision.verdict


def test_sound_over_seeded_cases():
    verdicts = Counter[str]()
    correlated = two_scopes = 0
    for seed in range(CASES):
        case = Case(random.Random(seed))
        verdicts[check(case, 2)] += 1
        correlated += case.correlated
        two_scopes += case.two_scopes
    assert correlated >= 0.3 * CASES
    assert two_scopes >= 0.15 * CASES
    assert verdicts["Unknown"] < 0.6 * CASES
    assert min(verdicts[each] for each in ("Allowed", "ImplicitlyDenied", "ExplicitlyDenied", "Partial")) > 0, verdicts


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_sound_over_any_case(rng):
    check(Case(rng), 2)
