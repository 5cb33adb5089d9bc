"""Code actions: fixes, comments that silence, pages of rules, callers to be named."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, cast

from lsprotocol import types

from slslint.access.matrix import iam_routes
from slslint.config.edit import caller_entry
from slslint.engine.finding import Finding
from slslint.engine.silence import silencer
from slslint.lsp.answers import Answers
from slslint.lsp.buffers import uri_of
from slslint.lsp.diagnostics import SOURCE
from slslint.service.service import Service
from slslint.source.file import SourceFile

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{SOURCE}"
QUICK = types.CodeActionKind.QuickFix.value
REFACTOR = types.CodeActionKind.RefactorRewrite.value
OPEN_PAGE = "slslint.openPage"
KINDS = (QUICK, FIX_ALL, REFACTOR)


class TextFix(NamedTuple):
    """A fix as a diagnostic's data holds it: `files` are a URI, a version and edits each."""

    title: str
    safe: bool
    files: tuple[types.TextDocumentEdit, ...]


class Client(NamedTuple):
    """What the client can take in a workspace edit."""

    versioned: bool = True
    creates: bool = True

    def edit(self, files: Iterable[types.TextDocumentEdit]) -> types.WorkspaceEdit:
        """A workspace edit of existing files."""
        files = list(files)
        if self.versioned:
            return types.WorkspaceEdit(document_changes=list(files))
        changes: dict[str, list[types.TextEdit]] = {}
        for file in files:
            plain = [each for each in file.edits if isinstance(each, types.TextEdit)]
            changes.setdefault(file.text_document.uri, []).extend(plain)
        return types.WorkspaceEdit(changes={uri: tuple(edits) for uri, edits in changes.items()})


def fixes_of(diagnostic: types.Diagnostic) -> list[TextFix]:
    """The fixes in a diagnostic's data; none where a client sent something else there."""
    data: Any = diagnostic.data
    try:
        return [_fix(each) for each in data["fixes"]]
    except (KeyError, TypeError, ValueError, AttributeError):
        return []


def _fix(data: dict[str, Any]) -> TextFix:
    files = tuple(
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(str(file["uri"]), cast("int | None", file["version"])),
            [_edit(edit) for edit in file["edits"]],
        )
        for file in data["files"]
    )
    return TextFix(str(data["title"]), bool(data["safe"]), files)


def _edit(data: dict[str, Any]) -> types.TextEdit:
    start, end = data["range"]["start"], data["range"]["end"]
    place = types.Range(
        types.Position(int(start["line"]), int(start["character"])),
        types.Position(int(end["line"]), int(end["character"])),
    )
    return types.TextEdit(place, str(data["newText"]))


def together(diagnostics: Iterable[types.Diagnostic]) -> list[types.TextDocumentEdit]:
    """The first safe fix of each diagnostic; of those that touch the same text the first one alone."""
    files: dict[tuple[str, int | None], list[types.TextEdit]] = {}
    for diagnostic in diagnostics:
        fix = next((each for each in fixes_of(diagnostic) if each.safe), None)
        edits = (
            []
            if fix is None
            else [(_key(file), cast("types.TextEdit", edit)) for file in fix.files for edit in file.edits]
        )
        if any(_touches(edit.range, other.range) for key, edit in edits for other in files.get(key, ())):
            continue
        for key, edit in edits:
            files.setdefault(key, []).append(edit)
    return [
        types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(*key), edits)
        for key, edits in files.items()
    ]


def _key(file: types.TextDocumentEdit) -> tuple[str, int | None]:
    return file.text_document.uri, file.text_document.version


