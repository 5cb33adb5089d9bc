r"""unescaped-policy-variable: the framework takes a variable of an IAM policy for one of its own.

## What it says

`${aws:username}` and `${cognito-identity.amazonaws.com:sub}` are filled in by IAM with every request. In
`serverless.yml` and in each file that `${file(…)}` includes, policy JSON too, the framework reads them first, and knows
no such thing.

## Why it matters

The framework stops with `Unsupported "username" address argument in variable "aws" source` or
`Unrecognized configuration variable sources`. In version 3 a backslash keeps the text for IAM; version 4 has no escape
that is known, there the place for it is `Fn::Sub`, as `${!aws:username}`.

## Bad

In a statement of the service:

```yaml
frameworkVersion: '3'
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: s3:GetObject
          Resource: arn:aws:s3:::uploads/${aws:username}/* #! unescaped-policy-variable
        - Effect: Allow
          Action: s3:PutObject
          Resource: "arn:aws:s3:::uploads/${cognito-identity.amazonaws.com:sub}/*" #! unescaped-policy-variable
```
```fixed
frameworkVersion: '3'
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: s3:GetObject
          Resource: arn:aws:s3:::uploads/\${aws:username}/*
        - Effect: Allow
          Action: s3:PutObject
          Resource: "arn:aws:s3:::uploads/\\${cognito-identity.amazonaws.com:sub}/*"
```

In policy JSON that the service includes:

```yaml
frameworkVersion: '3'
resources:
  Resources:
    Uploads:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument: ${file(policy.json)}
```
```json policy.json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::uploads/${aws:PrincipalTag/team}/*" #! unescaped-policy-variable
    }
  ]
}
```
```fixed policy.json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::uploads/\\${aws:PrincipalTag/team}/*"
    }
  ]
}
```

Under version 4 nothing escapes it, so there is no fix:

```yaml
frameworkVersion: '4'
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: s3:GetObject
          Resource: arn:aws:s3:::uploads/${cognito-identity.amazonaws.com:sub}/* #! unescaped-policy-variable
```

## Good

Escaped, in plain and in double-quoted YAML:

```yaml
frameworkVersion: '3'
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: s3:GetObject
          Resource: arn:aws:s3:::uploads/\${aws:username}/*
        - Effect: Allow
          Action: s3:PutObject
          Resource: "arn:aws:s3:::uploads/\\${aws:username}/*"
```

The framework's own variables, and a literal `${…}` of `Fn::Sub`:

```yaml
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: s3:GetObject
          Resource: arn:aws:s3:::uploads-${aws:accountId}/${aws:region}/*
        - Effect: Allow
          Action: s3:PutObject
          Resource: !Sub 'arn:${AWS::Partition}:s3:::uploads/${!aws:username}/*'
```

Policy JSON that no variable includes is never read by the framework:

```yaml
service: example
```
```json policy.json
{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::${aws:username}"}]}
```

Escaped, and not known whether the version of the framework has escapes:

```yaml
custom:
  resource: arn:aws:s3:::uploads/\${aws:username}/*
```

## References

- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
- https://github.com/serverless/serverless/issues/3565
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Rule, ServiceFile, rewrite


class UnescapedPolicyVariable(Rule):
    code = "SLS107"
    name = "unescaped-policy-variable"
    severity = ERROR
    scope = ServiceFile
    needs = frozenset({"policy-variable"})
    fixable = True

    def check(self, file: ServiceFile) -> Iterator[Finding]:
        for problem, stages, everywhere in file.met("policy-variable"):
            escaped = r"\\${" if problem.at.in_double_quotes else r"\${"
            fixes = rewrite(problem.at, "${", escaped, "Escape it", safe=True) if file.version == "3" else ()
            yield self.of(problem, stages, everywhere, fixes=fixes)
