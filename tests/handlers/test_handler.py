"""From a service's functions to their code: what is read once, what silences, which versions of Node count."""

import os

import pytest
from projects import ROOT, lint, places, session
from slslint.engine.session import Session
from slslint.handlers.handler import handler_of, handlers_of
from slslint.service.file import ServiceFile

SERVICE = "service: notes\nprovider: {name: aws, runtime: nodejs22.x, timeout: 5}\n"
POOL = "const { Pool } = require('pg');\nmodule.exports = new Pool();\n"
WAITING = """const pool = require('./pool');
exports.list = (event, context, callback) => {
  pool.query('select 1', (error, found) => {
    if (error) return callback(error);
    callback(null, { statusCode: 200, body: JSON.stringify(found.rows) });
  });
};
exports.get = async () => ({ statusCode: 200, body: '{}' });
"""
PACKAGE = '{"dependencies": {"pg": "^8.0.0"}}'


def path(name: str) -> str:
    return os.path.join(ROOT, *name.split("/"))


def opened(files: dict[str, str]) -> ServiceFile:
    service = session(files).open(path("serverless.yml"))
    assert isinstance(service, ServiceFile)
    return service


def counts(lints: Session) -> tuple[int, list[tuple[str, int, str]]]:
    """How many files of code are parsed in all, and what is found of them."""
    found = [place for place in places(lints.lint([ROOT])) if place[0].endswith(".js")]
    return handlers_of(lints.documents).parsed, found


def test_a_file_is_parsed_once_however_many_functions_and_rules_look_at_it() -> None:
    functions = "".join(f"  f{n}: {{handler: src/notes.{name}}}\n" for n, name in enumerate(["list", "get"] * 20))
    stages = "params:\n  dev: {size: 1}\n  prod: {size: 2}\ncustom: {size: '${param:size}'}\n"
    files = {"serverless.yml": SERVICE + stages + "functions:\n" + functions, "src/notes.js": WAITING}
    files |= {"src/pool.js": POOL, "package.json": PACKAGE}
    assert counts(session(files)) == (2, [("src/notes.js", 5, "event-loop-wait")])


def test_a_second_lint_parses_the_code_that_changed_and_no_other() -> None:
    files = {"serverless.yml": SERVICE + "functions:\n  list: {handler: src/notes.list}\n", "src/notes.js": WAITING}
    lints = session(files | {"src/pool.js": POOL, "package.json": PACKAGE})
    waiting = [("src/notes.js", 5, "event-loop-wait")]
    assert counts(lints) == (2, waiting)
    lints.workspace.overlays[path("serverless.yml")] += b"  get: {handler: src/notes.get}\n"
    assert counts(lints) == (2, waiting)
    lints.workspace.overlays[path("src/pool.js")] = POOL.replace("()", "({ allowExitOnIdle: true })").encode()
    assert counts(lints) == (3, [("src/notes.js", 5, "event-loop-flag-unset")])


def test_what_comes_and_goes_beside_the_code_is_seen() -> None:
    service = SERVICE + "functions:\n  list: {handler: src/notes.list}\n"
    code = "const { all } = require('./store');\nexports.list = async () => all();\n"
    lints = session({"serverless.yml": service, "src/notes.js": code})
    assert counts(lints) == (1, [("src/notes.js", 1, "import-not-found")])
    lints.workspace.overlays[path(".gitignore")] = b"store.js\n"
    assert counts(lints) == (1, [])
    del lints.workspace.overlays[path(".gitignore")]
    assert counts(lints)[1] == [("src/notes.js", 1, "import-not-found")]
    lints.workspace.overlays[path("src/store.js")] = b"exports.all = async () => [];\n"
    assert counts(lints) == (2, [])


def test_comments_in_code_silence_and_are_judged() -> None:
    code = WAITING.replace("    callback(null", "    // slslint: ignore[event-loop-wait] -- the timeout is short\n$&")
    code = code.replace("$&", "    callback(null") + "// slslint: ignore[event-loop-useless]\nexports.x = 1;\n"
    files = {"serverless.yml": SERVICE + "functions:\n  list: {handler: src/notes.list}\n", "src/notes.js": code}
    result = lint(files | {"src/pool.js": POOL, "package.json": PACKAGE})
    assert [place for place in places(result) if place[0].endswith(".js")] == [("src/notes.js", 10, "unused-ignore")]
    assert [each.name for each in result.findings if each.suppressed == "comment"] == ["event-loop-wait"]
    assert [os.path.relpath(each, ROOT).replace(os.sep, "/") for each in result.files] == [
        "serverless.yml",
        "src/notes.js",
        "src/pool.js",
    ]


@pytest.mark.parametrize("name", ["src/notes.js", "src/pool.js"])
def test_a_file_of_code_stands_for_the_services_that_run_it(name: str) -> None:
    files = {"serverless.yml": SERVICE + "functions:\n  list: {handler: src/notes.list}\n", "src/notes.js": WAITING}
    files |= {"src/pool.js": POOL, "other/serverless.yml": SERVICE, "package.json": PACKAGE}
    result = session(files).lint([path(name)])
    assert result.services == [path("serverless.yml")]
    assert ("src/notes.js", 5, "event-loop-wait") in places(result)


