"""Running rules over a service: each rule once for each distinct view."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from slslint.engine.finding import Finding
from slslint.engine.manifest import RuleEntry, chosen, find_rule, is_chosen, is_explicit, load_rule
from slslint.engine.options import LintOptions
from slslint.engine.rule import Rule
from slslint.engine.suppress import Suppression
from slslint.service.file import ServiceFile
from slslint.service.service import Service
from slslint.source.load import TOML_EXTENSION
from slslint.source.patch import Fix
from slslint.source.pointer import Pointer, at_file
from slslint.source.problem import Problem
from slslint.source.script import EXTENSIONS

if TYPE_CHECKING:
    from slslint.engine.quiet import Quiet

VIEWS: dict[str, Callable[[Service], Iterable[Any]]] = {
    "Service": lambda service: (service,),
    "Function": lambda service: service.functions,
    "Route": lambda service: service.routes,
    "Api": lambda service: service.apis,
    "Queue": lambda service: service.queues,
}
LOCAL = frozenset(("Function", "Route"))
"""The scopes whose rules read nothing of other functions than that of their view."""

_Seen = tuple[Any, list[str | None], set[str]]
"""A view, the stages that have it, and the rules that have nothing to say of it."""


class Crash:
    """A rule that raised an exception."""

    def __init__(self, rule: str, error: Exception, at: Pointer) -> None:
        self.rule = rule
        self.error = error
        self.at = at


class Runner:
    """The chosen rules, loaded when first needed. `calls` counts the calls of `check`."""

    def __init__(self, options: LintOptions) -> None:
        self.options = options
        self.severities: dict[str, str] = options.settings.get("severity", {})
        self.entries = tuple(each for each in chosen(options.select, options.ignore) if not self._is_off(each))
        self.names = frozenset(entry.name for entry in self.entries)
        self.calls = 0
        self.crashed = False
        self._rules: dict[str, Rule] = {}
        self._views: dict[str, list[_Seen]] = {}
        self._quiet: Quiet | None = None

    def _is_off(self, entry: RuleEntry) -> bool:
        return "off" in (self.severities.get(entry.name), self.severities.get(entry.code))

    def with_severity(self, finding: Finding) -> Finding:
        severity = self.severities.get(finding.name) or self.severities.get(finding.code)
        return finding._replace(severity=severity) if severity else finding

    def service(self, file: ServiceFile, quiet: "Quiet | None" = None) -> Iterator[Finding]:
        """The findings in one service; no rule is asked about a view of which it is known to be `quiet`."""
        features = file.features
        self._quiet = quiet
        self._views = {}
        found: list[Finding] = []
        for entry in self.entries:
            if (entry.scope == "ServiceFile" or entry.scope in VIEWS) and entry.needs <= features:
                for finding in self._guarded(entry, file):
                    finding = finding._replace(service=file.path, fixes=_writable(finding.fixes, file))
                    found.append(self.with_severity(finding))
        yield from without_yielding(found)

    def external(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Of cfn-lint's findings those of rules that run, with the severity that the configuration gives them."""
        yield from (self.with_severity(finding) for finding in findings if self.runs(finding.code))

    def runs(self, code: str) -> bool:
        """Whether a rule is chosen, be it one of cfn-lint's."""
        entry, options = find_rule(code), self.options
        return entry is not None and is_chosen(entry, options.select, options.ignore) and not self._is_off(entry)

    def problem(self, problem: Problem, service: str) -> Iterator[Finding]:
        """The finding for a file that is no service that could be read."""
        if "syntax-error" in self.names:
            yield self._rule("syntax-error").of(problem)._replace(service=service)

    def suppression(self, suppression: Suppression) -> Iterator[Finding]:
        """What there is to say of a suppression comment, once the rest is done."""
        for entry in self.entries:
            if entry.scope == "Suppression":
                self.calls += 1
                yield from self._rule(entry.name).check(suppression)

    def _guarded(self, entry: RuleEntry, file: ServiceFile) -> list[Finding]:
        try:
            return list(self._check(entry, file))
        except Exception as error:
            self.crashed = True
            crash = Crash(entry.name, error, at_file(file.document.file))
            return list(self._rule("internal-error").check(crash))

    def _check(self, entry: RuleEntry, file: ServiceFile) -> Iterator[Finding]:
        rule = self._rule(entry.name)
        if entry.scope == "ServiceFile":
            self.calls += 1
            yield from rule.check(file)
            return
        found: dict[object, tuple[Finding, list[str | None]]] = {}
        for view, stages, silent in self._distinct(entry.scope, file):
            if entry.name in silent:
                continue
            self.calls += 1
            findings = list(rule.check(view))
            for finding in findings:
                found.setdefault(finding.key, (finding, []))[1].extend(stages)
            if not findings:
                silent.add(entry.name)
        for finding, stages in found.values():
            known = tuple(stage for stage in file.stages if stage in stages and stage is not None)
            yield finding._replace(stages=known, everywhere=len(set(stages)) == len(file.stages))

    def _distinct(self, scope: str, file: ServiceFile) -> list[_Seen]:
        known = self._views.get(scope)
        if known is None:
            quiet = self._quiet if scope in LOCAL else None
            known = self._views[scope] = [
                (view, stages, quiet.rules(view) if quiet is not None else set())
                for view, stages in distinct_views(file, VIEWS[scope])
            ]
        return known

    def _rule(self, name: str) -> Rule:
        rule = self._rules.get(name)
        if rule is None:
            entry = find_rule(name)
            assert entry is not None
            rule = self._rules[name] = load_rule(entry)
            rule.explicit = is_explicit(entry, self.options.select)
        return rule


