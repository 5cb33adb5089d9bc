"""The schema of a service as one document, as editors take it: `yaml-language-server` and its kin."""

import re
from typing import Any

from slslint.data import load
from slslint.service.runtime import runtimes
from slslint.service.schema import ROOT, Parts, Schema

DIALECT = "http://json-schema.org/draft-07/schema#"

_VARIABLE: Schema = {
    "description": "A variable such as ${self:custom.name}, a CloudFormation function, or null for nothing",
    "anyOf": [{"type": ["string", "null"], "pattern": r"\$\{"}, {"$ref": "#/$defs/function-of-cloudformation"}],
}
_NUMERIC: Schema = {"description": "A number in quotes", "type": "string", "pattern": r"^\s*[+-]?\d[\d.eE+-]*\s*$"}
_INTRINSIC: Schema = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "propertyNames": {"pattern": r"^(?:Ref|Condition|Fn::[A-Za-z0-9:]+)$"},
}
_SCALARS = ["string", "number", "boolean"]
_PLACES = {
    ROOT: "topLevel",
    "provider.json": "providerProperties",
    "function.json": "functionProperties",
    "function.json#/$defs/event": "functionEvents",
}
_OWN = ("v3", "dated", "ignoreCase", "$comment", "$defs")


def service_schema(version: str | None = None) -> Schema:
    """The schema for a version of the framework, `3` or `4`, or None for either, as JSON Schema draft-07.

    Everywhere it allows variables, numbers in quotes and one value for a list of one; it knows what the plugins of the
    table add.
    """
    return _Bundle(Parts(version), version).whole()


class _Bundle:
    """Parts put together: each that is referred to becomes an entry of `$defs`."""

    def __init__(self, parts: Parts, version: str | None) -> None:
        self.parts = parts
        self.version = version
        self.names: dict[str, str] = {ROOT: ""}
        self.defs: Schema = {"variable": _VARIABLE, "numeric": _NUMERIC, "function-of-cloudformation": _INTRINSIC}

    def whole(self) -> Schema:
        root = self.form(self.part(ROOT))
        properties = root["properties"]
        for name in ("functions", "resources"):
            one = properties[name]
            properties[name] = {"anyOf": [one, {"type": "array", "items": one}]}
        properties["provider"] = {"anyOf": [properties["provider"], {"const": "aws"}]}
        done = 0
        while done < len(self.names):  # what is published may refer to more
            reference, name = list(self.names.items())[done]
            if name:
                self.defs[name] = self.value(self.part(reference))
            done += 1
        which = f"version {self.version}" if self.version else "version 3 or 4"
        head = {
            "$schema": DIALECT,
            "$id": f"urn:slslint:schema:serverless-{self.version or 'any'}",
            "title": root["title"],
            "description": f"A service of the Serverless Framework, {which}, as slslint knows it",
        }
        return {**head, **root, "$defs": dict(sorted(self.defs.items()))}

    def part(self, reference: str) -> Schema:
        """A part, with the keys that plugins add."""
        part = self.parts.resolve(self.parts.get(reference))
        if reference in _PLACES:
            return _with(part, _added(_PLACES[reference]))
        if reference.startswith("events/") and "#" not in reference:
            added = _added_to(reference.removeprefix("events/").removesuffix(".json"))
            forms = [_with(form, added) if form.get("type") == "object" else form for form in part.get("anyOf", ())]
            return {**part, "anyOf": forms} if part.get("type") != "object" else _with(part, added)
        return part

    def refer(self, reference: str) -> Schema:
        """A reference to a part, which is published then."""
        if reference not in self.names:
            file, _, pointer = reference.partition("#")
            stem, last = file.rpartition("/")[2].removesuffix(".json"), pointer.rpartition("/")[2]
            self.names[reference] = f"{stem}.{last}" if last else stem
        return {"$ref": f"#/$defs/{self.names[reference]}"}

    def value(self, schema: Schema) -> Schema:
        """A schema of something that is written: a variable may stand for it, and what the framework converts."""
        if "$ref" in schema:
            return self.refer(schema["$ref"])
        forms = [self.form(schema)]
        if not forms[0]:
            return {}
        kind = schema.get("type")
        if kind in ("integer", "number"):
            forms.append({"$ref": "#/$defs/numeric"})
        elif kind == "boolean":
            forms.append({"enum": ["true", "false"]})
        elif kind == "object":
            forms.append({"enum": ["", False]})
        elif kind == "array" and "items" in schema:
            forms.append({"allOf": [{"type": _SCALARS}, self.value(schema["items"])]})
        return {"anyOf": [*forms, {"$ref": "#/$defs/variable"}]}

    def form(self, schema: Schema) -> Schema:
        """A schema in the vocabulary of draft-07, what is written below it as `value` has it."""
        if "$ref" in schema:
            return self.refer(schema["$ref"])
        if schema.get("format") == "intrinsic":
            # Editors see the value of a tag, `!Ref X` as a text, `!Join […]` as a list.
            function: Schema = {"$ref": "#/$defs/function-of-cloudformation"}
            return {"anyOf": [function, {"type": ["string", "array"]}]}
        made = _without_own(schema)
        for key in ("properties", "patternProperties"):
            if key in schema:
                made[key] = {name: self.value(part) for name, part in schema[key].items()}
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), dict):
                made[key] = self.value(schema[key])
        for key in ("anyOf", "oneOf", "allOf"):
            if key in schema:
                made[key] = [self.value(part) if "type" in part else self.form(part) for part in schema[key]]
        for key in ("propertyNames", "not", "if"):
            if isinstance(schema.get(key), dict):
                made[key] = _without_own(self.parts.resolve(schema[key]))
        if "then" in schema:
            made["then"] = self.form(schema["then"])
        if made.get("type") == "string":
            made["type"] = _SCALARS
            made |= {"enum": [*made["enum"], *_numbers(made["enum"])]} if "enum" in made else {}
        return _listed(made, schema.get("ignoreCase", False))


