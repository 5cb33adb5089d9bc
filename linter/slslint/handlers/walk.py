"""A walk through the code that a request runs, from the handler into what it calls, noting what matters."""

from collections.abc import Iterator

from slslint.handlers import callback, flag
from slslint.handlers.branches import turns_on_request
from slslint.handlers.escapes import Escapes
from slslint.handlers.evaluate import NOWHERE, Evaluator
from slslint.handlers.notes import Answer, Flag, Here, Outside, Spot
from slslint.handlers.outline import CASES, NAMES, outline
from slslint.handlers.region import AFTER, MAYBE, Region, catches, error_side, promise_method
from slslint.handlers.tables import in_group
from slslint.handlers.thing import (
    CALLBACK,
    CONTEXT,
    EVENT,
    STREAM,
    UNKNOWN,
    Class,
    External,
    Func,
    Literal,
    Made,
    Member,
    Obj,
    Role,
    Space,
    Thing,
    Undefined,
    role,
    steps,
    truth,
)
from slslint.source.script.module import Module
from slslint.source.script.scope import CONST, IMPORT
from slslint.source.script.syntax import (
    Syntax,
    arguments,
    enclosing_function,
    is_async,
    is_constructor,
    is_generator,
    unwrapped,
)

_MAX_VISITS = 200
_MAX_NESTING = 12
_ANYTHING: tuple[Thing, ...] = (UNKNOWN,) * 12
_RUN_AT_ONCE = frozenset(
    {"forEach", "map", "filter", "reduce", "reduceRight", "some", "every", "find", "findIndex", "flatMap", "sort"}
)
# What compilers make of async functions: `__awaiter(this, void 0, void 0, function* () {…})`.
_AWAITERS = ("__awaiter", "_asyncToGenerator", "asyncToGenerator")


