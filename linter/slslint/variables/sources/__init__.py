"""The sources of variables: one file each, read when a source is first asked."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

Ask = Callable[[Any], Any]
"""Takes a `Call`; returns an `Answer`, or a `Task` of one."""

_FILES = {
    "self": "self",
    "opt": "opt",
    "env": "env",
    "file": "file",
    "param": "param",
    "sls": "sls",
    "strToBool": "str_to_bool",
    "aws": "aws",
    "cf": "remote",
    "ssm": "remote",
    "s3": "remote",
    "git": "git",
    "output": "output",
}
_asked: dict[str, Ask] = {}


def find(source: str) -> Ask:
    """The function that asks a source; for a name that is not built in, the one that looks for who may bring it."""
    ask = _asked.get(source)
    if ask is None:
        ask = import_module(f"{__name__}.{_FILES.get(source, 'foreign')}").ask
        _asked[source] = ask
    return ask
