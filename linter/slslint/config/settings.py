"""Settings: the configuration that holds for a path, and where each value is written."""

import os
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple, cast

from slslint.workspace import Unreadable, Workspace

NAMES = ("slslint.toml", "pyproject.toml")


class Fault(NamedTuple):
    """One thing that is wrong with the configuration file at `path`; `line` is 0 where it is the file as a whole."""

    path: str
    line: int
    message: str


class InvalidSettings(Exception):
    """A configuration file that cannot be used, and all that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> list[str]:
        """A line for people each, with file and line."""
        return [
            f"{os.path.relpath(fault.path)}:{f'{fault.line}:' if fault.line else ''} {fault.message}"
            for fault in self.faults
        ]


class Settings:
    """The values of one configuration file; an empty one stands for no file.

    `path` is the file's (empty without one), and file names and globs in it are relative to its folder.
    """

    def __init__(self, path: str = "", text: str = "", values: Mapping[str, Any] | None = None) -> None:
        self.path = path
        self.text = text
        self.values = dict(values or {})

    @property
    def folder(self) -> str:
        """The folder that names in the file are relative to."""
        return os.path.dirname(self.path)

    def words(self, name: str) -> tuple[str, ...]:
        """A list of strings; empty where it is not set."""
        return tuple(self.values.get(name, ()))

    def get(self, name: str, default: Any = None) -> Any:
        """A value, or `default` where it is not set."""
        return self.values.get(name, default)

    def tables(self, name: str) -> tuple[dict[str, Any], ...]:
        """The tables of `[[name]]`."""
        return tuple(self.values.get(name, ()))

    def with_callers(self, callers: Iterable[dict[str, Any]]) -> "Settings":
        """The same with more callers."""
        return Settings(self.path, self.text, {**self.values, "callers": [*self.tables("callers"), *callers]})

    def absolute(self, name: str) -> str:
        """The path of a file that is named in this one."""
        return os.path.normpath(os.path.join(self.folder, name))

    @cached_property
    def caller_policies(self) -> tuple[str, ...]:
        """The paths of the policy files in `[[callers]]`."""
        return tuple(self.absolute(table["policy"]) for table in self.tables("callers") if "policy" in table)

    def line(self, name: str) -> int:
        """The line, from 1, on which a value is written; 1 where it cannot be found."""
        return line_of(self.text, name)


def line_of(text: str, name: str) -> int:
    """The line of a key or table header in TOML text. Keys are looked for as they are commonly written."""
    last = name.rpartition(".")[2]
    wanted = re.compile(rf'^\s*(?:\[+[^\]]*\b{re.escape(last)}"?\s*\]+|["\']?{re.escape(last)}["\']?\s*=)')
    for number, line in enumerate(text.splitlines(), 1):
        if wanted.match(line):
            return number
    return 1


def find_settings(workspace: Workspace, path: str) -> Settings:
    """The settings for a file or folder: of the nearest folder upwards, to the root, that has some.

    Raises InvalidSettings for a file that is no TOML or does not fit the schema.
    """
    folder = path if workspace.is_folder(path) else os.path.dirname(path)
    while folder == workspace.root or folder.startswith(workspace.root.rstrip(os.sep) + os.sep):
        names = workspace.listing(folder)
        for name in NAMES:
            if name in names:
                found = _read(workspace, os.path.join(folder, name))
                if found is not None:
                    return found
        folder = os.path.dirname(folder)
    return Settings()


def _read(workspace: Workspace, path: str) -> Settings | None:
    try:
        data = workspace.read(path)
    except Unreadable as refusal:
        raise InvalidSettings([Fault(path, 0, refusal.text)]) from None
    is_project = os.path.basename(path) == "pyproject.toml"
    if is_project and b"slslint" not in data:
        return None
    import tomllib

    try:
        text = data.decode("utf-8-sig")
        values: dict[str, Any] = tomllib.loads(text)
    except RecursionError:
        raise InvalidSettings([Fault(path, 0, "it is nested too deeply")]) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSettings([Fault(path, _toml_line(error), str(error))]) from None
    if is_project:
        tools = cast("dict[str, Any]", values.get("tool", {}))
        if "slslint" not in tools:
            return None
        values = tools["slslint"]
    faults = _faults(path, text, values)
    if faults:
        raise InvalidSettings(faults)
    return Settings(path, text, values)


def _toml_line(error: Exception) -> int:
    found = re.search(r"\(at line (\d+)", str(error))
    return int(found[1]) if found else 0


def _faults(path: str, text: str, values: dict[str, Any]) -> list[Fault]:
    from slslint.config.schema import SCHEMA, fits

    if fits(values, SCHEMA):
        return []
    from jsonschema import Draft7Validator

    from slslint.suggest import did_you_mean

    validator: Any = Draft7Validator(SCHEMA)
    faults: list[Fault] = []
    for error in sorted(validator.iter_errors(values), key=lambda each: list(map(str, each.absolute_path))):
        where = ".".join(map(str, error.absolute_path))
        if error.validator == "additionalProperties":
            known = error.schema.get("properties", {})
            for name in error.instance.keys() - known.keys():
                full = f"{where}.{name}" if where else name
                message = f"there is no setting `{full}`{did_you_mean(name, known)}"
                faults.append(Fault(path, line_of(text, name), message))
        else:
            name = str(next((part for part in reversed(error.absolute_path) if isinstance(part, str)), ""))
            faults.append(Fault(path, line_of(text, name), f"{where or 'the file'}: {error.message}"))
    return faults
