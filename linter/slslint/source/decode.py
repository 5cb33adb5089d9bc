"""Bytes to text."""

from slslint.source.file import SourceFile
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode(path: str, data: bytes) -> tuple[SourceFile, tuple[Problem, ...]]:
    """The text of a file, and what is wrong with its bytes.

    UTF-8, which is what the framework reads; bytes that are not UTF-8 become U+FFFD, as Node has it. UTF-16 is
    recognised and decoded, and is a problem: to the framework it is a file of null characters.
    """
    encoding, mark = next(((name, mark) for mark, name in _MARKS if data.startswith(mark)), ("utf-8", b""))
    if not mark and b"\0" in data[:4096]:
        encoding = _unmarked(data)
    if encoding == "utf-8":
        return _utf8(path, data, bool(mark))
    text = data[len(mark) :].decode(encoding, "replace")
    file = SourceFile(path, text, encoding, bool(mark))
    message = "the file is encoded in UTF-16, which the framework cannot read: save it as UTF-8"
    return file, (Problem("syntax", message, Pointer(file, 0, 0), data="encoding"),)


def _utf8(path: str, data: bytes, marked: bool) -> tuple[SourceFile, tuple[Problem, ...]]:
    try:
        file = SourceFile(path, data.decode("utf-8-sig" if marked else "utf-8"), "utf-8", marked)
        problem = None
    except UnicodeDecodeError as error:
        text = data.decode("utf-8-sig" if marked else "utf-8", "replace")
        file = SourceFile(path, text, "utf-8", marked)
        body = data[3:] if marked else data
        at = len(body[: error.start].decode("utf-8", "replace"))
        message = f"the byte {body[error.start]:#04x} is not UTF-8: save the file as UTF-8"
        problem = Problem("syntax", message, Pointer(file, at, min(at + 1, len(text))), data="encoding")
    null = file.text.find("\0")
    if null >= 0:
        message = "a null character: this is no text file, or one in an unknown encoding"
        return file, (Problem("syntax", message, Pointer(file, null, null + 1), data="binary"),)
    return file, (problem,) if problem else ()


def _unmarked(data: bytes) -> str:
    """UTF-16 without a mark shows in the null bytes beside ASCII characters."""
    head = data[: min(len(data) & ~1, 64)]
    if len(head) >= 4 and not any(head[1::2]) and all(head[::2]):
        return "utf-16-le"
    if len(head) >= 4 and not any(head[::2]) and all(head[1::2]):
        return "utf-16-be"
    return "utf-8"
