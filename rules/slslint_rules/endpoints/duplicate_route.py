"""duplicate-route: one method and path is declared twice.

## What it says

Two events declare the same method and path, after the framework has normalised them: for REST one slash is taken off
each end of the path and the method's letter case does not matter; for an HTTP API the path counts exactly.

## Why it matters

On REST the framework says nothing and merges the two into one method. The last function gets every request, and the
last event decides on the authorization: an `aws_iam` route is open to the world when its second declaration names no
authorizer. On an HTTP API the deploy stops with `Duplicate route`.

## Bad

The second one wins, and its missing authorizer too:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          authorizer: aws_iam
  search:
    handler: src/notes.search
    events:
      - http: GET notes/ #! duplicate-route
```

An HTTP API does not deploy:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
      - httpApi: get /notes #! duplicate-route
```

The unknown part is the same in both:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /${ssm:/prefix}/notes
  search:
    handler: src/notes.search
    events:
      - http: GET /${ssm:/prefix}/notes #! duplicate-route
```

## Good

Another method, another path, another API:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
      - http: POST /notes
      - http: GET /notes/{id}
      - httpApi: GET /notes
```

`ANY` beside a method is a fallback, not a duplicate:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: ANY /notes
  get:
    handler: src/notes.get
    events:
      - http: GET /notes
```

Whether the paths are equal is not known:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /${ssm:/one}
      - http: GET /${ssm:/other}
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
- https://www.serverless.com/framework/docs/providers/aws/events/apigateway
"""

from collections.abc import Iterator

from slslint.api import ERROR, HTTP, HTTP_API, Api, Finding, Route, Rule


class DuplicateRoute(Rule):
    code = "SLS205"
    name = "duplicate-route"
    severity = ERROR
    scope = Api
    needs = frozenset({"routes"})

    def check(self, api: Api) -> Iterator[Finding]:
        if api.kind not in (HTTP, HTTP_API):
            return
        first: dict[tuple[object, object], Route] = {}
        for route in api.routes:
            if route.method is None or route.path is None:
                continue
            earlier = first.setdefault((route.method, route.path), route)
            if earlier is not route and earlier.event.value is not route.event.value:
                yield self.at(
                    route.path_at,
                    f"{route.label} is declared twice: {_outcome(earlier, route)}",
                    related=[(earlier.path_at, f"first declared here, for `{earlier.function.name}`")],
                )


def _outcome(earlier: Route, route: Route) -> str:
    if route.kind == HTTP_API:
        return "the framework refuses to deploy this HTTP API"
    same = earlier.function.name == route.function.name
    winner = "" if same else f"`{route.function.name}` gets every request and `{earlier.function.name}` none"
    lost = ""
    if earlier.authorization not in (route.authorization, "NONE", None) and route.authorization is not None:
        now = "open to everyone" if route.authorization == "NONE" else f"under {route.authorization}"
        lost = f"the authorization of the first ({earlier.authorization}) is lost, the route is {now}"
    return ", and ".join(part for part in (winner, lost) if part) or "the later declaration replaces the first"
