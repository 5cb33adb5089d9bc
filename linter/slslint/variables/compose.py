"""Serverless Compose: what the project above a service passes to it."""

import os
from collections.abc import Iterator, Mapping

from slslint.source.document import Documents
from slslint.source.node import MAP, SCALAR, Node, key_text
from slslint.workspace import Unreadable

_PREFIX = "serverless-compose."
_DATA = ("yml", "yaml", "json")
_CODE = ("js", "cjs", "mjs", "ts", "cts", "mts", "toml")
_NONE: Mapping[str, Node] = {}
_NOWHERE: Mapping[str, str] = {}


class Compose:
    """A `serverless-compose.*` file that runs a service; `params` are those it passes, None where it may pass any.

    `texts` are the values of those that it passes to this service in every stage, `folders` where the services lie
    that it runs from their main file, by their names in it.
    """

    def __init__(
        self,
        name: str,
        params: frozenset[str] | None,
        texts: Mapping[str, Node] = _NONE,
        folders: Mapping[str, str] = _NOWHERE,
    ) -> None:
        self.name = name
        self.params = params
        self.texts = texts
        self.folders = folders

    def passes(self, name: str) -> bool:
        """Whether the service may get the parameter from Compose."""
        return self.params is None or name in self.params


def find_compose(documents: Documents, service: str) -> Compose | None:
    """The nearest Compose file above a service file that names its folder, or that cannot be read as data."""
    workspace = documents.workspace
    folder = os.path.dirname(service)
    above = folder
    while True:
        for name in workspace.listing(above):
            if name.startswith(_PREFIX):
                found = _read(documents, os.path.join(above, name), folder)
                if found is not None:
                    return found
        parent = os.path.dirname(above)
        if above == workspace.root or parent == above:
            return None
        above = parent


def _read(documents: Documents, path: str, folder: str) -> Compose | None:
    name = os.path.basename(path)
    extension = name.removeprefix(_PREFIX)
    if extension not in _DATA:
        return Compose(name, None) if extension in _CODE else None
    try:
        root = documents.load(path).root
    except Unreadable:
        return None
    if root is None or root.kind != MAP:
        return Compose(name, None)
    services = root.get("services")
    if services is None or services.kind != MAP:
        return None if services is None else Compose(name, None)
    for _, entry in services.items:
        where = entry.get("path")
        if where is None or where.kind != SCALAR or not isinstance(where.value, str):
            continue
        if "${" in where.value:
            return Compose(name, None)
        if os.path.normpath(os.path.join(os.path.dirname(path), where.value)) == folder:
            params = [entry.get("params"), *_stage_params(root)]
            if any(each is not None and each.kind != MAP for each in params):
                return Compose(name, None)
            own, *staged = [{key_text(key): value for key, value in each.items} if each else {} for each in params]
            names = frozenset(own).union(*staged)
            texts = {key: value for key, value in own.items() if not any(key in each for each in staged)}
            return Compose(name, names, texts, _folders(services, os.path.dirname(path)))
    return None


def _folders(services: Node, above: str) -> dict[str, str]:
    """Where each service lies; one that names its own `config` file, or a path that is not known, is left out."""
    found: dict[str, str] = {}
    for key, entry in services.items:
        where = entry.get("path")
        if where is not None and isinstance(where.value, str) and "${" not in where.value and not entry.get("config"):
            found[key_text(key)] = os.path.normpath(os.path.join(above, where.value))
    return found


def _stage_params(root: Node) -> Iterator[Node | None]:
    """The parameters that version 4 lets a Compose file define by stage."""
    stages = root.get("stages")
    if stages is not None and stages.kind == MAP:
        for _, stage in stages.items:
            yield stage.get("params")
