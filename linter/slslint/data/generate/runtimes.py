"""Writes runtimes.json, Lambda's runtimes and their dates, from the table that the installed cfn-lint brings.

python -m slslint.data.generate.runtimes [--check]: with --check nothing is written, and the exit status is 1 where
the table says other than the cfn-lint of its date.
"""

import json
import os
import re
import sys
from importlib.util import find_spec
from typing import Any

from slslint.data import load

TABLE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "runtimes.json")
FIELDS = {"deprecated": "deprecated", "createBlocked": "create-block", "updateBlocked": "update-block"}
LANGUAGES = {"nodejs": "node", "dotnetcore": "dotnet"}


def generate() -> dict[str, Any]:
    """The table that the installed cfn-lint gives; raises ModuleNotFoundError without cfn-lint."""
    spec = find_spec("cfnlint")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("cfn-lint is not installed")
    data = os.path.join(spec.submodule_search_locations[0], "data")
    runtimes = _read(os.path.join(data, "AdditionalSpecs", "LmbdRuntimeLifecycle.json"))
    return {
        "as_of": _read(os.path.join(data, "schemas", "version.json"))["schema_date"][:10],
        "source": "Lambda's runtime support policy "
        "(https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html), as cfn-lint (MIT-0) records it",
        "runtimes": {name: _entry(name, runtimes[name]) for name in sorted(runtimes, key=_order)},
    }


def _read(path: str) -> dict[str, Any]:
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def _entry(name: str, lifecycle: dict[str, str | None]) -> dict[str, str | None]:
    family = re.split("[0-9.]", name)[0]
    dates = {field: lifecycle[key] for field, key in FIELDS.items()}
    return {"language": LANGUAGES.get(family, family), **dates, "successor": lifecycle["successor"]}


def _order(name: str) -> tuple[str, list[int]]:
    return re.split("[0-9.]", name)[0], [int(number) for number in re.findall("[0-9]+", name)]


def text(table: dict[str, Any]) -> str:
    """The table as the file holds it: one runtime a line."""
    lines = [f"    {json.dumps(name)}: {json.dumps(entry)}" for name, entry in table["runtimes"].items()]
    head = [f"  {json.dumps(key)}: {json.dumps(table[key])},\n" for key in ("as_of", "source")]
    return "".join(("{\n", *head, '  "runtimes": {\n', ",\n".join(lines), "\n  }\n}\n"))


def check() -> str:
    """What is wrong with the table; empty where nothing is, or where the cfn-lint of its date is not the installed."""
    table, installed = load("runtimes"), generate()
    if table["as_of"] == installed["as_of"] and table != installed:
        return "runtimes.json says other than the cfn-lint that it is made from; write it anew"
    return ""


def main(arguments: list[str]) -> int:
    """Writes or checks the table; the exit status."""
    if arguments == ["--check"]:
        problem = check()
        if problem:
            print(problem, file=sys.stderr)
        return 1 if problem else 0
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    with open(TABLE, "w", encoding="utf-8", newline="\n") as file:
        file.write(text(generate()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
