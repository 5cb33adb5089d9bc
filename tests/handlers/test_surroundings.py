"""Imports that fail, variables of the environment, connections: what a handler leans on."""

import json
from pathlib import Path

import pytest
from handlers.code import facts_of, verdicts_of, write
from slslint.handlers.handlers import Handlers
from slslint.workspace import Workspace

Files = dict[str, str | bytes]
TAIL = "\nexports.handler = async () => 1;"


def lacks(root: Path, code: str, **others: str) -> list[tuple[str, str]]:
    """The imports that fail: (kind, module named). Files are named with `__` for a slash and `_` for the dot."""
    files: Files = {name.replace("__", "/").replace("_", "."): text for name, text in others.items()}
    return [(each.kind, each.specifier) for each in facts_of(root, {"h.js": code + TAIL} | files).lacks]


def test_missing_and_case(tmp_path: Path) -> None:
    assert lacks(tmp_path, "const a = require('./lib/Store');", lib__store_js="") == [("case-differs", "./lib/Store")]
    assert lacks(tmp_path, "const a = require('./Lib/store');") == [("case-differs", "./Lib/store")]
    assert lacks(tmp_path, "const a = require('./lib/absent');") == [("missing", "./lib/absent")]
    assert lacks(tmp_path, "const a = require('./absent.js');") == [("missing", "./absent.js")]


@pytest.mark.parametrize(
    "code",
    [
        "const a = require('./lib/store');",
        "const a = require('./lib/store.js');",
        "const a = require('./lib');",
        "const a = require('./data');",
        "const a = require('.');",
        "const a = require('./typed');",
        "const a = require('./typed.js');",
        "const a = require('./component');",
        "try { require('./absent'); } catch (e) {}",
        "if (x) require('./absent');",
        "const f = () => require('./absent');",
        "const a = x && require('./absent');",
        "const a = require(`./${name}`);",
        "const a = require('./generated/client');",
        "const a = require('./built');",
        "const a = require('./schema');",
        "const a = require('./page.html?raw');",
        "const a = require('@/lib/absent');",
        "const a = require('/opt/nodejs/absent');",
        "const require = load; const a = require('./absent');",
        "// require('./absent')",
        "const a = import('./absent');",
        "require.resolve('./absent');",
    ],
)
def test_there_or_not_certain(tmp_path: Path, code: str) -> None:
    files: Files = {
        "h.js": code + TAIL,
        "lib/store.js": "",
        "lib/index.js": "",
        "index.js": "",
        "data.json": "{}",
        "typed.ts": "",
        "component.tsx": "",
        "schema.graphql": "",
        ".gitignore": "built.js\n",
    }
    assert facts_of(tmp_path, files).lacks == ()


def test_imports_of_imports(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path, {"h.js": "require('./a');" + TAIL, "a.js": "require('./b');", "b.js": "require('./absent');"}
    )
    assert [(each.kind, each.at.file.path) for each in facts.lacks] == [("missing", str(tmp_path / "b.js"))]


def test_typescript_drops_what_only_names_types(tmp_path: Path) -> None:
    code = (
        "import { A } from './absent';\nimport type { B } from './gone';\n"
        "export const handler = async (a: A, b: B) => 1;"
    )
    assert facts_of(tmp_path, {"t.ts": code}, "t.handler").lacks == ()
    used = "import { A } from './absent';\nexport const handler = async () => new A();"
    assert [each.specifier for each in facts_of(tmp_path, {"t.ts": used}, "t.handler").lacks] == ["./absent"]
    bare = "import './absent';\nexport const handler = async () => 1;"
    assert [each.specifier for each in facts_of(tmp_path, {"t.ts": bare}, "t.handler").lacks] == ["./absent"]


def package(production: tuple[str, ...] = (), development: tuple[str, ...] = ()) -> str:
    return json.dumps(
        {"dependencies": dict.fromkeys(production, "^1"), "devDependencies": dict.fromkeys(development, "^1")}
    )


def test_development_dependencies(tmp_path: Path) -> None:
    only = package(("ulid",), ("dayjs", "@scope/tool"))
    code = (
        "require('ulid'); require('dayjs/plugin/utc'); require('@scope/tool/x'); require('fs'); require('node:path');"
    )
    assert lacks(tmp_path, code, package_json=only) == [("development", "dayjs"), ("development", "@scope/tool")]
    both = package(("dayjs",), ("dayjs",))
    assert lacks(tmp_path, "require('dayjs');", package_json=both) == []
    assert lacks(tmp_path, "require('undeclared');", package_json=only) == []


