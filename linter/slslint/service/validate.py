"""Validation: configuration held against its schema, as the framework's own validator does it.

That is AJV with `coerceTypes: 'array'`, keys without a value taken away before (measured, Serverless 3.40). Values that
are not wholly known satisfy everything, so a library for plain data would have to be told of each keyword anew.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from slslint.service.runtime import may_be_runtime
from slslint.service.schema import Parts, Schema
from slslint.source.node import UNKNOWN, Scalar
from slslint.values.cursor import coerced_number
from slslint.values.value import Known, Map, Seq, Value, scalar_text

_NULL = Known(None)
LONGEST = 10_000
"""Longer strings are not matched against patterns."""

_SHAPED = (Known, Map, Seq)
_COMPOSED = frozenset({"allOf", "anyOf", "oneOf", "not", "if"})
_OF_SCALARS = frozenset({"enum", "const", "minLength", "maxLength", "pattern", "format", "minimum", "maximum"})
_OF_SIZE = frozenset({"format", "minProperties", "maxProperties", "propertyNames"})
_OF_NEED = frozenset({"required", "dependencies"})
"""Keywords that few schemas have: one look tells that none of them is there."""
_INTRINSIC = re.compile(r"(?:Ref|Condition|Fn::[A-Za-z0-9:]+)\Z")


class Miss(NamedTuple):
    """A keyword of a schema that a value does not satisfy.

    `path` leads from the value that was validated to `value`, at which the keyword failed; `word` is the key that is
    unknown, lacking or misnamed.
    """

    keyword: str
    schema: Schema
    value: Value
    path: tuple[str, ...] = ()
    word: str = ""


Misses = tuple[Miss, ...] | list[Miss]

_NONE: Misses = ()


class Validator:
    """Validates values by the parts of a schema, each value once however many stages share it.

    What `before` found of the same values, when an earlier text was linted, still holds.
    """

    def __init__(self, parts: Parts, before: "Validator | None" = None) -> None:
        self.parts = parts
        self._done: dict[tuple[int, int, bool], tuple[Value, Misses]] = {}
        self._known = before._done if before is not None and before.parts is parts else {}

    def misses(self, schema: Schema, value: Value, certain: bool = False) -> Misses:
        """What `value` misses; with `certain`, what is not known misses everything instead of nothing."""
        know = value.know
        if not isinstance(know, _SHAPED):
            return [Miss("unknown", schema, value)] if certain else _NONE
        if "$ref" in schema:
            schema = self.parts.resolve(schema)
        if isinstance(know, Known):
            return self._scalar(schema, value, know.value, certain)
        if len(schema) == 1 and "required" in schema and isinstance(know, Map):
            return [Miss("required", schema, value, (), name) for name in _lacking(schema, know, certain)]
        key = (id(schema), id(value), certain)
        if key in self._known and key not in self._done:
            self._done[key] = self._known[key]
        if key not in self._done:
            found = self._map(schema, value, know, certain) if isinstance(know, Map) else None
            if found is None:
                assert isinstance(know, Seq)
                found = self._seq(schema, value, know, certain)
            self._done[key] = (value, found)
        return self._done[key][1]

    def _scalar(self, schema: Schema, value: Value, scalar: Scalar, certain: bool) -> Misses:
        expected = schema.get("type")
        if expected == "array":
            items = schema.get("items")
            return self.misses(items, value, certain) if items else _NONE
        if expected is not None:
            fitting = coerced(scalar, expected)
            if fitting is None:
                return [Miss("type", schema, value)]
            scalar = fitting
        keyword = "" if _OF_SCALARS.isdisjoint(schema) else _failing(schema, scalar)
        if keyword:
            return [Miss(keyword, schema, value)]
        return _NONE if _COMPOSED.isdisjoint(schema) else self._composed(schema, value, certain)

    def _seq(self, schema: Schema, value: Value, seq: Seq, certain: bool) -> Misses:
        expected = schema.get("type")
        if expected not in ("array", None):
            if expected != "object" and len(seq.items) == 1 and isinstance(seq.items[0].know, Known):
                return _below("0", self.misses(schema, seq.items[0], certain))
            return [Miss("type", schema, value)]
        if "enum" in schema or "const" in schema:
            return [Miss("type", schema, value)]
        found: list[Miss] = []
        if len(seq.items) < schema.get("minItems", 0):
            found.append(Miss("minItems", schema, value))
        if len(seq.items) > schema.get("maxItems", len(seq.items)):
            found.append(Miss("maxItems", schema, value))
        if schema.get("uniqueItems"):
            found += _repeated(schema, seq)
        items = schema.get("items")
        if items:
            for index, item in enumerate(seq.items):
                if missed := self.misses(items, item, certain):
                    found += _below(str(index), missed)
        return found if _COMPOSED.isdisjoint(schema) else [*found, *self._composed(schema, value, certain)]

    def _map(self, schema: Schema, value: Value, know: Map, certain: bool) -> Misses:
        if schema.get("type") not in ("object", None) or "enum" in schema or "const" in schema:
            return [Miss("type", schema, value)]
        if certain and any(name not in know.entries for name in schema.get("required", ())):
            return [Miss("required", schema, value)]
        entries = {name: entry[1] for name, entry in know.entries.items() if entry[1].know != _NULL}
        if schema.get("format") == "intrinsic" and not _is_intrinsic(entries):
            return [Miss("format", schema, value)]
        if len(entries) == 1 and _is_intrinsic(entries) and _other(schema, *entries) is False:
            return [Miss("type", schema, value)]
        found: list[Miss] = [Miss("unknown", schema, value)] if certain and know.rest is not None else []
        if not _OF_SIZE.isdisjoint(schema):
            found += self._sized(schema, value, know, entries)
        properties = schema.get("properties", {})
        for name, item in entries.items():
            part = properties[name] if name in properties else _other(schema, name)
            if part is False and item.at.kind == UNKNOWN:
                continue  # `key: condition ? value : undefined` of code is no key where there is no value
            if part is False:
                found.append(Miss("additionalProperties", schema, value, (), name))
            elif part is not True and (missed := self.misses(part, item, certain)):
                found += _below(name, missed)
        if not _OF_NEED.isdisjoint(schema):
            found += [Miss("required", schema, value, (), name) for name in _lacking(schema, know, certain)]
        return found if _COMPOSED.isdisjoint(schema) else [*found, *self._composed(schema, value, certain)]

    def _sized(self, schema: Schema, value: Value, know: Map, entries: dict[str, Value]) -> Iterator[Miss]:
        """The keywords about how many entries there are, and how they are named."""
        if len(entries) < schema.get("minProperties", 0) and know.rest is None:
            yield Miss("minProperties", schema, value)
        if len(entries) > schema.get("maxProperties", len(entries)):
            yield Miss("maxProperties", schema, value)
        yield from self._names(schema, value, entries)

    def _names(self, schema: Schema, value: Value, entries: dict[str, Value]) -> list[Miss]:
        names = schema.get("propertyNames")
        if names is None:
            return []
        names = self.parts.resolve(names)
        known = schema.get("properties", {})
        return [
            Miss("propertyNames", names, value, (), name)
            for name in entries
            if name not in known and _failing(names, name)
        ]

    # Schemas made of schemas.

    def _composed(self, schema: Schema, value: Value, certain: bool) -> Misses:
        found: list[Miss] = []
        for part in schema.get("allOf", ()):
            found += self.misses(part, value, certain)
        if "anyOf" in schema:
            found += self._any_of(schema, value, certain)
        if "oneOf" in schema:
            found += self._one_of(schema, value, certain)
        if schema.get("not") and not self.misses(schema["not"], value, True):
            found.append(Miss("not", schema["not"], value))
        if "if" in schema and not self.misses(schema["if"], value, True) and self.misses(schema["then"], value):
            found.append(Miss("then", schema["then"], value))
        return found

    def _any_of(self, schema: Schema, value: Value, certain: bool) -> Misses:
        tried: list[Misses] = []
        for branch in schema["anyOf"]:
            missed = self.misses(branch, value, certain)
            if not missed:
                return _NONE
            tried.append(missed)
        if all(branch.keys() == {"required"} for branch in schema["anyOf"]):
            return [Miss("anyOf", schema, value)]
        return nearest(tried) or [Miss("anyOf", schema, value)]

    def _one_of(self, schema: Schema, value: Value, certain: bool) -> Misses:
        branches = schema["oneOf"]
        if all(self.misses(branch, value, certain) for branch in branches):
            return [Miss("anyOf", {**schema, "anyOf": branches}, value)]
        if sum(not self.misses(branch, value, True) for branch in branches) > 1:
            return [Miss("oneOf", schema, value)]
        return _NONE


def _lacking(schema: Schema, know: Map, certain: bool) -> list[str]:
    """The keys that a map needs and lacks; what may turn out to be null is there unless it must be `certain`."""
    entries, needed = know.entries, schema.get("required", [])
    for name, others in schema.get("dependencies", {}).items():
        if name in entries and entries[name][1].know != _NULL and _is_certain(entries[name][1]):
            needed = [*needed, *others]
    return [name for name in needed if _may_lack(know, name, certain)]


def _may_lack(know: Map, name: str, certain: bool) -> bool:
    """Whether a map has nothing under a key, or with `certain` may have nothing."""
    if name not in know.entries:
        return certain or know.rest is None
    value = know.entries[name][1]
    return value.know == _NULL or (certain and not _is_certain(value))


def _other(schema: Schema, name: str) -> Schema | bool:
    """What a map's schema says of a key that is not in its `properties`: False, True or a schema of the value."""
    patterns = schema.get("patternProperties", _NONE)
    return next(
        (patterns[each] for each in patterns if _regex(each).search(name)), schema.get("additionalProperties", True)
    )


