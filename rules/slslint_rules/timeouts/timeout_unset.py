"""timeout-unset: neither the function nor the provider sets a timeout.

## What it says

The function runs with the framework's default of 6 seconds, which nobody chose. Set `timeout` on the function, or once
on the provider for all of them.

## Why it matters

Lambda stops the function after 6 seconds, be it in the middle of a write. The caller of a REST API sees
502 `{"message": "Internal server error"}`, that of an HTTP API 500 `{"message":"Internal Server Error"}`; the
function's log says `Task timed out after 6.00 seconds`. It works on a warm machine and dies on a cold start or a slow
day of a dependency.

## Bad

Nobody sets it:

```yaml
functions:
  list: #! timeout-unset
    handler: src/notes.list
```
```fixed
functions:
  list:
    timeout: 6
    handler: src/notes.list
```

Null is as if nothing were written:

```yaml
provider:
  name: aws
  timeout: null
functions:
  list: #! timeout-unset
    handler: src/notes.list
  get:
    handler: src/notes.get
    timeout: 10
```

## Good

The provider sets it for all:

```yaml
provider:
  name: aws
  timeout: 10
functions:
  list:
    handler: src/notes.list
```

What the provider sets is not known here, but it sets something:

```yaml
provider:
  name: aws
  timeout: ${ssm:/notes/timeout}
functions:
  list:
    handler: src/notes.list
```

A number in quotes is a number to the framework:

```yaml
functions:
  list:
    handler: src/notes.list
    timeout: '10'
```

A misspelled `timeout` is reported as what it is, an unknown property:

```yaml
functions:
  list:
    handler: src/notes.list
    timout: 10
```
```yaml two/serverless.yml
service: two
provider: {name: aws, timeOut: 10}
functions:
  list:
    handler: src/notes.list
```

So is zero, as an invalid value:

```yaml
provider:
  name: aws
  timeout: 0
functions:
  list:
    handler: src/notes.list
  get:
    handler: src/notes.get
    timeout: '0'
```

## References

- https://www.serverless.com/framework/docs/providers/aws/guide/functions
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
"""

from collections.abc import Iterator

from slslint.api import WARNING, Cursor, Finding, Fix, Function, Rule, closest, insert_entry

SET_ONCE = "set `provider.timeout` once, or `timeout` on each function"


class TimeoutUnset(Rule):
    code = "SLS501"
    name = "timeout-unset"
    severity = WARNING
    scope = Function
    needs = frozenset({"functions"})
    fixable = True

    def check(self, function: Function) -> Iterator[Finding]:
        if not function.timeout.is_default or not function.cursor.is_map:
            return
        if any(self._is_meant(owner) for owner in (function.cursor, function.service.provider)):
            return
        yield self.at(
            function.at,
            f"`{function.name}` sets no timeout: Lambda stops it after {function.timeout.value} s",
            fixes=self._fixes(function),
            subject=function.name,
            fold=SET_ONCE,
        )

    @staticmethod
    def _is_meant(owner: Cursor) -> bool:
        """Whether a timeout is misspelt, or no legal one: the schema has that."""
        names = [name for name, _ in owner.entries() if name != "timeout"]
        return owner["timeout"].number == 0 or any(closest(name, ("timeout",)) for name in names)

    @staticmethod
    def _fixes(function: Function) -> Iterator[Fix]:
        cursor, wanted = function.cursor, function.service.file.settings.get("timeout")
        value, runs = cursor.value, cursor["handler"].exists or cursor["image"].exists
        if value is not None and runs and value.at.items and not cursor["timeout"].exists:
            edit = insert_entry(value.at, "timeout", str(wanted or function.timeout.value))
            what = f"Set {wanted} seconds" if wanted else "Write the default of 6 seconds out"
            yield Fix(what, (edit,), safe=not wanted)
