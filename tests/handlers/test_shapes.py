"""Every way to export a handler is found, and a missing one is said only where it is certain."""

from pathlib import Path

import pytest
from handlers.code import facts_of
from slslint.handlers.function import FOUND, MISSING, UNSEEN

# Each file exports `handler`, an async function with one parameter.
FOUND_SHAPES = {
    "exports": "exports.handler = async (e) => 1;",
    "module exports": "module.exports.handler = async (e) => 1;",
    "bracket": "exports['handler'] = async (e) => 1;",
    "chain": "exports.handler = exports.main = async (e) => 1;",
    "chain with module": "module.exports.handler = exports.x = async function (e) { return 1; };",
    "compiled first": "exports.handler = void 0;\nconst handler = async (e) => 1;\nexports.handler = handler;",
    "object": "module.exports = { handler: async (e) => 1 };",
    "object short": "const handler = async (e) => 1;\nmodule.exports = { handler };",
    "object method": "module.exports = { async handler(e) { return 1; } };",
    "object quoted": "module.exports = { 'handler': async (e) => 1 };",
    "object computed": "module.exports = { ['handler']: async (e) => 1 };",
    "object spread": "const all = { handler: async (e) => 1 };\nmodule.exports = { ...all };",
    "object variable": "const all = {};\nall.handler = async (e) => 1;\nmodule.exports = all;",
    "both": "module.exports = exports = { handler: async (e) => 1 };",
    "merged": "module.exports = Object.assign({}, { handler: async (e) => 1 });",
    "hoisted": "exports.handler = handler;\nasync function handler(e) { return 1; }",
    "let": "let handler;\nhandler = async (e) => 1;\nexports.handler = handler;",
    "through names": "const a = async (e) => 1;\nconst b = a;\nconst c = b;\nexports.handler = c;",
    "destructured": "const { handler } = { handler: async (e) => 1 };\nexports.handler = handler;",
    "es const": "export const handler = async (e) => 1;",
    "es function": "export async function handler(e) { return 1; }",
    "es clause": "const run = async (e) => 1;\nexport { run as handler };",
    "es string name": "const run = async (e) => 1;\nexport { run as 'handler' };",
    "factory": "const make = (x) => async (e) => x;\nexports.handler = make(1);",
    "factory block": "function make(x) { const y = x; return async (e) => y; }\nexports.handler = make(1);",
    "factory hands through": "const wrap = (f) => f;\nexports.handler = wrap(async (e) => 1);",
    "class": "class S { async go(e) { return 1; } }\nexports.handler = new S().go;",
    "class bound": "class S { async go(e) { return 1; } }\nconst s = new S();\nexports.handler = s.go.bind(s);",
    "class arrow": "class S { go = async (e) => 1; }\nexports.handler = new S().go;",
    "class static": "class S { static async go(e) { return 1; } }\nexports.handler = S.go;",
    "class inherited": "class A { async go(e) { return 1; } }\nclass B extends A {}\nexports.handler = new B().go;",
    "class in constructor": "class S { constructor() { this.go = async (e) => 1; } }\nexports.handler = new S().go;",
    "class as exports": "class S { async handler(e) { return 1; } }\nmodule.exports = new S();",
    "bound argument": "async function run(x, e) { return x; }\nexports.handler = run.bind(null, 1);",
    "frozen": "module.exports = Object.freeze({ handler: async (e) => 1 });",
    "defined": (
        "Object.defineProperty(exports, '__esModule', { value: true });\n"
        "const run = async (e) => 1;\n"
        "Object.defineProperty(exports, 'handler', { enumerable: true, get: function () { return run; } });"
    ),
    "parentheses": "exports.handler = (0, (async (e) => 1));",
    "property of exports": "exports.main = async (e) => 1;\nexports.handler = exports.main;",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in FOUND_SHAPES.items()])
def test_found(tmp_path: Path, text: str) -> None:
    facts = facts_of(tmp_path, text)
    assert facts.status == FOUND, facts.why
    assert facts.is_async
    assert facts.arity == 1


