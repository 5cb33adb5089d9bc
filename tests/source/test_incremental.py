"""A tree that was made of the tree of an earlier text is the one that reading the whole text gives."""

import random
from pathlib import Path
from typing import Any

import pytest
from slslint.source.document import Document, Documents
from slslint.source.incremental import in_common, reread
from slslint.source.load import load
from slslint.source.node import MAP, Node
from slslint.workspace import Workspace
from source.mutate import mutant
from source.yaml_cases import MEANS

PATH = "/project/serverless.yml"
SERVICE = """\
service: notes  # what it is called
provider:
  name: aws
  environment:
    TABLE: ${self:service}-notes

functions:
  list:
    handler: src/list.handler
    events:
      - http: GET /notes
      - http:
          path: /notes/{id}
          method: get
    # the last line

  create: &not-an-anchor-in-a-comment
    handler: src/create.handler
resources:
  Outputs:
    Name:
      Value: !Sub '${AWS::Region}'
    Text:
      Value: |
        several lines

        of text
""".replace(" &not-an-anchor-in-a-comment", "")


def written(document: Document) -> list[tuple[Any, ...]]:
    """All that is known of a tree, in order; each node once for each place where it stands."""
    found: list[tuple[Any, ...]] = []
    stack: list[tuple[int, Node]] = [(0, document.root)] if document.root is not None else []
    while stack:
        depth, node = stack.pop()
        assert node.file is document.file
        look = (node.kind, node.start, node.end, repr(node.value), node.tag, node.anchor, node.style)
        found.append((depth, *look, node.dynamic, node.size))
        for item in node.items:
            stack += [(depth + 1, each) for each in (item if node.kind == MAP else (item,))]
    return found


def same(before: Document, text: str) -> Document:
    """The document in a text, made of the one before where that can be; held against the one that is read anew."""
    whole = load(PATH, text.encode("utf-8", "replace"))
    document = reread(before, PATH, text.encode("utf-8", "replace"))
    if document is None:
        return whole
    assert not whole.problems
    assert written(document) == written(whole)
    assert document.file.text == whole.file.text
    return document


def loaded(text: str) -> Document:
    return load(PATH, text.encode("utf-8", "replace"))


EDITS = {
    "a scalar": ("src/list.handler", "src/other.handler", ("functions", "list"), {"handler"}),
    "a key": ("    handler: src/create", "    timeout: src/create", ("functions", "create"), {"handler", "timeout"}),
    "another line": (
        "    handler: src/list.handler\n",
        "    handler: src/list.handler\n    timeout: 3\n",
        ("functions", "list"),
        {"handler", "timeout", "events"},
    ),
    "another line at the end of an entry": (
        "handler: src/create.handler\n",
        "handler: src/create.handler\n    timeout: 3\n",
        ("functions", "create"),
        {"handler", "timeout"},
    ),
    "an item's part": ("method: get", "method: put", ("functions", "list"), {"events"}),
    "a line less": ("    TABLE: ${self:service}-notes\n", "", ("provider",), {"environment", "name"}),
    "a comment": ("# the last line", "# the very last line", ("functions", "list"), {"events"}),
    "a block scalar": ("of text", "of texts", ("resources", "Outputs", "Text"), {"Value"}),
    "the end": ("of text\n", "of text\nplugins: []\n", (), {"resources", "plugins"}),
    "a comment before all": ("service:", "# notes\n\nservice:", (), set[str]()),
    "a tag": ("!Sub", "!Ref", ("resources", "Outputs", "Name"), {"Value"}),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_is_read_again(edit: tuple[str, str, tuple[str, ...], set[str]]) -> None:
    old, new, path, names = edit
    before = loaded(SERVICE)
    assert before.root is not None
    provider, handler = before.root.get("provider"), before.root.get("functions")
    after = same(before, SERVICE.replace(old, new, 1))
    assert after.change is not None
    assert after.change.path == path
    assert after.change.names <= names
    assert after.root is before.root
    assert after.root.get("provider") is provider
    assert after.root.get("functions") is handler


@pytest.mark.parametrize(
    ("old", "new"),
    {
        "an anchor": ("name: aws", "name: &aws aws"),
        "a key twice": ("handler: src/create", "handler: a\n    handler: src/create"),
        "a merge key": ("handler: src/create", "<<: {timeout: 1}\n    handler: src/create"),
        "a document's end": ("resources:", "...\nresources:"),
        "a quote that does not end": ("src/list.handler", "'src/list.handler"),
        "a document's start": ("service:", "---\nservice:"),
        "a text before all": ("service:", "text\nservice:"),
        "a scalar that goes on": ("provider:\n", "  provider:\n"),
    }.values(),
)
def test_what_is_read_as_a_whole(old: str, new: str) -> None:
    assert reread(loaded(SERVICE), PATH, SERVICE.replace(old, new, 1).encode()) is None


def test_an_anchor_that_was_there() -> None:
    before = loaded("a: &x 1\nb: *x\n")
    assert reread(before, PATH, b"a: 1\nb: *x\n") is None


@pytest.mark.parametrize("seed", range(150))
def test_many_edits(seed: int) -> None:
    root = Path(__file__).resolve().parents[2]
    rnd = random.Random(seed)
    seeds = [SERVICE, *(text for text, _ in MEANS.values())]
    seeds += [file.read_text(encoding="utf-8") for file in sorted((root / "fixtures").rglob("serverless.yml"))]
    text = rnd.choice((SERVICE, rnd.choice(seeds)))
    document = loaded(text)
    for _ in range(25):
        changed = mutant(rnd, [text])
        edited = same(document, changed)
        if edited.problems:
            continue  # the user mends it
        document, text = edited, changed


@pytest.mark.parametrize(
    ("one", "other"), [("", ""), ("abc", "abc"), ("aaa", "aa"), ("abcd", "axd"), ("ab", "xaby"), ("x", "")]
)
def test_in_common(one: str, other: str) -> None:
    head, tail = in_common(one, other)
    assert one[:head] == other[:head]
    assert tail == 0 or one[-tail:] == other[-tail:]
    assert head + tail <= min(len(one), len(other))
    middles = one[head : len(one) - tail], other[head : len(other) - tail]
    assert not all(middles) or middles[0][0] != middles[1][0]


def test_only_an_overlay_of_incremental_documents(tmp_path: Path) -> None:
    path = str(tmp_path / "serverless.yml")
    for incremental in (True, False):
        workspace = Workspace(str(tmp_path), {path: SERVICE.encode()})
        documents = Documents(workspace, incremental)
        first = documents.load(path)
        workspace.overlays[path] = SERVICE.replace("aws", "google").encode()
        second = documents.load(path)
        assert (second.root is first.root) is incremental
        assert documents.parsed == 2


def test_a_text_that_does_not_load_is_passed_over(tmp_path: Path) -> None:
    path = str(tmp_path / "serverless.yml")
    workspace = Workspace(str(tmp_path), {path: SERVICE.encode()})
    documents = Documents(workspace, incremental=True)
    first = documents.load(path)
    workspace.overlays[path] = SERVICE.replace("name: aws", "name: aws\n  time").encode()
    assert documents.load(path).root is None
    assert written(first) == written(loaded(SERVICE))
    workspace.overlays[path] = SERVICE.replace("name: aws", "name: aws\n  timeout: 3").encode()
    last = documents.load(path)
    assert last.change is not None
    assert last.change.before is first
