"""What the features answer: plain tuples of absolute paths, offsets in characters, and text."""

from typing import NamedTuple

from slslint.lsp.view import Place


class Hover(NamedTuple):
    """Markdown about what stands at `place`."""

    place: Place
    text: str


class Completion(NamedTuple):
    """A text that may stand in place of characters `start` to `end` of the file that was asked about.

    `kind` is property, value, variable, file, folder, function, reference or rule; `detail` is plain text and
    `documentation` Markdown; `again` says that more can be completed right behind it. Completions come in the order in
    which they are to be shown.
    """

    label: str
    kind: str
    start: int
    end: int
    text: str
    detail: str = ""
    documentation: str = ""
    again: bool = False


class Symbol(NamedTuple):
    """A part of a file: `name_at` is its key, `place` all of it. `kind` is module, function, event, resource or key."""

    name: str
    detail: str
    kind: str
    place: Place
    name_at: Place
    children: "tuple[Symbol, ...]" = ()


class Link(NamedTuple):
    """Text that names the file `target`."""

    place: Place
    target: str
    tooltip: str = ""


class Hint(NamedTuple):
    """A short text to be shown at an offset, and Markdown that says more."""

    offset: int
    label: str
    tooltip: str = ""


class Lens(NamedTuple):
    """A line above `place`, and the places that it tells of."""

    place: Place
    title: str
    related: tuple[Place, ...] = ()
