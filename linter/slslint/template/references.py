"""References by logical id: Ref, GetAtt, Sub, DependsOn, Condition, and the framework's own settings that name one."""

from collections.abc import Iterator
from typing import NamedTuple

from slslint.intrinsics.strings import Piece, atoms_of, pieces
from slslint.memo import once
from slslint.service.service import Service
from slslint.source.pointer import Pointer, at_piece
from slslint.values.cursor import Cursor
from slslint.values.value import Known, Map

RESOURCE, ANY, CONDITION = "resource", "any", "condition"


class Reference(NamedTuple):
    """A name and what it may be of: a resource alone, a resource or parameter (`any`), a condition."""

    name: str
    kind: str
    at: Pointer
    function: str


@once
def references_of(service: Service) -> tuple[Reference, ...]:
    """Every reference of a service's template, each place once."""
    found = {(each.at.file.path, each.at.start, each.name): each for each in _all(service)}
    return tuple(found.values())


def _all(service: Service) -> Iterator[Reference]:
    template = service.resources.cursor
    for section in ("Resources", "extensions"):
        for _, resource in template[section].entries():
            yield from _named(resource["DependsOn"], RESOURCE, "DependsOn")
            yield from _named(resource["Condition"], CONDITION, "Condition")
    for _, output in template["Outputs"].entries():
        yield from _named(output["Condition"], CONDITION, "Condition")
    for function in service.functions:
        yield from _named(function.cursor["dependsOn"], RESOURCE, "dependsOn")
        yield from _named(function.cursor["condition"], CONDITION, "condition")
        yield from _role(function.cursor["role"])
    yield from _role(service.provider["role"])
    yield from _role(service.provider.at("iam", "role"))
    for part in ("Resources", "Outputs", "Conditions", "extensions"):
        yield from _within(template[part])
    for part in ("provider", "functions"):
        yield from _within(service.config[part])


def _role(cursor: Cursor) -> Iterator[Reference]:
    """A role by its logical id: what is no ARN (measured, Serverless 3.40)."""
    if cursor.text is not None and cursor.text.isalnum():
        yield Reference(cursor.text, RESOURCE, cursor.value_at, "role")


def _named(cursor: Cursor, kind: str, function: str) -> Iterator[Reference]:
    for item in cursor.items() if cursor.is_list else (cursor,):
        if item.text is not None:
            yield Reference(item.text, kind, item.value_at, function)


def _within(top: Cursor) -> Iterator[Reference]:
    stack = [top]
    while stack:
        cursor = stack.pop()
        stack += cursor.containers()
        know = cursor.value.know if cursor.value is not None else None
        if isinstance(know, Map) and len(know.entries) == 1:
            yield from of_function(next(iter(know.entries)), cursor)


def of_function(name: str, cursor: Cursor) -> Iterator[Reference]:
    argument = cursor[name]
    if name == "Ref" and argument.text is not None:
        yield Reference(argument.text, ANY, argument.value_at, "Ref")
    elif name == "Fn::GetAtt":
        first = argument[0].text if argument.is_list else (argument.text or "").partition(".")[0]
        if first:
            yield Reference(first, RESOURCE, argument.value_at, "GetAtt")
    elif name == "Fn::Sub":
        yield from _of_sub(argument)
    elif name == "Fn::If" and argument[0].text is not None:
        yield Reference(argument[0].text, CONDITION, argument[0].value_at, "If")
    elif name == "Condition" and argument.text is not None and not cursor.path.endswith("Conditions"):
        yield Reference(argument.text, CONDITION, argument.value_at, "Condition")


def _of_sub(argument: Cursor) -> Iterator[Reference]:
    template = argument[0] if argument.is_list else argument
    own = {name for name, _ in argument[1].entries()} if argument.is_list else set[str]()
    if template.value is None or (argument.is_list and argument[1].unknown):
        return
    for piece in pieces(atoms_of(template.value) or (), "${", "}"):
        if not isinstance(piece, Piece) or len(piece.inner) != 1 or not isinstance(piece.inner[0], str):
            continue
        written = piece.inner[0]
        name, dot, _ = written.strip().partition(".")
        if name and not name.startswith("!") and name not in own and written not in own:
            yield Reference(name, RESOURCE if dot else ANY, _place(template, f"${{{written}}}"), "Sub")


def _place(template: Cursor, written: str) -> Pointer:
    """Where a `${…}` stands in its string, if the string is written as it is."""
    value = template.value
    text = value.at.value if value is not None else None
    if value is not None and isinstance(value.know, Known) and isinstance(text, str) and written in text:
        start = text.index(written)
        return at_piece(value.at, start, start + len(written), template.path)
    return template.value_at
