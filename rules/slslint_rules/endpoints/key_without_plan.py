"""key-without-plan: a route asks for an API key, and the service makes neither a key nor a usage plan.

## What it says

An `http` event sets `private: true`, so that API Gateway asks every caller for an API key. A key counts only through a
usage plan, and this service declares none: no `apiKeys` or `usagePlan` under `provider.apiGateway`, and no such
resource in `resources`. An API that belongs to another stack is that stack's affair, and an unknown plugin may make
the keys.

## Why it matters

Every call of the route is answered 403 `{"message":"Forbidden"}`, with whatever key, and leaves no trace in the
function's log. The framework and CloudFormation deploy it without a word. It works only where somebody has made a key
and a plan by hand in the console, which is why this is a warning. HTTP APIs have no API keys.

## Bad

No key anywhere:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          private: true #! key-without-plan
```

Other settings of the API are no key:

```yaml
provider:
  name: aws
  apiGateway:
    minimumCompressionSize: 1024
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          private: true #! key-without-plan
      - http: POST /notes
resources:
  Resources:
    Table:
      Type: AWS::DynamoDB::Table
```

## Good

The framework makes the key and its plan:

```yaml
provider:
  name: aws
  apiGateway:
    apiKeys:
      - notes-${sls:stage}
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          private: true
```

A plan to which keys are added later, and settings where versions 1 and 2 had them:

```yaml
provider:
  name: aws
  apiGateway:
    usagePlan:
      quota:
        limit: 1000
        period: DAY
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          private: true
```
```yaml old/serverless.yml
service: old
provider:
  name: aws
  apiKeys:
    - notes
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          private: true
```

Set through `resources`:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          private: true
resources:
  Resources:
    Key:
      Type: AWS::ApiGateway::ApiKey
```

Not known whether the route asks for a key, or what the API's settings are:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          private: ${ssm:/notes/private}
      - http:
          path: /open
          method: get
          private: false
```
```yaml other/serverless.yml
service: other
provider:
  name: aws
  apiGateway: ${ssm:/platform/api}
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          private: true
```

The API belongs to another stack:

```yaml
provider:
  name: aws
  apiGateway:
    restApiId: !ImportValue shared-api
    restApiRootResourceId: !ImportValue shared-root
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          private: true
```

A plugin of which nothing is known:

```yaml
plugins:
  - ./plugins/keys
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          private: true
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-key-with-console.html
- https://www.serverless.com/framework/docs/providers/aws/events/apigateway#setting-api-keys-for-your-rest-api
"""

from collections.abc import Iterator

from slslint.api import WARNING, Api, Finding, Rule


class KeyWithoutPlan(Rule):
    code = "SLS208"
    name = "key-without-plan"
    severity = WARNING
    scope = Api
    needs = frozenset({"api_keys"})

    def check(self, api: Api) -> Iterator[Finding]:
        if api.is_shared or api.may_have_keys or api.service.plugins.may("makesApiKeys"):
            return
        for route in api.routes:
            if route.api_key:
                yield self.at(
                    route.event["private"].value_at,
                    f"{route.label} asks for an API key, but this service makes no key and no usage plan",
                    fold="add a key under `provider.apiGateway.apiKeys`",
                )
