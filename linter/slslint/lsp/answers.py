"""What features answer, as the protocol has it: places become ranges in the client's units."""

from collections.abc import Iterable
from typing import NamedTuple

from lsprotocol import types

from slslint.lsp.buffers import Snapshot, uri_of
from slslint.lsp.convert import Converter
from slslint.lsp.features.completion import completion
from slslint.lsp.features.definition import definition
from slslint.lsp.features.hints import hints
from slslint.lsp.features.hover import hover
from slslint.lsp.features.lens import lenses
from slslint.lsp.features.links import links
from slslint.lsp.features.references import find_references
from slslint.lsp.features.results import Symbol
from slslint.lsp.features.symbols import symbols
from slslint.lsp.root import Root
from slslint.lsp.view import Place, View
from slslint.source.file import SourceFile

_COMPLETIONS = {
    "property": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.Value,
    "variable": types.CompletionItemKind.Variable,
    "file": types.CompletionItemKind.File,
    "folder": types.CompletionItemKind.Folder,
    "function": types.CompletionItemKind.Function,
    "reference": types.CompletionItemKind.Reference,
    "rule": types.CompletionItemKind.EnumMember,
}
_KINDS = {
    "module": types.SymbolKind.Module,
    "function": types.SymbolKind.Function,
    "event": types.SymbolKind.Event,
    "resource": types.SymbolKind.Object,
    "key": types.SymbolKind.Key,
}


class Answers(NamedTuple):
    """Asks the features about one file, for one client."""

    root: Root
    view: View
    converter: Converter
    seen: Snapshot

    def hover(self, position: types.Position) -> types.Hover | None:
        """What stands at a position."""
        found = hover(self.view, self._offset(position))
        if found is None:
            return None
        content = types.MarkupContent(types.MarkupKind.Markdown, found.text)
        return types.Hover(content, self._location(found.place).range)

    def completion(self, position: types.Position, again: str) -> types.CompletionList:
        """What may be typed at a position; `again` is the client's command that asks for more."""
        file = self.view.file
        found = [
            types.CompletionItem(
                each.label,
                kind=_COMPLETIONS.get(each.kind, types.CompletionItemKind.Text),
                detail=each.detail or None,
                documentation=types.MarkupContent(types.MarkupKind.Markdown, each.documentation)
                if each.documentation
                else None,
                sort_text=f"{number:04}",
                filter_text=each.text,
                text_edit=types.TextEdit(self.converter.range(file, each.start, each.end), each.text),
                command=types.Command("More", again) if again and each.again else None,
            )
            for number, each in enumerate(completion(self.view, self._offset(position)))
        ]
        return types.CompletionList(is_incomplete=False, items=found)

    def definition(self, position: types.Position) -> list[types.Location]:
        """Where what is named at a position is."""
        return self._locations(definition(self.view, self._offset(position)))

    def references(self, position: types.Position, declaration: bool) -> list[types.Location]:
        """Where what is at a position is named."""
        return self._locations(find_references(self.view, self._offset(position), declaration))

    def highlights(self, position: types.Position) -> list[types.DocumentHighlight]:
        """The same within the file."""
        found = find_references(self.view, self._offset(position), True)
        return [types.DocumentHighlight(self._location(each).range) for each in found if each.path == self.view.path]

    def symbols(self) -> list[types.DocumentSymbol]:
        """The outline of the file."""
        return [self._symbol(each) for each in symbols(self.view)]

    def links(self) -> list[types.DocumentLink]:
        """The names of files in the file."""
        return [
            types.DocumentLink(
                self._location(each.place).range, uri_of(self.seen, each.target), tooltip=each.tooltip or None
            )
            for each in links(self.view)
        ]

    def hints(self, place: types.Range) -> list[types.InlayHint]:
        """Values to be shown behind what stands for them."""
        file = self.view.file
        return [
            types.InlayHint(
                self.converter.position(file, each.offset),
                each.label,
                tooltip=types.MarkupContent(types.MarkupKind.Markdown, each.tooltip) if each.tooltip else None,
                padding_left=True,
            )
            for each in hints(self.view, self._offset(place.start), self._offset(place.end))
        ]

    def lenses(self) -> list[types.CodeLens]:
        """Lines above routes that say who may call them; there is nothing behind them to run."""
        return [
            types.CodeLens(self._location(each.place).range, types.Command(each.title, ""))
            for each in lenses(self.view)
        ]

    def _symbol(self, symbol: Symbol) -> types.DocumentSymbol:
        return types.DocumentSymbol(
            symbol.name or "?",
            _KINDS[symbol.kind],
            self._location(symbol.place).range,
            self._location(symbol.name_at).range,
            symbol.detail or None,
            children=[self._symbol(each) for each in symbol.children],
        )

    def _offset(self, position: types.Position) -> int:
        return self.converter.offset(self.view.file, position)

    def _locations(self, places: Iterable[Place]) -> list[types.Location]:
        return [self._location(each) for each in places]

    def _location(self, place: Place) -> types.Location:
        file = self.view.file if place.path == self.view.path else self.root.text(place.path)
        file = file or SourceFile(place.path, "")
        last = len(file.text)
        return types.Location(
            uri_of(self.seen, place.path), self.converter.range(file, min(place.start, last), min(place.end, last))
        )
