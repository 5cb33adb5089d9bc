"""Why a rule says nothing: it does not run, there is nothing for it, something is unknown, or all is well."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from slslint.config import Settings
from slslint.engine.finding import Finding
from slslint.engine.manifest import RuleEntry, load_rule, matches
from slslint.engine.run import VIEWS, distinct_views
from slslint.handlers.handler import Handler
from slslint.service.file import ServiceFile
from slslint.service.function import Function
from slslint.service.queue import Queue
from slslint.service.route import Route
from slslint.service.service import Service
from slslint.source.node import SCALAR, Node
from slslint.values.value import Known, Map, Seq, Text, Unknown, Value
from slslint.values.watched import Log, Watched

Stages = tuple[str | None, ...]
_SELECTION = ("select", "ignore", "severity")
_RESOURCES = frozenset(("queues", "identity_pools", "resources"))


class Place(NamedTuple):
    """A line, from 1, of the file at `path`."""

    path: str
    line: int


class Part(NamedTuple):
    """A part of the configuration, under the stages that have it so."""

    path: str
    value: Value
    stages: Stages


def uncertain(file: ServiceFile) -> Iterator[str]:
    """What is not known of a service as a whole, so that what depends on it is not said."""
    if file.version is None:
        yield "the major version of the framework: what is wrong under one of them only is not said"
    names = dict.fromkeys(name for service in file.services for name in service.plugins.unknown)
    if names:
        yield f"what these plugins add: {', '.join(names)}"


class Reason(NamedTuple):
    """What there is to say of a rule in one service.

    `missing` are the features that it needs and the service has not in any stage; `looked_at` is how often it was
    asked, about distinct views; `unknown` what it read that is not known; `findings` what it did say, silenced or not.
    `here` are the parts of the configuration at the place that was asked for.
    """

    service: ServiceFile
    missing: frozenset[str]
    looked_at: int
    unknown: tuple[Part, ...]
    findings: tuple[Finding, ...]
    here: tuple[Part, ...] = ()


def obstacles(entry: RuleEntry, settings: Settings) -> Iterator[tuple[str, int]]:
    """Why a check does not run a rule: what to say, and the line of the configuration that says so; 0 for none."""
    severities: dict[str, str] = settings.get("severity", {})
    for name in (entry.name, entry.code):
        if severities.get(name) == "off":
            yield "its severity is `off`", settings.line(name)
    selected = settings.words("select")
    if selected and not matches(entry, selected):
        yield "`select` does not name it", settings.line("select")
    elif not selected and not entry.default:
        yield f"it is off unless it is selected: `slslint check --select {entry.name}`", 0
    if matches(entry, settings.words("ignore")):
        yield "`ignore` names it", settings.line("ignore")


def without_obstacles(settings: Settings) -> Settings:
    """The settings as if they left every rule alone."""
    return Settings(
        settings.path, settings.text, {name: each for name, each in settings.values.items() if name not in _SELECTION}
    )


def reason(
    entry: RuleEntry, features: frozenset[str], file: ServiceFile, findings: Iterable[Finding], place: Place | None
) -> Reason:
    """Ask a rule about one service, or about what stands at a place of it, and note what it reads.

    `file` must be fresh: what is read only once counts too. `features` are those of the service.
    """
    logs: list[tuple[Service, Log]] = []
    for service in file.services:
        log: Log = {}
        service.config = Watched(service.config, log)
        logs.append((service, log))
    missing = entry.needs - features
    if missing:
        looked_at, unknown = 0, _hidden(logs, missing)
    else:
        looked_at, unknown = _ask(entry, file, logs, place)
    own = tuple(each for each in findings if each.name == entry.name and each.service in ("", file.path))
    return Reason(file, missing, looked_at, unknown, own, _parts_at(file, place) if place is not None else ())


def _hidden(logs: list[tuple[Service, Log]], missing: frozenset[str]) -> tuple[Part, ...]:
    """What is unknown of that in which the missing features would show; problems and dates are seen or not there."""
    if any("-" in feature or feature in ("problems", "dates") for feature in missing):
        return ()
    roots = ("functions", "resources") if missing & _RESOURCES else ("functions", "provider")
    for service, _ in logs:
        _ = service.features
    found = _collected(logs)
    return tuple(part for part in found if part.path.partition(".")[0] in roots)


def _ask(
    entry: RuleEntry, file: ServiceFile, logs: list[tuple[Service, Log]], place: Place | None
) -> tuple[int, tuple[Part, ...]]:
    rule = load_rule(entry)
    rule.explicit = True
    if entry.scope == "ServiceFile":
        _run(rule.check(file))
        return 1, _collected(logs)
    if entry.scope not in VIEWS:
        return 0, ()
    of_routes = entry.scope in ("Route", "Api")
    for service, _ in logs:
        _ = service.routes if of_routes else service.functions
    parts = list(_collected(logs)) if of_routes else []
    views = list(distinct_views(file, VIEWS[entry.scope]))
    near = [each for each in views if place is not None and _covers(each[0], place)] or views
    for view, stages in near:
        for _, log in logs:
            log.clear()
        _run(rule.check(view))
        parts += [Part(path, value, tuple(stages)) for _, log in logs for path, value in log.values()]
    return len({_name(view) for view, _ in near}), tuple(_merged([*parts, *_of_code(file)]))


def _of_code(file: ServiceFile) -> Iterator[Part]:
    """The handlers that the rule looked for, and what kept their code from being understood."""
    known = file.memo.get("handlers")
    for handler in known.values() if isinstance(known, dict) else ():  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        if not isinstance(handler, Handler) or (written := handler.function.handler.value) is None:
            continue
        seen, path = vars(handler), handler.function.handler.path
        why = next((seen[what].why for what in ("located", "facts") if what in seen and seen[what].why), "")
        if not why and seen.get("is_wrapped"):
            why = "other code stands between Lambda and the handler, or may: of a plugin, a layer, the dashboard"
        if why:
            yield Part(path, Value(Unknown(why), written.at), (handler.function.service.stage,))


def _name(view: Any) -> str:
    """What a view is called in every stage."""
    if isinstance(view, Route):
        return view.event.path
    return view.name if isinstance(view, Function | Queue) else ""


def _run(findings: Iterator[Finding]) -> None:
    """Let a rule work to its end; where it crashes, the check has told so already."""
    try:
        for _ in findings:
            pass
    except Exception:
        return


def _collected(logs: list[tuple[Service, Log]]) -> tuple[Part, ...]:
    parts = [Part(path, value, (service.stage,)) for service, log in logs for path, value in log.values()]
    return tuple(_merged(parts))


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts, those that several stages have alike once."""
    found: dict[object, Part] = {}
    for part in parts:
        key = (part.path, _likeness(part.value))
        known = found.get(key)
        stages = tuple(dict.fromkeys((*known.stages, *part.stages))) if known else part.stages
        found[key] = Part(part.path, part.value, stages)
    yield from found.values()


