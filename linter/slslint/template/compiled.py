"""The template that a service compiles to: the user's part in full, and of the framework's what that refers to."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from slslint.memo import once
from slslint.service.service import Service
from slslint.template.convert import Converter, TooLarge, is_whole
from slslint.template.part import Part, Place, generated, merged, numbered, words_of
from slslint.template.references import references_of
from slslint.template.shapes import may_be_generated, shapes_of
from slslint.values.cursor import Cursor
from slslint.values.value import Known, Map, Seq, walk

_TOKEN_TYPE = "Custom::Unknown"
_LISTS = ("DependsOn", "Metadata", "CreationPolicy", "UpdatePolicy")
_PLAIN = ("AWSTemplateFormatVersion", "Description", "Transform", "Metadata", "Rules", "Hooks")
_EXTENDABLE = ("Condition", "CreationPolicy", "DeletionPolicy", "UpdatePolicy", "UpdateReplacePolicy")


class Template(NamedTuple):
    """A template as plain data, and what is known of it.

    `places` are those of its nodes by number (see `part.numbered`). `used` are the names that anything in the service
    refers to, or None where something unknown may refer to any. `mergeable` are the user's resources that the framework
    may complete. `region` is the one that it is deployed to, if that is known.
    """

    data: dict[str, Any]
    places: tuple[Place, ...]
    used: frozenset[str] | None
    mergeable: frozenset[str]
    region: str | None


@once
def template_of(service: Service) -> Template | None:
    """The template of a service in its stage; None where the user wrote no part of it, or none that can be seen.

    The framework lays `resources` upon its own template with lodash's `merge`, then assigns `extensions` (Serverless
    3.40, merge-custom-provider-resources.js).
    """
    cursor = service.resources.cursor
    if not service.is_aws or not cursor.is_map or not any(True for _ in cursor.entries()):
        return None
    try:
        return _Compiler(service, cursor).template()
    except TooLarge:
        return None


class _Compiler:
    def __init__(self, service: Service, cursor: Cursor) -> None:
        self.service = service
        self.cursor = cursor
        self.user = cursor["Resources"]
        self.shapes = shapes_of(service)
        names = {name for name, each in self.user.entries() if each.present} | set(self.shapes)
        self.convert = Converter(service, frozenset(names))

    def template(self) -> Template:
        sections: dict[str, tuple[Any, Part]] = {}
        for name, cursor in self.cursor.entries():
            if name != "extensions":
                part = self._section(name, cursor)
                if part is not None:
                    sections[name] = (cursor.key_at, part)
        key, resources = sections.get("Resources", (None, generated({})))
        users = [part for _, part in sections.values()]
        sections["Resources"] = (key, self._extended(merged(self._framework(users), resources)))
        if self.convert.stand_ins:
            extra = generated({name: {"Type": "String"} for name in self.convert.stand_ins})
            key, parameters = sections.get("Parameters", (None, generated({})))
            sections["Parameters"] = (key, merged(extra, parameters))
        root = Part(dict(sections), self.cursor.key_at)
        data, places = numbered(root)
        region = self.service.region
        known = region.know.value if region is not None and isinstance(region.know, Known) else None
        mergeable = frozenset(name for name, _ in self.user.entries() if self._may_merge(name))
        return Template(data, places, self._used(), mergeable, known if isinstance(known, str) else None)

    def _framework(self, users: list[Part]) -> Part:
        """The resources that the framework makes, as far as the user's part depends on them.

        That is those it mentions, what these mention, and those of types that it has too: names must not be equal.
        """
        silently = self.convert.silently()
        every = {name: generated(shape(silently)) for name, shape in self.shapes.items()}
        types = {each["Type"].text for _, each in self.user.entries()}
        extensions = dict(self.cursor["extensions"].entries())
        kept = {name for name, part in every.items() if _type(part) in types}
        kept |= every.keys() & {*extensions, *(name for name, _ in self.user.entries())}
        pending = [*users, *map(silently, extensions.values()), *(every[name] for name in kept)]
        while pending:
            found = words_of(pending.pop()) & (every.keys() - kept)
            kept |= found
            pending += [every[name] for name in found]
        return generated({name: part for name, part in every.items() if name in kept})

    def _section(self, name: str, cursor: Cursor) -> Part | None:
        if cursor.absent:
            return None
        if name in ("Resources", "Outputs", "Conditions", "Parameters", "Mappings"):
            if cursor.is_map:
                return self._entries(name, cursor)
            if cursor.unknown:
                return None
        part = self.convert(cursor)
        return None if part.hidden and name in _PLAIN else part

    def _entries(self, section: str, cursor: Cursor) -> Part:
        make = {
            "Resources": self._resource,
            "Outputs": self._output,
            "Conditions": self._condition,
            "Parameters": self._parameter,
            "Mappings": self._mapping,
        }[section]
        entries: dict[str, tuple[Any, Part]] = {}
        for name, child in cursor.entries():
            part = make(name, child) if child.present else None
            if part is not None:
                entries[name] = (child.key_at, part)
        return Part(entries, cursor.value_at)

    def _resource(self, name: str, cursor: Cursor) -> Part:
        kind = cursor["Type"]
        if cursor.unknown or kind.unknown or (kind.absent and self._may_merge(name) and name not in self.shapes):
            return generated({"Type": _TOKEN_TYPE, "Properties": {"ServiceToken": self.convert.unknown()}})
        return self._attributes(self.convert(cursor))

    def _may_merge(self, name: str) -> bool:
        return name in self.shapes or may_be_generated(self.service, name)

    def _attributes(self, part: Part) -> Part:
        """A resource without the attributes of which something is unknown: CloudFormation takes no function there."""
        entries = dict(part.entries)
        depends = entries.get("DependsOn")
        if depends is not None:
            kept = self._dependencies(depends[1])
            entries.pop("DependsOn")
            if kept is not None:
                entries["DependsOn"] = (depends[0], kept)
        condition = entries.get("Condition")
        unconditional = condition is not None and self._is_gone(condition[1])
        if unconditional:
            entries.pop("Condition")
        policies = ("DeletionPolicy", "UpdateReplacePolicy")
        if any(name in entries and entries[name][1].hidden for name in policies):
            for name in policies:
                entries.pop(name, None)
        for name in _LISTS:
            if name in entries and entries[name][1].hidden:
                entries.pop(name)
        return (
            Part(
                entries,
                part.at,
                hidden=unconditional or part.open or _any_hidden(entries),
                derived=part.derived,
                open=part.open,
            )
            if isinstance(part.data, dict)
            else part
        )

    def _dependencies(self, part: Part) -> Part | None:
        """What a resource depends on, of that which is known to be there; another rule speaks of the rest."""
        if not part.items:
            return part if isinstance(part.data, str) and part.data in self.convert.resources else None
        items = [item for item in part.items if not isinstance(item.data, str) or item.data in self.convert.resources]
        items = [item for item in items if not item.hidden]
        return Part(items, part.at) if items else None

    def _output(self, name: str, cursor: Cursor) -> Part | None:
        if cursor.unknown:
            return None
        part = self.convert(cursor)
        entries = dict(part.entries)
        for attribute, (_, value) in part.entries.items():
            if value.hidden if attribute == "Description" else attribute == "Condition" and self._is_gone(value):
                entries.pop(attribute)
        return Part(entries, part.at, open=part.open) if isinstance(part.data, dict) else part

    def _is_gone(self, condition: Part) -> bool:
        """Whether the condition that is named is not known, or not there: another rule speaks of that."""
        return condition.hidden or (isinstance(condition.data, str) and condition.data not in self.convert.conditions)

    def _condition(self, name: str, cursor: Cursor) -> Part:
        return self.convert.condition(cursor)

    def _parameter(self, name: str, cursor: Cursor) -> Part | None:
        """A parameter without what is unknown of it; none of an unknown type."""
        if name not in self.convert.parameters:
            return None
        part = self.convert(cursor)
        if not isinstance(part.data, dict):
            return part
        return Part({name: pair for name, pair in part.entries.items() if not pair[1].hidden}, part.at)

    def _mapping(self, name: str, cursor: Cursor) -> Part | None:
        return self.convert(cursor) if name in self.convert.mappings else None

    def _extended(self, resources: Part) -> Part:
        entries = dict(resources.entries)
        for name, extension in self.cursor["extensions"].entries():
            if name in entries and extension.is_map:
                key, part = entries[name]
                entries[name] = (key or extension.key_at, self._attributes(self._extension(part, extension)))
        return Part(entries, resources.at)

    def _extension(self, part: Part, extension: Cursor) -> Part:
        entries = dict(part.entries)
        for name, cursor in extension.entries():
            if cursor.absent:
                continue
            added, known = self.convert(cursor), part.get(name)
            if name in _EXTENDABLE or (name in ("Properties", "Metadata", "DependsOn") and known is None):
                entries[name] = (cursor.key_at, added)
            elif name in ("Properties", "Metadata") and known is not None and isinstance(added.data, dict):
                both: Any = {**known.entries, **added.entries}
                hidden, more = known.hidden or added.hidden, known.open or added.open
                entries[name] = (cursor.key_at, Part(both, added.at, hidden=hidden, open=more))
            elif name == "DependsOn" and known is not None:
                items = [*(known.items or [known]), *added.items]
                entries[name] = (cursor.key_at, Part(items, added.at, hidden=added.hidden))
        return Part(entries, part.at or extension.value_at, hidden=part.hidden, open=part.open)

    def _used(self) -> frozenset[str] | None:
        """The names that something refers to."""
        if self.service.config.unknown:
            return None
        names = {each.name for each in references_of(self.service)}
        for section, cursor in self.service.config.entries():
            if section != "custom" and cursor.value is not None:
                for _, value in walk(cursor.value):
                    if not is_whole(value.know):
                        return None
                    if isinstance(value.know, Known) and "#{" in str(value.know.value):
                        names |= words_of(Part(value.know.value))  # `#{Name}`, which a plugin replaces
                    if isinstance(value.know, Map):
                        names.update(_mapping_named(value.know))
        return frozenset(names)


def _type(part: Part) -> Any:
    kind = part.get("Type")
    return kind.data if kind is not None else None


def _any_hidden(entries: dict[str, tuple[Any, Part]]) -> bool:
    return any(part.hidden for _, part in entries.values())


def _mapping_named(know: Map) -> Iterator[str]:
    entry = know.entries.get("Fn::FindInMap")
    first = entry[1].know.items[:1] if entry is not None and isinstance(entry[1].know, Seq) else ()
    for each in first:
        if isinstance(each.know, Known) and isinstance(each.know.value, str):
            yield each.know.value
