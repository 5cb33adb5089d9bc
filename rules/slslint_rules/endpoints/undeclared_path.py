"""undeclared-path: a policy or a URL names a path that no route of the API declares.

## What it says

A grant, or a URL in the environment, the outputs or `custom`, is about this service's API and names a method and path
(a URL: a path) that no function declares. A URL that is the beginning of a declared path is taken for a base URL. A
grant with a literal API id, or with `*` in its place, is taken to be about this API only if there is evidence for it.
Nothing is said where other stacks, plugins or resources may add routes.

## Why it matters

A grant for a path that does not exist leaves the path that was meant without one: 403. A request to a URL that no route
answers gets 403 `Missing Authentication Token` from a REST API and 404 `{"message":"Not Found"}` from an HTTP API, and
neither is logged.

## Bad

A slip in a URL:

```yaml
provider:
  name: aws
  environment:
    STATUS_URL: !Sub https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/${sls:stage}/statuz #! undeclared-path
functions:
  status:
    handler: src/status.get
    events:
      - http: GET /status
```

A grant for another path, and one for another method:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: {path: /notes, method: GET, authorizer: {type: aws_iam}}
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
                    - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*/GET/note #! undeclared-path
                    - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*/POST/notes #! undeclared-path
```

A policy file whose other grant shows which API it is about:

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
        "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/dev/GET/notes",
        "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/dev/GET/notices" //! undeclared-path
      ]
    }
  ]
}
```

## Good

A base URL, the value of a path variable, a path below a greedy one:

```yaml
provider:
  name: aws
  environment:
    API: !Sub https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/${sls:stage}
    NOTES: !Sub https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/${sls:stage}/v1/notes
    FIRST: !Sub https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/${sls:stage}/v1/notes/1/text
    FILE: !Sub https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/${sls:stage}/files/a/b
functions:
  get:
    handler: src/notes.get
    events:
      - http: GET /v1/notes/{id}/text
      - http: GET /files/{proxy+}
```

Each user their own part, by a policy variable:

```yaml
functions:
  get:
    handler: src/orders.get
    events:
      - http: {path: '/orders/{id}', method: get, authorizer: aws_iam}
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
                  Resource: !Sub 'arn:aws:execute-api:*:*:${ApiGatewayRestApi}/*/*/orders/${!cognito-identity.amazonaws.com:sub}'
```

Part of the path is not known here:

```yaml
provider:
  name: aws
  environment:
    NOTES: !Sub https://${HttpApi}.execute-api.${AWS::Region}.amazonaws.com/${ssm:/version}/notes
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /v1/notes
```

The API is another one, or may be:

```yaml
provider:
  name: aws
  environment:
    RATES: https://q1w2e3r4t5.execute-api.us-east-1.amazonaws.com/prod/rates
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
      "Resource": "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/dev/GET/accounts"
    }
  ]
}
```

Routes that are defined as resources:

```yaml
provider:
  name: aws
  environment:
    HEALTH: !Sub https://${HttpApi}.execute-api.${AWS::Region}.amazonaws.com/health
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
resources:
  Resources:
    Health:
      Type: AWS::ApiGatewayV2::Route
      Properties: {ApiId: !Ref HttpApi, RouteKey: GET /health}
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, HIGH, MEDIUM, Finding, Rule, Service, strays


class UndeclaredPath(Rule):
    code = "SLS201"
    name = "undeclared-path"
    severity = ERROR
    scope = Service
    needs = frozenset({"execute_api"})

    def check(self, service: Service) -> Iterator[Finding]:
        for stray in strays(service):
            if stray.kind == "path":
                hint = f"; did you mean `{stray.hint}`?" if stray.hint else ""
                yield self.at(
                    stray.at,
                    f"no route of {stray.whose} answers `{stray.written}`{hint}",
                    confidence=HIGH if stray.certain else MEDIUM,
                )
