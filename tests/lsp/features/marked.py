"""Small projects with a marked cursor, as an editor sees them."""

import os
from typing import NamedTuple

from projects import ROOT, named, session
from slslint.engine.session import Session
from slslint.lsp.view import Place, View
from slslint.service.file import ServiceFile

MARK = "<cursor>"


class Marked(NamedTuple):
    """A view of the marked file, and the cursor in it."""

    view: View
    offset: int

    def shown(self, places: tuple[Place, ...]) -> list[str]:
        """Places as `file: text`, the file alone for one as a whole."""
        return [_shown(self.view, place) for place in places]

    def lined(self, places: tuple[Place, ...]) -> list[str]:
        """Places as `file:line`."""
        session = self.view.session
        return [
            f"{named(each.path)}:{session.documents.read_text(each.path).position(each.start)[0]}" for each in places
        ]


def marked(files: dict[str, str] | str, before: dict[str, str] | str | None = None) -> Marked:
    """A project whose one file holds the mark; a text alone is a serverless.yml, lacking parts of it added.

    `before` is the project when it last loaded, where what is marked does not.
    """
    files = _completed(files)
    name = next(name for name, text in files.items() if MARK in text)
    offset = files[name].index(MARK)
    files[name] = files[name].replace(MARK, "", 1)
    return Marked(view(files, name, _completed(before) if before is not None else None), offset)


def view(files: dict[str, str], name: str, before: dict[str, str] | None = None) -> View:
    """A file of a project as the server would hand it to a feature."""
    path = os.path.join(ROOT, *name.split("/"))
    last = opened(session(before), path).services if before is not None else ()
    return opened(session(files), path, last)


def opened(session: Session, path: str, last: tuple[ServiceFile, ...] = ()) -> View:
    """A view of a file in a session; `last` are its services when it last loaded."""
    is_tree = path.endswith((".yml", ".yaml", ".json"))
    document = session.documents.load(path) if is_tree else None
    current = document is None or document.root is not None or not document.problems
    file = document.file if document is not None else session.documents.read_text(path)
    project = session.project()
    services = project.files(project.repository(path)) if current else ()
    found = tuple(each for each in services if path in each.files or not is_tree)
    return View(session, path, file, found or last, current)


def _completed(files: dict[str, str] | str) -> dict[str, str]:
    if isinstance(files, dict):
        return dict(files)
    lines = files.splitlines()
    if not any(line.startswith("service:") for line in lines):
        files = f"service: example\n{files}"
    if not any(line.startswith("provider:") for line in lines):
        files = f"provider: {{name: aws, runtime: nodejs22.x}}\n{files}"
    return {"serverless.yml": files}


def _shown(view: View, place: Place) -> str:
    if (place.start, place.end) == (0, 0):
        return named(place.path)
    return f"{named(place.path)}: {view.session.documents.read_text(place.path).text[place.start : place.end]}"
