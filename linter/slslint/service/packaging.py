"""Which files of the service's folder the framework packs for a function, by its `package` patterns."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from slslint.values.cursor import Cursor

if TYPE_CHECKING:
    from slslint.service.function import Function

_DEFAULT_EXCLUDES = (".git/**", ".gitignore", ".DS_Store", "npm-debug.log", "yarn-*.log", ".serverless/**")
_MOST_ALTERNATIVES = 64
_UNREAD = '()|\\"'


class Pattern(NamedTuple):
    """A pattern, whether it takes files in or leaves them out, and where it is written (None: the framework's own)."""

    glob: str
    takes_in: bool
    cursor: Cursor | None = None

    @property
    def bars_folder(self) -> bool:
        """Whether a folder of that very name is not entered."""
        return not self.takes_in and self.cursor is not None and (self.cursor.text or "").startswith("!")


def patterns(function: "Function") -> tuple[Pattern, ...] | None:
    """The patterns in the order in which they apply, the last that matches deciding; None where one is not known.

    The framework's order (lib/plugins/package/lib/package-service.js of 3.40, the same in 4): what is excluded, by
    default, by the service and the function, then what is included. A function's own count where it is packaged
    individually. Repetitions are dropped. What it leaves out as a devDependency is not among them.
    """
    service = function.service
    own, shared = function.cursor["package"], service.config["package"]
    alone = [package["individually"] for package in (own, shared)]
    if any(each.unknown for each in (own, shared, *alone)):
        return None
    owners = [shared, own] if any(each.scalar for each in alone) else [shared]
    excluded = [item for owner in owners for item in _written(owner["exclude"])]
    included = [item for owner in owners for name in ("include", "patterns") for item in _written(owner[name])]
    if any(item.text is None for item in (*excluded, *included)):
        return None
    found = [Pattern(glob, False) for glob in _DEFAULT_EXCLUDES]
    found += [_pattern(item, excludes=True) for item in _distinct(excluded)]
    found += [_pattern(item, excludes=False) for item in _distinct(included)]
    return tuple(found)


def _written(cursor: Cursor) -> Iterator[Cursor]:
    """The items of a list of patterns; for what is no list, itself, whose text is not read."""
    if cursor.is_list:
        yield from cursor.items()
    elif cursor.present:
        yield Cursor(None)


def _distinct(items: list[Cursor]) -> list[Cursor]:
    return list({item.text: item for item in reversed(items)}.values())[::-1]


def _pattern(item: Cursor, excludes: bool) -> Pattern:
    text = item.text or ""
    return Pattern(text.removeprefix("!"), text.startswith("!") == excludes, item)


def left_out_by(path: str, listed: tuple[Pattern, ...]) -> Pattern | None:
    """The pattern that keeps the file at `path` (relative, with forward slashes) out of the package for certain.

    A folder that an item of `include` or `patterns` names to leave it out (`!lib`) is not entered, unless another item
    matches the file (measured, Serverless 3.40).
    """
    last: Pattern | None = None
    for pattern in listed:
        matched = matches(pattern.glob, path)
        if matched is None:
            return None
        if matched:
            last = pattern
    if last is not None and not last.takes_in:
        return last
    if any(pattern.takes_in and matches(pattern.glob, path) for pattern in listed):
        return None
    names = path.split("/")
    folders = {"/".join(names[:count]) for count in range(1, len(names))}
    return next((pattern for pattern in listed if pattern.bars_folder and pattern.glob in folders), None)


def matches(glob: str, path: str) -> bool | None:
    """Whether a pattern matches a path as micromatch 4 does (with `dot`); None for forms that are not read here."""
    alternatives = _alternatives(glob.removeprefix("./"))
    if alternatives is None:
        return None
    names, found = path.split("/"), False
    for alternative in alternatives:
        parts = [_tokens(part) for part in alternative.split("/")]
        known = [part for part in parts if part is not None]
        if len(known) != len(parts):
            return None
        if known[-1] is _GLOBSTAR and _match(known[:-1], names):
            return None  # `index.js/**`, of which one may expect either
        found = found or _match(known, names)
    return found


def _alternatives(glob: str) -> list[str] | None:
    """The patterns that braces stand for: `{a,b}.js`; nested braces and ranges are not read."""
    if any(char in _UNREAD for char in glob):
        return None
    found = [""]
    rest = glob
    while rest:
        before, brace, after = rest.partition("{")
        inner, closing, rest = after.partition("}")
        if "}" in before or (brace and (not closing or "{" in inner or ".." in inner or "," not in inner)):
            return None
        choices = [before + choice for choice in inner.split(",")] if brace else [before]
        found = [start + choice for start in found for choice in choices]
        if len(found) > _MOST_ALTERNATIVES:
            return None
    return found


class _Class(NamedTuple):
    """One character of a set: `[a-z]`, `[^0-9]`, `?`."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool

    def holds(self, char: str) -> bool:
        return any(low <= char <= high for low, high in self.ranges) != self.negated


_ANY = _Class((), True)
_STAR = "*"
_Tokens = list[str | _Class]
_GLOBSTAR: _Tokens = ["**"]


def _tokens(part: str) -> _Tokens | None:
    """What one segment of a pattern is made of; None for what is not read."""
    if part == "**":
        return _GLOBSTAR
    if "**" in part:
        return None
    found: _Tokens = []
    at = 0
    while at < len(part):
        char = part[at]
        at += 1
        if char == "[":
            end = part.find("]", at + 1)
            if end < 0 or part[at] == "!" or "[" in part[at:end]:
                return None
            found.append(_class(part[at:end]))
            at = end + 1
        elif char in "?+@!" and part[at : at + 1] == "(":
            return None
        else:
            found.append(_ANY if char == "?" else char)  # a `*` stands for itself
    return found


def _class(text: str) -> _Class:
    negated = text[0] == "^"
    body = text[1:] if negated else text
    ranges: list[tuple[str, str]] = []
    at = 0
    while at < len(body):
        if body[at + 1 : at + 2] == "-" and at + 2 < len(body):
            ranges.append((body[at], body[at + 2]))
            at += 3
        else:
            ranges.append((body[at], body[at]))
            at += 1
    return _Class(tuple(ranges), negated)


def _match(parts: list[_Tokens], names: list[str]) -> bool:
    """Whether segments of a pattern match those of a path: the states that are reachable, segment by segment."""
    states = _closed({0}, parts)
    for name in names:
        after = {state for state in states if state < len(parts) and parts[state] is _GLOBSTAR}
        after |= {
            state + 1
            for state in states
            if state < len(parts) and parts[state] is not _GLOBSTAR and _match_name(parts[state], name)
        }
        states = _closed(after, parts)
    return len(parts) in states


def _closed(states: set[int], parts: list[_Tokens]) -> set[int]:
    """The states with those that `**` leads to without a segment."""
    found = set(states)
    for state in range(len(parts)):
        if state in found and parts[state] is _GLOBSTAR:
            found.add(state + 1)
    return found


def _match_name(tokens: _Tokens, name: str) -> bool:
    """Whether one segment matches, in time O(pattern x name): a failed `*` only ever takes one character more."""
    at = here = 0
    star, resume = -1, 0
    while here < len(name):
        token = tokens[at] if at < len(tokens) else None
        if token == _STAR:
            star, resume = at, here
            at += 1
        elif token is not None and (token.holds(name[here]) if isinstance(token, _Class) else token == name[here]):
            at, here = at + 1, here + 1
        elif star >= 0:
            resume += 1
            at, here = star + 1, resume
        else:
            return False
    return all(token == _STAR for token in tokens[at:])