def _touches(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end


def as_shown(asked: Sequence[types.Diagnostic], shown: Sequence[types.Diagnostic]) -> list[types.Diagnostic]:
    """The diagnostics that a client asks about, whole: not every client keeps all that they hold."""
    known = {(each.code, each.message, str(each.range)): each for each in shown}
    return [known.get((each.code, each.message, str(each.range)), each) for each in asked]


def diagnosed(
    diagnostics: Sequence[types.Diagnostic], shown: Sequence[types.Diagnostic], client: Client
) -> Iterator[types.CodeAction]:
    """What can be done about diagnostics of a file: made of their data alone. `shown` are all of the file."""
    for each in diagnostics:
        if each.source != SOURCE:
            continue
        preferred = True
        for fix in fixes_of(each):
            title = fix.title if fix.safe else f"{fix.title} (unsafe)"
            edit = client.edit(fix.files)
            yield types.CodeAction(title, QUICK, [each], (fix.safe and preferred) or None, edit=edit)
            preferred = preferred and not fix.safe
        alike = [other for other in shown if other.code == each.code and any(fix.safe for fix in fixes_of(other))]
        if len(alike) > 1:
            yield types.CodeAction(
                f"Fix all `{each.code}` in this file", QUICK, [each], edit=client.edit(together(alike))
            )
        if each.code_description is not None:
            command = types.Command("Open the page", OPEN_PAGE, arguments=[each.code_description.href])
            yield types.CodeAction(f"Open the page of `{each.code}`", QUICK, [each], command=command)


def fix_all(shown: Sequence[types.Diagnostic], client: Client) -> Iterator[types.CodeAction]:
    """All safe fixes of a file at once."""
    files = together(shown)
    if files:
        yield types.CodeAction("Fix all that slslint can fix safely", FIX_ALL, edit=client.edit(files))


def silencers(answers: Answers, diagnostics: Sequence[types.Diagnostic], client: Client) -> Iterator[types.CodeAction]:
    """Comments that silence findings, with a place for the reason."""
    firm = answers.view.session.options.settings.words("non-ignorable")
    for diagnostic, finding in _paired(answers, diagnostics):
        if finding.name in firm or finding.code in firm or finding.at.file.text != answers.view.file.text:
            continue
        edit = silencer(finding)
        if edit is not None:
            place = answers.converter.range(edit.file, edit.start, edit.end)
            file = _document(answers, answers.view.path, [types.TextEdit(place, edit.text)])
            yield types.CodeAction(
                f"Ignore `{finding.name}` here, with a reason", QUICK, [diagnostic], edit=client.edit([file])
            )


def _paired(answers: Answers, diagnostics: Sequence[types.Diagnostic]) -> Iterator[tuple[types.Diagnostic, Finding]]:
    """The diagnostics whose findings are at hand."""
    findings = answers.root.findings(answers.view.path)
    for diagnostic in diagnostics:
        for finding in findings:
            place = answers.converter.range_of(finding.at)
            if (finding.name, finding.sentence, place) == (diagnostic.code, diagnostic.message, diagnostic.range):
                yield diagnostic, finding
                break


def callers(answers: Answers, position: types.Position, client: Client) -> Iterator[types.CodeAction]:
    """Name the role, or the policy file, that one looks at as a caller of the routes under IAM."""
    settings = answers.view.session.options.settings
    root = answers.root.workspace
    path = settings.path or os.path.join(root.root, "slslint.toml")
    file = answers.root.text(path)
    entry = _named(answers, position, os.path.dirname(path))
    if entry is None or any(table.get(entry[0]) == entry[1] for table in settings.tables("callers")):
        return
    if file is None and not client.creates:
        return
    added = caller_entry(path, file.text if file is not None else "", *entry)
    end = answers.converter.position(file or SourceFile(path, ""), len(file.text) if file is not None else 0)
    change = _document(answers, path, [types.TextEdit(types.Range(end, end), added)])
    edit = client.edit([change])
    if file is None:
        edit = types.WorkspaceEdit(document_changes=[types.CreateFile(change.text_document.uri), change])
    yield types.CodeAction(f"Name `{entry[1]}` as a caller in {os.path.basename(path)}", REFACTOR, edit=edit)


def _named(answers: Answers, position: types.Position, folder: str) -> tuple[str, str] | None:
    view, offset = answers.view, answers.converter.offset(answers.view.file, position)
    for file in view.services:
        services = [each for each in file.services if iam_routes(each.routes)]
        if services and view.path in file.beside:
            return "policy", os.path.relpath(view.path, folder).replace(os.sep, "/")
        for service in services:
            name = _role_at(service, view.path, offset)
            if name is not None:
                return "role", name
    return None


def _role_at(service: Service, path: str, offset: int) -> str | None:
    for role in service.roles:
        key, value = role.cursor.key, role.cursor.value
        if key is not None and value is not None and key.file.path == path and key.start <= offset <= value.at.end:
            return role.name
    return None


def _document(answers: Answers, path: str, edits: list[types.TextEdit]) -> types.TextDocumentEdit:
    buffer = answers.seen.get(path)
    version = buffer.version if buffer is not None else None
    return types.TextDocumentEdit(
        types.OptionalVersionedTextDocumentIdentifier(uri_of(answers.seen, path), version), list(edits)
    )
