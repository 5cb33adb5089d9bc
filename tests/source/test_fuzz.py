"""Whatever the text is: nothing is raised, one answer comes, and what holds of documents holds."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slslint.source.comments import comments
from slslint.source.file import SourceFile
from slslint.source.load import load
from slslint.source.node import Node
from source.mutate import mutant
from source.trees import holds, nodes, plain, yaml
from source.yaml_cases import MEANS, REFUSED

PIECES = st.sampled_from(
    (
        *"ab1:-?[]{},#&*!|>'\"%@`\\ \t\n\r~.é\x85\u2028\ufffd\U0001f600\x07",
        *("\n  ", "\n- ", ": ", "- ", "? ", "&a ", "*a", "<<: ", "\n---\n", "...", "|-\n  ", ">2\n", "\r\n", "\na: "),
        *("!Ref ", "!GetAtt a.b", "!!str ", "!!binary ", "!!set ", "!!pairs ", "%TAG ! x\n", "${self:a}", "{{", "}}"),
        *("'b'", '"c\\u00e9"', "2012-10-17", "0x1F", ".inf", "\n  b: "),
    )
)


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=400, deadline=None)
def test_yaml_of_any_pieces(text: str) -> None:
    document = yaml(text)
    holds(document)
    again = yaml(text)
    assert plain(again.root) == plain(document.root) or ".nan" in text.lower()
    for comment in comments(document):
        assert document.file.text[comment.start] == "#"


@given(st.binary(max_size=60), st.sampled_from(["a.yml", "a.json", "a.tfstate", "a.js"]))
@settings(deadline=None)
def test_any_bytes(data: bytes, path: str) -> None:
    holds(load(path, data))


@given(st.text(st.sampled_from("a`'\"${}/\\*[]()\n #="), max_size=40), st.sampled_from(["a.ts", "a.py"]))
def test_comments_of_any_code(text: str, path: str) -> None:
    end = 0
    for comment in comments(SourceFile(path, text)):
        assert end <= comment.start < comment.end <= len(text)
        end = comment.end


@pytest.mark.parametrize("seed", range(300))
def test_mutants(seed: int) -> None:
    root = Path(__file__).resolve().parents[2]
    seeds = [text for text, _ in (*MEANS.values(), *REFUSED.values())]
    seeds += [file.read_text(encoding="utf-8") for file in sorted((root / "fixtures").rglob("serverless.yml"))[:10]]
    text = mutant(random.Random(seed), seeds)
    holds(yaml(text))
    holds(load("a.json", text.encode("utf-8", "replace")))


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
KEYS = TEXTS.filter(lambda text: text != "<<")


@given(st.dictionaries(KEYS, st.lists(TEXTS, max_size=3) | TEXTS, max_size=4), st.sampled_from(["'", '"', "|"]))
@settings(deadline=None)
def test_what_is_quoted_is_read(value: dict[str, object], style: str) -> None:
    """Every scalar comes back, and the text of its span means the same by itself."""
    lines: list[str] = []
    for key, item in value.items():
        lines.append(f"{quoted(key, chr(39) if style == '|' else style)}:")
        if isinstance(item, list):
            lines += [f"- {quoted(each, style)}" for each in item]
        else:
            lines[-1] += f" {quoted(str(item), style)}"
    document = yaml("\n".join(lines) + "\n")
    assert not document.problems
    expected = {key: None if item == [] else item for key, item in value.items()}
    assert (plain(document.root) or {}) == expected
    holds(document)
    for _, node in document.root.items if document.root else ():
        for scalar in [node, *node.items]:
            if scalar.kind == "scalar" and style != "|" and scalar.value is not None:
                assert plain(yaml(scalar.text).root) == scalar.value


def quoted(text: str, style: str) -> str:
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    if style == '"':
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"|2-\n  {text}" if text else "''"


@pytest.mark.parametrize("seed", range(200))
def test_entries_that_are_read_at_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).resolve().parents[2]
    seeds = [text for text, _ in (*MEANS.values(), *REFUSED.values())]
    seeds += [file.read_text(encoding="utf-8") for file in sorted((root / "fixtures").rglob("*.yml"))]
    rnd = random.Random(seed)
    texts = [rnd.choice((rnd.choice(seeds), mutant(rnd, seeds))) for _ in range(20)]
    at_once = [yaml(text) for text in texts]
    monkeypatch.setattr("slslint.source.yaml_parse._SIMPLE_ENTRY", lambda *_: None)
    for text, one in zip(texts, at_once, strict=True):
        other = yaml(text)
        assert [(each.message, each.at.start, each.at.end) for each in one.problems] == [
            (each.message, each.at.start, each.at.end) for each in other.problems
        ]
        assert [look(node) for node, _ in nodes(one.root)] == [look(node) for node, _ in nodes(other.root)]


def look(node: Node) -> tuple[object, ...]:
    place = node.kind, node.start, node.end, node.style, node.tag, node.anchor
    return *place, repr(node.value), node.dynamic, node.size, len(node.items)
