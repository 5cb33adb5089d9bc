"""caller-unknown: `aws_iam` routes, and no caller in the project that could be judged.

## What it says

The service has routes under IAM authorization, and the project shows no caller: no identity pool, no function whose
environment holds the URL of such a route. So nothing can be said about their permissions. Once a service.

A policy that grants calls to a role made elsewhere is no caller: what else that role may do, or may not, is not known.

Name a caller to have it judged: `slslint check --policy FILE` takes the IAM policy of one.

## Why it matters

A missing `execute-api:Invoke` is then found only by calling: 403, and no trace in any log.

## Bad

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          authorizer: aws_iam #! caller-unknown
  get:
    handler: src/notes.get
    events:
      - http: {path: '/notes/{id}', method: get, authorizer: aws_iam}
```

A function URL counts as a route:

```yaml
functions:
  list:
    handler: src/notes.list
    url:
      authorizer: aws_iam #! caller-unknown
```

## Good

An identity pool:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: /notes, method: get, authorizer: aws_iam}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
```

Another function calls it:

```yaml
functions:
  prices:
    handler: src/prices.get
    events:
      - httpApi: {path: /prices, method: GET, authorizer: {type: aws_iam}}
  sync:
    handler: src/sync.main
    environment:
      PRICES_URL: !Sub '${HttpApi.ApiEndpoint}/prices'
```

Whether IAM guards the route is not known, or it does not:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: /notes, method: get, authorizer: '${ssm:/authorizer}'}
      - http: GET /public
```
"""

from collections.abc import Iterator

from slslint.api import INFO, Finding, Rule, Service, access_to


class CallerUnknown(Rule):
    code = "SLS310"
    name = "caller-unknown"
    severity = INFO
    scope = Service
    needs = frozenset({"aws_iam"})

    def check(self, service: Service) -> Iterator[Finding]:
        access = access_to(service)
        if access.has_caller or not access.routes:
            return
        count = len(access.routes)
        what = "this route asks" if count == 1 else f"{count} routes ask"
        yield self.at(
            access.routes[0].authorizer_at,
            f"{what} for IAM authorization and no caller is known that could be judged: name one in `[[callers]]`",
            related=[(route.authorizer_at, route.label) for route in access.routes[1:]],
        )
