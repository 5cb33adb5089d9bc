"""Bytes to text."""

from slslint.source.file import SourceFile
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem

INVALID, UTF_16, BINARY = "invalid-utf-8", "utf-16", "binary"
"""The `data` of a problem: what is wrong with the bytes. Only with the first can the framework read the file."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode(path: str, data: bytes) -> tuple[SourceFile, tuple[Problem, ...]]:
    """The text of a file, and what is wrong with its bytes: at most one problem.

    UTF-8 is what the framework reads; bytes that are not UTF-8 become U+FFFD, as in Node. UTF-16 is recognised and
    decoded, but is a problem: to the framework it is a file full of null characters.
    """
    mark, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", "utf-8"))
    if not mark:
        encoding = _unmarked(data)
    body = data[len(mark) :]
    try:
        file, invalid = SourceFile(path, body.decode(encoding), encoding, bool(mark)), None
    except UnicodeDecodeError as error:
        file, invalid = SourceFile(path, body.decode(encoding, "replace"), encoding, bool(mark)), error.start
    if encoding != "utf-8":
        message = "the file is encoded in UTF-16, which the framework cannot read: save it as UTF-8"
        return file, (Problem("syntax", message, Pointer(file, 0, 0), data=UTF_16),)
    null = file.text.find("\0")
    if null >= 0:
        message = "a null character: this is no text file, or one in an unknown encoding"
        return file, (Problem("syntax", message, Pointer(file, null, null + 1), data=BINARY),)
    if invalid is None:
        return file, ()
    at = len(body[:invalid].decode("utf-8"))
    message = f"the byte {body[invalid]:#04x} is not UTF-8: save the file as UTF-8"
    return file, (Problem("syntax", message, Pointer(file, at, at + 1), data=INVALID),)


def _unmarked(data: bytes) -> str:
    """The encoding of a file without a byte order mark: in UTF-16, ASCII characters have null bytes beside them."""
    head = data[:64]
    if len(head) >= 4 and b"\0" in head:
        if not any(head[1::2]) and all(head[::2]):
            return "utf-16-le"
        if not any(head[::2]) and all(head[1::2]):
            return "utf-16-be"
    return "utf-8"