def nearest(tried: list[Misses]) -> Misses | None:
    """Of what each of several forms misses, that of the form which was meant; None where that cannot be told.

    It is the one of the right shape, which no key such as `type: jwt` tells to be another one's.
    """
    shaped = [each for each in tried if not any(miss.keyword in ("type", "format") and not miss.path for miss in each)]
    meant = [each for each in shaped if not any(_tells_apart(miss) for miss in each)] or shaped
    if len(meant) > 1 and isinstance(meant[0][0].value.know, Known) and not meant[0][0].path:
        return None
    return min(meant, key=len, default=None)


def _tells_apart(miss: Miss) -> bool:
    return miss.keyword in ("const", "enum") and len(miss.path) == 1


def _is_certain(value: Value) -> bool:
    """Whether something is certainly there: what is not known may turn out to be null, which is nothing."""
    return isinstance(value.know, _SHAPED)


def _below(name: str, misses: Misses) -> list[Miss]:
    return [miss._replace(path=(name, *miss.path)) for miss in misses]


def _is_intrinsic(entries: dict[str, Value]) -> bool:
    return len(entries) == 1 and all(_INTRINSIC.match(name) for name in entries)


def is_intrinsic(value: Value) -> bool:
    """Whether a value is a function of CloudFormation: a map with `Ref` or one `Fn::…`."""
    return isinstance(value.know, Map) and _is_intrinsic({name: entry[1] for name, entry in value.know.entries.items()})


