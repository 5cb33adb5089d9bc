"""Baselines: the findings that a project has agreed to live with, by fingerprints that survive moved lines."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from slslint.engine.finding import Finding

VERSION = 1

Relative = Callable[[str], str]
"""Names a file relative to the project root."""


class InvalidBaseline(ValueError):
    """A file that is no baseline."""


class Entry(NamedTuple):
    """One accepted finding. Only the fingerprint counts; the rest is for the people who read the file."""

    file: str
    code: str
    fingerprint: str
    path: str
    message: str


def mark(
    findings: Iterable[Finding], entries: Iterable[Entry], relative: Relative
) -> tuple[list[Finding], list[Entry]]:
    """The findings, those that the entries accept marked as suppressed, and the entries that fit none of them.

    Two equal faults in one file need two entries.
    """
    entries = list(entries)
    left = Counter(entry.fingerprint for entry in entries)
    marked: list[Finding] = []
    for finding in findings:
        fingerprint = finding.fingerprint(relative(finding.at.file.path))
        if finding.suppressed is None and left[fingerprint] > 0:
            left[fingerprint] -= 1
            finding = finding._replace(suppressed="baseline")
        marked.append(finding)
    gone: list[Entry] = []
    for entry in reversed(entries):
        if left[entry.fingerprint] > 0:
            left[entry.fingerprint] -= 1
            gone.append(entry)
    return marked, gone[::-1]


def entries_of(findings: Iterable[Finding], relative: Relative) -> list[Entry]:
    """The entries that accept all findings that nothing but a baseline suppresses, sorted."""
    rows = [
        Entry(name := relative(each.at.file.path), each.code, each.fingerprint(name), each.at.path, each.message)
        for each in findings
        if each.suppressed in (None, "baseline")
    ]
    return sorted(rows)


def written(entries: Iterable[Entry]) -> str:
    """The text of a baseline: one line an entry, so that changes to it can be merged."""
    lines = [json.dumps(entry._asdict(), ensure_ascii=False) for entry in entries]
    body = "\n  " + ",\n  ".join(lines) + "\n" if lines else ""
    return f'{{"version": {VERSION}, "findings": [{body}]}}\n'


def read(text: str) -> list[Entry]:
    """The entries in the text of a baseline; raises InvalidBaseline with what is wrong."""
    try:
        data: Any = json.loads(text)
        if data["version"] != VERSION:
            raise InvalidBaseline(f"has version {data['version']}, not {VERSION}: write it anew with --write-baseline")
        return [Entry(*(str(row[name]) for name in Entry._fields)) for row in data["findings"]]
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, InvalidBaseline):
            raise
        raise InvalidBaseline(f"is no baseline ({error}): write it anew with --write-baseline") from None
