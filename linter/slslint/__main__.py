"""The program itself, as `slslint` and as `python -m slslint`."""

import atexit
import os
import sys
from contextlib import suppress
from typing import NoReturn

from slslint.cli import main


def run() -> NoReturn:
    """Run slslint as a process, which ends with it.

    It ends at once: the interpreter's own way out frees every object of the lint first, a sixth of the whole time.
    """
    status = main()
    atexit._run_exitfuncs()  # pyright: ignore[reportPrivateUsage]
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # it may be closed, or not there at all
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    run()
