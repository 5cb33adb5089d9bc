"""Answers that never arrive, that an API cannot read, and bodies that are parsed unguarded."""

from pathlib import Path

import pytest
from handlers.code import facts_of, rules_of, verdicts_of
from slslint.source.patch import apply_edits

LOST, BAD, PARSE = "unanswered-request", "malformed-response", "unguarded-json-parse"
HEAD = (
    "const AWS = require('aws-sdk');\nconst db = new AWS.DynamoDB.DocumentClient();\nconst ok = { statusCode: 200 };\n"
)

UNANSWERED = {
    "object": "exports.handler = (e) => ({ statusCode: 200 });",
    "block": "exports.handler = function (e) { return { statusCode: 200 }; };",
    "variable": "exports.handler = (e) => { const r = { statusCode: 200 }; return r; };",
    "text": "exports.handler = (e) => { return 'ok'; };",
    "json": "exports.handler = (e) => JSON.stringify(e);",
    "helper": "const answer = (body) => ({ statusCode: 200, body });\nexports.handler = (e) => answer('x');",
    "helper with a block": (
        "function a(b) { if (b) { return { c: 1 }; } return { d: 1 }; }\nexports.handler = (e) => a(1);"
    ),
    "early return": "exports.handler = (e) => { if (!e) return; return { statusCode: 200 }; };",
    "condition": "exports.handler = (e) => (e ? { statusCode: 200 } : { statusCode: 400 });",
    "late timer": "exports.handler = async (e, c, cb) => { setTimeout(() => cb(null, ok), 5); };",
    "late query": "exports.handler = async (e, c, cb) => { db.get({}, (err, d) => { cb(null, d); }); };",
    "late then": "exports.handler = async (e, c, cb) => { db.get({}).promise().then((d) => cb(null, d)); };",
    "late callback handed on": "exports.handler = async (e, c, cb) => { db.get({}, cb); };",
    "late with an early value": "exports.handler = async (e, c, cb) => { if (!e) return ok; db.get({}, cb); };",
    "late read of a file": (
        "const fs = require('fs');\nexports.handler = async (e, c, cb) => { fs.readFile('f', () => cb(null, ok)); };"
    ),
    "late promise of a file": (
        "const fs = require('node:fs');\n"
        "exports.handler = async (e, c, cb) => { fs.promises.readFile('f').then((d) => cb(null, d)); };"
    ),
    "late command": (
        "const { exec } = require('child_process');\n"
        "exports.handler = async (e, c, cb) => { exec('ls', (x, d) => { if (x) return cb(x); cb(null, d); }); };"
    ),
    "next tick": "exports.handler = async (e, c, cb) => { process.nextTick(() => cb(null, ok)); };",
    "late in a function at once": (
        "exports.handler = async (e, c, cb) => { [1].forEach(() => { db.get({}, (x, d) => cb(null, d)); }); };"
    ),
    "late in try": (
        "exports.handler = async (e, c, cb) => { try { db.get({}, (x, d) => cb(null, d)); } catch (x) { cb(x); } };"
    ),
}
ANSWERED = {
    "async": "exports.handler = async (e) => ({ statusCode: 200 });",
    "promise": "exports.handler = (e) => Promise.resolve({ statusCode: 200 });",
    "new promise": "exports.handler = (e) => new Promise((r) => r({ statusCode: 200 }));",
    "then": "exports.handler = (e) => db.get({}).promise().then(() => ({ statusCode: 200 }));",
    "unknown call": "exports.handler = (e) => make(e);",
    "own async": "const run = async () => ({ statusCode: 200 });\nexports.handler = (e) => run();",
    "one branch unknown": "exports.handler = (e) => (e ? { statusCode: 200 } : make(e));",
    "callback besides": "exports.handler = (e, c, cb) => { cb(null, ok); return ok; };",
    "callback handed on": "exports.handler = (e, c, cb) => { run(cb); return ok; };",
    "context": "exports.handler = (e, c) => { c.succeed(ok); return ok; };",
    "context handed on": "exports.handler = (e, c) => { run(c); return ok; };",
    "arguments": "exports.handler = function (e) { run(arguments); return ok; };",
    "nothing returned": "exports.handler = (e) => { console.log(e); };",
    "thenable": "exports.handler = (e) => ({ then: (f) => f(1) });",
    "generator": "exports.handler = function* (e) { return { statusCode: 200 }; };",
    "unknown wrapper": "exports.handler = wrap((e) => ({ statusCode: 200 }));",
    "awaited later": "exports.handler = async (e, c, cb) => { setTimeout(() => cb(null, ok), 5); await sleep(10); };",
    "value after": "exports.handler = async (e, c, cb) => { setTimeout(() => cb(null, 1), 5); return ok; };",
    "returned": "exports.handler = async (e, c, cb) => db.get({}).promise().then((d) => cb(null, d));",
    "awaited": "exports.handler = async (e, c, cb) => { await db.get({}).promise().then((d) => cb(null, d)); };",
    "promise around": (
        "exports.handler = async (e, c, cb) => {\n"
        "  await new Promise((r) => db.get({}, (x, d) => { cb(null, d); r(); }));\n};"
    ),
    "unknown call reports back": "exports.handler = async (e, c, cb) => { run(e, (x, d) => cb(null, d)); };",
    "at once": "exports.handler = async (e, c, cb) => { [1].forEach(() => cb(null, ok)); };",
    "over what was read at once": (
        "const fs = require('fs');\n"
        "exports.handler = async (e, c, cb) => { fs.readdirSync('.').forEach(() => cb(null, ok)); };"
    ),
    "over what a query came back with": (
        "exports.handler = async (e, c, cb) => { (await db.scan({}).promise()).Items.forEach((d) => cb(null, d)); };"
    ),
    "name that is looked up at once": (
        "const { promises } = require('dns');\n"
        "exports.handler = async (e, c, cb) => { promises.lookup('127.0.0.1').then((d) => cb(null, d)); };"
    ),
    "kept and awaited": (
        "exports.handler = async (e, c, cb) => { const p = db.get({}).promise().then(() => cb(null, 1)); await p; };"
    ),
    "in a loop that waits": (
        "exports.handler = async (e, c, cb) => {\n"
        "  for (const x of e) { await f(x); db.get({}, (y, d) => cb(null, d)); }\n};"
    ),
    "in a helper": (
        "const get = (cb) => { db.get({}, (x, d) => cb(null, d)); };\n"
        "exports.handler = async (e, c, cb) => { get(cb); await f(); };"
    ),
    "in an inner function": (
        "exports.handler = async (e, c, cb) => {\n"
        "  get(); await f();\n  function get() { db.get({}, (x, d) => cb(null, d)); }\n};"
    ),
    "in a function that is handed on": (
        "exports.handler = async (e, c, cb) => {\n"
        "  [1].forEach(() => { db.get({}, (x, d) => cb(null, d)); });\n  await f();\n};"
    ),
    "only errors are late": "exports.handler = async (e, c, cb) => { db.get({}, (err) => cb(err)); };",
    "not async": "exports.handler = (e, c, cb) => { setTimeout(() => cb(null, ok), 5); };",
    "compiled async": (
        "exports.handler = (e) => __awaiter(void 0, void 0, void 0, function* () { return { statusCode: 200 }; });"
    ),
}


