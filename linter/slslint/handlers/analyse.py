"""From an exported handler to the facts about its function."""

from collections.abc import Iterable, Iterator

from slslint.handlers import environment, response, surroundings, wrappers
from slslint.handlers.evaluate import NOWHERE, Evaluator
from slslint.handlers.flag import is_misspelled
from slslint.handlers.function import (
    BY_CALLBACK,
    BY_CONTEXT,
    BY_STREAM,
    ERROR_ONLY,
    FLAG,
    FOUND,
    MISSING,
    PROMISE,
    UNSEEN,
    Defect,
    FlagWrite,
    FunctionFacts,
    Held,
    Lack,
    Success,
    Variable,
)
from slslint.handlers.loop import held
from slslint.handlers.notes import Answer, Flag, Here
from slslint.handlers.packages import Packages
from slslint.handlers.region import (
    AFTER,
    AWAIT,
    BEFORE,
    RETURN,
    Region,
    fate,
    is_last,
    promise_method,
    resolves_after,
)
from slslint.handlers.thing import (
    CALLBACK,
    CONTEXT,
    EVENT,
    STREAM,
    UNKNOWN,
    External,
    Func,
    Made,
    Member,
    Obj,
    Role,
    Thing,
    steps,
)
from slslint.handlers.walk import Walk
from slslint.source.patch import Edit
from slslint.source.pointer import Pointer
from slslint.source.script.module import Module
from slslint.source.script.syntax import (
    FUNCTIONS,
    Syntax,
    arguments,
    enclosing_function,
    is_async,
    is_generator,
    parameters,
    property_name,
    unwrapped,
)

_ROLES: tuple[Thing, ...] = (Role(EVENT), Role(CONTEXT), Role(CALLBACK))
_STREAM_ROLES: tuple[Thing, ...] = (Role(EVENT), Role(STREAM), Role(CONTEXT))
_CONNECTIONS = ("PostToConnection", "GetConnection", "DeleteConnection")
_METHODS = ("postToConnection", "getConnection", "deleteConnection")
_WAYS = {"promise": PROMISE, "callback": BY_CALLBACK, "context": BY_CONTEXT, "stream": BY_STREAM}


def analyse(
    module: Module, export: tuple[str, ...], evaluator: Evaluator, packages: Packages, service: str
) -> FunctionFacts:
    """The facts about what `module` exports under the names `export` (`users`, `get` for `exports.users.get`).

    `service` is the folder of the service.
    """
    evaluator.renew()
    thing = _exported(module, export, evaluator)
    if thing is None:
        facts = FunctionFacts(MISSING, f"exports no `{'.'.join(export)}`", module.path, export)
        facts.names = tuple(_names(module, evaluator))
        return facts
    return _Analysis(module, export, evaluator, packages, service).of(thing)


def _exported(module: Module, export: tuple[str, ...], evaluator: Evaluator) -> Thing | None:
    first, *rest = export
    thing = evaluator.export(module, first)
    nested = evaluator.exports(module).nested
    if rest and (first, rest[0]) in nested:
        thing = evaluator.value(nested[first, rest.pop(0)], module)
    elif thing is not None and any(owner == first for owner, _ in nested):
        return UNKNOWN  # an object that is added to in ways that are not all followed
    for name in rest:
        if thing is None:
            return None
        thing = evaluator.lookup(thing, name)
    return thing


def _names(module: Module, evaluator: Evaluator) -> Iterator[str]:
    """The names that a file is seen to export."""
    exports = evaluator.exports(module)
    yield from exports.names
    whole = evaluator.value(exports.whole, module) if exports.whole is not None else UNKNOWN
    for child in whole.node.children if isinstance(whole, Obj) else ():
        name = property_name(child.get("key") or child.get("name") or child)
        if name is not None:
            yield name


