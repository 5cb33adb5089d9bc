"""Code as data: what a module exports is read where it is literal, and is unknown where it would have to be run."""

import json
import os
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from slslint.source.document import Document, Documents
from slslint.source.node import MAP, SCALAR, SEQ, UNKNOWN, Node, key_text
from slslint.workspace import Workspace

ROOT = os.path.realpath("/no-such-folder")
CODE = "<code>"
"""Stands for what is not known."""


def load(text: str | bytes, name: str = "serverless.ts", **files: str) -> Document:
    """The document of a file of code; other files by their names, `__` for a dot, `_in_` for a slash."""
    texts: dict[str, bytes] = {name: text.encode() if isinstance(text, str) else text}
    texts |= {key.replace("_in_", "/").replace("__", "."): value.encode() for key, value in files.items()}
    return Documents(Workspace(ROOT, {os.path.join(ROOT, key): data for key, data in texts.items()})).load(
        os.path.join(ROOT, name)
    )


def data(node: Node | None) -> Any:
    """A tree as Python data, an open map with a `...`."""
    if node is None or node.kind == UNKNOWN:
        return CODE
    if node.kind == SCALAR:
        return node.value
    if node.kind == SEQ:
        return [data(item) for item in node.items]
    assert node.kind == MAP
    found = {key_text(key): data(value) for key, value in node.items}
    return found if node.rest is None else {**found, "...": CODE}


def read(text: str, name: str = "serverless.ts", **files: str) -> Any:
    return data(load(text, name, **files).root)


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "module.exports": ("module.exports = {a: 1};", {"a": 1}),
        "exports by name": ("exports.a = 1; exports.b = 2", {"a": 1, "b": 2}),
        "export default": ("export default {a: 1}", {"a": 1}),
        "export =": ("const a = {b: 1}; export = a", {"b": 1}),
        "named exports": ("export const a = {b: 1};\nexport { a as c }", {"a": {"b": 1}, "c": {"b": 1}}),
        "a typed constant": (
            "import type { AWS } from '@serverless/typescript';\nconst c: AWS = {service: 's'};\nmodule.exports = c;",
            {"service": "s"},
        ),
        "casts": ("export default ({a: [1] as const} satisfies AWS as AWS)", {"a": [1]}),
        "an older cast": ("export default <AWS>{a: (1)!}", {"a": 1}),
        "default beside names": ("export const a = 1; export default {b: a}", {"b": 1}),
        "quoted and computed keys": (
            "const k = 'c';\nmodule.exports = {'a-b': 1, \"b\": 2, ['x' + 1]: 3, [k]: 4, 0x10: 5}",
            {"a-b": 1, "b": 2, "x1": 3, "c": 4, "16": 5},
        ),
        "shorthand": (
            "const a = [true, false, null, undefined];\nmodule.exports = {a}",
            {"a": [True, False, None, None]},
        ),
        "numbers": (
            "module.exports = [0, -1, 1.5, .5, 1e3, 0xff, 0b11, 0o17, 1_000, 9007199254740993, 1e21]",
            [0, -1, 1.5, 0.5, 1000, 255, 3, 15, 1000, 9007199254740992.0, 1e21],
        ),
        "escapes": (
            r"module.exports = ['\n\t\\\'', '\x41\u0042\u{43}', '\ud83d\ude00', 'a\
b', '\q\0', '\${self:x}']",
            ["\n\t\\'", "ABC", "\U0001f600", "ab", "q\0", "${self:x}"],
        ),
        "templates": (
            "const s = 'x';\nmodule.exports = [`a\\${opt:stage}`, `${s}-${1}-${true}`, `a\r\nb`]",
            ["a${opt:stage}", "x-1-true", "a\nb"],
        ),
        "joined texts": ("const s = 'x';\nmodule.exports = ['a' + s + 1, 1 + 'a' + ('b' + null)]", ["ax1", CODE]),
        "spreads": (
            "const base = {a: 1, b: 2};\nmodule.exports = {b: 0, ...base, a: 3, l: [0, ...[1, 2]], ...null}",
            {"b": 2, "a": 3, "l": [0, 1, 2]},
        ),
        "members": (
            "const c = {a: {b: ['x']}};\nmodule.exports = {x: c.a.b[0], y: c['a'], z: c.no}",
            {
                "x": "x",
                "y": {"b": ["x"]},
                "z": None,
            },
        ),
        "taken apart": ("const {a, b: {c}} = {a: 1, b: {c: 2}};\nmodule.exports = {a, c}", {"a": 1, "c": 2}),
        "export and module.exports": ("export const a = {b: 1};\nmodule.exports = a", {"b": 1}),
        "frozen": ("module.exports = Object.freeze({a: 1})", {"a": 1}),
        "the last one counts": ("module.exports = {a: 1, a: 2}", {"a": 2}),
    }.values(),
)
def test_what_is_literal(text: str, expected: object) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "value",
    [
        "process.env.STAGE",
        "process.env.STAGE || 'dev'",
        "a ? 1 : 2",
        "make()",
        "new Date()",
        "/x/",
        "10n",
        "() => 1",
        "async function () {}",
        "class {}",
        "nobody",
        "`${make()}-x`",
        "'a' + make()",
        "1 + 2",
        "!x",
        "require(name)",
        "require('./missing')",
        "require('aws-sdk')",
        "[...make()]",
        "changed",
        "later",
        "a?.b",
        "String.raw`x`",
        "({}).constructor",
    ],
)
def test_what_would_have_to_be_run(value: str) -> None:
    code = f"let changed = 1; changed = 2; let later;\nmodule.exports = {{before: 1, it: {value}, after: 2}}"
    assert read(code, "serverless.js") == {"before": 1, "it": CODE, "after": 2}


