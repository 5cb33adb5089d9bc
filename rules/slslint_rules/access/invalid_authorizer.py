"""invalid-authorizer: the framework reads an authorizer otherwise than it looks.

## What it says

The same word means different things in different events:

- In an `http` event a text is `aws_iam` (in any letter case), an ARN, or the key of a function of this service. A map
  needs `type: aws_iam`, a `type` with an `authorizerId`, an `arn`, or the `name` of a function; an ARN that is made by
  CloudFormation needs a `name` beside it.
- In an `httpApi` event a text is a name from `provider.httpApi.authorizers`. IAM is the map `{type: aws_iam}`, in lower
  case, with nothing else in it. An `id` belongs to an API that another stack owns (`provider.httpApi.id`).
- In a `websocket` event a text is an ARN or the key of a function, never IAM, and only the route `$connect` has an
  authorizer.

In `provider.httpApi.authorizers` an authorizer of type `request` has either a `functionName` or a `functionArn`.

## Why it matters

The framework stops with `Event references not configured authorizer 'aws_iam'`,
`Function "…" doesn't exist in this Service`, `Please provide either an authorizer name or ARN` or one of their kin, and
none of them says what to write. An authorizer on another WebSocket route packages, and the deploy fails with
`Currently, authorization is restricted to the $connect route only`.

## Bad

IAM on an HTTP API, as a REST event takes it, and in capitals:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi:
          method: GET
          path: /notes
          authorizer: aws_iam #! invalid-authorizer
      - httpApi:
          method: GET
          path: /tags
          authorizer:
            type: AWS_IAM #! invalid-authorizer
      - httpApi:
          method: GET
          path: /keys
          authorizer: ${self:custom.authorizer} #! invalid-authorizer
custom:
  authorizer: aws_iam
```
```fixed
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi:
          method: GET
          path: /notes
          authorizer: {"type": "aws_iam"}
      - httpApi:
          method: GET
          path: /tags
          authorizer:
            type: aws_iam
      - httpApi:
          method: GET
          path: /keys
          authorizer: ${self:custom.authorizer}
custom:
  authorizer: aws_iam
```

Names and ids that an HTTP API does not have:

```yaml
provider:
  name: aws
  httpApi:
    authorizers:
      users:
        identitySource: $request.header.Authorization
        issuerUrl: https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc
        audience: [web]
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi:
          method: GET
          path: /notes
          authorizer:
            name: user #! invalid-authorizer
      - httpApi:
          method: GET
          path: /tags
          authorizer:
            id: !Ref Authorizer #! invalid-authorizer
      - httpApi:
          method: GET
          path: /keys
          authorizer: #! invalid-authorizer
            type: jwt
            scopes: [keys]
      - httpApi:
          method: GET
          path: /teams
          authorizer:
            type: aws_iam
            scopes: [teams] #! invalid-authorizer
resources:
  Resources:
    Authorizer: {Type: 'AWS::ApiGatewayV2::Authorizer'}
```

Functions that are not there, on REST and WebSocket APIs:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          method: get
          path: /notes
          authorizer: iam #! invalid-authorizer
      - http:
          method: get
          path: /tags
          authorizer:
            name: verifi #! invalid-authorizer
            resultTtlInSeconds: 0
  open:
    handler: src/socket.open
    events:
      - websocket:
          route: $connect
          authorizer: aws_iam #! invalid-authorizer
      - websocket:
          route: $connect
          authorizer:
            name: iam #! invalid-authorizer
  verify:
    handler: src/verify.main
```

Maps without what is needed, on a REST API:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          method: get
          path: /notes
          authorizer: #! invalid-authorizer
            type: COGNITO_USER_POOLS
            arn: !GetAtt Users.Arn
      - http:
          method: get
          path: /tags
          authorizer: #! invalid-authorizer
            type: CUSTOM
      - http:
          method: get
          path: /teams
          authorizer: #! invalid-authorizer
            authorizerId: !Ref Authorizer
      - http:
          method: get
          path: /keys
          authorizer: !Ref Authorizer #! invalid-authorizer
resources:
  Resources:
    Users: {Type: 'AWS::Cognito::UserPool'}
    Authorizer: {Type: 'AWS::ApiGateway::Authorizer'}
```

Authorizers of WebSocket routes:

```yaml
functions:
  open:
    handler: src/socket.open
    events:
      - websocket:
          route: $connect
          authorizer: #! invalid-authorizer
            arn: !GetAtt VerifyLambdaFunction.Arn
  send:
    handler: src/socket.send
    events:
      - websocket:
          route: send
          authorizer: verify #! invalid-authorizer
      - websocket:
          route: $disconnect
          authorizer: #! invalid-authorizer
            name: verify
  verify:
    handler: src/verify.main
```

Declared, and not to be used:

```yaml
provider:
  name: aws
  httpApi:
    authorizers:
      neither: #! invalid-authorizer
        type: request
      both:
        type: request
        functionName: verify
        functionArn: arn:aws:lambda:eu-west-1:123456789012:function:verify #! invalid-authorizer
      none:
        type: request
        functionName: verifi #! invalid-authorizer
      cached:
        type: request
        functionName: verify
        resultTtlInSeconds: 60 #! invalid-authorizer
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
  verify:
    handler: src/verify.main
```

The authorizers of an API that another stack owns:

```yaml
provider:
  name: aws
  httpApi:
    id: !ImportValue shared-api
    authorizers: #! invalid-authorizer
      users:
        type: request
        functionName: verify
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
  verify:
    handler: src/verify.main
```

## Good

Every form in its own event:

```yaml
provider:
  name: aws
  httpApi:
    authorizers:
      users:
        identitySource: $request.header.Authorization
        issuerUrl: https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc
        audience: [web]
      devices:
        type: request
        functionName: verify
        identitySource: $request.header.Authorization
        resultTtlInSeconds: 60
      partners:
        type: request
        functionArn: !ImportValue partners-authorizer
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: {method: GET, path: /a, authorizer: users}
      - httpApi: {method: GET, path: /b, authorizer: {name: devices, scopes: [list]}}
      - httpApi: {method: GET, path: /c, authorizer: {type: aws_iam}}
      - httpApi: {method: GET, path: /d, authorizer: ''}
      - http: {method: get, path: /a, authorizer: AWS_IAM}
      - http: {method: get, path: /b, authorizer: {type: aws_iam}}
      - http: {method: get, path: /c, authorizer: verify}
      - http: {method: get, path: /d, authorizer: {name: verify}}
      - http: {method: get, path: /e, authorizer: arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_abc}
      - http: {method: get, path: /f, authorizer: {type: COGNITO_USER_POOLS, authorizerId: !Ref Authorizer}}
      - http: {method: get, path: /g, authorizer: {name: users, type: COGNITO_USER_POOLS, arn: !GetAtt Users.Arn}}
      - http: {method: get, path: /h, authorizer: {arn: arn:aws:lambda:eu-west-1:123456789012:function:verify}}
      - http: {method: get, path: /i, authorizer: ''}
  open:
    handler: src/socket.open
    events:
      - websocket: {route: $connect, authorizer: verify}
  report:
    handler: src/report.main
    url: {authorizer: aws_iam}
  verify:
    handler: src/verify.main
resources:
  Resources:
    Users: {Type: 'AWS::Cognito::UserPool'}
    Authorizer: {Type: 'AWS::ApiGateway::Authorizer'}
```
```yaml sockets/serverless.yml
service: sockets
provider:
  name: aws
functions:
  open:
    handler: src/socket.open
    events:
      - websocket: {route: $connect, authorizer: arn:aws:lambda:eu-west-1:123456789012:function:verify}
      - websocket: {route: $disconnect}
      - websocket: $default
```
```yaml more/serverless.yml
service: more
provider:
  name: aws
functions:
  open:
    handler: src/socket.open
    events:
      - websocket: {route: $connect, authorizer: {name: verify, arn: !ImportValue verify}}
```
```yaml partners/serverless.yml
service: partners
provider:
  name: aws
functions:
  open:
    handler: src/socket.open
    events:
      - websocket: {route: $connect, authorizer: {name: verify, identitySource: ['route.request.querystring.token']}}
  verify:
    handler: src/verify.main
```
```yaml team/serverless.yml
service: team
provider:
  name: aws
functions:
  open:
    handler: src/socket.open
    events:
      - websocket: {route: $connect, authorizer: {arn: arn:aws:lambda:eu-west-1:123456789012:function:verify}}
```

Not known here:

```yaml
provider:
  name: aws
  httpApi:
    authorizers: ${ssm:/platform/authorizers}
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: {method: GET, path: /a, authorizer: users}
      - httpApi: {method: GET, path: /b, authorizer: '${ssm:/platform/authorizer}'}
      - httpApi: {method: GET, path: /c, authorizer: {name: '${ssm:/platform/authorizer}'}}
      - httpApi: {method: GET, path: /d, authorizer: {type: '${ssm:/platform/type}'}}
      - http: {method: get, path: /a, authorizer: '${ssm:/platform/authorizer}'}
      - http: {method: get, path: /b, authorizer: {type: '${ssm:/platform/type}'}}
      - http: {method: get, path: /c, authorizer: {name: '${ssm:/platform/authorizer}'}}
      - http: {method: get, path: /d, authorizer: {name: '${ssm:/platform/name}', arn: !GetAtt Users.Arn}}
      - websocket: {route: '${ssm:/platform/route}', authorizer: arn:aws:lambda:eu-west-1:123456789012:function:verify}
resources:
  Resources:
    Users: {Type: 'AWS::Cognito::UserPool'}
```
```yaml other/serverless.yml
service: other
provider:
  name: aws
  httpApi:
    authorizers:
      users:
        type: request
        functionName: ${ssm:/platform/authorizer}
      devices: {type: request, functionArn: !ImportValue a, resultTtlInSeconds: '${ssm:/ttl}'}
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: {method: GET, path: /a, authorizer: '${ssm:/platform/authorizer}'}
```

Not known in one of the stages:

```yaml
params:
  dev: {table: notes-dev}
  prod: {table: notes}
provider:
  name: aws
  httpApi:
    authorizers:
      users:
        type: request
        functionName: verify
functions: ${file(functions.${sls:stage}.yml), ssm:/platform/functions}
```
```yaml functions.dev.yml
list:
  handler: src/notes.list
  events:
    - httpApi: {method: GET, path: /a, authorizer: users}
verify:
  handler: src/verify.main
```

The API is another stack's, and so is its authorizer:

```yaml
provider:
  name: aws
  httpApi:
    id: !ImportValue shared-api
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: {method: GET, path: /a, authorizer: {type: jwt, id: !ImportValue shared-authorizer}}
```

A plugin may make the function, or the authorizer:

```yaml
plugins:
  - ./plugins/platform
functions:
  list:
    handler: src/notes.list
    events:
      - http: {method: get, path: /a, authorizer: verify}
      - httpApi: {method: GET, path: /a, authorizer: users}
```

## References

- https://www.serverless.com/framework/docs/providers/aws/events/apigateway#http-endpoints-with-custom-authorizers
- https://www.serverless.com/framework/docs/providers/aws/events/http-api#jwt-authorizers
- https://www.serverless.com/framework/docs/providers/aws/events/websocket#using-authorizers
- https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html
"""

