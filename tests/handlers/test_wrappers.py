"""Wrappers and adapters, by their versions: how what they make answers, and how many parameters it has."""

import json
from pathlib import Path

import pytest
from handlers.code import facts_of, rules_of
from slslint.data import load
from slslint.handlers.packages import Packages, majors
from slslint.workspace import Workspace

REDIS = "const Redis = require('ioredis');\nconst redis = new Redis(process.env.URL);\n"
WAIT, REMOVED, USELESS, UNANSWERED = (
    "event-loop-wait",
    "callback-removed",
    "event-loop-useless",
    "unanswered-request",
)


def project(code: str, **dependencies: str) -> dict[str, str | bytes]:
    wanted = {name.replace("__", "/").replace("_", "-").replace("at-", "@"): it for name, it in dependencies.items()}
    return {"h.js": REDIS + code, "package.json": json.dumps({"dependencies": wanted})}


def of_the_loop(root: Path, files: dict[str, str | bytes], runtime: str = "nodejs22.x") -> set[str]:
    return rules_of(root, files, runtime) & {WAIT, REMOVED, USELESS, UNANSWERED}


MIDDY = "const middy = require('middy');\n"
CORE = "const middy = require('@middy/core');\n"
DO_NOT_WAIT = "const doNotWait = require('@middy/do-not-wait-for-empty-event-loop');\n"
ASYNC = "async () => redis.get('k')"
CALLBACK = "(e, c, cb) => { redis.get('k', cb); }"
FLAGGED = "async (e, c) => { c.callbackWaitsForEmptyEventLoop = false; return redis.get('k'); }"


@pytest.mark.parametrize("inner", [ASYNC, CALLBACK])
@pytest.mark.parametrize(("head", "version"), [(MIDDY, {"middy": "^0.36.0"}), (CORE, {"at_middy__core": "^1.5.2"})])
def test_old_middy_answers_through_the_callback(tmp_path: Path, head: str, version: dict[str, str], inner: str) -> None:
    files = project(f"{head}exports.handler = middy({inner});", **version)
    assert of_the_loop(tmp_path, files) == {WAIT}
    assert of_the_loop(tmp_path, files, "nodejs24.x") == {REMOVED}


@pytest.mark.parametrize(("head", "version"), [(MIDDY, {"middy": "^0.36.0"}), (CORE, {"at_middy__core": "^1.5.2"})])
def test_the_flag_matters_in_old_middy(tmp_path: Path, head: str, version: dict[str, str]) -> None:
    assert of_the_loop(tmp_path, project(f"{head}exports.handler = middy({FLAGGED});", **version)) == set()
    plugged = f"{head}{DO_NOT_WAIT}exports.handler = middy({ASYNC}).use(doNotWait({{ runOnAfter: true }}));"
    assert of_the_loop(tmp_path, project(plugged, **version)) == set()
    harmless = f"{head}const cors = require('@middy/http-cors');\nexports.handler = middy({ASYNC}).use(cors());"
    assert of_the_loop(tmp_path, project(harmless, **version)) == {WAIT}
    stranger = f"{head}const own = require('own');\nexports.handler = middy({ASYNC}).use(own());"
    assert of_the_loop(tmp_path, project(stranger, **version)) == set()
    own = f"{head}exports.handler = middy({ASYNC}).use({{ before: (h) => run(h) }});"
    assert of_the_loop(tmp_path, project(own, **version)) == set()
    later = f"{head}{DO_NOT_WAIT}const handler = middy({ASYNC});\nhandler.use(doNotWait());\nexports.handler = handler;"
    assert of_the_loop(tmp_path, project(later, **version)) == set()


def test_middlewares_of_middy_0(tmp_path: Path) -> None:
    head = MIDDY + "const { doNotWaitForEmptyEventLoop, cors } = require('middy/middlewares');\n"
    quick = f"{head}exports.handler = middy({ASYNC}).use(cors()).use(doNotWaitForEmptyEventLoop());"
    assert of_the_loop(tmp_path, project(quick, middy="^0.36.0")) == set()
    slow = f"{head}exports.handler = middy({ASYNC}).use(cors());"
    assert of_the_loop(tmp_path, project(slow, middy="^0.36.0")) == {WAIT}


