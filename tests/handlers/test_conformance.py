"""Known answers: the measured event loop cases, and the handlers of the conformance services."""

import json
from pathlib import Path
from typing import Any

import pytest
from conformance_sets import FOLDER, absent, cases, folder
from handlers.services import expected, judged
from slslint.handlers.function import FOUND
from slslint.handlers.handlers import Handlers
from slslint.handlers.verdicts import judge
from slslint.workspace import Workspace

KINDS = {"callback-on-node24": "callback-removed"}
JUDGED = {
    "handler-not-found",
    "export-not-found",
    "callback-removed",
    "event-loop-wait",
    "event-loop-misspelled",
    "event-loop-useless",
    "event-loop-flag-unset",
    "unguarded-json-parse",
    "unanswered-request",
    "malformed-response",
    "import-not-found",
}
# What the measured cases are about; other verdicts on these toy handlers are no concern of theirs.
OF_THE_LOOP = {"event-loop-wait", "event-loop-misspelled", "event-loop-useless", "callback-removed"}


def truth() -> list[Any]:
    path = FOLDER / "event-loop" / "truth.json"
    if not path.is_file():
        return absent("event-loop")
    return [pytest.param(case, id=case["file"]) for case in json.loads(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("case", truth())
def test_event_loop(case: dict[str, Any]) -> None:
    root = folder("event-loop")
    handlers = Handlers(Workspace(str(root)))
    name, dot, _ = case["file"].rpartition(".")
    located = handlers.locate(str(root), f"{name}{dot}{case['handler']}", case["runtime"])
    facts = handlers.facts(located, str(root))
    assert facts.status == FOUND, facts.why
    said = {verdict.rule for verdict in judge(facts, case["runtime"])} & OF_THE_LOOP
    due = {KINDS.get(kind, kind) for kind in case["expected"]}
    allowed = due | {KINDS.get(kind, kind) for kind in case["acceptable"]}
    assert due <= said, f"missed, though {case['why']}"
    assert said <= allowed, f"false alarm, for {case['why']}"


NODE_SERVICES = ("034", "035", "036", "038", "039", "044", "055", "056", "062", "064")


@pytest.mark.parametrize("root", [each for each in cases("services") if str(each.id)[:3] in (*NODE_SERVICES, "abs")])
def test_services(root: Path) -> None:
    wanted = expected(root)
    found = list(judged(root))
    due = [each for each in wanted["expected"] if each["name"] in JUDGED]
    for each in due:
        places = [(each["file"], each["line"]), *((other["file"], other["line"]) for other in each["also_at"])]
        assert any(
            seen.rule == each["name"] and (seen.line is None or (seen.file, seen.line) in places) for seen in found
        ), f"missed: {each}"
    names = [each["name"] for each in due]
    advice = {"event-loop-flag-unset", "event-loop-useless", "unguarded-json-parse"}
    for seen in {(seen.rule, seen.file, seen.line) for seen in found}:
        assert seen[0] in names or (seen[0] in advice), f"false alarm: {seen}"
    assert wanted["must_not"] == "*" or not {seen.rule for seen in found} & set(wanted["must_not"])


def test_places_of_the_wait() -> None:
    root = folder("services") / "038-event-loop"
    seen = next(each for each in judged(root) if each.function == "wait")
    assert seen.verdict is not None
    assert [(place.file.path.rpartition("/")[2], place.line) for place, _ in seen.verdict.related] == [
        ("db.js", 4),
        ("wait.js", 5),
    ], "the handle and its use"


def test_missing_connections_grant_is_seen() -> None:
    root = folder("services") / "034-websocket-custom-role"
    handlers = Handlers(Workspace(str(root)))
    facts = handlers.facts(handlers.locate(str(root), "src/send.handler", "nodejs22.x"), str(root))
    assert [place.line for place in facts.connections] == [7]
