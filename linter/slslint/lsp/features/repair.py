"""Repair: a buffer that does not parse, with the lines that are to blame blanked, so that all offsets stay."""

from slslint.source.document import Document
from slslint.source.file import SourceFile
from slslint.source.load import JSON_EXTENSIONS, load

ROUNDS = 6
"""Lines that are taken away before the rest of the file is."""
FAR = 2_000
"""Lines above an error in which its cause is looked for."""
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
    """Without the lines that are to blame for errors; after some of them, cut at the next."""
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
    cuts = (document.file.text[: document.file.line_starts[line - 1]] for line in _suspects(document))
    return max((_load(path, cut) for cut in cuts), key=_error)


def _loads(document: Document) -> bool:
    return document.root is not None or not document.problems


def _load(path: str, text: str) -> Document:
    return load(path, text.encode("utf-8", "surrogatepass"))


def _error(document: Document) -> int:
    return document.problems[0].at.end if document.problems else len(document.file.text) + 1


def _error_line(document: Document) -> int:
    return document.file.position(document.problems[0].at.start)[0]


def _suspects(document: Document) -> list[int]:
    """The line of the error, the nearest above that opens what it does not close, the one before that says anything."""
    error, file = _error_line(document), document.file
    found = [error]
    above = range(error - 1, max(0, error - FAR), -1)
    found += [line for line in above if _is_unbalanced(file.line(line))][:1]
    found += [line for line in above if file.line(line).strip()][:1]
    return list(dict.fromkeys(found))


def _is_unbalanced(line: str) -> bool:
    """Whether a line seems to open a bracket or a quote that it does not close."""
    text = line.partition(" #")[0].replace('\\"', "")
    if text.lstrip().startswith("#"):
        return False
    return (
        text.count('"') % 2 == 1
        or text.count("'") % 2 == 1
        or text.count("{") > text.count("}")
        or text.count("[") > text.count("]")
    )


def _without(file: SourceFile, line: int) -> str:
    """The text with blanks for a line, put at the end of the one before: a blank line in a block of text is empty."""
    text, start, end = file.text, file.line_starts[line - 1], file.line_end(line)
    before = file.line_end(line - 1) if line > 1 else start
    return text[:before] + " " * (end - start) + text[before:start] + text[end:]


def _repaired_json(document: Document, offset: int | None) -> Document:
    """Without the line at the cursor, or cut at the error or there, the brackets that are open closed."""
    file = document.file
    line = file.position(offset)[0] if offset is not None else _error_line(document)
    texts = [_without(file, line)]
    cuts = (_error(document), file.line_starts[_error_line(document) - 1], file.line_starts[line - 1])
    texts += [_closed(file.text[:cut]) for cut in cuts]
    tried = (_load(file.path, text) for text in texts)
    return next((each for each in tried if each.root is not None), Document(file, None, document.problems))


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
