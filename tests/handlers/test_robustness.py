"""Whatever stands in a file: no crash, no endless work, no guess; and nothing is read twice for nothing."""

import json
import random
import time
from pathlib import Path

import pytest
from conformance_sets import FOLDER
from handlers.code import facts_of, rules_of, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slslint.handlers.function import UNSEEN
from slslint.handlers.handlers import Handlers
from slslint.handlers.verdicts import judge
from slslint.workspace import Workspace

Files = dict[str, str | bytes]


def seeds() -> list[str]:
    """Handlers to start mutations from: the conformance set's, or a few of our own where it is absent."""
    found = sorted((FOLDER / "event-loop").glob("*.*s")) if (FOLDER / "event-loop").is_dir() else []
    texts = [path.read_text(encoding="utf-8") for path in found]
    return texts or [
        "const { Pool } = require('pg');\nconst pool = new Pool();\n"
        "exports.handler = (e, c, cb) => { pool.query('x', (err, r) => cb(err, r)); };",
        "export const handler = async (e, c) => { c.callbackWaitsForEmptyEventLoop = false; return 1; };",
        "class A { h(e, c, cb) { cb(null, JSON.parse(e.body)); } }\nexports.handler = new A().h.bind(1);",
    ]


SEEDS = seeds()
TOKENS = [
    *"(){}[]=;,.:?`'\"&*é𝄞\0\n",
    *("=>", "...", "?.", "${", "/*", "//", "async", "await", "function", "return", "new", "class", "this", "exports"),
    *("module.exports", "handler", "callback", "context", "event", "null", "undefined", "void 0", "require('./h')"),
    *("export", "default", "import", "from"),
]


