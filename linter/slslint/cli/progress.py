"""A line on a terminal that says how far a long lint has come."""

import sys
import time

from slslint.cli.output import is_open

PATIENCE, PAUSE = 1.0, 0.1
"""Seconds before the line is shown, and between two of its states."""
WIDTH = 30


class ProgressLine:
    """Called after each service; as a context it takes the line away at the end. Silent where stderr is no terminal."""

    def __init__(self) -> None:
        self.stream = sys.stderr
        self.silent = not is_open(self.stream) or not self.stream.isatty()
        self.shown = False
        self.next = time.monotonic() + PATIENCE

    def __enter__(self) -> "ProgressLine":
        return self

    def __exit__(self, *exception: object) -> None:
        if self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self.silent or now < self.next:
            return
        self.next, self.shown = now + PAUSE, True
        filled = WIDTH * done // total
        self.stream.write(f"\r{'#' * filled}{'.' * (WIDTH - filled)} {done:,} of {total:,} services\x1b[K")
        self.stream.flush()