from collections.abc import Iterator
from typing import NamedTuple

from slslint.api import (
    AWS_IAM,
    ERROR,
    HTTP,
    HTTP_API,
    WEBSOCKET,
    Cursor,
    Edit,
    Finding,
    Fix,
    Pointer,
    Route,
    Rule,
    Service,
    did_you_mean,
    rewrite,
)


class Fault(NamedTuple):
    at: Pointer
    message: str
    fixes: tuple[Fix, ...] = ()


class InvalidAuthorizer(Rule):
    code = "SLS307"
    name = "invalid-authorizer"
    severity = ERROR
    scope = Service
    needs = frozenset({"guarded"})
    fixable = True

    def check(self, service: Service) -> Iterator[Finding]:
        forms = {HTTP: _rest, HTTP_API: _http, WEBSOCKET: _websocket}
        for route in service.routes:
            authorizer = route.event["authorizer"]
            if route.kind in forms and _given(authorizer) and not authorizer.unknown:
                for fault in forms[route.kind](service, route):
                    yield self.at(fault.at, f"{route.label}: {fault.message}", fixes=fault.fixes)
        for fault in _declared(service):
            yield self.at(fault.at, fault.message)


def _given(cursor: Cursor) -> bool:
    """Whether JavaScript finds something here: an empty text is nothing to it."""
    return cursor.present and cursor.text != ""