@pytest.mark.parametrize(
    ("settings", "majors"),
    [
        ("provider: {name: aws}\n", (16, 20)),
        ("frameworkVersion: '3'\nprovider: {name: aws}\n", (16,)),
        ("frameworkVersion: '4'\nprovider: {name: aws}\n", (20,)),
        ("provider: {name: aws, runtime: nodejs24.x}\n", (24,)),
        ("provider: {name: aws, runtime: '${ssm:/runtime}'}\n", ()),
        ("provider: {name: aws, runtime: python3.13}\n", ()),
        ("provider: {name: aws, runtime: nodejs}\n", ()),
    ],
)
def test_versions_of_node(settings: str, majors: tuple[int, ...]) -> None:
    service = opened({"serverless.yml": f"service: notes\n{settings}functions:\n  list: {{handler: src/notes.list}}\n"})
    assert handler_of(service.services[0].functions[0]).majors == majors


def test_a_finding_has_to_hold_for_every_version_that_the_framework_may_choose() -> None:
    files = {"serverless.yml": "service: x\nprovider: {name: aws}\nfunctions:\n  a: {handler: a.main}\n"}
    files |= {"package.json": '{"devDependencies": {"aws-sdk": "2", "dayjs": "1"}}'}
    files |= {"a.js": "require('aws-sdk');\nrequire('dayjs');\nexports.main = async () => {};\n"}
    assert places(lint(files, select=("import-not-found",))) == [("a.js", 2, "import-not-found")]


WRAPPED = [
    "plugins: [serverless-sentry]",
    "plugins: [serverless-plugin-datadog]",
    "provider: {name: aws, runtime: nodejs22.x, environment: {AWS_LAMBDA_EXEC_WRAPPER: /opt/otel}}",
    "provider: {name: aws, runtime: nodejs22.x, environment: {NODE_OPTIONS: --enable-source-maps -r ./trace.js}}",
    "provider: {name: aws, runtime: nodejs22.x, environment: {NODE_OPTIONS: '${ssm:/options}'}}",
    "provider: {name: aws, runtime: nodejs22.x, environment: '${ssm:/environment}', layers: ['${ssm:/layer}']}",
    "org: acme\napp: notes",
]
PLAIN = [
    "plugins: [serverless-offline]",
    "plugins: [./plugins/own]",
    "provider: {name: aws, runtime: nodejs22.x, environment: {NODE_OPTIONS: --enable-source-maps}}",
    "provider: {name: aws, runtime: nodejs22.x, environment: '${ssm:/environment}'}",
    "provider: {name: aws, runtime: nodejs22.x, layers: ['${ssm:/layer}']}",
    "frameworkVersion: '4'\norg: acme\napp: notes",
]


@pytest.mark.parametrize("settings", WRAPPED + PLAIN)
def test_what_may_stand_between_lambda_and_the_handler(settings: str) -> None:
    provider = "" if "provider:" in settings else "provider: {name: aws, runtime: nodejs22.x}\n"
    text = f"service: x\n{provider}{settings}\nfunctions:\n  a: {{handler: a.main, url: true}}\n"
    code = "exports.main = () => ({ statusCode: 200, body: '{}' });\n"
    found = places(lint({"serverless.yml": text, "a.js": code}, select=("unanswered-request",)))
    assert bool(found) == (settings in PLAIN)


BUILT = [
    "plugins: [serverless-webpack]",
    "plugins: [./plugins/own]",
    "plugins: [serverless-plugin-scripts]",
    "package: {artifact: out.zip}",
    "package: ${ssm:/package}",
    "build: my-builder",
    "build: {other: {}}",
    "build: ${ssm:/build}",
]
NOT_BUILT = [
    "plugins: [serverless-offline]",
    "package: {individually: true}",
    "build: esbuild",
    "build: {esbuild: {bundle: true}}",
]


@pytest.mark.parametrize("settings", BUILT + NOT_BUILT)
def test_what_may_make_the_handlers_file(settings: str) -> None:
    text = f"{SERVICE}{settings}\nfunctions:\n  a: {{handler: src/a.main}}\n"
    found = places(lint({"serverless.yml": text, "src/b.js": "exports.main = 1;\n"}, select=("handler-not-found",)))
    assert bool(found) == (settings in NOT_BUILT)


@pytest.mark.parametrize(
    ("function", "found"),
    [
        ("{image: app}", False),
        ("{handler: src/a.main, package: {artifact: a.zip}}", False),
        ("{handler: /opt/nodejs/a.main}", False),
        ("{handler: src/a.main, runtime: java21}", False),
        ("{handler: '${ssm:/handler}'}", False),
        ("{handler: src/a.main, runtime: python3.13}", True),
        ("{handler: b.main, runtime: python3.13, module: src}", False),
    ],
)
def test_functions_whose_file_is_looked_for(function: str, found: bool) -> None:
    files = {"serverless.yml": f"{SERVICE}functions:\n  a: {function}\n", "src/b.py": "def main(e, c): pass\n"}
    assert bool(places(lint(files, select=("handler-not-found",)))) == found
