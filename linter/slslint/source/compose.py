"""The composer: parser events to nodes, whichever parser they come from, without recursion and within bounds."""

from typing import Any

from slslint.source import bounds, scalars
from slslint.source.file import SourceFile
from slslint.source.node import MAP, SCALAR, SEQ, Node, Scalar, key_text
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem
from slslint.source.tags import BadTag, apply_tag
from slslint.source.yaml_scan import line_end, token_end

_INFINITY = float("inf")


class Refused(Exception):
    """The file cannot be read further; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Frame:
    """A collection that is being read."""

    __slots__ = ("anchor", "bracket", "end", "index", "key", "node", "overridable", "start", "tag")

    def __init__(self, node: Node, start: int, anchor: str | None, tag: str | None, bracket: bool) -> None:
        self.node = node
        self.start = start
        self.anchor = anchor
        self.tag = tag
        self.bracket = bracket
        self.end = node.start
        self.key: Node | None = None
        self.index: dict[str, int] = {}
        self.overridable: set[str] = set()


class Composer:
    """Builds the tree of one file from events. Offsets are characters of the file's text.

    `start` is where a node's properties (tag, anchor) start, or else the node. `root` is None until something was
    read; `problems` holds what does not stop the reading: keys that stand twice. Raises Refused.
    """

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.text = file.text
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._stack: list[_Frame] = []
        self._anchors: dict[str, Node | None] = {}
        self._nodes = 0
        self._copied = 0

    def refuse(self, kind: str, message: str, start: int, end: int) -> Refused:
        """The exception for a problem at a span, to be raised."""
        return Refused(Problem(kind, message, Pointer(self.file, start, end)))

    def document(self, start: int) -> None:
        """A document starts (at its `---`, if there is one)."""
        if self.root is not None:
            message = "a second YAML document starts here, and the framework reads only one a file: remove this line"
            raise self.refuse("syntax", message, start, min(start + 3, len(self.text)))

    def open_map(self, start: int, content: int, anchor: str | None, tag: str | None, bracket: bool) -> None:
        """A map starts; its first key or its `{` (then `bracket` is true) stands at `content`."""
        self._open(MAP, start, content, anchor, tag, bracket)

    def open_seq(self, start: int, content: int, anchor: str | None, tag: str | None, bracket: bool) -> None:
        """A sequence starts; its first `-` or its `[` (then `bracket` is true) stands at `content`."""
        self._open(SEQ, start, content, anchor, tag, bracket)

    def _open(self, kind: str, start: int, content: int, anchor: str | None, tag: str | None, bracket: bool) -> None:
        if len(self._stack) >= bounds.MAX_DEPTH:
            raise self.refuse(
                "bound", f"nested more than {bounds.MAX_DEPTH} levels deep: the file is not read", content, content + 1
            )
        if anchor is not None:
            self._anchors[anchor] = None
        inside = bool(self._stack) and self._stack[-1].node.style != ""
        style = "{" if bracket and kind == MAP else "[" if bracket else ":" if inside else ""
        node = Node(kind, self.file, content, content, anchor=anchor, style=style)
        self._stack.append(_Frame(node, start, anchor, tag, bracket))

    def close(self, end: int) -> None:
        """The innermost collection ends; `end` counts only if it has brackets."""
        frame = self._stack.pop()
        node = frame.node
        node.end = end if frame.bracket else frame.end
        size, dynamic = 1, False
        for item in node.items:
            child: Node = item[1] if node.kind == MAP else item
            size += child.size
            dynamic = dynamic or child.dynamic
        node.size, node.dynamic = size, dynamic
        if size > bounds.MAX_NODES:
            raise self.refuse(
                "bound",
                f"its aliases make more than {bounds.MAX_NODES:,} values of this: the file is not read",
                node.start,
                node.start + 1,
            )
        self._finish(node, frame.start, frame.anchor, frame.tag, None)

    def scalar(self, start: int, end: int, text: str, style: str, anchor: str | None, tag: str | None) -> None:
        """A scalar with its text, unescaped and unfolded; `style` is "" for a plain one, else its first character."""
        empty = not (style or text)
        value, kind = scalars.resolve(text) if empty or (style == "" and tag is None) else (text, "str")
        node = Node(SCALAR, self.file, start, end, value, style=style)
        if kind == scalars.TIMESTAMP:
            node.tag = "!!timestamp"
        elif kind == "str" and "${" in text:
            node.dynamic = True
        if anchor is None and tag is None:
            self._add(node, start, end)
            return
        node.start = end if empty else self._properties(start, end)[0]
        if tag == "!":
            node.tag = tag
        self._finish(node, start, anchor, tag, None if empty else text)

    def entry(self, key_start: int, key_end: int, key: str, start: int, end: int, text: str) -> None:
        """An entry in block style: a plain key and a plain scalar, neither of them empty, without properties."""
        self._nodes += 2
        if self._nodes > bounds.MAX_NODES:
            raise self.refuse("bound", f"more than {bounds.MAX_NODES:,} values: the file is not read", start, start + 1)
        frame = self._stack[-1]
        frame.end = end
        name = Node(SCALAR, self.file, key_start, key_end, scalars.resolve(key)[0])
        value, kind = scalars.resolve(text)
        node = Node(SCALAR, self.file, start, end, value)
        if kind == scalars.TIMESTAMP:
            node.tag = "!!timestamp"
        elif kind == "str":
            node.dynamic = "${" in text
        elif kind == scalars.FLOAT:
            _harmless(node)
        self._store(frame, name, node)

    def alias(self, start: int, end: int, name: str) -> None:
        """An alias: the anchored node stands here once more."""
        if name not in self._anchors:
            message = (
                f"the alias `*{name}` has no anchor `&{name}` before it: put a text that starts with `*` in quotes"
            )
            raise self.refuse("syntax", message, start, end)
        node = self._anchors[name]
        if node is None:
            raise self.refuse("syntax", f"the alias `*{name}` stands inside its own anchor: it has no end", start, end)
        stack = self._stack
        if stack and stack[-1].key is None and stack[-1].node.kind == MAP:
            key = self._key(node)
            node = Node(SCALAR, self.file, start, end, key.value, style="*")
        self._add(node, start, end)

    def leaf(self, start: int, end: int, value: Scalar, style: str) -> None:
        """A scalar whose value is known."""
        node = Node(SCALAR, self.file, start, end, value, style=style)
        node.dynamic = isinstance(value, str) and "${" in value
        self._add(node, start, end)

    def _finish(self, node: Node, start: int, anchor: str | None, tag: str | None, raw: str | None) -> None:
        """Apply the tags, the innermost first, remember the anchor, hand the node to its parent."""
        end = node.end
        if tag is not None and tag != "!":
            spans = self._properties(start, node.start)[1]
            for name, (tag_start, tag_end) in zip(reversed(tag.split()), reversed(spans), strict=False):
                try:
                    node = apply_tag(node, name, tag_start, tag_end, raw)
                except BadTag as error:
                    raise self.refuse("syntax", str(error), tag_start, tag_end) from None
        if anchor is not None:
            node.anchor = anchor
            self._anchors[anchor] = node
        self._add(node, start, end)

    def _add(self, node: Node, start: int, end: int) -> None:
        self._nodes += 1
        if self._nodes > bounds.MAX_NODES:
            raise self.refuse("bound", f"more than {bounds.MAX_NODES:,} values: the file is not read", start, start + 1)
        if not self._stack:
            self.root = _harmless(node)
            return
        frame = self._stack[-1]
        frame.end = end
        if frame.node.kind == SEQ:
            frame.node.items.append(_harmless(node))
        elif frame.key is None:
            frame.key = node if node.kind == SCALAR else self._key(node)
        else:
            key, frame.key = frame.key, None
            if node.start == node.end:
                self._place_nothing(node, key, frame)
            if key.value == "<<" and key.style == "" and key.tag in (None, "!!merge"):
                self._merge(frame, key, node)
            else:
                self._store(frame, key, _harmless(node))

    def _place_nothing(self, node: Node, key: Node, frame: _Frame) -> None:
        """An empty value stands right after the colon of its key, or after the key where there is none."""
        if node.tag is None and self.text[node.start - 1 : node.start] != ":" and node.anchor is None:
            node.start = node.end = key.end
            frame.end = key.end

    def _store(self, frame: _Frame, key: Node, value: Node) -> None:
        name = key.value if isinstance(key.value, str) else key_text(key)
        items = frame.node.items
        at = frame.index.get(name)
        if at is None:
            frame.index[name] = len(items)
            items.append((key, value))
            return
        if name in frame.overridable:
            frame.overridable.discard(name)
        else:
            self.problems.append(self._twice(name, items[at][0], key))
        items[at] = (key, value)

    def _twice(self, name: str, first: Node, second: Node) -> Problem:
        message = f"the key `{name}` stands twice in the same map: remove or rename one of the two"
        related = ((Pointer(self.file, first.start, first.end), "it stands here already"),)
        return Problem("syntax", message, Pointer(self.file, second.start, second.end), related, "duplicate-key")

    def _merge(self, frame: _Frame, key: Node, value: Node) -> None:
        """`<<`: entries that are not there yet; what is written out overrides them, before or after."""
        sources: list[Node] = value.items if value.kind == SEQ else [value]
        for source in sources:
            for name_node, item in self._entries(source, key):
                self._copied += 1
                if self._copied > bounds.MAX_NODES:
                    raise self.refuse(
                        "bound",
                        f"merge keys copy more than {bounds.MAX_NODES:,} entries: the file is not read",
                        key.start,
                        key.end,
                    )
                name = key_text(name_node)
                if name not in frame.index:
                    frame.index[name] = len(frame.node.items)
                    frame.node.items.append((name_node, item))
                    frame.overridable.add(name)

    def _entries(self, source: Node, key: Node) -> list[Any]:
        if source.kind == MAP:
            return source.items
        if source.kind == SEQ:
            return [
                (Node(SCALAR, self.file, item.start, item.end, index), item) for index, item in enumerate(source.items)
            ]
        if source.tag == "!!timestamp":
            return []
        raise self.refuse(
            "syntax", "`<<` takes a map, an alias of one (`*name`), or a list of these", key.start, key.end
        )

    def _key(self, node: Node) -> Node:
        """A key that is no scalar, or an alias of one, as the string that JavaScript makes of it."""
        if node.kind == SCALAR:
            return node
        if node.kind == MAP:
            text = "[object Object]"
        else:
            parts: list[str] = []
            for item in node.items:
                if item.kind == SEQ:
                    raise self.refuse("syntax", "a list inside a list cannot be a key", node.start, node.end)
                nothing = item.kind == SCALAR and item.value is None
                parts.append("" if nothing else "[object Object]" if item.kind == MAP else key_text(item))
            text = ",".join(parts)
        return Node(SCALAR, self.file, node.start, node.end, text, style="?")

    def _properties(self, start: int, limit: int) -> tuple[int, list[tuple[int, int]]]:
        """Where the content starts behind tags and an anchor, and the spans of the tags."""
        text, at = self.text, start
        spans: list[tuple[int, int]] = []
        while at < limit and text[at] in "&!":
            begin = at
            at = text.find(">", at) + 1 if text.startswith("!<", at) else token_end(text, at)
            if text[begin] == "!":
                spans.append((begin, at))
            at = self._skip_space(at, limit)
        return at, spans

    def _skip_space(self, at: int, limit: int) -> int:
        """Past white space, line ends and comments."""
        text = self.text
        while at < limit:
            if text[at] == "#":
                at = line_end(text, at)
            elif text[at] in " \t\r\n":
                at += 1
            else:
                break
        return at


def _harmless(node: Node) -> Node:
    """Infinities and NaN are null once they went through JSON; as keys they have names."""
    value = node.value
    if value.__class__ is float and not (-_INFINITY < value < _INFINITY):  # type: ignore[operator]
        node.value = None
    return node
