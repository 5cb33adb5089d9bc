"""Parsing YAML as js-yaml 4 does, which is what reads it in the framework.

YAML parsers differ in what they accept (tabs between tokens, `"\\ud83d\\ude00"`, long keys, `--- a: b`, other line
separators), so that only js-yaml's own grammar gives neither a false error nor a missed one. The methods below follow
its functions (js-yaml 4.3, lib/loader.js; MIT licence, Vitaly Puzrin and contributors).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from slslint.source.bounds import MAX_DEPTH, MAX_NODES
from slslint.source.compose import Composer
from slslint.source.yaml_scan import END, SPACE_OR_EOL, Scanner, YamlError, line_end

SCALAR, OPEN_MAP, OPEN_SEQ, CLOSE, ALIAS, DOCUMENT, ENTRY = range(7)
"""Kinds of events; what follows them in the tuple are the arguments of the composer's method of that name."""

_FLOW_IN, _FLOW_OUT, _BLOCK_IN, _BLOCK_OUT = range(4)
_SIMPLE_KEY = re.compile(r"[A-Za-z_][\w.-]*+(?=:[ \r\n])", re.ASCII).match
"""What most keys are: read at once, with the same result."""
_SIMPLE_ENTRY = re.compile(
    r"([A-Za-z_][\w.-]*+): ++([A-Za-z0-9_/$](?:[ -\"$-9;-~]|:(?! |\n)|(?<! )#)*+)\n( *+)(?=[!\"$-~])", re.ASCII
).match
"""What most entries are, a plain key and a plain scalar on one line, and where the next line with a token begins."""
MAX_EVENTS = 3 * MAX_NODES
_NO_PROPERTIES = (-1, None, None)
_Properties = tuple[int, str | None, str | None]
"""Where they start, the anchor, the tag."""


def feed(composer: Composer, text: str) -> None:
    """Tell `composer` what js-yaml reads in `text`; raises Refused."""
    parser = Parser(text)
    try:
        events = parser.parse()
    except YamlError as error:
        from slslint.source.yaml_advice import explain

        message, start, end = explain(composer.file, error, [*_single(parser.events[-4:])])
        if error.code in ("depth", "nodes"):
            raise composer.refuse("bound", message, start, end) from None
        from slslint.source.second_opinion import HINT, is_read_elsewhere

        hint = HINT if is_read_elsewhere(text) else ""
        raise composer.refuse("syntax", message + hint, start, end) from None
    compose(composer, events)


def compose(composer: Composer, events: list[tuple[Any, ...]]) -> None:
    """Tell `composer` of events; raises Refused."""
    methods: tuple[Callable[..., None], ...] = (
        composer.scalar,
        composer.open_map,
        composer.open_seq,
        composer.close,
        composer.alias,
        composer.document,
        composer.entry,
    )
    for event in events:
        methods[event[0]](*event[1:])


