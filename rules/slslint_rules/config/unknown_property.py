"""unknown-property: a key that the framework does not know.

## What it says

No part of the framework reads this key, and no plugin of the service is known to. What was meant is said where it can
be told: the right spelling, the level at which the key belongs, the version that has it. A plugin of which nothing is
known may read any key: beside one, an unknown key is advice.

## Why it matters

The framework prints `Invalid configuration encountered`, among other warnings, and deploys without the setting: the
default timeout, an empty environment, a route that everybody may call because its `authorizer` was misspelt.

## Bad

Misspelt:

```yaml
frameworkVersion: '3'
provider:
  name: aws
  enviroment: #! unknown-property: error
    TABLE: notes
functions:
  list:
    handler: src/notes.list
    timout: 20 #! unknown-property
    events:
      - http:
          method: get
          path: /notes
          authoriser: aws_iam #! unknown-property
custm: #! unknown-property
  anything: {goes: here}
```
```fixed
frameworkVersion: '3'
provider:
  name: aws
  environment:
    TABLE: notes
functions:
  list:
    handler: src/notes.list
    timeout: 20
    events:
      - http:
          method: get
          path: /notes
          authorizer: aws_iam
custom:
  anything: {goes: here}
```

Right under another name, were it not for the value, so that nothing is renamed:

```yaml
provider:
  name: aws
  cfLogs: true #! unknown-property
functions:
  list:
    handler: src/notes.list
    timeot: 901 #! unknown-property
    memroySize: 512 #! unknown-property
    events:
      - http:
          path: /notes
          method: get
          responses: {200: {description: All notes}} #! unknown-property
```
```fixed
provider:
  name: aws
  cfLogs: true
functions:
  list:
    handler: src/notes.list
    timeot: 901
    memorySize: 512
    events:
      - http:
          path: /notes
          method: get
          responses: {200: {description: All notes}}
```

At the wrong level:

```yaml
runtime: nodejs22.x #! unknown-property
provider:
  name: aws
  apiKeys: [mobile] #! unknown-property
  tracking: false #! unknown-property
  plugins: [serverless-offline] #! unknown-property
functions:
  list:
    handler: src/notes.list
    http: GET /notes #! unknown-property
    events:
      - http: GET /notes
      - timeout: 20 #! unknown-property
      - httpApi:
          path: /notes
          method: GET
          cors: true #! unknown-property
          timeout: 20 #! unknown-property
      - http:
          path: /notes/{id}
          method: get
          request:
            paths: {id: true} #! unknown-property
```

Settings of an event that were not indented:

```yaml
functions:
  list:
    handler: src/notes.list
    events:
      - http:
        path: /notes #! unknown-property
        method: get
      - http: GET /search
        cors: true #! unknown-property
```

The other version's, and a key for which the right one is there as well:

```yaml
frameworkVersion: '3'
stages: {} #! unknown-property
provider:
  name: aws
  logRetention: 14 #! unknown-property
  logRetentionInDays: 30
functions:
  list:
    handler: src/notes.list
    durableConfig: {executionTimeout: 60} #! unknown-property
```

The plugin that reads it is missing, a map that is there has it, and one that is not there would have it:

```yaml
functions:
  list:
    handler: src/notes.list
    warmup: {default: {enabled: true}} #! unknown-property
    vpc: {securityGroupIds: [sg-1], subnetIds: [subnet-1]}
    ipv6AllowedForDualStack: true #! unknown-property
    cors: true #! unknown-property
    events:
      - path: /notes #! unknown-property
```

Near another key, and right elsewhere as it is:

```yaml
frameworkVersion: '4'
provider: {name: aws}
stage: dev #! unknown-property
```

Nothing is near, and the whole choice is short:

```yaml
provider:
  name: aws
  tracing: {api: true} #! unknown-property
  eventBridge:
    foo: 1 #! unknown-property
```

A plugin may take it away before the framework looks:

```yaml
plugins: [serverless-plugin-ifelse]
functions:
  list:
    handler: src/notes.list
    timout: 20 #! unknown-property: info
```

A plugin that nobody knows may read it:

```yaml
plugins: [serverless-offline, ./plugins/teams]
functions:
  list:
    handler: src/notes.list
    team: blue #! unknown-property: info
```

## Good

What a known plugin reads:

```yaml
frameworkVersion: '3'
plugins: [serverless-plugin-warmup, serverless-step-functions, serverless-openapi-documenter, serverless-prune-plugin]
provider: {name: aws}
stepFunctions: {stateMachines: {}}
functions:
  list:
    handler: src/notes.list
    warmup: {default: {enabled: true}}
    events:
      - http:
          path: /notes
          method: get
          documentation: {summary: All notes}
custom:
  prune: {automatic: true, number: 3, whatever: 1}
```

Keys of version 4, where version 4 may be in use:

```yaml
stages: {default: {params: {}}}
provider: {name: aws, domain: notes.example.com}
functions:
  list:
    handler: src/notes.list
    iamRoleStatementsInherit: true
```

The part is not known here, or nobody's business:

```yaml
provider:
  name: aws
  vpc: ${ssm:/vpc}
  environment: {ANYTHING: goes}
functions: ${ssm:/functions}
custom: {timout: 1}
resources:
  Outputs: {Anything: {Valu: 1}}
```

An entry with nothing of a function is no function, which another rule says once:

```yaml
functions:
  functions:
    list: {handler: src/notes.list}
    get: {handler: src/notes.get}
```

A version before 3 has other keys:

```yaml
frameworkVersion: '>=1.60.0 <3.0.0'
tenant: acme
provider: {name: aws, apiKeys: [mobile]}
```

Another provider has keys of its own:

```yaml
provider: {name: google, project: notes}
functions:
  list: {handler: list, events: [{https: path}]}
```

## References

- https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
- https://www.serverless.com/framework/docs/configuration-validation
"""

