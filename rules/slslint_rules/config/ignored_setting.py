"""ignored-setting: a setting is written down, and the framework drops it without a word.

## What it says

Reported is what has no effect where it stands:

- the older of two names for one thing beside the newer (`provider.iamRoleStatements` and
  `provider.iam.role.statements`, managed policies, the boundary, the deployment role, `provider.role`);
- settings of the role that the framework makes, where it makes none: the provider names a role, or every function does;
- `provider.iam.role: !Ref …`, which is read as a map of settings; a role is named by `!GetAtt …Arn`, an ARN or its
  logical id;
- statements of a function that its role never gets: in version 3 without a plugin for it, in version 4 beside a role
  that the provider names;
- settings of an API that belongs to another stack (`restApiId`, `httpApi.id`, `websocketApiId`);
- `plugins` that are no list: the framework loads none of them;
- `vpcEndpointIds` without `endpointType`, of which a private API alone has any; with another `endpointType` the framework
  refuses them, which is an error;
- `request` and `response` of an `http` event whose function gets the request as it is (`lambda-proxy`), and what stands
  beside `type: aws_iam` in its authorizer.

## Why it matters

The deploy is fine, and the setting is thought to hold. The statements that are missing show as `AccessDenied` in the
function, a 502 from its REST API and a 500 from its HTTP API; a resource policy that was never attached shows as
nothing at all.

## Bad

The older names beside the newer:

```yaml
provider:
  name: aws
  iam:
    deploymentRole: arn:aws:iam::123456789012:role/deploy
    role:
      statements:
        - {Effect: Allow, Action: 'dynamodb:Query', Resource: '*'}
      managedPolicies: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]
      permissionsBoundary: arn:aws:iam::123456789012:policy/boundary
      permissionBoundary: arn:aws:iam::123456789012:policy/older #! ignored-setting
  cfnRole: arn:aws:iam::123456789012:role/older #! ignored-setting
  iamRoleStatements: #! ignored-setting
    - {Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}
  iamManagedPolicies: [arn:aws:iam::aws:policy/AmazonSNSFullAccess] #! ignored-setting
  rolePermissionsBoundary: arn:aws:iam::123456789012:policy/oldest #! ignored-setting
functions:
  list:
    handler: src/notes.list
```

Both lists of statements, one of them without effect:

```yaml
provider:
  name: aws
  iamRoleStatements: #! ignored-setting
    - Effect: Allow
      Action: sqs:SendMessage # the jobs
      Resource: '*'
  iam:
    role:
      statements:
        - {Effect: Allow, Action: 'dynamodb:Query', Resource: '*'}
functions:
  list:
    handler: src/notes.list
```
```fixed
provider:
  name: aws
  iam:
    role:
      statements:
        - {Effect: Allow, Action: 'dynamodb:Query', Resource: '*'}
        - Effect: Allow
          Action: sqs:SendMessage # the jobs
          Resource: '*'
functions:
  list:
    handler: src/notes.list
```

The provider names a role, so none is made:

```yaml
provider:
  name: aws
  role: arn:aws:iam::123456789012:role/notes
  iamRoleStatements: #! ignored-setting
    - {Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}
  iam:
    role:
      name: notes #! ignored-setting
      statements: #! ignored-setting
        - {Effect: Allow, Action: 'dynamodb:Query', Resource: '*'}
functions:
  list:
    handler: src/notes.list
```
```yaml other/serverless.yml
service: other
provider:
  name: aws
  role: arn:aws:iam::123456789012:role/older #! ignored-setting
  iam:
    role: !GetAtt NotesRole.Arn
functions:
  list:
    handler: src/notes.list
resources:
  Resources:
    NotesRole: {Type: 'AWS::IAM::Role'}
```

Every function has a role of its own, and a role that is not named so:

```yaml
provider:
  name: aws
  iam:
    role:
      statements: #! ignored-setting
        - {Effect: Allow, Action: 'dynamodb:Query', Resource: '*'}
functions:
  list:
    handler: src/notes.list
    role: ListRole
  get:
    handler: src/notes.get
    role: GetRole
```
```yaml other/serverless.yml
service: other
provider:
  name: aws
  iam:
    role: !Ref NotesRole #! ignored-setting
functions:
  list:
    handler: src/notes.list
resources:
  Resources:
    NotesRole: {Type: 'AWS::IAM::Role'}
```

Statements of functions, in version 3:

```yaml
frameworkVersion: '3'
functions:
  list:
    handler: src/notes.list
    iamRoleStatements: #! ignored-setting
      - {Effect: Allow, Action: 'ses:SendEmail', Resource: '*'}
  get:
    handler: src/notes.get
    iam: #! ignored-setting
      role:
        statements:
          - {Effect: Allow, Action: 'ses:SendEmail', Resource: '*'}
```

… and in any version beside a role of the provider:

```yaml
provider:
  name: aws
  iam:
    role: arn:aws:iam::123456789012:role/notes
functions:
  list:
    handler: src/notes.list
    iamRoleStatements: #! ignored-setting
      - {Effect: Allow, Action: 'ses:SendEmail', Resource: '*'}
```

APIs of other stacks:

```yaml
provider:
  name: aws
  endpointType: REGIONAL #! ignored-setting
  websocketsApiName: notes-sockets #! ignored-setting
  logs:
    websocket: true #! ignored-setting
  apiGateway:
    restApiId: ${cf:platform.restApiId}
    restApiRootResourceId: ${cf:platform.restApiRootResourceId}
    websocketApiId: !ImportValue websocket-api
    disableDefaultEndpoint: false
    resourcePolicy: #! ignored-setting
      - {Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*'}
  httpApi:
    id: platform-${ssm:/platform/api}
    payload: '2.0'
    metrics: true #! ignored-setting
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

The endpoints of an API that is not private:

```yaml
provider:
  name: aws
  endpointType: regional
  vpcEndpointIds: [vpce-0123456789abcdef0] #! ignored-setting: error
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

… and without a type, and a request that is passed on as it is:

```yaml
provider:
  name: aws
  vpcEndpointIds: [vpce-0123456789abcdef0] #! ignored-setting: warning
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          authorizer:
            type: aws_iam
            scopes: [notes] #! ignored-setting
          request:
            passThrough: NEVER #! ignored-setting
            parameters: {querystrings: {page: true}}
          response: #! ignored-setting
            headers: {Content-Type: "'text/html'"}
      - http:
          path: /tags
          method: get
          integration: http-proxy
          request: {uri: 'https://example.com', template: {}} #! ignored-setting
      - http:
          path: /teams
          method: get
          integration: LAMBDA_PROXY
          request: #! ignored-setting
            template: {application/json: '{}'}
            passThrough: NEVER
      - http:
          path: /users
          method: get
          async: false
          response: {headers: {Content-Type: "'text/html'"}} #! ignored-setting
```

A plugin that is not in a list:

```yaml
plugins: serverless-offline #! ignored-setting
functions:
  list:
    handler: src/notes.list
```

## Good

Plugins in a list, or in the form with a folder:

```yaml
plugins:
  modules: [serverless-offline]
functions:
  list:
    handler: src/notes.list
```

No plugins:

```yaml
plugins: null
functions:
  list:
    handler: src/notes.list
```

One of two names, and roles of functions beside the framework's own:

```yaml
provider:
  name: aws
  iamRoleStatements:
    - {Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}
  iam:
    deploymentRole: arn:aws:iam::123456789012:role/deploy
    role:
      managedPolicies: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]
functions:
  list:
    handler: src/notes.list
    role: ListRole
  get:
    handler: src/notes.get
```
```yaml other/serverless.yml
service: other
provider:
  name: aws
  cfnRole: arn:aws:iam::123456789012:role/deploy
  role: arn:aws:iam::123456789012:role/notes
functions:
  list:
    handler: src/notes.list
```
```yaml resources/serverless.yml
service: resources
provider:
  name: aws
  iamRoleStatements:
    - {Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}
```

Statements of functions, with the plugin and in version 4:

```yaml
frameworkVersion: '3'
plugins:
  - serverless-iam-roles-per-function
functions:
  list:
    handler: src/notes.list
    iamRoleStatements:
      - {Effect: Allow, Action: 'ses:SendEmail', Resource: '*'}
```
```yaml other/serverless.yml
service: other
frameworkVersion: '4'
provider:
  name: aws
functions:
  list:
    handler: src/notes.list
    iam:
      role:
        statements:
          - {Effect: Allow, Action: 'ses:SendEmail', Resource: '*'}
```

Not known here: a newer name, a role, the version, an API of another stack:

```yaml
provider:
  name: aws
  endpointType: REGIONAL
  apiGateway:
    restApiId: ${cf:platform.restApiId, ''}
  iamRoleStatements:
    - {Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}
  iam:
    role:
      statements: ${env:STATEMENTS}
functions:
  list:
    handler: src/notes.list
    iamRoleStatements:
      - {Effect: Allow, Action: 'ses:SendEmail', Resource: '*'}
    events:
      - http: {path: /notes, method: get, integration: '${ssm:/integration}', request: {template: {}}, response: {}}
      - http: {path: /tags, method: get, async: '${ssm:/async}', request: {template: {}}}
      - http: {path: /teams, method: get, authorizer: {type: '${ssm:/type}', name: list}}
```
```yaml other/serverless.yml
service: other
provider:
  name: aws
  role: arn:aws:iam::123456789012:role/notes
  endpointType: ${ssm:/platform/endpoint-type}
  vpcEndpointIds: [vpce-0123456789abcdef0]
  iam:
    role: ${ssm:/platform/role}
functions:
  list:
    handler: src/notes.list
```

The API is the service's own and private; a request is rewritten, or checked:

```yaml
provider:
  name: aws
  endpointType: PRIVATE
  vpcEndpointIds: [vpce-0123456789abcdef0]
  websocketsApiName: notes-sockets
  apiGateway:
    resourcePolicy:
      - {Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*'}
  httpApi:
    metrics: true
functions:
  list:
    handler: src/notes.list
    events:
      - http:
          path: /notes
          method: get
          request: {parameters: {querystrings: {page: true}}, schemas: {application/json: Notes}}
      - http: {path: /tags, method: get, integration: lambda, request: {template: {}}, response: {headers: {}}}
      - http: {path: /keys, method: get, integration: mock, request: {template: {}}}
      - http: {path: /users, method: get, async: true, request: {template: {}}}
      - http: {path: /teams, method: get, authorizer: {type: COGNITO_USER_POOLS, authorizerId: x, scopes: [notes]}}
      - http: {path: /roles, method: get, authorizer: {type: aws_iam, scopes: null}, request: {template: null}}
      - http: {path: /files, method: get, response: {transferMode: STREAM}}
```

What REST ignores, an HTTP API refuses (`invalid-authorizer`), and so does version 4 what version 3 ignores:

```yaml
functions:
  list:
    handler: src/notes.list
    role: ListRole
    iamRoleStatements:
      - {Effect: Allow, Action: 'ses:SendEmail', Resource: '*'}
    events:
      - httpApi: {path: /notes, method: get, authorizer: {type: aws_iam, scopes: [notes]}}
```

A plugin of which nothing is known may read what the framework does not:

```yaml
frameworkVersion: '3'
plugins:
  - ./plugins/roles
provider:
  name: aws
  role: arn:aws:iam::123456789012:role/notes
  iamRoleStatements:
    - {Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}
functions:
  list:
    handler: src/notes.list
    iamRoleStatements:
      - {Effect: Allow, Action: 'ses:SendEmail', Resource: '*'}
```

## References

- https://www.serverless.com/framework/docs/providers/aws/guide/iam
- https://www.serverless.com/framework/docs/providers/aws/events/apigateway#share-api-gateway-and-api-resources
- https://github.com/serverless/serverless/issues/8254
"""

