"""Known functions that make handlers (middy, serverless-http, …): what stands inside them, and how they answer."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from slslint.handlers.evaluate import NOWHERE, Evaluator
from slslint.handlers.flag import is_misspelled
from slslint.handlers.packages import Packages
from slslint.handlers.tables import Entry, applies, middlewares, wrappers
from slslint.handlers.thing import UNKNOWN, External, Func, Literal, Made, Member, Obj, Thing, steps
from slslint.source.script.module import Module
from slslint.source.script.syntax import Syntax, arguments, length, property_name

PROMISE, CALLBACK_STYLE, STREAM_STYLE, CONTEXT_STYLE = "promise", "callback", "stream", "context"
_CHAIN = ("use", "before", "after", "onError", "applyMiddleware", "handler")
_MAX_LAYERS = 8


class Wrapper(NamedTuple):
    """One known wrapper around a handler; `entries` are those of the table that may speak of its version.

    `way` is how it answers (`promise`, `callback`, `stream`, `context`, `never-waits`), None where that is not known.
    `middlewares` are what is plugged into it, and `middleware_unknown` says that there may be more.
    """

    entries: tuple[Entry, ...]
    made: Made
    way: str | None
    middlewares: tuple[Thing, ...] = ()
    hooked: bool = False

    @property
    def package(self) -> str:
        """The package that it comes from; `awslambda` for Lambda's own."""
        return self.entries[0]["package"] or "awslambda"

    def get(self, key: str) -> Any:
        """What the entries agree on, else None."""
        found = [entry.get(key) for entry in self.entries]
        return found[0] if all(each == found[0] for each in found) else None


class Wrapped(NamedTuple):
    """A handler without its wrappers: the wrappers from the outermost, and the function inside.

    `inside` is None for an application (express, fastify), and Unknown where it is not followed.
    """

    wrappers: tuple[Wrapper, ...]
    inside: Thing | None


def unwrap(thing: Thing, evaluator: Evaluator, packages: Packages) -> Wrapped:
    """Take the known wrappers off a handler; what is wrapped in anything else is Unknown."""
    layers: list[Wrapper] = []
    while isinstance(thing, Made) and len(layers) < _MAX_LAYERS:
        layer, given = _layer(thing, evaluator, packages)
        if layer is None:
            return Wrapped(tuple(layers), UNKNOWN)
        layers.append(layer)
        index = layer.get("inner")
        if index is None:
            return Wrapped(tuple(layers), None if all(each["inner"] is None for each in layer.entries) else UNKNOWN)
        inner = given or next(iter(arguments(layer.made.site)[index:]), None)
        thing = evaluator.value(inner, thing.module, thing.env) if inner is not None else UNKNOWN
    return Wrapped(tuple(layers), thing)


def _layer(made: Made, evaluator: Evaluator, packages: Packages) -> tuple[Wrapper | None, Syntax | None]:
    """The wrapper that a value was made by, and the handler where a later call of the chain names it."""
    plugged: list[Thing] = []
    given: Syntax | None = None
    hooked = False
    while isinstance(made.callee, Member):
        name, of = made.callee.name, made.callee.of
        if name not in _CHAIN or not isinstance(of, Made):
            return None, None
        if name == "handler":
            given = arguments(made.site)[0] if arguments(made.site) else None
        else:
            plugged += [evaluator.value(each, made.module, made.env) for each in arguments(made.site)]
            hooked = hooked or name != "use"
        made = of
    entries = _entries(made, packages)
    if not entries:
        return None, None
    if entries[0].get("callback") is not None and "middy" in entries[0]["package"]:
        plugged += _plugged_elsewhere(made, evaluator)
    way = _way(made, entries, evaluator)
    return Wrapper(entries, made, way, tuple(plugged), hooked), given


def _entries(made: Made, packages: Packages) -> tuple[Entry, ...]:
    callee = made.callee
    if not isinstance(callee, External) or made.new:
        return ()
    found: list[Entry] = []
    for entry in wrappers().get(callee.package, ()):
        if ".".join(callee.path) in entry["calls"]:
            known = applies(entry, packages, made.module)
            if known:
                return (entry,)
            if known is None:
                found.append(entry)
    by_mode = [entry for entry in found if "mode" in entry and _names_option(made, entry["mode"])]
    if by_mode:
        return tuple(by_mode[:1])  # an option that only these versions have
    if found and (all("from" in entry for entry in found) or all("below" in entry for entry in found)):
        found.append({"package": callee.package, "inner": found[0]["inner"]})  # a version that no entry speaks of
    return tuple(found)


def _names_option(made: Made, name: str) -> bool:
    given = arguments(made.site)[:1]
    keys = [child.get("key") for each in given if each.kind == "object" for child in each.children]
    return any(key is not None and property_name(key) == name for key in keys)


