"""Suppression comments: `slslint: ignore[rule] -- reason`."""

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from slslint.config import Settings
from slslint.engine.finding import Finding
from slslint.engine.manifest import find_rule, matches, rules
from slslint.source.document import Comment, Document
from slslint.source.file import SourceFile
from slslint.source.node import MAP, SEQ, Node
from slslint.source.patch import Edit
from slslint.source.pointer import Pointer, at_file
from slslint.suggest import did_you_mean

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

MARKER = "slslint:"
_FORM = r"(?s)(ignore|ignore-file)\[([^\[\]]*)\](.*)\Z"


class Suppression:
    """One comment that silences rules in a span of its file.

    `fault` says what is wrong with a comment that silences nothing, or less than it says. `used` collects the rules
    that it silenced; `ran` those that were run for every stage and service that it concerns. `needs_reason`: the
    project asks for one.
    """

    def __init__(self, comment: Comment) -> None:
        self.file: SourceFile = comment.file
        self.at: Pointer = at_file(comment.file, comment.start, comment.end)
        self.rules: tuple[str, ...] = ()
        self.reason = ""
        self.fault = ""
        self.used: set[str] = set()
        self.spans: tuple[tuple[int, int], ...] = ()
        self.ran: frozenset[str] = frozenset()
        self.needs_reason = False
        self.key = (self.file.path, comment.start)
        self._read(comment.text.partition(MARKER)[2].strip())

    def _read(self, text: str) -> None:
        match = re.match(_FORM, text)
        if match is None:
            self.fault = "this is no suppression: write `slslint: ignore[rule-name] -- reason`"
            return
        self.whole_file = match[1] == "ignore-file"
        rest = match[3].strip()
        if rest.startswith("--"):
            self.reason = rest[2:].strip()
        elif rest:
            self.fault = "the reason stands after ` -- `: `slslint: ignore[rule-name] -- reason`"
            return
        self._words = tuple(word.strip() for word in match[2].split(","))
        names: list[str] = []
        for word in self._words:
            if name := _name(word):
                names.append(name)
            elif not self.fault:
                known = [name for entry in rules() for name in (entry.name, entry.code)]
                self.fault = f"there is no rule `{word}`{did_you_mean(word, known)}" if word else "no rule is named"
        self.rules = tuple(names)

    whole_file = False
    _words: tuple[str, ...] = ()

    def silences(self, finding: Finding) -> bool:
        """Whether the comment covers this finding; notes that it was of use."""
        if finding.name not in self.rules or finding.at.file.path != self.file.path:
            return False
        if not any(start <= finding.at.start <= end for start, end in self.spans):
            return False
        self.used.add(finding.name)
        return True

    def without(self, names: Iterable[str]) -> Edit:
        """Take rules out of the comment; with the last of them it goes, and its line if nothing else is on it."""
        file, start, end, gone = self.file, self.at.start, self.at.end, set(names)
        if kept := [word for word in self._words if _name(word) not in gone]:
            inside = file.text.index("[", start) + 1
            return Edit(file, inside, file.text.index("]", inside), ", ".join(kept))
        line = file.position(start)[0]
        begin = file.line_starts[line - 1]
        if file.text[begin:start].strip():
            return Edit(file, begin + len(file.text[begin:start].rstrip()), end, "")
        last = file.position(end)[0]
        if file.text[end : file.line_end(last)].strip():
            return Edit(file, start, end, "")
        return Edit(file, begin, file.line_starts[last] if last < len(file.line_starts) else len(file.text), "")

    @property
    def unused(self) -> tuple[str, ...]:
        """The rules named that silenced nothing although they ran."""
        return tuple(name for name in self.rules if name not in self.used and name in self.ran)


def _name(word: str) -> str:
    entry = find_rule(word)
    return entry.name if entry else ""


class IgnoredPaths:
    """The rules that the configuration silences in files, by glob (`per-path-ignores`)."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.folder
        self.globs: dict[str, list[str]] = settings.get("per-path-ignores", {})
        self._specs: list[tuple[GitIgnoreSpec, list[str]]] | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether a finding's rule is ignored in its file."""
        if not self.globs:
            return False
        if self._specs is None:
            from pathspec import GitIgnoreSpec

            self._specs = [(GitIgnoreSpec.from_lines([glob]), words) for glob, words in self.globs.items()]
        name = os.path.relpath(finding.at.file.path, self.folder).replace(os.sep, "/")
        entry = find_rule(finding.name)
        return entry is not None and any(matches(entry, words) and spec.match_file(name) for spec, words in self._specs)


def suppressions(file: SourceFile, document: Document | None) -> list[Suppression]:
    """The suppression comments of a file with the spans that they cover; `document` for files that have a tree."""
    if MARKER not in file.text:
        return []
    from slslint.source.comments import comments

    found: list[Suppression] = []
    for comment in comments(document if document is not None else file):
        if comment.text.lstrip().startswith(MARKER):
            suppression = Suppression(comment)
            suppression.spans = _spans(suppression, comment, document)
            found.append(suppression)
    return found


def _spans(suppression: Suppression, comment: Comment, document: Document | None) -> tuple[tuple[int, int], ...]:
    file = comment.file
    if suppression.whole_file:
        return ((0, len(file.text)),)
    line = file.position(comment.start)[0]
    if not comment.alone:
        return ((file.line_starts[line - 1], file.line_end(line)),)
    target = _next_code_line(file, file.position(comment.end)[0] + 1)
    if target is None:
        return ()
    start, end = file.line_starts[target - 1], file.line_end(target)
    block = _block_end(document.root, start, end) if document is not None and document.root is not None else None
    return ((start, max(end, block or end)),)


def _next_code_line(file: SourceFile, line: int) -> int | None:
    for number in range(line, len(file.line_starts) + 1):
        text = file.line(number).strip()
        if text and not text.startswith(("#", "//", "/*", "*")):
            return number
    return None


def _block_end(root: Node, start: int, end: int) -> int | None:
    """Where the entry ends whose key, or list item, starts on the line from `start` to `end`."""
    stack, seen = [root], set[int]()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        parts = node.items if node.kind == SEQ else [part for pair in node.items for part in pair]
        if node.kind == MAP:
            for key, value in node.items:
                if start <= key.start <= end and key.file is root.file:
                    return value.end if value.file is root.file and value.end >= key.end else key.end
        elif node.kind == SEQ:
            for item in node.items:
                if start <= item.start <= end and item.file is root.file:
                    return item.end
        stack += parts
    return None
