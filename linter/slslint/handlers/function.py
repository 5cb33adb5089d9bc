"""Facts about the one function behind a `handler:`, each with its place."""

from typing import NamedTuple

from slslint.source.patch import Edit
from slslint.source.pointer import Pointer

FOUND, MISSING = "found", "missing"
FLAG = "callbackWaitsForEmptyEventLoop"
"""The property of the context that switches the waiting off when it is false."""
# How a handler answers: by its promise, the callback, methods of the context, a stream; or with errors alone.
PROMISE, BY_CALLBACK, BY_CONTEXT, BY_STREAM, ERROR_ONLY = "promise", "callback", "context", "stream", "error-only"
UNSEEN = "unknown"


class Success(NamedTuple):
    """A success reported through the callback.

    `certain` is False where it may be an error as well; `late` is the call that makes it come after the handler's
    promise has settled, and `before` says that it comes before for certain. `branches` are those around it that not
    every request takes.
    """

    at: Pointer
    certain: bool
    before: bool
    late: Pointer | None
    branches: frozenset[Pointer] = frozenset()


class FlagWrite(NamedTuple):
    """An assignment to a property of the context.

    `effective` is None where that is not known; `too_late` says that it stands after every answer.
    """

    at: Pointer
    key: Pointer
    name: str
    effective: bool | None
    too_late: bool
    misspelled: bool
    line: Edit | None


class Held(NamedTuple):
    """Something that holds the event loop: what, where it was made and used, for how many seconds (None: for good).

    `anew` says that each request makes another one; `branches` are those around its making and use that not every
    request takes.
    """

    what: str
    made: Pointer
    use: Pointer | None
    seconds: int | None
    anew: bool
    branches: frozenset[Pointer] = frozenset()


class Defect(NamedTuple):
    """Something in an answer that a REST API cannot read: in its `body`, its `headers`, or the `answer` as a whole."""

    kind: str
    what: str
    at: Pointer


class Lack(NamedTuple):
    """An import that fails: `missing`, `case-differs` (`other` is the file that is there) or `development`."""

    kind: str
    specifier: str
    at: Pointer
    other: str


class Variable(NamedTuple):
    """A variable of the environment that the handler reads; `optional` where the code does without it."""

    name: str
    at: Pointer
    optional: bool


class FunctionFacts:
    """What is known of a handler's function. Nothing is where `status` is not FOUND: `why` then says why.

    `style`: how it answers. `opaque`: why not all of its code was followed, or where the callback got away to; then
    nothing may be concluded from what was not seen, and most judgements stay silent.
    """

    def __init__(self, status: str, why: str = "", path: str = "", export: tuple[str, ...] = ()) -> None:
        self.status = status
        self.why = why
        self.path = path
        self.export = export
        self.files: frozenset[str] = frozenset()
        """The files that the facts were read from."""
        self.names: tuple[str, ...] = ()
        """What the file is seen to export, where it does not export what is asked for."""

        self.head: Pointer | None = None
        """The function up to its body."""
        self.place: Pointer | None = None
        """Where a wrapper is called, or a stream ended: what stands for an answer that no callback gives."""
        self.arity: int | None = None
        """`handler.length` as JavaScript counts it; None where a wrapper makes it that is not known."""
        self.third: Pointer | None = None
        """The parameter that takes the callback."""
        self.is_async = False
        self.style = UNSEEN
        self.opaque = ""

        self.answers: tuple[Success, ...] = ()
        """Successes through the callback, those in the handler's file first."""
        self.context_answers = False
        """Whether it answers by context.succeed, .fail or .done, too."""
        self.context_escapes = False
        """Whether code that is not followed gets the context: it may set the flag."""
        self.flags: tuple[FlagWrite, ...] = ()
        self.held: tuple[Held, ...] = ()
        """What holds the event loop; looked for only where the handler answers in a way that waits."""

        self.layers: tuple[str, ...] = ()
        """The packages of the known wrappers around it, the outermost first."""
        self.flag_set_by_wrapper: bool | None = False
        """Whether the outermost wrapper or one of its middlewares sets the flag; None where they may."""
        self.misspelled_options: tuple[FlagWrite, ...] = ()
        self.useless_middleware: Pointer | None = None
        """The middleware that sets the flag, in a wrapper that never waits."""
        self.unwired = ""
        """The wrapper that hands no callback to the function inside it."""

        self.plain_values: tuple[Pointer, ...] = ()
        """Values given back by a function that is not async and answers in no other way."""
        self.parses: tuple[Pointer, ...] = ()
        """`JSON.parse(event.body)` that nothing guards."""
        self.defects: tuple[Defect, ...] = ()
        self.lacks: tuple[Lack, ...] = ()
        """Imports that fail when the file is loaded."""
        self.variables: tuple[Variable, ...] = ()
        self.connections: tuple[Pointer, ...] = ()
        """Calls of the management API of WebSocket connections."""

        self.make_async: Edit | None = None
        self.set_flag: Edit | None = None
