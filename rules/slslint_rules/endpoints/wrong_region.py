"""wrong-region: this API's ARN or URL names a region that it is not deployed to.

## What it says

`provider.region` is written in the configuration, and a grant or a URL about this service's own API names another
region as a literal. Nothing is said where the region is left to `--region` or is not known here.

## Why it matters

There is no such host, or another API answers there; a grant for another region matches no request, and the caller gets
403. Write `${AWS::Region}`.

## Bad

In a grant:

```yaml
provider:
  name: aws
  region: eu-west-1
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource: !Sub arn:aws:execute-api:us-east-1:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/notes #! wrong-region
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

In a URL:

```yaml
provider:
  name: aws
  region: eu-central-1
  environment:
    NOTES_URL: !Sub https://${HttpApi}.execute-api.us-east-1.amazonaws.com/notes #! wrong-region
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
```

## Good

```yaml
provider:
  name: aws
  region: eu-west-1
  iam:
    role:
      statements:
        - Effect: Allow
          Action: execute-api:Invoke
          Resource:
            - !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/notes
            - !Sub arn:aws:execute-api:eu-west-1:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/notes
            - !Sub arn:aws:execute-api:*:${AWS::AccountId}:${ApiGatewayRestApi}/*/GET/notes
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

The region is left to the command line:

```yaml
provider:
  name: aws
  region: ${opt:region, 'eu-west-1'}
  environment:
    NOTES_URL: !Sub https://${HttpApi}.execute-api.us-east-1.amazonaws.com/notes
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
```

Another API may well be in another region:

```yaml
provider:
  name: aws
  region: eu-west-1
  environment:
    RATES: https://q1w2e3r4t5.execute-api.us-east-1.amazonaws.com/prod/rates
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
```

## References

- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, HIGH, MEDIUM, Finding, Rule, Service, strays


class WrongRegion(Rule):
    code = "SLS204"
    name = "wrong-region"
    severity = ERROR
    scope = Service
    needs = frozenset({"execute_api"})

    def check(self, service: Service) -> Iterator[Finding]:
        for stray in strays(service):
            if stray.kind == "region":
                templated = stray.at.file.path.endswith((".yml", ".yaml"))
                yield self.at(
                    stray.at,
                    f"this API is deployed to {stray.hint}, not to `{stray.written}`"
                    + (": write `${AWS::Region}`" if templated else ""),
                    confidence=HIGH if stray.certain else MEDIUM,
                )
