"""logs-not-writable: the role of a function does not let it write its log.

## What it says

The framework's own role may write the logs of the service's functions. A role that the stack defines itself, and a
function or the provider names in `role`, may do what its policies say, and nothing in this project allows it
`logs:CreateLogStream` and `logs:PutLogEvents`. Silent on a role with a policy that cannot be seen here, on a role of
another stack, and on functions with `disableLogs`.

## Why it matters

The function runs and leaves no trace. Nothing fails, no error is shown anywhere: when a request to its REST or HTTP API
ends in 502 or 500, the log that would say why is not there.

## Bad

The role of a function:

```yaml
functions:
  list:
    handler: src/notes.list
    role: ListRole
resources:
  Resources:
    ListRole: #! logs-not-writable
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: ${file(trust.yml)}
        Policies:
          - PolicyName: notes
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - {Effect: Allow, Action: 'dynamodb:Query', Resource: '*'}
```
```yaml trust.yml
Version: '2012-10-17'
Statement:
  - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}
```
```fixed
functions:
  list:
    handler: src/notes.list
    role: ListRole
resources:
  Resources:
    ListRole:
      Type: AWS::IAM::Role
      Properties:
        ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
        AssumeRolePolicyDocument: ${file(trust.yml)}
        Policies:
          - PolicyName: notes
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - {Effect: Allow, Action: 'dynamodb:Query', Resource: '*'}
```

A role with nothing in it:

```yaml
functions:
  list:
    handler: src/notes.list
    role: ListRole
resources:
  Resources:
    ListRole: #! logs-not-writable
      Type: AWS::IAM::Role
```

The role of all functions; one of the two permissions is there, and a policy of AWS that has none of them:

```yaml
provider:
  name: aws
  iam:
    role: !GetAtt AppRole.Arn
functions:
  list:
    handler: src/notes.list
    disableLogs: true
  get:
    handler: src/notes.get
    disableLogs: false
resources:
  Resources:
    AppRole: #! logs-not-writable
      Type: AWS::IAM::Role
      Properties:
        ManagedPolicyArns: [arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess]
        Policies:
          - PolicyName: notes
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - {Effect: Allow, Action: ['logs:CreateLogGroup', 'logs:CreateLogStream'], Resource: '*'}
                - {Effect: Allow, Action: '*', Resource: 'arn:aws:dynamodb:*:*:table/notes'}
```

## Good

Allowed by the role itself, by a policy of AWS, or by one that is attached to it:

```yaml
functions:
  list:
    handler: src/notes.list
    role: ListRole
  get:
    handler: src/notes.get
    role: GetRole
  put:
    handler: src/notes.put
    role: !GetAtt PutRole.Arn
resources:
  Resources:
    ListRole:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: logs
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - {Effect: Allow, Action: 'logs:Create*', Resource: '*'}
                - {Effect: Allow, Action: 'logs:PutLogEvents', Resource: !GetAtt ListLogGroup.Arn}
    GetRole:
      Type: AWS::IAM::Role
      Properties:
        ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
    PutRole:
      Type: AWS::IAM::Role
      Properties: {Path: /}
    Other:
      Type: AWS::IAM::Role
      Properties: {Policies: []}
    Logs:
      Type: AWS::IAM::Policy
      Properties:
        Roles: [!Ref PutRole]
        PolicyDocument:
          Version: '2012-10-17'
          Statement: [{Effect: Allow, Action: 'logs:*', Resource: 'arn:aws:logs:*:*:*'}]
```

A policy of the role cannot be seen here:

```yaml
functions:
  list:
    handler: src/notes.list
    role: ListRole
resources:
  Resources:
    ListRole:
      Type: AWS::IAM::Role
      Properties:
        ManagedPolicyArns: [!ImportValue functions-policy]
```

The framework's own role, and one of another stack:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - {Effect: Allow, Action: 'dynamodb:Query', Resource: '*'}
functions:
  list:
    handler: src/notes.list
  get:
    handler: src/notes.get
    role: arn:aws:iam::123456789012:role/notes
```

No log is wanted, or it is not known whether one is:

```yaml
functions:
  list:
    handler: src/notes.list
    role: ListRole
    disableLogs: true
  get:
    handler: src/notes.get
    role: ListRole
    disableLogs: ${ssm:/platform/disable-logs}
resources:
  Resources:
    ListRole:
      Type: AWS::IAM::Role
      Properties: {Policies: []}
```

A plugin of which nothing is known may add permissions to roles:

```yaml
plugins:
  - ./plugins/roles
functions:
  list:
    handler: src/notes.list
    role: ListRole
resources:
  Resources:
    ListRole:
      Type: AWS::IAM::Role
      Properties: {Policies: []}
```

## References

- https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
- https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
- https://www.serverless.com/framework/docs/providers/aws/guide/iam
"""

from collections.abc import Iterator

from slslint.api import WARNING, Finding, Fix, Function, Role, Rule, Service, insertion, lacks

BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


class LogsNotWritable(Rule):
    code = "SLS602"
    name = "logs-not-writable"
    severity = WARNING
    scope = Service
    needs = frozenset({"roles", "resources"})
    fixable = True

    def check(self, service: Service) -> Iterator[Finding]:
        for role in service.roles if not service.plugins.unknown else ():
            functions = [each for each in service.functions if each.role is role and _has_log(each)]
            missing = [
                action for action in ("logs:CreateLogStream", "logs:PutLogEvents") if functions and lacks(role, action)
            ]
            if missing:
                names = ", ".join(f"`{function.name}`" for function in functions)
                places = dict.fromkeys(function.role_named.value_at for function in functions)
                yield self.at(
                    role.at,
                    f"by the policies in this project `{role.name}` does not allow {' and '.join(missing)}:"
                    f" there is no log of {names}",
                    related=[(place, "the role is named here") for place in places],
                    fixes=self._fixes(role),
                )

    @staticmethod
    def _fixes(role: Role) -> tuple[Fix, ...]:
        if role.properties["ManagedPolicyArns"].exists:
            return ()
        place, arns = role.properties.value_at, f"[{BASIC}]"
        return insertion(place, "ManagedPolicyArns", arns, "Attach the policy of AWS for it", safe=False)


def _has_log(function: Function) -> bool:
    disabled = function.cursor["disableLogs"]
    return disabled.absent or disabled.scalar is False
