"""Sources that are not built in: a plugin or a resolver of version 4 may bring them; else they are mistakes."""

from slslint import data
from slslint.source.node import Node
from slslint.suggest import closest
from slslint.values.value import Known, Value
from slslint.variables.address import names_at, shape_at
from slslint.variables.call import Answer, Call, Task
from slslint.variables.grammar import is_type
from slslint.variables.reading import BUILT_IN
from slslint.variables.sources.aws import is_policy_variable, policy_variable

_BUILT_IN_4 = ("appsync", "doppler", "terraform", "vault")
"""Brought by parts of version 4 that a service may or may not configure."""


def ask(call: Call) -> Task[Answer]:
    """An unknown if somebody brings the source, or may bring it."""
    name = call.source.type
    resolution = call.resolution
    if resolution.version != "3":
        declared: bool = yield _is_resolver(call, name)
        if declared or resolution.configuration.compose is not None or name in _BUILT_IN_4:
            return call.remote(f"the resolver `{name}` is asked during the deploy")
    brought: bool = yield _may_be_brought(call, name)
    if brought:
        return call.remote(f"a plugin brings `{name}` during the deploy")
    if is_policy_variable(name, call.address) and len(call.variable.sources) == 1:
        return policy_variable(call)
    if not is_type(name) and resolution.version != "3":
        return call.unknown("version 4 of the framework takes this for a variable of its own")
    near = closest(name, BUILT_IN)
    message = f"there is no variable source `{name}`"
    if near:
        message += f"; did you mean `{near}`?"
    elif resolution.version != "4":
        message += "; text that is meant for somebody else is written `\\${…}`"
    return call.fail("variable-unknown-source", message, reason="unknown-source", suggestion=near or "")


def _is_resolver(call: Call, name: str) -> Task[bool]:
    """Whether `stages.*.resolvers` has the name, or nobody knows."""
    stages: tuple[str, ...] | None = yield names_at(call.resolution, ["stages"], call.use)
    for stage in stages or ():
        names: tuple[str, ...] | None = yield names_at(call.resolution, ["stages", stage, "resolvers"], call.use)
        if names is None or name in names:
            return True
    return stages is None


def _may_be_brought(call: Call, name: str) -> Task[bool]:
    """Whether one of the plugins brings the source, or is not known well enough to rule it out."""
    table = data.load("plugins")["plugins"]
    where = ["plugins"]
    names: tuple[str, ...] | None = yield names_at(call.resolution, where, call.use)
    if names is not None and "modules" in names:
        where.append("modules")
        names = yield names_at(call.resolution, where, call.use)
    for index in names or ():
        plugin: Node | Value | None = yield shape_at(call.resolution, [*where, index], call.use)
        known = plugin.know.value if isinstance(plugin, Value) and isinstance(plugin.know, Known) else None
        if known not in table or name in table[known].get("variableSources", ()):
            return True
    return names is None