@pytest.mark.parametrize("code", [pytest.param(text, id=name) for name, text in UNANSWERED.items()])
def test_unanswered(tmp_path: Path, code: str) -> None:
    assert LOST in rules_of(tmp_path, HEAD + code)


@pytest.mark.parametrize("code", [pytest.param(text, id=name) for name, text in ANSWERED.items()])
def test_answered_or_not_known(tmp_path: Path, code: str) -> None:
    assert LOST not in rules_of(tmp_path, HEAD + code)


def test_plain_values_are_answered_from_node_24_on(tmp_path: Path) -> None:
    code = HEAD + UNANSWERED["object"]
    assert LOST in rules_of(tmp_path, code, "nodejs22.x")
    assert LOST not in rules_of(tmp_path, code, "nodejs24.x")
    found = next(each for each in verdicts_of(tmp_path, code, "nodejs22.x") if each.rule == LOST)
    assert found.fix is not None
    mended = apply_edits(code, found.fix.edits)
    assert mended.endswith("exports.handler = async (e) => ({ statusCode: 200 });")
    assert LOST not in rules_of(tmp_path, mended, "nodejs22.x")


def test_where_the_late_callback_stands(tmp_path: Path) -> None:
    code = HEAD + "exports.handler = async (e, c, cb) => {\n  db.get({}, (err, d) => {\n    cb(null, d);\n  });\n};\n"
    found = next(each for each in verdicts_of(tmp_path, code) if each.rule == LOST)
    assert found.at is not None
    assert found.at.line == 6
    assert [place.line for place, _ in found.related] == [5]


