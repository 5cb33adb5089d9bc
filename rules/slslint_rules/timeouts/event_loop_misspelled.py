"""event-loop-misspelled: a property that is meant to be `callbackWaitsForEmptyEventLoop`, and is not.

## What it says

The code sets a property on the context (or an option of a known wrapper) whose name is nearly
`callbackWaitsForEmptyEventLoop`. Lambda looks for that name in exactly these letters, and takes no notice of another.
JavaScript does not mind either.

On nodejs24.x, where the property means nothing in any spelling, it is only advice.

## Why it matters

The wait that the line was written to end goes on. Where a connection is left open the function runs into its timeout
with its answer in hand: 502 `{"message": "Internal server error"}` or 504 from a REST API, 500 or 503 from an HTTP API.

## Bad

The commonest slip:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = (event, context, callback) => {
  context.callbackWaitForEmptyEventLoop = false; //! event-loop-misspelled: error
  callback(null, { statusCode: 200, body: '[]' });
};
```
```fixed src/notes.js
exports.list = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  callback(null, { statusCode: 200, body: '[]' });
};
```

Lower case, and by `Object.assign`:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = (event, context, callback) => {
  Object.assign(context, { callbackwaitsforemptyeventloop: false }); //! event-loop-misspelled
  callback(null, { statusCode: 200, body: '[]' });
};
```

Where no spelling means anything:

```yaml
provider: {name: aws, runtime: nodejs24.x}
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = async (event, context) => {
  context.callbackWaitsForEmptyLoop = false; //! event-loop-misspelled: info
  return { statusCode: 200, body: '[]' };
};
```

## Good

In the right letters:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  callback(null, { statusCode: 200, body: '[]' });
};
```

Not on the context:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const settings = {};
settings.callbackWaitForEmptyEventLoop = false;
exports.list = async () => ({ statusCode: 200, body: '[]' });
```

The runtime is not known:

```yaml
provider: {name: aws, runtime: '${ssm:/notes/runtime}'}
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = (event, context, callback) => {
  context.callbackWaitForEmptyEventLoop = false;
  callback(null, { statusCode: 200, body: '[]' });
};
```

## References

- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, INFO, Finding, Function, Rule, handler_of, verdicts


class EventLoopMisspelled(Rule):
    code = "SLS505"
    name = "event-loop-misspelled"
    severity = ERROR
    scope = Function
    needs = frozenset({"code", "nodejs"})
    fixable = True

    def check(self, function: Function) -> Iterator[Finding]:
        handler = handler_of(function)
        for verdict in handler.verdicts(verdicts.event_loop_misspelled):
            obsolete = max(handler.majors) >= verdicts.NO_CALLBACKS
            yield self.at(
                verdict.at,
                verdict.message,
                severity=INFO if obsolete else ERROR,
                fixes=() if obsolete else verdict.fixes,
            )
