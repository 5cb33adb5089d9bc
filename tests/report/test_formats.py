"""Each format over one result, against the files in golden/; SLSLINT_UPDATE_GOLDEN=1 writes them anew."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report.sample import ROOT, context, result
from slslint.engine.finding import Finding, Related
from slslint.report import FORMATS, renderer
from slslint.report.context import Context, Screen
from slslint.report.text import JOINERS, width
from slslint.source.file import SourceFile
from slslint.source.patch import Fix
from slslint.source.pointer import Pointer

GOLDEN = Path(__file__).parent / "golden"
CASES = {
    "full.txt": ("full", context(show_unknown=True)),
    "full-color.txt": ("full", context(screen=Screen(color=True, width=100, links=True))),
    "full-narrow.txt": ("full", context(screen=Screen(width=60))),
    "full-ascii.txt": ("full", context(screen=Screen(unicode=False, width=60))),
    "full-statistics.txt": ("full", context(statistics=True)),
    "concise.txt": ("concise", context(show_unknown=True)),
    "concise-color.txt": ("concise", context(screen=Screen(color=True, width=60))),
    "result.json": ("json", context()),
    "result-with-more.json": ("json", context(statistics=True, show_unknown=True)),
    "result.jsonl": ("jsonl", context()),
    "result.sarif": ("sarif", context()),
    "github.txt": ("github", context()),
    "gitlab.json": ("gitlab", context()),
    "junit.xml": ("junit", context()),
    "summary.md": ("markdown", context()),
}


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    form, where = CASES[name]
    text = renderer(form)(result(), where)
    if os.environ.get("SLSLINT_UPDATE_GOLDEN") == "1":
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")
    assert text == (GOLDEN / name).read_text(encoding="utf-8")


def test_a_terminal_is_never_wider_than_it_is() -> None:
    for columns in (40, 60, 80):
        text = renderer("full")(result(), context(screen=Screen(width=columns), show_unknown=True))
        for line in text.splitlines():
            assert width(line) <= columns or max(map(width, line.split())) > columns - 14, line


@pytest.mark.parametrize("form", ["full", "concise"])
def test_colour_changes_nothing_but_colour(form: str) -> None:
    import click

    plain = renderer(form)(result(), context(screen=Screen(width=80)))
    assert "\x1b" not in plain
    colored = renderer(form)(result(), context(screen=Screen(color=True, width=80)))
    assert click.unstyle(colored) == plain


def test_of_many_related_places_only_a_few_are_drawn() -> None:
    file = SourceFile(f"{ROOT}/serverless.yml", "".join(f"line{n}\n" for n in range(1, 41)))
    places = [Pointer(file, file.line_starts[n], file.line_end(n + 1)) for n in range(0, 40, 4)]
    related = tuple(Related(place, "it holds here") for place in places[1:])
    made = empty()
    made.findings = [Finding("SLS502", "timeout-exceeds-api-limit", "warning", "too long", places[0], related=related)]
    rows = renderer("full")(made, context(cwd=ROOT)).splitlines()
    assert sum("it holds here" in row for row in rows) == 4
    assert rows[-3] == "    ╰─ and 5 more: " + ", ".join(f"serverless.yml:{line}:1" for line in range(21, 41, 4))


def empty() -> SimpleNamespace:
    return SimpleNamespace(
        findings=[], services=["/project/serverless.yml"], files=["/project/serverless.yml"], unknowns=[]
    )


def test_nothing_found() -> None:
    assert renderer("full")(empty(), context()) == "No problems in 1 service (1 file)\n"
    assert renderer("full")(empty(), context(statistics=True)) == "No problems in 1 service (1 file)\n"
    assert renderer("concise")(empty(), context()) == ""
    assert '"findings": []' in renderer("json")(empty(), context())


def test_secrets_are_not_shown() -> None:
    for form in ("full", "concise"):
        text = renderer(form)(result(), context())
        assert not any(secret in text for secret in ("correct horse", "abcdef", "TOKEN"))


PLACES = st.tuples(st.integers(0, 80), st.integers(0, 80))


@given(
    text=st.text(),
    places=st.lists(PLACES, min_size=3, max_size=3),
    message=st.text(),
    width=st.none() | st.integers(1, 90),
)
@settings(max_examples=150, deadline=None)
def test_any_text_and_any_place_can_be_reported(
    text: str, places: list[tuple[int, int]], message: str, width: int | None
) -> None:
    file = SourceFile(f"{ROOT}/{message or 'x'}", text)
    points = [Pointer(file, *sorted((min(a, len(text)), min(b, len(text)))), path=message) for a, b in places]
    finding = Finding(
        "SLS001", "syntax-error", "error", message, points[0],
        related=tuple(Related(point, message) for point in points[1:]),
        fixes=(Fix(message, (), True),), stages=(message,), everywhere=False,
        subject=message, fold=message, url=message,
    )  # fmt: skip
    made = SimpleNamespace(findings=[finding, finding], services=[], files=[], unknowns=[(points[1], message)])
    for form in FORMATS:
        where = Context(ROOT, ROOT, Screen(width=width), show_unknown=True)
        shown = renderer(form)(made, where)
        shown.encode()
        assert all(char == "\n" or char.isprintable() or char in JOINERS for char in shown)


def test_importing_one_format_imports_no_other() -> None:
    import subprocess
    import sys

    code = "import sys; from slslint.report import renderer; renderer('concise'); print(*sys.modules)"
    path = os.pathsep.join(filter(None, sys.path))
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": path}
    )
    loaded = set(run.stdout.split())
    assert "slslint.report.concise" in loaded
    assert not loaded & {"slslint.report.full", "slslint.report.json", "slslint.report.frame", "json", "unicodedata"}
