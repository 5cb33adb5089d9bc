"""`slslint completion`: the script that lets a shell complete what one types."""

import click
from click.shell_completion import ShellComplete, get_completion_class

from slslint.cli.output import write
from slslint.cli.words import OneOf

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=OneOf(SHELLS))
def command(shell: str) -> None:
    """Print the script that completes commands, options and their values in SHELL.

    For bash, put it into ~/.local/share/bash-completion/completions/slslint; for zsh into a file `_slslint` in a folder
    of `fpath`; for fish into ~/.config/fish/completions/slslint.fish.
    """
    from slslint.cli.app import app

    form = get_completion_class(shell)
    assert form is not None
    # Not form.source: that of bash runs the machine's bash to learn its version.
    write(ShellComplete.source(form(app, {}, "slslint", "_SLSLINT_COMPLETE")).lstrip() + "\n")
