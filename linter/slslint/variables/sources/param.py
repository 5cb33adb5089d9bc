"""`param:`: a parameter of the command line, the stage, all stages, Compose or the dashboard."""

from typing import NamedTuple

from slslint.suggest import did_you_mean
from slslint.values.value import Known, Step, Unknown, Value
from slslint.variables.address import Found, Miss, names_at, walk
from slslint.variables.call import Answer, Call, Open, Outcome, Task, carried
from slslint.variables.stages import DEFAULT

_ROOMS = (("stages", ("params",)), ("params", ()))
"""Where parameters stand below a stage's name: version 4 has both and asks `stages` first, version 3 has `params`."""


class Param(NamedTuple):
    """A parameter as a stage has it.

    `own` says that it is the stage's own, not the default; `doubtful` that versions 3 and 4 differ. `elsewhere` are
    the other stages that define it, `names` the parameters that there are.
    """

    value: Value | None
    own: bool
    doubtful: bool
    elsewhere: tuple[str, ...]
    names: tuple[str, ...]
    deps: frozenset[str]


class _Place(NamedTuple):
    stage: str
    found: Found


def ask(call: Call) -> Task[Answer]:
    """The parameter, as this stage has it."""
    if not call.is_known:
        return call.hidden()
    name = call.address
    if not name:
        return call.malformed("address", "the parameter's name is missing: `${param:name}`")
    resolution = call.resolution
    configuration = resolution.configuration
    call.deps |= {f"param:{name}"}
    given = resolution.options.params.get(name)
    if given is not None:
        return call.known(given, Step("param", name))
    param = resolution.params.get(name)
    if param is None:
        param = yield _look_up(call, name)
        if not resolution.staging:
            resolution.params[name] = param
    call.deps |= param.deps
    value = carried(param.value, call.use, Step("param", name)) if param.value is not None else None
    compose = configuration.compose
    if compose is not None and compose.passes(name) and (value is None or resolution.version != "4"):
        return Open(_unknown(call, f"`{compose.name}` passes it", value))
    if configuration.dashboard and not param.own and (value is None or resolution.version != "4"):
        return Open(_unknown(call, "the dashboard may define it", value))
    if param.doubtful:
        return Open(_unknown(call, "versions 3 and 4 of the framework differ in what a null means", value))
    if value is None:
        _no_value(call, name, param)
    return value


def _unknown(call: Call, why: str, otherwise: Value | None) -> Value:
    unknown = call.unknown(f"`${{param:{call.address}}}` is not known offline: {why}")
    assert isinstance(unknown.know, Unknown)
    return Value(unknown.know._replace(otherwise=otherwise), unknown.at, (), unknown.deps)


def _no_value(call: Call, name: str, param: Param) -> None:
    message = f"no stage has a parameter `{name}`{did_you_mean(name, param.names)}"
    if param.elsewhere:
        message = f"this stage has no parameter `{name}`; {', '.join(param.elsewhere)} has it"
    call.miss = {
        "source": "param",
        "name": name,
        "address": name,
        "elsewhere": param.elsewhere,
        "message": message,
    }


def _look_up(call: Call, name: str) -> Task[Param]:
    resolution = call.resolution
    stage = resolution.stage
    if resolution.staging:
        resolution.taint()
    places: list[_Place] = []
    names: dict[str, None] = {}
    deps: set[str] = set()
    for room, below in _ROOMS:
        if room == "stages" and resolution.version == "3":
            continue
        stages: tuple[str, ...] | None = yield names_at(resolution, [room], call.use)
        for each in (DEFAULT,) if stages is None else stages:
            keys = [room, each, *below, name]
            found: Found | Miss = yield walk(resolution, resolution.configuration.root, keys, "", call.use, True)
            deps |= found.deps
            if isinstance(found, Found):
                places.append(_Place(each, found))
            elif found.step == len(keys) - 1:
                names |= dict.fromkeys(found.siblings)
    elsewhere = dict.fromkeys(place.stage for place in places if place.stage not in (DEFAULT, stage))
    if elsewhere or any(place.stage == stage for place in places):
        deps.add("stage")
    if elsewhere and stage is None and not resolution.staging:
        known = Value(Unknown("the stage is not known"), call.use.node)
        return Param(known, True, False, tuple(elsewhere), tuple(names), frozenset(deps))
    places = [place for place in places if place.stage in (stage, DEFAULT)]
    places.sort(key=lambda place: place.stage == DEFAULT)
    for nulls, place in enumerate(places):
        value = place.found.value
        if place.found.node is not None:
            outcome: Outcome = yield resolution.outcome(place.found.node, place.found.path, call.use.nest, False)
            value = outcome.value
        assert value is not None
        if value.know != Known(None):
            deps |= value.deps
            doubtful = nulls > 0 and resolution.version is None
            kept = value if not nulls or resolution.version != "4" else None
            return Param(kept, place.stage != DEFAULT, doubtful, tuple(elsewhere), tuple(names), frozenset(deps))
    return Param(None, False, False, tuple(elsewhere), tuple(names), frozenset(deps))