MALFORMED = {
    "object body": ("exports.handler = async () => ({ statusCode: 200, body: { a: 1 } });", "{ a: 1 }"),
    "array body": ("exports.handler = async () => ({ body: [1] });", "[1]"),
    "number body": ("exports.handler = async () => ({ body: 5 });", "5"),
    "boolean body": ("exports.handler = async () => ({ body: true });", "true"),
    "event as body": ("exports.handler = async (e) => ({ body: e });", "e "),
    "body variable": ("exports.handler = async () => { const body = { a: 1 }; return { body }; };", "body }"),
    "one of several": ("exports.handler = async (e) => { if (e) return { body: '1' }; return { body: {} }; };", "{} }"),
    "in a condition": ("exports.handler = async (e) => (e ? { body: 'x' } : { body: 7 });", "7"),
    "header array": ("exports.handler = async () => ({ headers: { 'Set-Cookie': ['a'] }, body: '' });", "['a']"),
    "text": ("exports.handler = async () => 'hello';", "'hello'"),
    "number": ("exports.handler = async () => 42;", "42"),
    "array": ("exports.handler = async () => [1, 2];", "[1, 2]"),
    "helper": ("const r = (b) => ({ statusCode: 200, body: b });\nexports.handler = async () => r({ a: 1 });", "b }"),
    "callback": ("exports.handler = (e, c, cb) => { cb(null, { body: { a: 1 } }); };", "{ a: 1 }"),
    "promise": ("exports.handler = () => db.get({}).promise().then(() => ({ body: 1 }));", "1 }"),
    "resolved": ("exports.handler = async () => new Promise((done) => f(() => done({ body: 1 })));", "1 }"),
    "set later": ("exports.handler = async () => { const r = { statusCode: 200 }; r.body = [1]; return r; };", "[1]"),
    "read too": ("exports.handler = async () => { const r = { body: 3 }; console.log(r); return r; };", "3 }"),
}
WELL_FORMED = {
    "text body": "exports.handler = async () => ({ statusCode: 200, body: 'x' });",
    "json body": "exports.handler = async () => ({ body: JSON.stringify({ a: 1 }) });",
    "template body": "exports.handler = async (e) => ({ body: `<p>${e.x}</p>` });",
    "sum body": "exports.handler = async (e) => ({ body: '<p>' + e.x });",
    "no body": "exports.handler = async () => ({ statusCode: 204 });",
    "null body": "exports.handler = async () => ({ statusCode: 204, body: null });",
    "unknown body": "exports.handler = async (e) => ({ body: make(e) });",
    "body of the event": "exports.handler = async (e) => ({ body: e.body });",
    "body set again": (
        "exports.handler = async () => { const r = { body: {} }; r.body = JSON.stringify(r.body); return r; };"
    ),
    "body changed": "exports.handler = async () => { let body = {}; body = JSON.stringify(body); return { body }; };",
    "object handed on": "exports.handler = async () => { const r = { body: {} }; finish(r); return r; };",
    "object assigned to": "exports.handler = async () => { const r = { body: {} }; Object.assign(r, x); return r; };",
    "spread last": "exports.handler = async () => ({ body: {}, ...shape() });",
    "header text": "exports.handler = async () => ({ headers: { a: 'b' }, multiValueHeaders: { c: ['d'] } });",
    "unknown": "exports.handler = async (e) => make(e);",
    "nothing": "exports.handler = async () => {};",
    "error": "exports.handler = (e, c, cb) => { cb(new Error('x'), { body: {} }); };",
    "inner value": "exports.handler = async () => { const f = () => ({ body: {} }); f(); return { body: '' }; };",
    "middleware": (
        "const middy = require('@middy/core');\nconst shape = require('@middy/http-response-serializer');\n"
        "exports.handler = middy(async () => ({ body: {} })).use(shape());"
    ),
    "wrapper of the project": (
        "const wrap = (f) => async (e) => ({ body: JSON.stringify((await f(e)).body) });\n"
        "exports.handler = wrap(async () => ({ body: {} }));"
    ),
    "unknown wrapper": "exports.handler = wrap(async () => ({ body: {} }));",
}


