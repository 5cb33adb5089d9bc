"""Policy files that an option names."""

import os
from collections.abc import Iterable

from slslint.cli.output import Failure, note
from slslint.config import Settings
from slslint.iam.arn import IDENTITY
from slslint.iam.policy import PolicyDocument, read_policy
from slslint.report.text import escape
from slslint.source.load import load
from slslint.source.problem import Problem
from slslint.values.cursor import Cursor
from slslint.values.value import constant
from slslint.workspace import Workspace
from slslint.workspace.workspace import MAX_FILE_BYTES

RULE = "SLS304 invalid-policy"


def read_file(name: str) -> bytes:
    """The bytes of a file on the command line; raises Failure."""
    try:
        with open(name, "rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise Failure(f"cannot read `{escape(name)}`: {error.strerror}") from None
    if len(data) > MAX_FILE_BYTES:
        raise Failure(f"`{escape(name)}` has more than {MAX_FILE_BYTES:,} bytes")
    return data


def load_policy(name: str, kind: str) -> PolicyDocument:
    """The policy in a file; raises Failure with place and fault where IAM would not accept it."""
    policy = _read(name, kind, read_file(name))
    from slslint.iam.grammar import check

    problems = check(policy)
    refused = [problem for problem in problems if problem.data["rejected"]]
    if refused:
        raise Failure("\n".join(map(_line, refused)))
    for problem in problems:
        if problem.data["severity"] == "error":
            note(_line(problem))
    return policy


def add_callers(settings: Settings, workspace: Workspace, names: Iterable[str]) -> Settings:
    """The settings with a caller for each policy file; one outside the project is read for it all the same.

    Raises Failure for a file that holds no policy. What is wrong with one is for the rules to say.
    """
    callers: list[dict[str, str]] = []
    for name in names:
        path = os.path.join(os.path.realpath(os.path.dirname(os.path.abspath(name))), os.path.basename(name))
        data = read_file(name)
        policy = _read(name, IDENTITY, data)
        if not policy.statements:
            raise Failure("\n".join(map(_line, policy.rejected)) or f"`{escape(name)}` holds no policy")
        workspace.overlays.setdefault(path, data)
        callers.append({"policy": path, "name": name})
    return settings.with_callers(callers)


def _read(name: str, kind: str, data: bytes) -> PolicyDocument:
    document = load(os.path.abspath(name), data)
    if document.root is None:
        raise Failure("\n".join(map(_line, document.problems)) or f"`{escape(name)}` is empty: it holds no policy")
    return read_policy(Cursor(constant(document.root)), kind, os.path.basename(name))


def _line(problem: Problem) -> str:
    """`policy.json:3:5: SLS304 invalid-policy: …`."""
    line, column = problem.at.file.position(problem.at.start)
    return f"{escape(os.path.relpath(problem.at.file.path))}:{line}:{column}: {RULE}: {escape(problem.message)}"
