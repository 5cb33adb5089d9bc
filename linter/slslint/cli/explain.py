"""`slslint explain`: a rule's page."""

import click

from slslint.cli import selection
from slslint.cli.output import Failure, color_option, screen, write
from slslint.engine.manifest import RuleEntry
from slslint.report.text import escape


@click.command("explain")
@click.argument("rule", callback=selection.rule, shell_complete=selection.complete)
@color_option
def command(rule: RuleEntry, color: bool | None) -> None:
    """Explain a rule.

    Shows what RULE, a code or a name, says, why that matters, bad and good examples, and how to silence it. Of
    cfn-lint's rules (`cfn-lint/E3012`) it shows what cfn-lint says.
    """
    from slslint.engine.pages import page_of
    from slslint.report.page import render

    display = screen(color)
    if rule.is_external:
        from slslint.engine.external.page import page_about

        try:
            rule, page = page_about(rule)
        except LookupError as error:
            raise Failure(escape(str(error))) from None
    else:
        page = page_of(rule.module)
    write(render(page, rule, rule.url, display), display.color)