ACROSS_FILES: dict[str, dict[str, str | bytes]] = {
    "require": {"h.js": "exports.handler = require('./b').run;", "b.js": "exports.run = async (e) => 1;"},
    "require whole": {"h.js": "module.exports = require('./b');", "b.js": "exports.handler = async (e) => 1;"},
    "require folder": {"h.js": "exports.handler = require('./b').run;", "b/index.js": "exports.run = async (e) => 1;"},
    "require function": {"h.js": "exports.handler = require('./b');", "b.js": "module.exports = async (e) => 1;"},
    "require wrapper": {
        "h.js": "const wrap = require('./b');\nexports.handler = wrap(async (e) => 1);",
        "b.js": "module.exports = (f) => async (e) => f(e);",
    },
    "spread of a file": {
        "h.js": "module.exports = { ...require('./b') };",
        "b.js": "exports.handler = async (e) => 1;",
    },
    "es named": {"h.mjs": "export { run as handler } from './b.mjs';", "b.mjs": "export const run = async (e) => 1;"},
    "es star": {"h.mjs": "export * from './b.mjs';", "b.mjs": "export const handler = async (e) => 1;"},
    "es star twice": {
        "h.mjs": "export * from './b.mjs';\nexport * from './c.mjs';",
        "b.mjs": "export const other = 1;",
        "c.mjs": "export const handler = async (e) => 1;",
    },
    "es default import": {
        "h.mjs": "import run from './b.mjs';\nexport const handler = run;",
        "b.mjs": "export default async (e) => 1;",
    },
    "es namespace": {
        "h.mjs": "import * as all from './b.mjs';\nexport const handler = all.run;",
        "b.mjs": "export const run = async (e) => 1;",
    },
    "es imports and exports": {
        "h.mjs": "import { run } from './b.mjs';\nexport { run as handler };",
        "b.mjs": "export const run = async (e) => 1;",
    },
    "typescript": {"h.ts": "export { run as handler } from './b';", "b.ts": "export const run = async (e: E) => 1;"},
    "typescript with extension of js": {
        "h.ts": "export { run as handler } from './b.js';",
        "b.ts": "export async function run(e: E): Promise<number> { return 1; }",
    },
    "typescript export equals": {"h.ts": "export = { handler: async (e: E) => 1 };"},
    "typescript import require": {
        "h.ts": "import b = require('./b');\nexport const handler = b.run;",
        "b.ts": "export const run = async (e: E) => 1;",
    },
    "typescript this": {"h.ts": "export async function handler(this: void, e: E) { return 1; }"},
    "typescript overloads": {
        "h.ts": "export async function handler(e: A): R;\nexport async function handler(e: any) { return 1; }"
    },
    "typescript casts": {"h.ts": "export const handler = (async (e: E) => 1) as unknown as Handler;"},
    "typescript satisfies": {"h.ts": "export const handler = (async (e: E) => 1) satisfies Handler;"},
    "tsx": {"h.tsx": "export const handler = async (e: E) => <p>{e}</p>;"},
    "compiled star": {
        "h.js": "__exportStar(require('./b'), exports);",
        "b.js": "exports.handler = async (e) => 1;",
    },
    "compiled import": {
        "h.js": "const b_1 = __importDefault(require('./b'));\nexports.handler = b_1.default;",
        "b.js": "module.exports = async (e) => 1;",
    },
}


@pytest.mark.parametrize("files", [pytest.param(files, id=name) for name, files in ACROSS_FILES.items()])
def test_found_across_files(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    facts = facts_of(tmp_path, files)
    assert facts.status == FOUND, facts.why
    assert facts.arity == 1
    assert facts.head is not None


def test_nested_and_default(tmp_path: Path) -> None:
    text = "exports.users = { get: async (e) => 1 };\nexports.admin = {};\nexports.admin.list = async (e) => 1;"
    assert facts_of(tmp_path, text, "h.users.get").arity == 1
    assert facts_of(tmp_path, text, "h.admin.list").arity == 1
    assert facts_of(tmp_path, text, "h.users.put").status == MISSING
    assert facts_of(tmp_path, text, "h.admin.put").status != MISSING
    assert facts_of(tmp_path, "export default async (e) => 1;", "h.default").arity == 1
    assert facts_of(tmp_path, "module.exports = { a: { b: { c: async (e) => 1 } } };", "h.a.b.c").arity == 1


MISSING_SHAPES = {
    "other names": "exports.main = async () => 1;",
    "object": "module.exports = { main: async () => 1 };",
    "function": "module.exports = async () => 1;",
    "es": "export const main = 1;",
    "es default": "export default async () => 1;",
    "nothing": "const handler = async () => 1;",
    "type only": "export const main = 1;\n// exports.handler = 1",
    "letter case": "exports.Handler = async () => 1;",
    "module look": "if (require.main === module) run();\nexports.main = 1;",
    "read of exports": "exports.main = async () => 1;\nexports.main();",
    "spread known": "const all = { main: 1 };\nmodule.exports = { ...all };",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in MISSING_SHAPES.items()])