class _Analysis:
    """The making of one handler's facts."""

    def __init__(
        self, module: Module, export: tuple[str, ...], evaluator: Evaluator, packages: Packages, service: str
    ) -> None:
        self.module = module
        self.evaluator = evaluator
        self.packages = packages
        self.service = service
        self.facts = FunctionFacts(FOUND, "", module.path, export)
        self.roots: list[Syntax] = []

    def of(self, thing: Thing) -> FunctionFacts:
        facts = self.facts
        loaded = surroundings.loaded(self.module, self.evaluator)
        self._imports(loaded)
        facts.arity = wrappers.arity(thing, self.evaluator, self.packages)
        wrapped = wrappers.unwrap(thing, self.evaluator, self.packages)
        self._wrappers(wrapped)
        walk = Walk(self.evaluator)
        if isinstance(wrapped.inside, Func):
            self._function(wrapped.inside, wrapped.wrappers, walk)
        elif wrapped.inside is not None:
            facts.opaque = "a value that is not followed"
        elif wrapped.wrappers and wrapped.wrappers[0].way is not None:
            facts.style = _WAYS.get(wrapped.wrappers[0].way, UNSEEN)
            self._application(loaded, walk)
        if facts.style in (BY_CALLBACK, BY_STREAM) and not facts.opaque:
            facts.held = tuple(self._handles(loaded, walk))
        if self.evaluator.exhausted:
            facts.opaque = facts.opaque or "too much code to follow"
        self._variables(loaded, walk)
        facts.connections = tuple(_connections(walk))
        return facts

    # What is around the function

    def _imports(self, loaded: list[Module]) -> None:
        self.facts.lacks = tuple(
            Lack(each.kind, each.specifier, each.module.at(each.node), each.other)
            for each in surroundings.lacks(loaded, self.evaluator, self.packages, self.service)
        )

    def _variables(self, loaded: list[Module], walk: Walk) -> None:
        modules = dict.fromkeys([*loaded, *walk.visited.values()])
        self.facts.variables = tuple(
            Variable(each.name, each.module.at(each.node), each.optional)
            for each in environment.variables(modules, walk.visited)
        )

    def _wrappers(self, wrapped: wrappers.Wrapped) -> None:
        facts, layers = self.facts, wrapped.wrappers
        facts.layers = tuple(layer.package for layer in layers)
        modules = dict.fromkeys([self.module, *(layer.made.module for layer in layers)])
        if isinstance(wrapped.inside, Func):
            modules[wrapped.inside.module] = None
        facts.misspelled_options = tuple(
            FlagWrite(module.at(key), module.at(key), name, None, False, True, None)
            for module in modules
            for key, name in wrappers.misspelled_options(module, self.evaluator)
        )
        if not layers:
            return
        outer = layers[0]
        facts.place = outer.made.module.at(outer.made.site)
        facts.flag_set_by_wrapper = self._set_by(outer)
        if outer.way == "promise":
            plugged = next((each for each in outer.middlewares if wrappers.is_flag_middleware(each)), None)
            if isinstance(plugged, Made):
                facts.useless_middleware = plugged.module.at(plugged.site)

    def _set_by(self, layer: wrappers.Wrapper) -> bool | None:
        """Whether a wrapper or its middlewares set the flag; None where they may."""
        if any(wrappers.is_flag_middleware(each) for each in layer.middlewares):
            return True
        if wrappers.may_disable_waiting(layer):
            return None
        option = wrappers.flag_option(layer, self.evaluator)
        return False if option is None else None

    def _application(self, loaded: list[Module], walk: Walk) -> None:
        """The functions that an application registers (`app.get(path, function)`) run on requests."""
        for module in loaded:
            for call in module.nodes("call_expression"):
                if enclosing_function(call) is not None:
                    continue
                for argument in arguments(call):
                    if argument.kind in FUNCTIONS:
                        walk.visit(Func(argument, module, NOWHERE), (UNKNOWN,) * 4, None, Region(guarded=True))

    # The function

    def _function(self, function: Func, layers: tuple[wrappers.Wrapper, ...], walk: Walk) -> None:
        facts, node, module = self.facts, function.node, function.module
        streaming = any(layer.way == "stream" for layer in layers)
        roles = _STREAM_ROLES if streaming else _ROLES
        walk.root(function, roles)
        self.roots = walk.roots
        facts.head = _head(node, module)
        facts.is_async = is_async(node) or walk.compiled
        index = 2 + len(function.bound)
        listed = parameters(node)
        if not layers and index < len(listed):
            facts.third = module.at(listed[index])
        if walk.unsure:
            facts.opaque = walk.unsure
        elif CALLBACK in walk.names.escaped:
            facts.opaque = "the callback is handed to code that is not followed"
        settles = facts.is_async or self._may_return_promise(function, walk)
        facts.answers = tuple(self._success(each, settles) for each in _ordered(walk, module))
        facts.flags = tuple(self._flag(each, walk) for each in walk.flags if _is_about_flag(each))
        facts.context_escapes = CONTEXT in walk.names.escaped
        facts.context_answers = bool(walk.context_answers)
        facts.style = self._style(function, layers, walk)
        if facts.style == BY_STREAM and walk.stream_ends:
            facts.place = walk.stream_ends[0].here.module.at(walk.stream_ends[0].node)
        unwired = next(
            (layer for layer in layers if layer.get("callback") == "nothing" and layer.way == "promise"), None
        )
        facts.unwired = unwired.package if unwired is not None else ""
        facts.set_flag = _insertion(function, 2 if streaming else 1)
        if not any(wrappers.may_read_body(layer) for layer in layers):
            facts.parses = tuple(dict.fromkeys(each.here.module.at(each.node) for each in walk.parses))
            facts.defects = tuple(dict.fromkeys(self._defects(walk)))
        if not layers and not facts.is_async and not facts.opaque and not is_generator(node):
            self._plain(function, walk)

    def _success(self, answer: Answer, settles: bool) -> Success:
        region = answer.here.region
        late = region.late if region.when == AFTER and self.facts.is_async else None
        if late is not None and not is_last(late, self.roots):
            late = None
        module = answer.here.module
        promise = resolves_after(answer.node)
        held = promise is not None and fate(promise) in (AWAIT, RETURN) and region.when != AFTER
        before = not settles or region.when == BEFORE or held
        return Success(
            module.at(answer.node),
            answer.certain,
            before,
            module.at(late) if late is not None else None,
            frozenset(region.branches),
        )

    def _flag(self, flag: Flag, walk: Walk) -> FlagWrite:
        module = flag.here.module
        too_late = bool(walk.answers) and all(_comes_after(flag.node, each.node) for each in walk.answers)
        statement = flag.node.parent
        line = None
        if statement is not None and statement.kind == "expression_statement":
            line = _deletion(module, statement)
        key = module.at(flag.key)
        return FlagWrite(module.at(flag.node), key, flag.name, flag.effective, too_late, is_misspelled(flag.name), line)

    def _style(self, function: Func, layers: tuple[wrappers.Wrapper, ...], walk: Walk) -> str:
        if layers:
            return _WAYS.get(layers[0].way or "", UNSEEN)
        if self.facts.opaque:
            return UNSEEN
        if any(each.late is None for each in self.facts.answers):
            return BY_CALLBACK
        if walk.context_answers:
            return BY_CONTEXT
        if self.facts.is_async or (walk.returned and self._may_return_promise(function, walk)):
            return PROMISE
        return ERROR_ONLY if walk.errors else UNSEEN

    def _may_return_promise(self, function: Func, walk: Walk) -> bool:
        """Whether the function may give back a promise that the callback's answer does not hang on.

        A call that is itself handed functions (`return query(sql, done)`) is how one leaves early.
        """
        for spot in walk.returned:
            node = unwrapped(spot.node)
            if node.kind in ("null", "undefined", "string", "number", "object", "true", "false"):
                continue
            if node in walk.errors or node in walk.context_answers:
                continue
            if node.kind == "call_expression" and (
                any(each.node.inside(node) for each in walk.answers) or self._reports_back(node, spot.here)
            ):
                continue
            return True
        return False

    def _reports_back(self, call: Syntax, here: Here) -> bool:
        values = (self.evaluator.value(each, here.module, here.env) for each in arguments(call))
        return not promise_method(call) and any(isinstance(each, Func) for each in values)

    def _plain(self, function: Func, walk: Walk) -> None:
        """Values that are given back without a promise, where nothing else can answer."""
        if walk.answers or walk.errors or walk.context_answers or walk.names.escaped:
            return
        found: list[Pointer] = []
        for spot in walk.returned:
            plain = response.is_plain(spot.node, spot.here.module, spot.here.env, self.evaluator)
            if plain is None:
                return
            if plain and not response.is_aside(spot.node):
                found.append(spot.here.module.at(spot.node))
        self.facts.plain_values = tuple(dict.fromkeys(found))
        start = function.module.at(function.node)
        if not function.node.marks or function.node.marks[0] == "function":
            self.facts.make_async = Edit(start.file, start.start, start.start, "async ")

    def _defects(self, walk: Walk) -> Iterator[Defect]:
        evaluator = self.evaluator
        spots = [(each.node, each.here) for each in walk.returned] if self.facts.is_async else []
        if not self.facts.is_async and self.facts.style == PROMISE:
            spots = [(each.node, each.here) for each in walk.returned]
        spots += [(each.payload, each.here) for each in walk.answers if each.payload is not None]
        for node, here in spots:
            for result in response.results(node, here.module, here.env, evaluator):
                for each in response.defects(result, evaluator):
                    if not response.is_for_others(each, result.node, node):
                        yield Defect(each.kind, each.what, each.module.at(each.node))

    def _handles(self, loaded: Iterable[Module], walk: Walk) -> Iterator[Held]:
        for each in held(list(loaded), walk, self.evaluator, self.packages):
            made = each.made.module.at(each.made.site)
            use = each.use_module.at(each.use) if each.use is not None and each.use_module is not None else None
            yield Held(each.what, made, use, each.entry["seconds"], _is_within(each.made.site, walk), each.branches)


