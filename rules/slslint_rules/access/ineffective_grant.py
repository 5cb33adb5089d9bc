"""ineffective-grant: an Allow on execute-api matches no request.

## What it says

A statement means to let somebody call an API, and no request to any API can match it: a path variable is copied as
`{id}`, the method is `ANY` or in lower case, the stage or the method is left out, the action is one of the management
plane or of Lambda, a field of the ARN is empty or a placeholder that nobody replaced, or the grant names a stage of an
HTTP API other than `$default`.

IAM compares what the request holds, character by character: `GET/notes/42`, never `GET/notes/{id}`. (A `*` in front may
stretch over slashes, so that `*/get/notes` would match `prod/POST/users/get/notes`. That is never what was meant, and
it is reported, unless a declared path has the word as one of its parts.)

## Why it matters

The grant looks right in review and is dead. The caller gets 403 `… is not authorized to perform: execute-api:Invoke …`
from a REST API and 403 `{"message":"Forbidden"}` from an HTTP API.

## Bad

The path of the route is copied, and its method:

```yaml
functions:
  get:
    handler: src/notes.get
    events:
      - http: {path: '/notes/{id}', method: any, authorizer: aws_iam}
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
                  Action: execute-api:Invoke
                  Resource:
                    - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/notes/{id} #! ineffective-grant
                    - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/ANY/notes/* #! ineffective-grant
                    - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/get/notes/* #! ineffective-grant
```
```fixed
functions:
  get:
    handler: src/notes.get
    events:
      - http: {path: '/notes/{id}', method: any, authorizer: aws_iam}
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
                  Action: execute-api:Invoke
                  Resource:
                    - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/notes/*
                    - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/*/notes/*
                    - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/notes/*
```

A wildcard in the place of the stage does not make the method right:

```yaml
functions:
  get:
    handler: src/notes.get
    events:
      - http: {path: '/notes/{proxy+}', method: any, authorizer: aws_iam}
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
                  Action: execute-api:Invoke
                  Resource:
                    - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/ANY/notes/* #! ineffective-grant
                    - arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/*/get/rates #! ineffective-grant
```
```fixed
functions:
  get:
    handler: src/notes.get
    events:
      - http: {path: '/notes/{proxy+}', method: any, authorizer: aws_iam}
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
                  Action: execute-api:Invoke
                  Resource:
                    - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/*/notes/*
                    - arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/*/GET/rates
```

The stage is left out, then the method:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource:
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/GET/notes #! ineffective-grant
            - arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/GET/* #! ineffective-grant
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/$default/notes #! ineffective-grant
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: {path: /notes, method: GET, authorizer: {type: aws_iam}}
```

The wrong action, and the stage of an HTTP API:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: apigateway:Invoke #! ineffective-grant
          Resource: arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/rates
        - Effect: Allow
          Action:
            - lambda:InvokeFunction #! ineffective-grant
          Resource: arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/rates
        - Effect: Allow
          Action: execute-api:Invoke
          Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/${sls:stage}/GET/notes #! ineffective-grant
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: {path: /notes, method: GET, authorizer: {type: aws_iam}}
```
```fixed
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource: arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/rates
        - Effect: Allow
          Action:
            - execute-api:Invoke
          Resource: arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/rates
        - Effect: Allow
          Action: execute-api:Invoke
          Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/$default/GET/notes
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: {path: /notes, method: GET, authorizer: {type: aws_iam}}
```

A policy file in which nobody filled in the blanks:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: /notes, method: get, authorizer: aws_iam}
```
```json policies/users.json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "execute-api:Invoke",
      "Resource": [
        "arn:aws:execute-api:us-east-1:*:YOUR_API_GATEWAY_ID/*", //! ineffective-grant
        "arn:aws:execute-api:us-east-1::a1b2c3d4e5/prod/GET/notes" //! ineffective-grant
      ]
    }
  ]
}
```

## Good

Wildcards in the place of what a request chooses:

```yaml
functions:
  get:
    handler: src/notes.get
    events:
      - http: {path: '/notes/{id}', method: get, authorizer: aws_iam}
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
                  Action: execute-api:Invoke
                  Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/notes/*
                - Effect: Deny
                  Action: execute-api:Invoke
                  Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/ANY/x
```

A path that holds the word, and the method and path that a `*` stretches to:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource:
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/get/notes
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/notes
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:*/GET/notes
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: /notes, method: get, authorizer: aws_iam}
      - http: {path: /users/get/notes, method: post, authorizer: aws_iam}
```

The route key of a WebSocket API, of which nothing else is known:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource: arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/notes
functions:
  list:
    handler: src/notes.list
```

The stage of the HTTP API is a wildcard, or not known here:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource:
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*/GET/notes
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/${ssm:/stage}/GET/notes
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/$default/GET/notes
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: {path: /notes, method: GET, authorizer: {type: aws_iam}}
```

Another API of the account, and an action of another service on its own resource:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: [execute-api:Invoke, lambda:InvokeFunction]
          Resource:
            - arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/rates
            - arn:aws:lambda:us-east-1:123456789012:function:rates
functions:
  list:
    handler: src/notes.list
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, Edit, Finding, Fix, Rule, Service, dead_grants, policies_of


class IneffectiveGrant(Rule):
    code = "SLS303"
    name = "ineffective-grant"
    severity = ERROR
    scope = Service
    needs = frozenset({"aws", "execute_api"})
    fixable = True

    def check(self, service: Service) -> Iterator[Finding]:
        for document in policies_of(service):
            for dead in dead_grants(service, document):
                at, text = dead.at, dead.at.file.text[dead.at.start : dead.at.end]
                fixes: tuple[Fix, ...] = ()
                if dead.instead and dead.instead != text:
                    edit = Edit(at.file, at.start, at.end, dead.instead)
                    fixes = (Fix("Write what a request has", (edit,), safe=False),)
                yield self.at(at, f"this grant matches no request: {dead.message}", fixes=fixes)