from collections.abc import Iterator
from typing import NamedTuple

from slslint.api import (
    AWS_IAM,
    ERROR,
    HTTP,
    UNNECESSARY,
    WARNING,
    Cursor,
    Finding,
    Fix,
    Function,
    Route,
    Rule,
    Service,
    merger,
    names_role,
)

# A setting, and the one beside which it does not count.
BESIDE = (
    ("iamRoleStatements", "iam.role.statements"),
    ("iamManagedPolicies", "iam.role.managedPolicies"),
    ("rolePermissionsBoundary", "iam.role.permissionsBoundary"),
    ("rolePermissionsBoundary", "iam.role.permissionBoundary"),
    ("iam.role.permissionBoundary", "iam.role.permissionsBoundary"),
    ("cfnRole", "iam.deploymentRole"),
)
# Settings of the role that the framework makes, by their older names.
OF_ROLE = ("iamManagedPolicies", "iamRoleStatements", "rolePermissionsBoundary")
# What says that an API is another stack's, and the settings of an API of one's own.
OF_API = {
    "apiGateway.restApiId": """apiName endpointType vpcEndpointIds apiGateway.apiKeySourceType apiGateway.binaryMediaTypes
        apiGateway.disableDefaultEndpoint apiGateway.endpoint apiGateway.metrics apiGateway.minimumCompressionSize
        apiGateway.resourcePolicy apiGateway.shouldStartNameWithService""",
    "httpApi.id": "httpApi.disableDefaultEndpoint httpApi.metrics httpApi.name httpApi.shouldStartNameWithService",
    "apiGateway.websocketApiId": "logs.websocket websocketsApiName websocketsApiRouteSelectionExpression",
}
# What of `request` and `response` is of no use where they are passed on as they are.
OF_REQUEST = {
    "AWS_PROXY": ("contentHandling", "method", "passThrough", "template", "uri"),
    "HTTP_PROXY": ("contentHandling", "method", "passThrough", "template"),
}
OF_RESPONSE = ("contentHandling", "headers", "statusCodes", "template")


