"""The stages that a service is known to be deployed to."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slslint.variables.configuration import Configuration

MOST = 50
"""More stages than this are not looked at."""


def known_stages(configuration: "Configuration") -> tuple[str | None, ...]:
    """The default stage, the keys of `params` and `stages`, those given, and those of maps indexed by the stage."""
    default = configuration.default_resolution
    configuration.outcome(default.stage)
    found: dict[str | None, None] = {default.stage: None}
    for room in ("params", "stages"):
        names: tuple[str, ...] | None = default.run(default.keys([room], default.nowhere()))
        found |= dict.fromkeys(name for name in names or () if name != "default")
    found |= dict.fromkeys(configuration.options.extra_stages)
    found |= dict.fromkeys(default.stages_of_maps())
    return tuple(found)[:MOST]
