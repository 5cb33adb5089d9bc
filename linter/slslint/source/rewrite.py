"""Fixes that write other words into a place."""

from slslint.source.patch import Edit, Fix
from slslint.source.pointer import Pointer


def rewrite(place: Pointer, old: str, new: str, description: str, *, safe: bool) -> tuple[Fix, ...]:
    """The fix that writes `new` for the first `old` in a place; none where it is not written so (quotes, escapes)."""
    at = place.file.text.find(old, place.start, place.end)
    return (Fix(description, (Edit(place.file, at, at + len(old), new),), safe),) if at >= 0 else ()
