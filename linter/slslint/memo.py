"""Answers that are worked out once and kept with what they are about."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class Holder(Protocol):
    """Something that keeps answers about itself."""

    memo: dict[Any, Any]


H = TypeVar("H", bound=Holder)
P = ParamSpec("P")
T = TypeVar("T")


def once(function: Callable[Concatenate[H, P], T]) -> Callable[Concatenate[H, P], T]:
    """`function`, its answer kept with its first argument for each set of further (hashable, positional) ones."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def remembered(holder: H, *args: P.args, **kwargs: P.kwargs) -> T:
        key, memo = (name, *args), holder.memo
        if key not in memo:
            memo[key] = function(holder, *args, **kwargs)
        answer: T = memo[key]
        return answer

    return remembered