class Ignored(NamedTuple):
    """A setting without effect: why, and what counts in its place."""

    setting: Cursor
    why: str
    instead: Cursor | None = None
    severity: str = WARNING


class IgnoredSetting(Rule):
    code = "SLS111"
    name = "ignored-setting"
    severity = WARNING
    scope = Service
    tag = UNNECESSARY
    needs = frozenset({"functions"})
    fixable = True

    def check(self, service: Service) -> Iterator[Finding]:
        found = [*_plugins(service), *_beside(service), *_of_role(service), *_of_apis(service)]
        found += [each for function in service.functions for each in _of_function(function)]
        found += [each for route in service.routes if route.kind == HTTP for each in _of_route(route)]
        for each in {each.setting.path: each for each in reversed(found)}.values():
            related = [] if each.instead is None else [(each.instead.key_at, "this counts")]
            name = each.setting.path.rpartition(".")[2]
            yield self.at(
                each.setting.key_at,
                f"`{name}` has no effect: {each.why}",
                related=related,
                severity=each.severity,
                fixes=_fixes(service, name, each),
            )


def _fixes(service: Service, name: str, ignored: Ignored) -> tuple[Fix, ...]:
    """A list beside the one that counts is moved there: what it allows is allowed then."""
    if ignored.instead is None or not ignored.instead.is_list:
        return ()
    owner, target = service.provider.value_at, ignored.instead.value_at
    return merger(owner, name, target, "Move its items to the list that counts", safe=False)