def _way(made: Made, entries: tuple[Entry, ...], evaluator: Evaluator) -> str | None:
    ways = {_entry_way(made, entry, evaluator) for entry in entries}
    return ways.pop() if len(ways) == 1 else None


def _entry_way(made: Made, entry: Entry, evaluator: Evaluator) -> str | None:
    if "mode" not in entry:
        return entry.get("answers")
    option = _option(made, 0, entry["mode"], evaluator)
    if option is None:
        return entry["modes"][""]
    return entry["modes"].get(option.value) if isinstance(option, Literal) else None


def _option(made: Made, index: int, name: str, evaluator: Evaluator) -> Thing | None:
    """An option that a call is given in an object; None where it is not given for certain."""
    given = arguments(made.site)
    if index >= len(given):
        return None
    options = evaluator.value(given[index], made.module, made.env)
    return evaluator.lookup(options, name) if isinstance(options, Obj) else UNKNOWN


def misspelled_options(module: Module, evaluator: Evaluator) -> Iterator[tuple[Syntax, str]]:
    """The keys, and their names, that are meant for the flag in options of a known wrapper, wherever it is called."""
    for pair in module.nodes("pair"):
        key = pair.get("key")
        name = property_name(key) if key is not None else None
        if key is None or name is None or not is_misspelled(name):
            continue
        listed = pair.parent.parent if pair.parent is not None else None
        call = listed.parent if listed is not None and listed.kind == "arguments" else None
        if call is None:
            continue
        function = call.get("function")
        callee = evaluator.value(function, module) if function is not None else UNKNOWN
        known = wrappers().get(callee.package, ()) if isinstance(callee, External) else ()
        if any(entry.get("options") is not None for entry in known):
            yield key, name


def flag_option(wrapper: Wrapper, evaluator: Evaluator) -> Thing | None:
    """The option callbackWaitsForEmptyEventLoop of a wrapper; None where it is not given for certain."""
    index = wrapper.get("options")
    if index is None:
        return None
    return _option(wrapper.made, index, "callbackWaitsForEmptyEventLoop", evaluator)


def _plugged_elsewhere(made: Made, evaluator: Evaluator) -> list[Thing]:
    """Middlewares that statements of their own plug in: `handler.use(…)`."""
    found: list[Thing] = []
    for call in made.module.nodes("call_expression"):
        function = call.get("function")
        of = function.get("object") if function is not None and function.kind == "member_expression" else None
        name = function.get("property") if function is not None else None
        if of is None or name is None or of.kind != "identifier" or name.text not in _CHAIN:
            continue
        owner = evaluator.value(of, made.module)
        if isinstance(owner, Made) and any(each is made.site for each in _sites(owner)):
            found += [evaluator.value(each, made.module, NOWHERE) for each in arguments(call)]
    return found


def _sites(thing: Thing) -> list[Syntax]:
    return [each.site for each in steps(thing) if isinstance(each, Made)]


def may_disable_waiting(wrapper: Wrapper) -> bool:
    """Whether a middleware sets the flag, or may: one that is not known."""
    return wrapper.hooked or any(not _is_plain(each) for each in wrapper.middlewares)


def is_flag_middleware(thing: Thing) -> bool:
    """Whether it is the middleware that sets the flag."""
    return _middleware_name(thing) in middlewares()["disable_waiting"]


def may_read_body(wrapper: Wrapper) -> bool:
    """Whether middlewares may parse the body, catch errors or shape the answer."""
    return wrapper.hooked or bool(wrapper.middlewares)


def _is_plain(thing: Thing) -> bool:
    table = middlewares()
    if is_flag_middleware(thing) or _middleware_name(thing) in table["may_disable_waiting"]:
        return False
    last = steps(thing)[-1]
    return isinstance(last, External) and any(
        last.package == each or (each.endswith("/") and last.package.startswith(each)) for each in table["packages"]
    )


def _middleware_name(thing: Thing) -> str:
    last = steps(thing)[-1]
    if not isinstance(last, External):
        return ""
    return last.path[-1] if last.path else last.package


def arity(thing: Thing, evaluator: Evaluator, packages: Packages) -> int | None:
    """`handler.length` as JavaScript counts it; None where it is not known."""
    if isinstance(thing, Func):
        return max(length(thing.node) - len(thing.bound), 0)
    if isinstance(thing, Member) and thing.name == "handler" and isinstance(thing.of, Made):
        return 0 if any("mode" in entry for entry in _entries(thing.of, packages)) else None
    if not isinstance(thing, Made):
        return None
    layer, given = _layer(thing, evaluator, packages)
    if layer is None:
        return None
    known = layer.get("arity")
    if known == "one more":
        inner = given or next(iter(arguments(layer.made.site)), None)
        inside = arity(evaluator.value(inner, thing.module, thing.env), evaluator, packages) if inner else None
        return None if inside is None else inside + 1
    return known
