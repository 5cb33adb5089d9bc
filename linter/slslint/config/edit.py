"""Additions to a configuration file, as text to be put at its end."""

import json
import os


def caller_entry(path: str, text: str, name: str, value: str) -> str:
    """The text that adds a `[[callers]]` entry with one setting, `role` or `policy`, to the file at `path`."""
    prefix = "tool.slslint." if os.path.basename(path) == "pyproject.toml" else ""
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return f"{gap}[[{prefix}callers]]\n{name} = {json.dumps(value, ensure_ascii=False)}\n"
