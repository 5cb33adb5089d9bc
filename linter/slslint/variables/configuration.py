"""One service file under all its stages."""

from functools import cached_property
from typing import TYPE_CHECKING

from slslint.source.document import Document, Documents
from slslint.source.node import MAP, SCALAR, SEQ, Node, Scalar, key_text
from slslint.source.problem import Problem
from slslint.values.value import Known, Unknown, Value, constant
from slslint.variables import reading, settings
from slslint.variables.address import index_of
from slslint.variables.call import Head, Outcome, Use
from slslint.variables.evaluate import settled
from slslint.variables.files import Files
from slslint.variables.grammar import Variable
from slslint.variables.options import Options
from slslint.variables.reading import Reading
from slslint.variables.resolution import Resolution, Trait

if TYPE_CHECKING:
    from slslint.variables.compose import Compose
    from slslint.variables.dotenv import DotEnv

StagedProblem = tuple[tuple[str | None, ...], Problem]


class Configuration:
    """A service file: its known stages, and the values and problems of each.

    `version` is the framework's major version, `3` or `4`; None stands for either, and then only what is wrong under
    both is a problem. With `own_syntax` what a variable is depends on `provider.variableSyntax`, as it did before
    version 3: nothing is known of any.
    """

    def __init__(
        self,
        documents: Documents,
        document: Document,
        options: Options,
        version: str | None,
        own_syntax: bool = False,
    ) -> None:
        self.document = document
        self.own_syntax = own_syntax
        self.options = options
        self.version = version
        self.scope = document.file.path
        self.workspace = documents.workspace
        self.includes = Files(documents, document.file.path)
        self.root = document.root if document.root is not None else Node(SCALAR, document.file, 0, 0)
        self.shared: dict[int, Outcome] = {}
        self.shared_heads: dict[int, Head] = {}
        self.shared_echoes: dict[Scalar, Value] = {}
        self.traits: dict[int, Trait] = {}
        self.lookups: set[tuple[str, ...]] = set()
        """The addresses within the configuration that were looked up."""
        self.names_places = False
        """Whether the name of a hole is made of a place in a file."""
        self._readings: dict[str, Reading] = {}
        self._entries: dict[int, dict[str, tuple[Node, Node]]] = {}
        self.resolutions: dict[str | None, Resolution] = {}
        self.outcomes: dict[str | None, Outcome] = {}

    # Stages.

    def _resolution(self, stage: str | None) -> Resolution:
        """The resolution of a stage; the default stage is the run without `--stage`."""
        given = None if stage == self.default_stage and stage not in self.options.stages else stage
        if given not in self.resolutions:
            self.resolutions[given] = Resolution(self, given)
        return self.resolutions[given]

    @cached_property
    def default_resolution(self) -> Resolution:
        """The run without `--stage`."""
        resolution = self.resolutions.setdefault(None, Resolution(self, None))
        resolution.settle()
        return resolution

    @property
    def default_stage(self) -> str | None:
        """The stage of the run without `--stage`; None where that cannot be known."""
        return self.default_resolution.stage

    @cached_property
    def stages(self) -> tuple[str | None, ...]:
        """The stages to look at: those that were asked for, else the default one and all that are known."""
        if self.options.stages:
            return self.options.stages
        from slslint.variables.stages import known_stages

        return known_stages(self)

    @property
    def stages_closed(self) -> bool:
        """Whether a map by the stage, without a fallback, lets no other stage be deployed than those that are known."""
        default = self.default_resolution
        self.outcome(default.stage)
        return bool(default.stage_maps.stages(default))

    def resolve(self, stage: str | None) -> Value:
        """The whole configuration under a stage."""
        return self.outcome(stage).value

    def outcome(self, stage: str | None) -> Outcome:
        if stage not in self.outcomes:
            outcome = self._broken() or self._resolution(stage).resolve()
            refused = settings.problems(outcome.value, self.version)
            self.outcomes[stage] = outcome._replace(problems=(*outcome.problems, *refused))
        return self.outcomes[stage]

    def variable(self, stage: str | None, each: Variable, node: Node, path: str) -> Value:
        """What one variable of the scalar `node`, which stands at `path`, comes to, whatever stands around it."""
        resolution = self._resolution(stage)
        resolution.settle()
        return resolution.run(settled(resolution, each, Use(node, path, 0, False, [])))

    def work(self, stage: str | None) -> int:
        """How many variables were looked at for a stage beyond what other stages share with it."""
        return self._resolution(stage).work

    def _broken(self) -> Outcome | None:
        if self.document.root is None and self.document.problems:
            return Outcome(Value(Unknown("the file does not load"), self.root))
        return None

    @cached_property
    def problems(self) -> tuple[StagedProblem, ...]:
        """What is wrong in any stage, each thing once, with the stages for which it holds; files that do not load."""
        found: dict[tuple[object, ...], tuple[list[str | None], Problem]] = {}
        for stage in self.stages:
            for problem in self.outcome(stage).problems:
                if self._is_elsewhere(problem, stage):
                    continue
                key = (problem.kind, problem.message, problem.at.file.path, problem.at.start, problem.at.end)
                stages, _ = found.setdefault(key, ([], problem))
                if stage not in stages:
                    stages.append(stage)
        of_files = [(self.stages, problem) for problems in self.includes.problems.values() for problem in problems]
        return (*of_files, *((tuple(stages), problem) for stages, problem in found.values()))

    def _is_elsewhere(self, problem: Problem, stage: str | None) -> bool:
        """Whether a problem lies in the settings of another stage, which version 4 does not look at."""
        if self.version == "3" or stage is None:
            return False
        room, _, rest = problem.at.path.partition(".")
        return room in ("params", "stages") and "." in rest and rest.partition(".")[0] not in (stage, "default")

    @property
    def files(self) -> dict[str, list[Node]]:
        """The files that are included, and the scalars that include each; known after a stage is resolved."""
        return self.includes.included

    # What every stage shares.

    def read(self, text: str) -> Reading:
        """A string's variables, read once."""
        known = self._readings.get(text)
        if known is None:
            own = self.own_syntax and "${" in text
            known = self._readings[text] = reading.DOUBTFUL if own else reading.read(text, self.version)
        return known

    def entry(self, node: Node, key: str) -> tuple[Node, Node] | None:
        """The (key, value) under a key of a map or an index of a list."""
        if node.kind == SEQ:
            index = index_of(key)
            return (node.items[index],) * 2 if 0 <= index < len(node.items) else None
        if node.kind != MAP:
            return None
        return self._index(node).get(key)

    def names(self, node: Node) -> tuple[str, ...]:
        """The keys of a map, the indices of a list."""
        if node.kind == SEQ:
            return tuple(map(str, range(len(node.items))))
        return tuple(self._index(node)) if node.kind == MAP else ()

    def _index(self, node: Node) -> dict[str, tuple[Node, Node]]:
        index = self._entries.get(id(node))
        if index is None:
            index = self._entries[id(node)] = {key_text(pair[0]): pair for pair in node.items}
        return index

    @cached_property
    def dashboard(self) -> bool:
        """Whether the Serverless Dashboard plays a part: `org` and `app` are set."""
        return all(self._is_set(self.root.get(key) or self.root.rest) for key in ("org", "app"))

    def _is_set(self, node: Node | None) -> bool:
        return node is not None and constant(node).know != Known(None)

    @property
    def read_dotenv(self) -> "DotEnv | None":
        """The same, if somebody asked for them."""
        return self.__dict__.get("dotenv")

    @cached_property
    def dotenv(self) -> "DotEnv":
        """The environment files that the framework loads."""
        from slslint.variables.dotenv import DotEnv

        return DotEnv(self)

    @cached_property
    def compose(self) -> "Compose | None":
        """The Compose project that this service is part of."""
        from slslint.variables.compose import find_compose

        return find_compose(self.includes.documents, self.scope)
