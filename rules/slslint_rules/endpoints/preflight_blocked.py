"""preflight-blocked: the browser asks before it sends a request, and the answer keeps it from sending it.

## What it says

Before a request that is signed or carries a token, a browser sends `OPTIONS` to the same path, without credentials.
In a REST API, `cors` on an event makes an answer to that. Reported are a method `ANY` with an authorizer and without
`cors` in a project that browsers call (it has an identity pool, or `[[clients]]` are configured): `ANY` is `OPTIONS`
too, so the authorizer refuses the question. And a guarded method without `cors` on a path where another method has it:
the answer names the methods that have it, or that its `cors.methods` lists, and no other. A browser does not send a
`PUT`, `PATCH` or `DELETE` that is not named.

It does send a `GET`, `HEAD` or `POST` (the Fetch standard lets these three pass), so such a method works by luck: as
long as the other event keeps its `cors`, whose answer it borrows, and its own response brings
`Access-Control-Allow-Origin`, which with `integration: lambda` only `cors` on its own event writes. So these findings
are of medium confidence.

HTTP APIs answer by `provider.httpApi.cors` for all routes at once and are not looked at. A service without `cors`
anywhere and without a caller in a browser is for servers.

## Why it matters

The browser shows `blocked by CORS policy: Response to preflight request doesn't pass access control check`, and the
403 behind it (`Missing Authentication Token` from IAM, `Unauthorized` from an authorizer) is seen in the network panel
alone. Called from anywhere else, the API works.

## Bad

All methods need a signature, the preflight too:

```yaml
functions:
  files:
    handler: src/files.main
    events:
      - http:
          path: /files
          method: any
          authorizer: aws_iam #! preflight-blocked
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
```
```fixed
functions:
  files:
    handler: src/files.main
    events:
      - http:
          cors: true
          path: /files
          method: any
          authorizer: aws_iam
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
```

An authorizer of the service's own, and a client in the configuration:

```yaml
functions:
  files:
    handler: src/files.main
    events:
      - http:
          path: /files/{proxy+}
          method: any
          cors: false
          authorizer: verify #! preflight-blocked
      - http: {path: /files, method: options}
  verify:
    handler: src/verify.main
```
```toml slslint.toml
[[clients]]
files = ["web/config.js"]
```

One method of a path was forgotten:

```yaml
functions:
  notes:
    handler: src/notes.main
    events:
      - http: {path: '/notes/{id}', method: get, cors: true, authorizer: aws_iam}
      - http: {path: '/notes/{id}', method: put, cors: {origin: 'https://example.com', methods: [POST]}, authorizer: aws_iam}
      - http: {path: '/notes/{id}', method: delete, authorizer: aws_iam} #! preflight-blocked
      - http: {path: '/tags', method: post, cors: true, authorizer: aws_iam}
      - http: {path: '/tags/', method: ANY, authorizer: aws_iam} #! preflight-blocked
```

A method that browsers send without being told that they may, by luck:

```yaml
functions:
  notes:
    handler: src/notes.main
    events:
      - http: {path: /notes, method: put, cors: true, authorizer: aws_iam}
      - http: {path: /notes, method: get, authorizer: aws_iam} #! preflight-blocked
      - http: {path: /notes, method: POST, integration: lambda, authorizer: aws_iam} #! preflight-blocked
      - http: {path: /notes, method: head, cors: false, authorizer: verify} #! preflight-blocked
  verify:
    handler: src/verify.main
```

## Good

The framework answers, the service answers itself, or nothing is guarded:

```yaml
functions:
  files:
    handler: src/files.main
    events:
      - http: {path: /files, method: any, cors: true, authorizer: aws_iam}
      - http: {path: /tags, method: any, authorizer: aws_iam}
      - http: {path: /tags, method: options}
      - http: {path: /status, method: any}
      - http: {path: /teams, method: get, authorizer: aws_iam}
      - http: {path: /notes, method: get, cors: true}
      - http: {path: /notes, method: delete}
      - http: {path: /keys, method: put, cors: false, authorizer: aws_iam}
      - http: {path: /keys, method: delete, authorizer: aws_iam}
      - http: {path: /keys, method: options}
      - httpApi: {path: /files, method: any, authorizer: {type: aws_iam}}
      - httpApi: {path: /notes, method: PUT, authorizer: {type: aws_iam}}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
```

Named by the answer of another method:

```yaml
functions:
  notes:
    handler: src/notes.main
    events:
      - http: {path: /notes, method: get, cors: {origin: '*', methods: [GET, DELETE, POST]}, authorizer: aws_iam}
      - http: {path: /notes, method: delete, authorizer: aws_iam}
      - http: {path: /notes, method: post, authorizer: aws_iam}
      - http: {path: /tags, method: get, cors: {origin: '*', methods: [PUT, PATCH, DELETE]}, authorizer: aws_iam}
      - http: {path: /tags, method: any, authorizer: aws_iam}
      - http: {path: /teams, method: any, cors: true, authorizer: aws_iam}
      - http: {path: /teams, method: delete, authorizer: aws_iam}
      - http: {path: /keys, method: get, cors: {origin: '*', methods: ['*']}, authorizer: aws_iam}
      - http: {path: /keys, method: put, authorizer: aws_iam}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
```

A path without `cors` may be for servers alone:

```yaml
functions:
  notes:
    handler: src/notes.main
    events:
      - http: {path: /notes, method: put, authorizer: aws_iam}
      - http: {path: /tags, method: put, cors: true, authorizer: aws_iam}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
```

No browser is known to call the service:

```yaml
functions:
  files:
    handler: src/files.main
    events:
      - http: {path: /files, method: any, authorizer: aws_iam}
```

Not known here:

```yaml
functions:
  files:
    handler: src/files.main
    events:
      - http: {path: /files, method: any, cors: '${ssm:/platform/cors}', authorizer: aws_iam}
      - http: {path: /tags, method: any, authorizer: '${ssm:/platform/authorizer}'}
      - http: {path: /notes, method: get, cors: {origin: '*', methods: '${ssm:/platform/methods}'}}
      - http: {path: /notes, method: delete, authorizer: aws_iam}
      - http: {path: /keys, method: get, cors: {origin: '*', methods: ['${ssm:/platform/method}']}}
      - http: {path: /keys, method: delete, authorizer: aws_iam}
      - http: {path: /teams, method: get, cors: '${ssm:/platform/cors}'}
      - http: {path: /teams, method: delete, authorizer: aws_iam}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
```
```yaml other/serverless.yml
service: other
provider:
  name: aws
functions:
  files:
    handler: src/files.main
    events:
      - http: {path: /files, method: any, authorizer: aws_iam}
      - http: '${ssm:/platform/method} /files'
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
```

```yaml more/serverless.yml
service: more
provider:
  name: aws
functions:
  files:
    handler: src/files.main
    events:
      - http: {path: /files, method: any, authorizer: aws_iam}
      - http: {path: '/${ssm:/platform/path}', method: options}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
```

A plugin may add the answer:

```yaml
plugins:
  - ./plugins/preflight
functions:
  files:
    handler: src/files.main
    events:
      - http: {path: /files, method: any, authorizer: aws_iam}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
- https://www.serverless.com/framework/docs/providers/aws/events/apigateway#enabling-cors
- https://fetch.spec.whatwg.org/#cors-preflight-fetch
"""

