"""A service's resolved configuration, without what comes out of files that hold secrets."""

import json
from typing import Any

from slslint.report.yaml import render as render_yaml
from slslint.service.service import Service
from slslint.source.node import SCALAR
from slslint.source.secret import is_secret_file
from slslint.values.value import Value
from slslint.variables.render import render as render_value


def resolved(service: Service) -> Any:
    """The configuration as plain data.

    What is unknown is as it is written, and so is what a variable reads from a file whose name speaks of secrets.
    """
    own = service.file.path

    def instead(value: Value) -> str | None:
        return _written(value, own)

    assert service.config.value is not None
    return render_value(service.config.value, instead=instead)


def render(data: Any, form: str) -> str:
    """`data` as `yaml`, or as `json` that any output can take."""
    if form == "yaml":
        return render_yaml(data)
    return json.dumps(data, indent=2) + "\n"


def _written(value: Value, own: str) -> str | None:
    """The variable that reads a value from a file of secrets; None for any other value."""
    nodes = [value.at, *(step.node for step in value.trail if step.node is not None)]
    named = [step.text.partition(":")[0] for step in value.trail if step.kind == "file"]
    if not any(map(is_secret_file, named)) and not any(_is_secret(node.file.path, own) for node in nodes):
        return None
    for node in nodes:
        if node.kind == SCALAR and not _is_secret(node.file.path, own):
            return str(node.value)
    return "…"


def _is_secret(path: str, own: str) -> bool:
    return path != own and is_secret_file(path)
