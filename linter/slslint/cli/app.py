"""The program: its commands, found by name, and what becomes of their errors."""

import os
from collections.abc import Sequence
from importlib import import_module

import click

from slslint import __version__
from slslint.cli.output import note
from slslint.suggest import did_you_mean

COMMANDS = (
    "check",
    "explain",
    "why",
    "rules",
    "print",
    "routes",
    "simulate",
    "trace",
    "config",
    "completion",
    "server",
)
ISSUES = "https://github.com/slslint/slslint/issues"


class Commands(click.Group):
    """The commands, each in a module of its name, which is imported when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return import_module(f"slslint.cli.{cmd_name}").command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if word not in COMMANDS and not word.startswith("-") and not ctx.resilient_parsing:
            hint = did_you_mean(word, COMMANDS)
            if not hint and os.path.exists(word):
                hint = f"; to lint it, run `slslint check {word}`"
            ctx.fail(f"no such command: {word}{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="slslint", message="%(prog)s %(version)s")
def app() -> None:
    """Tells, offline and before a deploy, why a request to a Serverless Framework API would fail."""


def run(arguments: Sequence[str] | None) -> int:
    """Run a command; returns the exit status: 0 fine, 1 findings, 2 anything that kept it from its work."""
    try:
        return app.main(arguments, prog_name="slslint", standalone_mode=False) or 0
    except click.Abort:
        return 130
    except click.ClickException as error:
        for line in f"Error: {_told(error)}".splitlines():
            note(line)
        return error.exit_code
    except Exception as error:
        if os.environ.get("SLSLINT_TRACEBACK"):
            raise
        note(f"Error: {_describe(error)}")
        return 2


def _told(error: click.ClickException) -> str:
    """What is wrong with a command; where something is left out or too much, with what it takes."""
    text = error.format_message().rstrip(".")
    if isinstance(error, click.UsageError) and error.ctx is not None:
        pieces = " ".join(error.ctx.command.collect_usage_pieces(error.ctx))
        if isinstance(error, click.MissingParameter) or text.startswith("Got unexpected extra"):
            return f"{text}: {error.ctx.command_path} {pieces}"
    return text


def _describe(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is None:
        return f"input or output failed: {error.strerror}"  # --help, for instance, where the disk is full
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""
    what = f"{type(error).__name__}{place}: {error}"
    return f"slslint crashed ({what}). Please report it to {ISSUES}; SLSLINT_TRACEBACK=1 shows where it happened."
