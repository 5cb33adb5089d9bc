"""Patches: what they write, and that nothing but what they are about changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slslint.source.document import Document
from slslint.source.load import load
from slslint.source.node import MAP, SCALAR, Node, key_text
from slslint.source.patch import (
    Edit,
    apply_edits,
    delete_entry,
    fill_entry,
    insert_entry,
    insert_item,
    move_items,
    rename_key,
    replace,
    replace_scalar,
)
from source.trees import messages, nodes, plain, yaml
from source.yaml_cases import MEANS


def at(document: Document, *path: str) -> tuple[Node, Node]:
    """The (key, value) nodes at a path below the root."""
    node = document.root
    pair: tuple[Node, Node] | None = None
    for name in path:
        assert node is not None
        pair = node.pair(name)
        assert pair is not None
        node = pair[1]
    assert pair is not None
    return pair


def patched(document: Document, edit: Edit) -> str:
    return apply_edits(document.file.text, [edit])


INSERTED = {
    "block": ("fn:\n  a: 1\n", "fn:\n  timeout: 6\n  a: 1\n"),
    "comment on the key": ("fn: # c\n  a: 1\n", "fn: # c\n  timeout: 6\n  a: 1\n"),
    "comment above the first entry": ("fn:\n  # c\n  # d\n  a: 1\n", "fn:\n  timeout: 6\n  # c\n  # d\n  a: 1\n"),
    "windows line ends": ("fn:\r\n  a: 1\r\n", "fn:\r\n  timeout: 6\r\n  a: 1\r\n"),
    "merge key first": ("fn:\n  <<: *x\n  a: 1\n", "fn:\n  timeout: 6\n  <<: *x\n  a: 1\n"),
    "merge key alone": ("fn:\n  <<: *x\n", "fn:\n  timeout: 6\n  <<: *x\n"),
    "anchor": ("fn: &y\n  a: 1\n", "fn: &y\n  timeout: 6\n  a: 1\n"),
    "explicit key": ("fn:\n  ? a\n  : 1\n", "fn:\n  timeout: 6\n  ? a\n  : 1\n"),
    "property on the first key": ("fn:\n  &z a: 1\n", "fn:\n  timeout: 6\n  &z a: 1\n"),
    "braces": ("fn: {a: 1}\n", "fn: {timeout: 6, a: 1}\n"),
    "spaced braces": ("fn: { a: 1 }\n", "fn: { timeout: 6, a: 1 }\n"),
    "empty braces": ("fn: {}\n", "fn: {timeout: 6}\n"),
    "empty spaced braces": ("fn: { }\n", "fn: { timeout: 6 }\n"),
    "braces over lines": ("fn: {\n  a: 1\n}\n", "fn: {\n  timeout: 6,\n  a: 1\n}\n"),
    "braces with a comment": ("fn: { # c\n  a: 1}\n", "fn: { timeout: 6, # c\n  a: 1}\n"),
}


@pytest.mark.parametrize("name", INSERTED)
def test_insert_entry(name: str) -> None:
    newline = "\r\n" if "\r" in INSERTED[name][0] else "\n"
    before, after = (f"x: &x {{b: 2}}{newline}{text}" for text in INSERTED[name])
    document = yaml(before)
    assert patched(document, insert_entry(at(document, "fn")[1], "timeout", "6")) == after
    assert not yaml(after).problems


def test_insert_entry_in_a_list_item() -> None:
    document = yaml("- a: 1\n  b: 2\n")
    assert document.root is not None
    assert patched(document, insert_entry(document.root.items[0], "c", "3")) == "- c: 3\n  a: 1\n  b: 2\n"


def test_insert_entry_in_the_root_leaves_the_head_of_the_file_alone() -> None:
    document = yaml("# Copyright\n# slslint: ignore-file\nservice: x\n")
    assert document.root is not None
    assert patched(document, insert_entry(document.root, "a", "1")).endswith("ignore-file\na: 1\nservice: x\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"fn": {"a": 1}}', '{"fn": {"timeout": 6, "a": 1}}'),
        ('{\n  "fn": {\n    "a": 1\n  }\n}', '{\n  "fn": {\n    "timeout": 6,\n    "a": 1\n  }\n}'),
        ('{"fn": {}}', '{"fn": {"timeout": 6}}'),
        ('{"fn": {\r\n}}', '{"fn": {"timeout": 6\r\n}}'),
    ],
)
def test_insert_entry_in_json(before: str, after: str) -> None:
    document = load("a.json", before.encode())
    assert patched(document, insert_entry(at(document, "fn")[1], "timeout", "6")) == after


@pytest.mark.parametrize("text", ["fn: !Sub x\n", "fn: !Sub {a: b}\n", "fn: [a]\n", "fn: a\n", "fn:\n"])
def test_insert_entry_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="no entry"):
        insert_entry(at(yaml(text), "fn")[1], "a", "b")


def test_insert_entry_refuses_a_pair_in_brackets() -> None:
    document = yaml("[a: b]\n")
    assert document.root is not None
    with pytest.raises(ValueError, match="no entry"):
        insert_entry(document.root.items[0], "a", "b")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("fn:\n", "fn: {timeout: 6}\n"),
        ("fn:  # c\nb: 1\n", "fn: {timeout: 6}  # c\nb: 1\n"),
        ("fn: ~\n", "fn: {timeout: 6}\n"),
        ("fn: &x\n", "fn: &x {timeout: 6}\n"),
        ("{fn: , b: 1}", "{fn: {timeout: 6} , b: 1}"),
        ("{fn, b: 1}", "{fn: {timeout: 6}, b: 1}"),
    ],
)
def test_fill_entry(before: str, after: str) -> None:
    document = yaml(before)
    assert patched(document, fill_entry(*at(document, "fn"), "timeout", "6")) == after
    assert plain(yaml(after).root)["fn"] == {"timeout": 6}


def test_fill_entry_in_json() -> None:
    document = load("a.json", b'{"fn": null}')
    assert patched(document, fill_entry(*at(document, "fn"), "timeout", "6")) == '{"fn": {"timeout": 6}}'


def test_fill_entry_refuses_what_is_not_null() -> None:
    with pytest.raises(ValueError, match="only a null"):
        fill_entry(*at(yaml("fn: {}\n"), "fn"), "a", "b")


DELETED = {
    "first": ("fn:\n  a: 1 # c\n  b: 2\n", "fn:\n  b: 2\n"),
    "last": ("fn:\n  b: 2\n  a: 1\n", "fn:\n  b: 2\n"),
    "last without a line end": ("fn:\n  b: 2\n  a: 1", "fn:\n  b: 2\n"),
    "only": ("fn:\n  a: 1 # c\n", "fn:\n  {} # c\n"),
    "of lines": ("fn:\n  a:\n    - x\n\n    - y\n  b: 2\n", "fn:\n  b: 2\n"),
    "text": ("fn:\n  a: |\n    x\n\n    y\n\n  b: 2\n", "fn:\n\n  b: 2\n"),
    "nothing": ("fn:\n  a:\n  b: 2\n", "fn:\n  b: 2\n"),
    "alias": ("fn:\n  a: *x\n  b: 2\n", "fn:\n  b: 2\n"),
    "beside a merge": ("fn:\n  <<: *x\n  a: 1\n", "fn:\n  <<: *x\n"),
    "windows line ends": ("fn:\r\n  a: 1\r\n  b: 2\r\n", "fn:\r\n  b: 2\r\n"),
    "first in braces": ("fn: {a: 1, b: 2}\n", "fn: {b: 2}\n"),
    "last in braces": ("fn: {b: 2, a: 1}\n", "fn: {b: 2}\n"),
    "only in braces": ("fn: {a: 1}\n", "fn: {}\n"),
    "alias in braces": ("fn: {a: *x, b: 2}\n", "fn: {b: 2}\n"),
    "in braces over lines": ("fn: {\n  a: 1,\n  b: 2\n}\n", "fn: {\n  b: 2\n}\n"),
    "last in braces over lines": ("fn: {\n  b: 2,\n  a: 1\n}\n", "fn: {\n  b: 2\n}\n"),
}


@pytest.mark.parametrize("name", DELETED)
def test_delete_entry(name: str) -> None:
    before, after = (f"x: &x {{y: 2}}\n{text}" for text in DELETED[name])
    document = yaml(before)
    assert patched(document, delete_entry(at(document, "fn")[1], "a")) == after
    assert not yaml(after).problems


def test_delete_entry_of_a_list_item() -> None:
    document = yaml("- a: 1\n  # c\n  b: 2\n")
    assert document.root is not None
    assert patched(document, delete_entry(document.root.items[0], "a")) == "- # c\n  b: 2\n"


@pytest.mark.parametrize(
    "text", ["fn: {<<: *x}\n", "fn:\n  <<: *x\n", "fn: !Sub {a: b}\n", "fn: {c: 1}\n", "fn:\n  ? a\n  : b\n"]
)
def test_delete_entry_refuses(text: str) -> None:
    document = yaml(f"x: &x {{a: 1}}\n{text}")
    with pytest.raises(ValueError, match="entry 'a'"):
        delete_entry(at(document, "fn")[1], "a")


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("a: 1\n", "b", "b: 1\n"),
        ("'a': 1\n", "it's", "'it''s': 1\n"),
        ('"a": 1\n', 'x"y', '"x\\"y": 1\n'),
        ("a: 1\n", "true", "'true': 1\n"),
        ("a: 1\n", "a: b", "'a: b': 1\n"),
        ("{a: 1}\n", "b,c", "{'b,c': 1}\n"),
        ("a: 1\n", "", "'': 1\n"),
        ("a: 1\n", "x\ny", '"x\\ny": 1\n'),
    ],
)
def test_rename_key(before: str, name: str, after: str) -> None:
    document = yaml(before)
    assert patched(document, rename_key(at(document, next(iter(plain(document.root))))[0], name)) == after
    assert plain(yaml(after).root) == {name: 1}


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("a: b # c\n", "d", "a: d # c\n"),
        ("a: 'b'\n", "d", "a: 'd'\n"),
        ('a: "b"\n', "d\te", 'a: "d\\te"\n'),
        ("a: b\n", "yes: no", "a: 'yes: no'\n"),
        ("a: ${b}\n", "${c}", "a: ${c}\n"),
        ("a: [b]\n", "c", "a: c\n"),
        ("a: |\n  b\n  c\nd: 1\n", "x", "a: x\nd: 1\n"),
        ("a: '6'\n", 7, "a: 7\n"),
        ("a: 6\n", "7", "a: '7'\n"),
        ("a: b\n", True, "a: true\n"),
        ("a: b\n", None, "a: null\n"),
        ("a: 1\n", 0.5, "a: 0.5\n"),
        ("a:\n", "b", "a: b\n"),
        ("a: 2012-10-17\n", "2012-10-17", "a: '2012-10-17'\n"),
    ],
)
def test_replace_scalar(before: str, value: Any, after: str) -> None:
    document = yaml(before)
    node = at(document, "a")[1]
    if node.kind != SCALAR:
        with pytest.raises(ValueError, match="only a scalar"):
            replace_scalar(node, value)
        return
    assert patched(document, replace_scalar(node, value)) == after
    assert plain(yaml(after).root)["a"] == value


def test_replace_scalar_in_json() -> None:
    document = load("a.json", b'{"a": 1}')
    assert patched(document, replace_scalar(at(document, "a")[1], "é\n")) == '{"a": "\\u00e9\\n"}'


@pytest.mark.parametrize("text", ["!Ref a\n", "[a, b]: c\n"])
def test_rename_key_refuses(text: str) -> None:
    root = yaml(text).root
    assert root is not None
    with pytest.raises(ValueError, match="only a scalar"):
        rename_key(root.items[0][0], "x")


INSERTED_ITEMS = {
    "block": ("a:\n  - x: 1\n    y: 2\n", "a:\n  - new\n  - x: 1\n    y: 2\n"),
    "block without indent": ("a:\n- x\n- y\n", "a:\n- new\n- x\n- y\n"),
    "comment on the first item": ("a:\n  # why\n  - x\n", "a:\n  - new\n  # why\n  - x\n"),
    "anchored": ("a: &b\n  - x\n", "a: &b\n  - new\n  - x\n"),
    "other line ends": ("a:\r\n  - x\r\n", "a:\r\n  - new\r\n  - x\r\n"),
    "brackets": ("a: [x, y]\n", "a: [new, x, y]\n"),
    "brackets over lines": ("a: [\n  x\n]\n", "a: [new, \n  x\n]\n"),
    "empty brackets": ("a: []\n", "a: [new]\n"),
}


@pytest.mark.parametrize("name", INSERTED_ITEMS)
def test_insert_item(name: str) -> None:
    before, after = INSERTED_ITEMS[name]
    document = yaml(before)
    assert patched(document, insert_item(at(document, "a")[1], "new")) == after
    assert plain(yaml(after).root)["a"] == ["new", *plain(document.root)["a"]]


def test_insert_item_into_a_list_of_lists() -> None:
    document = yaml("- - x\n  - y\n")
    assert document.root is not None
    assert patched(document, insert_item(document.root.items[0], "new")) == "- - new\n  - x\n  - y\n"


@pytest.mark.parametrize("text", ["a: {b: 1}\n", "a: !Split [b, c]\n", "a: x\n"])
def test_insert_item_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="no item"):
        insert_item(at(yaml(text), "a")[1], "new")


MOVED = {
    "to a deeper list": (
        "old:\n  - x: 1 # one\n    y: 2\n  # two\n  - z # last\nnew:\n  deep:\n    - a # here\nend: 1\n",
        "new:\n  deep:\n    - a # here\n    - x: 1 # one\n      y: 2\n    # two\n    - z # last\nend: 1\n",
    ),
    "to a higher list": (
        "new:\n  deep:\n  - a\nold:\n    - |\n      text\n\n      more\n    - b\n",
        "new:\n  deep:\n  - a\n  - |\n    text\n\n    more\n  - b\n",
    ),
    "other line ends": (
        "old:\r\n- x\r\nnew:\r\n  deep:\r\n    - a\r\n",
        "new:\r\n  deep:\r\n    - a\r\n    - x\r\n",
    ),
    "comments to the left": (
        "old:\n # none\n  - x\n# one\n  - y\nnew:\n  deep:\n    - a\n",
        "new:\n  deep:\n    - a\n    # none\n    - x\n    # one\n    - y\n",
    ),
    "no line end": ("old:\n- x\nnew:\n  deep:\n    - a", "new:\n  deep:\n    - a\n    - x"),
}


@pytest.mark.parametrize("name", MOVED)
def test_move_items(name: str) -> None:
    before, after = MOVED[name]
    document = yaml(before)
    assert document.root is not None
    target = at(document, "new")[1].get("deep")
    assert target is not None
    assert apply_edits(before, move_items(document.root, "old", target)) == after
    old, new = plain(document.root), plain(yaml(after).root)
    assert new["new"]["deep"] == old["new"]["deep"] + old["old"]


@pytest.mark.parametrize(
    "text",
    [
        "old: [x]\nnew:\n- a\n",
        "old:\n- x\nnew: [a]\n",
        "old: x\nnew:\n- a\n",
        "new:\n- a\n",
        "old: &o\n- |\n x\nnew: {}\n",
    ],
)
def test_move_items_refuses(text: str) -> None:
    document = yaml(text)
    assert document.root is not None
    with pytest.raises(ValueError, match="cannot be moved"):
        move_items(document.root, "old", at(document, "new")[1])


def test_apply_edits() -> None:
    document = yaml("abcdef")
    file = document.file
    assert apply_edits("abcdef", [Edit(file, 4, 5, "X"), Edit(file, 1, 1, "Y"), Edit(file, 1, 3, "")]) == "aYdXf"
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abcdef", [Edit(file, 0, 3, ""), Edit(file, 2, 4, "")])
    assert document.root is not None
    assert apply_edits("abcdef", [replace(document.root, "g")]) == "g"


ROOT = Path(__file__).resolve().parents[2]
TEXTS = [text for text, _ in MEANS.values() if "<<" not in text and "!!" not in text] + [
    file.read_text(encoding="utf-8") for file in sorted((ROOT / "fixtures").rglob("*.yml"))
]


def changed(root: Node, target: Node, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """The tree as plain data with `change` made to `target`, wherever it stands."""

    def data(node: Node) -> Any:
        if node.kind == SCALAR:
            return node.value
        if node.kind != MAP:
            return [data(item) for item in node.items]
        made = {key_text(key): data(value) for key, value in node.items}
        return change(made) if node is target else made

    return data(root)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_map_of_any_file_takes_an_entry_and_loses_one(number: int, newline: str) -> None:
    document = yaml(TEXTS[number].replace("\r\n", "\n").replace("\n", newline))
    root = document.root
    for node, _ in nodes(root):
        if root is None or node.kind != MAP or (node.items and node.items[0][0].style == "!"):
            continue
        if node.style != ":":
            after = yaml(patched(document, insert_entry(node, "added", "'x'")))
            assert messages(after) == []
            assert plain(after.root) == changed(root, node, lambda made: {**made, "added": "x"})
        for key, _ in node.items:
            name = key_text(key)
            try:
                edit = delete_entry(node, name)
            except ValueError:
                continue
            if "&" in document.file.text[edit.start : edit.end]:
                continue
            after = yaml(patched(document, edit))
            assert messages(after) == []
            assert plain(after.root) == changed(
                root, node, lambda made, name=name: {each: item for each, item in made.items() if each != name}
            )


ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


@given(
    st.sampled_from(["a: {0}\nc: 1\n", "- {0}\n- x\n", "[{0}, x]", "{{a: {0}, b: x}}", "{0}: 1\n", "{{{0}: 1}}"]),
    st.sampled_from(["b", "'b'", '"b"', "${b}"]),
    ANY_TEXT
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False, width=32),
)
@settings(max_examples=300, deadline=None)
def test_any_scalar_takes_any_value(frame: str, old: str, value: Any) -> None:
    if old == "${b}" and not frame.startswith(("a:", "- ", "{0}")):
        old = "'${b}'"
    document = yaml(frame.format(old))
    target = next(
        node
        for node, _ in nodes(document.root)
        if node.kind == SCALAR and str(node.value).strip("${}") == "b" and node.text == old
    )
    after = yaml(patched(document, replace_scalar(target, value)))
    assert messages(after) == []
    found = [node.value for node, _ in nodes(after.root) if node.kind == SCALAR]
    assert value in found
    assert len(found) == len([node for node, _ in nodes(document.root) if node.kind == SCALAR])


@given(ANY_TEXT | st.integers() | st.booleans() | st.none())
def test_any_scalar_of_json_takes_any_value(value: Any) -> None:
    document = load("a.json", b'{"a": [1]}')
    assert document.root is not None
    after = patched(document, replace_scalar(document.root.items[0][1].items[0], value))
    found = plain(load("a.json", after.encode()).root)["a"][0]
    assert found == value or isinstance(value, int)
