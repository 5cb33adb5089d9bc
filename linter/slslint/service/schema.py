"""The schema of a service, in parts that are read when something of theirs is written."""

import json
import os
from functools import cache
from typing import Any, cast

Schema = dict[str, Any]

ROOT = "root.json"
_FOLDER = os.path.join(os.path.dirname(__file__), "schemas")


class Parts:
    """The parts of the schema for a version of the framework: `3`, `4`, or None for what either of them accepts.

    Version 4 accepts what version 3 does and more, so what differs is written as version 3's exception (`v3`). What
    both warn of and deploy all the same fits, unless `strict`: what is refused then is written so too.
    """

    def __init__(self, version: str | None, strict: bool = False) -> None:
        self.version = version
        self.strict = strict
        self._parts: dict[str, Schema] = {}

    def get(self, reference: str) -> Schema:
        """The part that a reference (`defs.json#/arn`, as `resolved` makes it) leads to."""
        part = self._parts.get(reference)
        if part is None:
            file, _, pointer = reference.partition("#")
            if pointer:
                part = self.get(file)
                for key in pointer.strip("/").split("/"):
                    part = part[key]
            else:
                with open(os.path.join(_FOLDER, *file.split("/")), encoding="utf-8") as stream:
                    part = json.load(stream, object_hook=lambda schema: self._read(schema, file))
            self._parts[reference] = part
        return part

    def resolve(self, schema: Schema) -> Schema:
        """The schema itself, or what its `$ref` leads to."""
        while "$ref" in schema:
            schema = self.get(schema["$ref"])
        return schema

    def _read(self, schema: Schema, file: str) -> Schema:
        """A schema of `file` as it holds for the version, its references resolved."""
        if isinstance(strict := schema.pop("strict", None), dict) and self.strict:
            schema.update(cast("Schema", strict))
        if self.version == "3" and isinstance(schema.get("v3"), dict):
            schema.update(cast("Schema", schema.pop("v3")))
        if isinstance(reference := schema.get("$ref"), str):
            schema["$ref"] = resolved(reference, file)
        if isinstance(properties := schema.get("properties"), dict):
            # What an open map may hold in version 3, it may hold anything there.
            either = self.version is None and schema.get("additionalProperties") is not False
            if self.version == "3" or either:
                schema["properties"] = {
                    name: part
                    for name, part in cast("Schema", properties).items()
                    if not (isinstance(part, dict) and cast("Schema", part).get("v3") is False)
                }
        return schema


def resolved(reference: str, file: str) -> str:
    """A reference that stands in `file`, relative to the folder of the schemas."""
    target, _, pointer = reference.partition("#")
    folder = file.rpartition("/")[0] if not target.startswith("../") else ""
    target = target.removeprefix("../")
    target = file if not target else f"{folder}/{target}" if folder else target
    return f"{target}#{pointer}" if pointer else target


@cache
def parts(version: str | None, strict: bool = False) -> Parts:
    """The parts for a version, kept: they are shared, so not to be changed."""
    return Parts(version, strict)