def _ordered(walk: Walk, module: Module) -> list[Answer]:
    """The successes, those in the handler's own file first and in the order of the source, each place once."""
    found: dict[Syntax, Answer] = {}
    for each in walk.answers:
        if not each.here.region.conditional:
            found.setdefault(each.node, each)
    return sorted(found.values(), key=lambda each: (each.here.module is not module, each.node.start))


def _is_within(site: Syntax, walk: Walk) -> bool:
    """Whether something is made anew by each request, in the handler's own function."""
    return any(site.inside(root) for root in walk.roots)


def _is_about_flag(flag: Flag) -> bool:
    return flag.name == FLAG or is_misspelled(flag.name)


def _comes_after(write: Syntax, answer: Syntax) -> bool:
    """Whether a statement follows an answer in the same function, so that it runs after it."""
    return (
        enclosing_function(write) is enclosing_function(answer)
        and write.start > answer.end
        and not any(each.kind.startswith(("for", "while", "do")) for each in write.ancestors())
    )


def _head(function: Syntax, module: Module) -> Pointer:
    """A function up to its body."""
    whole, body = module.at(function), function.get("body")
    if body is None:
        return whole
    end = len(whole.file.text[: module.at(body).start].rstrip())
    return whole._replace(end=max(end, whole.start))


