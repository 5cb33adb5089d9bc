"""What an expression may be: names followed through assignments, files, factories, classes and `bind`."""

from collections.abc import Callable
from typing import ClassVar

from slslint.handlers import properties
from slslint.handlers.thing import (
    NULL,
    SOME_STRING,
    UNDEFINED,
    UNKNOWN,
    Arr,
    Class,
    Env,
    External,
    Func,
    Instance,
    Literal,
    Made,
    Member,
    Merged,
    Obj,
    Role,
    Space,
    String,
    Thing,
    is_nullish,
    same,
    truth,
)
from slslint.source.script.exports import Export, Exports
from slslint.source.script.module import Module, required
from slslint.source.script.modules import Modules
from slslint.source.script.resolve import FOUND, PACKAGE
from slslint.source.script.scope import CLASS, FUNCTION, IMPORT, PARAM, Binding, Path
from slslint.source.script.syntax import (
    CLASSES,
    FUNCTIONS,
    WRAPPING,
    Syntax,
    arguments,
    is_generator,
    number_value,
    string_value,
    this_function,
    unwrapped,
)

NOWHERE = Env()
_MAX_DEPTH = 60
_MAX_STEPS = 20_000
_CODE = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
# Helpers of compilers that hand back what they are given.
_IDENTITIES = ("__importDefault", "__importStar", "_interopRequireDefault", "_interopRequireWildcard", "__toESM")


