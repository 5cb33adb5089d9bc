"""`slslint rules`: every rule."""

import click

from slslint.cli.output import color_option, screen, write
from slslint.cli.words import OneOf
from slslint.engine.manifest import rules


@click.command("rules")
@click.option(
    "--format",
    "form",
    type=OneOf(("text", "json")),
    default="text",
    show_default=True,
    help="The form of the list.",
)
@color_option
def command(form: str, color: bool | None) -> None:
    """List the rules.

    Shows code, name, severity and what each rule says; `fix` marks those that can mend what they find, `off` those
    that run only when they are selected.
    """
    if form == "json":
        import json

        from slslint.engine.rule import DOCS

        rows = [
            {
                "code": entry.code,
                "name": entry.name,
                "family": entry.family,
                "severity": entry.severity,
                "default": entry.default,
                "fixable": entry.fixable,
                "summary": entry.summary,
                "url": f"{DOCS}{entry.name}/",
            }
            for entry in rules()
        ]
        write(json.dumps(rows, indent=2) + "\n")
        return
    from slslint.report.rule_table import render

    display = screen(color)
    write(render(rules(), display), display.color)
