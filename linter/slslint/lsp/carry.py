"""Findings of an earlier text, at their places in the present one."""

from collections.abc import Callable, Iterable, Iterator

from slslint.engine.finding import Finding
from slslint.source.file import SourceFile
from slslint.source.incremental import in_common

Texts = Callable[[str], SourceFile | None]
"""Files as they are now, by their paths."""


def carried(findings: Iterable[Finding], now: Texts) -> Iterator[Finding]:
    """Those of the findings whose text is still there, before or behind all that has changed; without their fixes."""
    files: dict[str, tuple[SourceFile, int, int] | None] = {}
    for finding in findings:
        at = finding.at
        path, old = at.file.path, at.file.text
        if path not in files:
            new = now(path)
            files[path] = (new, *in_common(old, new.text)) if new is not None else None
        known = files[path]
        if known is None:
            continue
        new, head, tail = known
        shift = 0 if at.end <= head else len(new.text) - len(old)
        if at.end <= head or at.start >= len(old) - tail:
            place = at._replace(file=new, start=at.start + shift, end=at.end + shift, node=None)
            yield finding._replace(at=place, related=(), fixes=())
