"""partial-invoke-grant: a caller may send some requests of a route and not others.

## What it says

The best grant that a known caller has on an `aws_iam` route covers part of it: some values of its path variable are
allowed and others are denied, which is proved with an example of each. It may be meant so. Nothing is said where the
grant holds a policy variable (each user gets their own part), and nothing of `ANY` and greedy routes.

## Why it matters

The caller sees 403 for some items and 200 for others, which looks like a fault of the data.

## Bad

Last year's reports are denied:

```yaml
functions:
  report:
    handler: src/report.get
    events:
      - http: {path: '/reports/{month}', method: get, authorizer: aws_iam} #! partial-invoke-grant
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
                  Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/reports/2026-*
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```

One value is denied:

```yaml
functions:
  item:
    handler: src/items.get
    events:
      - httpApi: {path: '/items/{id}', method: GET, authorizer: {type: aws_iam}} #! partial-invoke-grant
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
                  Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*
                - Effect: Deny
                  Action: execute-api:Invoke
                  Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*/*/items/secret
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```

## Good

Every value is allowed; of two roles one is allowed all:

```yaml
functions:
  item:
    handler: src/items.get
    events:
      - http: {path: '/items/{id}', method: get, authorizer: aws_iam}
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
                  Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/items/*
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```

Each user their own part:

```yaml
functions:
  item:
    handler: src/items.get
    events:
      - http: {path: '/users/{id}', method: get, authorizer: aws_iam}
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
                    Fn::Join: ['', [!Sub 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/users/', '$', '{cognito-identity.amazonaws.com:sub}']]
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```

A greedy route with a grant for one folder:

```yaml
functions:
  docs:
    handler: src/docs.get
    events:
      - http: {path: '/docs/{proxy+}', method: get, authorizer: aws_iam}
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
                  Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/docs/public/*
    Attachment:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties:
        IdentityPoolId: !Ref Pool
        Roles: {authenticated: !GetAtt SignedIn.Arn}
```

## References

- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from collections.abc import Iterator

from slslint.api import INFO, Entry, Finding, Route, Rule, Service, access_to


class PartialInvokeGrant(Rule):
    code = "SLS302"
    name = "partial-invoke-grant"
    severity = INFO
    scope = Service
    needs = frozenset({"aws_iam"})

    def check(self, service: Service) -> Iterator[Finding]:
        access = access_to(service)
        for route in access.routes:
            if route.method == "ANY" or "+}" in route.path_text or route.path == "$default":
                continue
            entries = access.of_pools(route)
            partial = [entry for entry in entries if entry.is_partial]
            decided = all(entry.is_denied or entry.is_partial for entry in entries)
            if partial and decided and access.pools_seen and not any(entry.is_personal for entry in partial):
                yield self._finding(route, partial[0])

    def _finding(self, route: Route, entry: Entry) -> Finding:
        examples = ", ".join(f"{path} is {verdict}" for path, verdict in entry.witnesses)
        return self.at(
            route.authorizer_at,
            f"`{entry.caller.name}` may send some requests of {route.label} and not others ({examples})",
            related=[(statement.at, "applies to some of them") for statement in entry.undecided],
        )
