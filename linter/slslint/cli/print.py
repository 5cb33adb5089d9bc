"""`slslint print`: the resolved configuration."""

import click

from slslint.cli.given import Given, given_options, open_service, open_session
from slslint.cli.output import write

FORMATS = ("yaml", "json")


@click.command("print")
@click.argument("path", metavar="[PATH]", required=False)
@given_options
@click.option("--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True, help="The form.")
def command(path: str | None, form: str, **given: object) -> None:
    """Print a service's configuration with its variables resolved.

    Like `serverless print`, but nothing is run, asked of AWS, or read from the environment: what only a deploy knows
    stays as it is written, and so does what a variable reads from a file that holds secrets (`.env`, `secrets.yml`).

    PATH is a service file or its folder; by default the current folder.
    """
    from slslint.report.resolved import render, resolved

    session, target = open_session(path, Given(**given))  # pyright: ignore[reportArgumentType]
    service = open_service(session, target)
    write(render(resolved(service.services[0]), form))