@pytest.mark.parametrize(
    "member", ["it() { return 1 }", "get it() { return 1 }", "async it() {}", "it: 1, get it() { return 2 }"]
)
def test_methods_are_no_data(member: str) -> None:
    assert read(f"module.exports = {{a: 1, {member}}}", "serverless.js") == {"a": 1, "it": CODE}


@pytest.mark.parametrize("unknown", ["...make()", "[make()]: 1", "...process.env", "...(a && {})", "__proto__: x"])
def test_unknown_keys_hide_those_before_and_may_be_others(unknown: str) -> None:
    assert read(f"module.exports = {{a: 1, {unknown}, b: 2}}", "serverless.js") == {"a": CODE, "b": 2, "...": CODE}
    nested = f"const c = {{x: 1, {unknown}}};\nmodule.exports = {{a: 1, ...c, b: 2}}"
    assert read(nested, "serverless.js") == {"a": CODE, "x": CODE, "b": 2, "...": CODE}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("", {"a": 1, "l": [1], "m": {"n": 1}}),
        ("c.a = 2", {"a": CODE, "l": [1], "m": {"n": 1}}),
        ("c.z = 2", {"a": 1, "l": [1], "m": {"n": 1}, "z": CODE}),
        ("c.m.n = 2", {"a": 1, "l": [1], "m": CODE}),
        ("if (x) { c.l.push(2) }", {"a": 1, "l": CODE, "m": {"n": 1}}),
        ("delete c.a", {"a": CODE, "l": [1], "m": {"n": 1}}),
        ("c['l'].sort()", {"a": 1, "l": CODE, "m": {"n": 1}}),
        ("console.log(c, c.l.join())", {"a": 1, "l": [1], "m": {"n": 1}}),
        ("Object.keys(c).forEach(run)", {"a": 1, "l": [1], "m": {"n": 1}}),
        ("fill(c.m)", {"a": 1, "l": [1], "m": CODE}),
        ("const m = c.m; m.n = 2", {"a": 1, "l": [1], "m": CODE}),
        ("const d = {...c}", {"a": 1, "l": [1], "m": {"n": 1}}),
        ("fill(c)", CODE),
        ("c[key] = 2", CODE),
        ("Object.assign(c, {})", CODE),
        ("const d = c; d.a = 2", {"a": CODE, "l": [1], "m": {"n": 1}}),
        ("c = {}", CODE),
        ("store.c = c", CODE),
    ],
)
def test_what_is_changed_later_is_not_known(change: str, expected: object) -> None:
    code = f"let c = {{a: 1, l: [1], m: {{n: 1}}}};\n{change}\nmodule.exports = c;"
    assert read(code, "serverless.js") == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("exports.m = 5", {"m": 5}),
        ("module.exports = {m: 5}; module.exports.m += 507", CODE),
        ("exports.m = 5; exports.m += 507", CODE),
        ("exports.m = 5; exports.m++", CODE),
        ("exports.m = 5; delete exports.m", CODE),
        ("exports.m = {n: {o: 1}}; exports.m.n.o = 2", CODE),
        ("exports.m = 5; Object.defineProperties(exports, {m: {value: 512}})", CODE),
        ("exports.m = 5; const {exports: q} = module; q.m = 512", CODE),
        ("module.exports = {m: 5}; for (const k of ['m']) module.exports[k] = 512", CODE),
        ("if (x) { exports.m = 5 }", {"m": CODE}),
        ("let m = 5; for (m of [512]); module.exports = {m}", {"m": CODE}),
        ("let m = 'a'; for (m in {b: 1}); module.exports = {m}", {"m": CODE}),
        ("if (x) { var m = 5 } module.exports = {m}", {"m": CODE}),
        ("require('./j').m = 512; module.exports = {m: require('./j').m}", {"m": CODE}),
        ("Object.assign(require('./j'), {m: 512}); module.exports = {m: require('./j').m}", {"m": CODE}),
        ("const require = () => ({m: 512}); module.exports = {m: require('./j').m}", {"m": CODE}),
        ("const Object = {freeze: () => 512}; module.exports = {m: Object.freeze(5)}", {"m": CODE}),
        ("module.exports = {m: require('./j').m}", {"m": 5}),
    ],
)
def test_what_is_exported_twice_or_in_part_is_not_known(code: str, expected: object) -> None:
    assert read(code, "serverless.js", **{"j.js": "exports.m = 5"}) == expected


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("module.exports = async () => ({service: 'x'})", "it is computed, and code is not run"),
        ("export default defineConfig({service: 'x'})", "it is computed, and code is not run"),
        ("module.exports = class Serverless {}", "it is computed, and code is not run"),
        ("module.exports = (async () => ({}))()", "it is computed, and code is not run"),
        ("module.exports = {a: 1}; module.exports.b = 2", "it is computed, and code is not run"),
        ("if (x) { module.exports = {a: 1} }", "it is computed, and code is not run"),
        ("const x = 1", "it exports nothing"),
        ("", "it exports nothing"),
        ("\n\nmodule.exports = {a: }", "line 3 is no code that can be read"),
        (b"\xff", "is not UTF-8"),
        ("//" + "x" * 300_000, "has 300,002 bytes; code is read up to 262,144"),
    ],
)
def test_a_note_says_why_there_is_no_tree(text: str, note: str) -> None:
    document = load(text, "serverless.js")
    assert document.root is None
    assert document.problems == ()
    assert note in document.note


