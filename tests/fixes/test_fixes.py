"""All fixes, on the examples of the rules' pages: they mend, they are made once, and they touch nothing else."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from projects import ROOT, completed, lint, session
from slslint.engine.fix import Fixed, fix
from slslint.engine.manifest import RuleEntry, rules
from slslint.engine.options import LintOptions
from slslint.engine.pages import Example, read_page
from slslint.service.file import ServiceFile
from slslint.source.load import load
from slslint.variables.render import render
from source.trees import plain

Files = dict[str, str]
TREES = (".yml", ".yaml", ".json")
JUDGED = {"unused-ignore": ("timeouts",)}
"""What has to run beside a rule that judges what others found."""


def examples() -> Iterator[tuple[RuleEntry, int, Example]]:
    for entry in rules():
        page = read_page(import_module(entry.module).__doc__ or "")
        for number, example in enumerate(page.bad if entry.fixable else (), 1):
            if example.fixed:
                yield entry, number, example


EXAMPLES = [pytest.param(entry, each, id=f"{entry.name}-{number}") for entry, number, each in examples()]
each_example = pytest.mark.parametrize(("entry", "example"), EXAMPLES)


def files_of(example: Example) -> Files:
    return {file.name: completed(file.name, file.text) for file in example.files}


def fixed_files(example: Example) -> Files:
    return files_of(example) | {file.name: completed(file.name, file.text) for file in example.fixed}


def mended(files: Mapping[str, str | bytes], rule: str, unsafe: bool = True) -> tuple[Fixed, dict[str, bytes]]:
    """Files fixed for one rule: what that came to, and all of them as they are afterwards."""
    made = session({}, LintOptions(select=(rule, *JUDGED.get(rule, ()))))
    overlays = made.workspace.overlays
    for name, text in files.items():
        overlays[_path(name)] = text if isinstance(text, bytes) else text.encode()
    done = fix(made, [ROOT], unsafe=unsafe)
    return done, {name: overlays[_path(name)] for name in files}


def _path(name: str) -> str:
    return os.path.join(ROOT, *name.split("/"))


def _decoded(files: Mapping[str, bytes]) -> Files:
    return {name: data.decode() for name, data in files.items()}


def test_every_rule_with_a_fix_has_an_example_of_it() -> None:
    assert {param.values[0] for param in EXAMPLES} == {entry for entry in rules() if entry.fixable}


@each_example
def test_bad_becomes_fixed_and_stays_so(entry: RuleEntry, example: Example) -> None:
    done, after = mended(files_of(example), entry.name)
    assert _decoded(after) == fixed_files(example)
    assert [finding for finding in done.result.findings if finding.name == entry.name and finding.fixes] == []
    again, same = mended(_decoded(after), entry.name)
    assert (again.changed, same) == ((), after)


@each_example
def test_a_fix_brings_no_new_error(entry: RuleEntry, example: Example) -> None:
    before, after = (
        Counter(each.code for each in lint(files).findings if each.severity == "error")
        for files in (files_of(example), fixed_files(example))
    )
    assert after - before == Counter()


def layouts(draw: st.DrawFn, name: str, text: str) -> bytes:
    """A text in another layout that means the same: comments, line ends, a byte order mark."""
    if not name.endswith((".yml", ".yaml")):
        return text.encode()
    means = _meaning(name, text.encode())
    lines = text.splitlines()
    for place in sorted(draw(st.sets(st.integers(0, len(lines)), max_size=3)), reverse=True):
        indent = " " * draw(st.integers(0, 6))
        lines.insert(place, draw(st.sampled_from([f"{indent}# why", "", f"{indent}# ${{self:x}} {{[:", "  "])))
    for place in draw(st.sets(st.integers(0, len(lines) - 1), max_size=3)):
        lines[place] += draw(st.sampled_from([" # note: a", "  # 'b", "   "])) if lines[place].strip() else ""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    data = newline.join(lines).encode() + draw(st.sampled_from([newline.encode(), b""]))
    data = draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + data
    assume(_meaning(name, data) == means)
    return data


def _meaning(name: str, data: bytes) -> Any:
    document = load(_path(name), data)
    return None if document.problems else plain(document.root)


def of_removed_keys(before: bytes, now: bytes) -> int:
    """How many comments stand on lines with a key that is there no more: they go with it."""
    found = re.findall(rb"(?m)^ *([A-Za-z]+:) +#.*$", before)
    return sum(before.count(key) > now.count(key) for key in found)


def in_suppressions(text: bytes) -> int:
    """How many `#` stand in suppression comments."""
    return sum(line.count(b"#") for line in text.splitlines() if b"slslint:" in line)


@each_example
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_layout_does_not_matter(entry: RuleEntry, example: Example, data: st.DataObject) -> None:
    files = {name: layouts(data.draw, name, text) for name, text in files_of(example).items()}  # type: ignore[arg-type]
    _, after = mended(files, entry.name)
    for name, text in fixed_files(example).items():
        before, now = files[name], after[name]
        if name.endswith(TREES):
            assert _meaning(name, now) == _meaning(name, text.encode())
        assert now.startswith(b"\xef\xbb\xbf") == before.startswith(b"\xef\xbb\xbf")
        gone = of_removed_keys(before, now) + in_suppressions(before) - in_suppressions(now)
        assert before.count(b"#") - gone <= now.count(b"#") <= before.count(b"#")
        if b"\r\n" in before:
            assert now.count(b"\r\n") == now.count(b"\n")


def is_safe(entry: RuleEntry, example: Example) -> bool:
    """Whether one of the fixes in an example is made without --unsafe-fixes."""
    findings = lint(files_of(example), select=(entry.name,)).findings
    return any(each.safe for finding in findings for each in finding.fixes)


SAFE = [param for param in EXAMPLES if is_safe(*param.values)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("entry", "example"), SAFE)
def test_a_safe_fix_changes_no_other_value_in_any_stage(entry: RuleEntry, example: Example) -> None:
    files = files_of(example)
    places = [finding.at.path for finding in lint(files, select=(entry.name,)).findings]
    done, after = mended(files, entry.name, unsafe=False)
    assert done.changed
    before_all, after_all = resolved(files), resolved(_decoded(after))
    assert before_all.keys() == after_all.keys()
    for stage, before in before_all.items():
        for path in differences(before, after_all[stage]):
            assert any(path == place or path.startswith(f"{place}.") for place in places), (stage, path)


@pytest.mark.parametrize(("entry", "example"), SAFE)
def test_a_safe_fix_changes_no_setting_of_a_function(entry: RuleEntry, example: Example) -> None:
    files = files_of(example)
    _, after = mended(files, entry.name, unsafe=False)
    assert effective(files) == effective(_decoded(after))


def opened(files: Files) -> ServiceFile:
    found = session(files).open(_path("serverless.yml"))
    assert isinstance(found, ServiceFile)
    return found


def resolved(files: Files) -> dict[str | None, Any]:
    """The resolved configuration of each known stage."""
    return {service.stage: render(service.config.value) for service in opened(files).services if service.config.value}


def effective(files: Files) -> list[tuple[Any, ...]]:
    """What the framework makes of the functions and their endpoints."""
    return [
        (service.stage, function.name, function.timeout.value, function.runtime.value, function.physical_name)
        for service in opened(files).services
        for function in service.functions
    ]


def differences(one: Any, other: Any) -> Iterator[str]:
    """The paths at which two configurations differ."""
    stack: list[tuple[str, Any, Any]] = [("", one, other)]
    while stack:
        path, left, right = stack.pop()
        if isinstance(left, dict) and isinstance(right, dict):
            stack += [
                (f"{path}.{key}".lstrip("."), left.get(key, ...), right.get(key, ...)) for key in {**left, **right}
            ]
        elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
            stack += [(f"{path}.{n}", *pair) for n, pair in enumerate(zip(left, right, strict=True))]
        elif (type(left), left) != (type(right), right):
            yield path


def test_what_is_no_function_gets_no_timeout() -> None:
    """A file of functions that is included one level too deep is a function called `functions`."""
    text = "functions:\n  - functions:\n      list:\n        handler: src/notes.list\n"
    done, _ = mended({"serverless.yml": completed("serverless.yml", text)}, "timeout-unset")
    assert not done.changed
