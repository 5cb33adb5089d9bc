"""Workflow commands of GitHub Actions: annotations at the lines of a pull request.

GitHub shows ten errors and ten warnings of a step ("Usage limits for annotations"), so equal findings are folded and
the gravest come first. The format: https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from typing import TYPE_CHECKING

from slslint.engine.finding import ERROR, INFO, SEVERITIES, WARNING
from slslint.report.context import Context
from slslint.report.group import Group, fold, summary
from slslint.report.text import escape

if TYPE_CHECKING:
    from slslint.engine.session import Result

_COMMANDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}


def render(result: "Result", context: Context) -> str:
    """A command a finding, errors first, and a closing line that is none."""
    groups = sorted(fold(result.findings), key=lambda group: SEVERITIES.index(group.lead.severity))
    return "".join(_command(group, context) + "\n" for group in groups) + summary(result) + "\n"


def _command(group: Group, context: Context) -> str:
    finding, file = group.lead, group.lead.at.file
    line, column = file.position(finding.at.start)
    end_line, end_column = file.position(finding.at.end)
    places = {"file": context.from_root(file.path), "line": line, "endLine": end_line}
    if line == end_line:
        places |= {"col": column, "endColumn": end_column}
    places["title"] = finding.title
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items())
    text = ". ".join(part for part in (group.qualified, group.others(context), group.remedy) if part)
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(escape(text)).replace(":", "%3A").replace(",", "%2C")