def _writable(fixes: tuple[Fix, ...], file: ServiceFile) -> tuple[Fix, ...]:
    """The fixes that leave configuration written as code, or as TOML, alone: they write YAML and JSON."""
    if not fixes:
        return fixes
    code = {path for path in file.files if path.endswith((*EXTENSIONS, TOML_EXTENSION))}
    return tuple(fix for fix in fixes if not any(edit.file.path in code for edit in fix.edits))


def without_yielding(findings: list[Finding]) -> Iterator[Finding]:
    """The findings, save those that yield to one of another rule at the same node or the same path of configuration."""
    firm = Rivals(each for each in findings if not each.yields) if any(each.yields for each in findings) else None
    for finding in findings:
        if firm is None or not finding.yields or not firm.tell(finding):
            yield finding


class Rivals:
    """Findings by their places, for those that give way to them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._by_place: dict[object, list[Finding]] = {}
        self._findings = tuple(findings)
        for finding in self._findings:
            for place in _places(finding.at):
                self._by_place.setdefault(place, []).append(finding)

    def is_within(self, finding: Finding) -> bool:
        """Whether one of them stands further inside of what a finding is about."""
        file, inside = finding.at.file.path, f"{finding.at.path}."
        return any(file == each.at.file.path and each.at.path.startswith(inside) for each in self._findings)

    def tell(self, finding: Finding) -> bool:
        """Whether one of them stands at the same node, or path of the configuration, in each stage of a finding."""
        rivals = (each for place in _places(finding.at) for each in self._by_place.get(place, ()))
        return any(each.everywhere or set(finding.stages) <= set(each.stages) for each in rivals)


def _places(at: Pointer) -> Iterator[object]:
    if at.node is not None:
        yield id(at.node)
    if at.path:
        yield at.file.path, at.path


def distinct_views(
    file: ServiceFile, views: Callable[[Service], Iterable[Any]]
) -> Iterator[tuple[Any, list[str | None]]]:
    """Each distinct view once, with the stages that have it."""
    distinct: dict[tuple[object, ...], tuple[Any, list[str | None]]] = {}
    for service in file.services:
        for view in views(service):
            stages = distinct.setdefault(view.key, (view, []))[1]
            if service.stage not in stages:
                stages.append(service.stage)
    yield from distinct.values()
