"""Where a suppression comment for a finding goes."""

from slslint.engine.finding import Finding
from slslint.engine.suppress import MARKER, suppressions
from slslint.source.decode import decode
from slslint.source.document import Document
from slslint.source.file import SourceFile
from slslint.source.load import load
from slslint.source.node import MAP, SCALAR, Node
from slslint.source.patch import Edit, apply_edits

YAML = (".yml", ".yaml")
SCRIPTS = (".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx")
REASON = "reason"


def silencer(finding: Finding, reason: str = REASON) -> Edit | None:
    """The comment that silences a finding, on a line of its own above it; None where none can: in JSON, in a text."""
    file, at = finding.at.file, finding.at.start
    path = file.path.lower()
    if path.endswith(YAML):
        document = load(file.path, file.text.encode("utf-8", "replace"))
        at, sign = _outside_texts(document.root, at) if document.root is not None else at, "#"
    elif path.endswith((*SCRIPTS, ".py")):
        sign = "#" if path.endswith(".py") else "//"
    else:
        return None
    edit = _above(file, at, f"{sign} {MARKER} ignore[{finding.name}] -- {reason}")
    return edit if _silences(edit, finding) else None


def _above(file: SourceFile, at: int, comment: str) -> Edit:
    line = file.position(at)[0]
    start, text = file.line_starts[line - 1], file.line(line)
    indent = text[: len(text) - len(text.lstrip(" \t"))]
    return Edit(file, start, start, f"{indent}{comment}{file.newline}")


def _outside_texts(root: Node, at: int) -> int:
    """The place itself, or the start of the entry whose value is a text of several lines with the place in it."""
    stack: list[tuple[int, Node]] = [(root.start, root)]
    seen: set[int] = set()
    while stack:
        entry, node = stack.pop()
        if id(node) in seen or not node.start <= at <= node.end:
            continue
        seen.add(id(node))
        if node.kind == SCALAR and "\n" in node.file.text[node.start : node.end]:
            return entry
        if node.kind == MAP:
            stack += [(key.start, value) for key, value in node.items]
        elif node.kind != SCALAR:
            stack += [(item.start, item) for item in node.items]
    return at


def _silences(edit: Edit, finding: Finding) -> bool:
    """Whether the comment is one where it would stand, and covers the finding."""
    file = edit.file
    data = apply_edits(file.text, [edit]).encode("utf-8", "replace")
    is_tree = file.path.lower().endswith(YAML)
    document: Document | None = load(file.path, data) if is_tree else None
    after = document.file if document is not None else decode(file.path, data)[0]
    shifted = finding.at._replace(
        file=after, start=finding.at.start + len(edit.text), end=finding.at.end + len(edit.text)
    )
    return any(each.silences(finding._replace(at=shifted)) for each in suppressions(after, document))
