"""Mutates rules and asks whether their pages notice: `python bench/mutate_rules.py [NAME…]`.

Each boolean condition of a rule's file (an `if`, a filter of a comprehension, an operand of `and` and `or`, a
comparison, the choice in `a if b else c`) becomes True and then False, one at a time. A mutant is alive if every
example of the page still comes out as it says, fixes included, and nothing that a user sees has changed: either the
condition is not needed, or an example is missing. One that changes only a message, a related place or a fix that no
example shows is listed as `said`.
"""

import ast
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / part) for part in ("linter", "rules", "tests")]

from examples import Outcome
from slslint.engine import run
from slslint.engine.manifest import RuleEntry, find_rule, load_rule, rules
from slslint.engine.pages import Page, read_page
from slslint.engine.rule import Rule

SECONDS = 20
"""A mutant that runs longer is counted as noticed: it loops."""


def conditions(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int | None]]:
    """(node, field, index) of every boolean condition below the functions of a module."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.If | ast.IfExp | ast.While):
                yield node, "test", None
            elif isinstance(node, ast.comprehension):
                yield from ((node, "ifs", index) for index in range(len(node.ifs)))
            elif isinstance(node, ast.BoolOp):
                yield from ((node, "values", index) for index in range(len(node.values)))


def mutants(source: str) -> Iterator[tuple[str, ast.Module]]:
    """(what was done, the module with it) for every condition and both truth values."""
    seen: set[tuple[int, int, int, bool]] = set()
    for number in range(len(list(conditions(ast.parse(source))))):
        for truth in (True, False):
            tree = ast.parse(source)
            node, field, index = list(conditions(tree))[number]
            owner = getattr(node, field)
            old = owner if index is None else owner[index]
            key = (old.lineno, old.col_offset, old.end_col_offset, truth)
            if key in seen or isinstance(old, ast.Constant):
                continue
            seen.add(key)
            new = ast.copy_location(ast.Constant(truth), old)
            if index is None:
                setattr(node, field, new)
            else:
                owner[index] = new
            yield f"{old.lineno}: `{ast.unparse(old)}` as {truth}", ast.fix_missing_locations(tree)


def rule_of(tree: ast.Module, entry: RuleEntry) -> Rule:
    """The rule that a mutated module holds."""
    names: dict[str, object] = {"__name__": entry.module}
    exec(compile(tree, entry.module, "exec"), names)
    for member in names.values():
        if isinstance(member, type) and issubclass(member, Rule) and member.__module__ == entry.module:
            return member()
    raise LookupError(entry.module)


class Verdict(NamedTuple):
    """What the examples show of a rule: what goes wrong, and all that a user sees."""

    wrong: bool
    seen: list[object]


def judged(entry: RuleEntry, page: Page, rule: Rule) -> Verdict:
    """The examples with this rule in place of the real one; one that crashes, or loops, goes wrong."""
    original = run.load_rule
    run.load_rule = lambda wanted: rule if wanted.name == entry.name else original(wanted)
    signal.alarm(SECONDS)
    seen: list[object] = []
    try:
        for example in (*page.bad, *page.good):
            outcome = Outcome(entry, example)
            if any(outcome.faults()):
                return Verdict(True, seen)
            seen.append(outcome.seen())
        return Verdict(False, seen)
    except Exception:
        return Verdict(True, seen)
    finally:
        signal.alarm(0)
        run.load_rule = original


def time_out(_signal: int, _frame: object) -> None:
    raise TimeoutError


def main(names: list[str]) -> int:
    signal.signal(signal.SIGALRM, time_out)
    wanted = [entry for name in names if (entry := find_rule(name))] if names else list(rules())
    survivors = 0
    for entry in wanted:
        path = ROOT / "rules" / Path(*entry.module.split(".")).with_suffix(".py")
        source = path.read_text(encoding="utf-8")
        page = read_page(ast.get_docstring(ast.parse(source), clean=False) or "")
        real = judged(entry, page, load_rule(entry))
        if real.wrong:
            print(f"{entry.name}: the examples fail as they are")
            survivors += 1
            continue
        made = [(what, judged(entry, page, rule_of(tree, entry))) for what, tree in mutants(source)]
        worded = [what for what, verdict in made if not verdict.wrong and verdict.seen != real.seen]
        alive = [what for what, verdict in made if not verdict.wrong and verdict.seen == real.seen]
        survivors += len(alive)
        print(f"{entry.name}: {len(made)} mutants, {len(alive)} alive, {len(worded)} change only what is said")
        for word, found in (("alive", alive), ("said", worded)):
            for what in found:
                print(f"  {word}  {os.path.relpath(path, ROOT)}:{what}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
