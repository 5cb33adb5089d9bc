"""`slslint explain`: a rule's page."""

import ast
from importlib.util import find_spec

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
    from slslint.engine.pages import read_page
    from slslint.engine.rule import DOCS
    from slslint.report.page import render

    display = screen(color)
    write(render(read_page(docstring(rule.module)), rule, f"{DOCS}{rule.name}/", display), display.color)


def docstring(module: str) -> str:
    """A module's docstring, without running the module and all that it imports."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise LookupError(f"{module} is not installed")
    with open(spec.origin, encoding="utf-8") as stream:
        return ast.get_docstring(ast.parse(stream.read())) or ""
