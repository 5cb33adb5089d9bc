"""Baselines: the findings that a project has agreed to live with, by fingerprints that survive moved lines."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from slslint.engine.finding import Finding

VERSION = 1


class InvalidBaseline(ValueError):
    """A file that is no baseline."""


class Baseline:
    """Accepted findings, counted by fingerprint: two equal faults in one file are two entries."""

    def __init__(self, entries: Iterable[dict[str, Any]] = ()) -> None:
        self.entries = list(entries)

    def mark(self, findings: Iterable[Finding], relative: "dict[str, str]") -> list[Finding]:
        """The findings, those that the baseline holds marked as suppressed. `relative` names files from the root."""
        left = Counter(entry["fingerprint"] for entry in self.entries)
        marked: list[Finding] = []
        for finding in findings:
            print_ = finding.fingerprint(relative[finding.at.file.path])
            if finding.suppressed is None and left[print_] > 0:
                left[print_] -= 1
                finding = finding._replace(suppressed="baseline")
            marked.append(finding)
        self.gone = [entry for entry in reversed(self.entries) if _take(left, entry["fingerprint"])][::-1]
        return marked

    gone: list[dict[str, Any]] = []  # noqa: RUF012 - replaced, never changed
    """The entries that no finding answers to any more, after `mark`."""


def _take(left: "Counter[str]", fingerprint: str) -> bool:
    left[fingerprint] -= 1
    return left[fingerprint] >= 0


def read(text: str) -> Baseline:
    """The baseline in `text`; raises InvalidBaseline with what is wrong."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise InvalidBaseline(f"is not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("version") != VERSION:  # pyright: ignore[reportUnknownMemberType]
        raise InvalidBaseline(f"is no baseline of version {VERSION}; write it anew with --write-baseline")
    entries: Any = data.get("findings")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):  # pyright: ignore[reportUnknownVariableType]
        raise InvalidBaseline("lacks a list `findings` of entries with a `fingerprint`")
    return Baseline(entries)  # pyright: ignore[reportUnknownArgumentType]


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("fingerprint"), str)  # pyright: ignore[reportUnknownMemberType]


def written(findings: Iterable[Finding], relative: "dict[str, str]") -> str:
    """A baseline of the findings that nothing else suppresses, as text; one line a finding, so that merges are easy."""
    rows = sorted(
        (
            relative[each.at.file.path],
            each.code,
            each.fingerprint(relative[each.at.file.path]),
            each.at.path,
            each.message,
        )
        for each in findings
        if each.suppressed in (None, "baseline")
    )
    keys = ("file", "code", "fingerprint", "path", "message")
    lines = [json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False) for row in rows]
    body = ",\n  ".join(lines)
    return (
        f'{{"version": {VERSION}, "findings": [\n  {body}\n]}}\n'
        if lines
        else f'{{"version": {VERSION}, "findings": []}}\n'
    )
