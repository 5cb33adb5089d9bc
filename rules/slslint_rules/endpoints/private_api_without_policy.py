"""private-api-without-policy: a private REST API has no resource policy.

## What it says

`provider.endpointType` is `PRIVATE`, and no resource policy says who may call the API: none in
`provider.apiGateway.resourcePolicy`, none that `resources` give to `ApiGatewayRestApi`. `vpcEndpointIds` name the
endpoints of the VPC; they allow nobody anything.

## Why it matters

The framework packages it, and the deploy fails with `Private REST API doesn't have a resource policy attached to it`.
An API that was made earlier answers 403 `{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke
…"}` to everybody. HTTP APIs cannot be private.

## Bad

Only the endpoints are named:

```yaml
provider:
  name: aws
  endpointType: PRIVATE #! private-api-without-policy
  vpcEndpointIds:
    - vpce-0123456789abcdef0
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

In whatever letter case, and an empty policy is none:

```yaml
provider:
  name: aws
  endpointType: private #! private-api-without-policy
  apiGateway:
    resourcePolicy: []
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
resources:
  Resources:
    ApiGatewayRestApi:
      Properties:
        Description: notes
```

## Good

The framework's own setting:

```yaml
provider:
  name: aws
  endpointType: PRIVATE
  apiGateway:
    resourcePolicy:
      - Effect: Allow
        Principal: '*'
        Action: execute-api:Invoke
        Resource: execute-api:/*/*/*
        Condition:
          StringEquals:
            aws:SourceVpce: vpce-0123456789abcdef0
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
      - httpApi: GET /notes
```

Where versions 1 and 2 had it:

```yaml
provider:
  name: aws
  endpointType: PRIVATE
  resourcePolicy:
    - Effect: Allow
      Principal: '*'
      Action: execute-api:Invoke
      Resource: execute-api:/*
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

Set through `resources` or an extension:

```yaml
provider:
  name: aws
  endpointType: PRIVATE
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
resources:
  extensions:
    ApiGatewayRestApi:
      Properties:
        Policy: ${file(policy.json)}
```

Not known whether the API is private, and not known whether there is a policy:

```yaml
provider:
  name: aws
  endpointType: ${ssm:/platform/endpoint-type}
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```
```yaml other/serverless.yml
service: other
provider:
  name: aws
  endpointType: PRIVATE
  apiGateway:
    resourcePolicy: ${ssm:/platform/policy}
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

A regional API needs none, and neither does a service without a REST API:

```yaml
provider:
  name: aws
  endpointType: REGIONAL
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```
```yaml other/serverless.yml
service: other
provider:
  name: aws
  endpointType: PRIVATE
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
```

The API belongs to another stack:

```yaml
provider:
  name: aws
  endpointType: PRIVATE
  apiGateway:
    restApiId: !ImportValue shared-api
    restApiRootResourceId: !ImportValue shared-root
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

A plugin of which nothing is known may attach the policy:

```yaml
plugins:
  - ./plugins/policy
provider:
  name: aws
  endpointType: PRIVATE
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
- https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
- https://www.serverless.com/framework/docs/providers/aws/events/apigateway#resource-policy
"""

from collections.abc import Iterator

from slslint.api import ERROR, Api, Finding, Rule


class PrivateApiWithoutPolicy(Rule):
    code = "SLS209"
    name = "private-api-without-policy"
    severity = ERROR
    scope = Api
    needs = frozenset({"private_api"})

    def check(self, api: Api) -> Iterator[Finding]:
        if api.is_private and not api.is_shared and not api.may_have_policy and not api.service.plugins.unknown:
            yield self.at(
                api.service.provider["endpointType"].value_at,
                "a private REST API without a resource policy does not deploy:"
                " say who may call it in `provider.apiGateway.resourcePolicy`",
            )
