"""`slslint why`: what keeps a rule from speaking."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from slslint.cli import selection
from slslint.cli.given import Given, given_options, open_session
from slslint.cli.output import Failure, color_option, note, screen, write
from slslint.cli.targets import NO_SERVICE
from slslint.engine.finding import HIGH, MEDIUM
from slslint.engine.manifest import RuleEntry
from slslint.report.context import Context
from slslint.report.text import count, escape
from slslint.workspace import Unreadable

if TYPE_CHECKING:
    from slslint.engine.session import Result, Session
    from slslint.engine.why import Reason
    from slslint.report.why import Question


@click.command("why")
@click.argument("rule", callback=selection.rule, shell_complete=selection.complete)
@click.argument("place", metavar="[FILE[:LINE]]", required=False)
@given_options
@color_option
def command(rule: RuleEntry, place: str | None, color: bool | None, **given: object) -> None:
    """Tell why a rule says nothing.

    A rule may be switched off, silenced, have nothing to look at, or not know enough: what is unknown is not judged.
    For a line of a file it also tells what is known of what stands there, and where that comes from.

    FILE is a service file, a file that services include, or a folder; by default the current folder.
    """
    from slslint.engine.why import Place
    from slslint.report.why import Question, render

    if rule.is_external:
        raise click.UsageError(f"`why` tells of slslint's own rules; `slslint explain {rule.name}` tells of cfn-lint's")
    name, line = cut(place)
    session, target = open_session(name, Given(**given))  # pyright: ignore[reportArgumentType]
    if line is not None and (last := _lines(session, target)) is not None and not 0 < line <= last:
        raise Failure(f"`{escape(str(name))}` has {count(last, 'line')}, and no line {line}")
    asked = Question(rule, list(told(rule, session)), Place(target, line) if line is not None else None)
    lints = asking(session, rule)
    result = lints.lint([target])
    if not result.services:
        raise Failure("\n".join(map(escape, result.refused)) or NO_SERVICE)
    for text in result.refused:
        note(text)
    hide(result, session)
    display = screen(color)
    context = Context(os.getcwd(), session.workspace.root, display)
    text = render(asked, reasons(lints, result, asked), context)
    write(session.cleaned(text), display.color)


def cut(place: str | None) -> tuple[str | None, int | None]:
    """FILE:LINE as its two parts; a column after them, as `check` writes it, is passed over."""
    if place is None or os.path.exists(place):
        return place, None
    name, line = _number(place)
    before, earlier = _number(name)
    if earlier is not None and not os.path.exists(name):
        return before, earlier
    return name, line


def _number(place: str) -> tuple[str, int | None]:
    name, _, number = place.rpartition(":")
    return (name, int(number)) if name and number.isascii() and number.isdigit() else (place, None)


def _lines(session: "Session", path: str) -> int | None:
    """How many lines a file has; None for what cannot be read, a folder for instance."""
    try:
        return len(session.documents.read_text(path).text.splitlines())
    except Unreadable:
        return None


def told(rule: RuleEntry, session: "Session") -> Iterator[str]:
    """Why an ordinary check does not run the rule."""
    from slslint.engine.why import obstacles

    settings = session.options.settings
    for text, line in obstacles(rule, settings):
        yield f"{text} ({os.path.relpath(settings.path)}:{line})" if line else text


def asking(session: "Session", rule: RuleEntry) -> "Session":
    """The session of a check that runs this rule, whatever the configuration says."""
    from slslint.engine.options import LintOptions
    from slslint.engine.session import Session
    from slslint.engine.why import without_obstacles

    given = session.options
    options = LintOptions(
        stages=given.stages,
        select=(rule.name,),
        env=given.env,
        region=given.region,
        opts=given.opts,
        params=given.params,
        settings=without_obstacles(given.settings),
    )
    return Session(session.workspace, options)


def hide(result: "Result", session: "Session") -> None:
    """Mark what the configuration keeps out of a report: by `confidence`, by a baseline."""
    settings = session.options.settings
    if settings.get("confidence") == HIGH:
        result.findings = [
            each._replace(suppressed=each.suppressed or "confidence") if each.confidence == MEDIUM else each
            for each in result.findings
        ]
    if settings.get("baseline"):
        from slslint.cli.adopt import read_baseline
        from slslint.engine.baseline import mark

        entries = read_baseline(os.path.join(settings.folder, settings.get("baseline")))
        result.findings, _ = mark(result.findings, entries, session.workspace.relative)


def reasons(session: "Session", result: "Result", asked: "Question") -> Iterator["Reason"]:
    """The answer for each service that was linted and loads."""
    from slslint.engine.why import reason
    from slslint.service.file import ServiceFile

    for path in result.services:
        opened, fresh = session.project().open(path), session.project().open(path)
        if isinstance(opened, ServiceFile) and isinstance(fresh, ServiceFile):
            yield reason(asked.rule, opened.features, fresh, result.findings, asked.place)