def mutated(text: str, chooser: random.Random) -> str:
    for _ in range(chooser.randint(1, 6)):
        at = chooser.randint(0, len(text))
        kind = chooser.randint(0, 4)
        if kind == 0:
            text = text[:at] + chooser.choice(TOKENS) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + chooser.randint(1, 20) :]
        elif kind == 2:
            end = at + chooser.randint(1, 60)
            text = text[:at] + text[at:end] * 2 + text[end:]
        elif kind == 3:
            other = chooser.choice(SEEDS)
            text = text[:at] + other[: chooser.randint(0, len(other))] + text[at:]
        else:
            text = text[at:] + text[:at]
    return text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_mutations_never_crash(tmp_path: Path, seed: int) -> None:
    chooser = random.Random(seed)
    for extension in ("js", "ts", "tsx", "mjs"):
        text = mutated(chooser.choice(SEEDS), chooser)
        write(tmp_path, {f"h.{extension}": text.encode("utf-8", "surrogatepass")})
        workspace = Workspace(str(tmp_path))
        handlers = Handlers(workspace)
        path = str(tmp_path / f"h.{extension}")
        for name in ("handler", "list", "default", "a"):
            located = handlers.locate(str(tmp_path), f"h.{name}", "nodejs20.x")
            facts = handlers.facts(located._replace(status="found", path=path, export=(name,)), str(tmp_path))
            for runtime in ("nodejs20.x", "nodejs24.x"):
                for verdict in judge(facts, runtime):
                    for place in (verdict.at, *(place for place, _ in verdict.related)):
                        assert place is None or 0 <= place.start <= place.end <= len(place.file.text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_any_text_is_survived(tmp_path: Path, text: str) -> None:
    facts_of(tmp_path, {"h.js": text.encode("utf-8", "replace")})


CYCLES: dict[str, Files] = {
    "itself": {"h.js": "module.exports = require('./h');"},
    "two files": {"h.js": "module.exports = require('./b');", "b.js": "module.exports = require('./h');"},
    "stars": {"h.mjs": "export * from './b.mjs';", "b.mjs": "export * from './h.mjs';"},
    "names": {"h.mjs": "export { handler } from './b.mjs';", "b.mjs": "export { handler } from './h.mjs';"},
    "spreads": {"h.js": "module.exports = { ...require('./b') };", "b.js": "module.exports = { ...require('./h') };"},
    "variables": {"h.js": "const a = b; const b = a; exports.handler = a;"},
    "own initializer": {"h.js": "let a = a || a; exports.handler = a;"},
    "function": {"h.js": "const f = () => f(); exports.handler = f();"},
    "functions": {"h.js": "const f = () => g(); const g = () => f(); exports.handler = f();"},
    "callbacks": {"h.js": "const f = (cb) => f(cb); exports.handler = (e, c, cb) => f(cb);"},
    "growing": {"h.js": "const f = (cb, n) => f(cb, [n]); exports.handler = (e, c, cb) => f(cb, 1);"},
    "class": {"h.js": "class A extends A {} exports.handler = new A().handler;"},
    "classes": {"h.js": "class A extends B {} class B extends A {} exports.handler = new A().x;"},
    "object": {"h.js": "const a = { ...a }; module.exports = a;"},
    "getter": {"h.js": "const a = { get x() { return a.x; } }; exports.handler = a.x;"},
    "default": {"h.js": "const f = (x = f()) => x; exports.handler = f();"},
    "constructor": {"h.js": "class A { constructor() { new A(); } } new A(); exports.handler = async () => new A();"},
}


@pytest.mark.parametrize("files", [pytest.param(files, id=name) for name, files in CYCLES.items()])
def test_circles(tmp_path: Path, files: Files) -> None:
    facts = facts_of(tmp_path, files)
    assert not judge(facts, "nodejs20.x") or facts.head is not None


DEEP = {
    "parentheses": "exports.handler = " + "(" * 50_000 + "1" + ")" * 50_000,
    "calls": "exports.handler = a" + ".b()" * 50_000,
    "uses": "const middy = require('middy');\nexports.handler = middy(f)" + ".use(x)" * 20_000,
    "arrays": "exports.handler = " + "[" * 50_000 + "]" * 50_000,
    "objects": "exports.handler = " + "{a:" * 20_000 + "1" + "}" * 20_000,
    "arrows": "exports.handler = " + "() => " * 20_000 + "1",
    "functions": "exports.handler = (e, c, cb) => " + "f(() => " * 10_000 + "cb(null, 1)" + ")" * 10_000,
    "sums": "exports.handler = async () => ({ body: " + "1+" * 50_000 + "1 });",
    "conditions": "exports.handler = async () => (" + "a ? b : " * 20_000 + "c);",
    "chain of names": "".join(f"const a{n} = a{n + 1};" for n in range(5_000)) + "exports.handler = a0;",
    "promises": "exports.handler = (e, c, cb) => p" + ".then((x) => x)" * 5_000 + ".then((x) => cb(null, x));",
    "patterns": "const " + "{a:" * 20_000 + "x" + "}" * 20_000 + " = y; exports.handler = x;",
    "assignments": "exports.handler = " + "a = " * 50_000 + "1;",
    "blocks": "exports.handler = async () => " + "{" * 20_000 + "}" * 20_000,
    "not": "exports.handler = " + "!" * 50_000 + "1",
    "if": "exports.handler = (e, c, cb) => {" + "if (a) {" * 10_000 + "cb(null, 1);" + "}" * 10_000 + "};",
    "template": "exports.handler = " + "`${" * 10_000 + "1" + "}`" * 10_000,
    "commas": "exports.handler = (" + "a," * 50_000 + "b);",
    "exports": "".join(f"exports.a{n} = 1;\n" for n in range(8_000)) + "exports.handler = async () => 1;",
    "binds": "const f = () => 1; exports.handler = f" + ".bind(null)" * 10_000,
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in DEEP.items()])
def test_deep_and_long(tmp_path: Path, text: str) -> None:
    began = time.process_time()
    judge(facts_of(tmp_path, text), "nodejs20.x")
    assert time.process_time() - began < 20


def test_branching_calls_are_bounded(tmp_path: Path) -> None:
    layers = "".join(f"const f{n} = (cb) => {{ f{n + 1}(cb); f{n + 1}(() => cb(null, {n})); }};\n" for n in range(60))
    text = f"{layers}const f60 = (cb) => cb(null, 1);\nexports.handler = (e, c, cb) => f0(cb);"
    began = time.process_time()
    facts = facts_of(tmp_path, text)
    assert facts.opaque
    assert time.process_time() - began < 10