def _deletion(module: Module, statement: Syntax) -> Edit:
    """The edit that takes a statement away, with its line where it stands alone."""
    at = module.at(statement)
    text, start, end = at.file.text, at.start, at.end
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop + 1
    if not text[begin:start].strip() and not text[end:stop].strip():
        start, end = begin, stop
    return Edit(at.file, start, end, "")


def _insertion(function: Func, position: int) -> Edit | None:
    """The edit that sets the flag at the head of a function; None where it takes no context or has no block."""
    node, module = function.node, function.module
    listed, body = parameters(node), node.get("body")
    index = position + len(function.bound)
    if index >= len(listed) or body is None or body.kind != "statement_block" or not body.children:
        return None
    pattern = listed[index].get("pattern") or listed[index]
    first = module.at(body.children[0])
    if pattern.kind != "identifier":
        return None
    text = first.file.text
    line = text.rfind("\n", 0, first.start) + 1
    indent = text[line : first.start]
    separator = first.file.newline + indent if not indent.strip() else " "
    return Edit(first.file, first.start, first.start, f"{pattern.text}.{FLAG} = false;{separator}")


def _connections(walk: Walk) -> Iterator[Pointer]:
    """Where the management API of WebSocket connections is called."""
    for call in walk.outside:
        callee, at = call.callee, call.here.module.at(call.node)
        last = steps(callee)[-1]
        package = last.package if isinstance(last, External) else ""
        if isinstance(callee, External):
            if call.new and "apigatewaymanagementapi" in package and "".join(callee.path).startswith(_CONNECTIONS):
                yield at
        elif isinstance(callee, Member) and callee.name in _METHODS and package:
            yield at
