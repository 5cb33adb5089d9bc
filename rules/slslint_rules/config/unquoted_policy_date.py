"""unquoted-policy-date: the version of a policy is no longer a text.

## What it says

`Version: 2012-10-17` without quotes is a date to YAML. The framework writes it into the template as
`2012-10-17T00:00:00.000Z`, which is no version of the policy language. Judged is the `Version` of a policy, a map that
has a `Statement` too; dates elsewhere are other people's affair.

## Why it matters

The deploy fails with `MalformedPolicyDocument: The policy must contain a valid version string`, in the middle of the
stack. CloudFormation's own YAML reader takes the same line for a text, so it worked before it came into this file.

## Bad

In policies of a role, in block and in flow style:

```yaml
resources:
  Resources:
    Reader:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: 2012-10-17 #! unquoted-policy-date
          Statement:
            - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}
        Policies:
          - PolicyName: read
            PolicyDocument: {Version: 2008-10-17, Statement: []} #! unquoted-policy-date
```
```fixed
resources:
  Resources:
    Reader:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: '2012-10-17'
          Statement:
            - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}
        Policies:
          - PolicyName: read
            PolicyDocument: {Version: '2008-10-17', Statement: []}
```

In an included file:

```yaml
resources:
  Resources:
    Queue: ${file(queue-policy.yml)}
```
```yaml queue-policy.yml
Type: AWS::SQS::QueuePolicy
Properties:
  PolicyDocument:
    Statement: []
    Version: 2012-10-17 #! unquoted-policy-date
```

Behind a variable:

```yaml
custom:
  version: 2012-10-17
resources:
  Resources:
    Policy:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Version: ${self:custom.version} #! unquoted-policy-date
          Statement: []
```

## Good

In quotes:

```yaml
resources:
  Resources:
    Policy:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Version: "2012-10-17"
          Statement: []
```

What it is, is not known here:

```yaml
resources:
  Resources:
    Policy:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Version: ${ssm:/policy/version}
          Statement: []
```

Dates of other things:

```yaml
custom:
  released: 2012-10-17
resources:
  AWSTemplateFormatVersion: 2010-09-09
  Resources:
    Parameter:
      Type: AWS::SSM::Parameter
      Properties:
        Version: 2012-10-17
        Value: x
```

A policy that stands in `custom` and is used nowhere, and a time that is no date:

```yaml
custom:
  policy: {Version: 2012-10-17, Statement: []}
resources:
  Resources:
    Policy:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Version: "2012-10-17T00:00:00.000Z"
          Statement: []
```

## References

- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
- https://yaml.org/type/timestamp.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Rule, Service, rewrite


class UnquotedPolicyDate(Rule):
    code = "SLS112"
    name = "unquoted-policy-date"
    severity = ERROR
    scope = Service
    needs = frozenset({"aws", "dates"})
    fixable = True

    def check(self, service: Service) -> Iterator[Finding]:
        for policy in service.maps_with("Version", "Statement"):
            version = policy["Version"]
            if version.timestamp:
                date = version.timestamp.removesuffix("T00:00:00.000Z")
                yield self.at(
                    version.value_at,
                    f"without quotes this is a date and reaches the template as `{version.text}`: write `'{date}'`",
                    related=version.origins,
                    fixes=rewrite(version.value_at, date, f"'{date}'", "Put it in quotes", safe=True),
                )
