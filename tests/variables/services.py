"""Services for tests: files in memory, resolved under a stage."""

import os
from collections.abc import Mapping
from typing import Any

from slslint.source.document import Documents
from slslint.source.problem import Problem
from slslint.values.value import Value
from slslint.variables import Configuration, Options
from slslint.workspace import Workspace

ROOT = os.path.realpath("/no-such-folder")


def configure(
    text: str,
    files: Mapping[str, str] | None = None,
    *,
    version: str | None = "3",
    folder: str = "",
    **options: Any,
) -> Configuration:
    """A service file with `text` in `folder` below a root that holds `files`, and nothing of it on the disk."""
    name = os.path.join(folder, "serverless.yml")
    overlays = {os.path.join(ROOT, path): content.encode() for path, content in {**(files or {}), name: text}.items()}
    documents = Documents(Workspace(ROOT, overlays))
    document = documents.load(os.path.join(ROOT, name))
    return Configuration(documents, document, Options(**options), version)


def custom(*lines: str, **options: Any) -> Configuration:
    """A service in stage dev with these lines under `custom`."""
    body = "".join(f"  {line}\n" for line in lines)
    return configure(f"service: x\nprovider:\n  name: aws\n  stage: dev\ncustom:\n{body}", **options)


def at(value: Value, path: str) -> Value:
    """What stands at a dotted path of a value."""
    for key in path.split("."):
        below = value.get(key)
        assert below is not None, f"nothing at {key} of {path}"
        value = below
    return value


def resolved(configuration: Configuration, path: str, stage: str | None = "dev") -> Value:
    return at(configuration.resolve(stage), path)


def problems(configuration: Configuration, stage: str | None = "dev") -> list[Problem]:
    """What is wrong in one stage."""
    return [problem for stages, problem in configuration.problems if stage in stages]


def kinds(configuration: Configuration, stage: str | None = "dev") -> list[str]:
    return [problem.kind for problem in problems(configuration, stage)]


def written(problem: Problem) -> str:
    """The text that a problem stands at."""
    return problem.at.file.text[problem.at.start : problem.at.end]
