"""Merging: how the framework lays one configuration over another."""

from slslint.source.node import Node
from slslint.values.value import Known, Map, Seq, Step, Value

MAX_DEPTH = 60


def merged(base: Value, over: Value, depth: int = 0) -> Value:
    """`over` laid upon `base` as lodash's `merge` does: maps key by key, lists index by index, else the later one.

    Null in `over` replaces; what is unknown on either side hides both. Parts keep their own nodes.
    """
    left, right = base.know, over.know
    deps = base.deps | over.deps
    trail = (*over.trail, Step("merge", "merged", base.at))
    if isinstance(left, Map) and isinstance(right, Map) and depth < MAX_DEPTH:
        entries = dict(left.entries)
        for key, (node, value) in right.entries.items():
            known = entries.get(key)
            entries[key] = (node, merged(known[1], value, depth + 1) if known else value)
        if right.rest is not None:
            entries |= {key: (node, right.rest) for key, (node, _) in left.entries.items() if key not in right.entries}
        return Value(Map(entries, rest=right.rest or left.rest), over.at, trail, deps)
    if isinstance(left, Seq) and isinstance(right, Seq) and depth < MAX_DEPTH:
        items = list(left.items)
        for index, value in enumerate(right.items):
            if index < len(items):
                items[index] = merged(items[index], value, depth + 1)
            else:
                items.append(value)
        return Value(Seq(tuple(items)), over.at, trail, deps)
    return over


def merged_list(value: Value) -> Value:
    """A list of maps as the one map that the framework makes of `functions:` and `resources:`; else `value` itself.

    Empty items are skipped. One item that is unknown makes the whole unknown: it may hold anything.
    """
    know = value.know
    if not isinstance(know, Seq):
        return value
    result: Value | None = None
    for item in know.items:
        if item.know == Known(None):
            continue
        if not isinstance(item.know, Map):
            return item
        result = item if result is None else merged(result, item)
    if result is None:
        empty: dict[str, tuple[Node, Value]] = {}
        return Value(Map(empty), value.at, value.trail, value.deps)
    return result