def _plugins(service: Service) -> Iterator[Ignored]:
    """A text or the like in the place of the list of plugins (measured with 3.40, and so in version 4)."""
    plugins = service.config["plugins"]
    if plugins.scalar:
        yield Ignored(plugins, "plugins stand in a list, and what is none loads nothing")


def _beside(service: Service) -> Iterator[Ignored]:
    """Settings that count only where another is not set."""
    provider = service.provider
    for name, other in BESIDE:
        setting, instead = provider.at(*name.split(".")), provider.at(*other.split("."))
        if setting.written and instead.sure:
            yield Ignored(setting, f"`provider.{other}` is set, and counts alone", instead)
    role = provider.at("iam", "role")
    if provider["role"].written and names_role(role):
        yield Ignored(provider["role"], "`provider.iam.role` names a role too, and counts alone", role)


def _of_role(service: Service) -> Iterator[Ignored]:
    """Settings of a role that the framework does not make."""
    provider, role = service.provider, service.provider.at("iam", "role")
    if role["Ref"].written and role.is_map:
        why = "`Ref` is no setting of the role that the framework makes, and does not name another; `!GetAtt …Arn` does"
        yield Ignored(role, why)
    if service.makes_default_role is not False or service.plugins.may("changesRoles"):
        return
    by_provider = any(function.cursor["role"].absent for function in service.functions)
    why = "the provider names a role that there is" if by_provider else "every function names a role of its own"
    settings = [provider[name] for name in OF_ROLE]
    if not names_role(role):
        settings += [setting for _, setting in role.entries()]
    yield from (Ignored(setting, f"{why}, so the framework makes none") for setting in settings if setting.written)


