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

At the wrong level:

```yaml
runtime: nodejs22.x #! unknown-property
provider:
  name: aws
  apiKeys: [mobile] #! unknown-property
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

Nothing is near, and the whole choice is short:

```yaml
provider:
  name: aws
  tracing: {api: true} #! unknown-property
  eventBridge:
    foo: 1 #! unknown-property
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

from slslint.api import ERROR, INFO, Fault, Finding, Fix, Rule, Service, closest, rewrite

SHORT = 8
"""So many keys are listed."""

# Where a key belongs that stands at another level, and where to look for it, by the level at which it stands.
BELONGS = {
    "": "belongs at the top level",
    "provider": "belongs under `provider`",
    "function": "belongs to a function",
    "event": "is an event: it belongs into a list under `events`",
}
LOOK = {
    "": ("provider", "function", "event"),
    "provider": ("", "function"),
    "function": ("event", "provider", ""),
    "event": ("function", "provider", ""),
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
        strangers = service.plugins.unknown
        advice = strangers or service.plugins.do("rewritesConfiguration")
        told: set[str] = set()
        for fault in service.faults:
            if not fault.is_unknown_key or fault.owner.path in told or _is_no_function(fault):
                continue
            stray = _stray(fault)
            if stray:
                told.add(fault.owner.path)
            near = "" if stray else _near(fault)
            what = "event" if fault.level == "event" else f"property of {fault.place}"
            text = stray or f"`{fault.word}` is no {what}{_hint(fault, near)}"
            if strangers:
                text += f"; a plugin of which nothing is known may read it ({strangers[0]})"
            yield self.at(fault.at, text, severity=INFO if advice else ERROR, fixes=_renamed(fault, near), yields=True)


def _is_no_function(fault: Fault) -> bool:
    """Whether no key of an entry of `functions` is one of a function, or nearly: that it has no handler is enough."""
    names = [name for name, _ in fault.owner.entries()]
    return fault.level == "function" and not any(closest(name, fault.legal) for name in names)


def _stray(fault: Fault) -> str:
    """What to say of settings that stand beside the name of their event, not below it."""
    if fault.level != "event":
        return ""
    names = [name for name, _ in fault.owner.entries()]
    event = next((name for name in names if name in fault.legal), "")
    strays = [f"`{name}`" for name in names if name not in fault.legal]
    stand = f"{' and '.join(strays)} {'stands' if len(strays) == 1 else 'stand'}"
    return f"{stand} beside `{event}`: settings of an event are indented below its name" if event else ""


def _near(fault: Fault) -> str:
    """The key that was meant; empty where it cannot be told, or where the key is right at another level."""
    return "" if _elsewhere(fault) else closest(fault.word, fault.legal) or ""


def _hint(fault: Fault, near: str) -> str:
    if near:
        return f"; did you mean `{near}`?"
    if elsewhere := _elsewhere(fault):
        return f"; {elsewhere}"
    listed = ", ".join(f"`{each}`" for each in sorted(fault.legal))
    return f"; there are {listed}" if 0 < len(fault.legal) <= SHORT else ""


def _elsewhere(fault: Fault) -> str:
    """Where the key would be right, in words."""
    note = NOTES.get((fault.event, fault.word))
    if note:
        return note
    level = fault.level
    if level is not None and fault.word in fault.keys_of(level):
        return "version 4 of the framework has it"
    if fault.readers:
        return f"the plugin `{fault.readers[0]}` reads it, which is not in `plugins`"
    parents = [parent for parent, key in fault.below if key == fault.word and _may_be_meant(fault, parent)]
    if parents:
        return f"it belongs under `{parents[0]}`"
    outward = LOOK["event" if fault.event else "provider" if level is None else level]
    found = next((BELONGS[each] for each in outward if fault.word in fault.keys_of(each)), "")
    return f"it {found}" if found else ""


def _may_be_meant(fault: Fault, parent: str) -> bool:
    """A function has so many maps, and events so many kinds, that only one which is there is taken for meant."""
    return fault.level not in ("function", "event") or fault.owner[parent].exists


def _renamed(fault: Fault, near: str) -> tuple[Fix, ...]:
    if not near or fault.owner[near].exists:
        return ()
    return rewrite(fault.at, fault.word, near, f"Write `{near}`", safe=False)
