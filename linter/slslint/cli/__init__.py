"""The command line: one file a command, imported when it is called."""

import gc
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run slslint with `arguments`, by default those of the process; returns the exit status."""
    # A lint makes many objects and next to no garbage: to look for it as often as usual costs a tenth of the time.
    gc.set_threshold(500_000)
    try:
        from slslint.cli.app import run

        return run(arguments)
    except KeyboardInterrupt:
        return 130
