"""What holds the event loop: each handle of the table as it was measured, and what lets go of it."""

from pathlib import Path

import pytest
from handlers.code import facts_of, rules_of, verdicts_of
from slslint.data import load

WAIT = "event-loop-wait"
TAIL = "exports.handler = (e, c, cb) => { USE q().then((r) => cb(null, r), cb); };"


def waits(root: Path, head: str, use: str = "", **others: str) -> bool:
    files: dict[str, str | bytes] = {"h.js": f"{head}\n{TAIL.replace('USE', use)}"}
    files.update({name.replace("_", "."): text for name, text in others.items()})
    return WAIT in rules_of(root, files)


# head, use: with both it waits; without the use it does only where the handle holds as soon as it is made.
USED = {
    "pg pool": ("const { Pool } = require('pg'); const x = new Pool();", "x.query('q');"),
    "pg pool by namespace": ("const pg = require('pg'); const x = new pg.Pool();", "x.query('q');"),
    "pg pool connect": ("const { Pool } = require('pg'); const x = new Pool();", "x.connect(() => {});"),
    "pg-promise": ("const x = require('pg-promise')()(process.env.URL);", "x.any('q');"),
    "pg-promise in steps": ("const pgp = require('pg-promise')(); const x = pgp('url');", "x.one('q');"),
    "postgres": ("const x = require('postgres')('url');", "x`select 1`;"),
    "mysql connection": ("const x = require('mysql').createConnection({ host: 'h' });", "x.query('q');"),
    "mysql pool": ("const x = require('mysql').createPool('url');", "x.getConnection(() => {});"),
    "mysql2 pool": ("const x = require('mysql2').createPool({});", "x.execute('q');"),
    "mysql2 pool promised": ("const x = require('mysql2').createPool({}).promise();", "x.query('q');"),
    "mysql2/promise pool": ("const x = require('mysql2/promise').createPool({});", "x.query('q');"),
    "serverless-mysql": ("const x = require('serverless-mysql')({});", "x.query('q');"),
    "mongodb client": ("const { MongoClient } = require('mongodb'); const x = new MongoClient('url');", "x.connect();"),
    "knex": ("const x = require('knex')({ client: 'pg' });", "x('t').select();"),
    "knex raw": ("const { knex } = require('knex'); const x = knex({});", "x.raw('q');"),
    "sequelize": ("const { Sequelize } = require('sequelize'); const x = new Sequelize('url');", "x.query('q');"),
    "sequelize model": (
        "const S = require('sequelize'); const x = new S('d', 'u', 'p', {}); const U = x.define('U', {});",
        "U.findAll();",
    ),
    "memcached": ("const M = require('memcached'); const x = new M('h');", "x.get('k', () => {});"),
    "memjs": ("const x = require('memjs').Client.create();", "x.get('k');"),
    "neo4j": ("const x = require('neo4j-driver').driver('url');", "x.session().run('q');"),
    "ioredis lazy": ("const R = require('ioredis'); const x = new R({ lazyConnect: true });", "x.get('k');"),
    "pg client": ("const { Client } = require('pg'); const x = new Client();", "x.connect();"),
    "redis": ("const x = require('redis').createClient();", "x.connect();"),
    "typeorm": ("const { DataSource } = require('typeorm'); const x = new DataSource({});", "x.initialize();"),
    "tedious": ("const { Connection } = require('tedious'); const x = new Connection({});", "x.connect();"),
    "kafkajs": ("const { Kafka } = require('kafkajs'); const x = new Kafka({}).producer();", "x.connect();"),
    "cassandra": ("const { Client } = require('cassandra-driver'); const x = new Client({});", "x.execute('q');"),
    "http server": ("const x = require('node:http').createServer();", "x.listen(80);"),
}
EAGER = {
    "mysql2": "const x = require('mysql2').createConnection({});",
    "mysql2/promise": "const x = require('mysql2/promise').createConnection({});",
    "mongodb": "const { MongoClient } = require('mongodb'); const x = MongoClient.connect('url');",
    "mongoose": "const mongoose = require('mongoose'); mongoose.connect(process.env.URL);",
    "mongoose connection": "const mongoose = require('mongoose'); const x = mongoose.createConnection('url');",
    "ioredis": "const Redis = require('ioredis'); const x = new Redis();",
    "ioredis named": "const { Redis } = require('ioredis'); const x = new Redis('url');",
    "ioredis inline": "const x = new (require('ioredis'))(process.env.PORT);",
    "bull": "const Queue = require('bull'); const x = new Queue('q');",
    "bullmq": "const { Queue } = require('bullmq'); const x = new Queue('q');",
    "typeorm before 0.3": "require('typeorm').createConnection();",
    "mssql": "require('mssql').connect('url');",
    "amqplib": "require('amqplib').connect('url');",
    "nats": "require('nats').connect();",
    "ws": "const WebSocket = require('ws'); const x = new WebSocket('url');",
    "socket.io": "const x = require('socket.io-client')('url');",
    "node-cron": "require('node-cron').schedule('* * * * *', () => {});",
    "interval": "setInterval(() => {}, 1000);",
    "channel": "const x = new BroadcastChannel('x');",
    "worker": "const { Worker } = require('worker_threads'); const x = new Worker('./w.js');",
    "watcher": "require('fs').watch('.');",
    "http2": "require('http2').connect('url');",
    "socket": "require('net').connect(80);",
    "in a class": (
        "const Redis = require('ioredis');\nclass Db { constructor() { this.x = new Redis(); } }\nconst db = new Db();"
    ),
    "by a function": (
        "const mongoose = require('mongoose');\nconst connect = async () => { await mongoose.connect('url'); };\n"
        "connect();"
    ),
}
NEVER = {
    "allowExitOnIdle": (
        "const { Pool } = require('pg'); const x = new Pool({ allowExitOnIdle: true });",
        "x.query('q');",
    ),
    "idle timeout": ("const { Pool } = require('pg'); const x = new Pool({ idleTimeoutMillis: 1 });", "x.query('q');"),
    "unknown options": ("const { Pool } = require('pg'); const x = new Pool(load());", "x.query('q');"),
    "spread options": ("const { Pool } = require('pg'); const x = new Pool({ ...o });", "x.query('q');"),
    "knex pool": ("const x = require('knex')({ pool: { min: 0 } });", "x('t').select();"),
    "aws-sdk": ("const AWS = require('aws-sdk'); const x = new AWS.DynamoDB();", "x.listTables({}, () => {});"),
    "aws-sdk v3": ("const { S3Client } = require('@aws-sdk/client-s3'); const x = new S3Client({});", "x.send({});"),
    "axios": ("const x = require('axios');", "x.get('url');"),
    "kafka alone": ("const { Kafka } = require('kafkajs'); const x = new Kafka({});", "x.producer();"),
    "redis not connected": ("const x = require('redis').createClient();", "x.on('error', log);"),
    "server not listening": ("const x = require('http').createServer();", "x.on('x', log);"),
    "agent": ("const http = require('http'); const x = new http.Agent({ keepAlive: true });", "http.get('url');"),
    "short timer": ("setTimeout(() => {}, 100);", ""),
    "timer of unknown length": ("setTimeout(() => {}, delay);", ""),
    "unref": ("setInterval(() => {}, 1000).unref();", ""),
    "unref later": ("const x = setInterval(() => {}, 1000); x.unref();", ""),
    "cleared": ("const x = setInterval(() => {}, 1000);", "clearInterval(x);"),
    "watcher that lets go": ("require('fs').watch('.', { persistent: false });", ""),
    "timer before requests": ("setTimeout(() => {}, 60000);", ""),
    "in a function that may run": ("const Redis = require('ioredis'); on('x', () => new Redis());", ""),
    "in a class that is not used": (
        "const R = require('ioredis'); class Db { constructor() { this.x = new R(); } }",
        "",
    ),
    "not called": ("const { Pool } = require('pg'); const make = () => new Pool();", ""),
    "own function of that name": ("const { Pool } = require('./pool'); const x = new Pool();", "x.query('q');"),
    "by configuration": ("const Redis = require('ioredis'); if (process.env.CACHE) new Redis();", ""),
    "by environment": ("const Redis = require('ioredis'); const x = process.env.CACHE ? new Redis() : null;", ""),
    "when run by hand": ("const Redis = require('ioredis'); if (require.main === module) new Redis();", ""),
    "used by configuration": (
        "const { Pool } = require('pg'); const x = new Pool();",
        "if (process.env.DB) x.query('q');",
    ),
    "used after an error": (
        "const { Pool } = require('pg'); const x = new Pool();",
        "q().catch((err) => x.query('q'));",
    ),
    "passive": ("const { Pool } = require('pg'); const x = new Pool();", "x.on('error', log);"),
    "process ends": ("const Redis = require('ioredis'); const x = new Redis();", "process.exit();"),
}


