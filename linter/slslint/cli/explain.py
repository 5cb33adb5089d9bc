"""`slslint explain`: a rule's page."""

import click

from slslint.cli import selection
from slslint.cli.output import color_option, screen, write
from slslint.engine.manifest import RuleEntry


@click.command("explain")
@click.argument("rule", callback=selection.rule, shell_complete=selection.complete)
@color_option
def command(rule: RuleEntry, color: bool | None) -> None:
    """Explain a rule.

    Shows what RULE, a code or a name, says, why that matters, bad and good examples, and how to silence it.
    """
    from slslint.engine.pages import page_of
    from slslint.engine.rule import DOCS
    from slslint.report.page import render

    display = screen(color)
    write(render(page_of(rule.module), rule, f"{DOCS}{rule.name}/", display), display.color)
