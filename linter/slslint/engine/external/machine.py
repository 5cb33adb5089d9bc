"""What is asked of the machine: which cfn-lint is installed, and what a process of ours is given."""

import os
import re
import sys
from importlib.machinery import PathFinder

import slslint


def environment(home: str) -> dict[str, str]:
    """The environment of a process that is to see nothing of the user's: `home` stands for every folder of theirs.

    Hashes are not random there, so that what is printed of a set is the same each time.
    """
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "WINDIR") if name in os.environ}
    folders = dict.fromkeys(("HOME", "USERPROFILE", "XDG_CACHE_HOME", "LOCALAPPDATA", "TMPDIR"), home)
    return {**kept, **folders, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "AWS_REGION": "us-east-1"}


def packages() -> list[str]:
    """Where modules are imported from, the folder one stands in left out unless slslint is imported from there."""
    here, own = os.path.realpath(os.getcwd()), os.path.realpath(os.path.join(slslint.__path__[0], os.pardir))
    return [path for path in sys.path if os.path.isabs(path) and (here == own or os.path.realpath(path) != here)]


def cfn_lint_version() -> str:
    """The version of cfn-lint that is installed, read without importing it; empty where there is none."""
    spec = PathFinder.find_spec("cfnlint", packages())
    if spec is None or spec.origin is None:
        return ""
    with open(os.path.join(os.path.dirname(spec.origin), "version.py"), encoding="utf-8") as stream:
        found = re.search(r"""^__version__ = ["']([^"']+)""", stream.read(), re.M)
    return found[1] if found is not None else "?"
