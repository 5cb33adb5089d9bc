"""Answers that are worked out once and kept with what they are about."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast


class Holder(Protocol):
    """Something that keeps answers about itself."""

    memo: dict[Any, object]


H = TypeVar("H", bound=Holder)
P = ParamSpec("P")
T = TypeVar("T")


def once(function: Callable[Concatenate[H, P], T]) -> Callable[Concatenate[H, P], T]:
    """`function`, its answer kept with its first argument for each set of further (hashable, positional) ones."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def remembered(holder: H, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (name, *args)
        if key not in holder.memo:
            holder.memo[key] = function(holder, *args, **kwargs)
        return cast("T", holder.memo[key])

    return remembered