@pytest.mark.parametrize("version", ["^2.5.7", "3.6.2", "^5.2.0", ">=4 <6", "6.x"])
def test_new_middy_answers_by_its_promise(tmp_path: Path, version: str) -> None:
    plain = project(f"{CORE}exports.handler = middy({ASYNC});", at_middy__core=version)
    assert of_the_loop(tmp_path, plain) == set()
    assert of_the_loop(tmp_path, plain, "nodejs24.x") == set()
    assert of_the_loop(tmp_path, project(f"{CORE}exports.handler = middy({FLAGGED});", at_middy__core=version)) == {
        USELESS
    }
    plugged = f"{CORE}{DO_NOT_WAIT}exports.handler = middy({ASYNC}).use(doNotWait());"
    assert of_the_loop(tmp_path, project(plugged, at_middy__core=version)) == {USELESS}
    chained = f"{CORE}exports.handler = middy().use(x()).handler({CALLBACK});"
    assert of_the_loop(tmp_path, project(chained, at_middy__core=version)) == {UNANSWERED}
    assert of_the_loop(tmp_path, project(f"{CORE}exports.handler = middy({CALLBACK});", at_middy__core=version)) == {
        UNANSWERED
    }


@pytest.mark.parametrize(
    "versions", [{}, {"at_middy__core": "*"}, {"at_middy__core": "latest"}, {"at_middy__core": ">=1"}]
)
@pytest.mark.parametrize("inner", [ASYNC, CALLBACK, FLAGGED])
def test_middy_of_unknown_version_is_not_judged(tmp_path: Path, versions: dict[str, str], inner: str) -> None:
    files = project(f"{CORE}exports.handler = middy({inner});", **versions)
    assert of_the_loop(tmp_path, files) == set()
    assert of_the_loop(tmp_path, files, "nodejs24.x") == ({USELESS} if inner == FLAGGED else set())


APP = "const app = require('express')();\napp.get('/', (q, r) => r.send('ok'));\n"
HTTP = "const serverless = require('serverless-http');\n" + APP


def test_serverless_http(tmp_path: Path) -> None:
    direct = project(f"{HTTP}exports.handler = serverless(app);", serverless_http="^4.0.0")
    assert of_the_loop(tmp_path, direct) == set()
    assert of_the_loop(tmp_path, direct, "nodejs24.x") == set()
    then = f"{HTTP}const h = serverless(app);\nexports.handler = (e, c, cb) => {{ h(e, c).then((r) => cb(null, r)); }};"
    assert of_the_loop(tmp_path, project(then, serverless_http="^4.0.0")) == {WAIT}
    assert of_the_loop(tmp_path, project(then, serverless_http="^4.0.0"), "nodejs24.x") == {REMOVED}
    old = project(f"{HTTP}exports.handler = serverless(app);", serverless_http="^1.10.0")
    assert of_the_loop(tmp_path, old) == set(), "version 1 sets the flag by itself"


def express(options: str = "", package: str = "@codegenie/serverless-express", version: str = "^4.17.1") -> str:
    return f"const sx = require('{package}');\n{APP}exports.handler = sx({{ app{options} }});"


@pytest.mark.parametrize("package", ["@codegenie/serverless-express", "@vendia/serverless-express"])
def test_serverless_express(tmp_path: Path, package: str) -> None:
    version = {f"at_{package[1:].replace('/', '__').replace('-', '_')}": "^4.12.0"}
    assert of_the_loop(tmp_path, project(express(package=package), **version)) == set()
    assert of_the_loop(tmp_path, project(express(package=package), **version), "nodejs24.x") == {REMOVED}
    by_callback = project(express(", resolutionMode: 'CALLBACK'", package), **version)
    assert of_the_loop(tmp_path, by_callback) == {WAIT}
    by_context = project(express(", resolutionMode: 'CONTEXT'", package), **version)
    assert of_the_loop(tmp_path, by_context) == set()
    unknown = project(express(", ...options", package), **version)
    assert of_the_loop(tmp_path, unknown) == set()
    called = f"const sx = require('{package}');\n{APP}const s = sx({{ app }});\nexports.handler = (e, c) => s(e, c);"
    assert of_the_loop(tmp_path, project(called, **version), "nodejs24.x") == set()
    member = f"const sx = require('{package}');\n{APP}exports.handler = sx({{ app }}).handler;"
    assert of_the_loop(tmp_path, project(member, **version), "nodejs24.x") == set()


