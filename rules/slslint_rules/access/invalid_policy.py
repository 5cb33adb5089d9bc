"""invalid-policy: IAM refuses a policy, or a part of it can never do anything.

## What it says

The policies of the service are read as IAM reads them: those of its roles and their trust policies, the statements of
the provider and of functions, the resource policy of the API, and policy files in the project. Reported is what IAM
refuses (an element that there is not, an `Effect` other than `Allow` and `Deny`, a statement without `Resource`, a
`Principal` in the policy of a role, two statements with one `Sid`, an unknown operator, …) and what is accepted and
never applies: an action or a service that does not exist, an address that no caller has, an ARN with a misspelt
partition.

Only what is written is judged. A part that a variable or a function of the template fills in may turn out to be right.
Policy files of which it is not known what they are for are judged by what is wrong for every kind of policy. What is
wrong with the grant of an API call is `ineffective-grant`.

## Why it matters

IAM refuses the role in the middle of the deploy, with `MalformedPolicyDocument: Syntax errors in policy` and no word on
where. What it accepts and never applies is found later, by a 403 or an `AccessDenied` in a log.

## Bad

Statements of the provider, and of a function:

```yaml
frameworkVersion: '4'
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: allow #! invalid-policy
          Action: dynamodb:GetItem
          Resource: '*'
        - Effect: Allow #! invalid-policy
          Action: s3:ListAllMyBuckets
        - Effect: Allow
          Action: execute-api:Invoke
          Resource: execute-api:/* #! invalid-policy
functions:
  list:
    handler: src/notes.list
    iam:
      role:
        statements:
          - Effect: Allow
            Action: dynamodb/Query #! invalid-policy
            Resource: '*'
  get:
    handler: src/notes.get
```

Policies and the trust policy of roles, and a managed policy in a file of its own:

```yaml
resources:
  Resources:
    Reader:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Principal: {Services: lambda.amazonaws.com} #! invalid-policy
              Action: sts:AssumeRole
            - Effect: Allow
              Principal: {Service: lambda.amazonaws.com}
              Action: sts:AssumeRole
              Resource: '*' #! invalid-policy
        Policies:
          - PolicyName: read
            PolicyDocument:
              Version: '2022-10-17' #! invalid-policy
              Statement:
                - {Effect: Allow, Action: 's3:GetObject', Resource: notes/*} #! invalid-policy
    Writer:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument: ${file(write.json)}
```
```json write.json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Write",
      "Effect": "Allow",
      "Actions": ["s3:PutObject"], #! invalid-policy
      "Action": ["s3:PutObject"],
      "Resource": "arn:aws:s3:::notes/*"
    },
    {
      "Sid": "Write", #! invalid-policy
      "Effect": "Allow",
      "Principal": "*", #! invalid-policy
      "Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::notes/*",
      "Condition": {"StringLikes": {"aws:PrincipalTag/team": "store*"}} #! invalid-policy
    }
  ]
}
```

The resource policy of the API, and a file that nothing includes:

```yaml
provider:
  name: aws
  apiGateway:
    resourcePolicy:
      - Effect: Allow #! invalid-policy
        Action: execute-api:Invoke
        Resource: execute-api:/*
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```
```json policies/office.json
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::notes/*",
    "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}} #! invalid-policy
  }
}
```

## Good

A single statement, actions in any letter case, wildcards, no `Sid`:

```yaml
provider:
  name: aws
  apiGateway:
    resourcePolicy:
      - {Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*'}
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
resources:
  Resources:
    Reader:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement:
            Effect: Allow
            Principal: {Service: lambda.amazonaws.com}
            Action: sts:AssumeRole
        Policies:
          - PolicyName: read
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - {Effect: Allow, Action: 'S3:get*', Resource: 'arn:aws:s3:::notes/*'}
                - {Effect: Deny, NotAction: 's3:*', Resource: '*'}
```

What decides is not known here:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: ${ssm:/platform/effect}
          Action: ${ssm:/platform/actions}
          Resource: !ImportValue notes-bucket
        - ${ssm:/platform/statement}
functions:
  list:
    handler: src/notes.list
resources:
  Parameters:
    Closed: {Type: String}
  Conditions:
    IsClosed: !Equals [!Ref Closed, 'yes']
  Resources:
    Reader:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Version: ${ssm:/platform/version}
          Statement:
            - Effect: !If [IsClosed, Deny, Allow]
              Action: s3:GetObject
              Fn::Transform: {Name: Resources}
    Writer:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument: ${ssm:/platform/policy}
```

Statements that the framework drops reach IAM in no form:

```yaml
provider:
  name: aws
  role: arn:aws:iam::123456789012:role/notes
  apiGateway:
    restApiId: a1b2c3d4e5
    restApiRootResourceId: a1b2c3d4e5
    resourcePolicy:
      - {Effect: allow}
  iamRoleStatements:
    - {Effect: allow}
functions:
  list:
    handler: src/notes.list
```

What other rules tell: a policy variable that the framework takes for its own, a date, a grant that matches no request:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: s3:GetObject
          Resource: arn:aws:s3:::notes/${aws:username}/*
        - Effect: Allow
          Action: lambda:InvokeFunction
          Resource: arn:aws:execute-api:us-east-1::a1b2c3d4e5/prod/get/notes/{id}
functions:
  list:
    handler: src/notes.list
resources:
  Resources:
    Reader:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Version: 2012-10-17
          Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: '*'}]
```

A policy that is JSON in a text:

```yaml
resources:
  Resources:
    Reader:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument: '{"Version": "2012-10-17", "Statement": []}'
```

## References

- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Rule, Service, policies_of, policy_faults


class InvalidPolicy(Rule):
    code = "SLS304"
    name = "invalid-policy"
    severity = ERROR
    scope = Service
    needs = frozenset({"aws", "policies"})

    def check(self, service: Service) -> Iterator[Finding]:
        for document in policies_of(service):
            for fault in policy_faults(service, document):
                yield self.of(fault)
