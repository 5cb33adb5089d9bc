"""Properties of things: of objects and classes of the project, of what files export, of what comes from outside."""

from typing import TYPE_CHECKING

from slslint.handlers.thing import (
    UNKNOWN,
    Arr,
    Class,
    Env,
    External,
    Func,
    Instance,
    Made,
    Member,
    Merged,
    Obj,
    Role,
    Space,
    Thing,
)
from slslint.source.script.module import Module
from slslint.source.script.scope import Binding
from slslint.source.script.syntax import Syntax, is_constructor, own_nodes, property_name, this_function

if TYPE_CHECKING:
    from slslint.handlers.evaluate import Evaluator

_MAX_PATH = 8
_OF_FUNCTIONS = ("bind", "call", "apply", "length", "name", "prototype", "toString")


def lookup(thing: Thing, name: str, evaluator: "Evaluator") -> Thing | None:
    """A property of a thing; None where it has none of that name for certain."""
    if isinstance(thing, External):
        if name == "default" or (not thing.package and name in ("globalThis", "global")):
            return thing
        return External(thing.package, (*thing.path, name)) if len(thing.path) < _MAX_PATH else UNKNOWN
    if name == "default" and isinstance(thing, Made | Role | Class | Func | Instance):
        return thing  # what a compiler's interop makes of CommonJS
    if isinstance(thing, Made | Role | Member):
        return Member(thing, name)
    if isinstance(thing, Space):
        return _of_space(thing, name, evaluator)
    if isinstance(thing, Obj):
        return _of_object(thing, name, evaluator)
    if isinstance(thing, Instance):
        return _of_class(thing.of, name, thing, evaluator) or UNKNOWN
    if isinstance(thing, Class):
        return _of_class(thing, name, None, evaluator) or UNKNOWN
    if isinstance(thing, Func):
        return _of_function(thing, name, evaluator)
    if isinstance(thing, Arr):
        at = int(name) if name.isdecimal() and len(name) < 4 else len(thing.items)
        return thing.items[at] if at < len(thing.items) else UNKNOWN
    if isinstance(thing, Merged):
        found = (evaluator.lookup(part, name) for part in reversed(thing.parts))
        return next((each for each in found if each is not None), None)
    return UNKNOWN


def _of_space(space: Space, name: str, evaluator: "Evaluator") -> Thing | None:
    found = evaluator.export(space.module, name)
    if found is None and name == "default":
        return space  # what a compiler's interop hands out for CommonJS
    return UNKNOWN if found is None and name == "__esModule" else found


def _of_object(thing: Obj, name: str, evaluator: "Evaluator") -> Thing | None:
    written = _written(thing.binding, thing.module, name, evaluator)
    if written is not None:
        return written
    for child in reversed(thing.node.children):
        if child.kind == "spread_element":
            spread = evaluator.value(child.children[0], thing.module, thing.env) if child.children else UNKNOWN
            found = evaluator.lookup(spread, name)
            if found is not None:
                return found
            continue
        spelled = property_name(child.get("key") or child.get("name") or child)
        if spelled is None:
            return UNKNOWN
        if spelled == name:
            return _entry(child, thing, evaluator)
    return None


def _entry(child: Syntax, thing: Obj, evaluator: "Evaluator") -> Thing:
    if child.kind == "method_definition":
        return _method(child, thing.module, thing.env, thing, evaluator)
    value = child if child.kind == "shorthand_property_identifier" else child.get("value")
    return evaluator.value(value, thing.module, thing.env) if value is not None else UNKNOWN


def _written(binding: Binding | None, module: Module, name: str, evaluator: "Evaluator") -> Thing | None:
    """What is assigned to a property of a variable after it was made."""
    if binding is None or not binding.members:
        return None
    if "" in binding.members:
        return UNKNOWN
    writes = binding.members.get(name)
    if not writes:
        return None
    right = writes[0].get("right") if len(writes) == 1 else None
    return evaluator.value(right, module) if right is not None else UNKNOWN


def _of_function(thing: Func, name: str, evaluator: "Evaluator") -> Thing | None:
    if name in _OF_FUNCTIONS:
        return UNKNOWN
    named, parent = thing.node.get("name"), thing.node.parent
    if named is None and parent is not None and parent.kind == "variable_declarator":
        named = parent.get("name")
    binding = thing.module.find(named) if named is not None and named.kind == "identifier" else None
    return _written(binding, thing.module, name, evaluator)


def _of_class(cls: Class, name: str, instance: Instance | None, evaluator: "Evaluator") -> Thing | None:
    """A member of a class: of its instance, or a static one; None where it has none, its base aside."""
    this: Thing = instance or cls
    body = cls.node.get("body")
    for member in body.children if body is not None else ():
        key = member.get("name") or member.get("property")
        if key is None or property_name(key) != name or ("static" in member.marks) is (instance is not None):
            continue
        if member.kind == "method_definition":
            return _method(member, cls.module, cls.env, this, evaluator)
        value = member.get("value")
        if value is None:
            break
        env = Env(cls.env)
        env.values["this", this_function(value)] = this
        return evaluator.value(value, cls.module, env)
    found = _of_constructor(cls, name, instance, evaluator) if instance is not None else None
    return found if found is not None else _inherited(cls, name, instance, evaluator)


def _inherited(cls: Class, name: str, instance: Instance | None, evaluator: "Evaluator") -> Thing | None:
    heritage = next((child for child in cls.node.children if child.kind == "class_heritage"), None)
    if heritage is None:
        return None
    parent = heritage.children[0] if heritage.children else None
    parent = (parent.get("value") or parent) if parent is not None else None
    base = evaluator.value(parent, cls.module, cls.env) if parent is not None else UNKNOWN
    if not isinstance(base, Class):
        return UNKNOWN
    return evaluator.lookup(instance._replace(of=base) if instance is not None else base, name)


def _of_constructor(cls: Class, name: str, instance: Instance, evaluator: "Evaluator") -> Thing | None:
    """What the constructor sets `this.name` to, or takes as a parameter property of TypeScript."""
    body = cls.node.get("body")
    constructor = next(filter(is_constructor, body.children if body is not None else ()), None)
    if constructor is None:
        return None
    env = evaluator.call_env(Func(constructor, cls.module, cls.env), instance.arguments, instance)
    found: list[Thing] = []
    for node in own_nodes(constructor):
        left = node.get("left") if node.kind == "assignment_expression" else None
        of, key = (left.get("object"), left.get("property")) if left is not None else (None, None)
        right = node.get("right")
        if of is not None and of.kind == "this" and key is not None and key.text == name and right is not None:
            found.append(evaluator.value(right, cls.module, env))
    for binding in cls.module.scopes.parameters(constructor):
        if binding.name == name and _is_property(binding):
            found.append(env.get(binding) or UNKNOWN)
    return evaluator.either(found) if found else None


def _is_property(binding: Binding) -> bool:
    """Whether a parameter of a constructor is a property, too: `constructor(private pool: Pool)`."""
    parent = binding.node.parent
    return parent is not None and (
        "readonly" in parent.marks or any(child.kind.endswith("_modifier") for child in parent.children)
    )


def _method(node: Syntax, module: Module, env: Env, this: Thing, evaluator: "Evaluator") -> Thing:
    inner = Env(env)
    inner.values["this", node] = this
    function = Func(node, module, inner)
    if "get" in node.marks:
        return evaluator.result(function, ())
    return UNKNOWN if "set" in node.marks else function
