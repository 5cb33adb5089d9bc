"""Text patches: how a fix changes a file without ever writing the tree out again."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from slslint.source.file import SourceFile
from slslint.source.node import MAP, SCALAR, SEQ, Node, Scalar, number_text


class Edit(NamedTuple):
    """Replace characters `start` to `end` of `file` by `text`."""

    file: SourceFile
    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """A remedy: its edits belong together. `safe`: nothing changes but the finding's own value."""

    description: str
    edits: tuple[Edit, ...]
    safe: bool


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` with the edits made; raises ValueError where two of them overlap."""
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < done:
            raise ValueError("edits overlap")
        parts += [text[done : edit.start], edit.text]
        done = edit.end
    parts.append(text[done:])
    return "".join(parts)


def replace(node: Node, text: str) -> Edit:
    """Write `text` where `node` stands."""
    return Edit(node.file, node.start, node.end, text)


def replace_scalar(node: Node, value: Scalar) -> Edit:
    """Give a scalar another value, in its own quoting style where that can hold it.

    Raises ValueError for what is no scalar by itself: a tag, a list as a key.
    """
    if node.kind != SCALAR or node.style in ("!", "?"):
        raise ValueError("only a scalar can take another value")
    text = written(value, node)
    before = node.file.text[node.start - 1 : node.start]
    return replace(node, f" {text}" if node.start == node.end and before in (":", "-") else text)


def rename_key(key: Node, name: str) -> Edit:
    """Give a key another name, in its own quoting style; raises ValueError for a tag or a key that is no scalar."""
    return replace_scalar(key, name)


def insert_entry(mapping: Node, key: str, value: str) -> Edit:
    """Add `key: value`, both as YAML (or JSON) is written, on one line, as the first entry of a map.

    In block style the entry comes right behind the key that owns the map, above comments on the first entry. Raises
    ValueError where no entry can be written: in what a tag made a map, and in `[key: value]`.
    """
    file, text, start = mapping.file, mapping.file.text, mapping.start
    if mapping.kind != MAP or mapping.style == ":" or text[start : start + 1] == "!" or "\n" in value:
        raise ValueError("no entry can be written here")
    entry = f"{_key(file, key)}: {value}"
    if mapping.style == "{":
        inside = start + 1
        blank = _blank_end(text, inside)
        if text[blank] == "}":
            return Edit(file, inside, inside, f"{' ' if text[inside] == ' ' else ''}{entry}")
        space = text[inside:blank]
        return Edit(file, inside, inside, f"{space}{entry},{'' if space else ' '}")
    return _insert_line(mapping, entry)


def insert_item(sequence: Node, value: str) -> Edit:
    """Add `value`, as YAML (or JSON) is written, on one line, as the first item of a list.

    In block style it comes above comments on the first item. Raises ValueError where no item can be written: in what a
    tag made a list, and beside a `- ` of another list.
    """
    file, text, start = sequence.file, sequence.file.text, sequence.start
    if sequence.kind != SEQ or text[start : start + 1] not in ("[", "-") or "\n" in value:
        raise ValueError("no item can be written here")
    if sequence.style == "[":
        inside = start + 1
        return Edit(file, inside, inside, value if text[_blank_end(text, inside)] == "]" else f"{value}, ")
    return _insert_line(sequence, f"- {value}")


def _insert_line(node: Node, line: str) -> Edit:
    """Put a line in front of a collection in block style, above comments on its first line."""
    file, text, start = node.file, node.file.text, node.start
    number, column = file.position(start)
    indent = " " * (column - 1)
    above = number
    if not text[start - column + 1 : start].strip(" "):
        while above > 1 and file.line(above - 1).lstrip(" ").startswith("#"):
            above -= 1
    if above == number or not any(file.line(each).strip() for each in range(above - 1, 0, -1)):
        return Edit(file, start, start, f"{line}{file.newline}{indent}")
    at = file.line_starts[above - 1]
    return Edit(file, at, at, f"{indent}{line}{file.newline}")


def fill_entry(key: Node, value: Node, name: str, text: str) -> Edit:
    """Make a map with the one entry `name: text` of a null value: of `key:`, `key: ~` or `key: null`."""
    if value.kind != SCALAR or value.value is not None:
        raise ValueError("only a null can be filled")
    file = value.file
    made = f"{{{_key(file, name)}: {text}}}"
    if value.start < value.end:
        return replace(value, made)
    colon = value.start == key.end and file.text[key.end : key.end + 1] != ":"
    return Edit(file, value.end, value.end, f"{':' if colon else ''} {made}")


def move_items(mapping: Node, key: str, target: Node) -> tuple[Edit, Edit]:
    """Take the list `key` out of a map and put its items behind those of another list of the file, both in block style.

    Comments on the items go with them. Raises ValueError where one of the lists is written otherwise.
    """
    owner, items = mapping.pair(key) or (mapping, mapping)
    if any(each.kind != SEQ or each.text[:1] != "-" or each.file is not mapping.file for each in (items, target)):
        raise ValueError(f"the items of {key!r} cannot be moved")
    file = mapping.file
    column, wanted = (file.position(each.start)[1] - 1 for each in (items, target))
    first, last = file.position(owner.end)[0] + 1, file.position(items.end)[0]
    lines = [file.line(number).rstrip("\r\n") for number in range(first, last + 1)]
    bare = [line.lstrip(" ") if line[:column].strip().startswith("#") else line[column:] for line in lines]
    if any(line[:column].strip(" ") and not line.lstrip(" ").startswith("#") for line in lines):
        raise ValueError(f"the items of {key!r} cannot be moved")
    moved = [f"{' ' * wanted}{line}".rstrip(" ") for line in bare]
    end = file.line_end(file.position(target.end)[0])
    return delete_entry(mapping, key), Edit(file, end, end, "".join(f"{file.newline}{line}" for line in moved))


def delete_entry(mapping: Node, key: str) -> Edit:
    """Take the entry `key` out of a map, with its lines in block style; a map with no other entry becomes `{}`.

    Raises ValueError for an entry that is not written in this map (merged, or made by a tag) or not as `key: value`.
    """
    pair = mapping.pair(key) if mapping.kind == MAP else None
    if pair is None or mapping.style == ":" or pair[0].style in ("!", "?") or not _is_own(mapping, pair[0]):
        raise ValueError(f"no entry {key!r} is written here")
    file, text = mapping.file, mapping.file.text
    start, end = pair[0].start, _entry_end(*pair)
    if mapping.style == "{":
        return _delete_from_braces(file, start, end)
    column = file.position(start)[1]
    before = text[start - column + 1 : start]
    if "?" in before or "&" in before or "!" in before:
        raise ValueError(f"the entry {key!r} is not written as `key: value`")
    line_end = file.line_end(file.position(end)[0])
    following = _blank_end(text, line_end)
    if start == mapping.start and end == mapping.end:
        return Edit(file, start, end, "{}")
    if before.strip(" "):
        return Edit(file, start, following, "")
    next_line = file.position(end)[0] + 1
    stop = file.line_starts[next_line - 1] if next_line <= len(file.line_starts) else len(text)
    return Edit(file, start - column + 1, stop, "")


def _delete_from_braces(file: SourceFile, start: int, end: int) -> Edit:
    text = file.text
    after = _blank_end(text, end)
    if text[after] == ",":
        return Edit(file, start, _blank_end(text, after + 1), "")
    before = len(text[:start].rstrip(" \t\r\n"))
    return Edit(file, before - 1 if text[before - 1] == "," else start, end, "")


def _is_own(mapping: Node, key: Node) -> bool:
    """Whether a key of a map is written in it: in block style, all such keys start in one column."""
    if key.file is not mapping.file or not mapping.start <= key.start < mapping.end:
        return False
    file = mapping.file
    return mapping.style == "{" or file.position(key.start)[1] == file.position(mapping.start)[1]


def _entry_end(key: Node, value: Node) -> int:
    """Where an entry ends: behind its value, or behind the alias that stands there for it."""
    alias = re.compile(r"[ \t]*:\s*\*[^\s,\[\]{}]+").match(key.file.text, key.end)
    if alias and (value.start < key.start or value.file is not key.file):
        return alias.end()
    return max(key.end, value.end)


def _blank_end(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _key(file: SourceFile, key: str) -> str:
    return f'"{key}"' if is_json(file) else key


def is_json(file: SourceFile) -> bool:
    """Whether a file is read as JSON."""
    return file.path.lower().endswith((".json", ".tfstate"))


def written(value: Scalar, node: Node) -> str:
    """A value as it is to be written in the place of `node`, in its quoting style where that can hold it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return number_text(value)
    if is_json(node.file):
        return _double_quoted(value)
    if node.style == '"' or not value.isprintable():
        return _double_quoted(value)
    if node.style != "'" and _is_plain(value, in_flow=not re.search(r"[,\[\]{}]", node.text)):
        return value
    return "'" + value.replace("'", "''") + "'"


def _double_quoted(value: str) -> str:
    import json

    return json.dumps(value, ensure_ascii=not value.isprintable())


def _is_plain(value: str, in_flow: bool) -> bool:
    """Whether a text means itself without quotes, inside brackets too if `in_flow`."""
    from slslint.source.scalars import resolve
    from slslint.source.yaml_scan import Scanner

    return value != "<<" and resolve(value)[1] == "str" and Scanner(value).plain(0, in_flow) == (0, len(value), value)