def _likeness(value: Value) -> object:
    know = value.know
    if isinstance(know, Known):
        return type(know.value), know.value
    return know.atoms if isinstance(know, Text) else know.why if isinstance(know, Unknown) else type(know)


def _covers(view: Any, place: Place) -> bool:
    """Whether a place lies in what a view is about: a route belongs to its function."""
    if isinstance(view, Route):
        view = view.function
    if not isinstance(view, Function | Queue):
        return False
    cursor = view.cursor
    nodes = [node for node in (cursor.key, cursor.value.at if cursor.value else None) if node is not None]
    return any(_spans(node, place) for node in nodes)


def _spans(node: Node, place: Place) -> bool:
    return node.file.path == place.path and node.line <= place.line <= node.file.position(node.end)[0]


def is_at(finding: Finding, place: Place) -> bool:
    """Whether a finding stands on a line."""
    at = finding.at
    return at.file.path == place.path and at.line <= place.line <= at.file.position(max(at.end - 1, at.start))[0]


def _parts_at(file: ServiceFile, place: Place) -> tuple[Part, ...]:
    """The parts of the configuration whose key or scalar stands on a line, outermost first."""
    found: list[Part] = []
    for service in file.services:
        assert service.config.value is not None
        stack: list[tuple[str, Node | None, Value]] = [("", None, service.config.value)]
        while stack:
            path, key, value = stack.pop()
            nodes = [key, value.at if value.at.kind == SCALAR else None]
            if any(node is not None and node.file.path == place.path and node.line == place.line for node in nodes):
                found.append(Part(path, value, (service.stage,)))
            stack += reversed(list(_below(path, value)))
    return tuple(_merged(found))


def _below(path: str, value: Value) -> Iterator[tuple[str, Node | None, Value]]:
    prefix = f"{path}." if path else ""
    if isinstance(value.know, Map):
        yield from ((prefix + name, key, item) for name, (key, item) in value.know.entries.items())
    elif isinstance(value.know, Seq):
        yield from ((f"{prefix}{index}", None, item) for index, item in enumerate(value.know.items))
