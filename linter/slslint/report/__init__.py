"""Reports: one pure renderer a format, from a lint's result to text."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slslint.engine.session import Result
    from slslint.report.context import Context

FORMATS = ("full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown")


def renderer(name: str) -> "Callable[[Result, Context], str]":
    """The `render` of one of `FORMATS`; only that format's module is imported."""
    return import_module(f"slslint.report.{name}").render
