"""Policies for tests: from YAML text, as they would stand in a file."""

from textwrap import dedent
from typing import Any

from slslint.iam.context import Context
from slslint.iam.evaluate import Decision, Policies, decide
from slslint.iam.layer import Request
from slslint.iam.policy import PolicyDocument, read_policy
from slslint.source.load import load
from slslint.values.cursor import Cursor
from slslint.values.value import constant

HEAD = "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5"
ROLE = "arn:aws:sts::111122223333:assumed-role/Role/Session"
STRANGER = "arn:aws:sts::444455556666:assumed-role/Role/Session"


def cursor(text: str) -> Cursor:
    """The document in a YAML text."""
    document = load("policy.yml", dedent(text).encode())
    assert document.root is not None, document.problems
    return Cursor(constant(document.root), "", None)


def policy(text: str, kind: str = "identity") -> PolicyDocument:
    """A policy whose text starts with `Statement`, or is a statement; the version is put in front."""
    text = dedent(text)
    if "Statement:" not in text:
        text = "Statement:\n- " + text.strip().replace("\n", "\n  ")
    return read_policy(cursor(f"Version: '2012-10-17'\n{text}\n"), kind, kind)


def allow(resource: str, action: str = "execute-api:Invoke", kind: str = "identity", **more: str) -> PolicyDocument:
    """A policy of one Allow."""
    lines = [f"{name}: {text}" for name, text in more.items()]
    return policy("\n".join([f"Effect: Allow\nAction: '{action}'\nResource: '{resource}'", *lines]), kind)


def deny(resource: str, kind: str = "identity", **more: str) -> PolicyDocument:
    """A policy of one Deny of everything on a resource."""
    lines = [f"{name}: {text}" for name, text in more.items()]
    return policy("\n".join([f"Effect: Deny\nAction: '*'\nResource: '{resource}'", *lines]), kind)


def request(path: str = "prod/GET/pets", sender: str | None = ROLE, context: Context | None = None) -> Request:
    """A request to the API."""
    return Request("execute-api:Invoke", f"{HEAD}/{path}", context or Context(closed=True), sender)


def verdict(asked: Request, *identity: PolicyDocument, **layers: Any) -> str:
    """The verdict on a request."""
    return decision(asked, *identity, **layers).verdict


def decision(asked: Request, *identity: PolicyDocument, **layers: Any) -> Decision:
    """The decision on a request."""
    return decide(asked, Policies(identity, **layers))
