"""What a lint is asked to do."""

from collections.abc import Mapping

from slslint.config import Settings
from slslint.engine.finding import MEDIUM
from slslint.engine.manifest import selects_external


class LintOptions:
    """Options of one lint, from the command line, the configuration file or an editor.

    `select` and `ignore` hold codes, names or families; an empty `select` means every rule that is on by default.
    `stages` empty means the known stages. `env` stands in for environment variables: none are read from the machine;
    `opts` and `params` for the framework's own options and its `--param`.
    `settings` is the project's configuration; what stands here counts before it. `show_unknown` asks for a list of what
    could not be known. `template` asks cfn-lint about the template that a service compiles to, unless the configuration
    switches that off; with `cache` its answers are kept in the user's cache folder, and facts about handlers.
    """

    __slots__ = (
        "cache",
        "confidence",
        "env",
        "ignore",
        "opts",
        "params",
        "region",
        "select",
        "settings",
        "show_unknown",
        "stages",
        "template",
    )

    def __init__(
        self,
        *,
        stages: tuple[str, ...] = (),
        select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        confidence: str = MEDIUM,
        env: Mapping[str, str] | None = None,
        region: str | None = None,
        opts: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        settings: Settings | None = None,
        show_unknown: bool = False,
        template: bool = False,
        cache: bool = False,
    ) -> None:
        self.stages = stages
        self.settings = settings or Settings()
        self.select = select or self.settings.words("select")
        self.ignore = (*ignore, *self.settings.words("ignore"))
        self.confidence = confidence
        self.show_unknown = show_unknown
        self.template = template and self.settings.get("template", True) and selects_external(self.select, self.ignore)
        self.cache = cache
        self.env = dict(env or {})
        self.region = region
        self.opts = dict(opts or {})
        self.params = dict(params or {})
