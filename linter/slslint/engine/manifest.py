"""The rules that there are, without importing any of them."""

import os
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import NamedTuple

from slslint.engine.rule import Rule


class RuleEntry(NamedTuple):
    """What the generated manifest holds of a rule; the rule itself is imported by `load_rule`."""

    code: str
    name: str
    severity: str
    scope: str
    needs: frozenset[str]
    module: str
    default: bool
    fixable: bool
    summary: str

    @property
    def family(self) -> str:
        """The folder that holds the rule: `config`, `access`, `timeouts`, …"""
        return self.module.split(".")[1]


@cache
def rules() -> tuple[RuleEntry, ...]:
    """The built-in rules, by code."""
    from slslint_rules._manifest import RULES

    return tuple(RuleEntry(*row[:4], frozenset(row[4]), *row[5:]) for row in RULES)


def rules_folder() -> str:
    """The folder of the package that holds the built-in rules."""
    from slslint_rules import _manifest

    return os.path.dirname(_manifest.__file__)


def load_rule(entry: RuleEntry) -> Rule:
    """The rule, imported now if it was not before."""
    module = import_module(entry.module)
    for member in vars(module).values():
        if isinstance(member, type) and issubclass(member, Rule) and member.__module__ == entry.module:
            return member()
    raise LookupError(f"{entry.module} holds no rule")


def find_rule(text: str) -> RuleEntry | None:
    """The rule of this code (in any letter case) or name."""
    return next((entry for entry in rules() if text.upper() == entry.code or text == entry.name), None)


def families() -> tuple[str, ...]:
    """The families in the order of the rules' codes."""
    return tuple(dict.fromkeys(entry.family for entry in rules()))


def matches(entry: RuleEntry, words: Iterable[str]) -> bool:
    """Whether one of the words names this rule: its code or the start of it (`SLS5`), its name or its family."""
    for word in words:
        if word in (entry.name, entry.family) or (
            word.upper().startswith("SLS") and entry.code.startswith(word.upper())
        ):
            return True
    return False


def is_selector(word: str) -> bool:
    """Whether a word of `--select` or `--ignore` names any rule."""
    return any(matches(entry, (word,)) for entry in rules())


def chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[RuleEntry, ...]:
    """The rules that run: those selected (without a selection all that are on by default) less those ignored."""
    wanted = [entry for entry in rules() if (matches(entry, select) if select else entry.default)]
    return tuple(entry for entry in wanted if not matches(entry, ignore))


def is_explicit(entry: RuleEntry, select: tuple[str, ...]) -> bool:
    """Whether the rule was asked for by its own code or name."""
    return entry.name in select or entry.code in {word.upper() for word in select}
