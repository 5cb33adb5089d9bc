"""hardcoded-stage: a literal stage in this API's ARN or URL, in a service that is deployed to several.

## What it says

The service is known to be deployed to more than one stage, and a grant or a URL about its own REST API names one of
them as a literal: it is right in that stage and wrong in all others. Write `${sls:stage}`, or `*` in a grant.

## Why it matters

It works in the stage in which it was tried. In the others a grant is missing (403), or a URL leads to the other stage's
path on this stage's API, which it does not have (403 `Missing Authentication Token`).

## Bad

In a grant:

```yaml
params:
  dev: {level: debug}
  prod: {level: warn}
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/notes #! hardcoded-stage
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

In a URL:

```yaml
stages:
  dev: {params: {level: debug}}
  prod: {params: {level: warn}}
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
resources:
  Outputs:
    Notes:
      Value: !Sub https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/prod/notes #! hardcoded-stage
```

## Good

Only one stage is known:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/notes
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

Every stage by its name:

```yaml
params:
  dev: {level: debug}
  prod: {level: warn}
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource:
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/notes
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/prod/GET/notes
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

A literal that is chosen by the stage:

```yaml
custom:
  api: {dev: dev, prod: prod}
provider:
  name: aws
  environment:
    NOTES: !Sub https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/${self:custom.api.${sls:stage}}/notes
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

A policy file is written for one stage. Another API has stages of its own; a stage may not be known here:

```yaml
params:
  dev: {level: debug}
  prod: {level: warn}
provider:
  name: aws
  environment:
    RATES: https://q1w2e3r4t5.execute-api.us-east-1.amazonaws.com/prod/rates
    NOTES: !Sub https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/${ssm:/stage}/notes
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```
```json policies/dev.json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "execute-api:Invoke",
      "Resource": "arn:aws:execute-api:us-east-1:123456789012:*/dev/GET/notes"
    }
  ]
}
```

## References

- https://www.serverless.com/framework/docs/guides/variables
"""

from collections.abc import Iterator

from slslint.api import WARNING, Finding, Rule, Service, strays


class HardcodedStage(Rule):
    code = "SLS203"
    name = "hardcoded-stage"
    severity = WARNING
    scope = Service
    needs = frozenset({"execute_api"})

    def check(self, service: Service) -> Iterator[Finding]:
        for stray in strays(service):
            if stray.kind == "literal-stage":
                yield self.at(
                    stray.at,
                    f"`{stray.written}` is right in that stage only: write `${{sls:stage}}`",
                )
