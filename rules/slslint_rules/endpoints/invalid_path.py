"""invalid-path: API Gateway refuses this path or method, or the framework reads another one than is meant.

## What it says

Judged are the `path` and `method` of `http` and `httpApi` events:

- an empty segment (`//`, or a second slash at an end), query text (`?`) and `*` are no part of a path;
- a greedy variable (`{proxy+}`) can only be the last segment;
- a brace in the middle of a REST segment (`{id}.html`) is none, a variable takes a whole segment;
- a segment such as `:id` is fixed text, a variable is written `{id}`;
- the path of an HTTP API starts with a slash;
- any method is `ANY` on a REST API (`*` only on an HTTP API), and the catch-all `*` of an HTTP API takes no method;
- the short form is a method, one space and a path.

A REST path without a slash in front is fine: the framework adds it.

## Why it matters

The framework checks little of this. Most of it fails in CloudFormation, halfway through the deploy, with a text such as
`Resource's path part only allow a-zA-Z0-9._-:`. The rest is deployed as something else: `http: GET  /notes`, with two
spaces, becomes `GET /`, and the caller sees 403 `Missing Authentication Token` (REST) or 404 `Not Found` (HTTP API).

## Bad

Query text, an empty segment, an asterisk, a greedy variable that is not the last:

```yaml
functions:
  search:
    handler: src/notes.search
    events:
      - http: GET /notes?limit=10 #! invalid-path
      - http: GET /v1//notes #! invalid-path
      - http: GET notes/all// #! invalid-path
      - http: GET /notes/* #! invalid-path
      - http: GET /files/{proxy+}/meta #! invalid-path
      - httpApi: GET /files/{proxy+}/meta #! invalid-path
      - httpApi: GET /notes?limit=10 #! invalid-path
```

A brace in the middle, and a variable in the manner of Express:

```yaml
functions:
  page:
    handler: src/notes.page
    events:
      - http: GET /pages/{id}.html #! invalid-path
      - http: GET /pages/v{id} #! invalid-path
      - http: GET /notes/:id #! invalid-path: warning
```

An asterisk for any method:

```yaml
functions:
  any:
    handler: src/notes.any
    events:
      - http:
          path: /all
          method: '*' #! invalid-path
      - http: '* /everything' #! invalid-path
      - httpApi: '* /notes' #! invalid-path
```
```fixed
functions:
  any:
    handler: src/notes.any
    events:
      - http:
          path: /all
          method: 'ANY'
      - http: 'ANY /everything'
      - httpApi: 'ANY /notes'
```

The asterisk comes from elsewhere, and a method beside the catch-all:

```yaml
custom:
  any: '*'
functions:
  any:
    handler: src/notes.any
    events:
      - http:
          path: /all
          method: ${self:custom.any} #! invalid-path
      - httpApi:
          path: '*' #! invalid-path
          method: get
```

Short forms that do not come apart as they look:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET  /notes #! invalid-path
      - http: '*' #! invalid-path
      - httpApi: GET  /notes #! invalid-path
      - httpApi: 'GET /notes ' #! invalid-path
```

No slash in front on an HTTP API, and an empty segment there:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi:
          path: notes #! invalid-path: error
          method: get
      - httpApi:
          path: ${self:custom.notes} #! invalid-path
          method: post
      - httpApi: GET archive #! invalid-path
      - httpApi: GET /v1//notes #! invalid-path: warning
custom:
  notes: notes
```
```fixed
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi:
          path: /notes
          method: get
      - httpApi:
          path: ${self:custom.notes}
          method: post
      - httpApi: GET /archive
      - httpApi: GET /v1//notes
custom:
  notes: notes
```

What is known is wrong, whatever the rest is:

```yaml
functions:
  search:
    handler: src/notes.search
    events:
      - http: GET /${ssm:/prefix}/notes?limit=10 #! invalid-path
```

## Good

The root, a route without a slash in front, one slash at each end, `ANY`, a greedy variable at the end, the characters
that a segment may have:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: ANY /
      - http: get notes
      - http: 'GET /list '
      - http: GET /notes/archive/
      - http: GET /files/{proxy+}
      - http: POST /v1.0/notes:batch-get_all
```

An HTTP API has its own catch-all and its own word for any method:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: '*'
  get:
    handler: src/notes.get
    events:
      - httpApi:
          path: /notes/{id}/
          method: '*'
      - httpApi: GET /notes/{proxy+}
      - httpApi: GET /
  rest:
    handler: src/notes.rest
    events:
      - httpApi:
          path: '*'
          method: '*'
```

Braces in the middle of a segment are judged on REST only, and WebSocket routes are no paths:

```yaml
functions:
  page:
    handler: src/notes.page
    events:
      - httpApi: GET /pages/{id}.html
      - websocket: $connect
```

The path, or what stands at its start, is not known here:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: ${ssm:/path}
          method: ${ssm:/method}
      - httpApi: GET ${ssm:/prefix}/notes
      - httpApi: ${ssm:/route}
      - http: GET /notes/{${ssm:/name}}
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
- https://www.serverless.com/framework/docs/providers/aws/events/http-api
"""

