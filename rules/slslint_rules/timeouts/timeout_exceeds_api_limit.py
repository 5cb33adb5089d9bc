"""timeout-exceeds-api-limit: the function may run longer than its API waits.

## What it says

API Gateway gives up on an integration after 29 seconds (REST and WebSocket) or 30 seconds (HTTP API), whatever the
function's `timeout` is. A longer timeout promises something that no caller ever gets. Exactly 29 and 30 are fine.
Exempt are `async: true`, response streaming, function URLs and every event that is no API, and REST routes whose limit
was raised with `timeoutInMillis`. Where AWS raised the limit for the account, say so in the configuration:
`[limits]`, `rest = 60`.

## Why it matters

At the limit the caller sees 504 `{"message": "Endpoint request timed out"}` (REST) or 503
`{"message":"Service Unavailable"}` (HTTP API), while the function runs on, finishes its work and is paid for. Callers
that retry do the work twice.

## Bad

A REST route:

```yaml
functions:
  report:
    handler: src/report.main
    timeout: 60 #! timeout-exceeds-api-limit
    events:
      - http: GET /report
```

An HTTP API through the provider's default, reported once:

```yaml
provider:
  name: aws
  timeout: 900 #! timeout-exceeds-api-limit
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
  get:
    handler: src/notes.get
    events:
      - httpApi: GET /notes/{id}
```

## Good

Exactly at the limit:

```yaml
functions:
  list:
    handler: src/notes.list
    timeout: 30
    events:
      - httpApi: GET /notes
  get:
    handler: src/notes.get
    timeout: 29
    events:
      - http: GET /notes/{id}
```

Nobody waits for the answer:

```yaml
functions:
  import:
    handler: src/import.main
    timeout: 300
    events:
      - http:
          path: /import
          method: post
          async: true
  nightly:
    handler: src/import.main
    timeout: 900
    url: true
    events:
      - schedule: rate(1 day)
```

The value is not known here:

```yaml
functions:
  list:
    handler: src/notes.list
    timeout: ${ssm:/notes/timeout}
    events:
      - http: GET /notes
```

The limit of this route was raised:

```yaml
frameworkVersion: '4'
functions:
  report:
    handler: src/report.main
    timeout: 60
    events:
      - http:
          path: /report
          method: get
          timeoutInMillis: 60000
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
"""

from collections.abc import Iterator

from slslint.api import HTTP, URL, WARNING, Cursor, Finding, Route, Rule, Service


class TimeoutExceedsApiLimit(Rule):
    code = "SLS502"
    name = "timeout-exceeds-api-limit"
    severity = WARNING
    scope = Service
    needs = frozenset({"routes"})

    def check(self, service: Service) -> Iterator[Finding]:
        places: dict[tuple[int, int], list[Route]] = {}
        for route in service.routes:
            if _exceeds(route):
                place = route.function.timeout.cursor.value_at
                places.setdefault((id(place.file), place.start), []).append(route)
        for routes in places.values():
            yield self._finding(routes)

    def _finding(self, routes: list[Route]) -> Finding:
        timeout, first = routes[0].function.timeout, routes[0]
        names = dict.fromkeys(route.function.name for route in routes)
        who = f"`{first.function.name}`" if len(names) == 1 else f"{len(names)} functions behind APIs"
        limits = " or ".join(dict.fromkeys(f"{route.time_limit:g} s ({route.api_name})" for route in routes))
        return self.at(
            timeout.cursor.value_at,
            f"{who} may run for {timeout.value} s, but the API gives up after {limits}",
            related=[
                (route.at, f"{route.label} waits {route.time_limit:g} s for `{route.function.name}`")
                for route in routes
            ],
        )


def _exceeds(route: Route) -> bool:
    timeout = route.function.timeout
    if route.kind == URL or timeout.is_default or not isinstance(timeout.value, int | float):
        return False
    return timeout.value > route.time_limit and not _answers_otherwise(route) and not _raised(route)


def _answers_otherwise(route: Route) -> bool:
    """Whether nobody waits for the whole answer, or may not: asynchronous, streamed, or not known."""
    event, mode = route.event, route.event.at("response", "transferMode")
    if route.kind != HTTP:
        return event.unknown
    return event.unknown or _may_be(event["async"], True) or mode.unknown or (mode.text or "").upper() == "STREAM"


def _may_be(cursor: Cursor, value: object) -> bool:
    return cursor.unknown or cursor.scalar is value


def _raised(route: Route) -> bool:
    """Whether `timeoutInMillis` gives the route at least the function's time, or an amount that is not known."""
    for owner in (route.event, route.function.service.provider["apiGateway"]):
        limit = owner["timeoutInMillis"]
        if limit.present and route.kind == HTTP:
            timeout = route.function.timeout.value
            return limit.number is None or not isinstance(timeout, int | float) or timeout * 1000 <= limit.number
    return False
