"""Glob matching: must holds for every filling, may for each that matches; checked against enumeration."""

import random
import time
from fnmatch import fnmatchcase
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slslint.values.glob import CLASSES, Exact, Pattern, Subject, covers, match, may, must, pattern_of
from slslint.values.value import Hole

FILLS = {
    "region": ("a", "b-1"),
    "acct": ("1" * 12, "012345678901"),
    "apiid": ("a", "ab", "1"),
    "stage": ("a", "B", "$default"),
    "seg": ("a", "b", "ab", "*", "?"),
    "path": ("a", "b", "a/b", "/", "*"),
    "value": ("a", "b", "*"),
    "values": ("a", "b/a", "*"),
    "any": ("", "a", "b", "a/b", ":", "*", "?a"),
    "method": ("GET", "PUT"),
    "partition": ("aws", "aws-cn"),
}


def glob(pattern: str, text: str) -> bool:
    """An independent matcher: fnmatch, with what it treats specially and IAM does not taken out of its reach."""
    hide = {"[": "\x01", "]": "\x02", "*": "\x03", "?": "\x04"}
    hidden = text.translate({ord(char): other for char, other in hide.items()})
    return fnmatchcase(hidden, pattern.translate({ord("["): "\x01", ord("]"): "\x02"}))


def escaped(text: str) -> str:
    return text.replace("*", "\x03").replace("?", "\x04")


def fill(atoms, filling, pattern_side):
    """The string under a filling. On the pattern's side a deployed hole's text is a pattern, a request's is literal."""
    out = []
    for atom in atoms:
        if not isinstance(atom, Hole):
            out.append(escaped(atom.text) if isinstance(atom, Exact) else atom)
        else:
            text = filling[atom]
            out.append(escaped(text) if pattern_side and atom.per_request else text)
    return "".join(out)


HOLES = [Hole(f"{cls}{n}", cls, per_request=bool(n)) for cls in CLASSES for n in (0, 1)]


def random_atoms(rng, holes, wild):
    alphabet = "ab/:1-GET$" + ("**??" if wild else "*")
    atoms = []
    for _ in range(rng.randrange(1, 5)):
        if rng.random() < 0.4:
            atoms.append(rng.choice(holes))
        else:
            atoms.append("".join(rng.choice(alphabet) for _ in range(rng.randrange(1, 4))))
    return tuple(atoms)


def check(pattern, subject):
    """No unsound answer; returns the answer and what the fillings say."""
    used = {atom for atom in (*pattern, *subject) if isinstance(atom, Hole)}
    in_subject = {atom for atom in subject if isinstance(atom, Hole)}
    holes = sorted(used)
    texts = [
        # what a request names holds no wildcard
        [text for text in FILLS[hole.cls] if hole not in in_subject or not set(text) & {"*", "?"}]
        for hole in holes
    ]
    answer = match(pattern_of(pattern), Subject(subject))
    truths = set()
    for texts_now in product(*texts):
        filling = dict(zip(holes, texts_now, strict=True))
        truth = glob(fill(pattern, filling, True), fill(subject, filling, False))
        truths.add(truth)
        assert answer is None or answer is truth, (pattern, subject, filling)
    return answer, truths


@pytest.mark.parametrize("seed", range(4))
def test_sound_against_enumeration(seed):
    rng = random.Random(seed)
    decided = decidable = 0
    for _ in range(700):
        holes = rng.sample(HOLES, 3)
        answer, truths = check(random_atoms(rng, holes, True), random_atoms(rng, holes, False))
        decidable += len(truths) == 1
        decided += answer is not None
    assert decided >= 0.8 * decidable


def test_every_short_pattern_over_two_letters():
    hole = Hole("h", "seg", per_request=True)
    letters = ["a", "/", "*", "?", hole]
    subjects = [tuple(s) for n in range(1, 4) for s in product(["a", "/", hole], repeat=n)]
    for pattern in (tuple(p) for n in range(4) for p in product(letters, repeat=n)):
        for subject in subjects:
            check(pattern, subject)


@settings(max_examples=300, deadline=None)
@given(st.text("ab*?/[]", max_size=12), st.text("ab/[]*?", max_size=12))
def test_literal_strings_match_exactly(pattern, text):
    hidden = pattern.translate({ord("["): "\x01", ord("]"): "\x02"})
    assert match(Pattern((pattern,)), Subject((text,))) is fnmatchcase(
        text.translate({ord("["): "\x01", ord("]"): "\x02"}), hidden
    )


@pytest.mark.parametrize(
    ("pattern", "subject", "expected"),
    [
        (("*",), (Hole("x"),), True),
        (("users/?*",), ("users/", Hole("id", "seg")), True),
        (("users/?*",), ("users/", Hole("id", "any")), None),
        (("users/*?/x",), ("users/", Hole("id", "seg"), "/x"), True),
        (("users/?",), ("users/", Hole("id", "seg")), None),
        (("users/*/toys",), ("users/", Hole("id", "seg")), False),
        (("users/*/toys",), ("users/", Hole("p", "path")), None),
        ((Hole("api", "apiid"), "/prod/*"), (Hole("api", "apiid"), "/prod/GET/a"), True),
        ((Hole("api", "apiid"), "/prod/*"), (Hole("api", "apiid", scope="other"), "/prod/GET/a"), None),
        ((Hole("api", "apiid"), "/dev/*"), (Hole("api", "apiid"), "/prod/GET/a"), False),
        (("users/{id}",), ("users/", Hole("id", "value")), False),
        (("{proxy+}",), (Hole("proxy", "values"),), False),
        ((Hole("p", "path", per_request=True), "/*"), (Hole("p", "path", per_request=True),), False),
        ((Hole("api"), "/dev/*"), (Hole("api"), "/prod/GET/a"), False),
        (("111122223333",), (Hole("account", "acct"),), None),
        (("1111",), (Hole("account", "acct"),), False),
        (("????????????",), (Hole("account", "acct"),), None),
        (("$*",), (Hole("stage", "stage"),), None),
        (("$connect",), (Hole("stage", "stage"),), False),
        ((Exact("*"),), ("ab",), False),
        ((Exact("*"),), ("*",), True),
        (("",), ("",), True),
        (("*?*",), ("",), False),
    ],
)
def test_examples(pattern, subject, expected):
    assert match(Pattern(pattern), Subject(subject)) is expected


def test_text_from_the_private_planes_is_no_hole():
    hole = Hole("x", "seg")
    Pattern((hole,))
    char = Subject((hole,)).text
    assert match(Pattern((hole,)), Subject((char,))) is not True
    assert match(Pattern((char,)), Subject((char,))) is True


def test_covers():
    assert covers(("arn:*",), ("arn:aws:*",))
    assert covers(("a*",), ("a?",))
    assert not covers(("arn:aws:*",), ("arn:*",))
    assert not covers(("a?",), ("a*",))


def test_no_backtracking_on_hostile_patterns():
    started = time.process_time()
    text = Subject(("a" * 10_000,))
    holed = Subject(("a" * 9_000, Hole("x", "seg"), "a" * 1_000))
    for pattern in (Pattern(("*a" * 2_000 + "*b",)), Pattern(("*?a" * 2_000 + "*b",)), Pattern(("?*" * 5_000 + "b",))):
        assert not must(pattern, text)
        assert not may(pattern, text)
        assert not may(pattern, holed) or not must(pattern, holed)
    assert time.process_time() - started < 10
