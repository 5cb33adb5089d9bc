"""What a run is given from outside: the stage and region, options, parameters, environment."""

from collections.abc import Mapping


class Options:
    """The command line of the framework, as far as it is known.

    `stages` are the stages to look at, each as `--stage` would name it; empty, the known ones are looked at, with
    `extra_stages` among them. Nothing is read from the machine: `env` holds what was given on purpose. With
    `env_complete` a variable that is not in `env` is known to be unset; without, it is not known.
    """

    __slots__ = ("env", "env_complete", "extra_stages", "opts", "params", "region", "stages")

    def __init__(
        self,
        stages: tuple[str, ...] = (),
        region: str | None = None,
        opts: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        env: Mapping[str, str] | None = None,
        extra_stages: tuple[str, ...] = (),
        env_complete: bool = False,
    ) -> None:
        self.stages = stages
        self.region = region
        self.opts = dict(opts or {})
        self.params = dict(params or {})
        self.env = dict(env or {})
        self.extra_stages = extra_stages
        self.env_complete = env_complete
