"""What the framework itself makes of small services, measured with versions 3 and 4, against what slslint makes."""

import json
from pathlib import Path
from typing import Any

import pytest
from slslint.variables import Configuration
from slslint.variables.render import render
from variables.services import configure

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("measured.json").read_text(encoding="utf-8"))["cases"]

# Where version 4 fails and slslint does not: sources that are not needed are not looked at, and names that could be
# anything are left to others.
SILENT = {
    ("unknown source that is not reached", "4"),
    ("capital source", "4"),
    ("foreign around", "4"),
    ("fallback in braces", "4"),
}
ERRORS = ("variable-missing", "variable-malformed", "variable-cycle", "variable-unknown-source", "policy-variable")


def service(case: dict[str, Any], version: str | None) -> tuple[Configuration, str | None]:
    stage = case["options"].get("stage")
    configuration = configure(
        case["text"],
        case["files"],
        version=version,
        stages=(stage,) if stage else (),
        env=case["env"],
        env_complete=True,
    )
    return configuration, stage or configuration.default_stage


def is_wrong(configuration: Configuration, stage: str | None) -> bool:
    """Whether slslint finds what stops the framework."""
    problems = [problem for stages, problem in configuration.problems if stage in stages]
    return any(problem.kind in (*ERRORS, "syntax", "file-refused") for problem in problems)


def agrees(ours: Any, theirs: Any) -> bool:
    """Whether what slslint knows is what the framework says; what it leaves as it is written is not known."""
    if isinstance(ours, str) and "${" in ours:
        return True
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(agrees(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(agrees, ours, theirs))
    return type(ours) is type(theirs) and ours == theirs


@pytest.mark.parametrize("version", ["3", "4"])
@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_as_the_framework(case: dict[str, Any], version: str) -> None:
    configuration, stage = service(case, version)
    measured = case[version]
    if "resolved" in measured:
        theirs = measured["resolved"]
        if version == "4":
            theirs = settled(theirs, stage)
        ours = render(configuration.resolve(stage), otherwise=True)
        assert (settled(ours, stage) if version == "4" else ours) == theirs
        assert not is_wrong(configuration, stage)
    else:
        assert is_wrong(configuration, stage) != ((case["name"], version) in SILENT)


def settled(data: Any, stage: str | None) -> Any:
    """The configuration without the parameters of other stages, which version 4 leaves alone."""
    rooms = {room: data[room] for room in ("params", "stages") if room in data}
    kept = {room: {key: each[key] for key in each if key in (stage, "default")} for room, each in rooms.items()}
    return data | kept


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_under_either_version_only_what_both_agree_on(case: dict[str, Any]) -> None:
    configuration, stage = service(case, None)
    both = [case["3"], case["4"]]
    if any("resolved" in measured for measured in both):
        assert not is_wrong(configuration, stage)
    ours = settled(render(configuration.resolve(stage)), stage)
    for measured in both:
        if "resolved" in measured:
            assert agrees(ours, settled(measured["resolved"], stage))
