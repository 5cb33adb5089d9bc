"""Applying fixes: text patches, made again and again until nothing changes."""

from collections import Counter
from collections.abc import Iterable, Iterator

from slslint.engine.baseline import Entry
from slslint.engine.baseline import mark as marked
from slslint.engine.finding import Finding
from slslint.engine.session import Result, Session
from slslint.source.file import TREES, SourceFile
from slslint.source.load import load
from slslint.source.patch import Edit, Fix, apply_edits

ROUNDS = 10
Mark = tuple[str, str]
"""What tells findings apart from round to round: fingerprint and message."""


class Fixed:
    """What fixing came to: the files' bytes `before` and `after`, how many fixes were made, what is left to report."""

    def __init__(self) -> None:
        self.before: dict[str, bytes] = {}
        self.after: dict[str, bytes] = {}
        self.count = 0
        self.result = Result()

    @property
    def changed(self) -> tuple[str, ...]:
        """The files whose bytes differ, sorted."""
        return tuple(sorted(path for path, data in self.after.items() if data != self.before[path]))


def fix(
    session: Session, paths: Iterable[str], *, unsafe: bool = False, accepted: Iterable[Iterable[Entry]] = ()
) -> Fixed:
    """Fix what `paths` (absolute) hold, in memory: the session's overlays carry the new texts afterwards.

    Only safe fixes are made unless `unsafe`, and none of what the entries of baselines accept. Of fixes that touch the
    same text the first is made and the others wait for the next round, and one that did not make its finding go away is
    not made again. A change that a file does not load with is taken back.
    """
    paths = tuple(paths)
    baselines = [tuple(entries) for entries in accepted]
    fixed = Fixed()
    done: dict[Mark, int] = {}
    for _ in range(ROUNDS):
        fixed.result = session.lint(paths, template=False)
        findings = fixed.result.findings
        for entries in baselines:
            findings, _ = marked(findings, entries, session.workspace.relative)
        chosen = _chosen(session, findings, unsafe, done)
        if not chosen or not _apply(session, chosen, fixed):
            break
    fixed.result = session.lint(paths)
    return fixed


def fix_of(finding: Finding, unsafe: bool) -> Fix | None:
    """The fix that would be made for a finding: its first safe one, else its first if unsafe ones are allowed."""
    if finding.suppressed is not None:
        return None
    return next((each for each in finding.fixes if each.safe), finding.fixes[0] if unsafe and finding.fixes else None)


def _chosen(
    session: Session, findings: Iterable[Finding], unsafe: bool, done: dict[Mark, int]
) -> list[tuple[Finding, Fix]]:
    """The fixes of a round; `done` counts the findings of each mark when one of them was fixed last."""
    fixable = [(finding, each, _mark(session, finding)) for finding in findings if (each := fix_of(finding, unsafe))]
    left = Counter(mark for _, _, mark in fixable)
    taken: dict[str, list[Edit]] = {}
    chosen: dict[Mark, list[tuple[Finding, Fix]]] = {}
    for finding, each, mark in fixable:
        in_vain = mark in done and left[mark] >= done[mark]
        if in_vain or any(_touches(edit, taken.get(edit.file.path, ())) for edit in each.edits):
            continue
        chosen.setdefault(mark, []).append((finding, each))
        for edit in each.edits:
            taken.setdefault(edit.file.path, []).append(edit)
    done.update((mark, left[mark]) for mark in chosen)
    return [pair for pairs in chosen.values() for pair in pairs]


def _mark(session: Session, finding: Finding) -> Mark:
    return finding.fingerprint(session.workspace.relative(finding.at.file.path)), finding.message


def _touches(edit: Edit, others: Iterable[Edit]) -> bool:
    return any(edit.start <= other.end and other.start <= edit.end for other in others)


def _apply(session: Session, chosen: list[tuple[Finding, Fix]], fixed: Fixed) -> bool:
    """Make the fixes of one round; whether any of them held."""
    overlays = session.workspace.overlays
    held = False
    for path, edits in _by_file(chosen):
        file = edits[0].file
        before = encoded(file, file.text)
        after = encoded(file, apply_edits(file.text, edits))
        if path.endswith(TREES) and load(path, after).problems and not load(path, before).problems:
            continue
        fixed.before.setdefault(path, session.workspace.read(path))
        fixed.after[path] = overlays[path] = after
        held = True
    fixed.count += len(chosen) if held else 0
    return held


def _by_file(chosen: list[tuple[Finding, Fix]]) -> Iterator[tuple[str, list[Edit]]]:
    files: dict[str, list[Edit]] = {}
    for _, each in chosen:
        for edit in each.edits:
            files.setdefault(edit.file.path, []).append(edit)
    yield from files.items()


def encoded(file: SourceFile, text: str) -> bytes:
    """`text` in the encoding of `file`, with its byte order mark if it had one."""
    return (("\ufeff" if file.bom else "") + text).encode(file.encoding)
