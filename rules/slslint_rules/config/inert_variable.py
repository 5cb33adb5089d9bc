r"""inert-variable: text that looks like a variable, and that the framework leaves as it is.

## What it says

A variable starts with a lower-case letter right after `${`. With a space in front (`${ self:custom.x}`) or a capital
(`${Self:custom.x}`) it is text like any other, and the framework deploys it as it stands. Judged is only what would be
a built-in source with its `:` or `(` but for that slip, under framework version 3, whose reader is known to do so.

## Why it matters

Nothing fails: the function's environment holds the text `${ self:custom.table}`, and the first call that uses it is
answered with an error from whatever was asked for a table of that name.

## Bad

A space, a capital:

```yaml
frameworkVersion: '3'
custom:
  table: notes
provider:
  name: aws
  environment:
    TABLE: ${ self:custom.table} #! inert-variable
    STAGE: ${Sls:stage} #! inert-variable
```
```fixed
frameworkVersion: '3'
custom:
  table: notes
provider:
  name: aws
  environment:
    TABLE: ${self:custom.table}
    STAGE: ${sls:stage}
```

In the middle of a text, beside a variable that is right:

```yaml
frameworkVersion: '3'
custom:
  bucket: ${self:service}-${ opt:stage, 'dev'} #! inert-variable
```
```fixed
frameworkVersion: '3'
custom:
  bucket: ${self:service}-${opt:stage, 'dev'}
```

In an included file, where a line break stands inside the quotes:

```yaml
frameworkVersion: '3'
custom: ${file(custom.yml)}
```
```yaml custom.yml
text: "the limits are
  in ${ file(limits.yml)}" #! inert-variable
```

## Good

What belongs to CloudFormation, a shell or a template:

```yaml
frameworkVersion: '3'
provider:
  name: aws
  environment:
    BUCKET: !Sub '${AWS::StackName}-${AWS::Region}'
    HOME_HINT: ${HOME}/bin:${PATH}
    NAME: ${Docs.Url} ${name} ${1:-none}
    DOUBLE: ${ self::x}
```

Inside `Fn::Sub` it may be meant for CloudFormation:

```yaml
frameworkVersion: '3'
resources:
  Outputs:
    Text:
      Value: !Sub '${ self:custom.table}'
```

Escaped text is meant as it stands, and so is text inside a variable that is right:

```yaml
frameworkVersion: '3'
custom:
  table: ${self:custom.none, '${ self:x'}
  text: \${self:custom.table}
```

Another version may read it otherwise:

```yaml
custom:
  name: ${ self:service}
```

## References

- https://www.serverless.com/framework/docs/guides/variables
"""

from collections.abc import Iterator

from slslint.api import WARNING, Finding, Rule, ServiceFile, rewrite


class InertVariable(Rule):
    code = "SLS105"
    name = "inert-variable"
    severity = WARNING
    scope = ServiceFile
    needs = frozenset({"variable-inert"})
    fixable = True

    def check(self, file: ServiceFile) -> Iterator[Finding]:
        for problem, stages, everywhere in file.met("variable-inert"):
            right = problem.data["right"]
            fixes = rewrite(problem.at, problem.data["text"], right, f"Write `{right}`", safe=False)
            yield self.of(problem, stages, everywhere, fixes=fixes)