class Evaluator:
    """Evaluates expressions over the files of a workspace. What is not followed is Unknown.

    `used` collects the files that answers were read from: what they depend on. Work is bounded by `renew`, which
    grants the steps for one handler; beyond them everything is Unknown and `exhausted` is set.
    """

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self.exhausted = False
        self._exports: dict[Module, Exports] = {}
        self._constants: dict[object, Thing] = {}
        self._active: set[tuple[object, int]] = set()
        self._depth = 0
        self._left = _MAX_STEPS

    def renew(self) -> None:
        """Grant the steps for another handler."""
        self._left = _MAX_STEPS
        self.exhausted = False

    def exports(self, module: Module) -> Exports:
        """What a file exports."""
        found = self._exports.get(module)
        if found is None:
            found = self._exports[module] = Exports(module)
        return found

    def value(self, node: Syntax, module: Module, env: Env = NOWHERE) -> Thing:
        """What the expression at `node` may be."""
        if node.kind in WRAPPING:
            node = unwrapped(node)
        store = self._constants if env is NOWHERE else env.known
        known = store.get(node)
        if known is not None:
            return known
        self._left -= 1
        if self._depth >= _MAX_DEPTH or self._left < 0:
            self.exhausted = True
            return UNKNOWN
        self._depth += 1
        try:
            thing = self._ways.get(node.kind, Evaluator._literal)(self, node, module, env)
        finally:
            self._depth -= 1
        if not self.exhausted and not self._active:
            store[node] = thing
        return thing

    def _function(self, node: Syntax, module: Module, env: Env) -> Thing:
        return Func(node, module, env)

    def _class(self, node: Syntax, module: Module, env: Env) -> Thing:
        return Class(node, module, env)

    def _object(self, node: Syntax, module: Module, env: Env) -> Thing:
        return Obj(node, module, env)

    def _array(self, node: Syntax, module: Module, env: Env) -> Thing:
        return Arr(tuple(self.value(each, module, env) for each in node.children[:50]), node)

    def _text(self, node: Syntax, module: Module, env: Env) -> Thing:
        del module, env
        text = string_value(node)
        return SOME_STRING if text is None else Literal(text)

    def _assignment(self, node: Syntax, module: Module, env: Env) -> Thing:
        right = node.get("right")
        return self.value(right, module, env) if right is not None else UNKNOWN

    def _sequence(self, node: Syntax, module: Module, env: Env) -> Thing:
        return self.value(node.children[-1], module, env) if node.children else UNKNOWN

    def _this(self, node: Syntax, module: Module, env: Env) -> Thing:
        del module
        return env.get(("this", this_function(node))) or UNKNOWN

    def _literal(self, node: Syntax, module: Module, env: Env) -> Thing:
        kind = node.kind
        if kind == "number":
            return Literal(_number(node.text))
        if kind in ("true", "false"):
            return Literal(kind == "true")
        if kind == "null":
            return NULL
        if kind == "undefined":
            return UNDEFINED
        if kind == "unary_expression" and node.children:
            if "void" in node.marks:
                return UNDEFINED
            if "typeof" in node.marks:
                return SOME_STRING
            inner = self.value(node.children[0], module, env)
            if "!" in node.marks:
                known = truth(inner)
                return UNKNOWN if known is None else Literal(not known)
            if "-" in node.marks and isinstance(inner, Literal) and isinstance(inner.value, float):
                return Literal(-inner.value)
        return UNKNOWN

    # Names

    def _identifier(self, node: Syntax, module: Module, env: Env) -> Thing:
        name = node.text
        binding = module.find(node)
        if binding is not None:
            return self.bound(binding, module, env)
        if name == "undefined":
            return UNDEFINED
        if name == "arguments":
            return env.get(("arguments", this_function(node))) or UNKNOWN
        if name == "exports":
            return Space(module)
        return External("", () if name in ("globalThis", "global") else (name,))

    def bound(self, binding: Binding, module: Module, env: Env) -> Thing:
        """What a name stands for."""
        if binding.top:
            env = NOWHERE
        known = env.get(binding)
        if known is not None:
            return known if not binding.writes else UNKNOWN
        if binding.kind == PARAM:
            return UNKNOWN
        store = self._constants if env is NOWHERE else env.known
        if (known := store.get(binding)) is not None:
            return known
        key = (binding, id(env))
        if key in self._active:
            return UNDEFINED  # `x = x || make()`: its own earlier value adds nothing
        self._active.add(key)
        try:
            thing = self._declared(binding, module, env)
        finally:
            self._active.discard(key)
        if isinstance(thing, Obj) and thing.binding is None:
            thing = thing._replace(binding=binding)
        if not self.exhausted and not self._active:
            store[binding] = thing
        return thing

    def _declared(self, binding: Binding, module: Module, env: Env) -> Thing:
        if binding.kind == IMPORT:
            return self._steps(self.imported(module, binding.source), binding.path)
        candidates = [binding.value] if binding.value is not None else []
        if not binding.writes:
            if not candidates:
                return UNDEFINED
            if binding.kind == FUNCTION:
                return Func(candidates[0], module, env)
            if binding.kind == CLASS:
                return Class(candidates[0], module, env)
            thing = self.value(candidates[0], module, env)
            if not binding.path:
                return thing
            thing = self._steps(thing, binding.path)
            if binding.fallback is not None:
                fallback = self.value(binding.fallback, module, env)
                return fallback if is_nullish(thing) else thing if same(thing, fallback) else UNKNOWN
            return thing
        if binding.path:
            return UNKNOWN
        return self.either([self.value(each, module, env) for each in candidates + binding.writes])

    def either(self, things: list[Thing]) -> Thing:
        """The one thing that all of these are, those left out that are nothing yet."""
        real = [thing for thing in things if not is_nullish(thing)]
        if not real:
            return things[0] if things else UNKNOWN
        return real[0] if all(same(real[0], other) for other in real[1:]) else UNKNOWN

    def _steps(self, thing: Thing, path: Path) -> Thing:
        for name in path:
            if name is None:
                return UNKNOWN
            thing = self.member(thing, name)
        return thing

    # Other files

    def imported(self, module: Module, specifier: str) -> Thing:
        """What importing `specifier` in a file gives: the exports of a file, or a package."""
        target = self.modules.resolve(module.path, specifier)
        if target.status == PACKAGE:
            return External(specifier.removeprefix("node:"), ())
        if target.status == FOUND and target.path.endswith(_CODE) and not target.path.endswith(".d.ts"):
            found = self.modules.load(target.path)
            if found is not None:
                return self._whole(found)
        return UNKNOWN

    def _whole(self, module: Module) -> Thing:
        """What requiring a file gives: what `module.exports` is set to where that is one thing, else its exports."""
        exports, key = self.exports(module), (module, 0)
        if exports.whole is None or exports.es_module or exports.names or exports.open or key in self._active:
            return Space(module)
        self._active.add(key)
        try:
            thing = self.value(exports.whole, module)
        finally:
            self._active.discard(key)
        return thing if isinstance(thing, External | Made | Member | Func | Class | Instance) else Space(module)

    def export(self, module: Module, name: str) -> Thing | None:
        """What a file exports under a name; None where it exports no such name for certain."""
        key = ((module, name), 0)
        if key in self._active:
            return UNKNOWN  # files that re-export each other
        self._active.add(key)
        self._depth += 1
        try:
            return UNKNOWN if self._depth > _MAX_DEPTH else self._export(module, name)
        finally:
            self._depth -= 1
            self._active.discard(key)

    def _export(self, module: Module, name: str) -> Thing | None:
        exports = self.exports(module)
        found = exports.names.get(name)
        if found is not None:
            return self._exported(module, found)
        if exports.whole is not None:
            whole = self.value(exports.whole, module)
            if name == "default":
                return whole
            given = self.lookup(whole, name)
            if given is not None:
                return given
        for source in exports.stars:
            other = self.imported(module, source)
            given = self.export(other.module, name) if isinstance(other, Space) else UNKNOWN
            if given is not None and name != "default":
                return given
        return UNKNOWN if exports.open else None

    def _exported(self, module: Module, found: Export) -> Thing:
        if found.source:
            return self._steps(self.imported(module, found.source), (found.name,) if found.name else ())
        if found.value is None:
            return UNKNOWN
        if found.value.kind in FUNCTIONS:
            return Func(found.value, module, NOWHERE)
        if found.value.kind == "shorthand_property_identifier_pattern":
            binding = module.find(found.value)
            return self.bound(binding, module, NOWHERE) if binding is not None else UNKNOWN
        return self.value(found.value, module)

    # Properties

    def _property(self, node: Syntax, module: Module, env: Env) -> Thing:
        of = node.get("object")
        if of is None:
            return UNKNOWN
        if node.kind == "member_expression":
            key = node.get("property")
            name = key.text if key is not None else None
        else:
            index = node.get("index")
            name = _key(self.value(index, module, env)) if index is not None else None
        if name is None:
            return UNKNOWN
        if of.kind == "identifier" and of.text == "module" and name == "exports" and module.find(of) is None:
            return Space(module)
        return self.member(self.value(of, module, env), name)

    def member(self, thing: Thing, name: str) -> Thing:
        """A property of a thing; Unknown where it has none that can be seen."""
        found = self.lookup(thing, name)
        return UNKNOWN if found is None else found

    def lookup(self, thing: Thing, name: str) -> Thing | None:
        """A property of a thing; None where it has none of that name for certain."""
        if self._depth >= _MAX_DEPTH:
            self.exhausted = True
            return UNKNOWN
        self._depth += 1
        try:
            return properties.lookup(thing, name, self)
        finally:
            self._depth -= 1

    # Calls

    def _call(self, node: Syntax, module: Module, env: Env) -> Thing:
        source = required(node)
        function = node.get("function")
        if function is None:
            return UNKNOWN
        if source is not None and module.find(function) is None:
            specifier = self.value(source, module, env)
            if isinstance(specifier, Literal) and isinstance(specifier.value, str):
                return self.imported(module, specifier.value)
            return UNKNOWN
        given = arguments(node)
        function = unwrapped(function)
        key = function.get("property") if function.kind == "member_expression" else function
        if given and key is not None and key.text.rpartition(".")[2] in _IDENTITIES:
            return self.value(given[0], module, env)
        if function.kind == "member_expression":
            special = self._special(function, given, module, env)
            if special is not None:
                return special
        callee = self.value(function, module, env)
        if isinstance(callee, Func):
            return self.result(callee, tuple(self.value(each, module, env) for each in given))
        if isinstance(callee, External | Member | Made):
            return Made(callee, node, module, env, new=False)
        return UNKNOWN

    def _special(self, function: Syntax, given: list[Syntax], module: Module, env: Env) -> Thing | None:
        """The calls of the language itself that are followed: bind, Object.assign, Object.freeze, Promise.resolve."""
        of, key = function.get("object"), function.get("property")
        if of is None or key is None:
            return None
        name = key.text
        if name == "bind":
            thing = self.value(of, module, env)
            bound = tuple(self.value(each, module, env) for each in given[1:])
            if isinstance(thing, Func | Role):
                return thing._replace(bound=thing.bound + bound)
            return UNKNOWN
        if name not in ("assign", "freeze", "seal", "resolve") or of.text not in ("Object", "Promise"):
            return None
        if module.find(of) is not None or not given or any(each.kind == "spread_element" for each in given):
            return None
        if name == "assign":
            first = self.value(given[0], module, env)
            if not isinstance(first, Obj):
                return first
            return Merged(tuple(self.value(each, module, env) for each in given))
        return self.value(given[0], module, env)

    def _new(self, node: Syntax, module: Module, env: Env) -> Thing:
        constructor = node.get("constructor")
        if constructor is None:
            return UNKNOWN
        callee = self.value(constructor, module, env)
        if isinstance(callee, Class):
            return Instance(callee, node, tuple(self.value(each, module, env) for each in arguments(node)))
        if isinstance(callee, External | Member | Made):
            return Made(callee, node, module, env, new=True)
        return UNKNOWN

    def call_env(self, function: Func, given: tuple[Thing, ...], this: Thing | None = None) -> Env:
        """The values inside a call of `function`; arguments that are not given are undefined."""
        env = Env(function.env)
        given = function.bound + given
        env.values["arguments", function.node] = Arr(given, function.node)
        if this is not None:
            env.values["this", function.node] = this
        for binding in function.module.scopes.parameters(function.node):
            if binding.rest:
                thing: Thing = Arr(given[binding.index :], binding.node)
            else:
                thing = given[binding.index] if binding.index < len(given) else UNDEFINED
                thing = self._steps(thing, binding.path) if not is_nullish(thing) else UNDEFINED
            if is_nullish(thing) and binding.fallback is not None:
                thing = self.value(binding.fallback, function.module, env)
            env.values[binding] = thing
        env.known.clear()
        return env

    def returns(self, function: Func) -> list[Syntax]:
        """The expressions that a function gives back, in the order of the source."""
        body = function.node.get("body")
        if body is not None and body.kind != "statement_block":
            return [body]
        return function.module.returns.get(function.node, [])

    def result(self, function: Func, given: tuple[Thing, ...]) -> Thing:
        """What a call of `function` gives, where its body has one way out; a promise counts as what it holds."""
        returned = self.returns(function)
        if len(returned) != 1 or is_generator(function.node):
            return UNKNOWN
        key = (function.node, id(function.env))
        if key in self._active:
            return UNKNOWN
        self._active.add(key)
        try:
            return self.value(returned[0], function.module, self.call_env(function, given))
        finally:
            self._active.discard(key)

    def _choice(self, node: Syntax, module: Module, env: Env) -> Thing:
        """`a || b`, `a && b`, `a ?? b`, `test ? a : b`; a sum with a string in it is a string."""
        if node.kind == "ternary_expression":
            parts = [node.get("consequence"), node.get("alternative")]
        else:
            parts = [node.get("left"), node.get("right")]
        things = [self.value(part, module, env) for part in parts if part is not None]
        if len(things) != 2:
            return UNKNOWN
        one, other = things
        if node.kind == "ternary_expression" or "||" in node.marks or "??" in node.marks:
            return self.either(things)
        if "&&" in node.marks:
            # The left side comes out only where it is false, and nothing that matters here is false.
            return other if not isinstance(one, Literal) or truth(one) else one
        if "+" in node.marks and any(_is_string(thing) for thing in (one, other)):
            return SOME_STRING
        return UNKNOWN

    _ways: ClassVar[dict[str, "Callable[[Evaluator, Syntax, Module, Env], Thing]"]] = {
        "identifier": _identifier,
        "shorthand_property_identifier": _identifier,
        "member_expression": _property,
        "subscript_expression": _property,
        "call_expression": _call,
        **dict.fromkeys(FUNCTIONS, _function),
        **dict.fromkeys(CLASSES, _class),
        "object": _object,
        "array": _array,
        "string": _text,
        "template_string": _text,
        "new_expression": _new,
        "binary_expression": _choice,
        "ternary_expression": _choice,
        "assignment_expression": _assignment,
        "sequence_expression": _sequence,
        "this": _this,
    }


def _key(thing: Thing) -> str | None:
    if isinstance(thing, Literal) and isinstance(thing.value, str):
        return thing.value
    if isinstance(thing, Literal) and isinstance(thing.value, float) and thing.value.is_integer():
        return str(int(thing.value))
    return None


def _is_string(thing: Thing) -> bool:
    return isinstance(thing, String) or (isinstance(thing, Literal) and isinstance(thing.value, str))


def _number(text: str) -> float:
    value = number_value(text)
    return float("nan") if value is None else float(value)
