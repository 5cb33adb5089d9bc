"""What a handler answers, as far as its code spells it out, and what of it an API cannot read."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from slslint.handlers.evaluate import Evaluator
from slslint.handlers.region import promise_method
from slslint.handlers.thing import (
    EVENT,
    Arr,
    Env,
    External,
    Func,
    Literal,
    Obj,
    String,
    Thing,
    is_nullish,
    role,
)
from slslint.source.script.module import Module
from slslint.source.script.scope import PARAM, Binding
from slslint.source.script.syntax import (
    FUNCTIONS,
    Syntax,
    arguments,
    enclosing_function,
    is_async,
    is_generator,
    outermost,
    parameters,
    unwrapped,
)

_MAX_DEPTH = 5


class Defect(NamedTuple):
    """Something in an answer that REST APIs and payload format 1.0 refuse: what (`body`, `headers`, …), and where."""

    kind: str
    what: str
    node: Syntax
    module: Module


class Result(NamedTuple):
    """An expression that may be the answer."""

    node: Syntax
    module: Module
    env: Env


def results(node: Syntax, module: Module, env: Env, evaluator: Evaluator, depth: int = 0) -> Iterator[Result]:
    """The expressions that the answer given back at `node` may come from: through helpers, promises, conditions."""
    node = unwrapped(node)
    if depth > _MAX_DEPTH:
        return
    if node.kind == "ternary_expression":
        for field in ("consequence", "alternative"):
            branch = node.get(field)
            if branch is not None:
                yield from results(branch, module, env, evaluator, depth + 1)
    elif node.kind == "call_expression":
        yield from _of_call(node, module, env, evaluator, depth)
    elif node.kind == "new_expression":
        yield from _of_executor(node, module, env, evaluator, depth)
    else:
        yield Result(node, module, env)


def _of_call(node: Syntax, module: Module, env: Env, evaluator: Evaluator, depth: int) -> Iterator[Result]:
    function, given, method = node.get("function"), arguments(node), promise_method(node)
    if function is None:
        return
    if method:
        inner = function.get("object")
        if method != "then" and inner is not None:
            yield from results(inner, module, env, evaluator, depth + 1)
        for argument in given if method != "finally" else ():
            thing = evaluator.value(argument, module, env)
            if isinstance(thing, Func):
                yield from _of_function(thing, thing.env, evaluator, depth)
        return
    callee = evaluator.value(function, module, env)
    if isinstance(callee, Func):
        values = tuple(evaluator.value(each, module, env) for each in given)
        yield from _of_function(callee, evaluator.call_env(callee, values), evaluator, depth)
    elif isinstance(callee, External) and callee == External("", ("Promise", "resolve")) and given:
        yield from results(given[0], module, env, evaluator, depth + 1)
    else:
        yield Result(node, module, env)


def _of_function(function: Func, env: Env, evaluator: Evaluator, depth: int) -> Iterator[Result]:
    if is_generator(function.node):
        return
    for returned in evaluator.returns(function):
        yield from results(returned, function.module, env, evaluator, depth + 1)


def _of_executor(node: Syntax, module: Module, env: Env, evaluator: Evaluator, depth: int) -> Iterator[Result]:
    """What `new Promise((resolve) => …)` resolves to."""
    constructor, given = node.get("constructor"), arguments(node)
    if constructor is None or constructor.text != "Promise" or not given or given[0].kind not in FUNCTIONS:
        return
    listed = parameters(given[0])
    resolve = (listed[0].get("pattern") or listed[0]).text if listed else ""
    for call in given[0].walk():
        function = call.get("function") if call.kind == "call_expression" else None
        if function is not None and function.text == resolve:
            for payload in arguments(call)[:1]:
                yield from results(payload, module, env, evaluator, depth + 1)


_OTHER_START = r"warm|\bsource\b|\bRecords\b|eventSource|detail|\bping\b|keep_?alive|schedule"
_START = _OTHER_START + r"|httpMethod|requestContext|rawPath|routeKey|\bresource\b"


def is_aside(node: Syntax) -> bool:
    """Whether an answer stands under a test for what is no request: a warm-up call, a schedule, a queue's records."""
    below = node
    for parent in node.ancestors():
        if below is parent.get("consequence") and _tests(parent, _OTHER_START):
            return True
        below = parent
    return False


def is_for_others(defect: Defect, result: Syntax, answer: Syntax) -> bool:
    """Whether an answer may go to what is no request.

    What is no response at all may wherever the function looks at what started it.
    """
    if is_aside(result):
        return True
    function = enclosing_function(answer)
    return defect.kind == "answer" and function is not None and any(_tests(node, _START) for node in function.walk())


def _tests(node: Syntax, pattern: str) -> bool:
    if node.kind not in ("if_statement", "ternary_expression", "switch_statement"):
        return False
    test = node.get("condition") or node.get("value")
    return test is not None and re.search(pattern, test.text, re.IGNORECASE) is not None


