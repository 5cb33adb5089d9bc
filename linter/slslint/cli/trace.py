"""`slslint trace`: one request, hop by hop."""

import os
from typing import TYPE_CHECKING

import click

from slslint.cli.given import Given, check_stage, given_options, no_role, open_services, open_session
from slslint.cli.output import color_option, screen, write
from slslint.cli.words import OneOf
from slslint.report.context import Context
from slslint.report.text import escape

if TYPE_CHECKING:
    from slslint.access.request import Wanted
    from slslint.service.file import ServiceFile
    from slslint.trace.follow import Trace

FORMATS = ("text", "json")


@click.command("trace")
@click.argument("method", metavar="METHOD")
@click.argument("address", metavar="URL-OR-PATH")
@click.argument("path", metavar="[PATH]", required=False, type=click.Path())
@click.option("--role", metavar="NAME", help="Who signs the request: a role of the project, or a function under one.")
@given_options
@click.option("--format", "form", type=OneOf(FORMATS), default=FORMATS[0], show_default=True, help="The form.")
@color_option
@click.pass_context
def command(
    ctx: click.Context,
    method: str,
    address: str,
    path: str | None,
    role: str | None,
    form: str,
    color: bool | None,
    **given: object,
) -> None:
    """Follow one request hop by hop, and say where it stops and why.

    The hops are region, API, stage, path and method, authorization, function, timeout, event loop and logs. Each is
    passed, failed or not known offline, with the place in the project that decides. URL-OR-PATH is what a client calls,
    or a path within the API, without a stage. PATH is a service file or a folder to search; by default the current
    folder. Of several services the one is shown in which the request gets furthest.

    Exit status: 0 if nothing is known to stop the request, 1 if something is, 2 if it could not be followed.
    """
    from slslint.access.request import read_request

    try:
        wanted = read_request(method, address)
    except ValueError as error:
        raise click.UsageError(escape(str(error))) from None
    asked = Given(**given)  # pyright: ignore[reportArgumentType]
    session, target = open_session(path, asked)
    files = open_services(session, target)
    found = [trace for file in files if (trace := _follow(file, wanted, role, asked.stage)) is not None]
    if not found:
        raise no_role(files[0].services[0], role or "")
    trace = max(found, key=lambda each: each.reach)
    from slslint.report.trace import render, render_json

    display = screen(color)
    report = render_json if form == "json" else render
    write(report(trace, Context(os.getcwd(), session.workspace.root, display)), display.color)
    ctx.exit(int(trace.stop is not None))


def _follow(file: "ServiceFile", wanted: "Wanted", role: str | None, stage: str | None) -> "Trace | None":
    """The request's way through a service; None where that does not have the role."""
    from slslint.access.simulation import caller_of
    from slslint.trace.follow import follow, view

    check_stage(file, stage)
    service = view(file, wanted)
    caller = caller_of(service, role) if role is not None else None
    if role is not None and caller is None:
        return None
    return follow(service, wanted, caller)
