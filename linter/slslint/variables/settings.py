"""Settings that the framework itself needs to resolve the rest, and what it refuses in them."""

from collections.abc import Iterator

from slslint.source.pointer import at_node
from slslint.source.problem import Problem
from slslint.values.value import Map, Value

_BEFORE_PLUGINS = (
    ("provider", "stage"),
    ("useDotenv",),
    ("plugins",),
    ("package", "path"),
    ("frameworkVersion",),
    ("app",),
    ("org",),
    ("dashboard",),
    ("service",),
)
"""Settings that only self, env, opt, file, sls and strToBool can give (measured with 3.40.0)."""
_BEFORE_AWS = (
    ("provider", "credentials"),
    ("provider", "profile"),
    ("provider", "region"),
    ("provider", "deploymentBucket", "serverSideEncryption"),
)
"""Settings that what lies in AWS, and plugins, cannot give; parameters can."""


def problems(root: Value, version: str | None) -> Iterator[Problem]:
    """What a version of the framework does not take: settings that come too late, parameters in two rooms."""
    if version == "3":
        yield from _too_late(root)
    elif version == "4" and isinstance(root.know, Map) and {"params", "stages"} <= root.know.entries.keys():
        message = "version 4 refuses `params` beside `stages`: move them below `stages`, as `params` of each stage"
        yield Problem("variable-malformed", message, at_node(root.know.entries["params"][0], "params"), (), _BOTH)


_BOTH = {"reason": "params-and-stages", "source": "param"}


def _too_late(root: Value) -> Iterator[Problem]:
    for path in (*_BEFORE_PLUGINS, *_BEFORE_AWS):
        value: Value | None = root
        for key in path:
            value = value.get(key) if value is not None else None
        if value is None or not value.deps:
            continue
        late = sorted(dep for dep in value.deps if dep.startswith(("remote:", "param:")))
        late = [dep for dep in late if dep.startswith("remote:") or path in _BEFORE_PLUGINS]
        if late:
            source = late[0].partition(":")[2] if late[0].startswith("remote:") else "param"
            name = ".".join(path)
            message = f"`{name}` is needed before `{source}` can be asked: give it a value that needs no look-up"
            data = {"reason": "too-early", "source": source, "path": name}
            yield Problem("variable-malformed", message, at_node(value.at, name), (), data)
