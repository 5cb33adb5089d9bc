"""Rules that had nothing to say of a function or a route, and have nothing to say of it after an edit elsewhere.

A rule of the scope `Function` or `Route` reads its view, what stands around `functions`, and files; of other functions
it reads nothing. So as long as all of that is the same, so is its answer. Only silence is kept: it has no place.
"""

from typing import Any

from slslint.service.file import ServiceFile
from slslint.values.value import Map


class Quiet:
    """Which rules are silent of which views of a service, the file of which is the only thing that is being edited."""

    def __init__(self, file: ServiceFile, before: "Quiet | None" = None) -> None:
        self._file = file
        self._state = file.documents.workspace.state
        workspace = file.documents.workspace
        self._overlays = {path: data for path, data in workspace.overlays.items() if path != file.path}
        self._silent: dict[object, set[str]] = {}
        self._before = before if before is not None and before._still_holds(self) else None
        if self._before is not None:
            known = self._before._file.code_of
            keys = {function.key for service in file.services for function in service.functions}
            file.code_of.update((key, set(known[key])) for key in keys if key in known)

    def _still_holds(self, now: "Quiet") -> bool:
        one, other = self._file, now._file
        same = self._state == now._state and self._overlays == now._overlays
        same = same and one.version == other.version and one.stages == other.stages
        pairs = zip(one.services, other.services, strict=True) if same else ()
        return same and all(_is_same_around(before.config.value, after.config.value) for before, after in pairs)

    def rules(self, view: Any) -> set[str]:
        """The names of the rules that are silent of a view, to be added to."""
        key = view.key
        found = self._silent.get(key)
        if found is None:
            known = self._before._silent.get(key) if self._before is not None else None
            found = self._silent[key] = known if known is not None else set()
        return found

    def close(self) -> None:
        """The lint is over: what was known before it is of no use any more."""
        self._before = None


def _is_same_around(before: Any, after: Any) -> bool:
    """Whether two configurations consist of the same values, save for the functions."""
    if before is None or after is None or not isinstance(before.know, Map) or not isinstance(after.know, Map):
        return False
    one, other = before.know.entries, after.know.entries
    if one.keys() != other.keys() or before.know.rest is not None or after.know.rest is not None:
        return False
    return all(value is other[name][1] for name, (_, value) in one.items() if name != "functions")
