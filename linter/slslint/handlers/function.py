"""Facts about the one function behind a `handler:`, each with its place."""

from typing import NamedTuple

from slslint.source.patch import Edit
from slslint.source.pointer import Pointer

FOUND, MISSING = "found", "missing"
# How a handler answers: by its promise, the callback, methods of the context, a stream; or with errors alone.
PROMISE, BY_CALLBACK, BY_CONTEXT, BY_STREAM, ERROR_ONLY = "promise", "callback", "context", "stream", "error-only"
UNSEEN = "unknown"


class Success(NamedTuple):
    """A success reported through the callback.

    `certain` is False where it may be an error as well; `late` is the call that makes it come after the handler's
    promise has settled, and `before` says that it comes before for certain.
    """

    at: Pointer
    certain: bool
    before: bool
    late: Pointer | None


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
    """Something that holds the event loop: what, where it was made and used, for how many seconds (None: for good)."""

    what: str
    made: Pointer
    use: Pointer | None
    seconds: int | None


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
    """What is known of a handler's function. Nothing is known where `status` is not FOUND: `why` says why.

    `style` is how it answers, `arity` its length as JavaScript counts it, `third` its third parameter. `wrapper` is
    the outermost known wrapper, `layers` their packages. `opaque` says that the callback or the context reached code
    that is not followed, or that not all of the code was: then nothing may be concluded from what was not seen.
    """

    def __init__(self, status: str, why: str = "", path: str = "", export: tuple[str, ...] = ()) -> None:
        self.status = status
        self.why = why
        self.path = path
        self.export = export
        self.head: Pointer | None = None
        self.arity: int | None = None
        self.third: Pointer | None = None
        self.style = UNSEEN
        self.is_async = False
        self.layers: tuple[str, ...] = ()
        self.answers: tuple[Success, ...] = ()
        self.errors = 0
        self.flags: tuple[FlagWrite, ...] = ()
        self.misspelled_options: tuple[FlagWrite, ...] = ()
        self.opaque = ""
        self.context_escapes = False
        self.held: tuple[Held, ...] = ()
        self.place: Pointer | None = None
        self.flag_set_by_wrapper: bool | None = False
        self.useless_middleware: Pointer | None = None
        self.unwired = ""
        self.plain_values: tuple[Pointer, ...] = ()
        self.make_async: Edit | None = None
        self.set_flag: Edit | None = None
        self.parses: tuple[Pointer, ...] = ()
        self.defects: tuple[Defect, ...] = ()
        self.lacks: tuple[Lack, ...] = ()
        self.variables: tuple[Variable, ...] = ()
        self.connections: tuple[Pointer, ...] = ()
        self.files: frozenset[str] = frozenset()
