"""The handlers of a workspace: one door to finding them and to the facts about them, with what is known kept."""

from functools import cached_property
from typing import TYPE_CHECKING

from slslint.handlers.function import UNSEEN, FunctionFacts
from slslint.handlers.locate import CASE_DIFFERS, FOUND, BuildContext, Located, locate
from slslint.workspace import Unreadable, Workspace

if TYPE_CHECKING:
    from slslint.handlers.evaluate import Evaluator
    from slslint.handlers.packages import Packages
    from slslint.source.script.module import Modules

# Reading code is imported when there is code to read.

# Bytes of source whose trees stay in memory, for other functions in the same files: about sixty times as much.
_MAX_HELD = 384 * 1024


class Handlers:
    """Finds handlers and reads the facts about their functions; nothing is looked at twice until `refresh`."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._located: dict[tuple[str, str, str, BuildContext], Located] = {}
        self._facts: dict[tuple[str, tuple[str, ...], str], tuple[FunctionFacts, frozenset[object]]] = {}
        self._python: dict[tuple[str, str], tuple[bytes, FunctionFacts]] = {}

    @cached_property
    def modules(self) -> "Modules":
        """The modules of JavaScript and TypeScript that have been read."""
        from slslint.source.script.module import Modules

        return Modules(self.workspace)

    @cached_property
    def packages(self) -> "Packages":
        """The packages that the project depends on."""
        from slslint.handlers.packages import Packages

        return Packages(self.workspace)

    @cached_property
    def _evaluator(self) -> "Evaluator":
        from slslint.handlers.evaluate import Evaluator

        return Evaluator(self.modules)

    def _forget_values(self) -> None:
        self.__dict__.pop("_evaluator", None)

    @property
    def parsed(self) -> int:
        """How many files of JavaScript and TypeScript have been parsed."""
        return self.modules.parsed

    def refresh(self) -> None:
        """Look at the files anew: facts stand as long as all that they rest on does."""
        self._located.clear()
        changed = self.modules.refresh()
        if self.packages.refresh():
            self._facts.clear()
        elif changed:
            self._facts = {key: known for key, known in self._facts.items() if not known[1] & changed}
        if changed:
            self._forget_values()

    def locate(self, folder: str, handler: str, runtime: str, build: BuildContext | None = None) -> Located:
        """The file and export that `handler:` names, for a function of the service in `folder`."""
        asked = folder, handler, runtime, build or BuildContext()
        if asked not in self._located:
            self._located[asked] = locate(self.workspace, *asked)
        return self._located[asked]

    def facts(self, located: Located, folder: str) -> FunctionFacts:
        """The facts about a handler that was found; for any other, and for Ruby, nothing is known."""
        if located.status not in (FOUND, CASE_DIFFERS) or not located.export:
            return FunctionFacts(UNSEEN, located.why or "there is no such file", located.path, located.export)
        path = located.spelled or located.path
        if located.language == "node":
            return self._of_node(path, located.export, folder)
        if located.language == "python":
            return self._of_python(path, located.export[0])
        return FunctionFacts(UNSEEN, "code of this language is not read", path, located.export)

    def _of_node(self, path: str, export: tuple[str, ...], folder: str) -> FunctionFacts:
        key = (path, export, folder)
        known = self._facts.get(key)
        if known is not None:
            return known[0]
        module = self.modules.load(path)
        if module is None:
            return FunctionFacts(UNSEEN, self.modules.why(path), path, export)
        from slslint.handlers.analyse import analyse

        facts = analyse(module, export, self._evaluator, self.packages, folder)
        needs = self.modules.needs(path)
        facts.files = frozenset(each for each in needs if isinstance(each, str))
        self._facts[key] = facts, needs
        if self.modules.held > _MAX_HELD:
            self.modules.forget_trees()
            self._forget_values()
        return facts

    def _of_python(self, path: str, name: str) -> FunctionFacts:
        from slslint.handlers.python import inspect

        try:
            data = self.workspace.read(path)
        except Unreadable as error:
            return FunctionFacts(UNSEEN, error.text, path, (name,))
        known = self._python.get((path, name))
        if known is None or known[0] != data:
            known = self._python[path, name] = data, inspect(path, data, name)
            known[1].files = frozenset((path,))
        return known[1]
