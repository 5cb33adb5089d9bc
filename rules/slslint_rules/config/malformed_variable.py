r"""malformed-variable: a `${…}` is no variable that the framework can read.

## What it says

- The syntax is wrong: a text without quotes as fallback, a comma at the end, a bracket that is never closed.
- There is no such source (`${sefl:…}`), and no plugin or resolver that may bring it.
- A source is asked for what it does not have: `${sls:satge}`, `${aws:user}`, `strToBool` of another word.
- A map stands in the middle of a text.
- Variables refer to each other in a circle.

What a plugin that is not known may bring is not judged.

## Why it matters

The framework stops with `Variable syntax error at "…"`, `UNRECOGNIZED_VARIABLE_SOURCES` or
`Circular property dependency` before it packages anything, and it stops at one phase of them: the next run shows the
next ones.

## Bad

A text without quotes, a comma at the end, a source that there is not:

```yaml
custom:
  name: ${self:custom.nothing, notes} #! malformed-variable
  size: ${self:custom.nothing, 'small', } #! malformed-variable
  table: ${sefl:custom.name} #! malformed-variable
```

A map inside a text, and what a source does not have:

```yaml
custom:
  names: {dev: notes-dev, prod: notes}
  table: table-${self:custom.names} #! malformed-variable
  stage: ${sls:satge} #! malformed-variable
  debug: ${strToBool(yes)} #! malformed-variable
```

A circle, told at its first member:

```yaml
custom:
  table: ${self:custom.name} #! malformed-variable
  name: ${self:custom.table}
```

In an included file:

```yaml
functions: ${file(functions.yml)}
```
```yaml functions.yml
list:
  handler: src/notes.list
  timeout: ${self:custom.timeout, ten} #! malformed-variable
```

The near name of a source is offered:

```yaml
frameworkVersion: '3'
custom:
  table: notes-${slf:service} #! malformed-variable
```
```fixed
frameworkVersion: '3'
custom:
  table: notes-${self:service}
```

## Good

Text that only looks like a variable is left alone, and what is escaped stays text:

```yaml
frameworkVersion: '3'
provider:
  name: aws
  environment:
    HOME_HINT: ${HOME}/bin
    BUCKET: !Sub '${AWS::StackName}-notes'
    TEXT: \${sefl:custom.name}
```

Quoted fallbacks, numbers, nesting, spaces:

```yaml
custom:
  names: {dev: notes-dev}
  name: ${self:custom.names.${sls:stage} , 'notes'}
  size: ${opt:size, 10}
  flag: ${strToBool(${opt:flag, 'false'})}
```

A plugin of which nothing is known may bring the source:

```yaml
plugins:
  - ./plugins/release
custom:
  release: ${release:name}
```

What it resolves to is not known, so neither is whether it is a map:

```yaml
custom:
  table: table-${ssm:/notes/name}
```

## References

- https://www.serverless.com/framework/docs/guides/variables
- https://github.com/serverless/serverless/issues/3184
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Rule, ServiceFile, rewrite


class MalformedVariable(Rule):
    code = "SLS104"
    name = "malformed-variable"
    severity = ERROR
    scope = ServiceFile
    needs = frozenset({"problems"})
    fixable = True

    def check(self, file: ServiceFile) -> Iterator[Finding]:
        kinds = ("variable-malformed", "variable-unknown-source", "variable-cycle")
        for problem, stages, everywhere in file.met(*kinds):
            near = problem.data.get("suggestion")
            fixes = rewrite(problem.at, problem.data["source"], near, f"Write `{near}`", safe=False) if near else ()
            yield self.of(problem, stages, everywhere, fixes=fixes)
