"""What the grammar finds wrong, as Problems: one way to make them."""

from slslint.source.pointer import Pointer, at_node
from slslint.source.problem import Problem
from slslint.values.cursor import Cursor
from slslint.values.value import Map

ERROR, WARNING, INFO = "error", "warning", "info"

KINDS = {
    1: "document",
    2: "element",
    3: "statement",
    4: "version",
    5: "no-version",
    6: "effect",
    7: "combination",
    8: "principal",
    9: "sid",
    10: "sid",
    11: "id",
    12: "action",
    13: "service",
    14: "action",
    15: "action-case",
    16: "broad-action",
    17: "resource",
    18: "resource-service",
    19: "arn-field",
    20: "arn-field",
    21: "arn-shape",
    22: "arn-method",
    23: "arn-template",
    24: "arn-path",
    28: "allow-not",
    29: "redundant",
    30: "shadowed",
    31: "operator",
    32: "condition-key",
    33: "condition-value",
    34: "condition-wildcard",
    35: "private-address",
    36: "set-operator",
    39: "variable",
    40: "size",
    42: "substitution",
}


def problem(rule: int, severity: str, message: str, at: Pointer, rejected: bool = False) -> Problem:
    """A problem of the kind `policy-…`; its data say the rule's number, the severity, and whether IAM refuses it."""
    return Problem(f"policy-{KINDS[rule]}", message, at, (), {"rule": rule, "severity": severity, "rejected": rejected})


def head_of(cursor: Cursor) -> Pointer:
    """Where something that a map lacks is reported: at its first key, so on its first line."""
    know = cursor.value.know if cursor.value is not None else None
    if isinstance(know, Map) and know.entries:
        key, _ = next(iter(know.entries.values()))
        return at_node(key, cursor.path)
    return cursor.value_at
