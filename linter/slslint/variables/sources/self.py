"""`self:`: another place of the same service."""

from slslint.source.node import MAP, SEQ, Node
from slslint.suggest import closest
from slslint.values.value import Known, Step, Value
from slslint.variables.address import Found, Miss, walk
from slslint.variables.call import Answer, Call, Lazy, Outcome, Task, carried
from slslint.variables.grammar import Source

STAGE = "provider.stage"


def ask(call: Call) -> Task[Answer]:
    """What stands at the dotted address, resolved; without an address the whole configuration."""
    resolution = call.resolution
    resolution.stage_maps.note(call, resolution.configuration.root)
    if not call.is_known:
        return call.hidden()
    given = call.given.know if call.given is not None else None
    if resolution.version == "3" and isinstance(given, Known) and not isinstance(given.value, str):
        return call.malformed("address", f"an address is a text, and this is `{call.address}`")
    keys = call.address.split(".") if call.address else []
    if keys == ["service"] and _is_object(resolution.configuration.root.get("service")):
        keys.append("name")
    found: Found | Miss = yield walk(resolution, resolution.configuration.root, keys, "", call.use, True)
    call.deps |= found.deps
    step = Step("self", call.address)
    if isinstance(found, Miss):
        answer = _no_value(call, keys, found)
    elif found.node is None or found.node.kind not in (MAP, SEQ) or resolution.version == "3":
        # Version 3 resolves all that stands below before it goes on, and so it finds more circles.
        value = found.value
        if found.node is not None:
            outcome: Outcome = yield resolution.outcome(found.node, found.path, call.use.nest, "Fn::Sub" in keys)
            value = outcome.value
        assert value is not None
        answer = _no_value(call, keys, None) if value.know == Known(None) else carried(value, call.use, step)
    else:
        answer = Lazy(found.node, found.path, call.use.nest, step, found.deps)
    if call.address == STAGE:
        _note_blindness(call, answer)
    return answer


def _is_object(service: Node | None) -> bool:
    """Whether `service` has the form of older versions, which took its name out; a finding there says so."""
    return service is not None and service.kind == MAP and service.get("name") is not None


def _no_value(call: Call, keys: list[str], miss: Miss | None) -> None:
    parent = ".".join(keys[: miss.step]) if miss else ""
    near = closest(keys[miss.step], miss.siblings) if miss else None
    right = ".".join((*keys[: miss.step], near, *keys[miss.step + 1 :])) if miss and near else ""
    if call.address == STAGE:
        message = "`provider.stage` is not set, and `--stage` does not reach it: write `${sls:stage}`"
    elif miss is None:
        message = f"`{call.address}` is null, which counts as no value"
    else:
        message = f"`{call.address}` has no value" + (f"; did you mean `{right}`?" if right else "")
    call.miss = {
        "source": "self",
        "address": call.address,
        "parent": parent,
        "suggestion": right,
        "message": message,
    }


def _note_blindness(call: Call, answer: Answer) -> None:
    """`${self:provider.stage}` where that is fixed, or where only a fallback stands in: `--stage` never shows in it."""
    variable = call.variable
    asked_before = variable.sources[: variable.sources.index(call.source)]
    if any(_sees_stage(source) for source in asked_before):
        return
    literal = isinstance(answer, Value) and isinstance(answer.know, Known) and not answer.deps
    absent = answer is None and not call.deps and len(variable.sources) > len(asked_before) + 1
    if literal or absent:
        message = "`${self:provider.stage}` does not see `--stage`: write `${sls:stage}`"
        call.report("stage-blind", message, reason="stage-blind", literal=literal)


def _sees_stage(source: Source) -> bool:
    """Whether what a source gives may differ from stage to stage: of the options only `--stage` does."""
    name = source.address
    return source.type in ("sls", "param") or (
        source.type == "opt" and (name is None or bool(name.variables) or name.value == "stage")
    )
