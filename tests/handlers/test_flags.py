"""The flag, in every way that it is written, and what the real client does with it (measured up to nodejs22.x)."""

from pathlib import Path

import pytest
from handlers.code import facts_of, rules_of, verdicts_of
from slslint.handlers.flag import FLAG, is_misspelled
from slslint.source.patch import apply_edits

HEAD = "const { Pool } = require('pg');\nconst pool = new Pool();\n"
ANSWER = "pool.query('select 1', (err, r) => (err ? callback(err) : callback(null, r)));"


def handler(statement: str, parameters: str = "event, context, callback", before: str = "") -> str:
    return f"{HEAD}{before}\nexports.handler = ({parameters}) => {{\n  {statement}\n  {ANSWER}\n}};\n"


EFFECTIVE = {
    "false": "context.X = false;",
    "zero": "context.X = 0;",
    "null": "context.X = null;",
    "not one": "context.X = !1;",
    "and assign": "context.X &&= false;",
    "bracket": "context['X'] = false;",
    "constant key": "const K = 'X'; context[K] = false;",
    "object assign": "Object.assign(context, { X: false });",
    "reflect": "Reflect.set(context, 'X', false);",
    "alias": "const c = context; c.X = false;",
    "frozen": "Object.freeze(context); context.X = false;",
    "arrow around": "(() => { context.X = false; })();",
}
NO_EFFECT = {
    "true": "context.X = true;",
    "text": "context.X = 'false';",
    "or assign": "context.X ||= false;",
    "delete": "delete context.X;",
    "define property": "Object.defineProperty(context, 'X', { value: false });",
    "copy": "const c = { ...context, X: false };",
    "assign to a copy": "Object.assign({}, context, { X: false });",
    "destructured": "let { X } = context; X = false;",
    "on the event": "event.X = false;",
    "on the callback": "callback.X = false;",
    "on a global": "globalThis.X = false;",
    "branch that never runs": "if (false) context.X = false;",
    "misspelled": "context.callbackWaitForEmptyEventLoop = false;",
    "in a comment": "// context.X = false;",
    "in a string": "console.log('context.X = false');",
}
NOT_KNOWN = {
    "value": "context.X = event.wait;",
    "condition": "if (event.fast) context.X = false;",
    "environment": "context.X = process.env.WAIT === 'yes';",
    "helper elsewhere": "require('some-package').prepare(context);",
    "computed key": "context[event.key] = false; settings(context);",
}


@pytest.mark.parametrize("statement", [pytest.param(text, id=name) for name, text in EFFECTIVE.items()])
def test_effective(tmp_path: Path, statement: str) -> None:
    assert "event-loop-wait" not in rules_of(tmp_path, handler(statement.replace("X", FLAG)))


@pytest.mark.parametrize("statement", [pytest.param(text, id=name) for name, text in NO_EFFECT.items()])
def test_no_effect(tmp_path: Path, statement: str) -> None:
    assert "event-loop-wait" in rules_of(tmp_path, handler(statement.replace("X", FLAG)))


@pytest.mark.parametrize("statement", [pytest.param(text, id=name) for name, text in NOT_KNOWN.items()])
def test_unknown_is_silent(tmp_path: Path, statement: str) -> None:
    said = rules_of(tmp_path, handler(statement.replace("X", FLAG)))
    assert not said & {"event-loop-wait", "event-loop-flag-unset", "event-loop-useless"}


def test_other_ways_to_the_context(tmp_path: Path) -> None:
    swapped = handler(f"context.{FLAG} = false;", "context, event, callback")
    assert "event-loop-wait" in rules_of(tmp_path, swapped), "the first argument is the event"
    pattern = handler(f"{FLAG} = false;", f"event, {{ {FLAG} }}, callback")
    assert "event-loop-wait" in rules_of(tmp_path, pattern)
    helper = handler("quick(context);", before=f"const quick = (c) => {{ c.{FLAG} = false; }};")
    assert "event-loop-wait" not in rules_of(tmp_path, helper)
    rest = f"{HEAD}exports.handler = (...a) => {{ a[1].{FLAG} = false; a[2](null, pool.query('x')); }};"
    assert "event-loop-wait" not in rules_of(tmp_path, rest)
    old = f"{HEAD}exports.handler = function (e, c, cb) {{ arguments[1].{FLAG} = false; pool.query('x', cb); }};"
    assert "event-loop-wait" not in rules_of(tmp_path, old)


