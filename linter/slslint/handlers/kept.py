"""Facts that an earlier run found, as plain data, each with the questions that they rest on and the answers."""

from hashlib import sha256
from typing import Any, Protocol, cast

from slslint.handlers import function
from slslint.handlers.function import FOUND, MISSING, FunctionFacts
from slslint.handlers.locate import may_be_built
from slslint.handlers.packages import Packages, Question
from slslint.source.file import SourceFile
from slslint.source.patch import Edit
from slslint.source.pointer import Pointer
from slslint.source.script import MAX_BYTES, code_file
from slslint.source.script.resolve import MISSING as NOT_THERE
from slslint.source.script.resolve import Resolver
from slslint.workspace import Unreadable, Workspace

MOST = 2000
"""Facts that the entry of one service folder may hold; beyond, those that a lint did not ask for are let go."""
_RECORDS = {
    each.__name__: each
    for each in (function.Success, function.FlagWrite, function.Held, function.Defect, function.Lack, function.Variable)
}


class Shelf(Protocol):
    """Where plain data lies from one run to the next."""

    def get(self, key: str) -> Any:
        """What was put under `key`; None where there is nothing."""
        ...

    def put(self, key: str, entry: Any) -> None:
        """Keep an entry of plain data."""
        ...


class KeptFacts:
    """The facts about the functions of a workspace's services: one entry of the shelf a service folder.

    Facts stand if every file that they were read from has the same bytes, every relative import leads to the same
    place, and every question about packages has the same answer. Anything else in an entry is as if it were not there.
    """

    def __init__(self, workspace: Workspace, shelf: Shelf, resolver: Resolver, packages: Packages) -> None:
        self._workspace = workspace
        self._shelf = shelf
        self._resolver = resolver
        self._packages = packages
        self._old: dict[str, dict[str, Any]] = {}
        self._new: dict[str, dict[str, Any]] = {}
        self._changed: set[str] = set()
        self._files: dict[str, tuple[str, SourceFile]] = {}

    def recall(self, path: str, export: tuple[str, ...], folder: str) -> FunctionFacts | None:
        """The facts about what the file at `path` exports, for a service in `folder`, if they still stand."""
        key = "\0".join((path, *export))
        if folder not in self._old:
            found = self._shelf.get(folder)
            self._old[folder] = found if isinstance(found, dict) else {}
            self._new[folder] = {}
        entry = self._new[folder].get(key) or self._old[folder].get(key)
        try:
            if entry is None or not self._stands(*entry[:3]):
                return None
            facts = _Reader([self._file(name)[1] for name, _ in entry[0]]).facts(entry[3])
        except (Unreadable, AttributeError, LookupError, TypeError, ValueError):
            return None
        if path not in facts.files or facts.status not in (FOUND, MISSING):
            return None
        facts.path, facts.export = path, export
        self._new[folder][key] = entry
        return facts

    def keep(self, facts: FunctionFacts, folder: str, files: dict[str, bytes], imports: list[tuple[str, str]]) -> None:
        """Keep facts that were read from these files, and the imports (folder and module named) in them.

        The questions about packages are those that were asked since `Packages.asked` was emptied.
        """
        relative = sorted(each for each in imports if each[1].startswith("."))
        looks = [[name, specifier, *self._target(name, specifier)] for name, specifier in relative]
        asked = [[*each, self._packages.answer(each)] for each in sorted(self._packages.asked, key=repr)]
        contents = [[path, sha256(data).hexdigest()] for path, data in files.items()]
        plain = _Writer(list(files)).facts(facts)
        self._new[folder]["\0".join((facts.path, *facts.export))] = [contents, looks, asked, plain]
        self._changed.add(folder)

    def save(self) -> None:
        """Put what is new on the shelf, with what is there: nobody may have asked for it this time alone."""
        for folder in self._changed:
            new = self._new[folder]
            known = {**self._old[folder], **new}
            self._shelf.put(folder, known if len(known) <= MOST else new)
        self._changed.clear()

    def refresh(self) -> None:
        """Look at the files anew."""
        self._files.clear()

    def _stands(self, contents: list[list[str]], looks: list[list[Any]], asked: list[list[Any]]) -> bool:
        return (
            all(self._file(name)[0] == known for name, known in contents)
            and all(self._target(name, specifier) == known for name, specifier, *known in looks)
            and all(self._packages.answer(Question(*each)) is known for *each, known in asked)
        )

    def _target(self, folder: str, specifier: str) -> list[Any]:
        """Where an import leads, and whether a build may make what is missing there."""
        status, path = self._resolver.target(folder, specifier)
        return [status, path, status == NOT_THERE and may_be_built(self._workspace, path)]

    def _file(self, path: str) -> tuple[str, SourceFile]:
        """What a file of code holds: the digest of its bytes, and its text; raises Unreadable and ValueError."""
        known = self._files.get(path)
        if known is None:
            data = self._workspace.read(path, MAX_BYTES)
            known = self._files[path] = sha256(data).hexdigest(), code_file(path, data)
        return known


_UNSAID = vars(FunctionFacts(""))
_PLACE, _EDIT, _SET, _TUPLE = "place", "edit", "set", ""
# Facts that the entry says in other ways.
_APART = frozenset({"path", "export", "files"})


class _Writer:
    """Facts as plain data; files are named by their number."""

    def __init__(self, files: list[str]) -> None:
        self._numbers = {path: number for number, path in enumerate(files)}

    def facts(self, facts: FunctionFacts) -> dict[str, Any]:
        said = vars(facts).items()
        return {name: self._value(value) for name, value in said if name not in _APART and value != _UNSAID[name]}

    def _value(self, value: Any) -> Any:
        if isinstance(value, Pointer):
            return [_PLACE, self._numbers[value.file.path], value.start, value.end]
        if isinstance(value, Edit):
            return [_EDIT, self._numbers[value.file.path], value.start, value.end, value.text]
        if not isinstance(value, tuple | frozenset):
            return value
        parts = cast("tuple[Any, ...] | frozenset[Any]", value)
        if isinstance(parts, frozenset):
            return [_SET, *sorted(map(self._value, parts))]
        name = type(parts).__name__
        return [name if name in _RECORDS else _TUPLE, *map(self._value, parts)]


class _Reader:
    """Plain data as facts; raises LookupError, TypeError or ValueError for what is none."""

    def __init__(self, files: list[SourceFile]) -> None:
        self._files = files

    def facts(self, data: dict[str, Any]) -> FunctionFacts:
        facts = FunctionFacts("")
        for name, value in data.items():
            if name in _UNSAID:
                setattr(facts, name, self._value(value))
        facts.files = frozenset(file.path for file in self._files)
        return facts

    def _value(self, data: Any) -> Any:
        if not isinstance(data, list):
            return data
        kind, *parts = cast("list[Any]", data)
        if kind == _PLACE:
            return Pointer(self._files[parts[0]], *parts[1:])
        if kind == _EDIT:
            return Edit(self._files[parts[0]], *parts[1:])
        values = map(self._value, parts)
        if kind == _SET:
            return frozenset(values)
        return tuple(values) if kind == _TUPLE else _RECORDS[kind](*values)
