"""conflicting-path-variable: two path variables of different names stand at the same place of a REST API.

## What it says

Under one parent a REST API takes one path variable: `/users/{id}` and `/users/{userId}/posts` cannot both be there,
and neither can `/users/{id}` and `/users/{proxy+}`. It does not matter that the functions or the methods differ.
A static sibling (`/users/me`) and the same name at another place (`/teams/{id}`) are fine. Names that the framework
takes for one (`{userId}` and `{user_id}`) are `name-collision`.

## Why it matters

The framework packages such a service without a word, and CloudFormation rolls the deploy back with
`A sibling ({id}) of this resource already has a variable path part -- only one is allowed`. The two routes often stand
in different files, and the message names only one of them. Nothing is said of HTTP APIs here.

## Bad

One of them is a detail of the other:

```yaml
functions:
  get:
    handler: src/users.get
    events:
      - http: GET /users/{id}
  posts:
    handler: src/posts.list
    events:
      - http: GET /users/{userId}/posts #! conflicting-path-variable
      - http: POST /users/{userId}/posts #! conflicting-path-variable
```

A greedy variable beside a plain one:

```yaml
functions:
  get:
    handler: src/users.get
    events:
      - http: GET /users/{id}
  rest:
    handler: src/users.rest
    events:
      - http:
          method: any
          path: users/{proxy+} #! conflicting-path-variable
```

The unknown part in front is the same in both:

```yaml
functions:
  get:
    handler: src/users.get
    events:
      - http: GET /${ssm:/prefix}/{id}
      - http: DELETE /${ssm:/prefix}/{userId} #! conflicting-path-variable
```

## Good

One name under one parent, at whatever depth, and static siblings:

```yaml
functions:
  get:
    handler: src/users.get
    events:
      - http: GET /users/{id}
      - http: DELETE /users/{id}
      - http: GET /users/me
      - http: GET /users/{id}/posts/{postId}
      - http: GET /teams/{team}/users/{userId}
```

What stands in front is not known, so the parents may differ:

```yaml
functions:
  get:
    handler: src/users.get
    events:
      - http: GET /${ssm:/one}/{id}
      - http: GET /${ssm:/other}/{userId}
```

What the variable is called is not known, and neither is whether it is one:

```yaml
functions:
  get:
    handler: src/users.get
    events:
      - http: GET /users/{id}
      - http: GET /users/${ssm:/segment}
      - http: GET /users/{${ssm:/name}}
```

The framework makes one resource of both spellings, so this deploys, and `name-collision` says as what:

```yaml
functions:
  get:
    handler: src/users.get
    events:
      - http: GET /users/{user_id}
      - http: GET /users/{userId}/posts
```

An HTTP API is another API:

```yaml
functions:
  get:
    handler: src/users.get
    events:
      - http: GET /users/{id}
      - httpApi: GET /users/{userId}
      - httpApi: GET /users/{name}/posts
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
- https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html
- https://www.serverless.com/framework/docs/providers/aws/events/apigateway
"""

from collections.abc import Iterator

from slslint.api import ERROR, HTTP, Api, Finding, Route, Rule, naming


class ConflictingPathVariable(Rule):
    code = "SLS206"
    name = "conflicting-path-variable"
    severity = ERROR
    scope = Api
    needs = frozenset({HTTP})

    def check(self, api: Api) -> Iterator[Finding]:
        if api.kind != HTTP:
            return
        first: dict[object, tuple[str, Route]] = {}
        for route in api.routes:
            for depth, segment in enumerate(route.segments):
                if isinstance(segment, str) and segment.startswith("{"):
                    known, earlier = first.setdefault(route.segments[:depth], (segment, route))
                    if naming.path_part(known) != naming.path_part(segment):
                        yield self.at(
                            route.path_at,
                            f"`{segment}` in {route.label} stands where {earlier.label} has `{known}`:"
                            " a REST API takes one variable there",
                            related=[(earlier.path_at, f"`{known}` was first")],
                        )
                        break
