"""unresolved-variable: a variable has no value and no fallback.

## What it says

`${self:…}` names a key that does not exist, `${file(…)}` a file that is not there, `${param:…}` a parameter that this
stage does not have while another one does, `${strToBool(…)}` gets nothing; and no fallback follows. An option that only
the command line can give (`${opt:…}`) and a parameter that no stage defines are pointed out as advice, because
`--param` and `serverless deploy --NAME` can always supply them.

A file that the repository's own .gitignore excludes is taken to exist where it is needed. An ignore file outside the
repository is not looked at. Environment variables are never known here; they are listed as advice only if this rule is
selected by name.

## Why it matters

The framework stops with `Cannot resolve variable at "…"` before it does anything, and reports a misspelled `self`
first and a missing `param` only on the next run. Here all of them are reported at once.

## Bad

A misspelled key:

```yaml
custom:
  table: notes
provider:
  name: aws
  environment:
    TABLE: ${self:custom.tabel} #! unresolved-variable
```

A file that is not there:

```yaml
custom:
  limits: ${file(config/limits.yml):timeout} #! unresolved-variable
```

One stage lacks what the other has:

```yaml
params:
  dev:
    domain: dev.example.com
  prod:
    replicas: 2
provider:
  name: aws
  environment:
    DOMAIN: ${param:domain} #! unresolved-variable
```

The provider's stage is not written, and this variable does not see `--stage`:

```yaml
custom:
  table: notes-${self:provider.stage} #! unresolved-variable
```

## Good

A fallback:

```yaml
custom:
  table: ${self:custom.name, 'notes'}
  limits: ${file(config/limits.yml):timeout, 10}
```

What lies in AWS is not known here:

```yaml
custom:
  table: ${ssm:/notes/table}
  bucket: ${cf:notes-uploads.Bucket}
```

Git ignores the file, so it is not expected in a checkout:

```yaml
custom:
  secrets: ${file(secrets.yml):token}
```
```text .gitignore
secrets.yml
```

The parameter comes with every stage:

```yaml
params:
  default:
    domain: dev.example.com
  prod:
    domain: example.com
custom:
  domain: ${param:domain}
```

## References

- https://www.serverless.com/framework/docs/guides/variables
- https://www.serverless.com/framework/docs/guides/parameters
"""

from collections.abc import Iterator

from slslint.api import ERROR, INFO, Finding, Problem, Rule, ServiceFile


class UnresolvedVariable(Rule):
    code = "SLS103"
    name = "unresolved-variable"
    severity = ERROR
    scope = ServiceFile
    needs = frozenset({"variable-missing"})

    def check(self, file: ServiceFile) -> Iterator[Finding]:
        for problem, stages, everywhere in file.met("variable-missing"):
            severity = self._severity(problem)
            if severity:
                yield self.of(problem, stages, everywhere, severity=severity)

    def _severity(self, problem: Problem) -> str:
        source = problem.data["source"]
        if source == "env":
            return INFO if self.explicit else ""
        if source == "file":
            return "" if problem.data.get("ignored") else ERROR
        if source == "param":
            return ERROR if problem.data.get("elsewhere") else INFO
        return INFO if source == "opt" else ERROR
