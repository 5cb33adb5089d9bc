"""The rules that there are, without importing any of them."""

import os
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import NamedTuple

from slslint.engine.rule import DOCS, Rule

EXTERNAL = "cfn-lint"
"""The family of cfn-lint's own rules, whose codes are `cfn-lint/E3012` and the like; they are in no list of ours."""
_EXTERNAL_RULES = "https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md"
_SEVERITIES = {"E": "error", "W": "warning", "I": "info"}


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
        return EXTERNAL if self.is_external else self.module.split(".")[1]

    @property
    def url(self) -> str:
        """Where to read on."""
        return f"{_EXTERNAL_RULES}#{self.code.partition('/')[2]}" if self.is_external else f"{DOCS}{self.name}/"

    @property
    def is_external(self) -> bool:
        """Whether this is one of cfn-lint's rules: there is no module of it."""
        return not self.module


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
    """The rule of this code (in any letter case) or name; whether cfn-lint has the one that is meant is not known."""
    found = next((entry for entry in rules() if text.upper() == entry.code or text == entry.name), None)
    return found or _external(text)


def _external(text: str) -> RuleEntry | None:
    """The entry for one of cfn-lint's codes: a letter and four digits."""
    family, _, code = text.partition("/")
    kind, digits = code[:1].upper(), code[1:]
    if family != EXTERNAL or kind not in _SEVERITIES or len(digits) != 4 or not digits.isdecimal():
        return None
    name, needs = f"{EXTERNAL}/{kind}{digits}", frozenset(("resources",))
    return RuleEntry(name, name, _SEVERITIES[kind], "Template", needs, "", True, False, "")


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
        if entry.is_external and _begins(entry.code, word):
            return True
    return False


def _begins(code: str, word: str) -> bool:
    """Whether a word is the beginning of one of cfn-lint's codes: `cfn-lint/E3`."""
    return word.startswith(f"{EXTERNAL}/") and code.upper().startswith(word.upper())


def selects_external(select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    """Whether any of cfn-lint's rules runs under a selection."""
    return EXTERNAL not in ignore and (not select or any(word.partition("/")[0] == EXTERNAL for word in select))


def is_chosen(entry: RuleEntry, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    """Whether a rule runs: selected, or without a selection on by default, and not ignored."""
    return (matches(entry, select) if select else entry.default) and not matches(entry, ignore)


def is_selector(word: str) -> bool:
    """Whether a word of `--select` or `--ignore` names any rule."""
    if word.partition("/")[0] == EXTERNAL:
        return word == EXTERNAL or _external(word.ljust(len(f"{EXTERNAL}/E0000"), "0")) is not None
    return any(matches(entry, (word,)) for entry in rules())


def chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[RuleEntry, ...]:
    """The rules that run: those selected (without a selection all that are on by default) less those ignored."""
    return tuple(entry for entry in rules() if is_chosen(entry, select, ignore))


def is_explicit(entry: RuleEntry, select: tuple[str, ...]) -> bool:
    """Whether the rule was asked for by its own code or name."""
    return entry.name in select or entry.code in {word.upper() for word in select}
