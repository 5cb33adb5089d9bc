"""A server that has seen a file grow says of it what one says that sees it for the first time."""

import random
from pathlib import Path

import pytest
from engine.test_incremental import MANY, line_edits, told
from lsprotocol import types
from slslint.lsp.answers import Answers
from slslint.lsp.buffers import Buffer, Snapshot
from slslint.lsp.convert import Converter
from slslint.lsp.options import Preferences
from slslint.lsp.root import Root

WHOLE = types.Range(types.Position(0, 0), types.Position(10_000, 0))


class Editor:
    """A project in an editor: its root, and what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "serverless.yml")
        self.root = Root(str(folder), Preferences(), True)
        self.seen: Snapshot = {}

    def type(self, text: str) -> None:
        self.seen = {self.path: Buffer(Path(self.path).as_uri(), self.path, 1, text.encode())}
        self.root.overlay(self.seen)

    def found(self) -> list[object]:
        return [told(each) for each in self.root.lint(self.path).findings]

    def answers(self, line: int) -> list[object]:
        view = self.root.view(self.path)
        assert view is not None
        answers = Answers(self.root, view, Converter(), self.seen)
        place = types.Position(line, 8)
        asked = (answers.hover(place), answers.definition(place), answers.completion(place, "").items)
        return [*asked, answers.symbols(), answers.links(), answers.lenses(), answers.hints(WHOLE)]


@pytest.mark.parametrize("seed", range(8))
def test_what_is_found_and_answered(tmp_path: Path, seed: int) -> None:
    rnd = random.Random(seed)
    (tmp_path / "own.yml").write_text("table: ${self:custom.memory}\n", encoding="utf-8")
    editor = Editor(tmp_path)
    for text in (MANY, *line_edits(rnd, MANY, 12)):
        other, line = Editor(tmp_path), rnd.randrange(text.count("\n"))
        editor.type(text)
        other.type(text)
        loads = other.root.lint(other.path).loads
        if rnd.random() < 0.5 and editor.root.linted:
            asked = editor.answers(line)
            assert not loads or asked == other.answers(line), text
        found = editor.found()
        assert not loads or found == other.found(), text
        if rnd.random() < 0.5:
            asked = editor.answers(line)
            assert not loads or asked == other.answers(line), text
