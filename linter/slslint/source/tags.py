"""Tags: the CloudFormation short forms and YAML's own types, as js-yaml and the framework's schema define them."""

import re

from slslint.source import scalars
from slslint.source.node import MAP, SCALAR, SEQ, Node, Scalar, key_text

YAML_PREFIX = "tag:yaml.org,2002:"

CLOUDFORMATION = frozenset(
    """
    And Base64 Cidr Condition Equals FindInMap GetAtt GetAZs If ImportValue Join Not Or Ref Select Split Sub
    """.split()  # noqa: SIM905 - a list to read
)
"""The names after `!` that the framework knows (@serverless/utils, cloudformation-schema.js)."""

_LONG_FORMS = frozenset(("Contains", "ForEach", "Length", "RefAll", "ToJsonString", "Transform", "ValueOf"))
"""Functions of CloudFormation whose short form the framework does not know."""

_KINDS = {"map": MAP, "set": MAP, "seq": SEQ, "omap": SEQ, "pairs": SEQ}
_SCALARS = frozenset(("str", "null", "bool", "int", "float", "timestamp", "merge", "binary"))
_KIND_NAMES = {MAP: "a map", SEQ: "a list", SCALAR: "a single value"}


class BadTag(Exception):
    """A tag that does not fit; the text is for people."""


def apply_tag(node: Node, tag: str, tag_start: int, tag_end: int, raw: str | None) -> Node:
    """The node that a tag makes of `node`; raises BadTag.

    `tag` is the resolved tag; `raw` the text of a scalar before resolution, None for an empty one and for collections.
    A CloudFormation tag gives a map with one entry: its key stands where the tag is written, and the map spans both.
    """
    written = node.file.text[tag_start:tag_end]
    if tag.startswith("!") and tag[1:] in CLOUDFORMATION:
        if node.kind == SCALAR:
            node.value = raw
            node.dynamic = raw is not None and "${" in raw
        return _function(node, tag[1:], tag_start, tag_end)
    name = tag.removeprefix(YAML_PREFIX)
    if name == tag or not (name in _KINDS or name in _SCALARS):
        raise BadTag(_unknown(written))
    node.tag = written
    if node.kind == SCALAR and raw is None and name in _KINDS:
        node.kind, node.value = _KINDS[name], None
        return node
    expected = _KINDS.get(name, SCALAR)
    if expected != node.kind:
        raise BadTag(f"`{written}` is for {_KIND_NAMES[expected]}, and this is {_KIND_NAMES[node.kind]}")
    if node.kind == SCALAR:
        return _scalar(node, name, written, raw)
    if not _fits(node, name):
        raise BadTag(f"what stands below `{written}` is not of that type")
    if name == "pairs":
        _pairs(node)
    return node


def _unknown(written: str) -> str:
    name = written.lstrip("!").removeprefix("Fn::")
    known = next((known for known in CLOUDFORMATION if known.lower() == name.lower()), None)
    if known:
        return f"unknown tag `{written}`: write `!{known}`"
    if name in _LONG_FORMS:
        return f"unknown tag `{written}`: the framework does not know this short form; write it out as `Fn::{name}:`"
    known = "only the CloudFormation tags (`!Ref`, `!Sub`, `!GetAtt`, …) are known"
    return f"unknown tag `{written}`: {known}; put a text that starts with `!` in quotes"


def _function(node: Node, name: str, tag_start: int, tag_end: int) -> Node:
    function = name if name in ("Ref", "Condition") else f"Fn::{name}"
    if name == "GetAtt" and node.kind == SCALAR and isinstance(node.value, str):
        node = _attribute(node)
    key = Node(SCALAR, node.file, tag_start, tag_end, function, style="!")
    written = node.file.text[tag_start:tag_end]
    whole = Node(MAP, node.file, min(tag_start, node.start), max(tag_end, node.end), items=[(key, node)], tag=written)
    whole.dynamic = node.dynamic
    whole.size = node.size + 1
    return whole


def _attribute(node: Node) -> Node:
    """`!GetAtt a.b.c` as the list that the framework makes of it: `a` and `b.c`."""
    text = str(node.value)
    first, _, rest = text.partition(".")
    offset = node.start + (node.style in ("'", '"'))
    parts: list[Node] = []
    plain = node.file.text.startswith(text, offset)
    for part, at in ((first, offset), (rest, offset + len(text) - len(rest))):
        start, end = (at, at + len(part)) if plain else (node.start, node.end)
        parts.append(Node(SCALAR, node.file, start, end, part))
        parts[-1].dynamic = "${" in part
    whole = Node(SEQ, node.file, node.start, node.end, items=parts)
    whole.dynamic = node.dynamic
    whole.size = 3
    return whole


def _scalar(node: Node, name: str, written: str, raw: str | None) -> Node:
    if name == "binary" and raw is not None:
        return _binary(node, raw, written)
    value, fits = _explicit(name, raw)
    if not fits:
        raise BadTag(f"`{raw or ''}` cannot be read as `{written}`")
    node.value = value
    node.dynamic = isinstance(value, str) and "${" in value
    return node


def _explicit(name: str, raw: str | None) -> tuple[Scalar, bool]:
    """The value of a text under an explicit type, and whether it has one."""
    text = raw or ""
    if name == "str":
        return text, True
    if name == "null":
        return None, raw is None or scalars.WORDS.get(text, 0) is None
    if name == "merge":
        return raw, raw in (None, "<<")
    if name == "bool":
        word = scalars.WORDS.get(text)
        return word, isinstance(word, bool)
    readers = {"int": scalars.integer, "float": scalars.floating, "timestamp": scalars.timestamp}
    value = readers[name](text) if name in readers else None
    return value, value is not None


def _binary(node: Node, raw: str, written: str) -> Node:
    """Base64 as JSON.stringify writes the Uint8Array that js-yaml makes of it: a map from index to byte."""
    import base64
    import binascii

    digits = "".join(char for char in raw if char not in "\r\n=")
    try:
        if len(raw.replace("\r", "").replace("\n", "")) * 6 % 8 or re.search(r"[^A-Za-z0-9+/]", digits):
            raise ValueError
        data = base64.b64decode(digits + "=" * (-len(digits) % 4))
    except (ValueError, binascii.Error):
        raise BadTag(f"what follows `{written}` is not base64") from None
    node.kind, node.value = MAP, None
    node.items = [
        (Node(SCALAR, node.file, node.start, node.end, index), Node(SCALAR, node.file, node.start, node.end, byte))
        for index, byte in enumerate(data)
    ]
    node.size = 1 + len(data)
    return node


def _pairs(node: Node) -> None:
    """Items with one entry each become lists of key and value."""
    for item in node.items:
        item.kind, item.items, item.size = SEQ, list(item.items[0]), item.size + 1
        key: Node = item.items[0]
        key.value = key_text(key)
        key.dynamic = "${" in key.value
        item.dynamic = item.dynamic or key.dynamic
    node.size += len(node.items)
    node.dynamic = any(item.dynamic for item in node.items)


def _fits(node: Node, name: str) -> bool:
    """Whether a collection is a set (no values), an ordered map (one entry an item, no key twice) or pairs."""
    if name == "set":
        return all(value.kind == SCALAR and value.value is None for _, value in node.items)
    if name not in ("omap", "pairs"):
        return True
    if not all(item.kind == MAP and len(item.items) == 1 for item in node.items):
        return False
    return name == "pairs" or len({key_text(item.items[0][0]) for item in node.items}) == len(node.items)
