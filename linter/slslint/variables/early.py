"""Settings that version 3 needs before it can ask all sources: it stops where they are not known by then."""

from collections.abc import Iterator

from slslint.source.pointer import at_node
from slslint.source.problem import Problem
from slslint.values.value import Value

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


def problems(root: Value) -> Iterator[Problem]:
    """The settings whose value comes too late."""
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
