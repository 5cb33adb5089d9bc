"""The command line: one file a command, imported when it is called."""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run slslint with `arguments`, by default those of the process; returns the exit status."""
    try:
        from slslint.cli.app import run

        return run(arguments)
    except KeyboardInterrupt:
        return 130
