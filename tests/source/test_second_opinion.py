"""Every YAML file of the fixtures and the known-answer cases means to us what it means to ruamel.yaml."""

from pathlib import Path
from typing import Any

import pytest
from conformance_sets import FOLDER
from slslint.source.load import load
from slslint.source.scalars import resolve
from slslint.source.second_opinion import HINT, is_read_elsewhere
from source.trees import holds, plain

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    file
    for folder in (ROOT / "fixtures", FOLDER)
    for file in (*folder.rglob("*.yml"), *folder.rglob("*.yaml"))
    if file.is_file()
)


def theirs(node: Any) -> Any:
    """A node of ruamel.yaml as plain data, its plain scalars resolved by our table."""
    tag = str(node.tag or "")
    value: Any
    if hasattr(node, "flow_style") and node.id == "mapping":
        value = {}
        for key, item in node.value:
            if key.value == "<<" and key.style is None:
                sources = theirs(item)
                for source in sources if isinstance(sources, list) else [sources]:
                    value = {**source, **value}
            else:
                value[str(theirs(key)) if isinstance(theirs(key), str) else _name(theirs(key))] = theirs(item)
    elif node.id == "sequence":
        value = [theirs(item) for item in node.value]
    else:
        tagged = tag.startswith("!") and not tag.startswith("!!")
        value = node.value if node.style or (tagged and node.value) else resolve(node.value)[0]
    name = tag.removeprefix("!")
    if tag == f"!{name}" and name:
        if name == "GetAtt" and isinstance(value, str):
            first, _, rest = value.partition(".")
            value = [first, rest]
        return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}
    return value


def _name(key: Any) -> str:
    return {True: "true", False: "false", None: "null"}.get(key, str(key)) if not isinstance(key, int) else str(key)


@pytest.mark.parametrize("file", FILES, ids=lambda file: "/".join(file.parts[-3:]))
def test_it_reads_the_same(file: Path) -> None:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    text = file.read_text(encoding="utf-8-sig")
    document = load(str(file), file.read_bytes())
    holds(document)
    try:
        expected = theirs(root) if (root := YAML(typ="safe", pure=True).compose(text)) else None
    except YAMLError:
        assert document.problems
    else:
        # What only a composer refuses (keys that stand twice, tags unknown to the framework) is ours alone to see.
        if not document.problems:
            assert plain(document.root) == expected


REFUSED_BY_BOTH = ["a: [\n", "a: 'b\n", "a: b: c\n", "- a\n b: c\n"]


@pytest.mark.parametrize("text", REFUSED_BY_BOTH)
def test_an_error_to_both_is_told_plainly(text: str) -> None:
    (problem,) = load("a.yml", text.encode()).problems
    assert HINT not in problem.message


@pytest.mark.parametrize("text", ["a: 1\n b: 2\n", "key: *unknown x\n"])
def test_it_never_raises(text: str) -> None:
    assert is_read_elsewhere(text) in (True, False)


def test_an_error_to_js_yaml_alone_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slslint.source.second_opinion.is_read_elsewhere", lambda text: True)
    (problem,) = load("a.yml", b"a: [\n").problems
    assert problem.message.endswith(HINT)
