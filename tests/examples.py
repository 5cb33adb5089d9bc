"""The examples on the rules' pages, linted: what does not come out as they say."""

from collections.abc import Iterator

from projects import completed, lint, named
from slslint.engine.finding import Finding
from slslint.engine.manifest import RuleEntry
from slslint.engine.pages import Example
from slslint.source.patch import Edit, apply_edits


class Outcome:
    """An example linted with its rule: the findings of that rule, and the files as their fixes leave them."""

    def __init__(self, entry: RuleEntry, example: Example) -> None:
        self.example = example
        files = {file.name: completed(file.name, file.text) for file in example.files}
        # A suppression is judged by what the other rules found, so for those two every rule runs.
        result = lint(files, select=() if entry.scope == "Suppression" else (entry.name,))
        assert not result.crashed, [each.message for each in result.findings]
        self.findings = [each for each in result.findings if each.name == entry.name and each.suppressed is None]
        edits: dict[str, list[Edit]] = {name: [] for name in files}
        for finding in self.findings:
            for edit in (edit for fix in finding.fixes for edit in fix.edits):
                edits[named(edit.file.path)].append(edit)
        self.fixed = {name: apply_edits(text, edits[name]) for name, text in files.items()}

    def faults(self) -> Iterator[str]:
        """What is not as the example says."""
        wanted = {(each.file, each.line, each.rule): each.severity for each in self.example.expected}
        found = {(named(each.at.file.path), each.at.line, each.name): each.severity for each in self.findings}
        if len(found) != len(self.findings):
            yield f"a line is reported more than once: {[each.message for each in self.findings]}"
        yield from (f"not reported: {place}" for place in wanted.keys() - found.keys())
        yield from (f"reported: {place}" for place in found.keys() - wanted.keys())
        for place, severity in wanted.items():
            if severity and found.get(place, severity) != severity:
                yield f"{place}: {found[place]}, not {severity}"
        for file in self.example.fixed:
            if self.fixed[file.name] != completed(file.name, file.text):
                yield f"{file.name} is fixed to:\n{self.fixed[file.name]}"

    def seen(self) -> list[tuple[object, ...]]:
        """All that a user sees of the findings."""
        return [_seen(finding) for finding in self.findings]


def _seen(finding: Finding) -> tuple[object, ...]:
    related = [(each.at.start, each.at.end, each.message) for each in finding.related]
    fixes = [
        (fix.description, fix.safe, *((edit.start, edit.end, edit.text) for edit in fix.edits)) for fix in finding.fixes
    ]
    return (finding.message, finding.severity, finding.confidence, finding.at.start, finding.at.end, related, fixes)
