"""invalid-value: a value that the framework does not accept.

## What it says

The type, the range or the form of a value is wrong, it is none of those that there are, or something that an entry
needs is missing. Values are read as the framework reads them: `'20'` is a number where a number is due, one value is a
list of one, and null is as if nothing were written. With the framework's version not known, only what versions 3 and 4
both refuse is reported. Values that warn and are deployed as meant are right: a runtime that is newer than the
framework, `http: get notes` without a slash, a CloudFormation function where it is copied into the template.

## Why it matters

By default the framework prints `Invalid configuration encountered`, among other warnings, and goes on. Either the
setting has no effect then, or the deploy fails in its middle: `Value '64' at 'memorySize' failed to satisfy constraint`.
Where an entry lacks something the framework often stops without saying which: `Cannot read properties of undefined`.

## Bad

Out of range, of the wrong type, none of those that there are:

```yaml
custom:
  info: info
  memory: {dev: 64, prod: 1024}
provider:
  name: aws
  stage: dev_one #! invalid-value
  region: eu-west1 #! invalid-value
  runtime: node22.x #! invalid-value: error
  timeout: 901 #! invalid-value
  memorySize: ${self:custom.memory.dev} #! invalid-value
  logRetentionInDays: 15 #! invalid-value
  versionFunctions: sometimes #! invalid-value
  logs:
    restApi: {level: error} #! invalid-value
    websocket: {level: '${self:custom.info}'} #! invalid-value
  environment:
    ORIGINS: [a, b] #! invalid-value
    LOG-LEVEL: debug #! invalid-value
  vpc:
    subnetIds: [subnet-1]
    securityGroupIds: #! invalid-value
      first: sg-1
```
```fixed
custom:
  info: info
  memory: {dev: 64, prod: 1024}
provider:
  name: aws
  stage: dev_one
  region: eu-west-1
  runtime: nodejs22.x
  timeout: 901
  memorySize: ${self:custom.memory.dev}
  logRetentionInDays: 15
  versionFunctions: sometimes
  logs:
    restApi: {level: ERROR}
    websocket: {level: '${self:custom.info}'}
  environment:
    ORIGINS: [a, b]
    LOG-LEVEL: debug
  vpc:
    subnetIds: [subnet-1]
    securityGroupIds:
      first: sg-1
```

Forms of functions and of their events:

```yaml
functions:
  list notes: #! invalid-value
    handler: src/notes.list
  nothing: #! invalid-value
    events:
      - schedule: rate(1 minutes) #! invalid-value
      - alexaSkill #! invalid-value
      - http: FETCH /notes #! invalid-value
      - sqs: !GetAtt Notes.Arn #! invalid-value
      - iot: '' #! invalid-value
      - schedule: #! invalid-value
  both: #! invalid-value
    handler: src/notes.both
    image: notes
    description: ${self:custom.text} #! invalid-value
    ephemeralStorageSize: 100 #! invalid-value
    layers: [a] #! invalid-value
    events: #! invalid-value
      http: GET /notes
  late: src/notes.late #! invalid-value
  watch:
    handler: src/notes.watch
    events:
      - httpApi: #! invalid-value
          path: /notes
      - stream: #! invalid-value
          arn: !GetAtt Notes.StreamArn
      - eventBridge: #! invalid-value
          schedule: rate(1 hour)
          input: {}
          inputPath: $.detail
      - schedule: #! invalid-value
          rate: rate(1 hour)
          timezone: Europe/Paris
      - sns: #! invalid-value
          displayName: Notes
      - alb: #! invalid-value
          listenerArn: !Ref Listener
custom:
  text: >-
    A text of more than 256 characters, which is what Lambda allows: notes, notes, notes, notes, notes, notes, notes,
    notes, notes, notes, notes, notes, notes, notes, notes, notes, notes, notes, notes, notes, notes, notes, notes,
    notes, notes, notes, notes, notes, notes, notes, notes, notes
```

What the framework only warns of by default, where it is told to stop:

```yaml
frameworkVersion: '3'
configValidationMode: error
provider:
  name: aws
  runtime: nodejs22.x #! invalid-value
  region: mx-central-1 #! invalid-value
  logRetentionInDays: 1096 #! invalid-value
functions:
  list:
    handler: src/notes.list
    timeout: !Ref Timeout #! invalid-value
    environment: '' #! invalid-value
    events:
      - http: get notes #! invalid-value
      - http: GET /notes #! invalid-value: error
        schedule: rate(1 hour)
```

What goes together, and what does not:

```yaml
frameworkVersion: '4'
plugins: [serverless-offline, serverless-offline] #! invalid-value
params: {default: {level: info}} #! invalid-value
stages: {default: {}}
provider:
  name: aws
  apiGateway: #! invalid-value
    restApiId: abcdef1234
functions:
  list:
    handler: src/notes.list
    snapStart: true
    provisionedConcurrency: 1 #! invalid-value
  read: #! invalid-value
    handler: src/notes.read
    fileSystemConfig:
      arn: !GetAtt AccessPoint.Arn
      localMountPath: /mnt/notes
```

The service's name in the form of older versions, where the runtime cannot be misspelt:

```yaml serverless.yml
service: #! invalid-value
  name: notes
provider: aws
functions: [{list: {handler: src/notes.list}}, list] #! invalid-value
```
```yaml other/serverless.yml
service: nobody #! invalid-value
frameworkVersion: '3'
```
```yaml third/serverless.yml
provider: {name: aws} #! invalid-value
```

Too few, too many, twice, nothing, and a long text:

```yaml
provider:
  name: aws
  stackName: '' #! invalid-value
  vpc:
    subnetIds: [subnet-1]
    securityGroupIds: [a, b, c, d, e, f] #! invalid-value
functions:
  list:
    handler: src/notes.list
    role: '' #! invalid-value
    events:
      - schedule:
          rate: [] #! invalid-value
      - s3:
          bucket: notes
          rules:
            - prefix: a/ #! invalid-value
              suffix: .json
      - cloudFront:
          behavior:
            AllowedMethods: [GET, GET] #! invalid-value
          pathPattern: notes of all the people who have ever written one, newest first #! invalid-value
      - cognitoUserPool:
          pool: people
          trigger: Sometimes #! invalid-value
      - [http] #! invalid-value
```

Two events in one item work, with a warning; a runtime and a handler may be a plugin's affair:

```yaml
plugins: [./plugins/haskell]
provider:
  name: aws
  runtime: haskell #! invalid-value: info
  timeout: 901 #! invalid-value: error
functions:
  list: #! invalid-value: info
    events:
      - http: GET /notes #! invalid-value: info
        schedule: rate(1 hour)
```

A plugin may take it away before the framework looks:

```yaml
plugins: [serverless-plugin-ifelse]
provider:
  name: aws
  timeout: 901 #! invalid-value: info
```

A provider without a name:

```yaml
provider: #! invalid-value
  runtime: nodejs22.x
functions:
  list:
    handler: src/notes.list
```

## Good

The provider's name may be there, and another provider's settings are not known here:

```yaml
provider: ${file(provider.js):provider}
functions:
  list:
    handler: src/notes.list
    timeout: never
```

```yaml
provider: google
functions:
  list:
    handler: http
    timeout: never
```

As the framework reads it: numbers in quotes, one value for a list, null, an empty text and false for no settings, any
case of a method:

```yaml
frameworkVersion: '3'
provider:
  name: aws
  timeout: '20'
  memorySize: 512
  tracing: {lambda: 'true'}
  environment: {RETRIES: 3, VERBOSE: true, EMPTY: null, NAME: !Ref Table}
  iam: {role: {statements: [{Effect: Allow, Action: 'dynamodb:*', Resource: !GetAtt Table.Arn}]}}
functions:
  none: null
  list:
    handler: src/notes.list
    tags: null
    environment: ''
    vpc: false
    events:
      - ''
      - http: {method: Get, path: notes, integration: LAMBDA}
```

Newer than the framework, and what deploys although it warns:

```yaml
frameworkVersion: '3'
provider:
  name: aws
  runtime: nodejs24.x
  region: mx-central-1
  logRetentionInDays: 1096
  vpc: {securityGroupIds: !Ref Groups, subnetIds: !Ref Subnets}
functions:
  list:
    handler: src/notes.list
    runtime: python3.99
    timeout: !Ref Timeout
    description: !Sub 'Notes of ${AWS::StackName}'
    events:
      - http: get notes
      - sqs: {arn: !GetAtt Notes.Arn, batchSize: !Ref BatchSize}
resources:
  Resources:
    ApiGatewayRestApi: {Properties: {Name: notes}}
```

The mode is not known, or another build of the framework, which knows more, is in use:

```yaml serverless.yml
frameworkVersion: '3'
configValidationMode: ${env:MODE}
provider: {name: aws, runtime: nodejs22.x}
functions:
  list: {handler: src/notes.list, timeout: !Ref Timeout}
```
```yaml fork/serverless.yml
service: fork
frameworkVersion: '3'
configValidationMode: error
provider: {name: aws, runtime: nodejs22.x}
```
```json fork/package.json
{"devDependencies": {"osls": "^3.45.0"}}
```

Not known here:

```yaml
provider:
  name: aws
  stage: ${env:STAGE}
  timeout: ${ssm:/notes/timeout}
  memorySize: ${env:MEMORY, 64}
functions:
  list:
    handler: ${env:HANDLER}
    image: ${env:IMAGE}
    events:
      - schedule: rate(${env:MINUTES} minutes)
      - stream: {arn: '${ssm:/arn}', startingPosition: '${env:POSITION}'}
      - ${file(events.yml)}
```

Together, or perhaps not there at all:

```yaml
provider:
  name: aws
  apiGateway: {restApiId: '${env:API}', restApiRootResourceId: '${env:ROOT}'}
  vpc: {securityGroupIds: [sg-1], subnetIds: [subnet-1]}
functions:
  list:
    handler: src/notes.list
    snapStart: true
    provisionedConcurrency: ${env:CONCURRENCY}
    fileSystemConfig: {arn: !GetAtt AccessPoint.Arn, localMountPath: /mnt/notes}
```

Right in one of the two versions, and the version is not known:

```yaml
useDotenv: [.env.local]
functions:
  list:
    handler: src/notes.list
    memorySize: 20480
```

Misspelt is not lacking, and reported as what it is, an unknown property:

```yaml
functions:
  list:
    handlr: src/notes.list
  get:
    handler: src/notes.get
    events:
      - httpApi: {path: /notes, metod: get}
      - sns: {topicNam: notes}
```

What plugins read:

```yaml
plugins: [serverless-pseudo-parameters, serverless-rust, serverless-plugin-tracing, serverless-local-schedule]
provider:
  name: aws
  runtime: rust
  tracing: true
functions:
  list:
    handler: list
    layers: ['#{Layer}']
    events:
      - schedule: {rate: rate(1 hour), timezone: Europe/Paris}
```

A part of a service that another file completes:

```yaml serverless.base.yml
provider: {name: aws, runtime: nodejs22.x}
```

## References

- https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
- https://www.serverless.com/framework/docs/configuration-validation
"""