from collections.abc import Iterator

from slslint.api import ERROR, INFO, Fault, Finding, Rule, Service, closest, rewrite

SHORT = 8
"""So many keys are listed."""

# What to say of a key that belongs to another level, and where else to look for one, by the level at which it stands.
BELONGS = {
    "": "it belongs at the top level",
    "provider": "it belongs under `provider`",
    "function": "it belongs to a function",
    "event": "it is an event: it belongs into a list under `events`",
}
LOOK = {
    "": ("provider", "function", "event"),
    "provider": ("", "function"),
    "function": ("event", "provider", ""),
    "event": ("function", "provider", ""),
    None: ("function", "provider", ""),
}
NOTES = {("httpApi", "cors"): "an HTTP API has one setting for all its routes, `provider.httpApi.cors`"}


class UnknownProperty(Rule):
    code = "SLS101"
    name = "unknown-property"
    severity = ERROR
    scope = Service
    needs = frozenset({"faults"})
    fixable = True

    def check(self, service: Service) -> Iterator[Finding]:
        told: set[str] = set()
        for fault in service.faults:
            if not fault.is_unknown_key or fault.owner.path in told or _is_no_function(fault):
                continue
            if stray := _stray(fault):
                told.add(fault.owner.path)
                yield self._finding(service, fault, stray)
            else:
                yield self._unknown(service, fault)

    def _unknown(self, service: Service, fault: Fault) -> Finding:
        what = "event" if fault.level == "event" else f"property of {fault.place}"
        text = f"`{fault.word}` is no {what}"
        if elsewhere := _elsewhere(fault):
            return self._finding(service, fault, f"{text}; {elsewhere}")
        near = closest(fault.word, fault.legal)
        if near:
            return self._finding(service, fault, f"{text}; did you mean `{near}`?", near)
        listed = ", ".join(f"`{each}`" for each in sorted(fault.legal))
        return self._finding(service, fault, f"{text}; there are {listed}" if len(fault.legal) <= SHORT else text)

    def _finding(self, service: Service, fault: Fault, text: str, near: str = "") -> Finding:
        strangers = service.plugins.unknown
        if strangers:
            text += f"; a plugin of which nothing is known may read it ({strangers[0]})"
        advice = strangers or service.plugins.do("rewritesConfiguration")
        rename = near and fault.fits_as(near)
        fixes = rewrite(fault.at, fault.word, near, f"Write `{near}`", safe=False) if rename else ()
        return self.at(fault.at, text, severity=INFO if advice else ERROR, fixes=fixes, yields=True)


def _is_no_function(fault: Fault) -> bool:
    """Whether no key of an entry of `functions` is one of a function, or nearly: that it has no handler is enough."""
    names = [name for name, _ in fault.owner.entries()]
    return fault.level == "function" and not any(closest(name, fault.legal) for name in names)


def _stray(fault: Fault) -> str:
    """What to say of settings that stand beside the name of their event, not below it."""
    names = [name for name, _ in fault.owner.entries()] if fault.level == "event" else []
    event = next((name for name in names if name in fault.legal), "")
    strays = [f"`{name}`" for name in names if name not in fault.legal]
    stand = f"{' and '.join(strays)} {'stands' if len(strays) == 1 else 'stand'}"
    return f"{stand} beside `{event}`: settings of an event are indented below its name" if event else ""


def _elsewhere(fault: Fault) -> str:
    """Where the key would be right, in words."""
    if note := NOTES.get((fault.event, fault.word)):
        return note
    if fault.level is not None and fault.word in fault.keys_of(fault.level):
        return "version 4 of the framework has it"
    if fault.readers:
        return f"the plugin `{fault.readers[0]}` reads it, which is not in `plugins`"
    for parent, key in fault.below:
        if key == fault.word and _may_be_meant(fault, parent):
            return f"it belongs under `{parent}`"
    return next((BELONGS[level] for level in LOOK[fault.level] if fault.word in fault.keys_of(level)), "")


def _may_be_meant(fault: Fault, parent: str) -> bool:
    """A function has so many maps, and events so many kinds, that only one which is there is taken for meant."""
    return fault.level not in ("function", "event") or fault.owner[parent].exists