def test_imports_of_the_project() -> None:
    assert read(
        "import hello, { timeout as t } from './functions/hello';\nimport * as all from './all';\n"
        "import data from './data.json';\nconst { region } = require('./common.js');\n"
        "module.exports = {hello, t, ...all, data, region, one: require('./common').region}",
        functions_in_hello__ts="export const timeout = 3;\nexport default {handler: 'x'}",
        all__ts="export { default as again } from './functions/hello';\nexport const n = 1;",
        data__json='{"k": [1]}',
        common__js="exports.region = 'eu-west-1'",
    ) == {
        "hello": {"handler": "x"},
        "t": 3,
        "again": {"handler": "x"},
        "n": 1,
        "data": {"k": [1]},
        "region": "eu-west-1",
        "one": "eu-west-1",
    }


@pytest.mark.parametrize("source", ["aws-sdk", "../out", "./missing", "/etc/passwd", "./broken", "./round", "@x/y"])
def test_imports_that_lead_nowhere(source: str) -> None:
    code = f"import x, {{ y }} from '{source}';\nexport default {{x, y, a: 1}}"
    round_ = "import z from './serverless';\nexport default z;\nexport const y = z.y"
    assert read(code, broken__ts="export default {", round__ts=round_) == {"x": CODE, "y": CODE, "a": 1}


