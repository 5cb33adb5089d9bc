"""Compare the analysis of handlers with what Lambda's runtime interface client does with them.

    python bench/ric_harness/compare.py RIC [NODE [RUNTIME]]

RIC is the folder of the npm package aws-lambda-ric 3.3.0, NODE the node to run it with (nodejs20.x by default; for
nodejs24.x version 4 of the package and Node 24). Each case is a handler beside an interval that never ends: an answer
that does not come is one that waits for the event loop. Prints every case in which the analysis says more than what
is measured (a false alarm), or less (missed).
"""

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "linter"))

from slslint.handlers.handlers import Handlers
from slslint.handlers.verdicts import judge
from slslint.workspace import Workspace

HEAD = """
setInterval(() => {}, 1000);
const util = require('util');
const later = (f) => setTimeout(f, 5);
const q = () => new Promise((resolve) => setTimeout(() => resolve(1), 5));
const set = (x) => { x.callbackWaitsForEmptyEventLoop = false; };
const inner = (e, c, cb) => { later(() => cb(null, 1)); };
const innerAsync = async (e, c, cb) => { await q(); cb(null, 1); };
const innerPromise = (e, c, cb) => q().then((r) => cb(null, r));
"""
SHAPES = {
    "sync": "(e, c, cb) => { FLAG cb(null, 1); }",
    "expression": "(e, c, cb) => cb(null, 1)",
    "timer": "(e, c, cb) => { FLAG later(() => cb(null, 1)); }",
    "then": "(e, c, cb) => { FLAG q().then((r) => cb(null, r), cb); }",
    "then-returned": "(e, c, cb) => { FLAG return q().then((r) => cb(null, r)); }",
    "then-catch": "(e, c, cb) => { FLAG q().then((r) => cb(null, r)).catch(cb); }",
    "then-bind": "(e, c, cb) => { FLAG q().then(cb.bind(null, null), cb); }",
    "finally": "(e, c, cb) => { FLAG q().finally(() => cb(null, 1)); }",
    "async": "async (e, c, cb) => { FLAG const r = await q(); cb(null, r); }",
    "async-return": "async (e, c, cb) => { FLAG return cb(null, await q()); }",
    "async-and-value": "async (e, c, cb) => { FLAG await q(); cb(null, 1); return 2; }",
    "async-try": "async (e, c, cb) => { FLAG try { await q(); cb(null, 1); } catch (err) { cb(err); } }",
    "async-each": "async (e, c, cb) => { FLAG [1].forEach(() => cb(null, 1)); }",
    "async-awaited-then": "async (e, c, cb) => { FLAG await q().then((r) => cb(null, r)); }",
    "async-late-then": "async (e, c, cb) => { FLAG q().then((r) => cb(null, r)); }",
    "async-late-timer": "async (e, c, cb) => { FLAG later(() => cb(null, 1)); }",
    "async-late-file": "async (e, c, cb) => { FLAG require('fs').readFile(__filename, () => cb(null, 1)); }",
    "async-late-tick": "async (e, c, cb) => { FLAG process.nextTick(() => cb(null, 1)); }",
    "async-promise": "async (e, c, cb) => { FLAG await new Promise((r) => later(() => { cb(null, 1); r(); })); }",
    "async-inner": "async (e, c, cb) => { FLAG await innerAsync(e, c, cb); }",
    "async-inner-dropped": "async (e, c, cb) => { FLAG innerAsync(e, c, cb); }",
    "async-inner-promise": "async (e, c, cb) => { FLAG await innerPromise(e, c, cb); }",
    "async-inner-sync": "async (e, c, cb) => { FLAG await inner(e, c, cb); }",
    "async-value": "async (e, c) => { FLAG await q(); return 1; }",
    "async-error-only": "async (e, c, cb) => { FLAG try { return await q(); } catch (err) { cb(err); } }",
    "inner": "(e, c, cb) => { FLAG inner(e, c, cb); }",
    "inner-async": "(e, c, cb) => { FLAG innerAsync(e, c, cb); }",
    "inner-returned": "(e, c, cb) => innerAsync(e, c, cb)",
    "inner-promise": "(e, c, cb) => innerPromise(e, c, cb)",
    "promise": "(e, c) => { FLAG return q(); }",
    "done": "(e, c, cb) => { FLAG const done = (err, v) => cb(err, v); later(() => done(null, 1)); }",
    "done-error": "(e, c, cb) => { FLAG const done = (err, v) => cb(err, v); later(() => done(new Error('x'))); }",
    "call": "(e, c, cb) => { FLAG cb.call(null, null, 1); }",
    "no-arguments": "(e, c, cb) => { FLAG cb(); }",
    "undefined": "(e, c, cb) => { FLAG cb(undefined, 1); }",
    "void": "(e, c, cb) => { FLAG cb(void 0, 1); }",
    "false": "(e, c, cb) => { FLAG cb(false, 1); }",
    "empty": "(e, c, cb) => { FLAG cb('', 1); }",
    "error": "(e, c, cb) => { FLAG cb(new Error('x')); }",
    "error-string": "(e, c, cb) => { FLAG cb('Unauthorized'); }",
    "error-and-value": "(e, c, cb) => { FLAG cb(new Error('x'), { statusCode: 500 }); }",
    "if-err": "(e, c, cb) => { FLAG q().catch((err) => { if (err) return cb(err, null); }); c.succeed(1); }",
    "next-tick": "(e, c, cb) => { FLAG process.nextTick(() => cb(null, 1)); }",
    "immediate": "(e, c, cb) => { FLAG setImmediate(cb, null, 1); }",
    "timeout-passed": "(e, c, cb) => { FLAG setTimeout(cb, 5, null, 1); }",
    "rest": "(...a) => { const c = a[1]; FLAG a[2](null, 1); }",
    "arguments": "function (e, c) { FLAG arguments[2](null, 1); }",
    "alias": "(e, c, cb) => { FLAG const back = cb; back(null, 1); }",
    "optional": "(e, c, cb) => { FLAG cb?.(null, 1); }",
    "conditional": "(e, c, cb) => { FLAG if (e.nothing) return cb(null, 2); later(() => cb(null, 1)); }",
    "ternary": "(e, c, cb) => { FLAG q().then((r) => (r ? cb(null, r) : cb(new Error('x')))); }",
    "succeed": "(e, c) => { FLAG c.succeed(1); }",
    "context-done": "(e, c, cb) => { FLAG later(() => c.done(null, 1)); }",
    "succeed-first": "(e, c, cb) => { FLAG c.succeed(1); cb(null, 2); }",
    "callbackify": "util.callbackify(async (e, c) => { FLAG return 1; })",
    "swapped": "(c, e, cb) => { FLAG cb(null, 1); }",
    "factory": "((x) => (e, c, cb) => { FLAG cb(null, x); })(1)",
    "method": "({ run(e, c, cb) { FLAG cb(null, 1); } }).run",
    "bound": "(function (x, e, c, cb) { FLAG cb(null, x); }).bind(null, 1)",
    "class": "(new (class { h(e, c, cb) { FLAG cb(null, 1); } })()).h",
    "emitter": "(e, c, cb) => { FLAG new (require('events'))().on('x', () => cb(null, 1)).emit('x'); }",
    "object": "(e, c, cb) => { FLAG const o = { ok: () => cb(null, 1) }; later(() => o.ok()); }",
    "plain": "(e, c) => { FLAG return { a: 1 }; }",
    "plain-helper": "(e, c) => { FLAG const make = (a) => ({ a }); return make(1); }",
    "plain-text": "(e, c) => 'text'",
    "nothing": "(e, c) => { FLAG }",
    "generator": "function* (e, c, cb) { FLAG cb(null, 1); }",
    "defaults": "(e, c, cb = null) => { FLAG cb(null, 1); }",
    "defaults-first": "(e = {}, c, cb) => { FLAG cb(null, 1); }",
    "thenable": "(e, c) => { FLAG return { then(f) { f(1); return Promise.resolve(1); } }; }",
    "late-flag": "(e, c, cb) => { cb(null, 1); FLAG }",
    "flag-in-then": "(e, c, cb) => { q().then(() => { FLAG cb(null, 1); }); }",
    "flag-while-asking": "(e, c, cb) => { later(() => cb(null, 1)); FLAG }",
}
NEVER_ANSWER = ("nothing_", "generator_")
"""Shapes that answer in no way at all: no answer to wait for."""
FLAGS = {
    "none": "",
    "false": "c.callbackWaitsForEmptyEventLoop = false;",
    "bracket": "c['callbackWaitsForEmptyEventLoop'] = false;",
    "zero": "c.callbackWaitsForEmptyEventLoop = 0;",
    "not-one": "c.callbackWaitsForEmptyEventLoop = !1;",
    "true": "c.callbackWaitsForEmptyEventLoop = true;",
    "text": "c.callbackWaitsForEmptyEventLoop = 'false';",
    "and": "c.callbackWaitsForEmptyEventLoop &&= false;",
    "or": "c.callbackWaitsForEmptyEventLoop ||= false;",
    "assign": "Object.assign(c, { callbackWaitsForEmptyEventLoop: false });",
    "assign-copy": "Object.assign({}, c, { callbackWaitsForEmptyEventLoop: false });",
    "reflect": "Reflect.set(c, 'callbackWaitsForEmptyEventLoop', false);",
    "define": "Object.defineProperty(c, 'callbackWaitsForEmptyEventLoop', { value: false });",
    "delete": "delete c.callbackWaitsForEmptyEventLoop;",
    "copy": "const d = { ...c, callbackWaitsForEmptyEventLoop: false };",
    "alias": "const d = c; d.callbackWaitsForEmptyEventLoop = false;",
    "helper": "set(c);",
    "taken": "if (e) c.callbackWaitsForEmptyEventLoop = false;",
    "not-taken": "if (false) c.callbackWaitsForEmptyEventLoop = false;",
    "event": "e.callbackWaitsForEmptyEventLoop = false;",
    "pattern": "let { callbackWaitsForEmptyEventLoop } = c; callbackWaitsForEmptyEventLoop = false;",
    "key": "const K = 'callbackWaitsForEmptyEventLoop'; c[K] = false;",
    "misspelled": "c.callbackWaitForEmptyEventLoop = false;",
    "frozen": "Object.freeze(c); c.callbackWaitsForEmptyEventLoop = false;",
    "arguments": "((x) => { x.callbackWaitsForEmptyEventLoop = false; })(c);",
}


