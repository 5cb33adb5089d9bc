"""An editor for tests: a client that talks to a server of its own, and waits for what it publishes."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

PATIENCE = 30
"""Seconds after which an answer that has not come counts as none."""

SERVICE = """\
service: notes
frameworkVersion: '4'
provider:
  name: aws
  runtime: python3.13
functions:
  list:
    handler: notes.main
    timeout: 10
"""


class Editor:
    """An editor with open files below `folder`."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.published: list[types.PublishDiagnosticsParams] = []
        self.versions: dict[str, int] = {}
        self._news = asyncio.Condition()

    async def note(self, params: types.PublishDiagnosticsParams) -> None:
        async with self._news:
            self.published.append(params)
            self._news.notify_all()

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def open(self, name: str, text: str | None = None) -> None:
        """Open a file; with a text it is written first."""
        if text is not None:
            self.write(name, text)
        self.versions[name] = 1
        item = types.TextDocumentItem(self.uri(name), "yaml", 1, (self.folder / name).read_bytes().decode())
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, name: str, text: str) -> None:
        self.versions[name] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def save(self, name: str) -> None:
        self.client.text_document_did_save(
            types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(self.uri(name)))
        )

    def close(self, name: str) -> None:
        self.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(self.uri(name)))
        )

    def told(self, name: str) -> list[types.PublishDiagnosticsParams]:
        """All that was published for a file, in order."""
        return [each for each in self.published if each.uri == self.uri(name)]

    async def diagnostics(self, name: str, version: int | None = -1) -> list[types.Diagnostic]:
        """What is published for a file: for its present version, unless another is given (None: not open)."""
        wanted = self.versions.get(name) if version == -1 else version

        def latest() -> types.PublishDiagnosticsParams | None:
            return next((each for each in reversed(self.told(name)) if each.version == wanted), None)

        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(latest)
            found = latest()
            assert found is not None
            return list(found.diagnostics)

    async def until(self, name: str, *codes: str) -> list[types.Diagnostic]:
        """Wait until exactly these findings are shown in a file."""

        def shown() -> bool:
            told = self.told(name)
            return bool(told) and [each.code for each in told[-1].diagnostics] == list(codes)

        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(shown)
            return list(self.told(name)[-1].diagnostics)

    async def quiet(self) -> None:
        """Wait until all that was asked for is done."""
        await asyncio.sleep(0.15)
        await self.actions(next(iter(self.versions)), [], "source.fixAll")

    async def actions(self, name: str, diagnostics: list[types.Diagnostic], *only: str) -> list[types.CodeAction]:
        """The code actions for diagnostics of a file."""
        context = types.CodeActionContext(diagnostics, only=list(only) or None)
        place = diagnostics[0].range if diagnostics else types.Range(types.Position(0, 0), types.Position(0, 0))
        params = types.CodeActionParams(types.TextDocumentIdentifier(self.uri(name)), place, context)
        found = await self.client.text_document_code_action_async(params)
        return [each for each in found or () if isinstance(each, types.CodeAction)]


@asynccontextmanager
async def editor_in(
    folder: Path, capabilities: types.ClientCapabilities | None = None, options: Any = None, **initialize: Any
) -> AsyncIterator[Editor]:
    """An editor with a folder open, and a server that it starts and ends."""
    client = LanguageClient(converter_factory=default_converter)
    editor = Editor(client, folder)
    features = {**DEFAULT_CLIENT_FEATURES}

    async def publish(_: LanguageClient, params: types.PublishDiagnosticsParams) -> None:
        await editor.note(params)

    async def register(_: types.RegistrationParams) -> None:
        return None

    features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS] = publish
    features[types.CLIENT_REGISTER_CAPABILITY] = register
    register_lsp_features(client, features)
    await client.start_io(sys.executable, "-m", "slslint", "server")
    try:
        initialize.setdefault("workspace_folders", [types.WorkspaceFolder(folder.as_uri(), folder.name)])
        await client.initialize_session(
            types.InitializeParams(
                capabilities=capabilities or client_capabilities("visual-studio-code"),
                initialization_options=options,
                **initialize,
            )
        )
        yield editor
        if client._server is not None and client._server.returncode is None:
            async with asyncio.timeout(PATIENCE):
                await client.shutdown_session()
    finally:
        if client._server is not None and client._server.returncode is None:
            client._server.kill()
        await client.stop()
