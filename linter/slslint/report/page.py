"""A rule's page on a terminal."""

from collections.abc import Iterator

from slslint.engine.manifest import RuleEntry
from slslint.engine.pages import Example, Page
from slslint.report.context import Screen
from slslint.report.paint import Paint
from slslint.report.text import wrap

WIDEST = 100
ITEM = ("- ", "* ")
SILENCE = """\
Above the key, or at the end of the line:

```yaml
# slslint: ignore[{name}] -- why it is fine here
```"""


def render(page: Page, entry: RuleEntry, url: str, screen: Screen) -> str:
    """The page: what the rule says, why it matters, examples, and how to silence it."""
    paint, room = Paint(screen), min(screen.width or WIDEST, WIDEST)
    facts = [entry.severity, entry.family]
    facts += ["has a fix"] if entry.fixable else []
    facts += [] if entry.default else ["off unless selected"]
    name = f" {paint.bold(entry.name)}" if entry.name != entry.code else ""
    rows = [f"{paint.severity(entry.code, entry.severity)}{name}  {paint.dim(', '.join(facts))}", ""]
    rows += [paint.quoted(line) for line in wrap(f"{entry.summary[:1].upper()}{entry.summary[1:]}", room)]
    for heading, text in {**page.sections, "Silence": SILENCE.format(name=entry.name)}.items():
        rows += ["", paint.bold(heading), ""]
        if heading in ("Bad", "Good"):
            examples = page.bad if heading == "Bad" else page.good
            rows += [row for number, each in enumerate(examples) for row in _example(each, bool(number), paint, room)]
        else:
            rows += _markdown(text, paint, room)
    return "\n".join([*rows, "", paint.dim(url)]) + "\n"


def _example(example: Example, apart: bool, paint: Paint, room: int) -> Iterator[str]:
    """Caption and files; an arrow stands at the lines that the rule reports."""
    if apart:
        yield ""
    yield from (f"  {paint.quoted(line)}" for line in wrap(example.caption, room - 2))
    marked = {(each.file, each.line) for each in example.expected}
    named = len(example.files) > 1
    for title, files in (("", example.files), ("fixed: ", example.fixed)):
        for file in files:
            yield ""
            if named or title:
                yield f"      {paint.dim(title + file.name)}"
            for number, line in enumerate(file.text.splitlines(), 1):
                arrow = ">" if not title and (file.name, number) in marked else " "
                yield f"    {paint.severity(arrow, 'error') if arrow == '>' else arrow} {paint.accent(line)}".rstrip()


def _markdown(text: str, paint: Paint, room: int) -> Iterator[str]:
    """Paragraphs and lists wrapped, fenced text as it is."""
    paragraph: list[str] = []
    fenced = False
    for line in text.splitlines():
        fence = line.startswith("```")
        if paragraph and (fence or not line.strip() or line.startswith(ITEM)):
            yield from _filled(" ".join(paragraph), paint, room)
            paragraph = []
        if fence:
            fenced = not fenced
        elif fenced:
            yield f"      {paint.accent(line)}".rstrip()
        elif line.strip():
            paragraph.append(line.strip())
        else:
            yield ""
    if paragraph:
        yield from _filled(" ".join(paragraph), paint, room)


def _filled(text: str, paint: Paint, room: int) -> Iterator[str]:
    first, *rest = wrap(text, room - 2)
    indent = "    " if text.startswith(ITEM) else "  "
    yield f"  {paint.quoted(first)}"
    yield from (f"{indent}{paint.quoted(line)}" for line in rest)
