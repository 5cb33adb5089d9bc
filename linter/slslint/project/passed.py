"""What Serverless Compose passes to a service: texts, and outputs of other services in them."""

from typing import NamedTuple

from slslint.service.service import Service
from slslint.source.node import SCALAR
from slslint.values.value import scalar_text


class Passed(NamedTuple):
    """An output of the service in `folder`."""

    folder: str
    output: str


def passed_param(service: Service, name: str) -> tuple[str | Passed, ...] | None:
    """The value of a parameter that Compose passes, in parts; None where that cannot be told.

    Version 3 lets what is passed win over the parameters of the service itself, version 4 the other way round.
    """
    compose = service.file.configuration.compose
    node = compose.texts.get(name) if compose is not None else None
    if compose is None or node is None or node.kind != SCALAR or node.value is None:
        return None
    if service.version != "3" and _has_own(service, name):
        return None
    parts: list[str | Passed] = []
    rest = scalar_text(node.value)
    while "${" in rest:
        before, _, rest = rest.partition("${")
        inner, closed, rest = rest.partition("}")
        alias, dot, output = inner.partition(".")
        folder = compose.folders.get(alias)
        if not closed or not dot or folder is None:
            return None
        parts += [before, Passed(folder, output)]
    return tuple(part for part in (*parts, rest) if part != "")


def _has_own(service: Service, name: str) -> bool:
    """Whether the service may define the parameter itself."""
    for room, below in (("params", ()), ("stages", ("params",))):
        for stage in (service.stage or "", "default"):
            at = service.config.at(room, stage, *below)
            if at.unknown or at[name].exists:
                return True
    return False
