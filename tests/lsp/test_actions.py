"""Code actions over the wire: fixes, comments that silence, the page of a rule, callers."""

from pathlib import Path
from typing import Any

import pytest
from lsp.editor import SERVICE, Editor, editor_in
from lsprotocol import types

pytestmark = [pytest.mark.asyncio]

BAD = SERVICE.replace("    timeout: 10\n", "")
TWO = BAD + "  get:\n    handler: notes.main\n"
GUARDED = SERVICE + "    events:\n      - http: {path: /notes, method: get, authorizer: aws_iam}\n"
ROLE = "resources:\n  Resources:\n    App:\n      Type: AWS::IAM::Role\n      Properties: {}\n"


def applied(text: str, action: types.CodeAction, uri: str) -> str:
    """The text of a file with the action's edit made; columns are taken for characters."""
    assert action.edit is not None
    lines = text.splitlines(keepends=True)
    edits: list[Any] = []
    for change in action.edit.document_changes or ():
        if isinstance(change, types.TextDocumentEdit) and change.text_document.uri == uri:
            edits += change.edits
    for edit in sorted(edits, key=lambda each: (each.range.start.line, each.range.start.character), reverse=True):
        start, end = (sum(map(len, lines[: at.line])) + at.character for at in (edit.range.start, edit.range.end))
        text = text[:start] + edit.new_text + text[end:]
    return text


async def opened(editor: Editor, text: str, name: str = "serverless.yml") -> list[types.Diagnostic]:
    editor.write("notes.py", "def main(event, context): ...\n")
    editor.open(name, text)
    return await editor.diagnostics(name)


def titled(actions: list[types.CodeAction], start: str) -> types.CodeAction:
    return next(each for each in actions if each.title.startswith(start))


async def test_quick_fix_is_preferred_and_of_the_version(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        found = await opened(editor, BAD)
        action = (await editor.actions("serverless.yml", found))[0]
        assert action.kind == "quickfix"
        assert action.is_preferred
        assert applied(BAD, action, editor.uri("serverless.yml")) == SERVICE.replace(
            "    handler: notes.main\n    timeout: 10\n", "    timeout: 6\n    handler: notes.main\n"
        )
        assert action.edit is not None
        assert action.edit.document_changes is not None
        change = action.edit.document_changes[0]
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document.version == 1


async def test_fix_all_of_a_rule_and_of_a_file(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        found = await opened(editor, TWO)
        actions = await editor.actions("serverless.yml", found[:1])
        same = applied(TWO, titled(actions, "Fix all `timeout-unset`"), editor.uri("serverless.yml"))
        assert same.count("timeout: 6") == 2
        (on_save,) = await editor.actions("serverless.yml", [], "source.fixAll")
        assert on_save.kind == "source.fixAll.slslint"
        assert applied(TWO, on_save, editor.uri("serverless.yml")) == same


async def test_fix_on_save_sees_what_was_typed_a_moment_ago(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        await opened(editor, SERVICE)
        editor.change("serverless.yml", TWO)
        (action,) = await editor.actions("serverless.yml", [], "source.fixAll.slslint")
        assert applied(TWO, action, editor.uri("serverless.yml")).count("timeout: 6") == 2


async def test_ignore_with_a_reason(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        found = await opened(editor, BAD)
        action = titled(await editor.actions("serverless.yml", found), "Ignore")
        text = applied(BAD, action, editor.uri("serverless.yml"))
        assert "  # slslint: ignore[timeout-unset] -- reason\n  list:\n" in text
        editor.change("serverless.yml", text)
        assert await editor.diagnostics("serverless.yml") == []


async def test_an_ignore_that_silences_nothing_is_removed(tmp_path: Path) -> None:
    text = SERVICE.replace("  list:", "  # slslint: ignore[timeout-unset] -- why not\n  list:")
    async with editor_in(tmp_path) as editor:
        (found,) = await opened(editor, text)
        assert found.tags == (types.DiagnosticTag.Unnecessary,) or found.tags == [types.DiagnosticTag.Unnecessary]
        action = titled(await editor.actions("serverless.yml", [found]), "Remove")
        assert applied(text, action, editor.uri("serverless.yml")) == SERVICE


async def test_the_page_of_a_rule_is_shown(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        (found,) = await opened(editor, BAD)
        assert found.code_description is not None
        await editor.client.workspace_execute_command_async(
            types.ExecuteCommandParams("slslint.openPage", [found.code_description.href])
        )
        (shown,) = editor.client.shown_documents
        assert shown.uri.endswith("/timeout-unset/")
        assert shown.external


@pytest.mark.parametrize("before", [None, "", "[severity]\ncaller-unknown = 'off'", "# ours\n"])
async def test_a_role_is_named_as_a_caller(tmp_path: Path, before: str | None) -> None:
    async with editor_in(tmp_path) as editor:
        if before is not None:
            editor.write("slslint.toml", before)
        await opened(editor, GUARDED + ROLE)
        line = (GUARDED + ROLE).splitlines().index("      Type: AWS::IAM::Role")
        place = types.Range(types.Position(line, 8), types.Position(line, 8))
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(editor.uri("serverless.yml")), place, types.CodeActionContext([])
        )
        found = await editor.client.text_document_code_action_async(params) or []
        action = titled([each for each in found if isinstance(each, types.CodeAction)], "Name `App`")
        text = applied(before or "", action, editor.uri("slslint.toml"))
        assert text.endswith('[[callers]]\nrole = "App"\n')
        assert text.startswith(before or "")
        assert action.edit is not None
        changes = action.edit.document_changes or ()
        assert isinstance(changes[0], types.CreateFile) is (before is None)


async def test_data_that_is_not_ours_does_no_harm(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        (found,) = await opened(editor, BAD)
        for data in (
            1,
            "x",
            {"fixes": 5},
            {"fixes": [{}]},
            {"fixes": [{"title": 1, "safe": 1, "files": [{"uri": 1}]}]},
        ):
            found.data = data
            assert await editor.actions("serverless.yml", [found]) is not None


async def test_a_client_without_versions_gets_plain_changes(tmp_path: Path) -> None:
    async with editor_in(tmp_path, types.ClientCapabilities()) as editor:
        found = await opened(editor, BAD)
        action = (await editor.actions("serverless.yml", found))[0]
        assert action.edit is not None
        assert action.edit.changes is not None
        assert list(action.edit.changes) == [editor.uri("serverless.yml")]
