"""undeclared-stage: a policy or a URL names a stage that the service does not deploy.

## What it says

A grant or a URL that is about this service's API has a literal stage that is none of the known ones: the default stage,
the keys of `params` and `stages`, and the keys of a map that is indexed by the stage. `--stage` may name any other, so
this is a warning, unless the set is closed: an HTTP API is always deployed to `$default`, and a map by the stage without
a fallback lets no other stage be deployed.

## Why it matters

A REST API answers 403 under a stage that it does not have, and a grant for such a stage matches no request. In the URL
of an HTTP API the stage is simply the beginning of a path that no route has: 404 `{"message":"Not Found"}`.

## Bad

A slip in the stage:

```yaml
params:
  dev: {price: 1}
  prod: {price: 2}
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
resources:
  Outputs:
    NotesUrl:
      Value: !Sub https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/prd/notes #! undeclared-stage
```

A grant, with a closed set of stages:

```yaml
custom:
  level: {dev: debug, prod: warn}
provider:
  name: aws
  environment:
    LEVEL: ${self:custom.level.${sls:stage}}
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/live/GET/notes #! undeclared-stage
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

The stage in the URL of an HTTP API:

```yaml
provider:
  name: aws
  environment:
    NOTES_URL: !Sub https://${HttpApi}.execute-api.${AWS::Region}.amazonaws.com/${sls:stage}/notes #! undeclared-stage
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
```

## Good

The stage by its variable, or a wildcard:

```yaml
params:
  dev: {price: 1}
  prod: {price: 2}
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource:
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/${sls:stage}/GET/notes
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/notes
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

The default stage is not known here:

```yaml
provider:
  name: aws
  stage: ${env:STAGE, 'dev'}
  environment:
    NOTES_URL: !Sub https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/live/notes
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

The API's stage has a name of its own:

```yaml
provider:
  name: aws
  apiGateway: {stage: live}
  environment:
    NOTES_URL: !Sub https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com/live/notes
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-stages.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, HIGH, MEDIUM, Finding, Rule, Service, strays


class UndeclaredStage(Rule):
    code = "SLS202"
    name = "undeclared-stage"
    severity = ERROR
    scope = Service
    needs = frozenset({"execute_api"})

    def check(self, service: Service) -> Iterator[Finding]:
        for stray in strays(service):
            if stray.kind == "stage":
                where = "the HTTP API has the stage" if stray.hint == "$default" else "the service is deployed to"
                yield self.at(
                    stray.at,
                    f"`{stray.written}` is no stage of this API: {where} {stray.hint}",
                    confidence=HIGH if stray.certain and stray.closed else MEDIUM,
                )
