"""Configuration as parts of a template: what is unknown, or refers to what is not there, is stood in for."""

from collections.abc import Callable

from slslint.service.service import Service
from slslint.source.node import Node
from slslint.source.pointer import Pointer, at_node
from slslint.template.part import Part, generated
from slslint.template.references import CONDITION, Reference, of_function
from slslint.values.cursor import Cursor
from slslint.values.value import Hole, Know, Known, Map, Seq, Unknown, Value, walk

UNKNOWN = "slslint-unknown-"
"""How the name of every stand-in starts: what mentions one depends on something unknown."""
STAND_IN = "SlslintUnknown"
"""The same for the parameters that stand in for what is unknown in conditions."""
_INCLUDE = "Fn::Transform"
"""What CloudFormation replaces by whatever a macro returns, other keys of the same map among it."""
_CLOUDFORMATION = frozenset(("resources", "custom", ""))
"""The sections of a service of which the contents are a template's, or may be. An empty name is the whole service."""
DEEPEST, MOST = 100, 60_000
"""Nesting, and nodes. CloudFormation takes templates of 1 MB."""


class TooLarge(Exception):
    """A template that is nested deeper, or has more nodes, than CloudFormation would take."""


class Converter:
    """Turns cursors into parts. Nulls are dropped, as the framework does it.

    What is unknown becomes `Fn::Transform`, of which nobody can tell what it comes to; so does a function with an
    unknown argument, and one that refers to what is not in the template: `undefined-reference` speaks of that where
    it is certain. In conditions, where no macro can be, a parameter stands in. `resources` are the logical ids.
    """

    def __init__(self, service: Service, resources: frozenset[str]) -> None:
        template = service.resources.cursor
        self.resources = resources
        self.conditions = {name for name, each in template["Conditions"].entries() if each.present}
        self.parameters = {
            name for name, each in template["Parameters"].entries() if not each.unknown and not each["Type"].unknown
        }
        self.mappings = {name for name, each in template["Mappings"].entries() if _is_wholly_known(each)}
        self.no_mapping_hidden = not template["Mappings"].unknown
        self.all_mappings = {name for name, _ in template["Mappings"].entries()}
        self.may_rewrite = bool(service.plugins.names or service.plugins.unknown)
        self.stand_ins: list[str] = []
        self._named: dict[Hole, str] = {}
        self._in_condition = False
        self._placing = True
        self._use: Pointer | None = None
        self._unknowns = 0
        self._nodes = 0

    def __call__(self, cursor: Cursor) -> Part:
        """The part for a cursor that holds something; raises TooLarge."""
        return self._convert(cursor, 0)

    def silently(self) -> Callable[[Cursor], Part]:
        """The same for what stands in the framework's own resources: nothing is said about it."""

        def convert(cursor: Cursor) -> Part:
            self._placing = False
            try:
                return self(cursor)
            finally:
                self._placing = True

        return convert

    def condition(self, cursor: Cursor) -> Part:
        """A condition; what is unknown of it is a parameter, the same one for the same unknown value."""
        self._in_condition = True
        try:
            return self._as_condition(self(cursor))
        finally:
            self._in_condition = False

    def unknown(self, hole: Hole | None = None) -> Part:
        """What stands in for something unknown."""
        if self._in_condition:
            return generated({"Ref": self._parameter(hole)})
        self._unknowns += 1
        part = generated({"Fn::Transform": {"Name": f"{UNKNOWN}{self._unknowns}"}})
        part.hidden = part.open = True
        return part

    def _parameter(self, hole: Hole | None) -> str:
        known = self._named.get(hole) if hole is not None else None
        if known is None:
            known = f"{STAND_IN}{len(self.stand_ins) + 1}"
            self.stand_ins.append(known)
            if hole is not None:
                self._named[hole] = known
        return known

    def _as_condition(self, part: Part) -> Part:
        """A part that stands where a condition does: one that is only a stand-in is compared with something."""
        reference = part.get("Ref")
        if reference is not None and reference.data in self.stand_ins and len(part.entries) == 1:
            return generated({"Fn::Equals": [{"Ref": reference.data}, "yes"]})
        for name in ("Fn::And", "Fn::Or", "Fn::Not"):
            inner = part.get(name)
            if inner is not None and inner.items:
                inner.data = [self._as_condition(item) for item in inner.items]
            elif inner is not None and _is_stand_in(inner, self.stand_ins):
                return self._as_condition(inner)
        inner = part.get("Fn::Equals")
        if inner is not None and _is_stand_in(inner, self.stand_ins):
            return self._as_condition(inner)
        return part

    def _convert(self, cursor: Cursor, depth: int) -> Part:
        self._nodes += 1
        if depth > DEEPEST or self._nodes > MOST:
            raise TooLarge
        use = _use_of(cursor.value) if self._use is None and cursor.value is not None else None
        if use is None:
            return self._converted(cursor, depth)
        self._use = at_node(use, cursor.path)
        try:
            return self._converted(cursor, depth)
        finally:
            self._use = None

    def _converted(self, cursor: Cursor, depth: int) -> Part:
        value = cursor.value
        assert value is not None
        at, origin = self._place(cursor.value_at)
        if isinstance(value.know, Known):
            if self.may_rewrite and isinstance(value.know.value, str) and "#{" in value.know.value:
                return self.unknown()  # serverless-pseudo-parameters and its kin write `#{AWS::Region}`
            return Part(value.know.value, at, derived=bool(value.trail) or value.at.dynamic, origin=origin)
        if isinstance(value.know, Map):
            if value.know.rest is not None and self._in_condition:
                return self.unknown(_hole(value.know.rest))
            return self._map(cursor, depth, is_open=value.know.rest is not None)
        if isinstance(value.know, Seq):
            items = [self._convert(item, depth + 1) for item in cursor.items()]
            hidden, derived = any(item.hidden for item in items), any(item.derived for item in items)
            return Part(items, at, hidden=hidden, derived=derived, origin=origin)
        return self.unknown(_hole(value))

    def _place(self, written: Pointer) -> tuple[Pointer | None, Pointer | None]:
        """Where a finding stands, and where what it is about is written if that is elsewhere."""
        if not self._placing:
            return None, None
        return (written, None) if self._use is None else (self._use, written)

    def _map(self, cursor: Cursor, depth: int, *, is_open: bool) -> Part:
        entries: dict[str, tuple[Pointer | None, Part]] = {}
        for name, child in cursor.entries():
            if child.present:
                key = self._place(at_node(child.key, child.path))[0] if child.key is not None else None
                entries[name] = (key, self._convert(child, depth + 1))
        is_open = is_open or _INCLUDE in entries
        hidden = is_open or any(part.hidden for _, part in entries.values())
        derived = any(part.derived for _, part in entries.values())
        at, origin = self._place(cursor.value_at)
        part = Part(entries, at, hidden=hidden, derived=derived, open=is_open, origin=origin)
        if len(entries) == 1:
            (name,) = entries
            if (name == "Ref" or name.startswith("Fn::")) and self._is_unknown(name, cursor, entries[name][1]):
                return self.unknown()
        return part

    def _is_unknown(self, name: str, cursor: Cursor, argument: Part) -> bool:
        """Whether it cannot be told what a function comes to, for it depends on something unknown or absent."""
        if name == "Fn::If":
            first = argument.items[0] if argument.items else argument
            return (argument.hidden and first.hidden) or any(map(self._is_absent, of_function(name, cursor)))
        if name == "Fn::FindInMap":
            named = argument.items[0].data if argument.items else None
            dropped = isinstance(named, str) and named in self.all_mappings and named not in self.mappings
            return argument.hidden or dropped or not self.no_mapping_hidden
        return argument.hidden or any(map(self._is_absent, of_function(name, cursor)))

    def _is_absent(self, reference: Reference) -> bool:
        name = reference.name
        if name.startswith("AWS::"):
            return False
        if reference.kind == CONDITION:
            return name not in self.conditions
        return name not in self.resources and (reference.kind != "any" or name not in self.parameters)


def _is_stand_in(part: Part, names: list[str]) -> bool:
    reference = part.get("Ref")
    return reference is not None and reference.data in names


def _is_wholly_known(cursor: Cursor) -> bool:
    """Whether a mapping is wholly known."""
    return cursor.value is not None and all(is_whole(value.know) for _, value in walk(cursor.value))


def is_whole(know: Know) -> bool:
    """Whether a scalar, or which keys or items a container has, is wholly known."""
    return know.rest is None if isinstance(know, Map) else isinstance(know, Known | Seq)


def _use_of(value: Value) -> Node | None:
    """The text by which a template takes a container from a part of the service that is there for the framework.

    To edit it there would change what the framework makes of it.
    """
    if not value.trail or not isinstance(value.know, Map | Seq):
        return None
    sections = (step.text.partition(".")[0] for step in value.trail if step.kind == "self")
    return value.trail[0].node if any(name not in _CLOUDFORMATION for name in sections) else None


def _hole(value: Value) -> Hole | None:
    return value.know.hole if isinstance(value.know, Unknown) else None
