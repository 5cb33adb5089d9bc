"""What is asked of the machine: where a user's caches are, and what a process of ours is given."""

import os
import sys


def cache_folder() -> str | None:
    """The folder for what is kept between runs: SLSLINT_CACHE_DIR, else the user's; None where there is none.

    The user's is `slslint` in XDG_CACHE_HOME, `~/.cache`, or LOCALAPPDATA on Windows. An empty SLSLINT_CACHE_DIR
    means that nothing is kept.
    """
    named = os.environ.get("SLSLINT_CACHE_DIR")
    if named is not None:
        return os.path.abspath(named) if named else None
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "slslint") if os.path.isabs(base) else None


def environment(home: str) -> dict[str, str]:
    """The environment of a process that is to see nothing of the user's: `home` stands for every folder of theirs.

    Hashes are not random there, so that what is printed of a set is the same each time.
    """
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "WINDIR") if name in os.environ}
    folders = dict.fromkeys(("HOME", "USERPROFILE", "XDG_CACHE_HOME", "LOCALAPPDATA", "TMPDIR"), home)
    return {**kept, **folders, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "AWS_REGION": "us-east-1"}


def packages() -> list[str]:
    """Where modules are imported from, the folder one stands in left out."""
    here = os.path.realpath(os.getcwd())
    return [path for path in sys.path if os.path.isabs(path) and os.path.realpath(path) != here]
