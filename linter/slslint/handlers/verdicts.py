"""Judgements on a handler's facts: what a rule says, where, with the other places of the story and a remedy.

The runtime client of Lambda up to nodejs22.x posts a success reported through the callback when the event loop has
drained, unless the context's flag is false at that moment; promises, errors and context.succeed are posted at once;
nodejs24.x refuses a handler of three parameters and knows no flag. All of it measured on the client itself.
"""

from collections.abc import Iterator
from typing import NamedTuple

from slslint.handlers.function import (
    BY_CALLBACK,
    BY_CONTEXT,
    BY_STREAM,
    ERROR_ONLY,
    FLAG,
    FOUND,
    PROMISE,
    UNSEEN,
    FlagWrite,
    FunctionFacts,
    Held,
    Success,
)
from slslint.source.patch import Edit, Fix
from slslint.source.pointer import Pointer

NO_CALLBACKS = 24
_PROVIDED = ("@aws-sdk/", "@smithy/")


class Verdict(NamedTuple):
    """What the rule `rule` says. `at` is None where only the handler's own line in the configuration is a place."""

    rule: str
    message: str
    at: Pointer | None
    related: tuple[tuple[Pointer, str], ...] = ()
    fix: Fix | None = None

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The remedy, if there is one."""
        return (self.fix,) if self.fix is not None else ()


def node_major(runtime: str) -> int | None:
    """The major version of a Node runtime (`nodejs22.x`); None for any other."""
    if not runtime.startswith("nodejs"):
        return None
    digits = runtime.removeprefix("nodejs").partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else None


def judge(facts: FunctionFacts, runtime: str) -> list[Verdict]:
    """Everything that is wrong with a handler on a Node runtime, in the order of the rules.

    Malformed responses hold for REST APIs and payload format 1.0 only; unguarded parses and unanswered requests for
    handlers of an API.
    """
    major = node_major(runtime)
    if major is None or facts.status != FOUND:
        return []
    judges = (
        callback_removed,
        event_loop_wait,
        event_loop_misspelled,
        event_loop_useless,
        event_loop_flag_unset,
        unguarded_json_parse,
        unanswered_request,
        malformed_response,
        import_not_found,
        development_import,
    )
    return [verdict for each in judges for verdict in each(facts, major)]


def callback_removed(facts: FunctionFacts, major: int) -> Iterator[Verdict]:
    """A handler of three parameters on nodejs24.x: refused when the function starts, async or not."""
    if major < NO_CALLBACKS or facts.arity is None or facts.arity < 3 or facts.style == BY_STREAM:
        return
    message = (
        f"nodejs{major}.x refuses a handler of {facts.arity} parameters (`Runtime.CallbackHandlerDeprecated`), "
        "used or not: every request fails. "
    )
    if facts.third is not None:
        yield Verdict("callback-removed", message + "Drop the callback, and answer by an async function", facts.third)
    else:
        name = facts.layers[0] if facts.layers else "the wrapper"
        remedy = f"What {name} makes has {facts.arity}: call it from an async function of two"
        yield Verdict("callback-removed", message + remedy, facts.place or facts.head)


def event_loop_wait(facts: FunctionFacts, major: int) -> Iterator[Verdict]:
    """An answer through the callback that waits for a connection to close."""
    if major >= NO_CALLBACKS or facts.opaque or not facts.held or not _waits(facts):
        return
    story = next(((each, answer) for each in facts.held for answer in _answers(facts, each)), None)
    if story is None:
        return
    held, answer = story
    related = [(held.made, f"this {held.what} keeps the event loop busy{_how_long(held)}")]
    if held.use is not None:
        related.append((held.use, "from here on it is connected"))
    fix = None
    if facts.set_flag is not None and not facts.layers:
        fix = _fix(f"set `{FLAG}` to false", facts.set_flag)
    if facts.style == BY_STREAM:
        what = "The invocation ends only when Node's event loop is empty"
    elif answer is None:
        name = facts.layers[0] if facts.layers else "The wrapper"
        what = f"{name} answers through Lambda's callback, which waits until Node's event loop is empty"
    else:
        what = "This answer waits until Node's event loop is empty"
    message = f"{what}, and a {held.what} keeps it busy: set `context.{FLAG} = false` before answering"
    if facts.style != BY_STREAM and answer is not None:
        message += ", or answer by an async function"
    place = answer.at if answer is not None else facts.place or facts.head
    yield Verdict("event-loop-wait", message, place, tuple(related), fix)


def _waits(facts: FunctionFacts) -> bool:
    """Whether the handler answers in a way that waits, with nothing that may switch the waiting off."""
    if facts.context_escapes or facts.context_answers or any(_may_work(each) for each in facts.flags):
        return False
    if facts.layers:
        return facts.style in (BY_CALLBACK, BY_STREAM) and facts.flag_set_by_wrapper is False
    return facts.style == BY_CALLBACK and _answer(facts) is not None


def _may_work(flag: FlagWrite) -> bool:
    return flag.name == FLAG and flag.effective is not False and not flag.too_late


def _answer(facts: FunctionFacts) -> Success | None:
    """The first success through the callback that comes before the handler's promise settles."""
    return None if facts.layers else next((each for each in facts.answers if each.before), None)


