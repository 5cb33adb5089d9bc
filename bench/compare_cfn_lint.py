"""Holds what slslint lets cfn-lint say of `resources` against what cfn-lint says of the packaged template.

    python bench/compare_cfn_lint.py RECORDS [--only TEXT] [--verbose]

RECORDS is a folder with one JSON file a service: `{"dir": folder with the serverless.yml, "template": the template that
the framework packaged for it, "stage": …, "region": …}`; `stubbedPlugins` may name plugins that were not there.
Of the packaged template's findings those count that are about what `resources` holds. Each is compared by code and
path; slslint's must stand in a file of the project, on what the path ends in. A finding that slslint does not have is
argued: `unknown` (it depends on a value that the framework was given a stand-in for), `variable` (it is about a
literal, and a variable brought that), `reference` (to what is not there, of which `undefined-reference` speaks unless a
plugin may bring it; or made by a plugin, as `#{Name}` is). One without such a reason, and any that cfn-lint does not
have, is `open` and fails the run.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cfnlint.api import lint as cfn_lint
from cfnlint.helpers import REGIONS
from slslint.engine.finding import Finding
from slslint.engine.options import LintOptions
from slslint.engine.session import Session
from slslint.service.file import ServiceFile
from slslint.values.value import Known, Map, Seq, Value, walk
from slslint.workspace import Workspace
from slslint.workspace.workspace import find_root

PREFIX = "resources."


class Row(NamedTuple):
    """A finding by its code and the way to it; `message` is for people."""

    code: str
    path: str
    message: str

    @property
    def key(self) -> tuple[str, str]:
        return self.code, self.path


def written(service: ServiceFile) -> set[tuple[str, str]]:
    """What the user wrote: (section, name)."""
    found: set[tuple[str, str]] = set()
    for each in service.services:
        for section, cursor in each.resources.cursor.entries():
            found.update((section if section != "extensions" else "Resources", name) for name, _ in cursor.entries())
            found.add((section, ""))
    return found


def expected(record: dict[str, Any], wrote: set[tuple[str, str]]) -> Iterator[Row]:
    """cfn-lint's findings on what the user wrote in the packaged template."""
    region = record.get("region")
    for match in cfn_lint(json.dumps(record["template"]), regions=[region if region in REGIONS else "us-east-1"]):
        path = [str(each) for each in getattr(match, "path", ())]
        if (*path[:2], "", "")[:2] in wrote or (len(path) == 1 and (path[0], "") in wrote):
            yield Row(match.rule.id, ".".join(path), match.message)


def got(findings: Iterable[Finding]) -> Iterator[Row]:
    """slslint's, with the path that they have in the template."""
    for finding in findings:
        if finding.code.startswith("cfn-lint/"):
            path = finding.at.path.removeprefix(PREFIX).removeprefix("extensions.")
            yield Row(finding.code.partition("/")[2], path, finding.message)


def is_misplaced(finding: Finding, root: str) -> bool:
    """Whether a finding does not stand where its path says: on the key, or in the item that it ends in."""
    inside = finding.at.file.path.startswith(root)
    last = finding.at.path.rpartition(".")[2]
    text = finding.at.text.strip("'\"")
    tag = text.startswith("!") and last.removeprefix("Fn::") == text[1:]
    return not inside or not (tag or finding.at.path.endswith(text) or last.isdigit())


def reason(row: Row, service: ServiceFile) -> str:
    """Why slslint does not let cfn-lint say it; empty where there is none."""
    if row.code in ("W8003", "W3010"):
        return "variable"
    if row.code in ("E1010", "E1020", "E1028", "E3005", "E6101"):
        return "reference"
    if row.code == "W2001" and _is_mentioned(f"#{{{row.path.rpartition('.')[2]}}}", service):
        return "reference"
    for each in service.services:
        if each.functions_unknown:
            return "unknown"
        cursor = each.resources.cursor
        for step in row.path.split("."):
            if cursor[step].value is None:
                break
            cursor = cursor[step]
        if cursor.value is not None and any(_is_unknown(value) for _, value in walk(cursor.value)):
            return "unknown"
    return ""


def _is_mentioned(text: str, service: ServiceFile) -> bool:
    """Whether a text, which a plugin replaces, stands in one of the service's files."""
    return any(text in service.documents.load(path).file.text for path in service.files)


def _is_unknown(value: Value) -> bool:
    rewritten = isinstance(value.know, Known) and "#{" in str(value.know.value)
    return rewritten or not isinstance(value.know, Known | Map | Seq)


def without_common(one: list[Row], other: list[Row]) -> tuple[list[Row], list[Row]]:
    """What each has that the other has not, by code and path; one path may be the beginning of the other."""
    left, right = Counter(row.key for row in one), Counter(row.key for row in other)
    common = left & right
    rest = [_surplus(rows, common) for rows in (one, other)]
    for row in list(rest[0]):
        near = next((each for each in rest[1] if each.code == row.code and _is_near(each.path, row.path)), None)
        if near is not None:
            rest[0].remove(row)
            rest[1].remove(near)
    return rest[0], rest[1]


def _is_near(one: str, other: str) -> bool:
    return one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _surplus(rows: list[Row], common: Counter[tuple[str, str]]) -> list[Row]:
    left = Counter(common)
    rest: list[Row] = []
    for row in rows:
        if left[row.key] > 0:
            left[row.key] -= 1
        else:
            rest.append(row)
    return rest


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("records", type=Path)
    parser.add_argument("--only", default="", metavar="TEXT", help="only records whose folder holds TEXT")
    parser.add_argument("--verbose", action="store_true", help="say which services are equal, too")
    options = parser.parse_args(arguments)
    services = equal = skipped = findings = misplaced = 0
    kinds: Counter[str] = Counter()
    for path in sorted(options.records.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        folder = record.get("dir") or ""
        if options.only not in folder or not record.get("template"):
            continue
        root = find_root(folder)
        given = LintOptions(stages=(record.get("stage") or "dev",), template=True, cache=True)
        session = Session(Workspace(root), given)
        service = os.path.join(folder, "serverless.yml")
        service = service if os.path.exists(service) else os.path.join(folder, "serverless.yaml")
        opened = session.open(service)
        result = session.lint([service])
        session.close()
        if not isinstance(opened, ServiceFile) or result.notes:
            print(f"skipped {folder}: {result.notes}")
            skipped += 1
            continue
        theirs, ours = list(expected(record, written(opened))), list(got(result.findings))
        findings += len(ours)
        wrong = [each for each in result.findings if each.code.startswith("cfn-lint/") and is_misplaced(each, root)]
        misplaced += len(wrong)
        for each in wrong:
            print(f"misplaced {folder} {each.code} {each.at.path} at line {each.at.line}: {each.at.text[:60]!r}")
        missing, more = without_common(theirs, ours)
        argued = [(reason(row, opened) or "open", row) for row in missing] + [("open: more", row) for row in more]
        kinds.update(kind for kind, _ in argued)
        equal += not argued
        if options.verbose or any(kind.startswith("open") for kind, _ in argued):
            print(f"{folder}: {len(ours)} findings, {len(argued)} differences")
            for kind, row in argued:
                print(f"  {kind} {row.code} {row.path}: {row.message[:200]}")
        services += 1
    print(f"{services} services, {equal} equal, {skipped} skipped; {findings} findings, {misplaced} misplaced")
    print(f"differences: {dict(sorted(kinds.items()))}")
    return int(misplaced > 0 or any(kind.startswith("open") for kind in kinds))


if __name__ == "__main__":
    sys.exit(main())
