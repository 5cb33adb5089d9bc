"""The schema at a place of the configuration: which keys may stand there, which values, and what they mean."""

import re
from collections.abc import Iterator
from typing import Any

from slslint.lsp.features.buffer import Path
from slslint.service.plugins import Plugins, readers
from slslint.service.runtime import lifecycle, runtimes
from slslint.service.schema import ROOT, Parts, Schema, parts
from slslint.values.value import scalar_text

_MERGED = ("functions", "resources")
_KINDS = {"boolean": "true or false", "object": "a map", "array": "a list", "string": "a text", "integer": "a number"}


class Forms:
    """The forms that what stands at a path may have; `raw` is the schema as it is referred to."""

    def __init__(self, parts: Parts, raw: tuple[Schema, ...]) -> None:
        self.parts = parts
        self.raw = raw
        self.all = tuple(_flat(parts, raw))

    def below(self, step: str) -> "Forms":
        """The forms of what stands under a key or an index."""
        return Forms(self.parts, tuple(part for form in self.all for part in _step(form, step)))

    @property
    def keys(self) -> dict[str, Schema]:
        """The keys that may stand here, with their schemas, those that must first."""
        found: dict[str, Schema] = {}
        needed = [name for form in self.all for name in form.get("required", ())]
        for form in self.all:
            found |= form.get("properties", {})
        return {name: found[name] for name in (*needed, *found) if name in found}

    @property
    def values(self) -> tuple[str, ...]:
        """The values that may stand here, where these are few."""
        found: list[str] = []
        for form in self.all:
            legal = form.get("enum", [form["const"]] if "const" in form else ())
            found += [_written(value) for value in legal]
            if form.get("type") == "boolean":
                found += ("true", "false")
            if form.get("format") == "runtime":
                found += _supported()
        return tuple(dict.fromkeys(found))

    @property
    def items(self) -> "Forms | None":
        """The forms of the items, where a list may stand here."""
        below = tuple(form["items"] for form in self.all if isinstance(form.get("items"), dict))
        return Forms(self.parts, below) if below else None

    @property
    def is_map(self) -> bool:
        return any("properties" in form or form.get("type") == "object" for form in self.all)

    @property
    def description(self) -> str:
        """What the schema says of the place, in a sentence or two."""
        said = [text for form in (*self.raw, *self.all) if isinstance(text := form.get("description"), str)]
        kinds = dict.fromkeys(kind for form in self.all if (kind := _kind(form)))
        lines = [*dict.fromkeys(said[:1]), " or ".join(kinds)]
        return ": ".join(line for line in lines if line)


def forms_at(version: str | None, path: Path) -> Forms:
    """What the schema says of a path of the configuration."""
    forms = Forms(parts(version), (parts(version).get(ROOT),))
    for step in normal(path):
        forms = forms.below(step)
    return forms


def normal(path: Path) -> Path:
    """A path with `functions` and `resources` as one map each, also where they are lists of maps."""
    return (path[0], *path[2:]) if len(path) > 1 and path[0] in _MERGED and path[1].isdigit() else path


def added(plugins: Plugins, path: Path) -> dict[str, str]:
    """The keys that the plugins of a service add at a path, each with who does."""
    match normal(path):
        case ():
            place = "topLevel"
        case ("provider",):
            place = "providerProperties"
        case ("custom",):
            place = "custom"
        case ("functions", _):
            place = "functionProperties"
        case ("functions", _, "events", _):
            place = "functionEvents"
        case ("functions", _, "events", _, event):
            return dict.fromkeys(sorted(plugins.extends(event)), "of a plugin")
        case _:
            return {}
    own = set(plugins.names)
    return {key: ", ".join(name for name in readers(place, key) if name in own) for key in sorted(plugins.adds(place))}


def _flat(parts: Parts, schemas: tuple[Schema, ...]) -> Iterator[Schema]:
    stack, seen = list(reversed(schemas)), set[int]()
    while stack:
        schema = parts.resolve(stack.pop())
        if id(schema) in seen:
            continue
        seen.add(id(schema))
        below = [part for word in ("anyOf", "oneOf", "allOf") for part in schema.get(word, ())]
        yield schema
        stack += reversed(below)


def _step(form: Schema, step: str) -> Iterator[Schema]:
    properties = form.get("properties", {})
    if isinstance(properties.get(step), dict):
        yield properties[step]
        return
    if isinstance(form.get("items"), dict):
        if step.isdigit():
            yield form["items"]
        return
    for pattern, part in form.get("patternProperties", {}).items():
        if isinstance(part, dict) and re.search(pattern, step):
            yield part
            return
    if isinstance(form.get("additionalProperties"), dict):
        yield form["additionalProperties"]


def _written(value: Any) -> str:
    return value if isinstance(value, str) else scalar_text(value)


def _supported() -> list[str]:
    """The runtimes, newest kinds first, without those that Lambda no longer creates functions for."""
    known = ((name, lifecycle(name)) for name in runtimes())
    return [name for name, cycle in known if cycle is not None and not cycle.deprecated]


def _kind(form: Schema) -> str:
    """What one form is, in a few words."""
    if form.get("format") == "intrinsic":
        return "a CloudFormation function"
    if "title" in form and "properties" not in form:
        return str(form["title"])
    if "enum" in form:
        shown = [f"`{_written(value)}`" for value in form["enum"][:12]]
        return f"one of {', '.join(shown)}{', …' if len(form['enum']) > 12 else ''}"
    if "const" in form:
        return f"`{_written(form['const'])}`"
    kind: str = _KINDS.get(form.get("type", ""), "")
    if form.get("type") in ("integer", "number"):
        bounds = [f"{word} {form[key]}" for word, key in (("from", "minimum"), ("to", "maximum")) if key in form]
        return " ".join(["a number", *bounds])
    return kind
