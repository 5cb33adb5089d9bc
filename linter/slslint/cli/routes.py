"""`slslint routes`: the endpoints."""

import os
from typing import TYPE_CHECKING

import click

from slslint.cli.given import Given, given_options, open_services, open_session
from slslint.cli.output import color_option, note, screen, write
from slslint.cli.words import OneOf
from slslint.report.context import Context

if TYPE_CHECKING:
    from slslint.service.service import Service

FORMATS = ("text", "json")


@click.command("routes")
@click.argument("path", metavar="[PATH]", required=False, type=click.Path())
@given_options
@click.option("--format", "form", type=OneOf(FORMATS), default=FORMATS[0], show_default=True, help="The form.")
@color_option
def command(path: str | None, form: str, color: bool | None, **given: object) -> None:
    """List every endpoint as the framework would deploy it.

    Shows REST and HTTP API routes, WebSocket routes and function URLs with their authorization and the function that
    answers. Declarations that come to one endpoint are merged as the framework merges them: the last one decides. What
    is not known offline is shown as `…`.

    PATH is a service file or a folder to search; by default the current folder.
    """
    from slslint.report.routes import render, render_json

    session, target = open_session(path, Given(**given))  # pyright: ignore[reportArgumentType]
    services = [opened.services[0] for opened in open_services(session, target)]
    for service in services:
        for line in hidden(service):
            note(f"{os.path.relpath(service.file.path)}: {line}")
    display = screen(color)
    context = Context(os.getcwd(), session.workspace.root, display)
    text = (render_json if form == "json" else render)(services, context)
    write(session.cleaned(text), display.color)


def hidden(service: "Service") -> list[str]:
    """What keeps endpoints of a service from being seen."""
    if not service.is_aws:
        return ["its provider is not AWS, or not known"]
    lines = ["there may be more functions than can be seen offline"] if service.functions_unknown else []
    names = [function.name for function in service.functions if function.events_unknown]
    return [*lines, *(f"`{name}` may have more events than can be seen offline" for name in names)]
