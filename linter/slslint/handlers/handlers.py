"""The handlers of a workspace: one door to finding them and to the facts about them, with what is known kept."""

from functools import cached_property
from typing import TYPE_CHECKING

from slslint.handlers.function import UNSEEN, FunctionFacts
from slslint.handlers.locate import CASE_DIFFERS, FOUND, BuildContext, Located, locate
from slslint.workspace import Unreadable, Workspace

if TYPE_CHECKING:
    from slslint.handlers.evaluate import Evaluator
    from slslint.handlers.kept import KeptFacts, Shelf
    from slslint.handlers.packages import Packages
    from slslint.source.script.modules import Modules
    from slslint.source.script.resolve import Resolver

# Reading code is imported when there is code to read.

# Bytes of source whose trees stay in memory, for other functions in the same files: about sixty times as much.
_MAX_HELD = 384 * 1024


class Handlers:
    """Finds handlers and reads the facts about their functions; nothing is looked at twice until `refresh`.

    On the `shelf`, if one is given, facts about the functions of JavaScript and TypeScript are kept for later runs.
    """

    def __init__(self, workspace: Workspace, shelf: "Shelf | None" = None) -> None:
        self.workspace = workspace
        self._shelf = shelf
        self._located: dict[tuple[str, str, str, BuildContext], Located] = {}
        self._facts: dict[tuple[str, tuple[str, ...], str], tuple[FunctionFacts, frozenset[object]]] = {}
        self._python: dict[tuple[str, str], tuple[bytes, FunctionFacts]] = {}

    @cached_property
    def modules(self) -> "Modules":
        """The modules of JavaScript and TypeScript that have been read."""
        from slslint.source.script.modules import Modules

        return Modules(self.workspace, self._resolver)

    @cached_property
    def _resolver(self) -> "Resolver":
        from slslint.source.script.resolve import Resolver

        return Resolver(self.workspace)

    @cached_property
    def _kept(self) -> "KeptFacts | None":
        if self._shelf is None:
            return None
        from slslint.handlers.kept import KeptFacts

        return KeptFacts(self.workspace, self._shelf, self._resolver, self.packages)

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
        kept = self.__dict__.get("_kept")
        if kept is not None:
            kept.refresh()
        if self.packages.refresh() or kept is not None:
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
        facts = self._kept.recall(path, export, folder) if self._kept is not None else None
        if facts is not None:
            self._facts[key] = facts, frozenset()
            return facts
        module = self.modules.load(path)
        if module is None:
            return FunctionFacts(UNSEEN, self.modules.why(path), path, export)
        from slslint.handlers.analyse import analyse

        self.packages.asked.clear()
        facts = analyse(module, export, self._evaluator, self.packages, folder)
        needs = self.modules.needs(path)
        facts.files = frozenset(each for each in needs if isinstance(each, str))
        self._facts[key] = facts, needs
        if not self._evaluator.exhausted:
            self._keep(facts, folder, needs)
        if self.modules.held > _MAX_HELD:
            self.modules.forget_trees()
            self._forget_values()
        return facts

    def _keep(self, facts: FunctionFacts, folder: str, needs: frozenset[object]) -> None:
        """Keep facts for later runs, if the code of every file that they need is at hand."""
        files = {path: self.modules.data(path) for path in sorted(facts.files)}
        read = {path: data for path, data in files.items() if data is not None}
        if self._kept is not None and len(read) == len(files):
            self._kept.keep(facts, folder, read, [each for each in needs if isinstance(each, tuple)])

    def save(self) -> None:
        """Put what is new on the shelf."""
        kept = self.__dict__.get("_kept")
        if kept is not None:
            kept.save()

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
