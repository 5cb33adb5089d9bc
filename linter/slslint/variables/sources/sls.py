"""`sls:`: what the framework knows of its own run: the stage, and an id that every run makes anew."""

from typing import TYPE_CHECKING

from slslint.source.node import SCALAR
from slslint.suggest import did_you_mean
from slslint.values.value import Hole, Known, Step, Unknown, Value
from slslint.variables.address import scalar_at
from slslint.variables.call import Answer, Call, Task, Use

if TYPE_CHECKING:
    from slslint.variables.resolution import Resolution

DEFAULT_STAGE = "dev"
_STAGE = frozenset(("stage",))
_NAMES = ("stage", "instanceId")


def ask(call: Call) -> Task[Answer]:
    """`sls:stage` sees `--stage`, then `provider.stage`, then is `dev`."""
    if not call.is_known:
        return call.hidden()
    if call.address == "stage":
        stage = call.resolution.stage_value
        if stage is None:
            stage = yield stage_of(call.resolution, call.use)
        return Value(stage.know, call.use.node, stage.trail, stage.deps)
    if call.address == "instanceId":
        return call.unknown("it differs from run to run")
    if not call.address:
        return call.malformed("address", "what of the run is meant? `${sls:stage}` or `${sls:instanceId}`")
    near = did_you_mean(call.address, _NAMES)
    return call.malformed("address", f"`sls` has `stage` and `instanceId`, not `{call.address}`{near}")


def stage_of(resolution: "Resolution", use: Use) -> Task[Value]:
    """The stage of this run."""
    if resolution.given is not None:
        return Value(Known(resolution.given), use.node, (Step("opt", "stage"),), _STAGE)
    value: Value | None = yield scalar_at(resolution, ["provider", "stage"], use)
    if value is None or (isinstance(value.know, Known) and not value.know.value):
        deps = value.deps | _STAGE if value is not None else _STAGE
        return Value(Known(DEFAULT_STAGE), use.node, (Step("default", DEFAULT_STAGE),), deps)
    provider = resolution.configuration.root.get("provider")
    hidden = resolution.version != "3" and provider is not None and provider.kind == SCALAR and provider.dynamic
    if hidden and resolution.version == "4":
        # Version 4 settles the stage before it includes the file that the provider stands in.
        return Value(Known(DEFAULT_STAGE), use.node, (Step("default", DEFAULT_STAGE),), value.deps | _STAGE)
    if isinstance(value.know, Known) and (not hidden or value.know.value == DEFAULT_STAGE):
        trail = (Step("self", "provider.stage", value.at), *value.trail)
        return Value(value.know, use.node, trail, value.deps | _STAGE)
    otherwise = value.know.otherwise if isinstance(value.know, Unknown) else value
    hole = value.know.hole if isinstance(value.know, Unknown) else None
    hole = hole._replace(cls="stage") if hole is not None else Hole("sls:stage", "stage", resolution.scope)
    return Value(Unknown("the stage is not known offline", otherwise, hole), use.node, (), value.deps | _STAGE)
