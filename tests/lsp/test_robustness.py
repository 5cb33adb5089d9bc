"""Nothing that a client sends ends the server, and nothing that it forgets grows in it."""

import asyncio
import json
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from lsp.editor import SERVICE, Editor, editor_in
from lsprotocol import types
from slslint.lsp.options import Preferences
from slslint.lsp.root import Root

pytestmark = [pytest.mark.asyncio]

BAD = SERVICE.replace("    timeout: 10\n", "")


def send(editor: Editor, message: Any) -> None:
    """Send a message as it is."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    writer = editor.client.protocol.writer
    assert writer is not None
    writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)


async def is_alive(editor: Editor) -> bool:
    editor.write("notes.py", "def main(event, context): ...\n")
    editor.open("serverless.yml", BAD)
    return [each.code for each in await editor.diagnostics("serverless.yml")] == ["timeout-unset"]


GARBAGE: list[Any] = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[" * 5000,
    [],
    5,
    None,
    {},
    {"jsonrpc": "2.0"},
    {"jsonrpc": "2.0", "method": 5},
    {"jsonrpc": "2.0", "id": 7, "result": None},
    {"jsonrpc": "2.0", "id": 7, "error": {"code": "x"}},
    {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 99}},
    {"jsonrpc": "2.0", "method": "$/cancelRequest"},
    {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {}},
    {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"uri": 5}}},
    {"jsonrpc": "2.0", "method": "textDocument/didSave", "params": {"textDocument": {"uri": "file://[/a.yml"}}},
    {"jsonrpc": "2.0", "method": "textDocument/didSave", "params": {"textDocument": {"uri": "file:///%00.yml"}}},
    {"jsonrpc": "2.0", "method": "textDocument/didClose", "params": {"textDocument": {"uri": "never:opened"}}},
    {"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover", "params": {"textDocument": {"uri": "x"}}},
    {"jsonrpc": "2.0", "id": 2, "method": "textDocument/codeAction", "params": [1, 2]},
    {"jsonrpc": "2.0", "id": 3, "method": "workspace/executeCommand", "params": {"command": "rm", "arguments": [{}]}},
    {"jsonrpc": "2.0", "id": 4, "method": "no/such", "params": {}},
    {"jsonrpc": "2.0", "method": "workspace/didChangeConfiguration", "params": {"settings": [{"slslint": 3}]}},
    {"jsonrpc": "2.0", "method": "workspace/didChangeWatchedFiles", "params": {"changes": [{"uri": "x:y", "type": 9}]}},
]


async def test_garbage(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        for message in GARBAGE:
            send(editor, message)
        assert await is_alive(editor)


async def test_files_that_are_none(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        for uri in (
            "untitled:Untitled-1",
            "vscode-notebook-cell:/a.yml#x",
            "file://",
            "file:///",
            "http://a/serverless.yml",
        ):
            item = types.TextDocumentItem(uri, "yaml", 1, BAD)
            editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
            document = types.TextDocumentIdentifier(uri)
            assert not await editor.client.text_document_hover_async(types.HoverParams(document, types.Position(0, 0)))
            assert not await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        assert await is_alive(editor)


async def test_positions_that_are_nowhere(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        assert await is_alive(editor)
        document = types.TextDocumentIdentifier(editor.uri("serverless.yml"))
        for place in (types.Position(10**6, 0), types.Position(0, 10**6), types.Position(6, 2)):
            await editor.client.text_document_hover_async(types.HoverParams(document, place))
            await editor.client.text_document_completion_async(types.CompletionParams(document, place))
            await editor.client.text_document_definition_async(types.DefinitionParams(document, place))


@pytest.mark.parametrize("text", ["", "\x00", "a: &a [*a]", "[" * 3000, "\ud800: 1", "- " * 500, "serverless"])
async def test_texts_that_are_no_service(tmp_path: Path, text: str) -> None:
    async with editor_in(tmp_path) as editor:
        assert await is_alive(editor)
        editor.change("serverless.yml", text)
        await editor.diagnostics("serverless.yml")
        editor.change("serverless.yml", SERVICE)
        assert await editor.diagnostics("serverless.yml") == []


async def test_requests_that_are_cancelled(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        assert await is_alive(editor)
        document = types.TextDocumentIdentifier(editor.uri("serverless.yml"))
        asked = [
            asyncio.ensure_future(
                editor.client.protocol.send_request_async(
                    types.TEXT_DOCUMENT_HOVER,
                    types.HoverParams(document, types.Position(6, 3)),
                    msg_id=f"hover-{number}",
                )
            )
            for number in range(20)
        ]
        await asyncio.sleep(0)
        for number in range(20):
            editor.client.cancel_request(types.CancelParams(f"hover-{number}"))
        await asyncio.gather(*asked, return_exceptions=True)
        editor.change("serverless.yml", SERVICE)
        assert await editor.diagnostics("serverless.yml") == []


async def test_shutdown_and_exit_end_the_process(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        assert await is_alive(editor)
        editor.change("serverless.yml", SERVICE)
        await editor.client.shutdown_session()
        server = editor.client._server
        assert server is not None
        assert await asyncio.wait_for(server.wait(), 10) == 0


async def test_a_client_that_is_gone_ends_the_process(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        server = editor.client._server
        assert server is not None
        assert server.stdin is not None
        server.stdin.close()
        assert await asyncio.wait_for(server.wait(), 10) is not None


def resident(pid: int) -> int:
    """The memory of a process, in bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the memory of a process is read from /proc")
async def test_memory_stays_flat_over_a_thousand_edits(tmp_path: Path) -> None:
    functions = "".join(f"  f{number}:\n    handler: notes.main\n" for number in range(20))
    async with editor_in(tmp_path) as editor:
        assert await is_alive(editor)
        server, found = editor.client._server, list[int]()
        assert server is not None
        for number in range(1000):
            editor.change("serverless.yml", BAD + functions + f"# {number}\n")
            if number % 5 == 0:
                await editor.actions("serverless.yml", [], "source.fixAll")
            if number % 100 == 99:
                await editor.diagnostics("serverless.yml")
                found.append(resident(server.pid))
        assert found[-1] - found[2] < 12 * 2**20, [size // 2**20 for size in found]


async def test_a_rule_that_crashes_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes.py").write_text("def main(event, context): ...\n", encoding="utf-8")
    (tmp_path / "serverless.yml").write_text(BAD, encoding="utf-8")

    def crash(*_: object) -> None:
        raise LookupError("what a pity")

    monkeypatch.setattr(import_module("slslint_rules.timeouts.timeout_unset").TimeoutUnset, "check", crash)
    root = Root(str(tmp_path), Preferences(), is_open=True)
    (found,) = root.lint(str(tmp_path / "serverless.yml")).findings
    assert found.name == "internal-error"


async def test_a_file_without_a_project_is_no_reason_to_search_the_disk(tmp_path: Path) -> None:
    for name in ("serverless.yml", "far/away/serverless.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(SERVICE, encoding="utf-8")
    found = [Root(str(tmp_path), Preferences(), each).candidates(str(tmp_path / "a.yml")) for each in (False, True)]
    assert [len(each) for each in found] == [1, 2]