@pytest.mark.parametrize(("head", "use"), [pytest.param(*each, id=name) for name, each in USED.items()])
def test_holds_from_its_use_on(tmp_path: Path, head: str, use: str) -> None:
    assert waits(tmp_path, head, use)
    assert not waits(tmp_path, head)


@pytest.mark.parametrize("head", [pytest.param(text, id=name) for name, text in EAGER.items()])
def test_holds_as_soon_as_it_is_made(tmp_path: Path, head: str) -> None:
    assert waits(tmp_path, head)


@pytest.mark.parametrize(("head", "use"), [pytest.param(*each, id=name) for name, each in NEVER.items()])
def test_does_not_hold_for_certain(tmp_path: Path, head: str, use: str) -> None:
    assert not waits(tmp_path, head, use)


def test_timers_of_requests(tmp_path: Path) -> None:
    assert waits(tmp_path, "", "setTimeout(() => log('slow'), 60000);")
    assert not waits(tmp_path, "", "setTimeout(() => cb(null, 'slow'), 60000);"), "it is what answers"


def test_redis_by_version(tmp_path: Path) -> None:
    head = "const x = require('redis').createClient();"
    assert waits(tmp_path, head, package_json='{"dependencies": {"redis": "^3.1.0"}}')
    assert not waits(tmp_path, head, package_json='{"dependencies": {"redis": "^4.1.0"}}')


