"""event-loop-useless: `callbackWaitsForEmptyEventLoop` is set where nothing reads it.

## What it says

The flag decides about one thing: whether an answer that is given through the callback waits for an empty event loop.
This handler answers by its promise, by a method of the context, or through the callback with errors alone, none of
which ever waits; or it runs on nodejs24.x, which does not know the flag. The same holds for the middleware of middy
that sets it, in a version of middy that answers by promises.

This is advice: the line does no harm, and may be taken for the reason why things work.

## Why it matters

No caller sees anything. Who reads the line believes that the function depends on it, and who looks for the reason of a
timeout crosses the event loop off the list.

## Bad

The promise is the answer:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = async (event, context) => {
  context.callbackWaitsForEmptyEventLoop = false; //! event-loop-useless
  return { statusCode: 200, body: '[]' };
};
```
```fixed src/notes.js
exports.list = async (event, context) => {
  return { statusCode: 200, body: '[]' };
};
```

nodejs24.x does not know it:

```yaml
provider: {name: aws, runtime: nodejs24.x}
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = async (event, context) => {
  context.callbackWaitsForEmptyEventLoop = false; //! event-loop-useless
  return { statusCode: 200, body: '[]' };
};
```

## Good

An answer through the callback waits, in an async function too:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = async (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  callback(null, { statusCode: 200, body: '[]' });
};
```

The callback is handed to code that is not followed, and may be called there:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const { answer } = require('@acme/handlers');
exports.list = async (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  await answer(event, callback);
};
```

The runtime is not known, and some read the flag for streams:

```yaml
provider: {name: aws, runtime: '${ssm:/notes/runtime}'}
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = async (event, context) => {
  context.callbackWaitsForEmptyEventLoop = false;
  return { statusCode: 200, body: '[]' };
};
```

A wrapper of a plugin may call the handler in a way of its own:

```yaml
plugins: [serverless-plugin-datadog]
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = async (event, context) => {
  context.callbackWaitsForEmptyEventLoop = false;
  return { statusCode: 200, body: '[]' };
};
```

## References

- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
- https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
"""

from collections.abc import Iterator

from slslint.api import INFO, UNNECESSARY, Finding, Function, Rule, handler_of, verdicts


class EventLoopUseless(Rule):
    code = "SLS506"
    name = "event-loop-useless"
    severity = INFO
    scope = Function
    tag = UNNECESSARY
    needs = frozenset({"code", "nodejs"})
    fixable = True

    def check(self, function: Function) -> Iterator[Finding]:
        handler = handler_of(function)
        for verdict in () if handler.is_wrapped else handler.verdicts(verdicts.event_loop_useless):
            yield self.at(verdict.at, verdict.message, fixes=verdict.fixes)
