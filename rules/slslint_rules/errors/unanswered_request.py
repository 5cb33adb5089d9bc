"""unanswered-request: the handler's answer never arrives.

## What it says

A function that somebody waits for gives its answer in a way that the Node.js runtime does not hear:

- a function that is not async returns a value, and neither a promise nor the callback (nodejs22.x and earlier);
- an async function calls the callback when its promise has long been settled, because nothing waits for what calls it;
- a function inside middy 2 or later calls a callback that middy does not hand to it.

Nothing is said where the callback reaches code that is not followed, or a wrapper is not known.

## Why it matters

Lambda answers `null`. A REST API makes 502 `{"message": "Internal server error"}` of it, and its log says `Malformed
Lambda proxy response`; an HTTP API answers 200 with the body `null`; where a connection keeps the event loop busy the
function hangs until its timeout. What runs after the answer is frozen, and goes on in the middle of a later request.

## Bad

A value from a function that is not async:

```yaml
functions:
  hello:
    handler: src/hello.handler
    events:
      - httpApi: GET /hello
```
```js src/hello.js
exports.handler = function (event) {
  return { statusCode: 200, body: `hello ${event.rawPath}` }; //! unanswered-request
};
```
```fixed src/hello.js
exports.handler = async function (event) {
  return { statusCode: 200, body: `hello ${event.rawPath}` };
};
```

A callback that comes too late:

```yaml
functions:
  create:
    handler: src/notes.create
    events:
      - http: POST /notes
```
```js src/notes.js
exports.create = async (event, context, callback) => {
  setTimeout(() => {
    callback(null, { statusCode: 202, body: '{}' }); //! unanswered-request
  }, 50);
};
```

A callback that is not there, since middy 2:

```yaml
functions:
  hello:
    handler: src/hello.handler
    url: true
```
```js src/hello.js
const middy = require('@middy/core');
const hello = (event, context, callback) => {
  callback(null, { statusCode: 200, body: '{}' }); //! unanswered-request
};
exports.handler = middy(hello);
```
```json package.json
{"dependencies": {"@middy/core": "^5.2.0"}}
```

Amazon Cognito waits for the event that a trigger gives back:

```yaml
functions:
  confirm:
    handler: src/users.confirm
    events:
      - cognitoUserPool: {pool: users, trigger: PreSignUp}
```
```js src/users.js
exports.confirm = (event) => {
  event.response.autoConfirmUser = true;
  return event; //! unanswered-request
};
```
```fixed src/users.js
exports.confirm = async (event) => {
  event.response.autoConfirmUser = true;
  return event;
};
```

## Good

An async function, a promise, the callback:

```yaml
functions:
  one: {handler: src/all.one, events: [{httpApi: GET /one}]}
  two: {handler: src/all.two, events: [{httpApi: GET /two}]}
  three: {handler: src/all.three, events: [{httpApi: GET /three}]}
```
```js src/all.js
const answer = { statusCode: 200, body: '{}' };
exports.one = async () => answer;
exports.two = () => Promise.resolve(answer);
exports.three = (event, context, callback) => { callback(null, answer); };
```

nodejs24.x takes the value:

```yaml
provider: {name: aws, runtime: nodejs24.x}
functions:
  hello: {handler: src/hello.handler, events: [{httpApi: GET /hello}]}
```
```js src/hello.js
exports.handler = (event) => ({ statusCode: 200, body: event.rawPath });
```

The runtime is not known:

```yaml
provider: {name: aws, runtime: '${ssm:/notes/runtime}'}
functions:
  hello: {handler: src/hello.handler, events: [{httpApi: GET /hello}]}
```
```js src/hello.js
exports.handler = (event) => ({ statusCode: 200, body: event.rawPath });
```

Nobody waits for the answer:

```yaml
functions:
  nightly:
    handler: src/jobs.run
    events:
      - schedule: rate(1 day)
      - http: {path: /jobs, method: post, async: true}
      - websocket: job
```
```js src/jobs.js
exports.run = () => { return 'done'; };
```

A wrapper of a plugin may wait for the value:

```yaml
plugins: [serverless-plugin-datadog]
functions:
  hello: {handler: src/hello.handler, events: [{httpApi: GET /hello}]}
```
```js src/hello.js
exports.handler = (event) => ({ statusCode: 200, body: event.rawPath });
```

## References

- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
- https://middy.js.org/docs/upgrade/1-2
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Function, Pointer, Rule, handler_of, verdicts

_READERS = ("alb", "cognitoUserPool")


class UnansweredRequest(Rule):
    code = "SLS405"
    name = "unanswered-request"
    severity = ERROR
    scope = Function
    needs = frozenset({"code", "nodejs"})
    fixable = True

    def check(self, function: Function) -> Iterator[Finding]:
        waiting = _waits(function)
        handler = handler_of(function)
        if waiting is None or handler.is_wrapped:
            return
        for verdict in handler.verdicts(verdicts.unanswered_request):
            related = [*verdict.related, (waiting, f"this waits for the answer of `{function.name}`")]
            yield self.at(verdict.at, verdict.message, related=related, fixes=verdict.fixes)


def _waits(function: Function) -> Pointer | None:
    """The first event whose sender reads the answer."""
    for route in function.routes:
        if route.awaits_answer:
            return route.at
    return next((event.cursor.key_at for event in function.events if event.kind in _READERS), None)