import json
from collections.abc import Iterator, Sequence

from slslint.api import ERROR, INFO, Fault, Finding, Rule, Service, closest, rewrite

LONGEST, SHOWN = 160, 60
"""So many characters of what is expected are shown, and so many of a value."""
REFUSED = "; with `configValidationMode: error` the framework stops here"


class InvalidValue(Rule):
    code = "SLS102"
    name = "invalid-value"
    severity = ERROR
    scope = Service
    needs = frozenset({"faults"})
    fixable = True

    def check(self, service: Service) -> Iterator[Finding]:
        for fault in service.faults:
            if fault.is_unknown_key:
                continue
            text, written = _text(fault) + (REFUSED if fault.stops else ""), fault.cursor.text or ""
            near = closest(written, fault.choices)
            fixable = near and fault.cursor.is_literal
            yield self.at(
                fault.at,
                f"{text}; did you mean `{near}`?" if near else text,
                severity=INFO if _may_work(fault, service) else ERROR,
                related=fault.cursor.origins,
                fixes=rewrite(fault.at, written, f"{near}", f"Write `{near}`", safe=False) if fixable else (),
                yields=not fault.is_of_function,
            )


def _may_work(fault: Fault, service: Service) -> bool:
    """Whether a plugin may put it right; two events in one item deploy as they are (measured, 3.40)."""
    plugins = service.plugins
    supplied = plugins.unknown and (fault.keyword == "format" or fault.is_of_function)
    in_one = fault.keyword == "maxProperties" and fault.level == "event" and not fault.stops
    return bool(supplied or in_one or plugins.do("rewritesConfiguration"))