def _answers(facts: FunctionFacts, held: Held) -> Iterator[Success | None]:
    """The successes through the callback that wait for what is held; None stands for a wrapper's.

    All requests that get one have made and used it: it stands in the same branches, and behind the making where each
    request makes it anew.
    """
    if facts.layers:
        yield from () if held.branches else (None,)
    else:
        for each in facts.answers:
            ahead = held.anew and each.at.file is held.made.file and each.at.start < held.made.start
            if each.before and held.branches <= each.branches and not ahead:
                yield each


def _how_long(held: Held) -> str:
    return "" if held.seconds is None else f" for {held.seconds} s after its last use"


def event_loop_misspelled(facts: FunctionFacts, major: int) -> Iterator[Verdict]:
    """A property that is meant to be the flag and is not."""
    if major >= NO_CALLBACKS and not facts.flags and not facts.misspelled_options:
        return
    right = any(each.name == FLAG for each in facts.flags)
    for flag in (*facts.flags, *facts.misspelled_options):
        if not flag.misspelled:
            continue
        message = f"`{flag.name}` means nothing to Lambda: the property is `{FLAG}`, in exactly these letters"
        text = flag.key.file.text[flag.key.start : flag.key.end]
        fix = None
        if not right and flag.name in text:
            edit = Edit(flag.key.file, flag.key.start, flag.key.end, text.replace(flag.name, FLAG))
            fix = _fix(f"rename it `{FLAG}`", edit, safe=True)
        yield Verdict("event-loop-misspelled", message, flag.key, (), fix)


def event_loop_useless(facts: FunctionFacts, major: int) -> Iterator[Verdict]:
    """The flag set where nothing reads it."""
    why = _why_useless(facts, major)
    if not why:
        return
    for flag in facts.flags:
        if flag.name == FLAG and flag.effective:
            fix = _fix("remove it", flag.line) if flag.line is not None else None
            yield Verdict("event-loop-useless", f"`{FLAG}` does nothing here: {why}", flag.at, (), fix)
    if facts.useless_middleware is not None:
        message = f"This middleware does nothing here: {why}"
        yield Verdict("event-loop-useless", message, facts.useless_middleware)


def _why_useless(facts: FunctionFacts, major: int) -> str:
    if major >= NO_CALLBACKS:
        refused = facts.arity is not None and facts.arity >= 3 and facts.style != BY_STREAM
        return "" if refused else f"nodejs{major}.x does not know it"
    if facts.opaque or facts.style in (BY_CALLBACK, BY_STREAM):
        return ""
    if facts.layers:
        return f"{facts.layers[0]} answers by a promise, which never waits" if facts.style == PROMISE else ""
    if any(each.late is None for each in facts.answers):
        return ""
    if facts.style == PROMISE:
        return "the handler answers by its promise, which never waits"
    if facts.style == BY_CONTEXT:
        return "an answer through the context's methods never waits"
    if facts.style == ERROR_ONLY:
        return "only errors are reported through the callback, and they never wait"
    return "only an answer through the callback waits, and there is none" if facts.style == UNSEEN else ""


