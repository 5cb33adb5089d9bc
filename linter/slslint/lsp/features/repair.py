"""Repair: a buffer that does not parse, with the lines that are to blame blanked, so that all offsets stay."""

from slslint.source.document import Document
from slslint.source.file import SourceFile
from slslint.source.load import JSON_EXTENSIONS, load

ROUNDS = 6
"""Lines that are taken away before the rest of the file is."""
_CLOSERS = {"{": "}", "[": "]"}


def repaired(document: Document, offset: int | None) -> Document:
    """The document, or one of nearly the same text that loads: what half-typed lines say is missing in it.

    `offset` is the cursor's, whose line is the first to be suspected. Positions up to the end of the text are those of
    the document. The root is None where nothing of the text can be read.
    """
    if _loads(document):
        return document
    path = document.file.path
    if path.lower().endswith(JSON_EXTENSIONS):
        return _repaired_json(document, offset)
    if offset is not None:
        tried = _load(path, _without(document.file, document.file.position(offset)[0]))
        if _loads(tried):
            return tried
    return _without_errors(document, path)


def _without_errors(document: Document, path: str) -> Document:
    """Without the lines at which errors stand, or the lines before these; after some, cut at the next error."""
    for _ in range(ROUNDS):
        best = document
        for line in _suspects(document):
            tried = _load(path, _without(document.file, line))
            if _loads(tried):
                return tried
            best = max(best, tried, key=_error)
        if best is document:
            break
        document = best
    start = document.file.line_starts[_error_line(document) - 1]
    return _load(path, document.file.text[:start])


def _loads(document: Document) -> bool:
    return document.root is not None or not document.problems


def _load(path: str, text: str) -> Document:
    return load(path, text.encode("utf-8", "surrogatepass"))


def _error(document: Document) -> int:
    return document.problems[0].at.end if document.problems else len(document.file.text) + 1


def _error_line(document: Document) -> int:
    return document.file.position(document.problems[0].at.start)[0]


def _suspects(document: Document) -> list[int]:
    """The line of the error, and the one before that says anything."""
    line = _error_line(document)
    before = line - 1
    while before > 0 and not document.file.line(before).strip():
        before -= 1
    return [line, before] if before > 0 else [line]


def _without(file: SourceFile, line: int) -> str:
    start, end = file.line_starts[line - 1], file.line_end(line)
    return file.text[:start] + " " * (end - start) + file.text[end:]


def _repaired_json(document: Document, offset: int | None) -> Document:
    """Without the line at the cursor, or cut there, or cut at the error, the brackets that are open closed."""
    file = document.file
    line = file.position(offset)[0] if offset is not None else _error_line(document)
    whole = _load(file.path, _without(file, line))
    if _loads(whole):
        return whole
    cuts = [file.line_starts[line - 1], _error(document), file.line_starts[_error_line(document) - 1]]
    for cut in cuts:
        tried = _load(file.path, _closed(file.text[:cut]))
        if _loads(tried):
            return tried
    return Document(file, None, document.problems)


def _closed(text: str) -> str:
    """JSON that was cut, made whole: after the last comma or bracket outside of a string comes what closes it."""
    open_brackets: list[str] = []
    keep, brackets_then = 0, list[str]()
    in_string = escaped = False
    for at, char in enumerate(text):
        if in_string:
            in_string = escaped or char != '"'
            escaped = char == "\\" and not escaped
            continue
        if char == '"':
            in_string = True
        elif char in "{[":
            open_brackets.append(char)
            keep, brackets_then = at + 1, list(open_brackets)
        elif char in "}]" and open_brackets:
            open_brackets.pop()
            keep, brackets_then = at + 1, list(open_brackets)
        elif char == ",":
            keep, brackets_then = at, list(open_brackets)
    return text[:keep] + "".join(_CLOSERS[each] for each in reversed(brackets_then))
