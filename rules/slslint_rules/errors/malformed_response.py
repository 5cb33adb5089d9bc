"""malformed-response: an answer that API Gateway cannot read.

## What it says

A REST API (or an HTTP API with `payload: '1.0'`) hands the function's answer on only in one form: an object, its `body`
a string, the values of its `headers` no lists. The handler answers something else. Only what the code spells out is
judged.

An HTTP API with payload format 2.0, the default, takes any value for a body of its own and is left alone, and so is a
REST route with `integration: lambda`, whose template makes the response.

## Why it matters

The function succeeds, and its log shows nothing wrong. The caller gets 502 `{"message": "Internal server error"}`, and
only the API's own log says why: `Malformed Lambda proxy response`.

## Bad

An object for a body:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```
```js src/notes.js
exports.list = async () => {
  return {
    statusCode: 200,
    body: { notes: [] }, //! malformed-response
  };
};
```

Anything but an object for an answer, through the callback too; a list in the headers:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
  get:
    handler: src/notes.get
    events:
      - http: {path: '/notes/{id}', method: get, integration: LAMBDA_PROXY}
  login:
    handler: src/notes.login
    events:
      - http: POST /login
```
```js src/notes.js
exports.list = async () => ['first', 'second']; //! malformed-response
exports.get = (event, context, callback) => {
  callback(null, 'a note'); //! malformed-response
};
exports.login = async () => ({
  statusCode: 200,
  headers: {
    'Set-Cookie': ['a=1', 'b=2'], //! malformed-response
  },
  body: '',
});
```

An HTTP API that is told to use the first format:

```yaml
provider:
  name: aws
  runtime: nodejs22.x
  httpApi: {payload: '1.0'}
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: 7 }); //! malformed-response
```

## Good

A string:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```
```js src/notes.js
exports.list = async () => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
  body: JSON.stringify({ notes: [] }),
});
```

Payload format 2.0, and one that is not known:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
  get:
    handler: src/notes.list
    httpApi: {payload: '${ssm:/notes/payload}'}
    events:
      - httpApi: GET /notes/{id}
```
```js src/notes.js
exports.list = async () => ({ notes: [] });
```

A template makes the response, or nobody reads it:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: /notes, method: get, integration: lambda}
      - http: {path: /later, method: post, async: true}
      - schedule: rate(1 day)
```
```js src/notes.js
exports.list = async () => ['first', 'second'];
```

What the body is, is not known; what a warm-up call is answered, no API sees:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```
```js src/notes.js
const { render } = require('@acme/render');
exports.list = async (event) => {
  if (event.source === 'serverless-plugin-warmup') return 'warm';
  return { statusCode: 200, body: render(event.path) };
};
```

A wrapper of a plugin may shape the answer:

```yaml
plugins: [serverless-middleware]
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: { notes: [] } });
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Function, Rule, handler_of, verdicts


class MalformedResponse(Rule):
    code = "SLS406"
    name = "malformed-response"
    severity = ERROR
    scope = Function
    needs = frozenset({"code", "nodejs"})

    def check(self, function: Function) -> Iterator[Finding]:
        reading = [route.at for route in function.routes if route.payload == "1.0"]
        handler = handler_of(function)
        if not reading or handler.is_wrapped:
            return
        for verdict in handler.verdicts(verdicts.malformed_response):
            related = [(reading[0], f"this hands on what `{function.name}` answers")]
            yield self.at(verdict.at, verdict.message, related=related)
