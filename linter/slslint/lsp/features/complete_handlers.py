"""Completions of `handler`: folders, files of code, and what a file exports."""

import os
from collections.abc import Iterator

from slslint.handlers.handler import handlers_of
from slslint.handlers.locate import FOUND, SOURCES, Located
from slslint.lsp.features.context import Context
from slslint.lsp.features.results import Completion
from slslint.service.service import Service

_NOBODY = " "
"""A name that no file exports: asked for it, a file's names are told."""
_LANGUAGES = {extension: language for language, extensions in SOURCES.items() for extension in extensions}


def of_handlers(service: Service, context: Context) -> Iterator[Completion]:
    """What may follow in a handler that is being typed."""
    above, slash, last = context.typed.rpartition("/")
    folder = os.path.normpath(os.path.join(service.folder, above))
    stem, dot, _ = last.partition(".")
    start = context.start + len(above) + len(slash)
    if dot:
        for name in _exports(service, folder, stem):
            text = f"{stem}.{name}"
            yield Completion(text, "function", start, context.end, text, f"exported by {stem}")
        return
    workspace = service.file.documents.workspace
    for name in workspace.listing(folder):
        base, extension = os.path.splitext(name)
        if name.startswith(".") or name == "node_modules":
            continue
        if extension in _LANGUAGES and base and not base.endswith((".d", ".test", ".spec")):
            yield Completion(base, "file", start, context.end, f"{base}.", name, "", again=True)
        elif not extension and workspace.is_own_folder(os.path.join(folder, name)):
            yield Completion(f"{name}/", "folder", start, context.end, f"{name}/", "", "", again=True)


def _exports(service: Service, folder: str, stem: str) -> tuple[str, ...]:
    """The names that the file of a stem exports, as far as they can be seen."""
    documents = service.file.documents
    names = documents.workspace.listing(folder)
    path = next((stem + extension for extension in _LANGUAGES if stem + extension in names), None)
    if path is None:
        return ()
    language = _LANGUAGES[os.path.splitext(path)[1]]
    located = Located(FOUND, language, os.path.join(folder, path), (_NOBODY,))
    found = handlers_of(documents).facts(located, service.folder).names
    return tuple(dict.fromkeys(name for name in found if name != "default"))