def test_newer_serverless_express_takes_no_callback(tmp_path: Path) -> None:
    files = project(express(), at_codegenie__serverless_express="^5.0.0")
    assert of_the_loop(tmp_path, files, "nodejs24.x") == set()


AWS_EXPRESS = f"const ax = require('aws-serverless-express');\n{APP}const server = ax.createServer(app);\n"


def test_aws_serverless_express(tmp_path: Path) -> None:
    by_context = f"{AWS_EXPRESS}exports.handler = (e, c) => {{ ax.proxy(server, e, c); }};"
    assert of_the_loop(tmp_path, project(by_context)) == set()
    returned = f"{AWS_EXPRESS}exports.handler = (e, c) => ax.proxy(server, e, c);"
    assert of_the_loop(tmp_path, project(returned)) == set()
    called = f"{AWS_EXPRESS}exports.handler = (e, c, cb) => {{ ax.proxy(server, e, c, 'CALLBACK', cb); }};"
    assert of_the_loop(tmp_path, project(called)) == {WAIT}
    promised = f"{AWS_EXPRESS}exports.handler = (e, c, cb) => ax.proxy(server, e, c, 'PROMISE', cb).promise;"
    assert of_the_loop(tmp_path, project(promised)) == set()


LAMBDA_API = "const api = require('lambda-api')();\napi.get('/', async () => redis.get('k'));\n"


def test_lambda_api(tmp_path: Path) -> None:
    called = f"{LAMBDA_API}exports.handler = (e, c, cb) => {{ api.run(e, c, cb); }};"
    assert of_the_loop(tmp_path, project(called)) == {WAIT}
    awaited = f"{LAMBDA_API}exports.handler = async (e, c, cb) => {{ await api.run(e, c, cb); }};"
    assert of_the_loop(tmp_path, project(awaited)) == {WAIT}
    returned = f"{LAMBDA_API}exports.handler = async (e, c, cb) => api.run(e, c, cb);"
    assert of_the_loop(tmp_path, project(returned)) == {WAIT}
    plain = f"{LAMBDA_API}exports.handler = async (e, c) => api.run(e, c);"
    assert of_the_loop(tmp_path, project(plain)) == set()


FASTIFY = "const awsLambdaFastify = require('@fastify/aws-lambda');\nconst app = require('fastify')();\n"


def test_fastify(tmp_path: Path) -> None:
    direct = project(f"{FASTIFY}exports.handler = awsLambdaFastify(app);", at_fastify__aws_lambda="^6.4.1")
    assert of_the_loop(tmp_path, direct) == {WAIT}
    assert of_the_loop(tmp_path, direct, "nodejs24.x") == set()
    older = project(f"{FASTIFY}exports.handler = awsLambdaFastify(app);", at_fastify__aws_lambda="^4.0.0")
    assert of_the_loop(tmp_path, older, "nodejs24.x") == {REMOVED}
    option = f"{FASTIFY}exports.handler = awsLambdaFastify(app, {{ callbackWaitsForEmptyEventLoop: false }});"
    assert of_the_loop(tmp_path, project(option, at_fastify__aws_lambda="^6.4.1")) == set()
    misspelt = f"{FASTIFY}exports.handler = awsLambdaFastify(app, {{ callbackWaitForEmptyEventLoop: false }});"
    said = rules_of(tmp_path, project(misspelt, at_fastify__aws_lambda="^6.4.1"))
    assert said == {WAIT, "event-loop-misspelled"}
    inside = (
        f"{FASTIFY}exports.handler = async (e, c) => {{\n"
        "  const proxy = awsLambdaFastify(app, { callbackWaitForEmptyEventLoop: false });\n  return proxy(e, c);\n};"
    )
    assert rules_of(tmp_path, project(inside, at_fastify__aws_lambda="^6.4.1")) == {"event-loop-misspelled"}
    called = f"{FASTIFY}const proxy = awsLambdaFastify(app);\nexports.handler = (e, c, cb) => {{ proxy(e, c, cb); }};"
    assert of_the_loop(tmp_path, project(called, at_fastify__aws_lambda="^6.4.1")) == {WAIT}
    quick = called.replace("awsLambdaFastify(app)", "awsLambdaFastify(app, { callbackWaitsForEmptyEventLoop: false })")
    assert of_the_loop(tmp_path, project(quick, at_fastify__aws_lambda="^6.4.1")) == set()
    two = f"{FASTIFY}const proxy = awsLambdaFastify(app);\nexports.handler = (e, c) => proxy(e, c);"
    assert of_the_loop(tmp_path, project(two, at_fastify__aws_lambda="^6.4.1")) == set()


