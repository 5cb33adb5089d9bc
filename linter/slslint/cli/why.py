"""`slslint why`: what keeps a rule from speaking."""

import os
from collections.abc import Iterator

import click

from slslint.cli import selection
from slslint.cli.given import Given, given_options, open_session
from slslint.cli.output import Failure, color_option, note, screen, write
from slslint.engine.manifest import RuleEntry
from slslint.engine.options import LintOptions
from slslint.engine.session import Result, Session
from slslint.engine.why import Place, Reason, obstacles, reason, without_obstacles
from slslint.report.context import Context
from slslint.report.text import escape
from slslint.report.why import Question, render
from slslint.service.file import ServiceFile


@click.command("why")
@click.argument("rule", callback=selection.rule)
@click.argument("place", metavar="[FILE[:LINE]]", required=False)
@given_options
@color_option
def command(rule: RuleEntry, place: str | None, color: bool | None, **given: object) -> None:
    """Tell why a rule says nothing.

    A rule may be switched off, silenced, have nothing to look at, or not know enough: what is unknown is not judged.
    For a line of a file it also tells what is known of what stands there, and where that comes from.

    FILE is a service file, a file that services include, or a folder; by default the current folder.
    """
    name, line = cut(place)
    session, target = open_session(name, Given(**given))  # pyright: ignore[reportArgumentType]
    settings = session.options.settings
    asked = Question(rule, list(told(rule, session)), Place(target, line) if line is not None else None)
    lints = Session(session.workspace, selecting(session.options, rule, without_obstacles(settings)))
    result = lints.lint([target])
    for text in result.refused if result.services else ():
        note(text)
    if not result.services:
        raise Failure("\n".join(map(escape, result.refused)) or "there is no service here")
    display = screen(color)
    context = Context(os.getcwd(), session.workspace.root, display)
    write(render(asked, reasons(lints, result, asked), context), display.color)


def cut(place: str | None) -> tuple[str | None, int | None]:
    """FILE:LINE as its two parts."""
    if place is None:
        return None, None
    name, _, line = place.rpartition(":")
    if name and line.isascii() and line.isdigit() and not os.path.exists(place):
        return name, int(line)
    return place, None


def told(rule: RuleEntry, session: Session) -> Iterator[str]:
    """Why an ordinary check does not run the rule."""
    settings = session.options.settings
    for text, line in obstacles(rule, settings):
        yield f"{text} ({os.path.relpath(settings.path)}:{line})" if line else text


def selecting(options: LintOptions, rule: RuleEntry, settings: object) -> LintOptions:
    """The options of a check of one rule."""
    return LintOptions(
        stages=options.stages,
        select=(rule.name,),
        env=options.env,
        region=options.region,
        opts=options.opts,
        params=options.params,
        settings=settings,  # type: ignore[arg-type]
    )


def reasons(session: Session, result: Result, asked: Question) -> Iterator[Reason]:
    """The answer for each service that was linted and loads."""
    project = session.project()
    for path in result.services:
        opened = project.open(path)
        if isinstance(opened, ServiceFile):
            fresh = session.project()
            again = fresh.open(path)
            assert isinstance(again, ServiceFile)
            yield reason(asked.rule, opened.features, again, result.findings, asked.place)