def _repeated(schema: Schema, seq: Seq) -> list[Miss]:
    seen: set[Scalar] = set()
    found: list[Miss] = []
    for index, item in enumerate(seq.items):
        if isinstance(item.know, Known):
            if item.know.value in seen:
                found.append(Miss("uniqueItems", schema, item, (str(index),)))
            seen.add(item.know.value)
    return found


def coerced(scalar: Scalar, expected: str) -> Scalar:
    """A scalar as the type that is expected; None where AJV converts nothing of the kind."""
    if expected == "string":
        return "" if scalar is None else scalar_text(scalar)
    if expected == "boolean":
        if isinstance(scalar, bool):
            return scalar
        return {"true": True, "false": False, "1": True, "0": False}.get(_plain(scalar))
    if expected not in ("number", "integer"):
        return None
    if scalar is None or isinstance(scalar, bool):
        return int(scalar or 0)
    number = coerced_number(scalar) if isinstance(scalar, str) else scalar
    if number is None or number != number or abs(number) == float("inf"):
        return None
    return number if expected == "number" or number == int(number) else None


def _plain(scalar: Scalar) -> str:
    """`true` and `false` as texts or booleans, 1 and 0 as numbers only."""
    if isinstance(scalar, str):
        return scalar if scalar in ("true", "false") else ""
    return "0" if not scalar else "1" if scalar == 1 else ""


def _failing(schema: Schema, scalar: Scalar) -> str:
    """The keyword of a schema that a scalar does not satisfy; empty where it satisfies all."""
    if "enum" in schema and not _among(scalar, schema["enum"], schema.get("ignoreCase", False)):
        return "enum"
    if "const" in schema and not _among(scalar, (schema["const"],), False):
        return "const"
    if isinstance(scalar, str):
        if len(scalar) < schema.get("minLength", 0):
            return "minLength"
        if len(scalar) > schema.get("maxLength", LONGEST):
            return "maxLength" if "maxLength" in schema else ""
        pattern = schema.get("pattern")
        if pattern is not None and not _regex(pattern, schema.get("ignoreCase", False)).search(scalar):
            return "pattern"
        return "format" if schema.get("format") == "runtime" and not may_be_runtime(scalar) else ""
    if isinstance(scalar, (int, float)) and not isinstance(scalar, bool):
        if scalar < schema.get("minimum", scalar):
            return "minimum"
        if scalar > schema.get("maximum", scalar):
            return "maximum"
    return ""


def _among(scalar: Scalar, legal: list[Scalar] | tuple[Scalar, ...], ignore_case: bool) -> bool:
    if ignore_case and isinstance(scalar, str):
        return scalar.lower() in (str(each).lower() for each in legal)
    return any(scalar == each and isinstance(scalar, bool) == isinstance(each, bool) for each in legal)


@cache
def _regex(pattern: str, ignore_case: bool = False) -> re.Pattern[str]:
    """A pattern as JavaScript understands it: `$` is the very end, classes are those of ASCII."""
    return re.compile(pattern.replace("$", r"\Z"), re.ASCII | (re.IGNORECASE if ignore_case else 0))
