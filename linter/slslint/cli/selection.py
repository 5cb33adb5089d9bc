"""Options with several values: rules as users name them (codes, names, families), words, NAME=VALUE."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from slslint.engine.manifest import EXTERNAL, RuleEntry, families, find_rule, is_selector, rules
from slslint.engine.settings import unknown_rule

if TYPE_CHECKING:
    from slslint.iam.context import Entry


def words(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values of an option that may be given several times, each with commas."""
    found = tuple(word.strip() for value in values for word in value.split(","))
    if not all(found):
        raise click.BadParameter("an empty name", ctx, param)
    return found


def word(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The value of an option that names something."""
    if value == "":
        raise click.BadParameter("an empty name", ctx, param)
    return value


def pairs(ctx: click.Context, param: click.Parameter, values: Iterable[str]) -> dict[str, str]:
    """The values of an option that takes NAME=VALUE, by name."""
    found: dict[str, str] = {}
    for value in values:
        name, sign, text = value.partition("=")
        if not name or not sign:
            raise click.BadParameter("write NAME=VALUE", ctx, param)
        found[name] = text
    return found


def context_keys(ctx: click.Context, param: click.Parameter, values: Iterable[str]) -> "dict[str, Entry]":
    """The keys of a request's context that an option gives as KEY=VALUE; one that is repeated has several values."""
    from slslint.iam.context import entry_of

    found: dict[str, list[str]] = {}
    for value in values:
        for name, text in pairs(ctx, param, (value,)).items():
            found.setdefault(name, []).append(text)
    return {name: entry_of(*texts)._replace(many=len(texts) > 1) for name, texts in found.items()}


def selectors(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The same for words that name rules; one that names none is a usage error."""
    found = words(ctx, param, values)
    for word in found:
        if not is_selector(word):
            raise click.BadParameter(unknown_rule(word, families()), ctx, param)
    return found


def rule(ctx: click.Context, param: click.Parameter, value: str) -> RuleEntry:
    """The one rule of this code or name."""
    entry = find_rule(value)
    if entry is None:
        raise click.BadParameter(unknown_rule(value), ctx, param)
    return entry


def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The names of rules, for a shell that completes what is typed; behind a comma the next one."""
    done, comma, begun = incomplete.rpartition(",")
    words = [*(entry.name for entry in rules()), *families(), EXTERNAL, *(entry.code for entry in rules() if begun)]
    return [f"{done}{comma}{word}" for word in words if word.lower().startswith(begun.lower())]
