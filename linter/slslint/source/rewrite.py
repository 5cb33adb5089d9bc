"""Fixes that write other words into a place, an entry into a map, or items into a list."""

from slslint.source.patch import Edit, Fix, insert_entry, insert_item, move_items
from slslint.source.pointer import Pointer


def rewrite(place: Pointer, old: str, new: str, description: str, *, safe: bool) -> tuple[Fix, ...]:
    """The fix that writes `new` for the first `old` in a place; none where it is not written so (quotes, escapes)."""
    at = place.file.text.find(old, place.start, place.end)
    return (Fix(description, (Edit(place.file, at, at + len(old), new),), safe),) if at >= 0 else ()


def insertion(place: Pointer, key: str, value: str, description: str, *, safe: bool) -> tuple[Fix, ...]:
    """The fix that adds `key: value` to the map at a place; none where no entry can be written."""
    if place.node is None:
        return ()
    try:
        return (Fix(description, (insert_entry(place.node, key, value),), safe),)
    except ValueError:
        return ()


def addition(place: Pointer, item: str, description: str, *, safe: bool) -> tuple[Fix, ...]:
    """The fix that adds an item to the list at a place; none where no item can be written."""
    if place.node is None:
        return ()
    try:
        return (Fix(description, (insert_item(place.node, item),), safe),)
    except ValueError:
        return ()


def merger(owner: Pointer, key: str, target: Pointer, description: str, *, safe: bool) -> tuple[Fix, ...]:
    """The fix that moves the items of a map's list `key` to another list; none where they cannot be moved."""
    if owner.node is None or target.node is None:
        return ()
    try:
        return (Fix(description, move_items(owner.node, key, target.node), safe),)
    except ValueError:
        return ()