@pytest.mark.parametrize(("code", "place"), [pytest.param(*each, id=name) for name, each in MALFORMED.items()])
def test_malformed(tmp_path: Path, code: str, place: str) -> None:
    text = HEAD + code
    found = [each for each in verdicts_of(tmp_path, text) if each.rule == BAD]
    assert len(found) == 1
    assert found[0].at is not None
    assert text[found[0].at.start :].startswith(place)


@pytest.mark.parametrize("code", [pytest.param(text, id=name) for name, text in WELL_FORMED.items()])
def test_well_formed_or_not_known(tmp_path: Path, code: str) -> None:
    assert BAD not in rules_of(tmp_path, HEAD + code)


UNGUARDED = {
    "plain": "exports.handler = async (event) => { const b = JSON.parse(event.body); return b; };",
    "fallback": "exports.handler = async (event) => { const b = JSON.parse(event.body || '{}'); };",
    "nullish fallback": "exports.handler = async (event) => { const b = JSON.parse(event.body ?? '{}'); };",
    "variable": "exports.handler = async (event) => { const { body } = event; return JSON.parse(body); };",
    "parameter pattern": "exports.handler = async ({ body }) => JSON.parse(body);",
    "condition": "exports.handler = async (e) => (e.body ? JSON.parse(e.body) : {});",
    "callback style": "exports.handler = (e, c, cb) => { const b = JSON.parse(e.body); cb(null, b); };",
    "own helper": "const read = (e) => JSON.parse(e.body);\nexports.handler = async (event) => read(event);",
    "finally": "exports.handler = async (e) => { try { return JSON.parse(e.body); } finally { log(); } };",
    "try around another": "exports.handler = async (e) => { try { log(); } catch {} return JSON.parse(e.body); };",
    "in the handler of an error": "exports.handler = async (e) => { try { a(); } catch (x) { JSON.parse(e.body); } };",
}
GUARDED = {
    "try": "exports.handler = async (e) => { try { return JSON.parse(e.body); } catch (x) { return 400; } };",
    "own helper that catches": (
        "const read = (t) => { try { return JSON.parse(t); } catch { return null; } };\n"
        "exports.handler = async (e) => read(e.body);"
    ),
    "call under try": (
        "const read = (e) => JSON.parse(e.body);\n"
        "exports.handler = async (e) => { try { return read(e); } catch (x) { return 400; } };"
    ),
    "chain that catches": (
        "exports.handler = (e) => Promise.resolve().then(() => JSON.parse(e.body)).then(run).catch(() => 400);"
    ),
    "promise that is caught": ("exports.handler = (e) => new Promise((r) => r(JSON.parse(e.body))).catch(() => 400);"),
    "another body": "exports.handler = async (e) => JSON.parse(e.Records[0].body);",
    "another text": "exports.handler = async (e) => JSON.parse(process.env.SETTINGS);",
    "own parser": "const JSON5 = require('json5');\nexports.handler = async (e) => JSON5.parse(e.body);",
    "handed to code that is not followed": "exports.handler = async (e) => attempt(() => JSON.parse(e.body));",
    "body parser": (
        "const middy = require('@middy/core');\nconst parser = require('@middy/http-json-body-parser');\n"
        "exports.handler = middy(async (e) => JSON.parse(e.body)).use(parser());"
    ),
    "unknown wrapper": "exports.handler = wrap(async (e) => JSON.parse(e.body));",
    "another function": "exports.other = async (e) => JSON.parse(e.body);\nexports.handler = async () => 1;",
}


