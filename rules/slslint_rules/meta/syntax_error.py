"""syntax-error: a file does not load.

## What it says

A service file, or a file that it includes, cannot be read: a YAML or JSON error, a key that is given twice, a tag that
neither YAML nor CloudFormation knows, an empty file, or one that exceeds a bound on nesting, aliases or size.
What depends on the file is unknown from then on, so no other rule speaks of it.

## Why it matters

The Serverless Framework stops at the first such error and deploys nothing. Editors that check the file as YAML 1.1
miss several of them: a duplicate key silently wins there, here it is an error.

## Bad

A key given twice in one map:

```yaml
functions:
  list:
    handler: src/notes.list
    timeout: 10
    handler: src/notes.get #! syntax-error
```

A tag that the framework's loader does not know:

```yaml
resources:
  Outputs:
    Size:
      Value: !Length [a, b] #! syntax-error
```

A broken include is reported in the included file, once:

```yaml
functions: ${file(functions.yml)}
```
```yaml functions.yml
list:
  handler: "src/notes.list #! syntax-error
```

## Good

The tags of CloudFormation load in their short form:

```yaml
resources:
  Outputs:
    Table:
      Value: !GetAtt NotesTable.Arn
```

A key may come back in another map, and a merge key may be overridden:

```yaml
custom:
  base: &base
    timeout: 10
    memorySize: 256
functions:
  list:
    <<: *base
    handler: src/notes.list
    timeout: 20
```

A file of another name that nobody includes is not read:

```yaml
functions:
  list:
    handler: src/notes.list
```
```yaml notes.yml
a: [
```

## References

- https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Rule, ServiceFile


class SyntaxErrors(Rule):
    code = "SLS001"
    name = "syntax-error"
    severity = ERROR
    scope = ServiceFile
    needs = frozenset({"problems"})

    def check(self, file: ServiceFile) -> Iterator[Finding]:
        for _, problem in file.problems:
            if problem.kind in ("syntax", "bound", "file-refused"):
                yield self.of(problem)
