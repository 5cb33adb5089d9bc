"""import-not-found: an import fails when the function starts.

## What it says

The handler's file, or one that it loads, imports what is not in the package:

- a file of the project that is not there, or whose name differs in letter case;
- a package that is a devDependency and nothing else: the framework leaves those out.

An import that may never run is left alone: one in a function, a condition or `try`, and a type in TypeScript. So is
everything where a bundler makes the package (a plugin, `build`, TypeScript), and a file that git ignores, which a build
may make. A devDependency that a layer or `excludeDevDependencies: false` may bring, or that some other package depends
on, is not reported, nor is the AWS SDK that the runtime brings along.

## Why it matters

The function fails when it starts, for every request: 502 `{"message": "Internal server error"}` from a REST API, 500
from an HTTP API, and `Runtime.ImportModuleError: Error: Cannot find module …` in the log. It works on the developer's
machine, where devDependencies are installed and letter case may not matter.

## Bad

The letter case differs, in a file that the handler loads:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const store = require('./store');
exports.list = async () => ({ statusCode: 200, body: JSON.stringify(await store.all()) });
```
```js src/store.js
const { table } = require('./lib/Table'); //! import-not-found
exports.all = async () => table.scan();
```
```js src/lib/table.js
exports.table = { scan: async () => [] };
```

A file that is not there, and a devDependency:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.mjs
import dayjs from 'dayjs'; //! import-not-found
import { all } from './stores.mjs'; //! import-not-found
export const list = async () => ({ statusCode: 200, body: JSON.stringify({ at: dayjs(), notes: await all() }) });
```
```json package.json
{"dependencies": {"ulid": "^2.3.0"}, "devDependencies": {"dayjs": "^1.11.0"}}
```

The SDK that the runtime does not bring any more:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const AWS = require('aws-sdk'); //! import-not-found
exports.list = async () => new AWS.DynamoDB.DocumentClient().scan({ TableName: 'notes' }).promise();
```
```json package.json
{"devDependencies": {"aws-sdk": "^2.1000.0"}}
```

## Good

There, and a dependency; the SDK that the runtime brings:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const { ulid } = require('ulid');
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const store = require('./store');
exports.list = async () => ({ statusCode: 200, body: store.all(new DynamoDBClient(), ulid()) });
```
```js src/store.js
exports.all = () => '[]';
```
```json package.json
{"dependencies": {"ulid": "^2.3.0"}, "devDependencies": {"@aws-sdk/client-dynamodb": "^3.700.0"}}
```

A plugin that bundles; one that is not known may:

```yaml
plugins: [serverless-esbuild]
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const dayjs = require('dayjs');
const generated = require('./generated');
exports.list = async () => ({ statusCode: 200, body: dayjs().format() + generated });
```
```json package.json
{"devDependencies": {"dayjs": "^1.11.0"}}
```

Only where it is wanted; what git ignores may be made by a build:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
let dayjs;
try { dayjs = require('dayjs'); } catch (error) { dayjs = null; }
const version = require('./version.json');
exports.list = async () => ({ statusCode: 200, body: version.text });
```
```json package.json
{"devDependencies": {"dayjs": "^1.11.0"}}
```
```text .gitignore
version.json
```

Packaged all the same: by a setting, a layer, or a pattern:

```yaml
package:
  excludeDevDependencies: false
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const dayjs = require('dayjs');
exports.list = async () => ({ statusCode: 200, body: dayjs().format() });
```
```json package.json
{"devDependencies": {"dayjs": "^1.11.0"}}
```

A layer may bring it:

```yaml
functions:
  list:
    handler: src/notes.list
    layers: ['${ssm:/layers/dates}']
```
```js src/notes.js
const dayjs = require('dayjs');
exports.list = async () => ({ statusCode: 200, body: dayjs().format() });
```
```json package.json
{"devDependencies": {"dayjs": "^1.11.0"}}
```

A pattern takes it in:

```yaml
package:
  patterns: ['node_modules/dayjs/**']
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const dayjs = require('dayjs');
exports.list = async () => ({ statusCode: 200, body: dayjs().format() });
```
```json package.json
{"devDependencies": {"dayjs": "^1.11.0"}}
```

Whether a setting takes it in is not known:

```yaml
package:
  excludeDevDependencies: ${ssm:/notes/exclude}
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const dayjs = require('dayjs');
exports.list = async () => ({ statusCode: 200, body: dayjs().format() });
```
```json package.json
{"devDependencies": {"dayjs": "^1.11.0"}}
```

## References

- https://www.serverless.com/framework/docs/providers/aws/guide/packaging
- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html
"""

from collections.abc import Iterator

from slslint.api import ERROR, Finding, Function, Rule, handler_of


class ImportNotFound(Rule):
    code = "SLS407"
    name = "import-not-found"
    severity = ERROR
    scope = Function
    needs = frozenset({"code", "nodejs"})

    def check(self, function: Function) -> Iterator[Finding]:
        handler = handler_of(function)
        for remark in handler.broken_imports:
            related = [(handler.at, f"`{function.name}` loads it when it starts")]
            yield self.at(remark.at, remark.message, related=related)
