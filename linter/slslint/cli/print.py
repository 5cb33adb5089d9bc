"""`slslint print`: the resolved configuration."""

from typing import TYPE_CHECKING

import click

from slslint.cli.given import Given, given_options, open_service, open_session
from slslint.cli.output import note, write
from slslint.cli.words import OneOf
from slslint.report.text import count

if TYPE_CHECKING:
    from slslint.service.service import Service

FORMATS = ("yaml", "json")
_WRONG = ("variable-malformed", "variable-cycle", "variable-unknown-source", "policy-variable")


@click.command("print")
@click.argument("path", metavar="[PATH]", required=False, type=click.Path())
@given_options
@click.option("--format", "form", type=OneOf(FORMATS), default=FORMATS[0], show_default=True, help="The form.")
def command(path: str | None, form: str, **given: object) -> None:
    """Print a service's configuration with its variables resolved.

    Like `serverless print`, but nothing is run, asked of AWS, or read from the environment: what only a deploy knows
    stays as it is written, and so does what a variable reads from a file that holds secrets (`.env`, `secrets.yml`).

    PATH is a service file or its folder; by default the current folder.
    """
    from slslint.report.resolved import render, resolved

    session, target = open_session(path, Given(**given))  # pyright: ignore[reportArgumentType]
    service = open_service(session, target).services[0]
    text = render(resolved(service), form)
    write(session.cleaned(text))
    if wrong := refused(service):
        note(f"{count(wrong, 'variable')} cannot be resolved, and the framework stops there: see `slslint check`")


def refused(service: "Service") -> int:
    """How many variables the framework refuses whatever it is given."""
    return sum(
        problem.kind in _WRONG or (problem.kind == "variable-missing" and problem.data["source"] in ("self", "file"))
        for stages, problem in service.file.problems
        if service.stage in stages
    )
