"""AWS managed policies that are known: what they allow, as of the day that the table says."""

from typing import Any

from slslint.data import load
from slslint.iam.arn import IDENTITY, SESSION
from slslint.iam.plain import value_of
from slslint.iam.policy import PolicyDocument, read_statements, unknown_policy
from slslint.source.node import Node
from slslint.values.cursor import Cursor

_PREFIX = ":iam::aws:policy/"


def name_of(arn: str) -> str | None:
    """The name of an AWS managed policy by its ARN, without the path; None for the ARN of something else."""
    head, prefix, path = arn.partition(_PREFIX)
    return path.rpartition("/")[2] if prefix and head.startswith("arn:") else None


def managed_policy(name: str, at: Node) -> PolicyDocument:
    """The policy of that name, its parts standing where it is attached; one that is not in the table is unknown."""
    entry = load("managed_policies")["policies"].get(name)
    if entry is None:
        return unknown_policy(Cursor(value_of(None, at), "", at), IDENTITY, name)
    return _document(entry, IDENTITY, name, at)


def guest_scope(at: Node) -> PolicyDocument:
    """What Cognito leaves to guests of an identity pool in the enhanced flow: a session policy.

    Amazon Cognito Developer Guide, "IAM roles: Services that unauthenticated identities can access".
    """
    return _document(load("managed_policies")["guest_scope"], SESSION, "guest scope", at)


def _document(entry: Any, kind: str, name: str, at: Node) -> PolicyDocument:
    document = read_statements(Cursor(value_of(entry["statements"], at), "", at), kind, name)
    covers = entry.get("covers")
    document.covers = None if covers is None else frozenset(covers)
    return document
