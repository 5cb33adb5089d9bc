"""undefined-environment: the code reads a variable of the environment that nobody sets.

## What it says

Code that runs for a handler reads `process.env.NAME`, and neither a function of the service nor the provider sets that
name. Lambda gives the function no other variables than those and its own (`AWS_…`, `LAMBDA_…`, `TZ`, …).

A read that is a test or has something to fall back on is left alone: `process.env.NAME || 'notes'`, `??`, a default, an
`if` that does not throw. So is everything where the environment may come from elsewhere: a plugin, a package such as
dotenv, an assignment in the code, a part of the configuration that is not known. This is advice, since a layer or a
wrapper can set variables that nobody sees.

## Why it matters

The name is `undefined`, and JavaScript goes on with it: a table is called `undefined`, a URL starts with `undefined/`. The
first call to another service fails, and the caller gets 502 `{"message": "Internal server error"}` from a REST API, 500
from an HTTP API. It works on the machine whose shell has the variable.

## Bad

Set under another name:

```yaml
provider:
  name: aws
  runtime: nodejs22.x
  environment:
    NOTES_TABLE: notes
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const table = process.env.NOTE_TABLE; //! undefined-environment
exports.list = async () => ({ statusCode: 200, body: JSON.stringify({ table }) });
```

In a file that the handler loads, and one that the code insists on:

```yaml
functions:
  list:
    handler: src/notes.list
    environment: {TABLE: notes}
  get:
    handler: src/notes.get
```
```js src/notes.js
const { TABLE, INDEX } = require('./settings');
exports.list = async () => ({ statusCode: 200, body: TABLE + INDEX });
exports.get = async () => {
  if (!process.env.KEY) throw new Error('no key'); //! undefined-environment
  return { statusCode: 200, body: TABLE };
};
```
```js src/settings.js
const { TABLE, INDEX, LIMIT = '10' } = process.env; //! undefined-environment
module.exports = { TABLE, INDEX, LIMIT };
```

## Good

Set by the provider, by a function, or by Lambda itself:

```yaml
provider:
  name: aws
  runtime: nodejs22.x
  environment: {TABLE: notes}
functions:
  list:
    handler: src/notes.list
    environment: {INDEX: by-date}
  get:
    handler: src/notes.get
```
```js src/notes.js
const { TABLE, INDEX } = process.env;
exports.list = async () => ({ statusCode: 200, body: TABLE + INDEX + process.env.AWS_REGION });
exports.get = async () => ({ statusCode: 200, body: TABLE + process.env.TZ });
```

The code does without it, or sets it:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
const limit = process.env.LIMIT;
process.env.TABLE = 'notes';
exports.list = async () => {
  if (process.env.VERBOSE) console.log(process.env.VERBOSE_PREFIX);
  return { statusCode: 200, body: process.env.TABLE + (process.env.INDEX ?? '') + (limit || 10) };
};
```

A part of the environment is not known:

```yaml
provider:
  name: aws
  runtime: nodejs22.x
  environment: ${ssm:/notes/environment}
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: process.env.TABLE });
```

A function's may be the one that sets it:

```yaml
functions:
  list:
    handler: src/notes.list
  get:
    handler: src/notes.list
    environment: ${ssm:/notes/environment}
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: process.env.TABLE });
```

A plugin reads `.env`:

```yaml
plugins: [serverless-dotenv-plugin]
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: process.env.TABLE });
```

A package does:

```yaml
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
require('dotenv').config();
exports.list = async () => ({ statusCode: 200, body: process.env.TABLE });
```

A bundler may write values in the place of names:

```yaml
plugins: [serverless-webpack]
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: process.env.TABLE });
```

The framework's own is told to:

```yaml
build:
  esbuild:
    define: {process.env.TABLE: '"notes"'}
functions:
  list:
    handler: src/notes.list
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: process.env.TABLE });
```

A layer's wrapper sets it first:

```yaml
functions:
  list:
    handler: src/notes.list
    environment: {AWS_LAMBDA_EXEC_WRAPPER: /opt/with-secrets}
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: process.env.TABLE });
```

The template sets it:

```yaml
functions:
  list:
    handler: src/notes.list
resources:
  extensions:
    ListLambdaFunction:
      Properties:
        Environment: {Variables: {TABLE: notes}}
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: process.env.TABLE });
```

The template may:

```yaml
functions:
  list:
    handler: src/notes.list
resources:
  extensions: ${ssm:/notes/extensions}
```
```js src/notes.js
exports.list = async () => ({ statusCode: 200, body: process.env.TABLE });
```

## References

- https://www.serverless.com/framework/docs/providers/aws/guide/functions#environment-variables
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
"""

from collections.abc import Iterator

from slslint.api import INFO, Finding, Rule, Service, did_you_mean, handler_of

# Of Lambda itself, of Node and npm, and of layers and tools whose names begin so.
_OTHERS = (
    "AWS_",
    "DD_",
    "JEST_",
    "LAMBDA_",
    "LUMIGO_",
    "NEW_RELIC_",
    "NODE_",
    "OTEL_",
    "POWERTOOLS_",
    "SENTRY_",
    "SERVERLESS_",
    "SLS_",
    "_",
    "npm_",
)
_OF_LAMBDA = frozenset({"AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION"})
_NAMES = frozenset(
    {
        "CI",
        "DEBUG",
        "HOME",
        "IS_LOCAL",
        "IS_OFFLINE",
        "LANG",
        "LD_LIBRARY_PATH",
        "LOG_LEVEL",
        "PATH",
        "PWD",
        "TZ",
        "USER",
    }
)


class UndefinedEnvironment(Rule):
    code = "SLS408"
    name = "undefined-environment"
    severity = INFO
    scope = Service
    needs = frozenset({"code", "nodejs"})

    def check(self, service: Service) -> Iterator[Finding]:
        known = _known(service)
        if known is None:
            return
        for function in service.functions:
            handler = handler_of(function)
            variables = handler.facts.variables
            for variable in variables if variables and not handler.is_wrapped else ():
                name = variable.name
                if not (variable.optional or name in known or name in _NAMES or name.startswith(_OTHERS)):
                    message = (
                        f"nothing sets `{name}`: in Lambda it is undefined{did_you_mean(name, known | _OF_LAMBDA)}"
                    )
                    yield self.at(variable.at, message, related=[(handler.at, f"`{function.name}` reads it")])


def _known(service: Service) -> frozenset[str] | None:
    """The names that somebody sets in the service; None where there may be more than can be seen."""
    if service.plugins.may("setsEnvironment") or service.plugins.may("makesHandlers"):
        return None
    extensions = service.config.at("resources", "extensions")
    if service.config.at("build", "esbuild").is_map or extensions.unknown:
        return None
    if any(extension.at("Properties", "Environment").exists for _, extension in extensions.entries()):
        return None
    sources = [service.provider["environment"], *(function.cursor["environment"] for function in service.functions)]
    if any(source.unknown for source in sources):
        return None
    return frozenset(name for source in sources for name, _ in source.entries())
