"""excluded-handler: the patterns of `package` leave the handler's file out.

## What it says

The file that `handler` names is in the folder, and the last pattern of `package` that matches it leaves it out of the
package that is uploaded. Patterns apply in order, those of a function only where it is packaged individually.

Only patterns that are all known are judged, and nothing is said where a plugin or `build` makes the package.

## Why it matters

The deploy succeeds. Every request fails when the function starts: a REST API answers 502
`{"message": "Internal server error"}`, an HTTP API 500, and the log says `Runtime.ImportModuleError: Cannot find
module …`. `serverless invoke local` and `serverless-offline` run from the folder, and do not show it.

## Bad

A folder that is left out for its tests holds a handler too:

```yaml
package:
  patterns:
    - '!jobs/**'
functions:
  nightly:
    handler: jobs/nightly.run #! excluded-handler
```
```js jobs/nightly.js
exports.run = async () => {};
```

Nothing is packaged but what is named, and this is not:

```yaml
package:
  individually: true
  patterns: ['!**', 'src/shared/**']
functions:
  list:
    handler: src/notes.list
    package:
      patterns: [src/notes.js]
  nightly:
    handler: jobs/nightly.run #! excluded-handler
    package:
      patterns: ['jobs/*.mjs']
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: '[]' });
```
```js jobs/nightly.js
exports.run = async () => {};
```

The older form; Python:

```yaml
provider: {name: aws, runtime: python3.13}
package:
  exclude: [jobs/**]
functions:
  nightly:
    handler: jobs/nightly.run #! excluded-handler
```
```python jobs/nightly.py
def run(event, context):
    return None
```

## Good

A later pattern takes it in again:

```yaml
package:
  patterns:
    - '!jobs/**'
    - jobs/{hourly,nightly}.js
functions:
  nightly:
    handler: jobs/nightly.run
```
```js jobs/nightly.js
exports.run = async () => {};
```

A pattern is not known:

```yaml
package:
  patterns:
    - '!jobs/**'
    - ${ssm:/notes/pattern}
functions:
  nightly:
    handler: jobs/nightly.run
```
```js jobs/nightly.js
exports.run = async () => {};
```

A function's own patterns do not count where the service is packaged as one:

```yaml
functions:
  nightly:
    handler: jobs/nightly.run
    package:
      patterns: ['!jobs/**']
```
```js jobs/nightly.js
exports.run = async () => {};
```

A bundler makes the package:

```yaml
build: esbuild
package:
  patterns: ['!**']
functions:
  nightly:
    handler: jobs/nightly.run
```
```js jobs/nightly.js
exports.run = async () => {};
```

## References

- https://www.serverless.com/framework/docs/providers/aws/guide/packaging#patterns
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Function, Rule, handler_of


class ExcludedHandler(Rule):
    code = "SLS409"
    name = "excluded-handler"
    severity = ERROR
    scope = Function
    needs = frozenset({"functions", "package"})

    def check(self, function: Function) -> Iterator[Finding]:
        handler = handler_of(function)
        pattern = handler.left_out_by
        if pattern is not None:
            name = handler.shown(handler.located.path)
            related = [(pattern.value_at, "this pattern leaves it out, and none after it takes it in")]
            yield self.at(handler.at, f"`{name}` is left out of the package", related=related)
