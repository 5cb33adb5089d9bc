"""Comments of every language that has them."""

import pytest
from slslint.source.comments import comments
from slslint.source.file import SourceFile
from source.trees import yaml


def found(path: str, text: str) -> list[tuple[str, bool]]:
    return [(comment.text, comment.alone) for comment in comments(SourceFile(path, text))]


YAML = """\
# one
a: "x # no" # two
b: |  # three
  # no
  more # no
# four
c: a#b  # five
d: [1, # six
  2]
e: >
  x

  # no
 # seven
f: 'it''s # no
  # no'  # eight
g: plain
  text # nine
? x # ten
: y
"""


def test_yaml() -> None:
    texts = found("a.yml", YAML)
    assert " ".join(text for text, _ in texts) == "one two three four five six seven eight nine ten"
    assert [text for text, alone in texts if alone] == ["one", "four", "seven"]


def test_a_document_serves_as_well_and_spans_are_whole() -> None:
    document = yaml("a: 1   # slslint: x  \r\nb: 2\r\n")
    [comment] = comments(document)
    assert document.file.text[comment.start : comment.end] == "# slslint: x  "
    assert comment.text == "slslint: x"


def test_yaml_that_does_not_parse_has_its_comments_before_the_error() -> None:
    assert found("a.yml", "# x\na: b # y\nc: d: e # z\n") == [("x", True), ("y", False)]


def test_yaml_that_cannot_be_composed_has_all_its_comments() -> None:
    assert found("a.yml", "a: 1 # x\na: 2 # y\nb: *c # z\n") == [("x", False), ("y", False), ("z", False)]


SCRIPT = r"""#!/usr/bin/env node
// one
const a = "// no", b = 'it\'s // no' /* two */ ;
const r = /[/]\/\/ x/g; // three
const t = `a // no ${ `b ${c /* four */} // no` + {x: 1}.x } // no`; // five
return /x\/\/y/.test(a) // six
x = a / b // seven
y = (a) / 2 /* eight */ / c
z = `${{a: '}'}}/* no */` + a[0] / 1 // nine
/* ten
   // still */
const u = `\`${1}\${ // no`
f(/"/, 1) // eleven
"""


@pytest.mark.parametrize("path", ["a.js", "a.mjs", "a.cjs", "a.ts", "a.tsx"])
def test_script(path: str) -> None:
    texts = [text.split()[0] for text, _ in found(path, SCRIPT)]
    assert " ".join(texts) == "one two three four five six seven eight nine ten eleven"


@pytest.mark.parametrize("text", ["`${", "`", "/*", "/", "'", '"', "//", "`${`${", "}", "/[", "a /", "`\\"])
def test_script_that_ends_anywhere(text: str) -> None:
    assert len(found("a.js", text)) == (text in ("//", "/*"))


PYTHON = r"""
s = "# no" # one
t = '''
# no
\''' # no
''' # two
u = r'\' # no'  # three
v = f'{x}' # four
# five
"""


def test_python() -> None:
    assert " ".join(text for text, _ in found("a.py", PYTHON)) == "one two three four five"


def test_json_has_none() -> None:
    assert found("a.json", '{"a": "# // /* x"}') == []