def defects(result: Result, evaluator: Evaluator) -> Iterator[Defect]:
    """What is wrong with an answer for a REST API: https://docs.aws.amazon.com/apigateway/latest/developerguide/
    set-up-lambda-proxy-integrations.html (an object whose `body` is a string and whose `headers` are not arrays).
    """
    thing = evaluator.value(result.node, result.module, result.env)
    kind = _kind(thing)
    if isinstance(thing, Obj):
        if thing.binding is not None and not _is_untouched(thing.binding, thing.module):
            return
        yield from _in_object(thing, evaluator)
    elif kind:
        yield Defect("answer", kind, result.node, result.module)


def _in_object(thing: Obj, evaluator: Evaluator) -> Iterator[Defect]:
    body = evaluator.lookup(thing, "body")
    kind = _kind(body) if body is not None else ""
    if body is not None and kind and kind != "a string":
        yield Defect("body", kind, _place(thing, "body"), thing.module)
    headers = evaluator.lookup(thing, "headers")
    if not isinstance(headers, Obj) or (
        headers.binding is not None and not _is_untouched(headers.binding, headers.module)
    ):
        return
    for child in headers.node.children:
        value = child.get("value") if child.kind == "pair" else None
        if value is not None and isinstance(evaluator.value(value, headers.module, headers.env), Arr):
            yield Defect("headers", "an array", value, headers.module)


def _kind(thing: Thing) -> str:
    """What a value is, for people; empty where it is not known, or nothing."""
    if isinstance(thing, Obj) or role(thing) == EVENT:
        return "an object"
    if isinstance(thing, Arr):
        return "an array"
    if isinstance(thing, String):
        return "a string"
    if isinstance(thing, Literal) and not is_nullish(thing):
        if isinstance(thing.value, bool):
            return "a boolean"
        return "a string" if isinstance(thing.value, str) else "a number"
    return ""


def is_plain(node: Syntax, module: Module, env: Env, evaluator: Evaluator, depth: int = 0) -> bool | None:
    """Whether a value is no promise for certain: True for one that is something, False for undefined and null.

    None where that is not known.
    """
    node = unwrapped(node)
    if depth > _MAX_DEPTH or node.kind == "new_expression":
        return None
    branches: list[tuple[Syntax, Module, Env]] = []
    if node.kind == "ternary_expression":
        branches = [(each, module, env) for each in (node.get("consequence"), node.get("alternative")) if each]
    elif node.kind == "call_expression":
        function = node.get("function")
        callee = evaluator.value(function, module, env) if function is not None else None
        if isinstance(callee, External) and callee == External("", ("JSON", "stringify")):
            return True
        if not isinstance(callee, Func) or promise_method(node) or is_async(callee.node) or is_generator(callee.node):
            return None
        values = tuple(evaluator.value(each, module, env) for each in arguments(node))
        inner = evaluator.call_env(callee, values)
        branches = [(each, callee.module, inner) for each in evaluator.returns(callee)]
        if not branches:
            return False
    if branches:
        plain = [is_plain(*each, evaluator, depth + 1) for each in branches]
        return None if None in plain else any(plain)
    thing = evaluator.value(node, module, env)
    if is_nullish(thing):
        return False
    if isinstance(thing, Obj):
        return True if evaluator.lookup(thing, "then") is None else None
    return True if _kind(thing) else None


def _place(thing: Obj, name: str) -> Syntax:
    """Where a property of an object literal gets its value."""
    writes = thing.binding.members.get(name) if thing.binding is not None else None
    if writes:
        return writes[0].get("right") or writes[0]
    for child in reversed(thing.node.children):
        key = child.get("key") or child.get("name") or child
        if key.text.strip("'\"") == name:
            return child.get("value") or child
    return thing.node


_READERS = ("JSON.stringify", "resolve", "Promise.resolve")


def _is_untouched(binding: Binding, module: Module) -> bool:
    """Whether nobody but the code in sight can have changed the object that a variable holds."""
    if binding.kind == PARAM or binding.writes or "" in binding.members:
        return False
    for node in module.names.get(binding.name, ()):
        if node is binding.node or module.find(node) is not binding:
            continue
        parent = outermost(node).parent
        if parent is None or parent.kind in ("return_statement", "pair", "arrow_function"):
            continue
        if parent.kind == "member_expression":
            above = outermost(parent).parent
            if above is not None and above.kind in ("call_expression", "subscript_expression", "member_expression"):
                return False
            continue
        call = parent.parent if parent.kind == "arguments" else None
        function = call.get("function") if call is not None else None
        if function is None or not _only_reads(function, module):
            return False
    return True


def _only_reads(function: Syntax, module: Module) -> bool:
    text = function.text
    if text in _READERS or text.startswith("console."):
        return True
    binding = module.find(function) if function.kind == "identifier" else None
    return binding is not None and binding.kind == PARAM
