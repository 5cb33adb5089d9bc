"""missing-connections-grant: a handler posts to WebSocket connections, and its role does not let it.

## What it says

The handler calls the management API of WebSocket connections (`PostToConnection`, `GetConnection`,
`DeleteConnection`), and the role that the function names, a resource of this service, allows
`execute-api:ManageConnections` nowhere. The framework adds that permission to its own role only.

It judges by the policies in this project. A policy that cannot be seen here, a plugin that is not known, or a role of
another stack keep the rule silent.

## Why it matters

The connection stands and messages arrive, but no answer goes back: the call throws `AccessDeniedException … is not
authorized to perform: execute-api:ManageConnections`, and who is at the other end waits.

## Bad

A role of its own, with the table in mind:

```yaml
functions:
  send:
    handler: src/send.handler
    role: SendRole
    events:
      - websocket: send
resources:
  Resources:
    SendRole: #! missing-connections-grant
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {}
        Policies:
          - PolicyName: send
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - {Effect: Allow, Action: 'dynamodb:Query', Resource: '*'}
```
```js src/send.js
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');

exports.handler = async (event) => {
  const { domainName, stage, connectionId } = event.requestContext;
  const client = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: event.body }));
  return { statusCode: 200 };
};
```

The other action is not enough; the SDK's second version:

```yaml
provider:
  name: aws
  runtime: nodejs16.x
  iam:
    role: !GetAtt SendRole.Arn
functions:
  send:
    handler: src/send.handler
    events:
      - websocket: send
resources:
  Resources:
    SendRole: #! missing-connections-grant
      Type: AWS::IAM::Role
      Properties:
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']
        Policies:
          - PolicyName: send
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - {Effect: Allow, Action: 'execute-api:Invoke', Resource: '*'}
```
```js src/send.js
const AWS = require('aws-sdk');

exports.handler = async (event) => {
  const api = new AWS.ApiGatewayManagementApi({ endpoint: process.env.ENDPOINT || 'localhost' });
  await api.postToConnection({ ConnectionId: event.requestContext.connectionId, Data: 'pong' }).promise();
  return { statusCode: 200 };
};
```

## Good

The framework's role has it:

```yaml
functions:
  send:
    handler: src/send.handler
    events:
      - websocket: send
```
```js src/send.js
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
const client = new ApiGatewayManagementApiClient({});
exports.handler = async () => { await client.send(new PostToConnectionCommand({})); return { statusCode: 200 }; };
```

The role allows it:

```yaml
functions:
  send:
    handler: src/send.handler
    role: SendRole
resources:
  Resources:
    SendRole:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: send
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Action: execute-api:ManageConnections
                  Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${WebsocketsApi}/*
```
```js src/send.js
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
const client = new ApiGatewayManagementApiClient({});
exports.handler = async () => { await client.send(new PostToConnectionCommand({})); return { statusCode: 200 }; };
```

A policy of the role is not known:

```yaml
functions:
  send:
    handler: src/send.handler
    role: SendRole
resources:
  Resources:
    SendRole:
      Type: AWS::IAM::Role
      Properties:
        ManagedPolicyArns: [!ImportValue connections-policy]
```
```js src/send.js
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
const client = new ApiGatewayManagementApiClient({});
exports.handler = async () => { await client.send(new PostToConnectionCommand({})); return { statusCode: 200 }; };
```

A plugin that is not known may add to the role:

```yaml
plugins: [./plugins/roles]
functions:
  send:
    handler: src/send.handler
    role: SendRole
resources:
  Resources:
    SendRole:
      Type: AWS::IAM::Role
      Properties: {Policies: []}
```
```js src/send.js
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
const client = new ApiGatewayManagementApiClient({});
exports.handler = async () => { await client.send(new PostToConnectionCommand({})); return { statusCode: 200 }; };
```

The handler that posts has another role:

```yaml
functions:
  open:
    handler: src/open.handler
    role: OpenRole
    events:
      - websocket: $connect
  send:
    handler: src/send.handler
    role: SendRole
resources:
  Resources:
    OpenRole:
      Type: AWS::IAM::Role
      Properties: {Policies: []}
    SendRole:
      Type: AWS::IAM::Role
      Properties:
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonAPIGatewayInvokeFullAccess']
```
```js src/send.js
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
const client = new ApiGatewayManagementApiClient({});
exports.handler = async () => { await client.send(new PostToConnectionCommand({})); return { statusCode: 200 }; };
```
```js src/open.js
exports.handler = async () => ({ statusCode: 200 });
```

## References

- https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
- https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
"""

from collections.abc import Iterator

from slslint.api import WARNING, Finding, Rule, Service, handler_of, lacks


class MissingConnectionsGrant(Rule):
    code = "SLS309"
    name = "missing-connections-grant"
    severity = WARNING
    scope = Service
    needs = frozenset({"code", "nodejs", "resources"})

    def check(self, service: Service) -> Iterator[Finding]:
        for role in service.roles if not service.plugins.unknown else ():
            handlers = [handler_of(function) for function in service.functions if function.role is role]
            posting = [handler for handler in handlers if handler.facts.connections]
            if posting and lacks(role, "execute-api:ManageConnections"):
                names = ", ".join(f"`{handler.function.name}`" for handler in posting)
                yield self.at(
                    role.at,
                    f"by the policies in this project `{role.name}` does not allow execute-api:ManageConnections: "
                    f"{names} cannot post to WebSocket connections",
                    related=[
                        *((handler.facts.connections[0], "this call is denied") for handler in posting),
                        *((handler.function.role_named.value_at, "the role is named here") for handler in posting),
                    ],
                )
