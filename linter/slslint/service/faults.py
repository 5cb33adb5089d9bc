"""Where a service does not fit its schema, less what plugins add and what is known to deploy all the same."""

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from slslint.service.plugins import readers
from slslint.service.runtime import runtimes
from slslint.service.schema import ROOT, Parts, Schema, parts
from slslint.service.validate import Miss, Validator, is_intrinsic
from slslint.source.pointer import Pointer, at_node
from slslint.suggest import closest
from slslint.values.cursor import Cursor
from slslint.values.value import Map, Value
from slslint.workspace.discovery import MAIN_FILE

if TYPE_CHECKING:
    from slslint.service.service import Service

LEVELS = {
    "": ROOT,
    "provider": "provider.json",
    "function": "function.json",
    "event": "function.json#/$defs/event",
}
"""The maps whose keys people mistake for each other's, with their schemas."""
_PLACES = {
    "": "topLevel",
    "provider": "providerProperties",
    "function": "functionProperties",
    "event": "functionEvents",
}

QUOTE = '"'
_ROUTES = ("http", "httpApi", "websocket")


class Fault:
    """One place where the configuration does not fit.

    `keyword` is the keyword of JSON Schema that failed, `schema` the schema that it stands in, `word` the key that is
    unknown or misnamed, and `owner` the map that has it; else `owner` is the value itself. `path` are the steps that
    lead to `owner`.
    """

    def __init__(self, miss: Miss, service: "Service", parts: Parts) -> None:
        self.keyword = miss.keyword
        self.schema = miss.schema
        self.word = miss.word
        self.path = miss.path
        self.owner = service.merged.at(*miss.path)
        self.cursor = self.owner[miss.word] if miss.keyword in _OF_KEYS else self.owner
        self._value = miss.value
        self._service = service
        self._parts = parts
        self.lacking: tuple[str, ...] = ()

    @property
    def is_unknown_key(self) -> bool:
        return self.keyword == "additionalProperties"

    @property
    def is_of_function(self) -> bool:
        """Whether it is about an entry of `functions` as such, whose key is the place of many things."""
        return self.path[:1] == ("functions",) and len(self.path) <= 2

    @property
    def at(self) -> Pointer:
        """The key that is unknown or misnamed, or whose entry lacks something, else the value.

        The key too for a value in block style of which nothing is right.
        """
        if self.keyword == "not" and "required" in self.schema:
            return self.owner[self.schema["required"][0]].key_at
        if self.keyword == "oneOf" and self.choice and not self.is_of_function:
            return self.owner[[key for key in self.choice if self.owner[key].present][-1]].key_at
        if self.keyword in _OF_ENTRIES or self.choice:
            return _head(self.owner)
        value = self.cursor.value
        in_block = value is not None and value.at.items and not value.at.style and self.cursor.key is not value.at
        return self.cursor.key_at if self.keyword in _OF_KEYS or in_block else self.cursor.value_at

    @property
    def level(self) -> str | None:
        """Which of `LEVELS` the owner is, if it is one."""
        return _level(self.path)

    @property
    def event(self) -> str:
        """The kind of the event that the owner is in, or empty."""
        return self.path[4] if _in_event(self.path) else ""

    @property
    def name(self) -> str:
        """The value in words: `` `timeout` ``, `` an item of `layers` ``."""
        in_list = self.cursor.parent is not None and self.cursor.parent.is_list
        return f"an item of `{self.path[-2]}`" if in_list else f"`{self.path[-1]}`"

    @property
    def place(self) -> str:
        """The owner in words: `a function`, `` `request` of an `http` event ``."""
        if self.level is not None:
            return {"": "a service", "function": "a function", "event": "an event"}.get(self.level, "`provider`")
        if self.path[0] != "functions":
            return f"`{'.'.join(self.path)}`"
        event = self._parts.get(f"events/{self.event}.json")["description"].partition(":")[0] if self.event else ""
        below = ".".join(self.path[5:] if event else self.path[2:])
        return f"`{below}` of {event or 'a function'}" if below else event

    @property
    def legal(self) -> tuple[str, ...]:
        """The keys that the owner may have."""
        return (*self.schema.get("properties", {}), *_added(self._service, self.path))

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts that are legal, where they can be listed."""
        if "dated" in self.schema:
            return ()  # what is newer than the list is no slip of the pen
        if self.schema.get("format") == "runtime":
            return runtimes()
        return tuple(each for schema in self._forms() for each in schema.get("enum", ()) if isinstance(each, str))

    @property
    def expected(self) -> tuple[str, ...]:
        """What fits, in words, one for each form and value that there is."""
        if "title" in self.schema:
            return (self.schema["title"],)
        return tuple(dict.fromkeys(words for schema in self._forms() for words in _words(schema)))

    @property
    def choice(self) -> tuple[str, ...]:
        """The keys of which one is needed, or only one is allowed; none where it is not about that."""
        branches = self.schema.get(self.keyword, ()) if self.keyword in ("anyOf", "oneOf") else ()
        pure = all(branch.keys() == {"required"} for branch in branches)
        return tuple(name for branch in branches for name in branch["required"]) if pure else ()

    @property
    def readers(self) -> tuple[str, ...]:
        """The plugins that read the unknown key, and that the service does not load."""
        return readers(_PLACES[self.level], self.word) if self.level is not None else ()

    def fits_as(self, key: str) -> bool:
        """Whether the owner misses nothing new with the unknown key under the name `key`."""
        know = self._value.know
        assert isinstance(know, Map)
        entries = {key if name == self.word else name: entry for name, entry in know.entries.items()}
        renamed = Value(Map(entries), self._value.at)
        validator = _validator(self._service)
        before, after = (
            {(miss.keyword, miss.path, miss.word) for miss in validator.misses(self.schema, value)}
            for value in (self._value, renamed)
        )
        return len(entries) == len(know.entries) and after <= before

    @property
    def stops(self) -> bool:
        """Whether the framework refuses the service for it, where it would only warn by default."""
        return self._parts.strict

    def is_misspelt(self, key: str) -> bool:
        """Whether a key that an entry lacks is there under a name that is nearly right."""
        return any(closest(name, (key,)) for name, _ in self.owner.entries() if name not in self.legal)

    @property
    def below(self) -> Iterator[tuple[str, str]]:
        """(key, key below it) of the maps that may stand in the owner."""
        for name, schema in self.schema.get("properties", {}).items():
            for form in self._forms(schema):
                yield from ((name, key) for key in form.get("properties", {}))

    @property
    def is_intrinsic(self) -> bool:
        """Whether a function of CloudFormation stands there."""
        return self.cursor.value is not None and is_intrinsic(self.cursor.value)

    @property
    def wants_map(self) -> bool:
        """Whether one of the forms that fit is a map of settings."""
        return any(schema.get("type") == "object" and "format" not in schema for schema in self._forms())

    @staticmethod
    def keys_of(level: str) -> tuple[str, ...]:
        """The keys that the map of a level (`LEVELS`) may have under any version of the framework."""
        return tuple(parts("4").get(LEVELS[level])["properties"])

    def _forms(self, schema: Schema | None = None) -> Iterator[Schema]:
        """The forms that a value may have: the schema (this one's, if none is given), or its alternatives."""
        stack = [self.schema if schema is None else schema]
        while stack:
            form = self._parts.resolve(stack.pop())
            if "anyOf" in form and form.get("type") != "object":
                stack += reversed(form["anyOf"])
            else:
                yield form


_OF_KEYS = ("additionalProperties", "propertyNames")
_OF_ENTRIES = ("required", "not", "then", "minProperties", "maxProperties")


def faults_of(service: "Service") -> tuple[Fault, ...]:
    """The faults of a service in one stage; of other providers, and of versions before 3, nothing is known."""
    if service.file.is_outdated:
        return ()
    validator = _validator(service)
    if service.provider.present and not service.is_aws:
        return tuple(Fault(miss, service, validator.parts) for miss in _nameless(service))
    root, value = validator.parts.get(ROOT), service.merged.value
    if value is None or not isinstance(value.know, Map):
        return ()
    misses = [*validator.misses(root, _with_provider(service, value)), *_outside_of_vpc(service)]
    faults = [Fault(miss, service, validator.parts) for miss in misses]
    return tuple(_joined([fault for fault in faults if not _is_known_to_work(service, fault)]))


def _nameless(service: "Service") -> Iterator[Miss]:
    """A provider that certainly has no name: the framework stops (measured, 3.40)."""
    provider = service.provider
    if provider.value is not None and (provider.is_list or (provider.is_map and provider["name"].absent)):
        yield Miss("then", {"title": "a `name`, such as `name: aws`"}, provider.value, ("provider",))


def _outside_of_vpc(service: "Service") -> Iterator[Miss]:
    """Functions with a file system and no VPC to reach it from: packaging stops (measured, 3.40)."""
    for function in service.functions:
        own, shared = function.cursor["vpc"], service.provider["vpc"]
        value = function.cursor.value
        if value is not None and function.cursor["fileSystemConfig"].is_map and own.absent and shared.absent:
            lack: Schema = {"title": "`vpc` for its `fileSystemConfig`, of its own or of the provider"}
            yield Miss("then", lack, value, ("functions", function.name))


def _joined(faults: list[Fault]) -> Iterator[Fault]:
    """The faults, what one entry lacks as one fault; what is there but misspelt does not lack."""
    lacking: dict[str, Fault] = {}
    for fault in faults:
        if fault.keyword == "required":
            if not fault.is_misspelt(fault.word):
                first = lacking.setdefault(fault.owner.path, fault)
                first.lacking += (fault.word,)
        elif fault.keyword != "anyOf" or not any(fault.is_misspelt(key) for key in fault.choice):
            yield fault
    yield from lacking.values()


def _validator(service: "Service") -> Validator:
    memo, strict = service.file.memo, is_strict(service)
    name = "strict validator" if strict else "validator"
    validator = memo.get(name)
    if not isinstance(validator, Validator):
        # The one of the last lint may know the same values: they are kept for as long as the documents are.
        lasting, key = service.file.documents.memo, f"{name} {service.file.path}"
        before = lasting.get(key)
        validator = Validator(parts(service.version, strict), before if isinstance(before, Validator) else None)
        memo[name] = lasting[key] = validator
    return validator


def is_strict(service: "Service") -> bool:
    """Whether the framework refuses what does not fit its schema, instead of a warning (measured: 3.40).

    Not where another maker's build of it may be in use, whose schema knows newer runtimes.
    """
    return service.config["configValidationMode"].text == "error" and not service.file.is_forked


def _with_provider(service: "Service", value: Value) -> Value:
    """`provider: aws` is short for `provider: {name: aws}`."""
    assert isinstance(value.know, Map)
    provider = service.provider.value
    if provider is None or service.provider.text is None:
        return value
    key = value.know.entries["provider"][0]
    short = Value(Map({"name": (key, provider)}), provider.at, provider.trail, provider.deps)
    entries = {**value.know.entries, "provider": (key, short)}
    return Value(Map(entries, rest=value.know.rest), value.at, value.trail, value.deps)


def _is_known_to_work(service: "Service", fault: Fault) -> bool:
    """Whether a plugin reads what stands there, or the framework warns at most and deploys what is meant."""
    path, plugins = (*fault.path, fault.word) if fault.is_unknown_key else fault.path, service.plugins
    if any(key in _added(service, path[:depth]) for depth, key in enumerate(path)):
        return True
    text = fault.cursor.text or ""
    if text in plugins.adds("runtimes") or ("#{" in text and plugins.may("hashMarks")):
        return True
    if fault.keyword == "required" and fault.word == "service":
        return not MAIN_FILE.match(os.path.basename(service.file.path))
    if fault.keyword == "then":
        return bool(plugins.extends(fault.event))
    return not fault.stops and _is_only_warned_of(service, fault, path)


def _is_only_warned_of(service: "Service", fault: Fault, path: tuple[str, ...]) -> bool:
    """Whether the framework deploys what is meant, as far as it gets there (measured: 3.40)."""
    if not fault.is_unknown_key and fault.wants_map and fault.cursor.scalar in ("", False):
        return not (_in_event(path) and len(path) == 5)  # JavaScript takes an empty text and false for nothing
    return fault.is_intrinsic and not fault.wants_map and _is_copied(service, path)


def _is_copied(service: "Service", path: tuple[str, ...]) -> bool:
    """Whether the framework copies a setting into the template as it is (measured: 3.40).

    It reads those of routes itself, and the short form of an event.
    """
    if path[:1] == ("provider",):
        return path[1] in parts(service.version).get(LEVELS["function"])["properties"] if len(path) > 1 else False
    if path[:1] != ("functions",) or len(path) < 3:
        return False
    return path[2] != "events" or (_in_event(path) and len(path) > 5 and path[4] not in _ROUTES)


def _level(path: tuple[str, ...]) -> str | None:
    if path == ("provider",):
        return "provider"
    below, rest = divmod(len(path), 2)
    return ("", "function", "event")[below] if not rest and path[0::2] == ("functions", "events")[:below] else None


def _in_event(path: tuple[str, ...]) -> bool:
    return len(path) > 4 and path[0] == "functions" and path[2] == "events"


def _added(service: "Service", path: tuple[str, ...]) -> frozenset[str]:
    """The keys that plugins add to the map at `path`."""
    level = _level(path)
    if level is not None:
        return service.plugins.adds(_PLACES[level])
    return service.plugins.extends(path[4]) if _in_event(path) and len(path) == 5 else frozenset()


def _head(cursor: Cursor) -> Pointer:
    """The key of an entry; of an item of a list its first key."""
    value = cursor.value
    if value is not None and isinstance(value.know, Map) and value.know.entries and cursor.key in (value.at, None):
        return at_node(next(iter(value.know.entries.values()))[0], cursor.path)
    return cursor.key_at


_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a map",
}


def _words(schema: Schema) -> Iterator[str]:
    """What fits a schema without alternatives, in words."""
    low, high = schema.get("minimum"), schema.get("maximum")
    words = _TYPES.get(schema.get("type", ""), "") + (" that is not empty" if schema.get("minLength") else "")
    if "title" in schema:
        yield schema["title"]
    elif "const" in schema or "enum" in schema:
        yield from (f"`{json.dumps(each).strip(QUOTE)}`" for each in schema.get("enum", [schema.get("const")]))
    elif low is not None and high is not None:
        yield f"{words} from {low} to {high}"
    elif low is not None:
        yield f"{words} of at least {low}"
    elif words:
        yield words
