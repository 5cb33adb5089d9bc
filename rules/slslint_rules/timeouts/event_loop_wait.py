"""event-loop-wait: an answer is held back until Node's event loop is empty, and a connection keeps it busy.

## What it says

Lambda sends an answer that a handler gives through its callback only when nothing is left in Node's event loop, unless
`context.callbackWaitsForEmptyEventLoop` is false at that moment. Here a connection, a pool or a timer is left open that
keeps the loop busy, as was measured on the runtime itself, and nothing sets the flag.

It is reported only if proved: the callback answers, the connection is made and used on the way, nobody closes it, and
neither the callback nor the context reaches code that is not followed. nodejs24.x knows no callbacks; promises, errors
and `context.succeed` never wait.

## Why it matters

The function has its answer and waits until it times out, at every request: a REST API answers 502
`{"message": "Internal server error"}`, or 504 `Endpoint request timed out` at 29 seconds, an HTTP API 500 or 503, and
the log says `Task timed out after … seconds` although the work is done. A pool that closes idle connections after ten
seconds makes every answer ten seconds late instead.

## Bad

A pool at the top of the file:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const { Pool } = require('pg');
const pool = new Pool();

exports.list = (event, context, callback) => {
  pool.query('select * from notes', (error, result) => {
    if (error) return callback(error);
    callback(null, { statusCode: 200, body: JSON.stringify(result.rows) }); //! event-loop-wait
  });
};
```
```fixed src/notes.js
const { Pool } = require('pg');
const pool = new Pool();

exports.list = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  pool.query('select * from notes', (error, result) => {
    if (error) return callback(error);
    callback(null, { statusCode: 200, body: JSON.stringify(result.rows) });
  });
};
```

An async function that answers through the callback, with the pool in another file:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const pool = require('./database');

exports.list = async (event, context, callback) => {
  const result = await pool.query('select * from notes');
  callback(null, { statusCode: 200, body: JSON.stringify(result.rows) }); //! event-loop-wait
};
```
```js src/database.js
const { Pool } = require('pg');
module.exports = new Pool({ max: 1 });
```

## Good

The flag is set in time:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const { Pool } = require('pg');
const pool = new Pool();

exports.list = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  pool.query('select 1', (error, result) => callback(error, { statusCode: 200, body: JSON.stringify(result.rows) }));
};
```

An async function that returns its answer:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const { Pool } = require('pg');
const pool = new Pool();

exports.list = async () => {
  const result = await pool.query('select 1');
  return { statusCode: 200, body: JSON.stringify(result.rows) };
};
```

The connection is closed, or never made; only an error goes through the callback:

```yaml
functions:
  one: {handler: src/all.one}
  two: {handler: src/all.two}
  three: {handler: src/all.three}
```
```js src/all.js
const { Client, Pool } = require('pg');
const pool = new Pool();

exports.one = (event, context, callback) => {
  const client = new Client();
  client.connect();
  client.query('select 1', (error, result) => {
    client.end();
    callback(error, { statusCode: 200, body: JSON.stringify(result.rows) });
  });
};
exports.two = (event, context, callback) => callback(null, { statusCode: 200, body: 'pong' });
exports.three = async (event, context, callback) => {
  try {
    const result = await pool.query('select 1');
    return { statusCode: 200, body: JSON.stringify(result.rows) };
  } catch (error) {
    callback(error);
  }
};
```

What the context is handed to may set the flag:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const { prepare } = require('@acme/handlers');
const { Pool } = require('pg');
const pool = new Pool();

exports.list = (event, context, callback) => {
  prepare(context);
  pool.query('select 1', (error, result) => callback(error, { statusCode: 200, body: JSON.stringify(result.rows) }));
};
```

A wrapper that stands between Lambda and the handler answers as it likes:

```yaml
functions:
  list:
    handler: src/notes.list
    layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:wrapper:1']
    environment: {AWS_LAMBDA_EXEC_WRAPPER: /opt/wrapper}
```
```js src/notes.js
const { Pool } = require('pg');
const pool = new Pool();
exports.list = (event, context, callback) => {
  pool.query('select 1', (error, result) => callback(error, { statusCode: 200, body: JSON.stringify(result.rows) }));
};
```

## References

- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html#nodejs-handler-callback
- https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Function, Rule, handler_of, verdicts


class EventLoopWait(Rule):
    code = "SLS504"
    name = "event-loop-wait"
    severity = ERROR
    scope = Function
    needs = frozenset({"code", "nodejs"})
    fixable = True

    def check(self, function: Function) -> Iterator[Finding]:
        handler = handler_of(function)
        for verdict in () if handler.is_wrapped else handler.verdicts(verdicts.event_loop_wait):
            yield self.at(verdict.at, verdict.message, related=verdict.related, fixes=verdict.fixes)
