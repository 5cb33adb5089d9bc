"""unguarded-json-parse: a body that is not JSON makes the handler throw.

## What it says

A function behind an API parses the request's body (`JSON.parse(event.body)`, `json.loads(event["body"])`), and nothing
catches the error that a body that is not JSON raises. The parse is followed through helpers and variables. Nothing is
said where something else reads the body: a middleware, a wrapper that is not known, a schema of the route
(`request.schemas`) by which API Gateway itself refuses such a body; nor for `GET` on a REST API.

This is advice: callers that are all known to send JSON cannot run into it.

## Why it matters

A caller's mistake looks like a fault of the server. Instead of 400 the caller gets 502
`{"message": "Internal server error"}` (REST API, load balancer, function URL) or 500
`{"message":"Internal Server Error"}` (HTTP API), alarms on errors go off, and anybody can set them off.

## Bad

Node.js:

```yaml
functions:
  create:
    handler: src/notes.create
    events:
      - http: POST /notes
```
```js src/notes.js
exports.create = async (event) => {
  const note = JSON.parse(event.body); //! unguarded-json-parse
  return { statusCode: 201, body: JSON.stringify({ id: note.id }) };
};
```

In a helper; where there is no body, an HTTP API hands over none at all, and that does not parse either:

```yaml
functions:
  search:
    handler: src/notes.search
    events:
      - httpApi: GET /notes
```
```js src/notes.js
const { bodyOf } = require('./body');
exports.search = async (event) => ({ statusCode: 200, body: bodyOf(event).text });
```
```js src/body.js
exports.bodyOf = (event) => JSON.parse(event.body); //! unguarded-json-parse
```

Python, behind a load balancer and by the function's URL:

```yaml
provider: {name: aws, runtime: python3.13}
functions:
  create:
    handler: notes.create
    events:
      - alb: {listenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/x/1/2', priority: 1, conditions: {path: /notes}}
  update:
    handler: notes.update
    url: true
```
```python notes.py
import json

def create(event, context):
    note = json.loads(event["body"]) #! unguarded-json-parse
    return {"statusCode": 201, "body": note["id"]}

def update(event, context):
    return {"statusCode": 200, "body": json.loads(event["body"])["id"]} #! unguarded-json-parse
```

## Good

Caught, here or by who calls:

```yaml
functions:
  create:
    handler: src/notes.create
    events:
      - http: POST /notes
```
```js src/notes.js
exports.create = async (event) => {
  try {
    return { statusCode: 201, body: JSON.stringify({ id: JSON.parse(event.body).id }) };
  } catch (error) {
    return { statusCode: 400, body: '{"error":"the body is not JSON"}' };
  }
};
```

API Gateway refuses it by a schema; an event without a body is `null`, which parses:

```yaml
functions:
  create:
    handler: src/notes.create
    events:
      - http:
          path: /notes
          method: post
          request: {schemas: {application/json: '${file(schema.json)}'}}
      - http: GET /notes
```
```json schema.json
{"type": "object"}
```
```js src/notes.js
exports.create = async (event) => {
  const note = JSON.parse(event.body);
  return { statusCode: 201, body: JSON.stringify(note) };
};
```

A middleware parses the body first:

```yaml
functions:
  create:
    handler: src/notes.create
    events:
      - httpApi: POST /notes
```
```js src/notes.js
const middy = require('@middy/core');
const bodyParser = require('@middy/http-json-body-parser');
const create = async (event) => ({ statusCode: 201, body: JSON.stringify(JSON.parse(event.body)) });
exports.create = middy(create).use(bodyParser());
```

No API: whatever starts it, or a template makes the event; a plugin puts middlewares around all handlers:

```yaml
plugins: [serverless-middleware]
functions:
  nightly:
    handler: src/jobs.run
    events:
      - schedule: rate(1 day)
      - http: {path: /jobs, method: post, integration: lambda}
      - http: {path: /later, method: post, async: true}
  create:
    handler: src/jobs.run
    events:
      - httpApi: POST /notes
```
```js src/jobs.js
exports.run = async (event) => JSON.parse(event.body);
```

Not known to be a method with a body, or a proxy:

```yaml
functions:
  create:
    handler: src/notes.create
    events:
      - http: {path: /notes, method: '${ssm:/notes/method}'}
      - http: {path: /others, method: post, integration: '${ssm:/notes/integration}'}
```
```js src/notes.js
exports.create = async (event) => ({ statusCode: 201, body: JSON.parse(event.body).id });
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
- https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
"""

from collections.abc import Iterator

from slslint.api import HTTP, INFO, Finding, Function, Pointer, Route, Rule, handler_of

MESSAGE = "a body that is not JSON makes this throw: the caller gets 502 or 500 for what is a 400"


class UnguardedJsonParse(Rule):
    code = "SLS404"
    name = "unguarded-json-parse"
    severity = INFO
    scope = Function
    needs = frozenset({"code", "functions"})

    def check(self, function: Function) -> Iterator[Finding]:
        bringing = _brings_bodies(function)
        handler = handler_of(function)
        if bringing is None or handler.is_wrapped:
            return
        for place in handler.facts.parses:
            related = [(bringing, f"this reaches `{function.name}` with any body")]
            yield self.at(place, MESSAGE, related=related, fold="answer 400 where the body does not parse")


def _brings_bodies(function: Function) -> Pointer | None:
    """The first event that hands requests with a body of any kind to the function."""
    for route in function.routes:
        if route.payload is not None and not _is_checked(route):
            return route.at
    return next((event.cursor.key_at for event in function.events if event.kind == "alb"), None)


def _is_checked(route: Route) -> bool:
    """Whether a REST API lets JSON alone pass, or no body that matters, or may."""
    return route.kind == HTTP and (route.method in (None, "GET", "HEAD") or route.settings["request"].present)
