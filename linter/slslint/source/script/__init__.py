"""JavaScript and TypeScript as syntax: a file's tree, its names, what it imports and exports. Nothing is run."""

from slslint.source.file import SourceFile

EXTENSIONS = (".js", ".ts", ".cjs", ".mjs", ".cts", ".mts", ".jsx", ".tsx")
"""The files of both languages, in the order in which an import without an extension is looked for."""

MAX_BYTES = 256 * 1024
"""The size up to which a file is read as code; what is larger is a bundle most likely."""


def code_file(path: str, data: bytes) -> SourceFile:
    """The text of a file of code, whose bytes are UTF-8."""
    code = data.removeprefix(b"\xef\xbb\xbf")
    return SourceFile(path, code.decode("utf-8"), bom=len(code) != len(data))