def cases() -> dict[str, str]:
    """The handlers by name: every shape without and with the flag, two shapes with every way to write it."""
    found: dict[str, str] = {}
    for shape, text in SHAPES.items():
        for flag, statement in FLAGS.items():
            if flag in ("none", "false") or (shape in ("timer", "async") and flag != "none"):
                found[f"{shape}_{flag}".replace("-", "_")] = f"exports.h = {text.replace('FLAG', statement)};\n"
    return found


def disagreement(name: str, said: set[str], result: dict[str, object], runtime: str) -> str:
    """What is wrong with what the analysis says of a case; empty where it is right."""
    kind, body = result["kind"], result.get("body")
    if runtime == "nodejs24.x":
        refused = kind == "init-error"
        if ("callback-removed" in said) is not refused:
            return "missed" if refused else "FALSE ALARM"
        return ""
    if "unanswered-request" in said and not (kind == "timeout" or body == "null"):
        return "FALSE ALARM"
    waits = kind == "timeout" and "unanswered-request" not in said and not name.startswith(NEVER_ANSWER)
    if ("event-loop-wait" in said) is not waits:
        return "missed" if waits else "FALSE ALARM"
    return "FALSE ALARM" if "event-loop-useless" in said and waits else ""


def main() -> None:
    ric, node, runtime = (*sys.argv[1:], *["node", "nodejs20.x"][len(sys.argv) - 2 :])
    harness = os.path.join(os.path.dirname(os.path.abspath(__file__)), "harness.mjs")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in cases().items():
            with open(os.path.join(folder, f"{name}.js"), "w", encoding="utf-8") as file:
                file.write(HEAD + text)

        def run(name: str) -> dict[str, object]:
            command = [node, harness, ric, os.path.join(folder, f"{name}.h"), "1.2"]
            found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            return json.loads(found.splitlines()[0])

        with ThreadPoolExecutor(2) as pool:
            measured = dict(zip(cases(), pool.map(run, cases()), strict=True))
        handlers = Handlers(Workspace(folder))
        wrong = 0
        for name, result in measured.items():
            facts = handlers.facts(handlers.locate(folder, f"{name}.h", runtime), folder)
            said = {verdict.rule for verdict in judge(facts, runtime)}
            problem = disagreement(name, said, result, runtime)
            if problem:
                wrong += 1
                print(f"{problem}: {name}: {sorted(said)}, {result}, {facts.style} {facts.opaque}")
        print(f"{len(measured)} cases, {wrong} differ")


if __name__ == "__main__":
    main()
