"""event-loop-flag-unset: a handler with a callback leaves waiting for the event loop on.

## What it says

The handler answers through its callback on nodejs22.x or earlier and does not set
`context.callbackWaitsForEmptyEventLoop` to false. No connection was proved to be left open: this is advice. Where one
is proved, `event-loop-wait` says so instead.

## Why it matters

Nothing fails today. The answer waits until Node's event loop is empty, and the first database client, cache or timer
that somebody adds keeps it busy: every request then runs into the function's timeout with its answer in hand.

## Bad

A callback:

```yaml
functions:
  ping:
    handler: src/ping.handler
```
```js src/ping.js
exports.handler = (event, context, callback) => {
  callback(null, { statusCode: 200, body: 'pong' }); //! event-loop-flag-unset
};
```
```fixed src/ping.js
exports.handler = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  callback(null, { statusCode: 200, body: 'pong' });
};
```

A client whose connections keep nothing busy:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDB();
exports.list = (event, context, callback) => {
  client.scan({ TableName: 'notes' }, (error, found) => {
    if (error) return callback(error);
    callback(null, { statusCode: 200, body: JSON.stringify(found.Items) }); //! event-loop-flag-unset
  });
};
```

## Good

Answered by an async function:

```yaml
functions:
  ping:
    handler: src/ping.handler
```
```js src/ping.js
exports.handler = async () => ({ statusCode: 200, body: 'pong' });
```

The flag is set, or may be:

```yaml
functions:
  ping: {handler: src/ping.handler}
  pong: {handler: src/ping.other}
```
```js src/ping.js
const { prepare } = require('@acme/handlers');
exports.handler = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  callback(null, { statusCode: 200, body: 'pong' });
};
exports.other = (event, context, callback) => {
  prepare(context);
  callback(null, { statusCode: 200, body: 'ping' });
};
```

The runtime is not known:

```yaml
provider: {name: aws, runtime: '${ssm:/notes/runtime}'}
functions:
  ping:
    handler: src/ping.handler
```
```js src/ping.js
exports.handler = (event, context, callback) => {
  callback(null, { statusCode: 200, body: 'pong' });
};
```

A layer's wrapper starts the handler:

```yaml
functions:
  ping:
    handler: src/ping.handler
    environment: {NODE_OPTIONS: --require /opt/wrapper.js}
```
```js src/ping.js
exports.handler = (event, context, callback) => {
  callback(null, { statusCode: 200, body: 'pong' });
};
```

## References

- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html#nodejs-handler-callback
"""

from collections.abc import Iterator

from slslint.api import INFO, Finding, Function, Rule, handler_of, verdicts

REMEDY = "set `context.callbackWaitsForEmptyEventLoop = false` before the answer, or answer by an async function"


class EventLoopFlagUnset(Rule):
    code = "SLS507"
    name = "event-loop-flag-unset"
    severity = INFO
    scope = Function
    needs = frozenset({"code", "nodejs"})
    fixable = True

    def check(self, function: Function) -> Iterator[Finding]:
        handler = handler_of(function)
        for verdict in () if handler.is_wrapped else handler.verdicts(verdicts.event_loop_flag_unset):
            yield self.at(verdict.at, verdict.message, fixes=verdict.fixes, subject=function.name, fold=REMEDY)
