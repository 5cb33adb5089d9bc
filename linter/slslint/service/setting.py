"""Settings that a function has of itself, from the provider or by default."""

from typing import NamedTuple

from slslint.source.node import Scalar
from slslint.values.cursor import Cursor

FUNCTION, PROVIDER, DEFAULT = "function", "provider", "default"


class Setting(NamedTuple):
    """The value that wins and why: `origin` says who set it, `cursor` where.

    `value` is None where it cannot be known; `origin` then is the first place that may set it.
    """

    value: Scalar
    origin: str
    cursor: Cursor

    @property
    def is_default(self) -> bool:
        return self.origin == DEFAULT


def numeric(name: str, function: Cursor, provider: Cursor, default: int) -> Setting:
    """A number by the framework's rule `function || provider || default`: 0 and null fall through (measured, 3.40)."""
    for origin, owner in ((FUNCTION, function), (PROVIDER, provider)):
        cursor = owner[name]
        number = cursor.number
        if cursor.unknown or (cursor.present and number is None):
            return Setting(None, origin, cursor)
        if number:
            return Setting(number, origin, cursor)
    return Setting(default, DEFAULT, function[name])


def string(name: str, function: Cursor, provider: Cursor, default: str | None) -> Setting:
    """A string, of the function before the provider."""
    for origin, owner in ((FUNCTION, function), (PROVIDER, provider)):
        cursor = owner[name]
        if cursor.present:
            return Setting(cursor.text, origin, cursor)
    return Setting(default, DEFAULT, function[name])
