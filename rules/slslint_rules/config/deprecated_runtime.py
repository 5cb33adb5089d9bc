"""deprecated-runtime: Lambda no longer supports the function's runtime.

## What it says

By a dated table after AWS's own, the runtime is deprecated, or Lambda creates no more functions with it (a warning), or
it updates no function with it either (an error). What lies in the future of the table is not judged. A function without
a runtime gets the framework's default, which is out of support: `nodejs16.x` in version 3, `nodejs20.x` in version 4.

## Why it matters

A deprecated runtime gets no more security patches. Later a new stage or a new function cannot be created: `The runtime
parameter of nodejs12.x is no longer supported for creating or updating AWS Lambda functions`. In the end every deploy
that touches the function fails so, and a fix for production cannot be delivered.

The fix writes `nodejs22.x` for older versions of Node.js, not the newest: from `nodejs24.x` on Lambda starts no handler
that takes a callback.

## Bad

No function can be created or updated with it:

```yaml
functions:
  list:
    handler: src/notes.list
    runtime: nodejs12.x #! deprecated-runtime: error
```
```fixed
functions:
  list:
    handler: src/notes.list
    runtime: nodejs22.x
```

The provider's runtime is told once; it is deprecated:

```yaml
provider:
  name: aws
  runtime: python3.7 #! deprecated-runtime: warning
functions:
  list:
    handler: src/notes.list
  get:
    handler: src/notes.get
  search:
    handler: src/notes.search
    runtime: nodejs20.x #! deprecated-runtime: warning
```

No runtime at all, whichever version deploys it:

```yaml
provider:
  name: aws
functions:
  list: #! deprecated-runtime: warning
    handler: src/notes.list
```
```yaml three/serverless.yml
service: three
frameworkVersion: '3'
provider:
  name: aws
functions:
  list: #! deprecated-runtime: warning
    handler: src/notes.list
```

Where the framework's own list ends before the next runtime, and it is told to stop there, nothing is rewritten:

```yaml
frameworkVersion: '3'
configValidationMode: error
provider:
  name: aws
  runtime: nodejs20.x #! deprecated-runtime
functions:
  list:
    handler: src/notes.list
  read:
    handler: src/notes.read
    runtime: python3.8 #! deprecated-runtime
```
```fixed
frameworkVersion: '3'
configValidationMode: error
provider:
  name: aws
  runtime: nodejs20.x
functions:
  list:
    handler: src/notes.list
  read:
    handler: src/notes.read
    runtime: python3.8
```

Behind a variable:

```yaml
custom:
  runtime: nodejs14.x
functions:
  list:
    handler: src/notes.list
    runtime: ${self:custom.runtime} #! deprecated-runtime: warning
```

## Good

Supported, and the deprecated one of the provider used by nobody:

```yaml
provider:
  name: aws
  runtime: nodejs12.x
functions:
  list:
    handler: src/notes.list
    runtime: nodejs22.x
```

Not known here:

```yaml
functions:
  list:
    handler: src/notes.list
    runtime: ${env:RUNTIME}
  get:
    handler: src/notes.get
    runtime: ${env:RUNTIME, 'nodejs12.x'}
```

A name that is no runtime is another rule's affair:

```yaml
functions:
  list:
    handler: src/notes.list
    runtime: nodejs-12
```

A container image brings its own:

```yaml
provider:
  name: aws
functions:
  list:
    image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/notes@sha256:0123456789abcdef
```

## References

- https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
- https://www.serverless.com/framework/docs/providers/aws/guide/functions
"""

from collections.abc import Iterator
from functools import cache

from slslint.api import DEPRECATED, ERROR, WARNING, Finding, Function, Lifecycle, Rule, rewrite

LAST_WITH_CALLBACKS = "nodejs22.x"


class DeprecatedRuntime(Rule):
    code = "SLS110"
    name = "deprecated-runtime"
    severity = WARNING
    scope = Function
    tag = DEPRECATED
    needs = frozenset({"functions"})
    fixable = True

    def check(self, function: Function) -> Iterator[Finding]:
        lifecycles, runtime = function.lifecycles, function.runtime
        if not lifecycles or not all(lifecycle.deprecated for lifecycle in lifecycles):
            return
        severity = ERROR if all(lifecycle.update_blocked for lifecycle in lifecycles) else WARNING
        if runtime.is_default:
            names = " or ".join(f"`{lifecycle.runtime}`" for lifecycle in lifecycles)
            text = f"`{function.name}` names no runtime and gets {names}, which is deprecated"
            yield self.at(
                function.at, text, severity=severity, subject=function.name, fold="set `provider.runtime` once"
            )
            return
        (lifecycle,) = lifecycles
        place, new, text = runtime.cursor.value_at, _replacement(lifecycle), _text(lifecycle)
        refused = function.service.refuses_runtime(new)
        yield self.at(
            place,
            f"{text}, and version 3 of the framework refuses it under `configValidationMode: error`"
            if refused
            else text,
            severity=severity,
            related=runtime.cursor.origins,
            fixes=() if refused else rewrite(place, lifecycle.runtime, new, f"Write `{new}`", safe=False),
        )


def _replacement(lifecycle: Lifecycle) -> str:
    """The newest runtime of its kind, of those for Node.js the last one that starts handlers with a callback."""
    keeps_callbacks = lifecycle.successor.startswith("nodejs") and lifecycle.runtime != LAST_WITH_CALLBACKS
    return LAST_WITH_CALLBACKS if keeps_callbacks else lifecycle.successor


@cache
def _text(lifecycle: Lifecycle) -> str:
    text = f"Lambda deprecated `{lifecycle.runtime}` on {lifecycle.deprecated}"
    if lifecycle.update_blocked:
        text += " and neither creates nor updates a function with it"
    elif lifecycle.create_blocked:
        text += " and creates no function with it any more"
    return f"{text}; the newest of its kind is `{lifecycle.successor}`"
