"""Answers about a service that are worked out once."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from slslint.service.service import Service

P = ParamSpec("P")
T = TypeVar("T")


def once(function: "Callable[Concatenate[Service, P], T]") -> "Callable[Concatenate[Service, P], T]":
    """`function`, its answer kept with the service for each set of further (hashable, positional) arguments."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def remembered(service: "Service", *args: P.args, **kwargs: P.kwargs) -> T:
        key = (name, *args)
        if key not in service.memo:
            service.memo[key] = function(service, *args, **kwargs)
        return cast("T", service.memo[key])

    return remembered
