"""name-collision: two functions or two routes come to one logical id, and one of them is lost.

## What it says

The framework names every resource of the template after the function's key or the route's path, and in doing so drops
case, underscores and other characters:

- functions whose keys differ in the first letter's case (`report`, `Report`);
- paths of a REST API whose segments differ in case or in characters that are no letters or digits (`/Reports/daily`
  and `/reports`, `/user_profile` and `/userProfile`), whatever the methods are;
- routes of an HTTP API that differ so, or in a slash at the end (`GET /notes`, `GET /notes/`);
- one route key of a WebSocket API for two functions.

Equal method and path twice is `duplicate-route`.

## Why it matters

The framework says nothing and deploys one resource where two are meant. Of two functions one does not exist. Of two
REST paths one is deployed under the other's spelling, and its callers get 403 `Missing Authentication Token`, or its
function looks for a path parameter of another name; of two HTTP API routes one is missing, 404
`{"message":"Not Found"}`.

## Bad

Functions:

```yaml
functions:
  report:
    handler: src/report.main
  Report: #! name-collision
    handler: src/report.other
  send-mail:
    handler: src/mail.send
  sendDashmail: #! name-collision
    handler: src/mail.other
```

Paths of a REST API, once for each spelling; a parent counts too:

```yaml
functions:
  profile:
    handler: src/profile.get
    events:
      - http: GET /user_profile
      - http: GET /Reports/daily
      - http: GET /v_2/notes
      - http: GET /v1/2
  report:
    handler: src/report.list
    events:
      - http:
          path: /userProfile #! name-collision
          method: get
      - http: POST /userProfile/
      - http: POST /reports #! name-collision
      - http: GET /reports/weekly
      - http: GET /v12 #! name-collision
      - http: GET /v2/notes #! name-collision
      - http: PUT /v2/notes
```

A variable in two spellings:

```yaml
functions:
  get:
    handler: src/users.get
    events:
      - http: GET /users/{user_id}
      - http: GET /users/{userId}/posts #! name-collision
```

A WebSocket route of two functions:

```yaml
functions:
  connect:
    handler: src/chat.connect
    events:
      - websocket: $connect
      - websocket: $disconnect
  leave:
    handler: src/chat.leave
    events:
      - websocket: #! name-collision
          route: $disconnect
```

Routes of an HTTP API:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
  slash:
    handler: src/notes.slash
    events:
      - httpApi: GET /notes/ #! name-collision
```

What is known collides, whatever the rest is:

```yaml
functions:
  daily:
    handler: src/report.daily
    events:
      - http: GET /Reports/${ssm:/daily}
      - http: GET /reports/weekly #! name-collision
```

## Good

One spelling, at several places and under several methods:

```yaml
functions:
  report:
    handler: src/report.main
    events:
      - http: GET /user-reports
      - http: POST /user-reports/
      - http: GET /user-reports/{id}
      - http: GET /userreports2
      - http: GET /
      - httpApi: GET /user-reports
      - httpApi: POST /user-reports/
      - httpApi: '*'
      - httpApi: ANY /
      - websocket: $connect
      - websocket: $connect
    url: true
  reports:
    handler: src/report.all
    url: true
```

The same route twice and an empty segment are other rules' affair:

```yaml
functions:
  report:
    handler: src/report.main
    events:
      - http: GET /reports
      - http: get reports
      - http: GET /reports//all
      - httpApi: GET /reports
      - httpApi: get /reports
```

The parts that would have to be equal are not known:

```yaml
functions:
  report:
    handler: src/report.main
    events:
      - http: GET /Reports${ssm:/suffix}
      - http: GET /reports
      - http:
          path: ${ssm:/path}
          method: get
      - httpApi:
          path: /Reports
          method: ${ssm:/method}
      - httpApi:
          path: /reports
          method: ${ssm:/method}
      - httpApi: GET /${ssm:/one}
      - httpApi: GET /${ssm:/one}/
      - websocket: ${ssm:/one}
  other:
    handler: src/report.other
    events:
      - websocket: ${ssm:/other}
```

## References

- https://www.serverless.com/framework/docs/providers/aws/guide/resources#aws-cloudformation-resource-reference
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, HTTP, HTTP_API, WEBSOCKET, Finding, Pointer, Route, Rule, Service, naming


class NameCollision(Rule):
    code = "SLS108"
    name = "name-collision"
    severity = ERROR
    scope = Service
    needs = frozenset({"functions"})

    def check(self, service: Service) -> Iterator[Finding]:
        first: dict[str, tuple[str, Pointer]] = {}
        seen: set[tuple[str, str]] = set()
        told: set[Pointer] = set()
        for logical, name, place in (*_functions(service), *_routes(service)):
            earlier, at = first.setdefault(logical, (name, place))
            if earlier == name or (logical, name) in seen:
                continue
            seen.add((logical, name))
            if place not in told:  # what stands below a path that collides collides too
                told.add(place)
                yield self.at(
                    place,
                    f"{name} and {earlier} come to one logical id, `{logical}`: only one of them is deployed",
                    related=[(at, f"{earlier} is declared here")],
                )


def _functions(service: Service) -> Iterator[tuple[str, str, Pointer]]:
    for function in service.functions:
        yield naming.function_id(function.name), f"the function `{function.name}`", function.at


def _routes(service: Service) -> Iterator[tuple[str, str, Pointer]]:
    known = set[str]()
    for route in service.routes:
        if route.kind == HTTP:
            for path in _paths(route):
                if path in known:
                    continue
                known.add(path)
                yield naming.rest_resource_id(path), f"the path `/{path}`", route.path_at
        elif route.kind == HTTP_API and route.method and isinstance(route.path, str):
            yield naming.http_route_id(f"{route.method} {route.path}"), f"the route `{route.label}`", route.path_at
        elif route.kind == WEBSOCKET and isinstance(route.path, str):
            name = f"the route `{route.path}` of `{route.function.name}`"
            yield naming.websocket_route_id(route.path), name, route.at


def _paths(route: Route) -> Iterator[str]:
    """The path and its parents, as far as they are known: each is a resource of its own."""
    known: list[str] = []
    for segment in route.segments:
        if not isinstance(segment, str) or not segment:
            break  # an empty one is invalid-path's affair
        known.append(segment)
        yield "/".join(known)
