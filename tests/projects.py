"""Small projects in memory, and linting them."""

import os
from collections.abc import Mapping
from typing import Any

from slslint.config import find_settings
from slslint.engine.options import LintOptions
from slslint.engine.session import Result, Session
from slslint.workspace import Workspace

ROOT = os.path.realpath("/slslint-example-project")


def completed(name: str, text: str) -> str:
    """An example's serverless.yml with the `service` and `provider` that it left out, added at its end."""
    if name != "serverless.yml":
        return text
    lines = text.splitlines()
    if not any(line.startswith("service:") for line in lines):
        text += "service: example\n"
    if not any(line.startswith("provider:") for line in lines):
        text += "provider: {name: aws, runtime: nodejs22.x}\n"
    return text


def session(files: Mapping[str, str], options: LintOptions | None = None) -> Session:
    """A session over files that exist in memory alone."""
    return Session(workspace(files), options)


def workspace(files: Mapping[str, str]) -> Workspace:
    return Workspace(ROOT, {os.path.join(ROOT, *name.split("/")): text.encode() for name, text in files.items()})


def lint(files: Mapping[str, str], **options: Any) -> Result:
    """The result for a project in memory; what its slslint.toml says counts."""
    options.setdefault("settings", find_settings(workspace(files), ROOT))
    return session(files, LintOptions(**options)).lint([ROOT])


def named(path: str) -> str:
    """A file of a project as its mapping names it."""
    return os.path.relpath(path, ROOT).replace(os.sep, "/")


def places(result: Result) -> list[tuple[str, int, str]]:
    """(file, line, rule name) of the findings that are not suppressed."""
    return [(named(each.at.file.path), each.at.line, each.name) for each in result.findings if each.suppressed is None]