def test_read_when_the_callback_is_called(tmp_path: Path) -> None:
    before = (
        f"{HEAD}exports.handler = (e, c, cb) => {{ pool.query('x', () => {{ c.{FLAG} = false; cb(null, 1); }}); }};"
    )
    assert "event-loop-wait" not in rules_of(tmp_path, before)
    meanwhile = f"{HEAD}exports.handler = (e, c, cb) => {{ pool.query('x', () => cb(null, 1)); c.{FLAG} = false; }};"
    assert "event-loop-wait" not in rules_of(tmp_path, meanwhile)
    after = f"{HEAD}exports.handler = (e, c, cb) => {{ pool.query('x', () => {{ cb(null, 1); c.{FLAG} = false; }}); }};"
    assert "event-loop-wait" in rules_of(tmp_path, after)


def test_outer_sets_inner_answers(tmp_path: Path) -> None:
    text = (
        f"{HEAD}const inner = (e, c, cb) => {{ pool.query('x', cb); }};\n"
        f"exports.handler = (e, c, cb) => {{ c.{FLAG} = false; inner(e, c, cb); }};\n"
    )
    assert "event-loop-wait" not in rules_of(tmp_path, text)
    assert "event-loop-wait" in rules_of(tmp_path, text.replace(f"c.{FLAG} = false; ", ""))


MISSPELLED = [
    "callbackwaitsforemptyeventloop",
    "callbackWaitForEmptyEventLoop",
    "callbackWaitsForEmptyLoop",
    "callbacksWaitsForEmptyEventLoop",
    "callbackWaitsForEventLoop",
    "callbackWaitsForEmptyEventsLoop",
    "CallbackWaitsForEmptyEventLoop",
    "callbackWaitsForEmptyEventloop",
    "waitsForEmptyEventLoop",
]


@pytest.mark.parametrize("name", MISSPELLED)
def test_misspelled(tmp_path: Path, name: str) -> None:
    text = handler(f"context.{name} = false;")
    found = next(each for each in verdicts_of(tmp_path, text) if each.rule == "event-loop-misspelled")
    assert found.at is not None
    assert text[found.at.start : found.at.end] == name
    assert found.fix is not None
    mended = apply_edits(text, found.fix.edits)
    assert mended == text.replace(name, FLAG)
    assert rules_of(tmp_path, mended) == set()


@pytest.mark.parametrize(
    "name", [FLAG, "awsRequestId", "functionName", "callback", "callbackUrl", "eventLoop", "waitForIt", "x", ""]
)
def test_not_misspelled(name: str) -> None:
    assert not is_misspelled(name)


def test_misspelled_elsewhere_is_no_business_of_ours(tmp_path: Path) -> None:
    assert "event-loop-misspelled" not in rules_of(
        tmp_path, "const settings = {}; settings.callbackWaitForEmptyLoop = false;\nexports.handler = async () => 1;"
    )
    literal = "const c = { callbackWaitForEmptyEventLoop: false };\nexports.handler = async (e) => run(e, c);"
    assert "event-loop-misspelled" not in rules_of(tmp_path, literal)


def test_no_fix_where_the_right_spelling_stands_beside(tmp_path: Path) -> None:
    text = handler(f"context.{FLAG} = false; context.callbackWaitForEmptyEventLoop = false;")
    found = next(each for each in verdicts_of(tmp_path, text) if each.rule == "event-loop-misspelled")
    assert found.fix is None


