"""stage-blind-variable: `${self:provider.stage}` does not see `--stage`.

## What it says

`${self:provider.stage}` gives what is written at `provider.stage`, and there a literal is written (or nothing, so that
only the fallback counts). With `--stage prod` the framework deploys stage `prod`, and this variable still says `dev`.
Fine are `${sls:stage}`, `${opt:stage, self:provider.stage}`, and a `provider.stage` that reads `${opt:stage, 'dev'}`
itself. Without a fallback, a missing `provider.stage` is `unresolved-variable`.

## Why it matters

The functions and the API are named after the real stage, and tables, buckets or URLs that use this variable after the
other: production reads and writes the data of `dev`. Nothing fails at deploy.

## Bad

A literal stage:

```yaml
provider:
  name: aws
  stage: dev
  environment:
    TABLE: notes-${self:provider.stage} #! stage-blind-variable
```
```fixed
provider:
  name: aws
  stage: dev
  environment:
    TABLE: notes-${sls:stage}
```

By way of `custom` it is told where the variable stands, and a fallback does not help:

```yaml
provider:
  name: aws
  stage: dev
  environment:
    TABLE: notes-${self:custom.stage}
custom:
  stage: "${self:provider.stage, 'prod'}" #! stage-blind-variable
```
```fixed
provider:
  name: aws
  stage: dev
  environment:
    TABLE: notes-${self:custom.stage}
custom:
  stage: "${sls:stage, 'prod'}"
```

An option before it that is not the stage:

```yaml
provider:
  name: aws
  stage: dev
custom:
  bucket: ${opt:bucket, self:provider.stage} #! stage-blind-variable
```
```fixed
provider:
  name: aws
  stage: dev
custom:
  bucket: ${opt:bucket, sls:stage}
```

Nothing is written, so only the fallback ever counts:

```yaml
custom:
  table: notes-${self:provider.stage, 'dev'} #! stage-blind-variable
```

## Good

The stage of the run:

```yaml
provider:
  name: aws
  stage: dev
  environment:
    TABLE: notes-${sls:stage}
```

The option before the setting:

```yaml
provider:
  name: aws
  stage: dev
custom:
  stage: ${opt:stage, self:provider.stage}
```

The setting reads the option:

```yaml
provider:
  name: aws
  stage: ${opt:stage, 'dev'}
custom:
  table: notes-${self:provider.stage}
```

What the setting is, is not known here:

```yaml
provider:
  name: aws
  stage: ${env:STAGE}
custom:
  table: notes-${self:provider.stage}
```

## References

- https://www.serverless.com/framework/docs/guides/variables/core
- https://github.com/serverless/serverless/issues/7767
"""

from collections.abc import Iterator

from slslint.api import WARNING, Finding, Rule, ServiceFile, rewrite


class StageBlindVariable(Rule):
    code = "SLS106"
    name = "stage-blind-variable"
    severity = WARNING
    scope = ServiceFile
    needs = frozenset({"stage-blind"})
    fixable = True

    def check(self, file: ServiceFile) -> Iterator[Finding]:
        for problem, stages, everywhere in file.met("stage-blind"):
            fixes = rewrite(problem.at, "self:provider.stage", "sls:stage", "Write `sls:stage`", safe=False)
            yield self.of(problem, stages, everywhere, fixes=fixes)