def event_loop_flag_unset(facts: FunctionFacts, major: int) -> Iterator[Verdict]:
    """A callback-style handler that leaves waiting on, with nothing proved to hold the loop."""
    if major >= NO_CALLBACKS or facts.opaque or facts.layers or facts.style != BY_CALLBACK or not _waits(facts):
        return
    answer = _answer(facts)
    if answer is None or facts.held or any(each.misspelled for each in facts.flags):
        return
    message = (
        f"This answer waits until Node's event loop is empty: one connection left open and it waits for the timeout. "
        f"Set `context.{FLAG} = false`, or answer by an async function"
    )
    fix = _fix(f"set `{FLAG}` to false", facts.set_flag) if facts.set_flag is not None else None
    yield Verdict("event-loop-flag-unset", message, answer.at, (), fix)


def unguarded_json_parse(facts: FunctionFacts, major: int) -> Iterator[Verdict]:
    """`JSON.parse(event.body)` outside `try`."""
    del major
    for place in facts.parses:
        message = "A body that is not JSON makes this throw, and the caller gets 502 or 500: catch it, and answer 400"
        yield Verdict("unguarded-json-parse", message, place)


def unanswered_request(facts: FunctionFacts, major: int) -> Iterator[Verdict]:
    """A handler whose answer never arrives."""
    if facts.opaque:
        return
    if facts.unwired:
        for answer in facts.answers[:1]:
            message = (
                f"{facts.unwired} hands no callback to the handler inside it: return the answer from an async function"
            )
            yield Verdict("unanswered-request", message, answer.at)
        return
    if major < NO_CALLBACKS and not facts.layers:
        for place in facts.plain_values[:1]:
            message = (
                f"nodejs{major}.x drops a value that is returned by a function that is not async: the caller gets "
                "null. Make the function async"
            )
            fix = _fix("make the function async", facts.make_async) if facts.make_async is not None else None
            yield Verdict("unanswered-request", message, place, (), fix)
    answers = facts.answers
    if not facts.layers and answers and all(each.late is not None for each in answers):
        late = answers[0].late
        if late is not None:
            message = (
                "This async function has answered null before the callback is called: wait for what calls it "
                "(`await`), and return the answer"
            )
            related = ((late, "nothing waits for this call, which leads to the callback"),)
            yield Verdict("unanswered-request", message, answers[0].at, related)


def malformed_response(facts: FunctionFacts, major: int) -> Iterator[Verdict]:
    """An answer that a REST API cannot read."""
    del major
    if facts.opaque:
        return
    for defect in facts.defects:
        if defect.kind == "body":
            message = f"`body` is {defect.what}, and has to be a string: use JSON.stringify"
        elif defect.kind == "headers":
            message = f"A header is {defect.what}, and has to be a string: use `multiValueHeaders`"
        else:
            message = f"The answer is {defect.what}, and has to be an object with a `statusCode` and a `body`"
        yield Verdict("malformed-response", f"{message}. The caller gets 502", defect.at)


def import_not_found(facts: FunctionFacts, major: int) -> Iterator[Verdict]:
    """Imports of files that are not there when the function starts."""
    del major
    for lack in facts.lacks:
        if lack.kind == "case-differs":
            name = lack.other.replace("\\", "/").rpartition("/")[2]
            message = f"`{lack.specifier}`: the file is called `{name}`, and Lambda minds the letter case"
            yield Verdict("import-not-found", message, lack.at)
        elif lack.kind == "missing":
            yield Verdict("import-not-found", f"`{lack.specifier}`: there is no such file", lack.at)


def development_import(facts: FunctionFacts, major: int) -> Iterator[Verdict]:
    """Imports of packages that are installed for development only, and that Lambda does not bring along."""
    for lack in facts.lacks:
        provided = lack.specifier.startswith(_PROVIDED) if major >= 18 else lack.specifier == "aws-sdk"
        if lack.kind == "development" and not provided:
            message = f"`{lack.specifier}` is a devDependency only, and is not packaged: move it to `dependencies`"
            yield Verdict("import-not-found", message, lack.at)


def _fix(description: str, edit: Edit, safe: bool = False) -> Fix:
    return Fix(description, (edit,), safe)