POOL = "const { Pool } = require('pg');\nconst x = new Pool();\n"
CLOSED = {
    "end before": "x.query('q').then(() => x.end()).then(() => cb(null, 1));",
    "end in finally": "x.query('q').then((r) => cb(null, r)).finally(() => x.end());",
    "end right after": "x.query('q', (err, r) => { cb(null, r); x.end(); });",
    "end handed on": "x.query('q').then((r) => cb(null, r)).finally(x.end);",
    "end in brackets": "x.query('q', (err, r) => { x['end'](); cb(null, r); });",
    "end on something unknown": "x.query('q', (err, r) => { this.things.forEach((t) => t.end()); cb(null, r); });",
    "handed to a stranger": "close(x); x.query('q', (err, r) => cb(null, r));",
}
OPEN = {
    "released": "x.connect((err, client, release) => { client.query('q', (e, r) => { release(); cb(null, r); }); });",
    "ended on errors": "x.query('q').then((r) => cb(null, r)).catch((err) => { x.end(); cb(err); });",
    "ended in catch": "f().then((r) => { try { x.query('q'); cb(null, 1); } catch (err) { x.end(); cb(err); } });",
    "ended if it failed": "x.query('q', (err, r) => { if (err) { x.end(); return cb(err); } cb(null, r); });",
    "another is ended": "require('fs').createWriteStream('f').end(); x.query('q', (err, r) => cb(null, r));",
    "logged": "console.log(x); x.query('q', (err, r) => cb(null, r));",
}


@pytest.mark.parametrize("body", [pytest.param(text, id=name) for name, text in CLOSED.items()])
def test_closed(tmp_path: Path, body: str) -> None:
    assert WAIT not in rules_of(tmp_path, f"{POOL}exports.handler = (e, c, cb) => {{ {body} }};")


@pytest.mark.parametrize("body", [pytest.param(text, id=name) for name, text in OPEN.items()])
def test_left_open(tmp_path: Path, body: str) -> None:
    assert WAIT in rules_of(tmp_path, f"{POOL}exports.handler = (e, c, cb) => {{ {body} }};")


def test_lazily_made(tmp_path: Path) -> None:
    lazy = "const { Pool } = require('pg');\nlet x;\nexports.handler = (e, c, cb) => { LAZY x.query('q', cb); };"
    for guard in ("if (!x) x = new Pool();", "if (x == null) { x = new Pool(); }", "x = x || new Pool();"):
        assert WAIT in rules_of(tmp_path, lazy.replace("LAZY", guard)), guard
    getter = lazy.replace("exports", "const get = () => { if (!x) x = new Pool(); return x; };\nexports")
    assert WAIT in rules_of(tmp_path, getter.replace("LAZY x.", "get()."))


def test_across_files(tmp_path: Path) -> None:
    handler = (
        "const db = require('./lib/db');\nexports.handler = (e, c, cb) => { db.query('q', (err, r) => cb(err, r)); };"
    )
    wrapped = (
        "const { Pool } = require('pg');\nconst x = new Pool(OPTIONS);\n"
        "module.exports = { query: (t, f) => x.query(t, f) };"
    )
    files: dict[str, str | bytes] = {"h.js": handler, "lib/db.js": wrapped.replace("OPTIONS", "")}
    assert WAIT in rules_of(tmp_path, files)
    files["lib/db.js"] = wrapped.replace("OPTIONS", "{ allowExitOnIdle: true }")
    assert WAIT not in rules_of(tmp_path, files)
    files["lib/db.js"] = "const { Pool } = require('pg');\nmodule.exports = new Pool();"
    assert WAIT in rules_of(tmp_path, files)
    files["lib/db.js"] = "const Redis = require('ioredis');\nexports.query = (t, f) => f(null, t);\nnew Redis();"
    assert WAIT in rules_of(tmp_path, files), "loading the file is enough"
    files["h.js"] = "exports.handler = (e, c, cb) => { require('./lib/db').query('q', (err, r) => cb(err, r)); };"
    assert WAIT in rules_of(tmp_path, files | {"lib/db.js": wrapped.replace("OPTIONS", "")})