USELESS = {
    "async": "exports.handler = async (e, c) => { c.X = false; return 1; };",
    "promise": "exports.handler = (e, c) => { c.X = false; return fetch('x').then(() => 1); };",
    "callback unused": "exports.handler = async (e, c, cb) => { c.X = false; return 1; };",
    "errors only": (
        "exports.handler = async (e, c, cb) => { c.X = false; try { return await f(); } catch (x) { cb(x); } };"
    ),
    "context answers": "exports.handler = (e, c) => { c.X = false; c.succeed(1); };",
    "never answers": "exports.handler = (e, c) => { c.X = false; };",
    "guarded": "exports.handler = async (e, c) => { if (c) c.X = false; return 1; };",
    "handed to a promise library": (
        "const inner = require('serverless-http')(app);\n"
        "exports.handler = async (e, c) => { c.X = false; return inner(e, c); };"
    ),
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in USELESS.items()])
def test_useless(tmp_path: Path, text: str) -> None:
    text = text.replace("X", FLAG)
    found = [each for each in verdicts_of(tmp_path, text) if each.rule == "event-loop-useless"]
    assert len(found) == 1
    assert found[0].at is not None
    assert text[found[0].at.start :].startswith(f"c.{FLAG} = false")


NOT_USELESS = {
    "answers by callback": "exports.handler = async (e, c, cb) => { c.X = false; cb(null, 1); };",
    "hands the callback on": "exports.handler = async (e, c, cb) => { c.X = false; await other(e, c, cb); };",
    "hands it on in an object": "exports.handler = async (e, c, cb) => { c.X = false; await run({ e, c, cb }); };",
    "streams": "exports.handler = awslambda.streamifyResponse(async (e, s, c) => { c.X = false; s.end(); });",
    "true": "exports.handler = async (e, c) => { c.X = true; return 1; };",
    "unknown wrapper": "exports.handler = wrap(async (e, c) => { c.X = false; return 1; });",
    "unread generator": "exports.handler = function* (e, c, cb) { c.X = false; };",
    "own object": "exports.handler = async (e) => { const c = {}; c.X = false; return run(c); };",
    "arguments": "exports.handler = async function (e, c) { c.X = false; return run(...arguments); };",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in NOT_USELESS.items()])
def test_not_useless(tmp_path: Path, text: str) -> None:
    assert "event-loop-useless" not in rules_of(tmp_path, text.replace("X", FLAG))


def test_nodejs24_knows_no_flag(tmp_path: Path) -> None:
    text = f"exports.handler = async (e, c) => {{ c.{FLAG} = false; return 1; }};"
    assert "event-loop-useless" in rules_of(tmp_path, text, "nodejs24.x")
    old = f"exports.handler = (e, c, cb) => {{ c.{FLAG} = false; cb(null, 1); }};"
    assert rules_of(tmp_path, old, "nodejs24.x") >= {"callback-removed"}
    assert "event-loop-useless" not in rules_of(tmp_path, old, "nodejs24.x"), "one finding is enough"


def test_fixes_mend(tmp_path: Path) -> None:
    text = handler("log(event);")
    found = next(each for each in verdicts_of(tmp_path, text) if each.rule == "event-loop-wait")
    assert found.fix is not None
    mended = apply_edits(text, found.fix.edits)
    assert f"  context.{FLAG} = false;\n  log(event);" in mended
    assert "event-loop-wait" not in rules_of(tmp_path, mended)
    useless = f"exports.handler = async (e, c) => {{\n  c.{FLAG} = false;\n  return 1;\n}};\n"
    (found,) = (each for each in verdicts_of(tmp_path, useless) if each.rule == "event-loop-useless")
    assert found.fix is not None
    assert apply_edits(useless, found.fix.edits) == "exports.handler = async (e, c) => {\n  return 1;\n};\n"


def test_no_fix_without_a_context(tmp_path: Path) -> None:
    text = f"{HEAD}exports.handler = (event, {{ functionName }}, callback) => {{ {ANSWER} }};"
    facts = facts_of(tmp_path, text)
    assert facts.set_flag is None