def test_large_files_are_not_read(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, "exports.handler = async () => 1;\n" + "//" + "x" * 10_000_000)
    assert facts.status == UNSEEN
    assert "bytes" in facts.why


def test_a_large_import_is_not_read(tmp_path: Path) -> None:
    files: Files = {"h.js": "exports.handler = require('./b').x;", "b.js": "exports.y = 1;//" + "x" * 10_000_000}
    assert facts_of(tmp_path, files).status != "missing"


def test_other_encodings_are_not_read(tmp_path: Path) -> None:
    for data in (b"exports.handler = '\xff';", "exports.handler = 1;".encode("utf-16")):
        facts = facts_of(tmp_path, {"h.js": data})
        assert facts.status == UNSEEN
        assert facts.why == "is not UTF-8"


def test_minified(tmp_path: Path) -> None:
    text = (
        '"use strict";var e=require("pg"),t=new e.Pool;exports.handler=function(e,n,r){t.query("select 1",function(e,t)'
        "{e?r(e):r(null,{statusCode:200,body:JSON.stringify(t.rows)})})},exports.other=async()=>1;"
    )
    assert "event-loop-wait" in rules_of(tmp_path, text)
    bundle = "var a=1;" * 20_000 + text
    assert "event-loop-wait" in rules_of(tmp_path, bundle)


def test_places_count_characters(tmp_path: Path) -> None:
    text = (
        "\ufeff/* é𝄞 */\r\nconst Redis = require('ioredis'); const r = new Redis();\r\n"
        "exports.handler = (e, c, cb) => { log('é𝄞'); cb(null, 1); };\r\n"
    )
    write(tmp_path, {"h.js": text})
    handlers = Handlers(Workspace(str(tmp_path)))
    facts = handlers.facts(handlers.locate(str(tmp_path), "h.handler", "nodejs20.x"), str(tmp_path))
    (answer,) = facts.answers
    assert answer.at.file.text[answer.at.start : answer.at.end] == "cb(null, 1)"
    assert answer.at.file.position(answer.at.start) == (3, 46)


def test_syntax_errors_are_not_judged(tmp_path: Path) -> None:
    head = "const { Pool } = require('pg');\nconst pool = new Pool();\n"
    broken = f"{head}exports.handler = (e, c, cb) => {{ pool.query('x', cb) ]; cb(null, 1); }};"
    assert "event-loop-wait" not in rules_of(tmp_path, broken)
    elsewhere = f"{head}exports.handler = (e, c, cb) => {{ pool.query('x', cb); }};\nfunction other( {{ ]\n"
    assert facts_of(tmp_path, elsewhere).status == "found"


# What is read, and how often.


def project(root: Path, handlers: int) -> Handlers:
    shared = "const { Pool } = require('pg');\nconst pool = new Pool();\nexports.q = (f) => pool.query('x', f);\n"
    files: Files = {"lib/db.js": shared}
    for number in range(handlers):
        files[f"h{number}.js"] = (
            "const db = require('./lib/db');\n"
            "exports.one = (e, c, cb) => { db.q((err, r) => cb(err, r)); };\nexports.two = async () => 1;\n"
        )
    write(root, files)
    return Handlers(Workspace(str(root)))


def ask(handlers: Handlers, root: Path, count: int) -> list[set[str]]:
    found: list[set[str]] = []
    for number in range(count):
        for name in ("one", "two"):
            located = handlers.locate(str(root), f"h{number}.{name}", "nodejs20.x")
            found.append({each.rule for each in judge(handlers.facts(located, str(root)), "nodejs20.x")})
    return found


def test_each_file_is_parsed_once(tmp_path: Path) -> None:
    handlers = project(tmp_path, 5)
    ask(handlers, tmp_path, 5)
    assert handlers.parsed == 6
    ask(handlers, tmp_path, 5)
    assert handlers.parsed == 6


