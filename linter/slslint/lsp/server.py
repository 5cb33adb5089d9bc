"""The server: what the protocol asks, passed on to the rooms that know."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer

from slslint import __version__
from slslint.config.settings import NAMES
from slslint.lsp import actions
from slslint.lsp.buffers import path_of
from slslint.lsp.convert import Converter
from slslint.lsp.linting import Linting
from slslint.lsp.options import SECTION, read_preferences

if TYPE_CHECKING:
    from slslint.lsp.answers import Answers

WATCHED = (
    *(f"**/{name}" for name in NAMES),
    "**/serverless*.{yml,yaml,json}",
    "**/.gitignore",
    "**/.env*",
    "**/package.json",
    "**/{package-lock.json,yarn.lock,pnpm-lock.yaml}",
    "**/*.{yml,yaml,json,js,mjs,cjs,ts,mts,cts,py}",
)
"""What the client is asked to tell changes of: all that a service may depend on."""


TRIGGERS = "${(:.,/'\"[ !"
"""Characters behind which something can be completed."""


class Server(LanguageServer):
    """slslint's language server; `linting` holds what is open and what is known of it."""

    def __init__(self) -> None:
        # The whole text with each change: a service file is small, and there is one reading of where a line ends.
        super().__init__(  # pyright: ignore[reportUnknownMemberType]
            "slslint", __version__, types.TextDocumentSyncKind.Full
        )
        self.linting = Linting(self.text_document_publish_diagnostics, self.log)

    def log(self, text: str, kind: types.MessageType = types.MessageType.Error) -> None:
        """A line in the client's log of the server."""
        self.window_log_message(types.LogMessageParams(kind, text))

    def report_server_error(self, error: Exception, source: type[Any]) -> None:
        """What went wrong outside of a request's answer is logged; nobody is interrupted."""
        if source is not FeatureRequestError:  # that one is answered as such
            self.log(f"{type(error).__name__}: {error}", types.MessageType.Warning)

    def supports(self, *names: str) -> bool:
        """Whether the client has a capability, by its path."""
        value: Any = self.client_capabilities
        for name in names:
            value = getattr(value, name, None)
        return bool(value)


def make_server() -> Server:
    """A server that waits for a client on its standard streams once it is started."""
    server = Server()
    _life(server)
    _documents(server)
    _questions(server)
    _actions(server)
    return server


def _life(server: Server) -> None:
    linting = server.linting

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        encoding = server.workspace.position_encoding or types.PositionEncodingKind.Utf16
        linting.converter = Converter(types.PositionEncodingKind(encoding).value)
        linting.preferences = read_preferences(params.initialization_options)
        linting.folders = _folders(server)

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        if server.supports("workspace", "did_change_watched_files", "dynamic_registration"):
            watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            await server.client_register_capability_async(
                types.RegistrationParams([types.Registration("watched files", method, options)])
            )
        await ask_preferences()

    async def ask_preferences() -> None:
        if not server.supports("workspace", "configuration"):
            return
        asked = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
        found = await server.workspace_configuration_async(asked)
        if found and found[0]:
            linting.configure(read_preferences(found[0])._replace(again=linting.preferences.again))

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: types.DidChangeConfigurationParams) -> None:
        if server.supports("workspace", "configuration"):
            await ask_preferences()
        elif params.settings:
            linting.configure(read_preferences(params.settings)._replace(again=linting.preferences.again))

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def moved(_: types.DidChangeWorkspaceFoldersParams) -> None:
        linting.enter(_folders(server))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        linting.watched(change.uri for change in params.changes)

    @server.feature(types.SHUTDOWN)
    def shutdown(_: None) -> None:
        linting.close()


def _documents(server: Server) -> None:
    linting = server.linting

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        linting.opened(document.uri, document.version, document.text)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        linting.changed(document.uri, document.version, server.workspace.get_text_document(document.uri).source)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        linting.saved(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        linting.closed(params.text_document.uri)


def _questions(server: Server) -> None:
    ask = server.linting.ask

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        return await ask(params.text_document.uri, lambda answers: answers.hover(params.position))

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(list(TRIGGERS)))
    async def completion(params: types.CompletionParams) -> types.CompletionList | None:
        again = server.linting.preferences.again
        return await ask(params.text_document.uri, lambda answers: answers.completion(params.position, again))

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> list[types.Location] | None:
        return await ask(params.text_document.uri, lambda answers: answers.definition(params.position))

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(params: types.ReferenceParams) -> list[types.Location] | None:
        declaration = params.context.include_declaration
        return await ask(params.text_document.uri, lambda answers: answers.references(params.position, declaration))

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlights(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight] | None:
        return await ask(params.text_document.uri, lambda answers: answers.highlights(params.position))

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        return await ask(params.text_document.uri, lambda answers: answers.symbols())

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    async def links(params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        return await ask(params.text_document.uri, lambda answers: answers.links())

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hints(params: types.InlayHintParams) -> list[types.InlayHint] | None:
        return await ask(params.text_document.uri, lambda answers: answers.hints(params.range))

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens] | None:
        return await ask(params.text_document.uri, lambda answers: answers.lenses())


def _actions(server: Server) -> None:
    linting = server.linting

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(list(actions.KINDS)))
    async def code_actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        path, wanted = path_of(params.text_document.uri), params.context.only
        if path is None:
            return []
        client = actions.Client(
            server.supports("workspace", "workspace_edit", "document_changes"),
            server.supports("workspace", "workspace_edit", "resource_operations"),
        )
        if wanted is not None and _is_wanted(actions.FIX_ALL, wanted):
            await linting.settle()
        shown = linting.publisher.diagnostics(path)
        asked = actions.as_shown(params.context.diagnostics, shown)
        found = [*actions.diagnosed(asked, shown, client), *actions.fix_all(shown, client)]

        def made_of_services(answers: "Answers") -> list[types.CodeAction]:
            place = params.range.start
            return [*actions.silencers(answers, asked, client), *actions.callers(answers, place, client)]

        if wanted is None or any(_is_wanted(kind, wanted) for kind in (actions.QUICK, actions.REFACTOR)):
            found += await linting.ask(params.text_document.uri, made_of_services) or []
        return [each for each in found if wanted is None or _is_wanted(str(each.kind), wanted)]

    @server.command(actions.OPEN_PAGE)
    async def open_page(url: str) -> None:
        if server.supports("window", "show_document", "support"):
            await server.window_show_document_async(types.ShowDocumentParams(url, external=True))
        else:
            server.window_show_message(types.ShowMessageParams(types.MessageType.Info, url))


def _is_wanted(kind: str, wanted: Sequence[str]) -> bool:
    """Whether a client that wants these kinds of actions wants one of this kind."""
    return any(kind == each or kind.startswith(f"{each}.") for each in map(_kind, wanted))


def _kind(kind: str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _folders(server: Server) -> tuple[str, ...]:
    """The folders that are open in the editor, by their paths."""
    uris = [*server.workspace.folders, *([server.workspace.root_uri] if server.workspace.root_uri else [])]
    return tuple(dict.fromkeys(path for uri in uris if (path := path_of(uri)) is not None))
