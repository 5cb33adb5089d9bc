"""The schema of the configuration: what `slslint config --schema` prints, and what files are validated with."""

from typing import Any, cast

SEVERITY = {"enum": ["error", "warning", "info", "off"]}
WORDS = {"type": "array", "items": {"type": "string"}}
FILE = {"type": "string", "minLength": 1}


def _object(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": list(required)} if required else {}),
    }


SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "slslint",
    "description": "Configuration of slslint: slslint.toml, or [tool.slslint] in pyproject.toml",
    **_object(
        {
            "select": {**WORDS, "description": "Run only these rules: codes, names or families"},
            "ignore": {**WORDS, "description": "Do not run these rules"},
            "stages": {**WORDS, "description": "The stages that are deployed; there are no others"},
            "confidence": {"enum": ["high", "medium"], "description": "Report findings of at least this confidence"},
            "fail-on": {
                "enum": ["error", "warning", "info", "never"],
                "description": "Exit with status 1 on findings of at least this severity",
            },
            "require-reason": {"type": "boolean", "description": "A suppression comment must give a reason"},
            "non-ignorable": {**WORDS, "description": "Rules that no comment silences"},
            "baseline": {**FILE, "description": "A file of accepted findings, relative to this one"},
            "template": {"type": "boolean", "description": "Whether cfn-lint checks `resources`"},
            "timeout": {
                "type": "integer",
                "minimum": 1,
                "maximum": 900,
                "description": "Seconds that the fix of timeout-unset writes (an unsafe fix then)",
            },
            "policies": {**WORDS, "description": "Globs of IAM policy files, besides those found by name"},
            "api-ids": {**WORDS, "description": "Ids of this project's deployed APIs"},
            "severity": {
                "type": "object",
                "additionalProperties": SEVERITY,
                "description": "Severity by rule",
            },
            "per-path-ignores": {
                "type": "object",
                "additionalProperties": WORDS,
                "description": "Rules that are not reported in files, by glob",
            },
            "limits": {
                **_object({name: {"type": "number", "exclusiveMinimum": 0} for name in ("rest", "http", "websocket")}),
                "description": "Seconds that an API waits, where AWS raised it for the account",
            },
            "callers": {
                "type": "array",
                "items": _object({"name": FILE, "role": FILE, "policy": FILE, "routes": WORDS}),
                "description": "Who calls `aws_iam` routes: a role of the project or a policy file; `routes` to reach",
            },
            "clients": {
                "type": "array",
                "items": _object({"files": WORDS}, ("files",)),
                "description": "Files in which a web or mobile client keeps its endpoints",
            },
        }
    ),
}


def fits(value: object, schema: dict[str, Any]) -> bool:
    """Whether a value certainly satisfies the part of JSON Schema that `SCHEMA` uses, told without a library.

    Where it says no, jsonschema is asked, and words the error.
    """
    kind = schema.get("type")
    if "enum" in schema:
        return value in schema["enum"]
    if kind == "array":
        return isinstance(value, list) and all(fits(item, schema["items"]) for item in cast("list[object]", value))
    if kind == "object":
        return isinstance(value, dict) and _object_fits(cast("dict[str, object]", value), schema)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "string":
        return isinstance(value, str) and len(value) >= schema.get("minLength", 0)
    if isinstance(value, bool) or not isinstance(value, int if kind == "integer" else int | float):
        return False
    least = schema.get("minimum", schema.get("exclusiveMinimum", value))
    return least <= value <= schema.get("maximum", value) and not ("exclusiveMinimum" in schema and value == least)


def _object_fits(value: dict[str, object], schema: dict[str, Any]) -> bool:
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    if any(name not in value for name in schema.get("required", ())):
        return False
    for name, item in value.items():
        part = properties.get(name, others)
        if part is False or (isinstance(part, dict) and not fits(item, part)):  # pyright: ignore[reportUnknownArgumentType]
            return False
    return True