def test_after_an_edit_one_file_is_parsed(tmp_path: Path) -> None:
    handlers = project(tmp_path, 5)
    before = ask(handlers, tmp_path, 5)
    assert before[2] == {"event-loop-wait"}
    text = (
        (tmp_path / "h1.js")
        .read_bytes()
        .replace(b"(e, c, cb) => {", b"(e, c, cb) => { c.callbackWaitsForEmptyEventLoop = 0;")
    )
    handlers.workspace.overlays[str(tmp_path / "h1.js")] = text
    handlers.workspace.forget_listings()
    handlers.refresh()
    after = ask(handlers, tmp_path, 5)
    assert handlers.parsed == 7
    assert after[2] == set()
    assert after[:2] + after[3:] == before[:2] + before[3:]


def test_what_rests_on_a_changed_file_is_judged_anew(tmp_path: Path) -> None:
    handlers = project(tmp_path, 3)
    assert ask(handlers, tmp_path, 3)[0] == {"event-loop-wait"}
    path = tmp_path / "lib/db.js"
    path.write_text(path.read_text().replace("Pool()", "Pool({ allowExitOnIdle: true })"), encoding="utf-8")
    handlers.workspace.forget_listings()
    handlers.refresh()
    assert ask(handlers, tmp_path, 3)[0] == {"event-loop-flag-unset"}
    assert handlers.parsed == 5
    path.unlink()
    handlers.workspace.forget_listings()
    handlers.refresh()
    assert ask(handlers, tmp_path, 3)[0] == {"event-loop-flag-unset", "import-not-found"}
    path.write_text("exports.q = (f) => f(null, {});", encoding="utf-8")
    handlers.workspace.forget_listings()
    handlers.refresh()
    assert ask(handlers, tmp_path, 3)[0] == {"event-loop-flag-unset"}


def test_versions_are_read_anew(tmp_path: Path) -> None:
    files: Files = {
        "h.js": (
            "const middy = require('@middy/core');\nnew (require('ioredis'))();\n"
            "exports.handler = middy(async () => 1);"
        ),
        "package.json": json.dumps({"dependencies": {"@middy/core": "^1.0.0"}}),
    }
    write(tmp_path, files)
    handlers = Handlers(Workspace(str(tmp_path)))

    def said() -> set[str]:
        located = handlers.locate(str(tmp_path), "h.handler", "nodejs20.x")
        return {each.rule for each in judge(handlers.facts(located, str(tmp_path)), "nodejs20.x")}

    assert "event-loop-wait" in said()
    write(tmp_path, {"package.json": json.dumps({"dependencies": {"@middy/core": "^5.0.0"}})})
    handlers.workspace.forget_listings()
    handlers.refresh()
    assert "event-loop-wait" not in said()


def test_memory_is_bounded_and_answers_stay(tmp_path: Path) -> None:
    padding = "//" + "x" * 100_000 + "\n"
    files: Files = {f"h{n}.js": f"{padding}exports.handler = (e, c, cb) => cb(null, {n});" for n in range(8)}
    write(tmp_path, files)
    handlers = Handlers(Workspace(str(tmp_path)))
    for number in range(8):
        located = handlers.locate(str(tmp_path), f"h{number}.handler", "nodejs20.x")
        assert handlers.facts(located, str(tmp_path)).style == "callback"
    assert handlers.modules.held < 512 * 1024
    handlers.refresh()
    assert handlers.facts(handlers.locate(str(tmp_path), "h0.handler", "nodejs20.x"), str(tmp_path)).style == "callback"
    assert handlers.parsed == 8


def test_nothing_outside_the_root_is_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"secret.js": "exports.x = async () => 1;", "project/h.js": "exports.handler = require('../secret').x;"},
    )
    handlers = Handlers(Workspace(str(tmp_path / "project")))
    located = handlers.locate(str(tmp_path / "project"), "h.handler", "nodejs20.x")
    assert handlers.facts(located, str(tmp_path / "project")).head is None
    assert str(tmp_path / "secret.js") not in handlers.workspace.log