def _rest(service: Service, route: Route) -> Iterator[Fault]:
    authorizer = route.event["authorizer"]
    kind, arn, name = authorizer["type"], authorizer["arn"], authorizer["name"]
    if not authorizer.is_map:
        if (authorizer.text or "").upper() != AWS_IAM:
            yield from _function(service, authorizer, "; for IAM write `aws_iam`")
    elif kind.unknown or (kind.text or "").upper() == AWS_IAM or (_given(kind) and _given(authorizer["authorizerId"])):
        return
    elif _given(arn):
        yield from _nameless(authorizer)
    elif _given(name):
        yield from _function(service, name)
    else:
        message = "the map has no `arn`, no `name` of a function, and no `authorizerId` with a `type`"
        yield Fault(authorizer.key_at, message)


def _http(service: Service, route: Route) -> Iterator[Fault]:
    authorizer, settings = route.event["authorizer"], service.provider["httpApi"]
    kind, name, external = authorizer["type"], authorizer["name"], authorizer["id"]
    if not authorizer.is_map:
        yield from _undeclared(service, authorizer)
    elif kind.text == AWS_IAM.lower():
        extra = [part for part in (name, external, authorizer["scopes"]) if _given(part)]
        if extra:
            yield Fault(extra[0].key_at, "beside `type: aws_iam` nothing else may stand")
    elif _given(external):
        if settings["id"].absent:
            message = "an `id` belongs to an API of another stack, and this one is the service's own; give the `name`"
            yield Fault(external.key_at, message)
    elif _given(name):
        yield from _undeclared(service, name)
    elif (kind.text or "").upper() == AWS_IAM:
        fixes = rewrite(kind.value_at, kind.text or "", AWS_IAM.lower(), "Write it in lower case", safe=False)
        yield Fault(kind.value_at, "on an HTTP API the type is exactly `aws_iam`", fixes)
    elif not kind.unknown:
        yield Fault(authorizer.key_at, "the map has neither `name` nor `id`, and its type is not `aws_iam`")