import re
from collections.abc import Iterator

from slslint.api import ERROR, HIGH, HTTP, HTTP_API, MEDIUM, Cursor, Finding, Fix, Route, Rule, rewrite

_WHOLE = re.compile(r"[^{}]*|\{[^{}]+\}")


class InvalidPath(Rule):
    code = "SLS207"
    name = "invalid-path"
    severity = ERROR
    scope = Route
    needs = frozenset({"routes"})
    fixable = True

    def check(self, route: Route) -> Iterator[Finding]:
        if route.kind in (HTTP, HTTP_API):
            finding = self._form(route) or self._path(route)
            if finding:
                yield finding

    def _form(self, route: Route) -> Finding | None:
        """What is wrong with the method, or with the short form of an event."""
        event, short = route.event, route.event.text
        if route.kind == HTTP_API and "*" in (short, event["path"].text):
            if event["method"].text in (None, "*"):
                return None
            return self.at(route.path_at, "the catch-all `*` of an HTTP API takes no method")
        if short is not None and (short.rstrip(" ") if route.kind == HTTP else short).count(" ") != 1:
            return self.at(event.value_at, f"`{short}` {_misread(short)}: write a method, one space and a path")
        if route.method == "*" or (short is not None and short.startswith("* ")):
            written = event["method"] if short is None else event
            fixes = _written(written, "*", "ANY", "Write `ANY`")
            return self.at(written.value_at, "any method is `ANY` here, `*` does not deploy", fixes=fixes)
        return None

    def _path(self, route: Route) -> Finding | None:
        path = route.path_text
        if not path.startswith(("/", "…", "$default")):
            written, gap = (route.event["path"], "") if route.event.is_map else (route.event, " ")
            fixes = _written(written, f"{gap}{path}", f"{gap}/{path}", "Put a slash in front")
            return self.at(route.path_at, f"the path of an HTTP API starts with a slash: `/{path}`", fixes=fixes)
        if "?" in path:
            return self.at(route.path_at, "query text is no part of a path: end it before the `?`")
        if "*" in path:
            return self.at(route.path_at, "a path knows no `*`: the rest of a path is `{proxy+}`")
        for rest, segment in enumerate(reversed(route.segments)):
            if isinstance(segment, str):
                fault, confidence = _fault(segment, rest, route.kind == HTTP)
                if fault:
                    return self.at(route.path_at, fault, confidence=confidence)
        return None


def _misread(short: str) -> str:
    words = short.split(" ")
    return f"is cut into the method `{words[0]}` and the path `{words[1]}`" if len(words) > 1 else "has no path"


def _fault(segment: str, rest: int, rest_api: bool) -> tuple[str, str]:
    """What is wrong with a segment that `rest` others follow, and how certain that is."""
    if not segment and (rest_api or rest):
        return "an empty segment is no part of a path: write one slash", HIGH if rest_api else MEDIUM
    if segment.endswith("+}") and rest:
        return f"`{segment}` takes all the rest of a path: it can only be the last segment", HIGH
    if rest_api and not _WHOLE.fullmatch(segment):
        return f"`{segment}`: a variable takes a whole segment", HIGH
    if segment.startswith(":"):
        return f"`{segment}` is fixed text: the variable is written `{{{segment[1:]}}}`", MEDIUM
    return "", HIGH


def _written(cursor: Cursor, old: str, new: str, description: str) -> tuple[Fix, ...]:
    return rewrite(cursor.value_at, old, new, description, safe=True) if cursor.is_literal else ()
