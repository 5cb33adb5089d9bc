"""The plugins of a service: which are known, and what they may add."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, cast

from slslint.data import load
from slslint.values.cursor import Cursor


class Plugins:
    """`plugins` of the configuration, a list or `{localPath, modules}`."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names as written."""
        return tuple(name for name in (item.text for item in self._items()) if name is not None)

    def _items(self) -> Iterator[Cursor]:
        return (self.cursor if self.cursor.is_list else self.cursor["modules"]).items()

    @cached_property
    def hidden(self) -> bool:
        """Whether there may be plugins whose names cannot be seen."""
        modules = self.cursor if self.cursor.is_list else self.cursor["modules"]
        return self.cursor.unknown or modules.unknown or any(item.text is None for item in self._items())

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """The names of plugins of which nothing is known: they may add anything. `…` for names that cannot be seen."""
        strangers = [name for name in self.names if name not in _table()]
        return (*strangers, "…") if self.hidden else tuple(strangers)

    @property
    def _possible(self) -> Iterable[str]:
        """The plugins of the table that there are, or may be where names cannot be seen."""
        return _table() if self.hidden else self.names

    def may(self, trait: str) -> bool:
        """Whether a plugin may have this trait of the table (`makesHandlers`, `makesRoutes`, …); strangers may all."""
        return bool(self.unknown) or self.do(trait)

    def do(self, trait: str) -> bool:
        """Whether one of the plugins of the table has this trait, or may."""
        return any(_table().get(name, {}).get(trait) for name in self._possible)

    def adds(self, place: str) -> frozenset[str]:
        """The names that plugins of the table add at a place of it (`functionProperties`, `topLevel`, …), or may."""
        return frozenset(added for name in self._possible for added in _table().get(name, {}).get(place, ()))

    def extends(self, event: str) -> frozenset[str]:
        """The keys that plugins of the table add to events of a kind, or may."""
        return frozenset(
            added
            for name in self._possible
            for added in _table().get(name, {}).get("eventProperties", {}).get(event, ())
        )


def readers(place: str, key: str) -> tuple[str, ...]:
    """The plugins of the table that add a key at a place, loaded by the service or not."""
    return tuple(name for name, entry in _table().items() if key in entry.get(place, ()))


def _table() -> dict[str, dict[str, Any]]:
    return cast("dict[str, dict[str, Any]]", load("plugins")["plugins"])
