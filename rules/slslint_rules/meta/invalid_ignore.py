"""invalid-ignore: a suppression comment is malformed or names no rule.

## What it says

A comment that starts with `slslint:` is not of the form `slslint: ignore[rule-name] -- reason`
(or `ignore-file[…]`), or names a rule that does not exist. It silences nothing. With `require-reason = true` in the
configuration, a comment without a reason is reported too.

## Why it matters

Whoever wrote it believes that the finding is dealt with.

## Bad

A misspelled rule:

```yaml
functions:
  # slslint: ignore[timeout-unsett] -- typo #! invalid-ignore
  list:
    handler: src/notes.list
```

No rule is named, or the bracket is not closed:

```yaml
functions:
  list: # slslint: ignore #! invalid-ignore
    handler: src/notes.list
  get: # slslint: ignore[ #! invalid-ignore
    handler: src/notes.get
```

## Good

By name, by code, several at once, with a reason:

```yaml
functions:
  # slslint: ignore[timeout-unset, SLS401] -- generated in the pipeline
  list:
    handler: src/notes.list
```

A comment that only mentions slslint:

```yaml
functions:
  # checked by slslint: see the README
  list:
    handler: src/notes.list
```

Text in a value is no comment:

```yaml
functions:
  list:
    handler: src/notes.list
    description: "# slslint: ignore["
```
"""

from collections.abc import Iterator

from slslint.api import WARNING, Finding, Rule, Suppression


class InvalidIgnore(Rule):
    code = "SLS004"
    name = "invalid-ignore"
    severity = WARNING
    scope = Suppression

    def check(self, suppression: Suppression) -> Iterator[Finding]:
        if suppression.fault:
            yield self.at(suppression.at, suppression.fault)
        elif suppression.needs_reason and not suppression.reason:
            yield self.at(suppression.at, "this project asks for a reason: `slslint: ignore[rule-name] -- reason`")
