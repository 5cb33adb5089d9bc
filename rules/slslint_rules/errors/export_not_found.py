"""export-not-found: the handler's file exports no such name.

## What it says

The file that `handler` names is there, and what stands behind the dot is not among its exports: for Node.js what
`exports`, `module.exports` or `export` give it, for Python a function of the module. Exports are followed through
re-exports, objects, classes and compiled TypeScript; a file whose exports cannot all be seen is left alone.

## Why it matters

The framework deploys without looking into the file. Every request fails when the function starts: a REST API answers
502 `{"message": "Internal server error"}`, an HTTP API 500 `{"message":"Internal Server Error"}`, and the log says
`Runtime.HandlerNotFound: notes.list is undefined or not exported` or, for Python, `Runtime.HandlerNotFound: Handler
'list' missing on module 'notes'`.

## Bad

The function was renamed in one place:

```yaml
functions:
  list:
    handler: src/notes.list #! export-not-found
```
```js src/notes.js
exports.listNotes = async () => ({ statusCode: 200, body: '[]' });
```

A function of the file that is not exported:

```yaml
provider: {name: aws, runtime: nodejs22.x}
functions:
  list:
    handler: src/notes.list #! export-not-found
  get:
    handler: src/notes.get
```
```js src/notes.mjs
const list = async () => ({ statusCode: 200, body: '[]' });
export const get = async () => ({ statusCode: 200, body: '{}' });
```

Python, one letter off; a module without any function:

```yaml
provider: {name: aws, runtime: python3.13}
functions:
  list:
    handler: notes.list_notes #! export-not-found
  get:
    handler: settings.get #! export-not-found
```
```python notes.py
def list_note(event, context):
    return {"statusCode": 200, "body": "[]"}
```
```python settings.py
TABLE = "notes"
```

## Good

Exported by way of other files:

```yaml
functions:
  list:
    handler: src/notes.list
  get:
    handler: src/notes.get
```
```js src/notes.js
export * from './store.js';
export { fetchOne as get } from './store.js';
```
```js src/store.js
export const list = async () => ({ statusCode: 200, body: '[]' });
export const fetchOne = async () => ({ statusCode: 200, body: '{}' });
```

What a package exports is not known:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
module.exports = require('@acme/handlers')({ table: 'notes' });
```

The letter case of the file differs, which is reported as that:

```yaml
functions:
  list:
    handler: src/Notes.list
  get:
    handler: src/notes.get
```
```js src/notes.js
exports.get = async () => ({ statusCode: 200, body: '{}' });
```

Names that are computed may be any:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
for (const name of Object.keys(require('./routes'))) {
  exports[name] = async () => ({ statusCode: 200, body: '[]' });
}
```

## References

- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
- https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Function, Rule, did_you_mean, handler_of


class ExportNotFound(Rule):
    code = "SLS402"
    name = "export-not-found"
    severity = ERROR
    scope = Function
    needs = frozenset({"code", "functions"})

    def check(self, function: Function) -> Iterator[Finding]:
        handler = handler_of(function)
        facts = handler.facts
        if handler.located.status == "found" and facts.status == "missing":
            near = did_you_mean(facts.export[-1], facts.names) or _instead(facts.names)
            yield self.at(handler.at, f"`{handler.shown(facts.path)}` {facts.why}{near}")


def _instead(names: tuple[str, ...]) -> str:
    return f"; there is {', '.join(f'`{name}`' for name in names[:5])}" if names else ""