def _undeclared(service: Service, cursor: Cursor) -> Iterator[Fault]:
    """The fault of a name that must stand in `provider.httpApi.authorizers`, if it does not."""
    declared, name = service.provider.at("httpApi", "authorizers"), cursor.text
    if name is None or declared[name].exists or service.plugins.may("rewritesConfiguration"):
        return
    place, fixes = cursor.value_at, tuple[Fix, ...]()
    hint = did_you_mean(name, [known for known, _ in declared.entries()])
    if name.upper() == AWS_IAM:
        hint = "; IAM is `{type: aws_iam}` here"
        if cursor.is_literal:
            edit = Edit(place.file, place.start, place.end, '{"type": "aws_iam"}')
            fixes = (Fix("Write the form that HTTP APIs take", (edit,), safe=False),)
    yield Fault(place, f"`{name}` is no authorizer of `provider.httpApi.authorizers`{hint}", fixes)


def _websocket(service: Service, route: Route) -> Iterator[Fault]:
    authorizer = route.event["authorizer"]
    if route.path not in (None, "$connect"):
        yield Fault(authorizer.key_at, "only the route `$connect` of a WebSocket API can have an authorizer")
    elif not authorizer.is_map:
        yield from _function(service, authorizer, "; the framework has no IAM for WebSocket APIs")
    elif _given(authorizer["arn"]):
        yield from _nameless(authorizer)
    else:
        yield from _function(service, authorizer["name"])


def _nameless(authorizer: Cursor) -> Iterator[Fault]:
    """The fault of an `arn` for which the framework can make no name."""
    if authorizer["arn"].is_map and not _given(authorizer["name"]):
        yield Fault(authorizer.key_at, "an `arn` that CloudFormation fills in needs a `name` beside it")


def _function(service: Service, cursor: Cursor, about_iam: str = "") -> Iterator[Fault]:
    """The fault of a name (not of an ARN) that must be a function's, if it is none; `about_iam` is a hint."""
    name, names = cursor.text, [function.name for function in service.functions]
    hidden = service.functions_unknown or any(map(service.plugins.may, ("makesFunctions", "rewritesConfiguration")))
    if name is None or name in names or hidden or ":" in name:
        return
    hint = about_iam if "iam" in name.lower() else did_you_mean(name, names)
    yield Fault(cursor.value_at, f"`{name}` is no function of this service{hint}")


def _declared(service: Service) -> Iterator[Fault]:
    """The faults of `provider.httpApi.authorizers` itself."""
    settings = service.provider["httpApi"]
    if settings["authorizers"].written and settings["id"].written:
        yield Fault(
            settings["authorizers"].key_at, "the API is another stack's (`httpApi.id`), and so are its authorizers"
        )
        return
    for name, authorizer in settings["authorizers"].entries():
        if authorizer["type"].text != "request" or authorizer.unknown:
            continue
        arn, function = authorizer["functionArn"], authorizer["functionName"]
        ttl = authorizer["resultTtlInSeconds"]
        if not _given(arn) and not _given(function):
            yield Fault(authorizer.key_at, f"the authorizer `{name}` needs a `functionName` or a `functionArn`")
        elif _given(arn) and _given(function):
            yield Fault(arn.key_at, f"the authorizer `{name}` has a `functionName` already")
        else:
            yield from _function(service, function)
        if ttl.number and not _given(authorizer["identitySource"]):
            yield Fault(ttl.key_at, f"the authorizer `{name}` keeps answers, so it needs an `identitySource`")
