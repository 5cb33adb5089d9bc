"""The user's CloudFormation: `resources`, a map or a list of maps, and its extensions."""

from collections.abc import Iterator

from slslint.values.cursor import Cursor
from slslint.values.merge import merged_list
from slslint.values.value import Map, Seq


class Resources:
    """`resources` of the configuration, list form merged."""

    def __init__(self, cursor: Cursor) -> None:
        if cursor.value is not None and isinstance(cursor.value.know, Seq):
            cursor = cursor.with_value(merged_list(cursor.value))
        self.cursor = cursor

    @property
    def unknown(self) -> bool:
        """Whether there may be resources that cannot be seen."""
        return any(part.unknown for part in (self.cursor, self.cursor["Resources"], self.cursor["extensions"]))

    def all(self) -> Iterator[Cursor]:
        """Every resource and every extension, as cursors; their last path part is the logical id."""
        for section in ("Resources", "extensions"):
            for _, resource in self.cursor[section].entries():
                yield resource

    def of_type(self, *types: str) -> Iterator[tuple[str, Cursor]]:
        """(logical id, resource) of the resources whose Type is one of these."""
        for name, resource in self.cursor["Resources"].entries():
            if resource["Type"].text in types:
                yield name, resource

    def get(self, name: str) -> Cursor:
        """The resource of that logical id."""
        return self.cursor.at("Resources", name)

    def reference(self, cursor: Cursor) -> str | None:
        """The logical id that a `Ref` or `Fn::GetAtt` (string or list form) names; None for anything else."""
        know = cursor.value.know if cursor.value is not None else None
        if not isinstance(know, Map) or len(know.entries) != 1:
            return None
        if (ref := cursor["Ref"]).exists:
            return ref.text
        attribute = cursor["Fn::GetAtt"]
        if attribute.is_list:
            return attribute[0].text
        return attribute.text.partition(".")[0] if attribute.text else None
