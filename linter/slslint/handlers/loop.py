"""What holds Node's event loop when a handler answers: connections, pools, timers, made and used on the way."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from slslint.handlers.evaluate import Evaluator
from slslint.handlers.notes import Outside
from slslint.handlers.packages import Packages
from slslint.handlers.region import MAYBE, is_error_path
from slslint.handlers.tables import Entry, applies, handles, in_group
from slslint.handlers.thing import (
    External,
    Func,
    Literal,
    Made,
    Member,
    Merged,
    Obj,
    String,
    Thing,
    Unknown,
    role,
    same,
    steps,
    truth,
)
from slslint.handlers.walk import Walk
from slslint.source.pointer import Pointer
from slslint.source.script.module import Module
from slslint.source.script.syntax import Syntax, arguments, enclosing_function, property_name


class Handle(NamedTuple):
    """Something that holds the event loop: where it was made, where it was used (None for one that needs no use).

    `branches` are those around its making and use that not every request takes.
    """

    entry: Entry
    made: Made
    use: Syntax | None
    use_module: Module | None
    branches: frozenset[Pointer]

    @property
    def what(self) -> str:
        """What it is, for people: `pool of pg`."""
        package = self.entry["package"]
        return f"{self.entry['what']} of {package}" if package else self.entry["what"]


def held(modules: list[Module], walk: Walk, evaluator: Evaluator, packages: Packages) -> list[Handle]:
    """The handles that hold the loop for certain when the handler answers, in the order of the source.

    `modules` are the files that loading the handler's file loads.
    """
    if walk.exits:
        return []
    modules = list(modules)
    modules += [each for each in dict.fromkeys(walk.visited.values()) if each not in modules]
    calls = [*_on_load(modules, evaluator), *walk.outside]
    found: list[Handle] = []
    for made, entry in _candidates(calls, packages).values():
        use = _held_by(made, entry, calls, evaluator) if _is_long(made, entry, walk, evaluator) else None
        if use is None or _closed(made, entry, modules, evaluator, walk) or _handed_over(made, calls, evaluator):
            continue
        used = use if isinstance(use, Outside) else None
        around = [*(call for call in calls if call.node is made.site), *((used,) if used else ())]
        branches = frozenset(each for call in around for each in call.here.region.branches)
        node, module = (used.node, used.here.module) if used else (None, None)
        found.append(Handle(entry, made, node, module, branches))
    return sorted(found, key=lambda handle: (handle.made.module.path, handle.made.site.start))


def _candidates(calls: list[Outside], packages: Packages) -> dict[Syntax, tuple[Made, Entry]]:
    """What is made that may hold the loop, by the place where it is made: among the calls, or found by its use."""
    found: dict[Syntax, tuple[Made, Entry]] = {}
    for call in calls:
        made = Made(call.callee, call.node, call.here.module, call.here.env, call.new)
        entry = _entry(made, packages)
        if entry is not None and not call.here.region.conditional and not call.here.region.error:
            found.setdefault(made.site, (made, entry))
    known = {call.node for call in calls}
    for call in calls:
        for each in steps(call.callee):
            # Made in a constructor, or in a file that loads its drivers in a way of its own.
            if isinstance(each, Made) and each.site not in known and not _is_conditional(each.site):
                entry = _entry(each, packages)
                if entry is not None:
                    found.setdefault(each.site, (each, entry))
    return found


def _on_load(modules: Iterable[Module], evaluator: Evaluator) -> Iterator[Outside]:
    """The calls that loading these files makes of what comes from outside, for certain."""
    walk = Walk(evaluator)
    for module in modules:
        walk.top(module)
    for call in walk.outside:
        alone = enclosing_function(call.node) is None and _is_conditional(call.node)
        if call.here.region.when != MAYBE and not alone:
            yield call


def _is_conditional(node: Syntax) -> bool:
    below = node
    for parent in node.ancestors():
        if parent.kind in ("if_statement", "ternary_expression", "switch_statement"):
            if below is not parent.get("condition") and "global" not in (parent.get("condition") or parent).text:
                return True
        elif parent.kind == "binary_expression" and parent.get("right") is below and "&&" in parent.marks:
            return True
        below = parent
    return False


def _entry(made: Made, packages: Packages) -> Entry | None:
    """The table entry that speaks of something made, by its package, path and version."""
    callee, path = made.callee, ""
    if isinstance(callee, Made) and isinstance(callee.callee, External):
        callee, path = callee.callee, "()"  # `pgPromise(options)(connection)`
    if not isinstance(callee, External) or callee.package not in handles():
        return None
    path = ".".join(callee.path) + path
    spelled = f"new {path}".rstrip() if made.new else path
    for entry in handles()[callee.package]:
        if spelled in entry["make"] and applies(entry, packages, made.module):
            return entry
    return None


def _held_by(made: Made, entry: Entry, calls: list[Outside], evaluator: Evaluator) -> Outside | Made | None:
    """From what on the handle holds the loop: its making, or the call that starts or first uses it; None if nothing."""
    options = [evaluator.value(each, made.module, made.env) for each in arguments(made.site)]
    if any(_has(options, name, value, evaluator) is not False for name, value in entry.get("never", {}).items()):
        return None
    if any(_given(options, name, evaluator) is not False for name in entry.get("bounded", ())):
        return None
    holds = entry["holds"]
    for name, value in entry.get("lazy", {}).items():
        if _has(options, name, value, evaluator) is not False:
            holds = "use"
    if holds == "eager":
        return made
    names = entry["start"] if holds == "start" else entry["use"]
    uses = [
        call
        for call in calls
        if not (call.here.region.conditional or call.here.region.error or call.node is made.site)
        and _is_use(call.callee, made, names, entry)
    ]
    return min(uses, key=lambda call: len(call.here.region.branches), default=None)


def _is_long(made: Made, entry: Entry, walk: Walk, evaluator: Evaluator) -> bool:
    """Whether a timer is set on requests, for long enough to matter, and is not itself what answers."""
    least: int | None = entry.get("least_milliseconds")
    if least is None:
        return True
    if enclosing_function(made.site) is None:
        return False
    given = arguments(made.site)
    delay = evaluator.value(given[1], made.module, made.env) if len(given) > 1 else None
    answers = any(each.node.inside(made.site) for each in walk.answers)
    return isinstance(delay, Literal) and isinstance(delay.value, float) and delay.value >= least and not answers


def _is_use(callee: Thing, made: Made, names: list[str], entry: Entry) -> bool:
    """Whether a call is one of the methods `names` of a handle, or of something that came from it."""
    chain = steps(callee)
    if not any(isinstance(each, Made) and each.site is made.site for each in chain):
        return False
    if not isinstance(chain[0], Member):
        return "" in names or "*" in names  # the handle itself is called: knex('table')
    name = chain[0].name
    if "*" in names:
        return name not in entry.get("passive", ()) and name not in entry["close"]
    return name in names


def _given(options: list[Thing], name: str, evaluator: Evaluator) -> bool | None:
    """Whether an option is given in one of the arguments; None where that cannot be seen."""
    known: bool | None = False
    for thing in options:
        if isinstance(thing, Obj | Merged):
            found = evaluator.lookup(thing, name)
            if found is not None:
                return None if isinstance(found, Unknown) else True
        elif not isinstance(thing, Literal | Func) and not _is_text(thing):
            known = None
    return known


def _has(options: list[Thing], name: str, value: bool, evaluator: Evaluator) -> bool | None:
    """Whether an option is given with a value; None where that cannot be seen."""
    given = _given(options, name, evaluator)
    if given is not True:
        return given
    for thing in options:
        found = evaluator.lookup(thing, name) if isinstance(thing, Obj | Merged) else None
        if found is not None:
            known = truth(found)
            return None if known is None else known is value
    return None


def _is_text(thing: Thing) -> bool:
    """Whether a thing can be nothing but a text: a template, or a variable of the environment."""
    last = steps(thing)[-1]
    return isinstance(thing, String) or (isinstance(last, External) and last.path[:2] == ("process", "env"))


def _closed(made: Made, entry: Entry, modules: list[Module], evaluator: Evaluator, walk: Walk) -> bool:
    """Whether the handle is closed somewhere, or may be."""
    names = entry["close"]
    package = entry["package"]
    for module in modules:
        for node in (*module.nodes("member_expression"), *module.nodes("subscript_expression")):
            key, of = node.get("property") or node.get("index"), node.get("object")
            if key is None or of is None or property_name(key) not in names:
                continue
            if of.kind == "identifier" and module.find(of) in walk.names.roles:
                continue  # `stream.end()`
            owner = evaluator.value(of, module)
            if _may_be(owner, made, package) and not is_error_path(node):
                return True
        if entry.get("cleared_by") in module.names:
            return True
    return False


def _may_be(thing: Thing, made: Made, package: str) -> bool:
    chain = steps(thing)
    if any(isinstance(each, Made) and each.site is made.site for each in chain):
        return True
    last = chain[-1]
    if isinstance(last, External):
        # The module itself stands for its default connection: `mongoose.disconnect()`.
        return last.package == package and not any(isinstance(each, Made) for each in chain)
    return not role(last) and not isinstance(last, Literal | Obj)


def _handed_over(made: Made, calls: list[Outside], evaluator: Evaluator) -> bool:
    """Whether the handle is handed to code that is not followed, which may close it."""
    return any(_hands_over(call, made, evaluator) for call in calls)


def _hands_over(call: Outside, made: Made, evaluator: Evaluator) -> bool:
    own = any(isinstance(each, Made) and each.site is made.site for each in steps(call.callee))
    if own or call.node is made.site or in_group(call.callee, "flag_unchanged"):
        return False
    for argument in arguments(call.node):
        if argument.kind == "spread_element":
            continue
        thing = evaluator.value(argument, call.here.module, call.here.env)
        if isinstance(thing, Made) and same(thing, made):
            return True
    return False