@pytest.mark.parametrize(
    ("name", "text", "silent"),
    [
        ("package-lock.json", '{"packages": {"node_modules/dayjs": {"version": "1.0.0", "dev": true}}}', False),
        ("package-lock.json", '{"packages": {"node_modules/dayjs": {"version": "1.0.0"}}}', True),
        ("package-lock.json", '{"dependencies": {"dayjs": {"version": "1.0.0", "dev": true}}}', False),
        ("yarn.lock", 'dayjs@^1.0.0:\n  version "1.0.0"\n', False),
        ("yarn.lock", 'dayjs@^1.0.0:\n  version "1.0.0"\n\nother@^1:\n  dependencies:\n    dayjs "^1.0.0"\n', True),
    ],
)
def test_lock_files_know_better(tmp_path: Path, name: str, text: str, silent: bool) -> None:
    files: Files = {"h.js": "require('dayjs');" + TAIL, "package.json": package((), ("dayjs",)), name: text}
    assert (facts_of(tmp_path, files).lacks == ()) is silent


def test_another_package_is_not_packaged_anyway(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "package.json": package((), ("dayjs",)),
            "service/h.js": "require('dayjs');" + TAIL,
        },
    )
    handlers = Handlers(Workspace(str(tmp_path)))
    folder = str(tmp_path / "service")
    assert handlers.facts(handlers.locate(folder, "h.handler", "nodejs20.x"), folder).lacks == ()


@pytest.mark.parametrize(
    ("package_name", "runtime", "fails"),
    [
        ("aws-sdk", "nodejs16.x", False),
        ("aws-sdk", "nodejs18.x", True),
        ("@aws-sdk/client-s3", "nodejs16.x", True),
        ("@aws-sdk/client-s3", "nodejs18.x", False),
        ("dayjs", "nodejs18.x", True),
    ],
)
def test_what_the_runtime_brings(tmp_path: Path, package_name: str, runtime: str, fails: bool) -> None:
    files: Files = {"h.js": f"require('{package_name}');" + TAIL, "package.json": package((), (package_name,))}
    said = {verdict.rule for verdict in verdicts_of(tmp_path, files, runtime)}
    assert ("import-not-found" in said) is fails


def variables(root: Path, code: str) -> dict[str, bool]:
    return {each.name: each.optional for each in facts_of(root, code).variables}


def test_variables(tmp_path: Path) -> None:
    code = """
const { TABLE, INDEX = 'x', QUEUE: queue } = process.env;
const plain = process.env.PLAIN;
const bracket = process.env['BRACKET'];
const fallback = process.env.FALLBACK || 'x';
const nullish = process.env.NULLISH ?? 'x';
const chosen = process.env.CHOSEN ? 1 : 2;
if (process.env.TESTED) start();
if (process.env.COMPARED === 'yes') start();
process.env.WRITTEN = 'x';
delete process.env.DELETED;
const unknown = process.env[name];
const text = `${process.env.INSIDE}/x`;
exports.handler = async () => process.env.HERE;
const other = () => process.env.NOT_REACHED;
"""
    assert variables(tmp_path, code) == {
        "TABLE": False,
        "INDEX": True,
        "QUEUE": False,
        "PLAIN": False,
        "BRACKET": False,
        "FALLBACK": True,
        "NULLISH": True,
        "CHOSEN": True,
        "TESTED": True,
        "COMPARED": True,
        "INSIDE": False,
        "HERE": False,
    }


def test_variables_of_other_files(tmp_path: Path) -> None:
    files: Files = {
        "h.js": "const db = require('./db');\nexports.handler = async () => db.get();",
        "db.js": (
            "const a = process.env.TOP;\nexports.get = () => process.env.CALLED;\nexports.x = () => process.env.NOT;"
        ),
    }
    assert [each.name for each in facts_of(tmp_path, files).variables] == ["TOP", "CALLED"]


@pytest.mark.parametrize(
    ("code", "count"),
    [
        (
            "const { ApiGatewayManagementApiClient, PostToConnectionCommand } = "
            "require('@aws-sdk/client-apigatewaymanagementapi');\nconst c = new ApiGatewayManagementApiClient({});\n"
            "exports.handler = async () => { await c.send(new PostToConnectionCommand({})); };",
            1,
        ),
        (
            "const AWS = require('aws-sdk');\nconst api = new AWS.ApiGatewayManagementApi({});\n"
            "exports.handler = async () => { await api.postToConnection({}).promise(); };",
            1,
        ),
        (
            "const { ApiGatewayManagementApi } = require('@aws-sdk/client-apigatewaymanagementapi');\n"
            "const send = (api, d) => api.postToConnection(d);\n"
            "exports.handler = async () => { await send(new ApiGatewayManagementApi({}), 1); };",
            1,
        ),
        ("exports.handler = async () => post();\nfunction post() { return 1; }", 0),
        (
            "const AWS = require('aws-sdk');\nconst api = new AWS.ApiGatewayManagementApi({});\n"
            "exports.other = () => api.postToConnection({});\nexports.handler = async () => 1;",
            0,
        ),
    ],
)
def test_connections(tmp_path: Path, code: str, count: int) -> None:
    assert len(facts_of(tmp_path, code).connections) == count
