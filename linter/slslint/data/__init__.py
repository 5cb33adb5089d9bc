"""Dated fact tables as JSON: each says its source and the day it was read (`as_of`), and is judged at that day."""

import json
import os
from functools import cache
from typing import Any


@cache
def load(name: str) -> Any:
    """The table `name` (`plugins`, `runtimes`, …) as Python data, read once; shared, so not to be changed.

    Raises FileNotFoundError for a table that there is not.
    """
    with open(os.path.join(os.path.dirname(__file__), f"{name}.json"), encoding="utf-8") as file:
        return json.load(file)
