"""The plugins of a service: which are known, and what they may add."""

from collections.abc import Iterator
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
    def unknown(self) -> tuple[str, ...]:
        """The names of plugins of which nothing is known: they may add anything. `…` for names that cannot be seen."""
        hidden = (
            self.cursor.unknown or self.cursor["modules"].unknown or any(item.text is None for item in self._items())
        )
        strangers = [name for name in self.names if name not in _table()]
        return (*strangers, "…") if hidden else tuple(strangers)

    def may(self, trait: str) -> bool:
        """Whether a plugin may have this trait of the table (`makesHandlers`, `makesRoutes`, …); strangers may all."""
        return bool(self.unknown) or self.do(trait)

    def do(self, trait: str) -> bool:
        """Whether one of the known plugins has this trait."""
        return any(_table().get(name, {}).get(trait) for name in self.names)

    def adds(self, place: str) -> frozenset[str]:
        """The names that the known plugins add at a place of the table (`functionProperties`, `topLevel`, …)."""
        return frozenset(added for name in self.names for added in _table().get(name, {}).get(place, ()))

    def extends(self, event: str) -> frozenset[str]:
        """The keys that the known plugins add to events of a kind."""
        return frozenset(
            added for name in self.names for added in _table().get(name, {}).get("eventProperties", {}).get(event, ())
        )


def readers(place: str, key: str) -> tuple[str, ...]:
    """The plugins of the table that add a key at a place, loaded by the service or not."""
    return tuple(name for name, entry in _table().items() if key in entry.get(place, ()))


def _table() -> dict[str, dict[str, Any]]:
    return cast("dict[str, dict[str, Any]]", load("plugins")["plugins"])
