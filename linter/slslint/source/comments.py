"""Comments of YAML, TOML, JavaScript, TypeScript and Python sources, found when somebody asks for them."""

import re
from contextlib import suppress

from slslint.source.document import Comment, Document
from slslint.source.file import SourceFile

_SCRIPTS = (".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx")


def comments(source: Document | SourceFile) -> list[Comment]:
    """The comments of a file in their order; the language goes by the extension, YAML for any that is not known.

    JSON has none. Of YAML that does not parse, those before the error are found.
    """
    file = source.file if isinstance(source, Document) else source
    path = file.path.lower()
    if path.endswith((".json", ".tfstate")):
        return []
    if path.endswith(_SCRIPTS):
        spans = _script(file.text)
    elif path.endswith((".py", ".toml")):
        spans = _hashes(file.text)
    else:
        spans = _yaml(file.text)
    found: list[Comment] = []
    last_end = -1
    for start, end in spans:
        line_start = file.line_starts[file.position(start)[0] - 1]
        alone = last_end <= line_start and not file.text[line_start:start].strip()
        found.append(Comment(file, start, end, _body(file.text[start:end]), alone))
        last_end = end
    return found


def _body(written: str) -> str:
    if written.startswith("/*"):
        return written[2:].removesuffix("*/").strip()
    return written.removeprefix("//").removeprefix("#").strip()


def _yaml(text: str) -> list[tuple[int, int]]:
    """Parsed once more, since only a parser knows which `#` stands in a text."""
    if "#" not in text:
        return []
    from slslint.source.yaml_parse import Parser
    from slslint.source.yaml_scan import YamlError, line_end

    parser = Parser(text)
    with suppress(YamlError):
        parser.parse()
    return [(start, line_end(text, start)) for start in sorted(parser.comments)]


def _hashes(text: str) -> list[tuple[int, int]]:
    """Of Python, and of TOML, whose strings are written alike."""
    if "#" not in text:
        return []
    token = re.compile(
        r'#[^\r\n]*+|"""(?:[^"\\]++|\\.|"(?!""))*+(?:"""|\Z)|' + r"'''(?:[^'\\]++|\\.|'(?!''))*+(?:'''|\Z)|"
        r'"(?:[^"\\\r\n]++|\\.)*+"?|' + r"'(?:[^'\\\r\n]++|\\.)*+'?",
        re.DOTALL,
    )
    return [found.span() for found in token.finditer(text) if found[0].startswith("#")]


_SCRIPT_TOKEN = (
    r"(?P<line>//[^\r\n]*+)|(?P<block>/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z))"
    r'|(?P<string>"(?:[^"\\\r\n]++|\\.)*+"?' + r"|'(?:[^'\\\r\n]++|\\.)*+'?)"
    r"|(?P<regex>/(?:[^\\/\[\r\n]++|\\[^\r\n]|\[(?:[^\]\\\r\n]++|\\[^\r\n])*+\])++/[a-z]*+)"
    r"|(?P<word>[\w$]++)|(?P<mark>[^\s\w$])"
)
_TEMPLATE = r"(?:[^`\\$]++|\\.|\$(?!\{))*+"
_BEFORE_REGEX = frozenset(
    (
        "return",
        "typeof",
        "case",
        "in",
        "of",
        "delete",
        "void",
        "throw",
        "new",
        "else",
        "do",
        "instanceof",
        "yield",
        "await",
    )
)


def _script(text: str) -> list[tuple[int, int]]:
    """Comments of JavaScript; a `/` starts a regular expression unless a value stands before it."""
    if "//" not in text and "/*" not in text:
        return []
    token, template = re.compile(_SCRIPT_TOKEN, re.DOTALL), re.compile(_TEMPLATE, re.DOTALL)
    spans: list[tuple[int, int]] = []
    # Open braces of each template literal's `${` that the scan is in.
    braces: list[int] = []
    at, after_value = 0, False
    while (found := token.search(text, at)) is not None:
        kind, at = found.lastgroup, found.end()
        if kind in ("line", "block"):
            spans.append(found.span())
            continue
        if kind == "regex" and after_value:
            kind, at = "mark", found.start() + 1
        mark = text[found.start()] if kind == "mark" else ""
        after_value = mark in (")", "]", "}") if mark else kind != "word" or found[0] not in _BEFORE_REGEX
        if mark == "`" or (mark == "}" and braces and braces[-1] == 0):
            if mark == "}":
                braces.pop()
            body = template.match(text, at)
            at = body.end() if body else at
            if text.startswith("${", at):
                braces.append(0)
                at, after_value = at + 2, False
            else:
                at, after_value = at + 1, True
        elif braces and mark in ("{", "}"):
            braces[-1] += 1 if mark == "{" else -1
    return spans