def test_stars() -> None:
    code = "import { a, no } from './all';\nimport * as all from './all';\nexport default {a, no, all}"
    files = {"all__ts": "export * from './one';\nexport const b = 2", "one__ts": "export const a = 1"}
    assert read(code, **files) == {"a": 1, "no": CODE, "all": {"b": 2, "...": CODE}}


TSCONFIG = """\
{
  // as the framework's template has it
  "extends": "./tsconfig.paths",
  "compilerOptions": {"outDir": "lib",},
}
"""
PATHS = """\
{"compilerOptions": {"baseUrl": ".", "paths": {
  "@fn/*": ["no/*", "src/fn/*"], "@fn/x*": ["src/x*"], "@all": ["src/all"]
}}}
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [("@fn/hello", 1), ("@fn/xy", 2), ("@all", 3), ("src/all", 3), ("@all/no", CODE), ("@fn/no", CODE), ("fn", CODE)],
)
def test_paths_of_tsconfig(source: str, expected: object) -> None:
    assert read(
        f"import x from '{source}';\nexport default {{x}}",
        tsconfig__json=TSCONFIG,
        tsconfig__paths__json=PATHS,
        src_in_fn_in_hello_in_index__ts="export default 1",
        src_in_xy__ts="export default 2",
        src_in_all__ts="export default 3",
    ) == {"x": expected}


@pytest.mark.parametrize("text", ["{", "", "[]", '{"extends": "./tsconfig.json"}', '{"compilerOptions": {"paths": 1}}'])
def test_a_tsconfig_that_says_nothing(text: str) -> None:
    assert read("import x from '@a/b';\nexport default {x}", tsconfig__json=text) == {"x": CODE}


@pytest.mark.parametrize(
    ("helper", "expected"),
    [
        (
            "export const f = (context: string) => {\n  return `${context.split(process.cwd())[1].substring(1)"
            ".replace(/\\\\/g, '/')}`\n};",
            "src/hello/x.y",
        ),
        ('export const f = (c) => c.split(cwd())[1].slice(1).replace(/\\\\/g, "/")', "src/hello/x.y"),
        (
            "export function f(c: string): string {\n"
            "  return c.split(process.cwd())[1].substring(1).replace(/\\\\/g, '/');\n}",
            "src/hello/x.y",
        ),
        ("export const f = (c) => c.split(process.cwd())[1].substring(2).replace(/\\\\/g, '/')", CODE),
        ("export const f = (c) => 'a'", CODE),
        ("export { f } from 'somewhere'", CODE),
    ],
)
def test_the_folder_of_a_function_in_the_template(helper: str, expected: object) -> None:
    hello = "import { f } from '../f';\nexport default {handler: `${f(__dirname)}/x.y`, other: f('/')}"
    code = "import hello from './src/hello';\nexport default hello"
    assert read(code, src_in_hello_in_index__ts=hello, src_in_f__ts=helper) == {"handler": expected, "other": CODE}


def test_a_name_is_an_alias_of_its_value() -> None:
    """As in YAML: what is written once is one node wherever it is used."""
    document = load("const env = {A: 'é${self:x}'};\nmodule.exports = {a: env, b: {...env}};")
    assert document.root is not None
    first, second = (document.root.get(key) for key in "ab")
    assert first is not None
    assert second is not None
    assert first.get("A") is second.get("A")
    assert first.text == "{A: 'é${self:x}'}"
    assert first.dynamic
    assert [key.text for key, _ in document.root.items] == ["a", "b"]


def test_places_count_characters() -> None:
    document = load("// é😀\nmodule.exports = {a: 'é', 'b-c': `😀`};", "serverless.js")
    assert document.root is not None
    assert [(key.text, value.text, value.line) for key, value in document.root.items] == [
        ("a", "'é'", 2),
        ("'b-c'", "`😀`", 2),
    ]


def test_a_file_is_read_again_when_an_import_changes() -> None:
    overlays = {
        os.path.join(ROOT, name): text.encode()
        for name, text in {
            "serverless.ts": "import a from './a'; import b from './b'; export default {a, b}",
            "a.ts": "export default 1",
        }.items()
    }
    documents = Documents(Workspace(ROOT, overlays))
    path = os.path.join(ROOT, "serverless.ts")
    first = documents.load(path)
    assert data(first.root) == {"a": 1, "b": CODE}
    assert documents.load(path) is first
    documents.workspace.overlays[os.path.join(ROOT, "a.ts")] = b"export default 2"
    assert data(documents.load(path).root) == {"a": 2, "b": CODE}
    documents.workspace.overlays[os.path.join(ROOT, "b.json")] = b"[3]"
    documents.workspace.forget_listings()
    third = documents.load(path)
    assert data(third.root) == {"a": 2, "b": [3]}
    assert set(map(os.path.basename, third.files)) == {"a.ts", "b.json"}


def test_bounds() -> None:
    deep = "[" * 20_000 + "]" * 20_000
    chain = "".join(f"const a{n} = a{n - 1};" for n in range(1, 300))
    wide = "".join(f"const b{n} = [...b{n - 1}, ...b{n - 1}];" for n in range(1, 40))
    for code in (f"module.exports = {deep}", f"const a0 = 1; {chain} module.exports = a299"):
        assert "levels deep" in load(code, "serverless.js").problems[0].message
    for code in (f"const b0 = [1, 2]; {wide} module.exports = b39", "module.exports = [" + "0," * 100_001 + "]"):
        problem = load(code, "serverless.js")
        assert "values" in problem.problems[0].message if problem.problems else problem.note
    for joined in ("t{0} + t{0}", "`${{t{0}}}${{t{0}}}`"):
        texts = "".join(f"const t{n} = {joined.format(n - 1)};" for n in range(1, 40))
        code = f"const t0 = 'xxxxxxxxxxxxxxxx'; {texts} module.exports = {{t: t39}}"
        assert "joins texts" in load(code, "serverless.js").problems[0].message
    assert read("module.exports = " + "+".join(["'a'"] * 20_000), "serverless.js") == "a" * 20_000
    assert read("module.exports = " + "(" * 20_000 + "1" + ")" * 20_000, "serverless.js") in (1, CODE)


NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
KEYS = st.text().filter(lambda key: key != "__proto__")
TREES = st.recursive(
    st.none() | st.booleans() | st.text() | NUMBERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
FORMS = ("module.exports = %s", "export default %s as const", "const c = (%s);\nmodule.exports = {c: c}.c")


@given(TREES, st.sampled_from(FORMS), st.booleans())
@example({"a": "${self:x}", "\u2028": "\U0001f600"}, FORMS[0], True)
def test_what_json_writes_comes_back(tree: Any, form: str, escaped: bool) -> None:
    found = read(form.replace("%s", json.dumps(tree, ensure_ascii=escaped)))
    assert _close(found, tree)


def _close(left: Any, right: Any) -> bool:
    """Equal, a whole float and an integer too, as they are to JavaScript."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_close(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_close, left, right))
    return left == right and isinstance(left, bool) == isinstance(right, bool)


TEXTS = st.text("{}[]()=>,:.'\"`$+-*/;\n moduleexportscnst", max_size=60)


@given(st.binary() | st.text().map(str.encode) | TEXTS.map(str.encode))
def test_never_raises(content: bytes) -> None:
    for name in ("serverless.ts", "serverless.js"):
        document = load(content, name)
        assert document.root is not None or document.note or document.problems