@pytest.mark.parametrize("code", [pytest.param(text, id=name) for name, text in UNGUARDED.items()])
def test_unguarded(tmp_path: Path, code: str) -> None:
    text = HEAD + code
    found = [each for each in verdicts_of(tmp_path, text) if each.rule == PARSE]
    assert len(found) == 1
    assert found[0].at is not None
    assert text[found[0].at.start :].startswith("JSON.parse(")


@pytest.mark.parametrize("code", [pytest.param(text, id=name) for name, text in GUARDED.items()])
def test_guarded_or_not_known(tmp_path: Path, code: str) -> None:
    assert PARSE not in rules_of(tmp_path, HEAD + code)


STYLES = {
    "promise": "async (e) => 1",
    "callback": "(e, c, cb) => { cb(null, 1); }",
    "context": "(e, c) => { c.done(null, 1); }",
    "error-only": "(e, c, cb) => { cb('Unauthorized'); }",
    "unknown": "(e, c, cb) => { run(cb); }",
}


@pytest.mark.parametrize(("style", "code"), STYLES.items())
def test_styles(tmp_path: Path, style: str, code: str) -> None:
    assert facts_of(tmp_path, f"exports.handler = {code};").style == style


def test_callback_removed(tmp_path: Path) -> None:
    code = "exports.handler = async (event, context, callback) => 1;"
    assert "callback-removed" not in rules_of(tmp_path, code, "nodejs22.x")
    for runtime in ("nodejs24.x", "nodejs26.x"):
        found = next(each for each in verdicts_of(tmp_path, code, runtime) if each.rule == "callback-removed")
        assert found.at is not None
        assert code[found.at.start : found.at.end] == "callback"
    bound = "exports.handler = (function (deps, event, context, callback) {}).bind(null, 1);"
    found = next(each for each in verdicts_of(tmp_path, bound, "nodejs24.x") if each.rule == "callback-removed")
    assert found.at is not None
    assert bound[found.at.start : found.at.end] == "callback"


def test_flag_unset(tmp_path: Path) -> None:
    code = "exports.handler = (e, c, cb) => { cb(null, 1); };"
    assert "event-loop-flag-unset" in rules_of(tmp_path, code)
    for other in (
        "exports.handler = (e, c, cb) => { c.callbackWaitsForEmptyEventLoop = false; cb(null, 1); };",
        "exports.handler = (e, c, cb) => { c.callbackWaitsForEmptyEventLoop = wait; cb(null, 1); };",
        "exports.handler = (e, c, cb) => { prepare(c); cb(null, 1); };",
        "exports.handler = (e, c, cb) => { c.callbackWaitsForEmptyLoop = false; cb(null, 1); };",
        "exports.handler = (e, c, cb) => { cb('no'); };",
        "exports.handler = async () => 1;",
        "exports.handler = (e, c, cb) => { run(cb); };",
    ):
        assert "event-loop-flag-unset" not in rules_of(tmp_path, other), other
    assert "event-loop-flag-unset" not in rules_of(tmp_path, code, "nodejs24.x")


def test_other_runtimes_are_not_judged(tmp_path: Path) -> None:
    assert verdicts_of(tmp_path, "exports.handler = (e, c, cb) => cb();", "provided.al2023") == []
    assert verdicts_of(tmp_path, "exports.handler = (e, c, cb) => cb();", "nodejs") == []
