"""api-logs-off: an API is in use and its logs are not switched on.

## What it says

The service deploys a REST API, an HTTP API or a WebSocket API, and `provider.logs` does not switch its logs on.
An API that belongs to another stack is that stack's affair, and settings made through `resources` count.

## Why it matters

A function's own log starts when the function does. A request that dies before it (a wrong path, a missing permission,
an authorizer that refuses) leaves no trace at all without the API's logs, and one that dies at the API's time limit
leaves half of one. Access logs cost what CloudWatch charges for them, which is why this is advice and fails no run.

## Bad

A REST API without any logs:

```yaml
provider: #! api-logs-off
  name: aws
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```
```fixed
provider:
  logs: {restApi: true}
  name: aws
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

The logs of another kind of API are on:

```yaml
provider:
  name: aws
  logs: #! api-logs-off
    restApi: true
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
```
```fixed
provider:
  name: aws
  logs:
    httpApi: true
    restApi: true
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
```

Switched off:

```yaml
provider:
  name: aws
  logs:
    websocket: false #! api-logs-off
functions:
  chat:
    handler: src/chat.main
    events:
      - websocket: $connect
```
```fixed
provider:
  name: aws
  logs:
    websocket: true
functions:
  chat:
    handler: src/chat.main
    events:
      - websocket: $connect
```

## Good

Switched on:

```yaml
provider:
  name: aws
  logs:
    httpApi: true
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
```

Perhaps switched on, that is not known here:

```yaml
provider:
  name: aws
  logs: ${ssm:/platform/logs}
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

The API belongs to another stack:

```yaml
provider:
  name: aws
  httpApi:
    id: !ImportValue shared-api-id
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
```

Set on the generated stage:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
resources:
  extensions:
    HttpApiStage:
      Properties:
        AccessLogSettings:
          DestinationArn: arn:aws:logs:us-east-1:123456789012:log-group:notes
          Format: $context.requestId
```

## References

- https://www.serverless.com/framework/docs/providers/aws/events/apigateway#logs
- https://www.serverless.com/framework/docs/providers/aws/events/http-api#access-logs
"""

from collections.abc import Iterator

from slslint.api import INFO, Api, Finding, Fix, Rule, insertion, rewrite


class ApiLogsOff(Rule):
    code = "SLS601"
    name = "api-logs-off"
    severity = INFO
    scope = Api
    needs = frozenset({"routes"})
    fixable = True

    def check(self, api: Api) -> Iterator[Finding]:
        if api.is_shared or api.service.plugins.unknown or not api.logs_off:
            return
        place = api.logs.value_at if api.logs.exists else api.service.provider["logs"].key_at
        setting = f"provider.{api.logs.path.removeprefix('provider.')}"
        yield self.at(
            place,
            f"the logs of the {api.name} are off: a request that fails before the function leaves no trace;"
            f" `{setting}: true` switches them on",
            fixes=self._fixes(api),
        )

    @staticmethod
    def _fixes(api: Api) -> tuple[Fix, ...]:
        provider, what = api.service.provider, "Switch them on"
        name = api.logs.path.rpartition(".")[2]
        if api.logs.scalar is False:
            return rewrite(api.logs.value_at, "false", "true", what, safe=False)
        if api.logs.exists:
            return ()
        if provider["logs"].exists:
            return insertion(provider["logs"].value_at, name, "true", what, safe=False)
        return insertion(provider.value_at, "logs", f"{{{name}: true}}", what, safe=False)
