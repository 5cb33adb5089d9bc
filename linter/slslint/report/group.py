"""What the text reports share: equal findings folded, and the numbers of a result."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from slslint.engine.finding import ERROR, INFO, MEDIUM, WARNING, Finding
from slslint.report.context import Context
from slslint.report.text import count, enumerate_few, escape

if TYPE_CHECKING:
    from slslint.engine.session import Result

FEW = 4


class Group(NamedTuple):
    """Findings that make one paragraph: one, or several that say the same of different subjects."""

    findings: list[Finding]

    @property
    def lead(self) -> Finding:
        """The finding that is shown."""
        return self.findings[0]

    @property
    def qualified(self) -> str:
        """What the finding says, escaped, with what it is limited to: stages, confidence."""
        lead = self.lead
        limits: list[str] = []
        if lead.stages and not lead.everywhere:
            limits.append(f"stage{'s' if len(lead.stages) > 1 else ''} {escape(', '.join(lead.stages))}")
        if lead.confidence == MEDIUM:
            limits.append("medium confidence")
        return f"{escape(lead.message)} ({'; '.join(limits)})" if limits else escape(lead.message)

    def others(self, context: Context) -> str:
        """`and 16 more: get (line 14), create (line 20) and 14 others`; empty for a group of one."""
        places: list[str] = []
        for finding in self.findings[1:]:
            line = f"line {finding.at.line}"
            if finding.at.file.path != self.lead.at.file.path:
                line = f"{context.relative(finding.at.file.path)}:{finding.at.line}"
            places.append(escape(f"{finding.subject} ({line})" if finding.subject else line))
        return f"and {len(places):,} more: {enumerate_few(places, FEW)}" if places else ""

    @property
    def remedy(self) -> str:
        """What mends all of them at once; empty for a group of one."""
        return escape(self.lead.fold) if len(self.findings) > 1 else ""


class Totals(NamedTuple):
    """The numbers of a result; `fixable` counts findings with a safe fix."""

    errors: int
    warnings: int
    infos: int
    fixable: int
    suppressed: int


def reported(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that are not suppressed."""
    return [finding for finding in findings if finding.suppressed is None]


def fold(findings: Iterable[Finding]) -> list[Group]:
    """The groups of the findings that are not suppressed, in the order of their first ones."""
    groups: list[Group] = []
    folded: dict[tuple[object, ...], Group] = {}
    for finding in reported(findings):
        key = (finding.code, finding.severity, finding.confidence, finding.fold, finding.service, finding.stages)
        if finding.fold and key in folded:
            folded[key].findings.append(finding)
            continue
        groups.append(folded.setdefault(key, Group([])) if finding.fold else Group([]))
        groups[-1].findings.append(finding)
    return groups


def totals(findings: Iterable[Finding]) -> Totals:
    """How many findings of each kind there are."""
    counts = {ERROR: 0, WARNING: 0, INFO: 0}
    fixable = suppressed = 0
    for finding in findings:
        if finding.suppressed is not None:
            suppressed += 1
            continue
        counts[finding.severity] += 1
        fixable += any(fix.safe for fix in finding.fixes)
    return Totals(counts[ERROR], counts[WARNING], counts[INFO], fixable, suppressed)


def summary(result: "Result") -> str:
    """`Found 3 errors, 1 warning in 2 services (14 files), 2 fixable`."""
    errors, warnings, infos, fixable, suppressed = totals(result.findings)
    kinds = ((errors, "error"), (warnings, "warning"), (infos, "info"))
    found = ", ".join(count(number, kind) for number, kind in kinds if number)
    where = f"{count(len(result.services), 'service')} ({count(len(result.files), 'file')})"
    text = f"Found {found} in {where}" if found else f"No problems in {where}"
    if fixable:
        text += f", {fixable:,} fixable"
    return f"{text}, {suppressed:,} suppressed" if suppressed else text
