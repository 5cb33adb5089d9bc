"""Small projects with a marked cursor, as an editor sees them."""

import os
from typing import NamedTuple

from projects import ROOT, session
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
            f"{_name(each.path)}:{session.documents.read_text(each.path).position(each.start)[0]}" for each in places
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
    made = session(files)
    path = os.path.join(ROOT, *name.split("/"))
    services = _owners(made, files, name)
    last = services or (_owners(session(before), before, name) if before is not None else ())
    document = made.documents.load(path) if name.endswith((".yml", ".yaml", ".json")) else None
    current = document is None or document.root is not None or not document.problems
    return View(made, path, made.documents.read_text(path), last, current)


def _owners(made: Session, files: dict[str, str], name: str) -> tuple[ServiceFile, ...]:
    path = os.path.join(ROOT, *name.split("/"))
    opened = (made.open(os.path.join(ROOT, *each.split("/"))) for each in files if "serverless." in each)
    found = [each for each in opened if isinstance(each, ServiceFile)]
    if name.endswith((".js", ".ts", ".py")):
        return tuple(found)
    return tuple(each for each in found if path in each.files)


def _completed(files: dict[str, str] | str) -> dict[str, str]:
    if isinstance(files, dict):
        return dict(files)
    lines = files.splitlines()
    if not any(line.startswith("service:") for line in lines):
        files = f"service: example\n{files}"
    if not any(line.startswith("provider:") for line in lines):
        files = f"provider: {{name: aws, runtime: nodejs22.x}}\n{files}"
    return {"serverless.yml": files}


def _name(path: str) -> str:
    return os.path.relpath(path, ROOT).replace(os.sep, "/")


def _shown(view: View, place: Place) -> str:
    if (place.start, place.end) == (0, 0):
        return _name(place.path)
    return f"{_name(place.path)}: {view.session.documents.read_text(place.path).text[place.start : place.end]}"
