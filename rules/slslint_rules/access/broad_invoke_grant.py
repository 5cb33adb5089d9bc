"""broad-invoke-grant: an Allow covers every API of the account.

## What it says

A statement allows `execute-api:Invoke` on `*`, or on an ARN whose API, stage, method and path are all wildcards. It
works; it also lets the caller call every other API of the account, those that are deployed next year among them.

## Why it matters

Whoever gets hold of the credentials (for a guest role of an identity pool that is anybody) reaches internal APIs that
rely on IAM. Name the API: `!Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*`.

## Bad

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource: arn:aws:execute-api:*:*:* #! broad-invoke-grant
functions:
  list:
    handler: src/notes.list
```

Every API of one region, and a plain star in a role of the template:

```yaml
functions:
  list:
    handler: src/notes.list
resources:
  Resources:
    Users:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: api
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Action: ['execute-api:*']
                  Resource:
                    - arn:aws:execute-api:us-east-1:123456789012:*/*/*/* #! broad-invoke-grant
                    - '*' #! broad-invoke-grant
```

## Good

All routes of one API:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

Any API, but one path; or which API is not known here:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource:
            - arn:aws:execute-api:*:*:*/*/GET/health
            - arn:aws:execute-api:*:*:${ssm:/api-id}/*
functions:
  list:
    handler: src/notes.list
```

A denial, another action, an administrator's statement:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Deny
          Action: execute-api:Invoke
          Resource: '*'
        - Effect: Allow
          Action: execute-api:ManageConnections
          Resource: '*'
        - Effect: Allow
          Action: '*'
          Resource: '*'
functions:
  list:
    handler: src/notes.list
```

## References

- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
"""

from collections.abc import Iterator

from slslint.api import INFO, Finding, Rule, Service, broad_grants, policies_of


class BroadInvokeGrant(Rule):
    code = "SLS305"
    name = "broad-invoke-grant"
    severity = INFO
    scope = Service
    needs = frozenset({"aws", "policies"})

    def check(self, service: Service) -> Iterator[Finding]:
        for document in policies_of(service):
            for place in broad_grants(document):
                yield self.at(place, "this allows calling every API of the account: name the API in the ARN")