def test_the_whole_story(tmp_path: Path) -> None:
    text = (
        f"{POOL}exports.handler = (event, context, callback) => {{\n  x.query('q', (err, r) => {{\n"
        "    callback(null, r);\n  });\n};\n"
    )
    (found,) = verdicts_of(tmp_path, text)
    assert found.rule == WAIT
    assert found.at is not None
    assert found.at.line == 5
    assert [place.line for place, _ in found.related] == [2, 4]
    assert "10 s" in found.related[0][1]


def test_the_answer_after_the_making(tmp_path: Path) -> None:
    text = (
        "const mysql = require('mysql');\nexports.handler = (e, c, cb) => {\n  if (!e.id) return cb(null, 400);\n"
        "  const x = mysql.createConnection({});\n  x.query('q', (err, r) => {\n    cb(null, r);\n  });\n};\n"
    )
    (found,) = (each for each in verdicts_of(tmp_path, text) if each.rule == WAIT)
    assert found.at is not None
    assert found.at.line == 6


def test_every_handle_of_the_table_is_tested() -> None:
    tested = " ".join([head for head, _ in USED.values()] + list(EAGER.values()))
    names = {entry["package"] for entry in load("loop_handles")["handles"]} - {"", "aws-serverless-express"}
    missing = {name for name in names if f"'{name}'" not in tested and f"'node:{name}'" not in tested}
    assert not missing


def test_only_callback_handlers_wait(tmp_path: Path) -> None:
    for code in (
        "exports.handler = async () => x.query('q');",
        "exports.handler = () => x.query('q');",
        "exports.handler = (e, c) => { x.query('q', (err, r) => c.succeed(r)); };",
        "exports.handler = (e, c, cb) => { x.query('q', (err, r) => cb(err)); };",
        "exports.handler = (e, c, cb) => { x.query('q').catch(cb); };",
        "exports.handler = async (e, c, cb) => { try { return await x.query('q'); } catch (err) { cb(err, null); } };",
        "exports.handler = async (e, c, cb) => { x.query('q').then((r) => cb(null, r)); };",
        "exports.handler = async () => new Promise((done) => x.query('q', (err, r) => done(r)));",
    ):
        assert WAIT not in rules_of(tmp_path, POOL + code), code
    assert facts_of(tmp_path, POOL + "exports.handler = async () => x.query('q');").held == ()


CONNECTED = "const mysql = require('mysql2');\nlet db;\n"
# Whether all requests that get the answer have opened the connection.
BRANCHES = {
    "opened on some requests": (False, "if (e.deep) { db = mysql.createConnection({}); } cb(null, 1);"),
    "opened for some values": (
        False,
        "switch (e.kind) { case 1: db = mysql.createConnection({}); break; } cb(null, 1);",
    ),
    "opened on one side": (False, "e.deep ? mysql.createConnection({}) : log(); cb(null, 1);"),
    "opened for a local name": (False, "const { id } = e; id && mysql.createConnection({}); cb(null, 1);"),
    "answered where it is opened": (True, "if (e.deep) { mysql.createConnection({}); cb(null, 1); } else cb(null, 2);"),
    "answered for the same value": (
        True,
        "switch (e.kind) { case 1: mysql.createConnection({}); cb(null, 2); break; default: cb(null, 1); }",
    ),
    "opened once": (True, "if (!db) { db = mysql.createConnection({}); } cb(null, 1);"),
    "opened once by a local name": (
        True,
        "let own = db; if (!own) { own = db = mysql.createConnection({}); } cb(null, 1);",
    ),
    "opened unless something failed": (
        True,
        "load(e, (err, d) => { if (!err) { mysql.createConnection({}); cb(null, 1); } else cb(err); });",
    ),
    "early answer": (True, "if (e.warm) return cb(null, 0); mysql.createConnection({}); cb(null, 1);"),
    "opened in a helper on some requests": (
        False,
        "const open = () => mysql.createConnection({}); if (e.deep) open(); cb(null, 1);",
    ),
}


@pytest.mark.parametrize(("found", "body"), BRANCHES.values(), ids=BRANCHES)
def test_a_connection_counts_where_all_requests_open_it(tmp_path: Path, found: bool, body: str) -> None:
    code = f"{CONNECTED}exports.handler = (e, c, cb) => {{ {body} }};"
    assert (WAIT in rules_of(tmp_path, code)) is found


def test_the_answer_that_waits_is_the_one_behind_the_connection(tmp_path: Path) -> None:
    code = CONNECTED + (
        "exports.handler = (e, c, cb) => {\n  if (!e.deep) {\n    return cb(null, 0);\n  } else {\n"
        "    mysql.createConnection({});\n    cb(null, 1);\n  }\n};\n"
    )
    found = next(each for each in verdicts_of(tmp_path, code) if each.rule == WAIT)
    assert found.at is not None
    assert found.at.line == 8