@pytest.mark.parametrize(
    ("call", "package", "version"),
    [
        ("Sentry.wrapHandler", "@sentry/aws-serverless", "at_sentry__aws_serverless"),
        ("Sentry.AWSLambda.wrapHandler", "@sentry/serverless", "at_sentry__serverless"),
    ],
)
def test_sentry_makes_it_a_promise(tmp_path: Path, call: str, package: str, version: str) -> None:
    head = f"const Sentry = require('{package}');\n"
    for inner, expected in ((ASYNC, set[str]()), (CALLBACK, set[str]()), (FLAGGED, {USELESS})):
        files = project(f"{head}exports.handler = {call}({inner});", **{version: "^7.0.0"})
        assert of_the_loop(tmp_path, files) == expected
        assert REMOVED not in of_the_loop(tmp_path, files, "nodejs24.x")


def test_streams(tmp_path: Path) -> None:
    text = (
        "exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {\n"
        "  FLAG\n  stream.end(await redis.get('k'));\n});"
    )
    assert of_the_loop(tmp_path, project(text.replace("FLAG", ""))) == {WAIT}
    quick = text.replace("FLAG", "context.callbackWaitsForEmptyEventLoop = false;")
    assert of_the_loop(tmp_path, project(quick)) == set()
    assert REMOVED not in of_the_loop(tmp_path, project(text.replace("FLAG", "")), "nodejs24.x")
    closed = text.replace("FLAG", "").replace("stream.end(", "stream.end(await redis.quit(), ")
    assert of_the_loop(tmp_path, project(closed)) == set()


def test_node_s_own(tmp_path: Path) -> None:
    callbackified = "exports.handler = require('util').callbackify(async (e, c) => redis.get('k'));"
    assert of_the_loop(tmp_path, project(callbackified)) == {WAIT}
    assert of_the_loop(tmp_path, project(callbackified), "nodejs24.x") == {REMOVED}
    promisified = "exports.handler = require('util').promisify((e, c, cb) => redis.get('k', cb));"
    assert of_the_loop(tmp_path, project(promisified)) == set(), "where its callback lands is not followed"


def test_wrappers_of_the_project(tmp_path: Path) -> None:
    files = project("exports.handler = require('./wrap')(async () => redis.get('k'));")
    files["wrap.js"] = "module.exports = (fn) => (e, c, cb) => { FLAG fn(e, c).then((r) => cb(null, r), cb); };"
    quick = str(files["wrap.js"]).replace("FLAG", "c.callbackWaitsForEmptyEventLoop = false;")
    assert of_the_loop(tmp_path, files | {"wrap.js": str(files["wrap.js"]).replace("FLAG", "")}) == {WAIT}
    assert of_the_loop(tmp_path, files | {"wrap.js": quick}) == set()


@pytest.mark.parametrize("inner", [ASYNC, CALLBACK, FLAGGED])
def test_unknown_wrapper_is_not_judged(tmp_path: Path, inner: str) -> None:
    files = project(f"const wrap = require('some-wrapper');\nexports.handler = wrap({inner});")
    for runtime in ("nodejs20.x", "nodejs24.x"):
        assert of_the_loop(tmp_path, files, runtime) == set()
    assert facts_of(tmp_path, files).opaque


