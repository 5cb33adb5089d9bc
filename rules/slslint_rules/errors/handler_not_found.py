"""handler-not-found: the file that `handler` names is not there.

## What it says

`handler` is the path of a file without its extension, a dot, and the name of an export. There is no such file in the
service's folder, or its name differs in letter case.

Nothing is said where a file may come into being on the way to Lambda: a plugin that builds or moves handlers, or one
that is not known, `package.artifact`, a container image, a layer (`/opt/…`), a folder that is not there or that git
ignores, TypeScript's `outDir`, a file of that name in a language that is compiled.

## Why it matters

The framework packages and deploys without looking. Every request then fails when the function starts: a REST API
answers 502 `{"message": "Internal server error"}`, an HTTP API 500 `{"message":"Internal Server Error"}`, and the
function's log says `Runtime.ImportModuleError: Cannot find module …`. A name in another letter case works on the
developer's Mac or Windows machine, and fails on Lambda.

## Bad

There is a file of almost that name:

```yaml
functions:
  list:
    handler: src/note.list #! handler-not-found
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: '[]' });
```

The letter case differs:

```yaml
functions:
  list:
    handler: src/Notes.list #! handler-not-found
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: '[]' });
```

A Python module:

```yaml
functions:
  nightly:
    runtime: python3.13
    handler: jobs.nightly.run #! handler-not-found
```
```python jobs/hourly.py
def run(event, context):
    return None
```

## Good

The export of a file in a folder, and one that is nested:

```yaml
functions:
  list:
    handler: src/notes.list
  remove:
    handler: src/admin.notes.remove
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: '[]' });
```
```js src/admin.js
exports.notes = { remove: async () => ({ statusCode: 204 }) };
```

A plugin that is not known may make the file:

```yaml
plugins:
  - ./plugins/compile
functions:
  list:
    handler: src/note.list
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: '[]' });
```

The name of the file is not known:

```yaml
functions:
  list:
    handler: src/${ssm:/notes/module}.list
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: '[]' });
```

A build makes the folder:

```yaml
functions:
  list:
    handler: dist/notes.list
```
```ts src/notes.ts
export const list = async () => ({ statusCode: 200, body: '[]' });
```

## References

- https://www.serverless.com/framework/docs/providers/aws/guide/functions
- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Function, Rule, did_you_mean, handler_of


class HandlerNotFound(Rule):
    code = "SLS401"
    name = "handler-not-found"
    severity = ERROR
    scope = Function
    needs = frozenset({"functions"})

    def check(self, function: Function) -> Iterator[Finding]:
        handler = handler_of(function)
        located = handler.located
        if located.status == "case-differs":
            there, asked = handler.shown(located.spelled), handler.shown(located.path)
            yield self.at(handler.at, f"the file is called `{there}`, not `{asked}`: Lambda minds the letter case")
        elif located.status == "missing":
            asked = handler.shown(located.path)
            stem = asked.rpartition("/")[2].partition(".")[0]
            yield self.at(handler.at, f"there is no file `{asked}`{did_you_mean(stem, handler.siblings)}")