def _text(fault: Fault) -> str:
    keyword, schema = fault.keyword, fault.schema
    if keyword in ("required", "not", "then", "minProperties", "maxProperties") or fault.choice:
        return f"{fault.place} {_of_entry(fault)}"
    if keyword == "propertyNames":
        return f"`{fault.word}` is not {schema['title']}"
    if keyword in ("minItems", "maxItems"):
        limit = "least" if keyword == "minItems" else "most"
        return f"{fault.name} has {len([*fault.cursor.items()])} items, the {limit} is {schema[keyword]}"
    if keyword == "uniqueItems":
        return f"{fault.name}, {_shown(fault)}, stands there already"
    if keyword == "maxLength":
        return f"{fault.name} has {len(fault.cursor.text or '')} characters, {schema[keyword]} are allowed"
    expected = _listed(fault.expected, "or")
    return f"{fault.name} is {_shown(fault)}, not {expected if len(expected) <= LONGEST else 'one of the known values'}"


def _of_entry(fault: Fault) -> str:
    """What is wrong with a map as a whole."""
    keyword, schema = fault.keyword, fault.schema
    if keyword == "required":
        return f"needs {_listed(_quoted(fault.lacking), 'and')}"
    if fault.choice:
        some = _listed(_quoted(fault.choice), "or" if keyword == "anyOf" else "and")
        return f"needs {some}" if keyword == "anyOf" else f"takes only one of {some}"
    if keyword in ("not", "then"):
        return f"{'needs' if keyword == 'then' else 'cannot have'} {schema['title']}"
    return "is empty" if keyword == "minProperties" else f"has too many keys, at most {schema[keyword]}"


def _shown(fault: Fault) -> str:
    cursor = fault.cursor
    if cursor.is_list or cursor.is_map:
        return "a list" if cursor.is_list else "a CloudFormation function" if fault.is_intrinsic else "a map"
    text = cursor.text if cursor.text is not None else json.dumps(cursor.scalar)
    return f"`{text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}`" if text else "empty"


def _quoted(words: Sequence[str]) -> list[str]:
    return [f"`{word}`" for word in words]


def _listed(words: Sequence[str], last: str) -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
