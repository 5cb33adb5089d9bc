"""Diagnostics over the wire: where they stand, when they come, and when they go."""

from pathlib import Path

import pytest
from lsp.editor import SERVICE, editor_in
from lsprotocol import types

pytestmark = [pytest.mark.asyncio]

BAD = SERVICE.replace("    timeout: 10\n", "")


async def test_opening_a_service_publishes_what_is_wrong(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.write("notes.py", "def main(event, context): ...\n")
        editor.open("serverless.yml", BAD)
        (found,) = await editor.diagnostics("serverless.yml")
    assert (found.code, found.source, found.severity) == ("timeout-unset", "slslint", types.DiagnosticSeverity.Warning)
    assert found.range == types.Range(types.Position(6, 2), types.Position(6, 6))
    assert found.code_description is not None
    assert found.code_description.href.endswith("/rules/timeout-unset/")
    assert isinstance(found.data, dict)
    assert len(found.data["fingerprint"]) == 16
    assert found.data["fixes"]
