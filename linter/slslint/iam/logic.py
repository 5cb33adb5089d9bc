"""Kleene's three-valued logic: True, False, and None for not known."""

from collections.abc import Iterable

Tri = bool | None


def negate(value: Tri) -> Tri:
    """Not: the unknown stays unknown."""
    return None if value is None else not value


def both(left: Tri, right: Tri) -> Tri:
    """And: False wins over the unknown."""
    if left is False or right is False:
        return False
    return True if left and right else None


def either(left: Tri, right: Tri) -> Tri:
    """Or: True wins over the unknown."""
    if left or right:
        return True
    return False if left is False and right is False else None


def any_of(values: Iterable[Tri]) -> Tri:
    """Or over many, read no further than needed; False for none."""
    result: Tri = False
    for value in values:
        if value:
            return True
        if value is None:
            result = None
    return result


def all_of(values: Iterable[Tri]) -> Tri:
    """And over many, read no further than needed; True for none."""
    result: Tri = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result
