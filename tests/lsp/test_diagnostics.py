"""Diagnostics over the wire: where they stand, when they come, and when they go."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from lsp.editor import SERVICE, editor_in
from lsprotocol import types

pytestmark = [pytest.mark.asyncio]

BAD = SERVICE.replace("    timeout: 10\n", "")
CODE = "def main(event, context): ...\n"
NODE = SERVICE.replace("python3.13", "nodejs22.x").replace("notes.main", "notes.main\n    events: [{http: GET /a}]")
BODY = "exports.main = async () => {\n  return { statusCode: 200, body: { a: 1 } };\n};\n"


async def test_opening_a_service_publishes_what_is_wrong(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.write("notes.py", CODE)
        editor.open("serverless.yml", BAD)
        (found,) = await editor.diagnostics("serverless.yml")
    assert (found.code, found.source, found.severity) == ("timeout-unset", "slslint", types.DiagnosticSeverity.Warning)
    assert found.range == types.Range(types.Position(6, 2), types.Position(6, 6))
    assert found.code_description is not None
    assert found.code_description.href.endswith("/rules/timeout-unset/")
    assert isinstance(found.data, dict)
    assert len(found.data["fingerprint"]) == 16
    assert found.data["fixes"]


async def test_changes_are_linted_unsaved_and_leave_with_the_file(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.write("notes.py", CODE)
        editor.open("serverless.yml", SERVICE)
        assert await editor.diagnostics("serverless.yml") == []
        editor.change("serverless.yml", BAD)
        assert [each.code for each in await editor.diagnostics("serverless.yml")] == ["timeout-unset"]
        editor.close("serverless.yml")
        await editor.until("serverless.yml")
        assert (await editor.diagnostics("serverless.yml", None)) == []


async def test_a_burst_of_edits_leaves_one_result_the_last(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.write("notes.py", CODE)
        editor.open("serverless.yml", SERVICE)
        await editor.diagnostics("serverless.yml")
        before = len(editor.told("serverless.yml"))
        for number in range(100):
            editor.change("serverless.yml", BAD + f"# {number}\n")
        assert len(await editor.diagnostics("serverless.yml")) == 1
        await editor.quiet()
        versions = [each.version for each in editor.told("serverless.yml")[before:]]
        assert versions[-1] == 101
        assert versions == sorted(versions)
        assert len(versions) <= 3


async def test_findings_in_files_that_are_not_open(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.write("notes.js", BODY)
        editor.open("serverless.yml", NODE)
        (found,) = await editor.until("notes.js", "malformed-response")
        assert found.range.start.line == 1
        assert editor.told("notes.js")[-1].version is None
        editor.open("notes.js", BODY)
        assert [each.code for each in await editor.diagnostics("notes.js")] == ["malformed-response"]
        editor.change("notes.js", BODY.replace("{ a: 1 }", '"a"'))
        assert await editor.diagnostics("notes.js") == []


async def test_a_handler_alone_brings_its_service(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.write("api/serverless.yml", NODE.replace("notes.main", "src/notes.main"))
        editor.open("api/src/notes.js", BODY)
        assert [each.code for each in await editor.diagnostics("api/src/notes.js")] == ["malformed-response"]


async def test_an_include_and_a_policy_belong_to_their_service(tmp_path: Path) -> None:
    text = SERVICE.partition("functions:")[0] + "functions: ${file(functions.yml)}\n"
    policy = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "execute-api:invok", "Resource": "*"}]}'
    )
    events = "    events:\n      - http: {path: /a, method: get, authorizer: aws_iam}\n"
    async with editor_in(tmp_path) as editor:
        editor.write("notes.py", CODE)
        editor.write("serverless.yml", text)
        editor.open("functions.yml", "list:\n  handler: notes.main\n" + events.replace("    ", "  ", 1))
        assert "timeout-unset" in [each.code for each in await editor.diagnostics("functions.yml")]
        editor.open("policies/app.json", policy)
        assert "invalid-policy" in [each.code for each in await editor.diagnostics("policies/app.json")]


async def test_files_of_no_service_are_left_alone(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.write("notes.py", CODE)
        editor.open("compose.yml", "a: [\n")
        editor.open("other.py", "x = (\n")
        editor.open("serverless.yml", BAD)
        await editor.diagnostics("serverless.yml")
        editor.change("compose.yml", "a: {\n")
        await editor.quiet()
        assert not editor.told("compose.yml")
        assert not editor.told("other.py")


async def test_a_buffer_that_does_not_load_keeps_what_stands_above(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.write("notes.py", CODE)
        two = BAD + "  get:\n    handler: notes.main\n"
        editor.open("serverless.yml", two)
        assert len(await editor.diagnostics("serverless.yml")) == 2
        editor.change("serverless.yml", two.replace("  get:\n", "  'get:\n"))
        found = await editor.diagnostics("serverless.yml")
        assert [each.code for each in found] == ["syntax-error", "timeout-unset"]
        assert found[1].range.start.line == 6
        editor.change("serverless.yml", SERVICE)
        assert await editor.diagnostics("serverless.yml") == []


async def test_related_places_and_tags(tmp_path: Path) -> None:
    text = SERVICE.replace("python3.13", "nodejs16.x") + "    events: [{http: GET /a}, {http: GET /a}]\n"
    async with editor_in(tmp_path) as editor:
        editor.open("serverless.yml", text)
        found = {each.code: each for each in await editor.diagnostics("serverless.yml")}
    assert list(found["deprecated-runtime"].tags or ()) == [types.DiagnosticTag.Deprecated]
    (related,) = found["duplicate-route"].related_information or ()
    assert related.location.uri == editor.uri("serverless.yml")
    assert related.location.range.start.line == 9


async def test_the_configuration_counts_and_its_changes_too(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.write("notes.py", CODE)
        editor.write("slslint.toml", "ignore = ['timeout-unset']\n")
        editor.open("serverless.yml", BAD)
        assert await editor.diagnostics("serverless.yml") == []
        editor.write("slslint.toml", "ignore = []\n")
        changes = [types.FileEvent(editor.uri("slslint.toml"), types.FileChangeType.Changed)]
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))
        await editor.until("serverless.yml", "timeout-unset")
        editor.open("slslint.toml", "ignore = ['timeout-unset', 'nonsense']\n")
        editor.save("slslint.toml")
        (found,) = await editor.until("slslint.toml", "configuration")
        assert found.range.start.line == 0
        assert "nonsense" in found.message


async def test_a_file_that_comes_is_noticed(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.open("serverless.yml", SERVICE)
        await editor.until("serverless.yml", "handler-not-found")
        editor.write("notes.py", CODE)
        changes = [types.FileEvent(editor.uri("notes.py"), types.FileChangeType.Created)]
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))
        await editor.until("serverless.yml")


async def test_only_on_save_where_that_is_asked_for(tmp_path: Path) -> None:
    async with editor_in(tmp_path, options={"run": "onSave"}) as editor:
        editor.write("notes.py", CODE)
        editor.open("serverless.yml", SERVICE)
        await editor.diagnostics("serverless.yml")
        editor.change("serverless.yml", BAD)
        await asyncio.sleep(0.3)
        assert editor.told("serverless.yml")[-1].version == 1
        editor.save("serverless.yml")
        assert len(await editor.diagnostics("serverless.yml")) == 1


async def test_settings_of_the_editor(tmp_path: Path) -> None:
    async with editor_in(tmp_path, options={"slslint": {"ignore": ["timeout-unset"]}}) as editor:
        editor.write("notes.py", CODE)
        editor.open("serverless.yml", BAD)
        assert await editor.diagnostics("serverless.yml") == []
        editor.client.set_configuration({"select": ["timeouts"]}, section="slslint")
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
        await editor.until("serverless.yml", "timeout-unset")


async def test_a_service_in_each_folder_of_the_workspace(tmp_path: Path) -> None:
    folders = [types.WorkspaceFolder((tmp_path / name).as_uri(), name) for name in ("a", "b")]
    async with editor_in(tmp_path, workspace_folders=folders) as editor:
        for name in ("a", "b/sub"):
            editor.write(f"{name}/notes.py", CODE)
            editor.open(f"{name}/serverless.yml", BAD)
        assert len(await editor.diagnostics("a/serverless.yml")) == 1
        assert len(await editor.diagnostics("b/sub/serverless.yml")) == 1


async def test_a_baseline_is_kept_to(tmp_path: Path) -> None:
    row = '{"file": "serverless.yml", "code": "SLS501", "fingerprint": "%s", "path": "", "message": ""}'
    async with editor_in(tmp_path) as editor:
        editor.write("notes.py", CODE)
        editor.open("serverless.yml", BAD)
        (found,) = await editor.diagnostics("serverless.yml")
        assert isinstance(found.data, dict)
        editor.write("accepted.json", '{"version": 1, "findings": [%s]}' % (row % found.data["fingerprint"]))
        editor.open("slslint.toml", 'baseline = "accepted.json"\n')
        editor.save("slslint.toml")
        await editor.until("serverless.yml")


TEMPLATE = SERVICE + "resources:\n  Resources:\n    Queue:\n      Type: AWS::SQS::Queue\n      Properties: {Speed: 1}\n"


async def test_findings_of_cfn_lint_come_later_and_stay(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.write("notes.py", CODE)
        editor.open("serverless.yml", TEMPLATE)
        (found,) = await editor.until("serverless.yml", "cfn-lint/E3002")
        assert next(list(each.diagnostics) for each in editor.told("serverless.yml")) == []
        editor.change("serverless.yml", "# what we know\n" + TEMPLATE)
        (moved,) = await editor.diagnostics("serverless.yml")
        assert moved.code == found.code
        assert moved.range.start.line == found.range.start.line + 1
        editor.change("serverless.yml", SERVICE)
        assert await editor.diagnostics("serverless.yml") == []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the children of a process are read from /proc")
async def test_the_end_of_cfn_lint_is_not_the_end_of_the_server(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.write("notes.py", CODE)
        editor.open("serverless.yml", TEMPLATE)
        await editor.until("serverless.yml", "cfn-lint/E3002")
        server = editor.client._server
        assert server is not None
        threads = Path(f"/proc/{server.pid}/task").glob("*/children")
        children = [child for thread in threads for child in thread.read_text().split()]
        assert children
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        changed = TEMPLATE.replace("    timeout: 10\n", "")
        editor.change("serverless.yml", changed.replace("Speed", "Pace"))
        assert (await editor.diagnostics("serverless.yml"))[0].code == "timeout-unset"
        await asyncio.sleep(1)
        editor.change("serverless.yml", changed.replace("Speed", "Rate"))
        await editor.until("serverless.yml", "timeout-unset", "cfn-lint/E3002")