def test_wrapped_twice(tmp_path: Path) -> None:
    head = f"const Sentry = require('@sentry/aws-serverless');\n{CORE}"
    files = project(
        f"{head}exports.handler = Sentry.wrapHandler(middy({CALLBACK}));",
        at_sentry__aws_serverless="10.0.0",
        at_middy__core="^1.5.0",
    )
    assert of_the_loop(tmp_path, files) == set()
    assert facts_of(tmp_path, files).layers == ("@sentry/aws-serverless", "@middy/core")


RANGES = {
    "^5.2.0": {(5, 6)},
    "~1.2": {(1, 2)},
    "1.x": {(1, 2)},
    "v4.0.1": {(4, 5)},
    ">=2 <4": {(2, 4)},
    "<2.0.0": {(0, 2)},
    "<2.1": {(0, 3)},
    "<=2": {(0, 3)},
    ">1": {(1, 1 << 30)},
    "1.2.3 - 3.0.0": {(1, 4)},
    "1 || ^2": {(1, 2), (2, 3)},
    "workspace:^1.0.0": {(1, 2)},
    "5.0.0-alpha.3": {(5, 6)},
    "*": set(),
    "": set(),
    "latest": set(),
    "git+https://example.com/x.git": set(),
    "npm:other@1": set(),
    ">3 <2": set(),
}


@pytest.mark.parametrize(("text", "spans"), RANGES.items())
def test_ranges(text: str, spans: set[tuple[int, int]]) -> None:
    assert majors(text) == spans


LOCKS = {
    "package-lock.json": '{"packages": {"": {"dependencies": {"@middy/core": ">=1"}}, "node_modules/@middy/core": {\n'
    ' "version": "1.5.2", "resolved": "x"}}}',
    "npm-shrinkwrap.json": '{"dependencies": {"@middy/core": {\n "version": "1.5.2"}}}',
    "yarn.lock": '"@middy/core@>=1", "@middy/core@^1.5.2":\n  version "1.5.2"\n  resolved "x"\n',
    "pnpm-lock.yaml": "packages:\n\n  /@middy/core@1.5.2:\n    resolution: {integrity: x}\n",
}


@pytest.mark.parametrize(("name", "text"), LOCKS.items())
def test_lock_files(tmp_path: Path, name: str, text: str) -> None:
    files = project(f"{CORE}exports.handler = middy({ASYNC});", at_middy__core=">=1") | {name: text}
    assert of_the_loop(tmp_path, files) == {WAIT}
    assert Packages(Workspace(str(tmp_path))).is_below("@middy/core", 2, str(tmp_path)) is True
    newer = text.replace("1.5.2", "2.5.7")
    assert of_the_loop(tmp_path, files | {name: newer}) == set()


def test_berry_and_two_versions(tmp_path: Path) -> None:
    berry = '"@middy/core@npm:^5.0.0":\n  version: 5.2.0\n  resolution: "@middy/core@npm:5.2.0"\n'
    (tmp_path / "yarn.lock").write_text(berry, encoding="utf-8")
    assert Packages(Workspace(str(tmp_path))).is_below("@middy/core", 2, str(tmp_path)) is False
    (tmp_path / "yarn.lock").write_text(berry + '"@middy/core@npm:^1.0.0":\n  version: 1.5.0\n', encoding="utf-8")
    assert Packages(Workspace(str(tmp_path))).is_below("@middy/core", 2, str(tmp_path)) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"dependencies": []}', '{"dependencies": {"x": 1}}', "[" * 100_000])
def test_odd_manifests(tmp_path: Path, text: str) -> None:
    (tmp_path / "package.json").write_text(text, encoding="utf-8")
    assert Packages(Workspace(str(tmp_path))).is_below("@middy/core", 2, str(tmp_path)) is None


def test_the_tables_are_well_formed() -> None:
    wrappers, handles = load("wrappers"), load("loop_handles")
    for table in (wrappers, handles):
        assert {"as_of", "source"} <= set(table)
    for entry in wrappers["wrappers"]:
        assert {"package", "calls", "inner", "arity"} <= set(entry)
        assert ("answers" in entry) is not ("mode" in entry)
    for entry in handles["handles"]:
        assert {"package", "make", "holds", "seconds", "close", "what"} <= set(entry)
        assert entry["holds"] in ("eager", "start", "use")
        assert entry["holds"] == "eager" or entry["holds"] in entry, entry
        assert entry["close"]
