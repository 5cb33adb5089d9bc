"""callback-removed: a handler with a callback parameter on nodejs24.x, which starts no such handler.

## What it says

The handler takes three parameters and runs on nodejs24.x or later. That runtime refuses it when the function starts,
whether the callback is used or not, and whether the function is async or not. Parameters count as JavaScript counts
them (`handler.length`): up to the first that has a default.

## Why it matters

Every request fails before the handler is called: 502 `{"message": "Internal server error"}` from a REST API, 500 from
an HTTP API. The log says `Runtime.CallbackHandlerDeprecated`. It shows on the day on which `runtime` is raised.

## Bad

Answered through the callback:

```yaml
functions:
  list:
    handler: src/notes.list
    runtime: nodejs24.x
```
```js src/notes.js
exports.list = (event, context, callback) => { //! callback-removed
  callback(null, { statusCode: 200, body: '[]' });
};
```

An async function that does not use it:

```yaml
provider: {name: aws, runtime: nodejs24.x}
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = async (event, context, callback) => ({ statusCode: 200, body: '[]' }); //! callback-removed
```

## Good

Two parameters, or a third that does not count:

```yaml
provider: {name: aws, runtime: nodejs24.x}
functions:
  list: {handler: src/notes.list}
  get: {handler: src/notes.get}
```
```js src/notes.js
exports.list = async (event, context) => ({ statusCode: 200, body: '[]' });
exports.get = async (event, context, callback = null) => ({ statusCode: 200, body: '{}' });
```

The runtimes before it:

```yaml
provider: {name: aws, runtime: nodejs22.x}
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = (event, context, callback) => callback(null, { statusCode: 200, body: '[]' });
```

The runtime is not known:

```yaml
provider: {name: aws, runtime: '${ssm:/notes/runtime}'}
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = (event, context, callback) => callback(null, { statusCode: 200, body: '[]' });
```

A layer's wrapper is what the runtime starts:

```yaml
provider: {name: aws, runtime: nodejs24.x}
functions:
  list:
    handler: src/notes.list
    layers: ['arn:aws:lambda:eu-west-1:184161586896:layer:opentelemetry-nodejs:1']
    environment: {AWS_LAMBDA_EXEC_WRAPPER: /opt/otel-handler}
```
```js src/notes.js
exports.list = (event, context, callback) => callback(null, { statusCode: 200, body: '[]' });
```

## References

- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html#nodejs-handler-callback
- https://aws.amazon.com/blogs/compute/node-js-24-runtime-now-available-in-aws-lambda/
"""

from collections.abc import Iterator

from slslint.api import DEPRECATED, ERROR, Finding, Function, Rule, handler_of, verdicts


class CallbackRemoved(Rule):
    code = "SLS403"
    name = "callback-removed"
    severity = ERROR
    scope = Function
    tag = DEPRECATED
    needs = frozenset({"code", "nodejs"})

    def check(self, function: Function) -> Iterator[Finding]:
        handler = handler_of(function)
        for verdict in () if handler.is_wrapped else handler.verdicts(verdicts.callback_removed):
            related = [(handler.at, f"`{function.name}` runs on {function.runtimes[0]}")]
            yield self.at(verdict.at, verdict.message, related=related)