class Walk:
    """What a request runs into, from the root function on.

    `names` tells what reached code that is not followed; `unsure` is why the walk is not complete, if it is not;
    `compiled` says that the root is an async function that a compiler rewrote.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.answers: list[Answer] = []
        self.errors: list[Syntax] = []
        self.context_answers: list[Syntax] = []
        self.stream_ends: list[Spot] = []
        self.flags: list[Flag] = []
        self.outside: list[Outside] = []
        self.parses: list[Spot] = []
        self.returned: list[Spot] = []
        self.visited: dict[Syntax, Module] = {}
        self.names = Escapes(evaluator)
        self.unsure = ""
        self.exits = False
        self.compiled = False
        self._seen: set[tuple[object, ...]] = set()
        self._outlines: dict[Syntax, list[Syntax]] = {}
        self._nesting = 0
        self.roots: list[Syntax] = []

    def root(self, function: Func, roles: tuple[Thing, ...]) -> None:
        """Walk from the handler, called with these roles."""
        self.roots.append(function.node)
        self.visit(function, roles, None, Region())
        self.names.leave()

    def top(self, module: Module) -> None:
        """Walk through what loading a file runs."""
        self._body(module.root, Here(module, NOWHERE, Region()))

    # Functions

    def visit(self, function: Func, given: tuple[Thing, ...], this: Thing | None, region: Region) -> None:
        """Walk through the body of a function that is called with these arguments."""
        node, module = function.node, function.module
        key = (node, region, tuple(_mark(thing) for thing in function.bound + given[:6]))
        if key in self._seen:
            return
        if len(self._seen) >= _MAX_VISITS or self._nesting >= _MAX_NESTING:
            self.unsure = self.unsure or "too much code to follow"
            return
        if module.damaged(node) or (is_generator(node) and not self.compiled):
            self.unsure = self.unsure or ("a generator" if is_generator(node) else "syntax errors")
            return
        self._seen.add(key)
        self.visited[node] = module
        env = self.evaluator.call_env(function, given, this)
        self.names.enter(node, module, env)
        body = node.get("body")
        if body is not None:
            self._nesting += 1
            here = Here(module, env, region)
            is_root = node in self.roots
            if is_root and body.kind != "statement_block":
                self.returned.append(Spot(body, here))
            self._body(body, here, is_root=is_root)
            self._nesting -= 1

    def _body(self, body: Syntax, here: Here, *, is_root: bool = False) -> None:
        left = [(iter(self._outline(body, here.module)), here)]  # what is left to do, and where it stands
        while left:
            nodes, here = left[-1]
            for node in nodes:
                kind = node.kind
                if kind == "call_expression" or kind == "new_expression":
                    self._call(node, here)
                elif kind in NAMES:
                    self.names.meet(node, here)
                elif kind == "return_statement":
                    if is_root and node.children:
                        self.returned.append(Spot(node.children[0], here))
                elif kind == "assignment_expression" or kind == "augmented_assignment_expression":
                    self.flags.extend(flag.assigned(node, here, self.evaluator))
                else:
                    parts = [*self._branches(node, here)]
                    left += [(iter(self._outline(part, here.module)), here.to(region)) for part, region in parts[::-1]]
                    break
            else:
                left.pop()

    def _outline(self, code: Syntax, module: Module) -> list[Syntax]:
        known = self._outlines.get(code)
        if known is None:
            known = self._outlines[code] = outline(code, module.scopes.carriers)
        return known

    def _branches(self, node: Syntax, here: Here) -> Iterator[tuple[Syntax, Region]]:
        """The parts of a node that branches, each with the region it runs in."""
        region = here.region
        if node.kind == "try_statement":
            guarded = region._replace(guarded=region.guarded or node.get("handler") is not None)
            for child in node.children:
                failed = region._replace(error=True) if child.field == "handler" else region
                yield child, guarded if child.field == "body" else failed
        elif node.kind == "binary_expression":
            left, right = node.get("left"), node.get("right")
            if left is not None and right is not None:
                yield left, region
                yield right, self._under(left, here, "then" if "&&" in node.marks else "else", right)
        elif node.kind in CASES:
            switch = next(each for each in node.ancestors() if each.kind == "switch_statement")
            within = self._under(switch.get("value") or switch, here, "case", node)
            yield from ((child, within) for child in node.children)
        else:
            test = node.get("condition")
            if test is None:
                return
            yield test, region
            fixed = truth(self.evaluator.value(test, here.module, here.env))
            for field, side in (("consequence", "then"), ("alternative", "else")):
                branch = node.get(field)
                if branch is not None and fixed is (side == "else"):
                    self.names.pass_over(branch)  # code that never runs
                elif branch is not None:
                    yield branch, self._under(test, here, side, branch)

    def _under(self, test: Syntax, here: Here, side: str, branch: Syntax) -> Region:
        """The region of a branch, which is one side of a test."""
        region, failing = here.region, error_side(test)
        names = [node for node in test.walk() if node.kind == "identifier"]
        error = region.error or failing == side
        conditional = region.conditional or self._is_configuration(names, here)
        branches = region.branches
        if not failing and turns_on_request(names, branch, here.module):
            branches = (*branches, here.module.at(branch))
        if (error, conditional, branches) == (region.error, region.conditional, region.branches):
            return region
        return Region(error, region.guarded, region.when, region.promise, conditional, region.late, branches)

    def _is_configuration(self, names: list[Syntax], here: Here) -> bool:
        """Whether a test of these names looks at how the project is set up: the environment, constants, other files."""
        for node in names:
            binding = here.module.find(node)
            if binding is None:
                if node.text in ("process", "require", "module"):
                    return True
            elif binding.kind in (CONST, IMPORT) and enclosing_function(binding.node) is None:
                thing = self.evaluator.bound(binding, here.module, here.env)
                if isinstance(thing, Literal | Obj | Space) or _is_environment(thing):
                    return True
        return False

    # Calls

    def _call(self, node: Syntax, here: Here) -> None:
        function = node.get("function") or node.get("constructor")
        if function is None:
            return
        callee = self.evaluator.value(function, here.module, here.env)
        given = arguments(node)
        if role(callee) == CALLBACK and isinstance(callee, Role):
            self.names.understand(function)
            self._answer(node, given, callee.bound, here)
        elif self._is_awaiter(function, given):
            self._await(node, given, here)
        elif isinstance(callee, Func):
            self._into(node, callee, given, here)
        elif isinstance(callee, Class):
            self._construct(node, callee, given, here)
        else:
            if isinstance(callee, Member) and isinstance(callee.of, Role):
                self._role_method(node, callee, given, here)
            elif isinstance(callee, External | Member | Made):
                self.outside.append(Outside(node, here, callee, node.kind == "new_expression"))
                self._own_calls(node, callee, given, here)
            self._pass(node, callee, given, here)

    def _answer(self, node: Syntax, given: list[Syntax], bound: tuple[Thing, ...], here: Here) -> None:
        found = callback.answer(node, given, bound, here, self.evaluator)
        if found is None:
            self.errors.append(node)
        else:
            self.answers.append(found)

    def _is_awaiter(self, function: Syntax, given: list[Syntax]) -> bool:
        return bool(given) and given[-1].kind == "generator_function" and function.text.endswith(_AWAITERS)

    def _await(self, node: Syntax, given: list[Syntax], here: Here) -> None:
        """An async function as compilers write it: its generator runs as the body of the function around it."""
        if enclosing_function(node) in self.roots:
            self.compiled = True
            self.roots.append(given[-1])
            self.returned = [spot for spot in self.returned if unwrapped(spot.node) is not node]
        when = callback.after(node, here.region)
        known, self.compiled = self.compiled, True
        self.visit(Func(given[-1], here.module, here.env), (), None, here.region._replace(when=when, promise=when))
        self.compiled = known

    def _into(self, node: Syntax, callee: Func, given: list[Syntax], here: Here) -> None:
        """Follow a call into a function of the project."""
        region = here.region
        values = self._values(given, here)
        for argument, thing in zip(given, values, strict=False):
            if role(thing):
                self.names.understand(argument)
        promise = callback.after(node, region)
        inner = Region(
            error=region.error,
            guarded=region.guarded or catches(node),
            when=promise if is_async(callee.node) else region.when,
            promise=promise,
            conditional=region.conditional,
            late=region.late,
            branches=region.branches,
        )
        function = node.get("function")
        owner = function.get("object") if function is not None and function.kind == "member_expression" else None
        this = self.evaluator.value(owner, here.module, here.env) if owner is not None else None
        self.visit(callee, tuple(values), None if callee.node.kind == "arrow_function" else this, inner)
        for argument, thing in zip(given, values, strict=False):
            if argument.kind == "spread_element":
                self.names.spread(argument, here)
            elif isinstance(thing, Func) and thing.node not in self.visited:
                # Handed on in a way that was not followed: it may run at any time.
                self.visit(thing, _ANYTHING, None, inner._replace(guarded=True, when=max(inner.when, MAYBE)))

    def _construct(self, node: Syntax, callee: Class, given: list[Syntax], here: Here) -> None:
        """Follow a `new` into the fields and the constructor of a class of the project."""
        this = self.evaluator.value(node, here.module, here.env)
        body = callee.node.get("body")
        for member in body.children if body is not None else ():
            value = member.get("value")
            if value is not None and member.kind.endswith("field_definition") and "static" not in member.marks:
                self._body(value, Here(callee.module, callee.env, here.region))
            elif is_constructor(member):
                values = tuple(self._values(given, here))
                self.visit(Func(member, callee.module, callee.env), values, this, here.region)
        self._pass(node, UNKNOWN, given, here)

    def _values(self, given: list[Syntax], here: Here) -> list[Thing]:
        values: list[Thing] = []
        for argument in given:
            if argument.kind == "spread_element":
                return [*values, *_ANYTHING]
            values.append(self.evaluator.value(argument, here.module, here.env))
        return values

    def _own_calls(self, node: Syntax, callee: Thing, given: list[Syntax], here: Here) -> None:
        """Calls of the language's own functions that matter here."""
        if not isinstance(callee, External) or callee.package:
            return
        name = ".".join(callee.path)
        if name == "JSON.parse" and given and not here.region.guarded and self._is_body(given[0], here):
            self.parses.append(Spot(node, here))
        elif name == "process.exit":
            self.exits = True
        elif name in ("Object.assign", "Reflect.set") and given:
            self.flags.extend(flag.called(name, node, given, here, self.evaluator))

    def _is_body(self, node: Syntax, here: Here) -> bool:
        """Whether an expression is `event.body`, with or without a fallback."""
        node = unwrapped(node)
        while node.kind == "binary_expression" and ("||" in node.marks or "??" in node.marks):
            node = unwrapped(node.children[0])
        thing = self.evaluator.value(node, here.module, here.env)
        return isinstance(thing, Member) and thing.name == "body" and role(thing.of) == EVENT

    def _role_method(self, node: Syntax, callee: Member, given: list[Syntax], here: Here) -> None:
        """`context.succeed(…)`, `callback.call(…)`, `stream.end(…)`."""
        name = role(callee.of)
        if name == CONTEXT and callee.name in ("done", "succeed", "fail"):
            self.context_answers.append(node)
        elif name == CALLBACK and callee.name == "call":
            self._answer(node, given[1:], (), here)
        elif name == CALLBACK and callee.name != "bind":
            self.names.escaped.add(CALLBACK)
        elif name == STREAM and callee.name == "end":
            self.stream_ends.append(Spot(node, here))

    def _pass(self, node: Syntax, callee: Thing, given: list[Syntax], here: Here) -> None:
        """Arguments handed to code that is not followed: functions that it may call, and what must not escape."""
        for index, argument in enumerate(given):
            if argument.kind == "spread_element":
                continue
            thing = self.evaluator.value(argument, here.module, here.env)
            if isinstance(thing, Func):
                self.visit(thing, _ANYTHING, None, self._region_of(node, thing, index, callee, here.region))
            elif isinstance(thing, Role) and thing.name == CALLBACK:
                handed = callback.handed(node, index, thing, callee, here, self.evaluator)
                if handed.followed:
                    self.names.understand(argument)
                if handed.answer is not None:
                    self.answers.append(handed.answer)
            elif argument.kind == "object":
                self._hooks(argument, here)
            contexts = self.names.contexts(argument, here.module)
            if contexts and callback.leaves_flag(callee, self.evaluator):
                self.names.understand_all(contexts)

    def _hooks(self, literal: Syntax, here: Here) -> None:
        """Functions within an object that is handed on: they may be called at any time."""
        region = here.region._replace(guarded=True, when=max(here.region.when, MAYBE))
        for child in literal.children:
            value = child if child.kind == "method_definition" else child.get("value")
            thing = self.evaluator.value(value, here.module, here.env) if value is not None else UNKNOWN
            if isinstance(thing, Func):
                self.visit(thing, _ANYTHING, None, region)

    def _region_of(self, node: Syntax, function: Func, index: int, callee: Thing, region: Region) -> Region:
        """How a function runs that is handed to a call."""
        method = promise_method(node)
        asynchronous = in_group(callee, "asynchronous")
        when = callback.after(node, region)
        if method:
            failed = method == "catch" or (method == "then" and index == 1)
            return Region(
                error=region.error or failed,
                guarded=region.guarded or catches(node),
                when=when,
                promise=when,
                conditional=region.conditional,
                late=region.late or (node if when == AFTER and asynchronous else None),
                branches=region.branches,
            )
        if isinstance(callee, External) and callee.path == ("Promise",):
            return region._replace(guarded=region.guarded or catches(node), promise=max(when, MAYBE))
        if _method_name(node) in _RUN_AT_ONCE and not asynchronous:
            runs = when if is_async(function.node) else region.when
            return region._replace(when=runs, promise=runs)
        # A list that a query came back with, or the query's own `forEach`.
        either = index == 0 and _method_name(node) in _RUN_AT_ONCE
        return callback.reported(node, region, asynchronous and not either)


def _is_environment(thing: Thing) -> bool:
    last = steps(thing)[-1]
    return isinstance(last, External) and not last.package and last.path[:2] == ("process", "env")


def _method_name(call: Syntax) -> str:
    function = call.get("function")
    name = function.get("property") if function is not None and function.kind == "member_expression" else None
    return name.text if name is not None else ""


def _mark(thing: Thing) -> object:
    """What tells two visits of a function apart: the roles, functions and objects that it is handed."""
    if isinstance(thing, Role):
        return (thing.name, len(thing.bound))
    if isinstance(thing, Func | Obj):
        return thing.node
    if isinstance(thing, Made):
        return thing.site
    return thing.value if isinstance(thing, Literal) and not isinstance(thing.value, Undefined) else type(thing)
