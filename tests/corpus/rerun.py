"""Lints real repositories and holds the findings against the verdicts that people gave them.

    python tests/corpus/rerun.py FOLDER [--write-missing] [--only TEXT] [--jobs N]

FOLDER holds checkouts and an INDEX.tsv, whose columns `folder`, `repo` and `commit` say what each of them is.
verdicts.tsv lists findings, advice included, with a verdict: `true` (it must be found), `false` (a false alarm, which
must not come back) or `?` (nobody has judged it yet). The run fails on a finding that is not listed or not judged,
on one that is listed as false, on a true one that is gone, and where a checkout that has services cannot be linted.
Rows about checkouts that FOLDER does not have at that commit are left alone. `--write-missing` adds the findings that
are not listed, with `?` for a verdict and their message for a reason. cfn-lint does not take part: what it says through
slslint is held against what it says of packaged templates by bench/compare_cfn_lint.py.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
VERDICTS = Path(__file__).with_name("verdicts.tsv")
COLUMNS = ("repository@commit", "file", "line", "code", "verdict", "reason")


class Key(NamedTuple):
    """What a row of verdicts.tsv is about."""

    repository: str
    file: str
    line: int
    code: str


class Checkout(NamedTuple):
    folder: Path
    repository: str

    @property
    def has_services(self) -> bool:
        """Whether there is a file that slslint can be expected to read."""
        return any("node_modules" not in path.parts for path in self.folder.rglob("serverless.y*ml"))


def checkouts(folder: Path, only: str = "") -> list[Checkout]:
    """The checkouts that INDEX.tsv names and that are there."""
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    found = [Checkout(folder / row["folder"], f"{row['repo']}@{row['commit']}") for row in rows]
    return [each for each in found if each.folder.is_dir() and only in each.repository]


def lint(checkout: Checkout) -> tuple[dict[Key, str], str]:
    """The findings in a checkout with their messages, and what slslint said where it could not lint."""
    paths = [str(ROOT / "linter"), str(ROOT / "rules"), os.environ.get("PYTHONPATH", "")]
    command = [sys.executable, "-m", "slslint", "check", "--no-template", "--format", "json", "--fail-on", "never"]
    done = subprocess.run(
        command,
        cwd=checkout.folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return {}, (done.stderr or done.stdout).strip() or f"exit status {done.returncode}"
    found = [each for each in report["findings"] if each["suppressed"] is None]
    return {
        Key(checkout.repository, each["file"], each["line"], each["code"]): f"{each['severity']}: {each['message']}"
        for each in found
    }, ""


def read_verdicts(path: Path) -> dict[Key, str]:
    """The verdict of each row; raises ValueError for one that is none."""
    verdicts: dict[Key, str] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE), start=2):
            if row["verdict"] not in {"true", "false", "?"}:
                raise ValueError(f"{path.name}:{number}: {row['verdict']!r} is no verdict: true, false or ?")
            key = Key(row["repository@commit"], row["file"], int(row["line"]), row["code"])
            verdicts[key] = row["verdict"]
    return verdicts


def compare(found: dict[Key, str], verdicts: dict[Key, str], repositories: Iterable[str]) -> dict[str, list[Key]]:
    """What differs from the verdicts about `repositories`, by kind: `unlisted`, `unjudged`, `false` and `gone`."""
    there = set(repositories)
    return {
        "unlisted": [key for key in found if key not in verdicts],
        "unjudged": [key for key in found if verdicts.get(key) == "?"],
        "false": [key for key in found if verdicts.get(key) == "false"],
        "gone": [
            key
            for key, verdict in verdicts.items()
            if verdict == "true" and key not in found and key.repository in there
        ],
    }


def add_missing(path: Path, found: dict[Key, str], keys: Iterable[Key]) -> None:
    """Append a row with `?` for each of `keys`."""
    with path.open("a", encoding="utf-8", newline="") as stream:
        for key in sorted(keys):
            message = " ".join(found[key].split())
            stream.write("\t".join((key.repository, key.file, str(key.line), key.code, "?", message)) + "\n")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write-missing", action="store_true", help="add findings that are not listed, with verdict ?")
    parser.add_argument("--only", default="", metavar="TEXT", help="only checkouts whose repository@commit holds TEXT")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--verdicts", type=Path, default=VERDICTS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)

    every = checkouts(options.folder, options.only)
    verdicts = read_verdicts(options.verdicts)
    found: dict[Key, str] = {}
    refused = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for checkout, (findings, refusal) in zip(every, pool.map(lint, every), strict=True):
            found |= findings
            if refusal:
                refused += checkout.has_services
                print(f"not linted: {checkout.repository}: {refusal.splitlines()[-1]}")

    differences = compare(found, verdicts, [checkout.repository for checkout in every])
    for kind, keys in differences.items():
        for key in sorted(keys):
            print(f"{kind}: {key.repository} {key.file}:{key.line} {key.code} {found.get(key, '')}".rstrip())
    by_code = Counter(key.code for key in found)
    print(f"{len(every)} checkouts, {len(found)} findings", dict(sorted(by_code.items())))
    if options.write_missing:
        add_missing(options.verdicts, found, differences["unlisted"])
    return 1 if refused or any(differences.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