def test_missing(tmp_path: Path, text: str) -> None:
    assert facts_of(tmp_path, text).status == MISSING


def test_missing_across_files(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"h.mjs": "export * from './b.mjs';", "b.mjs": "export const main = 1;"}
    assert facts_of(tmp_path, files).status == MISSING
    typed: dict[str, str | bytes] = {"g.ts": "export type handler = string;\nexport interface Handler {}\nexport {};"}
    assert facts_of(tmp_path, typed, "g.handler").status == MISSING


# What may export anything: nothing is said, and nothing is known.
OPEN_SHAPES = {
    "package": "module.exports = require('some-package');",
    "package star": "export * from 'some-package';",
    "spread of unknown": "module.exports = { ...make() };",
    "computed": "for (const n of names) exports[n] = make(n);",
    "passed on": "register(exports);",
    "assigned in": "Object.assign(exports, make());",
    "alias": "const self = module.exports;\nself.handler = async () => 1;",
    "kept as well": "const all = module.exports = {};\nall.handler = async () => 1;",
    "in a function": "function set() { module.exports = { handler: 1 }; }\nset();",
    "conditional": "if (x) module.exports = { handler: 1 }; else module.exports = {};",
    "annotated bundle": "module.exports = __toCommonJS(all);\n0 && (module.exports = { handler });",
    "this": "this.handler = async () => 1;",
    "syntax error": "exports.main = async ( => 1;",
    "swc": "_export(exports, { handler: function () { return run; } });",
    "missing file": "export * from './absent';",
    "umd": "(function (f) { if (typeof exports === 'object') f(exports); })(function (e) { e.handler = 1; });",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in OPEN_SHAPES.items()])
def test_open(tmp_path: Path, text: str) -> None:
    facts = facts_of(tmp_path, text)
    assert facts.status != MISSING
    assert facts.status == UNSEEN or facts.opaque or facts.head is None


def test_an_open_file_may_still_be_read(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, "exports.handler = async (e) => 1;\nregister(exports);")
    assert facts.status == FOUND
    assert facts.arity == 1


def test_several_assignments_are_not_guessed_at(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, "if (x) exports.handler = (a, b, c) => 1;\nelse exports.handler = async () => 1;")
    assert facts.status == FOUND
    assert facts.arity is None


LENGTHS = {
    "(e, c, cb) => 1": 3,
    "(e, c, cb = f) => 1": 2,
    "(e = {}, c, cb) => 1": 0,
    "(...a) => 1": 0,
    "(e, ...a) => 1": 1,
    "({ body }, { awsRequestId }, cb) => 1": 3,
    "([a], c, cb) => 1": 3,
    "e => 1": 1,
    "function (e, c, cb) {}": 3,
    "(function (x, e, c, cb) {}).bind(null, 1)": 3,
    "(function (e, c, cb) {}).bind(null)": 3,
    "async (e, c, cb) => 1": 3,
    "({ run(e, c, cb) {} }).run": 3,
    "require('util').callbackify(async (e, c) => 1)": 3,
}


@pytest.mark.parametrize(("text", "length"), LENGTHS.items())
def test_length_as_javascript_counts_it(tmp_path: Path, text: str, length: int) -> None:
    assert facts_of(tmp_path, f"exports.handler = {text};").arity == length


def test_length_in_typescript(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "h.ts": "export const handler = async (e: E, c: C, cb?: B) => 1;\n"
        "export function own(this: X, e: E, c: C) {}\n"
        "export const short = (e: E, c: C, cb: B = f) => 1;\n"
    }
    assert facts_of(tmp_path, files).arity == 3
    assert facts_of(tmp_path, files, "h.own").arity == 2
    assert facts_of(tmp_path, files, "h.short").arity == 2
