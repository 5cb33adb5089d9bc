"""missing-invoke-grant: a caller of an `aws_iam` route is denied by IAM.

## What it says

A route asks for IAM authorization, and everybody who is known to call it lacks `execute-api:Invoke` on it. Known
callers are the roles of a Cognito identity pool that the stack defines, or that names the API in a grant from another
stack of the project (it is enough that one of them is allowed; guests may be allowed, but nothing is expected of them),
a function whose own environment holds the URL of the route, and whom `[[callers]]` in the configuration or `--policy`
on the command line names: those are judged each for itself. A denial is reported only if it is proved: a policy that cannot be seen here, an unknown ARN or an attachment of
another stack keep the rule silent. The finding tells which statement comes nearest and in which part it differs.

It judges by the policies in this project. If the callers of a route live elsewhere, say so with a suppression.

## Why it matters

The signed request is refused before the function starts, and nothing is logged: a REST API answers 403
`User: arn:aws:sts::…:assumed-role/… is not authorized to perform: execute-api:Invoke on resource: …`, an HTTP API 403
`{"message":"Forbidden"}`.

## Bad

The signed-in role may upload files, and no more:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          authorizer: aws_iam #! missing-invoke-grant
resources:
  Resources:
    Pool:
      Type: AWS::Cognito::IdentityPool
      Properties: {AllowUnauthenticatedIdentities: false}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {}
        Policies:
          - PolicyName: uploads
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - {Effect: Allow, Action: 's3:PutObject', Resource: 'arn:aws:s3:::uploads/*'}
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```
```fixed
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          authorizer: aws_iam
resources:
  Resources:
    Pool:
      Type: AWS::Cognito::IdentityPool
      Properties: {AllowUnauthenticatedIdentities: false}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {}
        Policies:
          - PolicyName: uploads
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - {Effect: Allow, Action: 'execute-api:Invoke', Resource: !Sub 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/notes'}
                - {Effect: Allow, Action: 's3:PutObject', Resource: 'arn:aws:s3:::uploads/*'}
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```

A function calls another one of the service by its URL:

```yaml
functions:
  prices:
    handler: src/prices.get
    events:
      - httpApi:
          path: /prices
          method: GET
          authorizer: {type: aws_iam} #! missing-invoke-grant
  sync:
    handler: src/sync.main
    environment:
      PRICES_URL: !Sub '${HttpApi.ApiEndpoint}/prices'
```

The same, and the role of the functions may do other things; the route takes any method and has a variable:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        # the table
        - Effect: Allow
          Action: dynamodb:Query
          Resource: '*'
functions:
  prices:
    handler: src/prices.get
    events:
      - httpApi: {path: '/prices/{day}', method: '*', authorizer: {type: aws_iam}} #! missing-invoke-grant
  sync:
    handler: src/sync.main
    environment:
      PRICES_URL: !Sub '${HttpApi.ApiEndpoint}/prices/today'
```
```fixed
provider:
  name: aws
  iam:
    role:
      statements:
        - {Effect: Allow, Action: 'execute-api:Invoke', Resource: !Sub 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*/*/prices/*'}
        # the table
        - Effect: Allow
          Action: dynamodb:Query
          Resource: '*'
functions:
  prices:
    handler: src/prices.get
    events:
      - httpApi: {path: '/prices/{day}', method: '*', authorizer: {type: aws_iam}}
  sync:
    handler: src/sync.main
    environment:
      PRICES_URL: !Sub '${HttpApi.ApiEndpoint}/prices/today'
```

The grant names another path:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: /notes, method: get, authorizer: aws_iam} #! missing-invoke-grant
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: api
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Action: execute-api:Invoke
                  Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/note
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```

The grant is for the other API of the service; and a Deny outdoes a grant:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource:
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*/*/rates
        - Effect: Deny
          Action: execute-api:*
          Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*/GET/*
functions:
  prices:
    handler: src/prices.get
    events:
      - http: GET /status
      - httpApi: {path: /prices, method: POST, authorizer: {type: aws_iam}} #! missing-invoke-grant
      - httpApi: {path: /rates, method: GET, authorizer: {type: aws_iam}} #! missing-invoke-grant
  sync:
    handler: src/sync.main
    environment:
      PRICES_URL: !Sub '${HttpApi.ApiEndpoint}/prices'
      RATES_URL: !Sub '${HttpApi.ApiEndpoint}/rates'
```

A caller whose policy the configuration names is judged for itself:

```yaml
functions:
  create:
    handler: src/notes.create
    events:
      - http: {path: /notes, method: post, authorizer: aws_iam}
  list:
    handler: src/notes.list
    events:
      - http: {path: /notes, method: get, authorizer: aws_iam} #! missing-invoke-grant
```
```toml slslint.toml
[[callers]]
policy = "partner.json"
```
```json partner.json
{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:*:*:*/*/POST/notes"}]}
```

The pool of another service names the API, which it imports, and not this route:

```yaml
service: orders
functions:
  list:
    handler: src/orders.list
    events:
      - http: {path: /orders, method: get, authorizer: aws_iam}
  remove:
    handler: src/orders.remove
    events:
      - http: {path: '/orders/{id}', method: delete, authorizer: aws_iam} #! missing-invoke-grant
resources:
  Outputs:
    ApiId: {Value: !Ref ApiGatewayRestApi, Export: {Name: 'orders-${sls:stage}-api'}}
```
```yaml auth/serverless.yml
service: auth
provider: {name: aws}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: api
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Action: execute-api:Invoke
                  Resource:
                    Fn::Sub:
                      - arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/GET/orders
                      - {Api: !ImportValue 'orders-${sls:stage}-api'}
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```

## Good

One role of the pool is allowed:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: /notes, method: get, authorizer: aws_iam}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: api
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Action: execute-api:Invoke
                  Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/notes
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```

A policy of the role cannot be seen here:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: /notes, method: get, authorizer: aws_iam}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
    SignedIn:
      Type: AWS::IAM::Role
      Properties:
        ManagedPolicyArns: [!ImportValue notes-users-policy]
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```

Guests owe nothing, and neither does a pool without attachments that can be seen:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: /notes, method: get, authorizer: aws_iam}
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
    Other: {Type: 'AWS::Cognito::IdentityPool'}
    Guests:
      Type: AWS::IAM::Role
      Properties: {Policies: []}
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {unauthenticated: !GetAtt Guests.Arn}
```

The route is the worker's, whose own role allows it:

```yaml
frameworkVersion: '4'
functions:
  job:
    handler: src/job.run
    events:
      - httpApi: {path: /job, method: POST, authorizer: {type: aws_iam}}
  worker:
    handler: src/worker.main
    environment:
      JOB_URL: !Sub '${HttpApi.ApiEndpoint}/job'
    iam:
      role:
        statements:
          - Effect: Allow
            Action: execute-api:Invoke
            Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/$default/POST/job
resources:
  Resources:
    Pool: {Type: 'AWS::Cognito::IdentityPool'}
    SignedIn:
      Type: AWS::IAM::Role
      Properties: {Policies: []}
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
- https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
"""

