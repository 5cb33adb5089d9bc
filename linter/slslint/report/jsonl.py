"""The report for pipes: one JSON object a line, each a finding of the JSON contract."""

import json
from typing import TYPE_CHECKING

from slslint.report.context import Context
from slslint.report.json import finding_data

if TYPE_CHECKING:
    from slslint.engine.session import Result


def render(result: "Result", context: Context) -> str:
    """A line a finding, suppressed ones among them; nothing for a clean project."""
    return "".join(json.dumps(finding_data(finding, context)) + "\n" for finding in result.findings)
