"""How cfn-lint is configured: what may be taken of a project's own configuration of it, and nothing else."""

import os
from typing import Any, cast

from slslint.source.document import Documents
from slslint.source.node import MAP, SCALAR, SEQ, Node, key_text
from slslint.workspace import Unreadable

NAMES = (".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml")
_LISTS = ("ignore_checks", "include_checks", "mandatory_checks")
_RULES = "configure_rules"

Settings = dict[str, Any]


def of_project(documents: Documents) -> Settings:
    """What `.cfnlintrc` in the project's root says of rules; the first of the names that is there counts.

    Its other settings are not read: some name files to open, or rules to import.
    """
    workspace = documents.workspace
    for name in NAMES:
        path = os.path.join(workspace.root, name)
        if name in workspace.listing(workspace.root):
            try:
                root = documents.load(path).root
            except Unreadable:
                return {}
            return taken(_plain(root)) if root is not None else {}
    return {}


def taken(settings: object) -> Settings:
    """The part of a configuration of cfn-lint that chooses and configures rules, as far as it is well formed."""
    found: Settings = {}
    given = cast("dict[object, object]", settings) if isinstance(settings, dict) else {}
    for name in _LISTS:
        words = given.get(name)
        if isinstance(words, list):
            found[name] = [each for each in cast("list[object]", words) if isinstance(each, str) and each]
    rules = given.get(_RULES)
    if isinstance(rules, dict):
        fields = cast("dict[object, object]", rules)
        found[_RULES] = {str(code): options for code, options in fields.items() if isinstance(options, dict)}
    return {name: value for name, value in found.items() if value}


def together(*parts: Settings) -> Settings:
    """Several configurations as one: lists joined, the later one's rules before the earlier one's."""
    found: Settings = {}
    for part in parts:
        for name, value in part.items():
            known = found.get(name)
            found[name] = value if known is None else {**known, **value} if name == _RULES else [*known, *value]
    return found


def _plain(node: Node, depth: int = 0) -> Any:
    """A tree as plain data; deeper than any such configuration goes there is nothing."""
    if node.kind == SCALAR:
        return node.value
    if depth > len(_LISTS) + 3:
        return None
    if node.kind == SEQ:
        return [_plain(item, depth + 1) for item in node.items]
    return {key_text(key): _plain(value, depth + 1) for key, value in node.items} if node.kind == MAP else None