from collections.abc import Iterable, Iterator

from slslint.api import (
    HIGH,
    HTTP,
    MEDIUM,
    NONE,
    WARNING,
    Cursor,
    Finding,
    Route,
    Rule,
    Service,
    access_to,
    insertion,
    is_closed,
)

UNASKED = ("GET", "HEAD", "POST")
"""The methods that a browser sends though the answer to its question does not name them (Fetch, "CORS-safelisted")."""
ASKED = ("DELETE", "PATCH", "PUT")
"""Those of a method ANY that it sends only if the answer names them."""
ALL = (None, "ANY", "*")
"""What names every method, or may: the framework writes ANY out (measured, 3.40), `*` is Fetch's own."""


class PreflightBlocked(Rule):
    code = "SLS210"
    name = "preflight-blocked"
    severity = WARNING
    scope = Service
    needs = frozenset({HTTP, "guarded"})
    fixable = True

    def check(self, service: Service) -> Iterator[Finding]:
        routes = [route for route in service.routes if route.kind == HTTP]
        if not is_closed(service, HTTP) or not all(isinstance(route.path, str) for route in routes):
            return
        for route in routes:
            others = [other for other in routes if other.path == route.path]
            answers = [other for other in others if not _is_off(other.event["cors"])]
            if route.authorization in (NONE, None) or any(other.method == "OPTIONS" for other in others):
                continue
            if answers and not _may_name(answers, ASKED if route.method == "ANY" else (route.method,)):
                message = "the answer to the browser's preflight does not name this method: `cors` is missing here"
                yield self._finding(route, message, answers)
            elif route.method == "ANY" and not answers and _is_for_browsers(service):
                message = "`ANY` is `OPTIONS` too: the browser's preflight comes without credentials and is refused"
                yield self._finding(route, message, ())

    def _finding(self, route: Route, message: str, answers: Iterable[Route]) -> Finding:
        return self.at(
            route.authorizer_at,
            f"{route.label}: {message}",
            confidence=MEDIUM if route.method in UNASKED else HIGH,
            related=[(other.event["cors"].key_at, f"{other.label} has it") for other in answers],
            fixes=insertion(route.event.value_at, "cors", "true", "Let the framework answer", safe=False),
        )


def _is_off(cors: Cursor) -> bool:
    return cors.absent or cors.scalar is False


def _may_name(answers: list[Route], methods: Iterable[str | None]) -> bool:
    """Whether the answer that several events make together may name these methods."""
    named: set[str | None] = set()
    for route in answers:
        methods_named = route.event["cors"]["methods"]
        if methods_named.unknown:
            return True
        named |= {route.method, *(item.text for item in methods_named.items())}
    return not named.isdisjoint(ALL) or named.issuperset(methods)


def _is_for_browsers(service: Service) -> bool:
    """Whether a browser is known to call the service: by its identity pool, or by what the configuration says."""
    return bool(access_to(service).pools or service.file.settings.tables("clients"))
