"""What the intrinsics of one stack can see: its template's sections, its pseudo parameters, its names."""

from collections.abc import Mapping

from slslint.intrinsics.strings import Atoms, atoms_of
from slslint.values.cursor import Cursor
from slslint.values.value import Hole, OneOf, Unknown, Value

_PARTITIONS = {
    "cn-": ("aws-cn", "amazonaws.com.cn"),
    "us-gov-": ("aws-us-gov", "amazonaws.com"),
    "us-iso-": ("aws-iso", "c2s.ic.gov"),
    "us-isob-": ("aws-iso-b", "sc2s.sgov.gov"),
    "eu-isoe-": ("aws-iso-e", "cloud.adc-e.uk"),
    "us-isof-": ("aws-iso-f", "csp.hci.ic.gov"),
    "eusc-": ("aws-eusc", "amazonaws.eu"),
}
"""Partition and URL suffix by the region's prefix (botocore's `partitions.json`); all other regions are `aws`."""

STRINGS = {
    "AWS::Region": "region",
    "AWS::AccountId": "acct",
    "AWS::Partition": "partition",
    "AWS::URLSuffix": "seg",
    "AWS::StackName": "seg",
}
"""The pseudo parameters that are plain strings, and the class of the hole that stands for one."""

_DERIVED = ("AWS::Partition", "AWS::URLSuffix")

NONE: Mapping[str, Value] = {}


class Scope:
    """One stack as its intrinsics see it.

    `stack` names the stack (service and stage) and scopes the holes. `parameters`, `mappings` and `conditions` are
    the template's sections; `resources` maps a logical id, the framework's own included, to its type and the resource
    (its `Properties` below it). `region`, `account` and `stack_name` are known or not; `arguments` are the values that
    a deploy gives to parameters (`provider.stackParameters`); `names` the physical names, by logical id, that the
    properties do not show. With `hash_marks`, `#{…}` in any string is substituted as `${…}` in `Fn::Sub` is: the
    plugin serverless-pseudo-parameters.

    AWS::Partition and AWS::URLSuffix follow from the region. Where that is not known they are holes of the classes
    `partition` and `seg`: whether a literal `aws` agrees with such a hole is for the matcher to say.
    """

    __slots__ = (
        "_unknowns",
        "arguments",
        "conditions",
        "given",
        "hash_marks",
        "mappings",
        "memo",
        "names",
        "parameters",
        "resources",
        "stack",
    )

    def __init__(
        self,
        stack: str,
        *,
        parameters: Cursor | None = None,
        mappings: Cursor | None = None,
        conditions: Cursor | None = None,
        resources: Mapping[str, tuple[str, Cursor]] | None = None,
        region: Value | None = None,
        account: Value | None = None,
        stack_name: Value | None = None,
        arguments: Mapping[str, Value] = NONE,
        names: Mapping[str, Value] = NONE,
        hash_marks: bool = False,
    ) -> None:
        self.stack = stack
        self.parameters = parameters or Cursor(None)
        self.mappings = mappings or Cursor(None)
        self.conditions = conditions or Cursor(None)
        self.resources: Mapping[str, tuple[str, Cursor]] = resources or {}
        self.given = {"AWS::Region": region, "AWS::AccountId": account, "AWS::StackName": stack_name}
        self.arguments = arguments
        self.names = names
        self.hash_marks = hash_marks
        self.memo: dict[tuple[str, str], Value] = {}
        """Conditions and physical names that have been worked out, by kind and logical id."""
        self._unknowns: dict[int, tuple[Value, Hole]] = {}

    def hole(self, name: str, cls: str = "any") -> Hole:
        """A hole that this stack fixes."""
        return Hole(name, cls, self.stack)

    def hole_of(self, value: Value) -> Hole:
        """The hole that stands for a value of which nothing is known: its own, or one for this very object."""
        if isinstance(value.know, Unknown) and value.know.hole is not None:
            return value.know.hole
        found = self._unknowns.get(id(value))
        if found is None:
            found = self._unknowns[id(value)] = (value, self.hole(f"unknown {len(self._unknowns) + 1}"))
        return found[1]

    def choices(self, name: str) -> list[Atoms]:
        """What a pseudo parameter of `STRINGS` may be: several only where the region is one of several."""
        unknown: list[Atoms] = [(self.hole(name, STRINGS[name]),)]
        if name in _DERIVED:
            regions = self.choices("AWS::Region")
            literals = [region[0] for region in regions if len(region) == 1 and isinstance(region[0], str)]
            index = _DERIVED.index(name)
            derived: dict[Atoms, None] = {(_derived(region)[index],): None for region in literals}
            return [*derived] if len(literals) == len(regions) else unknown
        value = self.given[name]
        if value is None:
            return unknown
        options = value.know.options if isinstance(value.know, OneOf) else (value,)
        atoms = [atoms_of(option) for option in options]
        return [*dict.fromkeys(found for found in atoms if found)] if all(atoms) else unknown


def _derived(region: str) -> tuple[str, str]:
    for prefix, names in _PARTITIONS.items():
        if region.startswith(prefix):
            return names
    return "aws", "amazonaws.com"
