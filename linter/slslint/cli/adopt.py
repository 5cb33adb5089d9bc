"""Adoption: what of a result is accepted already, by a baseline or an earlier revision."""

import os
from typing import TYPE_CHECKING

from slslint.cli.output import Failure, note, write_file
from slslint.report.text import count, escape

if TYPE_CHECKING:
    from slslint.engine.baseline import Entry
    from slslint.engine.options import LintOptions
    from slslint.engine.result import Result
    from slslint.workspace import Workspace


def apply_baseline(path: str, result: "Result", workspace: "Workspace", options: "LintOptions") -> None:
    """Mark what a baseline file accepts, and say which of its entries no finding answers to any more."""
    from slslint.engine.baseline import mark

    result.findings, gone = mark(result.findings, read_baseline(path), workspace.relative)
    looked_at = {workspace.relative(file) for file in result.files}
    for entry in gone:
        if entry.file not in looked_at or not ran(entry.code, result, options):
            continue  # this run did not look for it
        what = escape(f"{entry.file}: {entry.code} {entry.message}")
        note(f"{escape(os.path.relpath(path))}: no longer found, so remove it: {what}")


def ran(code: str, result: "Result", options: "LintOptions") -> bool:
    """Whether the rule of a code was run."""
    from slslint.engine.manifest import find_rule, is_chosen

    rule = find_rule(code)
    if rule is None or (rule.is_external and (result.partial or not options.template)):
        return False
    return is_chosen(rule, options.select, options.ignore)


def read_baseline(path: str) -> "list[Entry]":
    """The entries of a baseline file; raises Failure where there are none to be read."""
    from slslint.engine.baseline import InvalidBaseline, read

    try:
        with open(path, encoding="utf-8") as stream:
            return read(stream.read())
    except OSError as error:
        raise Failure(f"the baseline {escape(path)} cannot be read: {error.strerror}") from None
    except ValueError as error:
        text = str(error) if isinstance(error, InvalidBaseline) else "is no text"
        raise Failure(f"the baseline {escape(path)} {text}") from None


def write_baseline(path: str, result: "Result", workspace: "Workspace") -> None:
    """Write the findings to a baseline file."""
    from slslint.engine.baseline import entries_of, written

    entries = entries_of(result.findings, workspace.relative)
    write_file(path, written(entries))
    note(f"{count(len(entries), 'finding')} written to {escape(path)}")


def apply_since(
    revision: str, result: "Result", workspace: "Workspace", options: "LintOptions", paths: tuple[str, ...]
) -> None:
    """Mark what a revision had already."""
    from slslint.engine.baseline import mark

    result.findings, _ = mark(result.findings, entries_at(revision, workspace, options, paths), workspace.relative)


def entries_at(revision: str, workspace: "Workspace", options: "LintOptions", paths: tuple[str, ...]) -> "list[Entry]":
    """What a revision had, as a baseline; raises Failure where git does not say."""
    from slslint.engine.since import findings_at
    from slslint.workspace.revision import GitFailed

    try:
        return findings_at(revision, workspace.root, map(os.path.normpath, paths), options)
    except GitFailed as error:
        raise Failure(f"--since {escape(revision)}: {escape(str(error))}") from None
