"""The stages that a service is known to be deployed to."""

from typing import TYPE_CHECKING

from slslint.source.node import Node
from slslint.values.value import Hole, Text
from slslint.variables.address import Found, Miss, names_at, walk
from slslint.variables.call import Call, Task

if TYPE_CHECKING:
    from slslint.variables.configuration import Configuration
    from slslint.variables.resolution import Resolution

DEFAULT = "default"
"""The key beside the stages that serves all of them; no stage."""
MOST = 50
"""More stages than this are not looked at."""


def known_stages(configuration: "Configuration") -> tuple[str | None, ...]:
    """The default stage, the keys of `params` and `stages`, those given, and those of maps indexed by the stage."""
    default = configuration.default_resolution
    configuration.outcome(default.stage)
    found: dict[str | None, None] = {default.stage: None}
    for room in ("params", "stages"):
        names: tuple[str, ...] | None = default.run(names_at(default, [room], default.nowhere()))
        found |= dict.fromkeys(name for name in names or () if name != DEFAULT)
    found |= dict.fromkeys(configuration.options.extra_stages)
    found |= dict.fromkeys(default.stage_maps.stages(default))
    return tuple(found)[:MOST]


class StageMaps:
    """The maps that a configuration indexes by the stage, without a fallback: their keys are stages."""

    def __init__(self) -> None:
        self._maps: dict[tuple[int, str, str], tuple[Node, list[str], list[str]]] = {}

    def note(self, call: Call, start: Node) -> None:
        """Remember `${self:custom.table.${sls:stage}}` if no other source follows."""
        part = call.source.address
        if part is None or len(part.variables) != 1 or call.source is not call.variable.sources[-1]:
            return
        text, inner = str(part.value), part.variables[0]
        before, after = text[: inner.start - part.start], text[inner.end - part.start :]
        if (before and before[-1] != ".") or (after and after[0] != ".") or call.resolution.is_guessing:
            return
        assert call.given is not None
        know = call.given.know
        if isinstance(know, Text):
            is_stage = any(isinstance(atom, Hole) and call.resolution.is_stage(atom) for atom in know.atoms)
        else:
            is_stage = "stage" in call.deps and call.address == f"{before}{call.resolution.stage}{after}"
        if is_stage:
            self._maps[id(start), before, after] = (start, before.split(".")[:-1], after.split(".")[1:])

    def stages(self, resolution: "Resolution") -> tuple[str, ...]:
        """The keys that all these maps have, where something stands at the rest of the address.

        A key that only some of them have may as well be a part that the others share, such as `base`.
        """
        return resolution.run(self._stages(resolution))

    def _stages(self, resolution: "Resolution") -> Task[tuple[str, ...]]:
        common: dict[str, None] | None = None
        use = resolution.nowhere()
        for start, keys, rest in list(self._maps.values()):
            if not rest and len(keys) < 2 and start is resolution.configuration.root:
                continue  # `custom` itself holds more than stages
            names: tuple[str, ...] | None = yield names_at(resolution, keys, use, start)
            found: dict[str, None] = {}
            for name in names or ():
                where: Found | Miss = yield walk(resolution, start, [*keys, name, *rest], "", use, True)
                if isinstance(where, Found) and name != DEFAULT and name.replace("-", "").replace("_", "").isalnum():
                    found[name] = None
            common = found if common is None else {name: None for name in common if name in found}
        return tuple(common or ())
