"""A rule's page: its docstring, read as documentation and as examples."""

import re
from typing import NamedTuple

_HEADING = re.compile(r"^## +(.+?) *$")
_FENCE = re.compile(r"^```(\w*) *(\S*) *$")
_MARK = re.compile(r"[ \t]*(?:#|//)! *([\w,: -]+?) *$")


class Snippet(NamedTuple):
    """A file of an example: its name and text, marks taken out."""

    name: str
    text: str


class Expected(NamedTuple):
    """A marked line: the rule is to speak there. Lines count from 1; `severity` is empty where the mark names none."""

    file: str
    line: int
    rule: str
    severity: str = ""


class Example(NamedTuple):
    """Files that make a small project; `fixed` are the files as a fix leaves them."""

    caption: str
    files: tuple[Snippet, ...]
    expected: tuple[Expected, ...]
    fixed: tuple[Snippet, ...] = ()


class Page(NamedTuple):
    """A page: title line, sections in order (heading to Markdown text), examples."""

    summary: str
    sections: dict[str, str]
    bad: tuple[Example, ...]
    good: tuple[Example, ...]


def page_of(module: str) -> Page:
    """The page of the rule in a module, which is not run; raises LookupError where there is none."""
    import ast
    from importlib.abc import InspectLoader
    from importlib.util import find_spec

    spec = find_spec(module) if module else None
    loader = spec.loader if spec is not None else None
    source = loader.get_source(module) if isinstance(loader, InspectLoader) else None
    if source is None:
        raise LookupError(f"{module} is not installed")
    return read_page(ast.get_docstring(ast.parse(source)) or "")


def read_page(docstring: str) -> Page:
    """The page of a docstring; raises ValueError where its form is not kept.

    The first line is the summary, then come `## Heading` sections. In `## Bad` and `## Good` each example is a line
    of text that ends with a colon and the fenced files that follow it, the file's name after the language (default
    `serverless.yml`); a line that the rule is to report ends in `#! rule-name` (`//!` in code), or in
    `#! rule-name: info` where the severity is to be shown. A fence that says `fixed` in place of the language holds the
    file after the fix.
    """
    lines = docstring.strip().splitlines()
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines[1:]:
        if heading := _HEADING.match(line):
            current = sections.setdefault(heading[1], [])
        else:
            current.append(line)
    texts = {heading: "\n".join(body).strip() for heading, body in sections.items()}
    return Page(lines[0].strip(), texts, _examples(texts.get("Bad", "")), _examples(texts.get("Good", "")))


def _examples(text: str) -> tuple[Example, ...]:
    examples: list[Example] = []
    caption, files, fixed, expected = "", list[Snippet](), list[Snippet](), list[Expected]()
    lines = iter(text.splitlines())
    for line in lines:
        fence = _FENCE.match(line)
        if fence is None:
            if line.strip():
                if files:
                    examples.append(Example(caption, tuple(files), tuple(expected), tuple(fixed)))
                    caption, files, fixed, expected = "", [], [], []
                caption = f"{caption} {line.strip()}".strip()
            continue
        name, body = fence[2] or "serverless.yml", list[str]()
        for inner in lines:
            if inner.startswith("```"):
                break
            body.append(inner)
        if fence[1] == "fixed":
            fixed.append(Snippet(name, "\n".join(body) + "\n"))
            continue
        for number, written in enumerate(body, 1):
            if mark := _MARK.search(written):
                body[number - 1] = written[: mark.start()]
                for rule, _, severity in (each.partition(":") for each in mark[1].split(",")):
                    expected.append(Expected(name, number, rule.strip(), severity.strip()))
        files.append(Snippet(name, "\n".join(body) + "\n"))
    if files:
        examples.append(Example(caption, tuple(files), tuple(expected), tuple(fixed)))
    return tuple(examples)
