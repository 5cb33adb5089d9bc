"""undefined-reference: a logical id that nobody defines.

## What it says

`Ref`, `Fn::GetAtt`, `Fn::Sub`, `DependsOn`, `Condition`, `Fn::If`, or a function's `role` or `dependsOn`, names
something that is neither in `resources` nor made by the framework. The REST API of a service that has only an HTTP API
is a common one: `ApiGatewayRestApi` against `HttpApi`. Nothing is said where a plugin, a macro or an unknown part may
define more.

## Why it matters

The deploy stops at CloudFormation with `Template format error: Unresolved resource dependencies […]`, minutes after
everything was packaged and uploaded.

## Bad

Another kind of API, and a slip of the pen:

```yaml
provider:
  name: aws
  environment:
    API: !Sub https://${ApiGatewayRestApi}.execute-api.${AWS::Region}.amazonaws.com #! undefined-reference
    QUEUE: !Ref OrderQueue #! undefined-reference
functions:
  list:
    handler: src/notes.list
    events:
      - httpApi: GET /notes
resources:
  Resources:
    OrdersQueue:
      Type: AWS::SQS::Queue
```

What only the framework's settings and CloudFormation's attributes name:

```yaml
functions:
  list:
    handler: src/notes.list
    role: WorkerRole #! undefined-reference
    dependsOn: [Table, Tables] #! undefined-reference
  get:
    handler: src/notes.get
    condition: IsLive #! undefined-reference
resources:
  Resources:
    Table:
      Type: AWS::DynamoDB::Table
      DependsOn: Topic #! undefined-reference
      Condition: IsProd #! undefined-reference
  Outputs:
    Arn:
      Value: !GetAtt Tabel.Arn #! undefined-reference
    Name:
      Value: !If [IsTest, a, b] #! undefined-reference
```

The role that the framework makes exists only if a function needs it:

```yaml
functions:
  list:
    handler: src/notes.list
    role: OwnRole
resources:
  Resources:
    OwnRole:
      Type: AWS::IAM::Role
  Outputs:
    Role:
      Value: !GetAtt IamRoleLambdaExecution.Arn #! undefined-reference
```

## Good

What the framework generates:

```yaml
functions:
  list-all:
    handler: src/notes.list
    url: true
    events:
      - http: GET /notes
resources:
  Outputs:
    Function: {Value: !Ref ListDashallLambdaFunction}
    Url: {Value: !GetAtt ListDashallLambdaFunctionUrl.FunctionUrl}
    Log: {Value: !Ref ListDashallLogGroup}
    Api: {Value: !Ref ApiGatewayRestApi}
    Method: {Value: !Ref ApiGatewayMethodNotesGet}
    Role: {Value: !GetAtt IamRoleLambdaExecution.Arn}
    Bucket: {Value: !Ref ServerlessDeploymentBucket}
```

Parameters, pseudo parameters, conditions, the variables of a Sub and what it leaves alone:

```yaml
functions:
  list:
    handler: src/notes.list
    role: arn:aws:iam::123456789012:role/notes
    condition: IsLive
resources:
  Parameters:
    Owner: {Type: String, Default: me}
  Conditions:
    IsLive: !Equals [!Ref Owner, me]
  Outputs:
    Text:
      Value:
        Fn::Sub:
          - '${Prefix}-${AWS::StackName}-${!Literal}-${Owner}'
          - Prefix: !If [IsLive, live, !Ref AWS::NoValue]
```

A plugin makes resources, or may; part of the resources is not known here:

```yaml
plugins: [serverless-step-functions]
functions:
  list:
    handler: src/notes.list
    environment:
      MACHINE: !Ref NotesStateMachine
```

```yaml
functions:
  list:
    handler: src/notes.list
    environment:
      TABLE: !Ref Table
resources:
  - ${ssm:/shared/resources}
```

## References

- https://www.serverless.com/framework/docs/providers/aws/guide/resources
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Rule, Service, did_you_mean, ids_of, is_closed_template, references_of


class UndefinedReference(Rule):
    code = "SLS701"
    name = "undefined-reference"
    severity = ERROR
    scope = Service
    needs = frozenset({"aws", "references"})

    def check(self, service: Service) -> Iterator[Finding]:
        if not is_closed_template(service):
            return
        ids = ids_of(service)
        for each in references_of(service):
            if each.name.startswith("AWS::"):
                continue
            if each.kind == "condition":
                known, defined = ids.conditions, each.name in ids.conditions
            else:
                known = ids.known if each.kind == "any" else ids.resources | ids.generated
                defined = ids.has_resource(each.name) or (each.kind == "any" and each.name in ids.parameters)
            if not defined:
                what = "condition" if each.kind == "condition" else "resource"
                hint = did_you_mean(each.name, known)
                yield self.at(each.at, f"{each.function} names the {what} `{each.name}`, which nobody defines{hint}")
