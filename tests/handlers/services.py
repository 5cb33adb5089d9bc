"""The Node and Python functions of the conformance services, read with little more than a YAML loader."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from slslint.handlers.function import FOUND, MISSING
from slslint.handlers.handlers import Handlers
from slslint.handlers.locate import CASE_DIFFERS, BuildContext
from slslint.handlers.locate import MISSING as NO_FILE
from slslint.handlers.verdicts import Verdict, judge
from slslint.workspace import Workspace


class Loader(yaml.SafeLoader):
    pass


Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


class Seen(NamedTuple):
    function: str
    rule: str
    file: str
    line: int | None
    verdict: Verdict | None


def judged(root: Path) -> Iterator[Seen]:
    """What the verdicts say of a service's handlers; a missing file or export has no line."""
    service = yaml.load((root / "serverless.yml").read_text(encoding="utf-8"), Loader)
    functions = service["functions"]
    if isinstance(functions, str):
        functions = yaml.load((root / "functions" / "all.yml").read_text(encoding="utf-8"), Loader)
    workspace = Workspace(str(root))
    handlers = Handlers(workspace)
    provider, package = service["provider"], service.get("package") or {}
    for name, function in functions.items():
        build = BuildContext(
            artifact=bool(package.get("artifact") or (function.get("package") or {}).get("artifact")),
            image="image" in function,
            module=function.get("module") or "",
            layers="layers" in function,
        )
        runtime = function.get("runtime") or provider["runtime"]
        located = handlers.locate(str(root), function.get("handler") or "", runtime, build)
        if located.status in (NO_FILE, CASE_DIFFERS):
            yield Seen(name, "handler-not-found", "", None, None)
            continue
        facts = handlers.facts(located, str(root))
        if facts.status == MISSING:
            yield Seen(name, "export-not-found", "", None, None)
        if facts.status != FOUND:
            continue
        kinds = {kind for event in function.get("events") or [] for kind in event}
        rest = any(
            "http" in event and not (isinstance(event["http"], dict) and event["http"].get("integration"))
            for event in function.get("events") or []
        )
        for verdict in judge(facts, runtime):
            if verdict.rule == "malformed-response" and not rest:
                continue
            if verdict.rule in ("unguarded-json-parse", "unanswered-request") and not kinds & {"http", "httpApi"}:
                continue
            place = verdict.at
            file = workspace.relative(place.file.path) if place else ""
            yield Seen(name, verdict.rule, file, place.line if place else None, verdict)


def expected(root: Path) -> Any:
    return json.loads((root / "expected.json").read_text(encoding="utf-8"))
