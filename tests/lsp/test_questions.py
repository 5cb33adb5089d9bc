"""What a reader asks, over the wire: each feature once, with places in the units of the client."""

from pathlib import Path

import pytest
from lsp.editor import Editor, editor_in
from lsprotocol import types

pytestmark = [pytest.mark.asyncio]

SERVICE = """\
service: notes
frameworkVersion: '4'
custom:
  größe: {a: 512}
  𝄞é: x
provider:
  name: aws
  runtime: python3.13
  timeout: 10
functions:
  list:
    handler: notes.main
    description: "𝄞é ${self:custom.größe.a} ${self:provider.name}"
    events:
      - http: {path: /notes, method: get, authorizer: aws_iam}
"""
LINE = SERVICE.splitlines().index('    description: "𝄞é ${self:custom.größe.a} ${self:provider.name}"')


async def opened(editor: Editor, text: str = SERVICE) -> types.TextDocumentIdentifier:
    editor.write("notes.py", "def main(event, context): ...\n")
    editor.open("serverless.yml", text)
    await editor.diagnostics("serverless.yml")
    return types.TextDocumentIdentifier(editor.uri("serverless.yml"))


def columns(encoding: types.PositionEncodingKind, text: str) -> int:
    units = {"utf-8": len(text.encode()), "utf-16": len(text.encode("utf-16-le")) // 2, "utf-32": len(text)}
    return units[encoding.value]


@pytest.mark.parametrize("encoding", list(types.PositionEncodingKind))
async def test_columns_behind_letters_of_several_units(tmp_path: Path, encoding: types.PositionEncodingKind) -> None:
    capabilities = types.ClientCapabilities(general=types.GeneralClientCapabilities(position_encodings=[encoding]))
    line = SERVICE.splitlines()[LINE]
    start = line.index("${self:provider")
    async with editor_in(tmp_path, capabilities) as editor:
        document = await opened(editor)
        begin, end = columns(encoding, line[:start]), columns(encoding, line[:-1])
        hover = await editor.client.text_document_hover_async(
            types.HoverParams(document, types.Position(LINE, begin + 3))
        )
        assert hover is not None
        assert hover.range == types.Range(types.Position(LINE, begin), types.Position(LINE, end))
        (place,) = (
            await editor.client.text_document_definition_async(
                types.DefinitionParams(
                    document, types.Position(LINE, columns(encoding, line[: line.index("größe")]) + 1)
                )
            )
            or []
        )
        assert isinstance(place, types.Location)
        assert place.range.start == types.Position(3, columns(encoding, "  größe: {"))


@pytest.mark.parametrize("encoding", list(types.PositionEncodingKind))
async def test_columns_of_diagnostics(tmp_path: Path, encoding: types.PositionEncodingKind) -> None:
    capabilities = types.ClientCapabilities(general=types.GeneralClientCapabilities(position_encodings=[encoding]))
    text = SERVICE.replace("${self:provider.name}", "${self:gone}")
    line = text.splitlines()[LINE]
    async with editor_in(tmp_path, capabilities) as editor:
        await opened(editor, text)
        found = await editor.diagnostics("serverless.yml")
        place = next(each.range for each in found if each.code == "unresolved-variable")
    assert place.start == types.Position(LINE, columns(encoding, line[: line.index("${self:gone}")]))
    assert place.end == types.Position(LINE, columns(encoding, line[:-1]))


async def test_every_feature_answers(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        document, client = await opened(editor), editor.client
        outline = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        assert outline
        assert "functions" in [each.name for each in outline]
        links = await client.text_document_document_link_async(types.DocumentLinkParams(document))
        assert [each.target for each in links or ()] == [editor.uri("notes.py")]
        whole = types.Range(types.Position(0, 0), types.Position(99, 0))
        hints = await client.text_document_inlay_hint_async(types.InlayHintParams(document, whole))
        assert len(hints or ()) == 2
        lenses = await client.text_document_code_lens_async(types.CodeLensParams(document))
        assert len(lenses or ()) == 1
        place = types.Position(3, 4)
        named = await client.text_document_references_async(
            types.ReferenceParams(types.ReferenceContext(include_declaration=True), document, place)
        )
        assert len(named or ()) == 2
        marked = await client.text_document_document_highlight_async(types.DocumentHighlightParams(document, place))
        assert len(marked or ()) == 2


async def test_completion_while_the_buffer_does_not_load(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        document = await opened(editor)
        text = SERVICE.replace("timeout: 10", 'timeout: "${self:')
        editor.change("serverless.yml", text)
        place = types.Position(8, len('  timeout: "${self:'))
        found = await editor.client.text_document_completion_async(types.CompletionParams(document, place))
        assert isinstance(found, types.CompletionList)
        assert "custom" in [each.label for each in found.items]


async def test_nothing_is_said_of_files_of_no_service(tmp_path: Path) -> None:
    async with editor_in(tmp_path) as editor:
        editor.open("compose.yml", "services: {a: {image: b}}\n")
        document = types.TextDocumentIdentifier(editor.uri("compose.yml"))
        assert not await editor.client.text_document_hover_async(types.HoverParams(document, types.Position(0, 3)))
        assert not await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