def _single(events: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The events, those of a whole entry as that of its key and that of its value."""
    for event in events:
        if event[0] == ENTRY:
            yield (SCALAR, *event[1:4], "", None, None)
            yield (SCALAR, *event[4:7], "", None, None)
        else:
            yield event


class Parser(Scanner):
    """One parse: `parse` gives the events of all documents; raises YamlError.

    The methods call one another at most MAX_DEPTH levels deep, some five calls a level.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.events: list[tuple[Any, ...]] = []
        self.depth = 0

    def parse(self) -> list[tuple[Any, ...]]:
        self.line_indent = self.at = len(self.text) - len(self.text.lstrip(" "))
        while self.at < self.last:
            self._document()
        return self.events

    def is_block_map(self, line: int, indent: int, parent_indent: int, depth: int) -> bool:
        """Read a block map from the start of a line on; whether it goes to the very end.

        `depth` is the number of collections that it lies in, `parent_indent` the indentation of the innermost of them.
        """
        self.line_start, self.line_indent, self.at, self.depth = line, indent, line + indent, depth
        found = self._node(parent_indent, _BLOCK_OUT, False, True)
        return found and self.events[0][0] == OPEN_MAP and not self.events[0][5] and self.at > self.last

    def _document(self) -> None:
        start = self.at
        self.handles = {}
        directives = self._directives()
        self.skip()
        if self.line_indent == 0 and self.text.startswith("---", self.at):
            start = self.at
            self.at += 3
            self.skip()
        elif directives:
            raise self.error("directives-end")
        self.events.append((DOCUMENT, start))
        mark = len(self.events)
        if not self._node(self.line_indent - 1, _BLOCK_OUT, False, True):
            del self.events[mark:]
            self._nothing(self.at)
        self.skip()
        if self.at == self.line_start and self.at_separator():
            if self.text[self.at] == ".":
                self.at += 3
                self.skip()
        elif self.at < self.last:
            raise self.error("end-expected")

    def _directives(self) -> bool:
        text, found = self.text, False
        version = False
        while text[self.at] != END:
            self.skip()
            if self.line_indent > 0 or text[self.at] != "%":
                break
            found = True
            start = self.at
            self.at = line_end(text, start)
            name, *arguments = text[start + 1 : self.at].partition(" #")[0].split() or [""]
            if text[self.at] != END:
                self.line_break()
            if name == "YAML":
                fits = len(arguments) == 1 and re.fullmatch(r"1\.[0-9]+", arguments[0])
                if version or not fits:
                    raise self.error("directive", start)
                version = True
            elif name == "TAG":
                if len(arguments) != 2 or arguments[0] in self.handles:
                    raise self.error("directive", start)
                self.handles[arguments[0]] = arguments[1]
            elif not name:
                raise self.error("directive", start)
        return found

    def _nothing(self, at: int) -> None:
        """An empty node."""
        self.events.append((SCALAR, at, at, "", "", None, None))

    def _node(self, parent_indent: int, context: int, seek: bool, compact: bool) -> bool:
        """js-yaml's composeNode: one node, its events appended. False, and nothing appended, where there is none."""
        if self.depth >= MAX_DEPTH:
            raise self.error("depth")
        if len(self.events) > MAX_EVENTS:
            raise self.error("nodes")
        self.depth += 1
        found = self._node_within(parent_indent, context, seek, compact)
        self.depth -= 1
        return found

    def _node_within(self, parent_indent: int, context: int, seek: bool, compact: bool) -> bool:
        text = self.text
        block = context >= _BLOCK_IN
        collections = block
        deeper, new_line = 1, False
        if seek and self.skip():
            new_line = True
            deeper = (self.line_indent > parent_indent) - (self.line_indent < parent_indent)
        start, anchor, tag, end = -1, None, None, -1
        saved: tuple[int, ...] = ()
        while (start >= 0 or deeper == 1) and text[self.at] in "!&":
            is_tag = text[self.at] == "!"
            if (tag if is_tag else anchor) is not None:
                if new_line:
                    break
                raise self.error("two-properties")
            if start < 0:
                start = self.at
                saved = self._place()
            if is_tag:
                tag = self.tag()
            else:
                anchor = self.name()
            end = self.at
            if self.skip():
                new_line = True
                collections = block
                deeper = (self.line_indent > parent_indent) - (self.line_indent < parent_indent)
            else:
                collections = False
        collections = collections and (new_line or compact)
        properties: _Properties = (start, anchor, tag) if start >= 0 else _NO_PROPERTIES
        if deeper == 1:
            flow_indent = parent_indent if context <= _FLOW_OUT else parent_indent + 1
            indent = self.at - self.line_start
            if collections:
                if self._block_sequence(indent, properties):
                    return True
                made = self._block_map(indent, flow_indent, properties)
                if made:
                    return True
                if made is None:
                    start, properties = -1, _NO_PROPERTIES
            if self._content(flow_indent, context, properties, block and not collections, saved):
                return True
        elif (
            deeper == 0
            and context == _BLOCK_OUT
            and collections
            and self._block_sequence(self.at - self.line_start, properties)
        ):
            return True
        if start < 0:
            return False
        self.events.append((SCALAR, start, end, "", "", anchor, tag))
        return True

    def _content(self, indent: int, context: int, properties: _Properties, retry: bool, saved: tuple[int, ...]) -> bool:
        """Everything but block collections; `retry`: the properties may belong to the first key of a block map."""
        start, anchor, tag = properties
        char = self.text[self.at]
        if char in "[{":
            self._flow(indent, properties)
            return True
        if start >= 0 and retry and char not in "|>" and self._map_from_property(saved, indent):
            return True
        style = ""
        scalar: tuple[int, int, str] | None
        if char in "|>" and context >= _BLOCK_IN:
            scalar, style = self.block_scalar(indent), char
        elif char == "'":
            scalar, style = self.single_quoted(), char
        elif char == '"':
            scalar, style = self.double_quoted(), char
        elif char == "*":
            at = self.at
            name = self.name()
            if start >= 0:
                raise self.error("alias-properties", since=start)
            self.events.append((ALIAS, at, self.at, name))
            self.skip()
            return True
        else:
            scalar = self.plain(indent, context == _FLOW_IN)
        if scalar is None:
            return False
        self.events.append((SCALAR, start if start >= 0 else scalar[0], scalar[1], scalar[2], style, anchor, tag))
        return True

    def _place(self) -> tuple[int, ...]:
        return self.at, self.line_start, self.line_indent, self.first_tab, len(self.events)

    def _return_to(self, place: tuple[int, ...]) -> None:
        self.at, self.line_start, self.line_indent, self.first_tab, events = place
        del self.events[events:]

    def _map_from_property(self, saved: tuple[int, ...], flow_indent: int) -> bool:
        """A block map whose first key has the properties that were just read."""
        now = self._place()
        self._return_to(saved)
        if self._block_map(self.at - self.line_start, flow_indent, _NO_PROPERTIES, only_map=True):
            return True
        self._return_to(now)
        return False

    def _block_sequence(self, indent: int, properties: _Properties) -> bool:
        text, events = self.text, self.events
        if self.first_tab >= 0 or text[self.at] != "-" or text[self.at + 1] not in SPACE_OR_EOL:
            return False
        start, anchor, tag = properties
        events.append((OPEN_SEQ, start if start >= 0 else self.at, self.at, anchor, tag, False))
        while True:
            if self.first_tab >= 0 and text[self.at] != END:
                raise self.error("tab", self.first_tab)
            if text[self.at] != "-" or text[self.at + 1] not in SPACE_OR_EOL:
                break
            self.at += 1
            after = self.at
            if self.skip() and self.line_indent <= indent:
                self._nothing(after)
                continue
            line = self.line_start
            if not self._node(indent, _BLOCK_IN, False, True):
                self._nothing(after)
            self.skip()
            if (self.line_start == line or self.line_indent > indent) and text[self.at] != END:
                raise self.error("sequence-indent", since=after - 1)
            if self.line_indent < indent:
                break
        events.append((CLOSE, self.at))
        return True

    def _block_map(self, indent: int, flow_indent: int, properties: _Properties, only_map: bool = False) -> bool | None:
        """A block map; or (unless `only_map`) the node that turned out to be no key of one.

        None instead of False where js-yaml has by then forgotten the node's properties.
        """
        text, events = self.text, self.events
        if self.first_tab >= 0:
            return False
        mark = len(events)
        opening = (OPEN_MAP, properties[0] if properties[0] >= 0 else self.at, self.at, *properties[1:], False)
        detected = explicit = False
        last_key = self.at
        while (char := text[self.at]) != END:
            if not explicit and self.first_tab >= 0:
                raise self.error("tab", self.first_tab)
            entry = _SIMPLE_ENTRY(text, self.at) if not explicit and self.depth < MAX_DEPTH else None
            if entry is not None and entry.end() - entry.start(3) <= indent:
                key, value, _ = entry.groups()
                value = value.rstrip(" ")
                if not detected:
                    events.append(opening)
                    detected = True
                start, last_key = entry.start(2), self.at
                events.append((ENTRY, last_key, last_key + len(key), key, start, start + len(value), value))
                self.line_start, self.at = entry.start(3), entry.end()
                self.line_indent = self.at - self.line_start
                if self.line_indent < indent:
                    break
                continue
            line, before = self.line_start, len(events)
            if char in "?:" and text[self.at + 1] in SPACE_OR_EOL:
                if char == "?":
                    if explicit:
                        self._nothing(self.at)
                    if not detected:
                        events.append(opening)
                    detected = explicit = compact = True
                elif explicit:
                    explicit, compact = False, True
                else:
                    raise self.error("key-missing")
                self.at += 1
            else:
                key_start = self.at
                simple = _SIMPLE_KEY(text, key_start)
                if simple:
                    self.at = simple.end()
                    events.append((SCALAR, key_start, self.at, simple[0], "", None, None))
                elif not self._node(flow_indent, _FLOW_OUT, False, True):
                    break
                if self.line_start != line:
                    if detected:
                        raise self.error("key-lines", since=key_start)
                    return self._keep(mark, properties, only_map)
                while text[self.at] in " \t":
                    self.at += 1
                if text[self.at] != ":":
                    if detected:
                        raise self.error("colon", since=key_start)
                    return self._keep(mark, properties, only_map)
                self.at += 1
                if text[self.at] not in SPACE_OR_EOL:
                    raise self.error("colon-space", since=key_start)
                if explicit:
                    events.insert(before, (SCALAR, key_start, key_start, "", "", None, None))
                if not detected:
                    events.insert(mark, opening)
                    detected = True
                explicit = compact = False
                last_key = key_start
            after = self.at
            before = len(events)
            if not self._node(indent, _BLOCK_OUT, True, compact):
                self._nothing(after)
            elif explicit and events[before][3:] == ("<<", "", None, None):
                # js-yaml merges for a `<<` that is an implicit key only.
                events[before] = (*events[before][:6], "!")
            self.skip()
            if (self.line_start == line or self.line_indent > indent) and text[self.at] != END:
                raise self.error("map-indent", since=last_key)
            if self.line_indent < indent:
                break
        if not detected:
            return None if self.at < self.last and not only_map else False
        if explicit:
            self._nothing(self.at)
        events.append((CLOSE, self.at))
        return True

    def _keep(self, mark: int, properties: _Properties, only_map: bool) -> bool:
        """What was read is no key: it is the node itself, and takes the properties that stood before it."""
        start, anchor, tag = properties
        if only_map:
            return False
        event = self.events[mark]
        if start >= 0 and event[0] != ALIAS:
            at = 5 if event[0] == SCALAR else 3
            inner_anchor, inner_tag = event[at : at + 2]
            both = f"{tag} {inner_tag}" if tag and inner_tag else tag or inner_tag
            self.events[mark] = (event[0], start, *event[2:at], anchor or inner_anchor, both, *event[at + 2 :])
        return True

    def _flow(self, indent: int, properties: _Properties) -> None:
        """A flow collection."""
        text, events = self.text, self.events
        opened = self.at
        is_map = text[opened] == "{"
        closing = "}" if is_map else "]"
        start, anchor, tag = properties
        kind = OPEN_MAP if is_map else OPEN_SEQ
        events.append((kind, start if start >= 0 else opened, opened, anchor, tag, True))
        self.at += 1
        separated = True
        while text[self.at] != END:
            self.skip()
            char = text[self.at]
            if char == closing:
                self.at += 1
                events.append((CLOSE, self.at))
                return
            if not separated:
                raise self.error("flow-comma", since=opened)
            if char == ",":
                raise self.error("flow-empty", since=opened)
            explicit = char == "?" and text[self.at + 1] in SPACE_OR_EOL
            if explicit:
                self.at += 1
                self.skip()
            line, mark, key_start = self.line_start, len(events), self.at
            if not self._node(indent, _FLOW_IN, False, True):
                self._nothing(self.at)
            self.skip()
            pair = explicit
            if (explicit or self.line_start == line) and text[self.at] == ":":
                pair = True
                self.at += 1
                after = self.at
                self.skip()
                if not self._node(indent, _FLOW_IN, False, True):
                    self._nothing(after)
            elif is_map or explicit:
                self._nothing(self.at)
            if pair and not is_map:
                events.insert(mark, (OPEN_MAP, key_start, key_start, None, None, False))
                events.append((CLOSE, self.at))
            self.skip()
            separated = text[self.at] == ","
            if separated:
                self.at += 1
        raise self.error("flow-not-closed", since=opened)
