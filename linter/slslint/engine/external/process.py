"""The worker seen from here: a process that is started when first asked, and ended when it does not answer."""

import atexit
import json
import sys
from collections import deque
from threading import Condition, Event, Thread, Timer
from typing import TYPE_CHECKING, Any, cast

from slslint.engine.external import machine

if TYPE_CHECKING:
    import subprocess

SECONDS = 120.0
"""How long an answer may take, the start of the process included."""
# The folders to import from come as an argument: `-S` keeps Python from looking for others, `-P` from looking here.
BOOT = "import sys, json; sys.path += json.loads(sys.argv[1]); from slslint.engine.external.worker import main; main()"


class Failed(Exception):
    """The worker gave no answer; the text says why."""


class Job:
    """A question on its way. `wait` may be called from any thread."""

    def __init__(self, question: dict[str, Any]) -> None:
        self.question = question
        self._done = Event()
        self._answer: dict[str, Any] = {}
        self._failure = ""

    def settled(self) -> None:
        """Wait until there is an answer, or certainly none."""
        self._done.wait()

    def wait(self) -> dict[str, Any]:
        """The answer, once it is there; raises Failed."""
        self._done.wait()
        if self._failure:
            raise Failed(self._failure)
        return self._answer

    def settle(self, answer: dict[str, Any], failure: str = "") -> None:
        """Called by the thread that has the answer, or knows that there is none."""
        self._answer, self._failure = answer, failure
        self._done.set()


class Worker:
    """One process and the thread that talks with it. Questions are answered in order.

    A process that ends, is late or makes no sense is not trusted again: the questions that are left fail.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._jobs: deque[Job] = deque()
        self._changed = Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: Thread | None = None
        self._closed = False

    @property
    def is_closed(self) -> bool:
        """Whether it answers no more."""
        return self._closed

    def ask(self, question: dict[str, Any]) -> Job:
        """Put a question; the process is started if it does not run."""
        job = Job(question)
        with self._changed:
            if self._closed:
                job.settle({}, "it was stopped")
                return job
            self._jobs.append(job)
            self._changed.notify()
            if self._thread is None:
                self._thread = Thread(target=self._serve, name="slslint-cfn-lint", daemon=True)
                self._thread.start()
                atexit.register(self.close)
        return job

    def close(self) -> None:
        """End the process; questions that are open fail."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        atexit.unregister(self.close)
        self._kill()

    def _kill(self) -> None:
        process = self._process
        if process is not None:
            process.kill()

    def _serve(self) -> None:
        import tempfile

        with tempfile.TemporaryDirectory(prefix="slslint-") as home:
            while True:
                with self._changed:
                    while not self._jobs and not self._closed:
                        self._changed.wait()
                    if self._closed:
                        break
                    job = self._jobs.popleft()
                try:
                    job.settle(self._exchange(job.question, home))
                except Failed as failure:
                    job.settle({}, str(failure))
            self._end()
        while self._jobs:
            self._jobs.popleft().settle({}, "it was stopped")

    def _exchange(self, question: dict[str, Any], home: str) -> dict[str, Any]:
        try:
            process = self._running(home)
        except OSError as error:
            raise Failed(f"it could not be started: {error}") from None
        assert process.stdin is not None
        assert process.stdout is not None
        watch = Timer(self.seconds, process.kill)
        watch.daemon = True
        watch.start()
        try:
            process.stdin.write(json.dumps(question).encode("ascii") + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (OSError, ValueError):
            line = b""
        finally:
            late = not watch.is_alive()
            watch.cancel()
        return self._read(line, late)

    def _read(self, line: bytes, late: bool) -> dict[str, Any]:
        if not line.endswith(b"\n"):
            self.close()
            raise Failed(f"it took longer than {self.seconds:g} seconds" if late else "it ended without an answer")
        try:
            answer: object = json.loads(line)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            self.close()
            raise Failed("its answer makes no sense")
        found = cast("dict[str, Any]", answer)
        if "error" in found:
            raise Failed(str(found["error"]))
        return found

    def _running(self, home: str) -> "subprocess.Popen[bytes]":
        if self._process is None:
            import subprocess

            self._process = subprocess.Popen(
                [sys.executable, "-S", "-s", "-P", "-c", BOOT, json.dumps(machine.packages())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=home,
                env=machine.environment(home),
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except OSError:
                        continue
            process.wait()
