"""Dated tables of facts, as JSON: each with its source and the day on which it was true (`as_of`)."""

import json
import os
from functools import cache
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The table of that name, read once in a process."""
    path = os.path.join(os.path.dirname(__file__), f"{name}.json")
    with open(path, encoding="utf-8") as stream:
        return json.load(stream)