def _of_function(function: Function) -> Iterator[Ignored]:
    """Statements that the role of a function does not get, whichever version it may be."""
    service, plugins = function.service, function.service.plugins
    is_shared = service.makes_default_role is False and function.cursor["role"].absent
    if plugins.unknown or not (is_shared or service.version == "3"):
        return
    why = "version 3 makes no roles for functions, other than by the plugin serverless-iam-roles-per-function"
    if is_shared:
        why = "the function runs under the role that the provider names"
    for name in ("iam", "iamRoleStatements"):
        if function.cursor[name].written and name not in plugins.adds("functionProperties"):
            yield Ignored(function.cursor[name], why)


def _of_apis(service: Service) -> Iterator[Ignored]:
    """Settings of APIs that other stacks own, and of the endpoints of one that is not private."""
    provider = service.provider
    for owner, names in OF_API.items():
        owned = provider.at(*owner.split("."))
        for name in names.split() if owned.sure else ():
            setting = provider.at(*name.split("."))
            if setting.written and setting.scalar is not False:
                yield Ignored(setting, f"the API belongs to another stack (`{owner}`)", owned)
    endpoints, kind = provider["vpcEndpointIds"], provider["endpointType"]
    if endpoints.written and kind.absent:
        yield Ignored(endpoints, "only a private API has endpoints, so write `endpointType: PRIVATE`")
    elif endpoints.written and (kind.text or "PRIVATE").upper() != "PRIVATE":
        why = "only a private API has endpoints, and the framework refuses them for another"
        yield Ignored(endpoints, why, kind, severity=ERROR)


def _of_route(route: Route) -> Iterator[Ignored]:
    """What an `http` event says of requests and answers that are passed on, and besides IAM."""
    event = route.event
    authorizer, request, response = event["authorizer"], event["request"], event["response"]
    if (authorizer["type"].text or "").upper() == AWS_IAM:
        extra = [setting for name, setting in authorizer.entries() if name != "type" and setting.present]
        yield from (Ignored(setting, "beside `type: aws_iam` nothing counts") for setting in extra)
    integration = _integration(event) if request.present or response.present else None
    if integration in OF_REQUEST:
        yield from _dropped(request, OF_REQUEST[integration], integration)
        yield from _dropped(response, OF_RESPONSE, integration)


def _dropped(settings: Cursor, names: tuple[str, ...], integration: str) -> Iterator[Ignored]:
    """Those of the settings that are of no use; where all are, as one."""
    entries = [(name, setting) for name, setting in settings.entries() if setting.present]
    dropped = [setting for name, setting in entries if name in names]
    why = f"with the integration {integration} it is passed on as it is"
    if dropped and len(dropped) == len(entries):
        yield Ignored(settings, why)
    else:
        yield from (Ignored(setting, why) for setting in dropped)


def _integration(event: Cursor) -> str | None:
    """The integration of an `http` event as the framework names it; None where that is not known."""
    written = event["integration"]
    if written.present:
        name = (written.text or "").upper().replace("-", "_", 1)
        return f"AWS{name.removeprefix('LAMBDA')}" if name.startswith("LAMBDA") else name or None
    return "AWS_PROXY" if event["async"].absent or event["async"].scalar is False else None
