"""Holds slslint's reading of services against the framework's: `python bench/compare_framework.py FOLDER ANSWERS`.

FOLDER holds services, ANSWERS a JSON object a line, each what Serverless 3.40.0 made of one of them offline: `dir`
(relative to FOLDER), `ok`, `resolved` (the configuration with its variables resolved), `routes` (`kind`, `method`,
`path`, `auth`, `apiKey`, `function` as a logical id) and `region`. What the framework could not know there stands in
it as `__env__NAME`, `__ssm__…`, `__cf__…`, `__s3__…` or the account 123456789012.

Prints what differs, and the shares of services whose configuration and whose endpoints are equal; of those that the
framework refused, in how many slslint meets a problem.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "linter"), str(ROOT / "rules")]

from slslint.intrinsics import naming
from slslint.service.deployed import endpoints
from slslint.service.file import ServiceFile
from slslint.service.route import URL, Route
from slslint.source.document import Document, Documents
from slslint.variables import Options
from slslint.variables.render import render
from slslint.workspace import Workspace

NAMES = ("serverless.yml", "serverless.yaml", "serverless.json")
PACKAGE = b'{"devDependencies": {"serverless": "3.40.0"}}'
STAND_IN = re.compile(r"__(?:env|ssm|cf|s3)__|123456789012")
FILLED = ("region", "stage", "versionFunctions")
"""What the framework adds to `provider` where the service leaves it out."""
DROPPED = ("org", "app", "tenant", "console", "licenseKey", "frameworkVersion", "build", "stages")
"""What was taken away before the framework read the service: the dashboard's, and version 4's."""
GENERATED = "http-cors"
SHOWN = 8

Difference = tuple[str, Any, Any]


def open_service(workspace: Workspace, folder: str, region: str | None) -> ServiceFile | None:
    """The service in a folder, as version 3 reads it in an environment without any of its variables."""
    name = next((name for name in NAMES if workspace.is_file(os.path.join(folder, name))), None)
    if name is None:
        return None
    workspace.overlays = {os.path.join(folder, "package.json"): PACKAGE}
    workspace.forget_listings()
    documents = Documents(workspace)
    document = documents.load(os.path.join(folder, name))
    options = Options(region=region if not _sets_region(document) else None, env_complete=True)
    return ServiceFile(documents, document, options)


def _sets_region(document: Document) -> bool:
    """Whether the service says its region; slslint does not guess it where it does not, the framework does."""
    provider = document.root.get("provider") if document.root is not None else None
    return provider is not None and provider.get("region") is not None


def configuration(opened: ServiceFile) -> dict[str, Any]:
    """The resolved configuration in the form in which the framework was given it."""
    value = opened.services[0].config.value
    assert value is not None
    found = {key: part for key, part in render(value).items() if key not in DROPPED}
    if isinstance(found["service"], dict):
        found["service"] = found["service"].get("name")
    if isinstance(found["provider"], str):
        found["provider"] = {"name": found["provider"]}
    return found


def without_filled(wanted: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    provider = wanted["provider"].items()
    return wanted | {"provider": {key: part for key, part in provider if key in found["provider"] or key not in FILLED}}


def differences(found: Any, wanted: Any) -> Iterator[Difference]:
    """(path, ours, theirs) of every part that differs; our unknown parts must be stand-ins there."""
    stack: list[Difference] = [("", found, wanted)]
    while stack:
        path, ours, theirs = stack.pop()
        if isinstance(ours, dict) and isinstance(theirs, dict):
            stack += [(f"{path}.{key}", ours.get(key, ...), theirs.get(key, ...)) for key in {**ours, **theirs}]
        elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
            stack += [(f"{path}.{n}", *pair) for n, pair in enumerate(zip(ours, theirs, strict=True))]
        elif (type(ours), ours) != (type(theirs), theirs) and not stands_in(ours, theirs):
            yield path, ours, theirs


def stands_in(ours: Any, theirs: Any) -> bool:
    """Whether a text agrees with the framework's, which has stand-ins for the variables that we left."""
    if not isinstance(ours, str) or "${" not in ours:
        return False
    match = re.fullmatch(pattern(ours), theirs if isinstance(theirs, str) else json.dumps(theirs), re.S)
    return match is not None and all(map(STAND_IN.search, match.groups()))


def pattern(text: str) -> str:
    """A regular expression for a text, a group for each variable in it."""
    parts, depth = [""], 0
    for piece in re.split(r"(\$\{|\})", text):
        if piece == "${":
            parts += ["(.*?)"] if depth == 0 else []
            depth += 1
        elif piece == "}" and depth:
            depth -= 1
        elif depth == 0:
            parts.append(re.escape(piece))
    return "".join(parts)


def rows(opened: ServiceFile) -> Counter[tuple[object, ...]]:
    """Our endpoints as rows of the framework's template."""
    return Counter(_row(endpoint.route) for endpoint in endpoints(opened.services[0]))


def _row(route: Route) -> tuple[object, ...]:
    bare = route.kind == URL
    method = None if bare or route.path == "$default" else route.method
    function = naming.function_id(route.function.name)
    return route.kind, method, None if bare else route.path, route.authorization, route.api_key, function


def wanted_rows(answer: dict[str, Any]) -> Counter[tuple[object, ...]]:
    """The framework's; paths of a shared API begin with the id of the resource that they hang below."""
    return Counter(
        (
            each["kind"],
            each["method"],
            each["path"] and re.sub(r"^<[\w-]+>(?=/)", "", each["path"]),
            each["auth"],
            each.get("apiKey", False),
            each["function"],
        )
        for each in answer["routes"]
        if each["kind"] != GENERATED
    )


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    root = os.path.realpath(arguments[0])
    counts: Counter[str] = Counter()
    with open(arguments[1], encoding="utf-8") as stream:
        for line in stream:
            compare(Workspace(root), root, json.loads(line), counts)
    accepted, refused = counts["accepted"], counts["refused"]
    print(f"print:  {counts['print']} of {accepted} equal ({counts['print'] / accepted:.1%})")
    print(f"routes: {counts['routes']} of {accepted} equal ({counts['routes'] / accepted:.1%})", end=", ")
    print(f"{counts['endpoints']} endpoints in {counts['serving']} services")
    print(f"refused by the framework: {refused}, in {counts['noticed']} of them a problem is met here")
    print(f"configurations that are not read: {counts['unread']}")
    return int(not counts["print"] == counts["routes"] == accepted)


def compare(workspace: Workspace, root: str, answer: dict[str, Any], counts: Counter[str]) -> None:
    opened = open_service(workspace, os.path.join(root, answer["dir"]), answer["region"])
    if opened is None:
        counts["unread"] += 1
        return
    if not answer["ok"]:
        counts["refused"] += 1
        counts["noticed"] += bool(opened.problems)
        return
    counts["accepted"] += 1
    found = configuration(opened)
    told = list(differences(found, without_filled(answer["resolved"], found)))
    counts["print"] += not told
    ours, theirs = rows(opened), wanted_rows(answer)
    counts["routes"] += ours == theirs
    counts["endpoints"] += theirs.total()
    counts["serving"] += bool(theirs)
    told += [("routes", row, None) for row in ours - theirs] + [("routes", None, row) for row in theirs - ours]
    for path, one, other in told[:SHOWN]:
        print(f"{answer['dir']} {path}: {one!r:.200} instead of {other!r:.200}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