import re
from collections.abc import Iterator

from slslint.api import (
    ERROR,
    HTTP,
    HTTP_API,
    URL,
    Entry,
    Finding,
    Fix,
    Pointer,
    Role,
    Route,
    Rule,
    Service,
    access_to,
    addition,
    nearest,
)

APIS = {HTTP: "ApiGatewayRestApi", HTTP_API: "HttpApi"}


class MissingInvokeGrant(Rule):
    code = "SLS301"
    name = "missing-invoke-grant"
    severity = ERROR
    scope = Service
    needs = frozenset({"aws_iam"})
    fixable = True

    def check(self, service: Service) -> Iterator[Finding]:
        access = access_to(service)
        for route in access.routes:
            owing = access.owing(route)
            if owing and access.pools_seen and access.denied_to_all(route):
                yield self._finding(route, owing)
        for _, caller, routes in access.needs:
            entries = [access.entry(route, caller) for route in routes if route in access.routes]
            if len(entries) == len(routes) and all(entry.is_denied for entry in entries):
                yield from (self._finding(entry.route, (entry,)) for entry in entries)
        for caller, routes in access.named:
            entries = [access.entry(route, caller) for route in routes]
            yield from (self._finding(entry.route, (entry,)) for entry in entries if entry.is_denied)

    def _finding(self, route: Route, denied: tuple[Entry, ...]) -> Finding:
        names = ", ".join(dict.fromkeys(f"`{entry.caller.name}`" for entry in denied))
        action = "lambda:InvokeFunctionUrl" if route.kind == URL else "execute-api:Invoke"
        misses = [miss for entry in denied if (miss := nearest(entry.decisions[0]))][:1]
        denies = [match.rule.statement for entry in denied for match in entry.decisions[0].matched]
        forbidden = all(entry.decisions[0].matched for entry in denied)
        why = f"a Deny forbids {action} on it" if forbidden else f"nothing allows {action} on it"
        related: list[tuple[Pointer, str]] = [(miss.at, str(miss)) for miss in misses]
        related += [(deny.at, "this Deny is stronger than any Allow") for deny in denies[:1]]
        for entry in denied:
            related += [(entry.caller.at, f"`{entry.caller.name}` lacks the grant"), *entry.caller.related]
        return self.at(
            route.authorizer_at,
            f"by the policies in this project {names} may not call {route.label}: {why}",
            related=related,
            fixes=_fixes(route, denied),
        )


def _fixes(route: Route, denied: tuple[Entry, ...]) -> tuple[Fix, ...]:
    """The grant, added to the first list of statements of a caller's role; not where a Deny would outdo it."""
    service = route.function.service
    for entry in denied:
        role = entry.caller.role
        if role is None or role.service is not service or any(each.missing != "identity" for each in entry.decisions):
            continue
        for place in _statements(role) if _is_own(route) else ():
            if fixes := addition(place, _statement(route), f"Grant it to {role.name}", safe=False):
                return fixes
    return ()


def _is_own(route: Route) -> bool:
    """Whether the route's API is made by the route's own stack, and its path is a text."""
    apis = [api for api in route.function.service.apis if api.kind == route.kind]
    return route.kind in APIS and isinstance(route.path, str) and not any(api.is_shared for api in apis)


def _statements(role: Role) -> Iterator[Pointer]:
    """The lists of statements in a role's policies, those of YAML files."""
    for policy in role.policies:
        listed = policy.statements if policy.document is None else policy.document["Statement"]
        if listed is not None and listed.is_list and listed.value_at.file.path.endswith((".yml", ".yaml")):
            yield listed.value_at


def _statement(route: Route) -> str:
    """A statement that allows the route, for every stage of its API."""
    method = "*" if route.method == "ANY" else route.method
    path = re.sub(r"\{[^}]*\}", "*", str(route.path)).removeprefix("/")
    arn = f"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{APIS[route.kind]}}}"
    return f"{{Effect: Allow, Action: 'execute-api:Invoke', Resource: !Sub '{arn}/*/{method}/{path}'}}"