def _without_own(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key not in _OWN}


def _listed(made: Schema, ignore_case: bool) -> Schema:
    """Runtimes as the list of them and what later ones will look like; texts in any letter case as a pattern."""
    if made.get("format") == "runtime":
        kinds = sorted({re.sub(r"\d+", r"\\d+", re.escape(name)) for name in runtimes()})
        del made["format"]
        made["anyOf"] = [{"enum": [*runtimes(), *sorted(_added("runtimes"))]}, {"pattern": f"^(?:{'|'.join(kinds)})$"}]
    elif ignore_case and "enum" in made:
        texts = "|".join(_any_case(re.escape(text)) for text in made["enum"])
        made["anyOf"] = [{"enum": made.pop("enum")}, {"pattern": f"^(?:{texts})$"}]
    elif ignore_case:
        made["pattern"] = _any_case(made["pattern"])
    return made


def _numbers(texts: list[str]) -> list[float]:
    """Those of the texts that YAML reads as numbers where they are not quoted."""
    return [float(text) if "." in text else int(text) for text in texts if re.fullmatch(r"\d+(?:\.\d+)?", text)]


def _any_case(pattern: str) -> str:
    """A pattern whose letters, those of escapes aside, match in either case."""
    return re.sub(
        r"\\.|[A-Za-z]",
        lambda match: match[0] if len(match[0]) > 1 else f"[{match[0].upper()}{match[0].lower()}]",
        pattern,
    )


def _with(schema: Schema, added: set[str]) -> Schema:
    """A map's schema with keys that may hold anything."""
    return {**schema, "properties": {**{key: {} for key in sorted(added)}, **schema["properties"]}}


def _plugins() -> list[dict[str, Any]]:
    return list(load("plugins")["plugins"].values())


def _added(place: str) -> set[str]:
    """What the plugins of the table add at a place."""
    return {key for plugin in _plugins() for key in plugin.get(place, ())}


def _added_to(event: str) -> set[str]:
    """What the plugins of the table add to events of a kind."""
    return {key for plugin in _plugins() for key in plugin.get("eventProperties", {}).get(event, ())}
