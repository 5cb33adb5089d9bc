"""unused-ignore: a suppression comment silences nothing.

## What it says

The comment names a rule that reports nothing there any more. It is judged only when that rule was run, for all known
stages and for all services that the file belongs to.

## Why it matters

A suppression that outlives its reason hides the next fault at that place.

## Bad

The function sets its timeout:

```yaml
functions:
  # slslint: ignore[timeout-unset] -- six seconds are plenty #! unused-ignore
  list:
    handler: src/notes.list
    timeout: 10
```
```fixed
functions:
  list:
    handler: src/notes.list
    timeout: 10
```

The comment stands at another entry than the finding:

```yaml
functions:
  list:
    handler: src/notes.list
  get:
    handler: src/notes.get # slslint: ignore[timeout-unset] -- wrong line #! unused-ignore
    timeout: 5
```

One rule of two silences nothing any more:

```yaml
functions:
  # slslint: ignore[timeout-unset, timeout-exceeds-api-limit] -- a cache look-up #! unused-ignore
  list:
    handler: src/notes.list
```
```fixed
functions:
  # slslint: ignore[timeout-unset] -- a cache look-up
  list:
    handler: src/notes.list
```

## Good

It silences a finding:

```yaml
functions:
  # slslint: ignore[timeout-unset] -- a cache look-up, six seconds are plenty
  list:
    handler: src/notes.list
```

Whether it does depends on a value that is not known, but it may:

```yaml
provider:
  name: aws
  # slslint: ignore[timeout-exceeds-api-limit] -- the limit was raised for this account
  timeout: 60
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
```

A comment that is itself malformed is the affair of `invalid-ignore`:

```yaml
functions:
  list: # slslint: ignore
    handler: src/notes.list
    timeout: 5
```
"""

from collections.abc import Iterator

from slslint.api import UNNECESSARY, WARNING, Finding, Fix, Rule, Suppression


class UnusedIgnore(Rule):
    code = "SLS003"
    name = "unused-ignore"
    severity = WARNING
    scope = Suppression
    tag = UNNECESSARY
    fixable = True

    def check(self, suppression: Suppression) -> Iterator[Finding]:
        if suppression.fault:
            return
        if unused := suppression.unused:
            what = "this suppression" if len(unused) == len(suppression.rules) else f"`{', '.join(unused)}` here"
            fix = Fix("Remove what silences nothing", (suppression.without(unused),), safe=True)
            yield self.at(suppression.at, f"{what} silences nothing: remove it", fixes=[fix])
