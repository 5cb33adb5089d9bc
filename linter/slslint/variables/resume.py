"""What was resolved before an edit, taken over where the edit cannot have changed it.

Values depend on the tree, on other files, and on what is given from outside, which is the same for all documents of a
session. Of the tree they depend on themselves and on the addresses that were looked up: an edit at none of these, above
or below changes nothing but the maps around it.
"""

from typing import TYPE_CHECKING, TypeVar

from slslint.source.document import Change
from slslint.source.node import SEQ, Node, key_text
from slslint.variables.call import Head, Outcome
from slslint.variables.resolution import WORK, Resolution

if TYPE_CHECKING:
    from slslint.variables.configuration import Configuration

_READ = frozenset(("service", "useDotenv", "org", "app"))
"""What is read of the tree without an address; of `provider` it is only what kind of thing stands there."""
_UNREPEATABLE = frozenset(("bound", "variable-cycle"))
"""Problems that are told where they are met first, as those in included files are, and not at each place."""

Made = TypeVar("Made", Outcome, Head)


def resume(configuration: "Configuration") -> None:
    """Let a configuration know what the last one of its path knew and what still holds."""
    documents, key = configuration.includes.documents, f"configuration {configuration.scope}"
    before = documents.memo.get(key)
    documents.memo[key] = configuration
    if not isinstance(before, type(configuration)):
        return
    document = configuration.document
    if before.document is document:
        change = Change(document, (), frozenset(), [])
    elif document.change is not None and document.change.before is before.document:
        change = document.change
    else:
        return
    if _holds(configuration, before, change):
        _take_over(configuration, before, {id(node) for node in change.nodes})


def _holds(now: "Configuration", before: "Configuration", change: Change) -> bool:
    """Whether what has been resolved elsewhere than at the change is what it would be now."""
    if (now.version, now.own_syntax) != (before.version, before.own_syntax) or before.names_places:
        return False
    if any(each.work > WORK // 2 for each in before.resolutions.values()):
        return False
    told = [problem for outcome in before.outcomes.values() for problem in outcome.problems]
    if any(problem.kind in _UNREPEATABLE or problem.at.file.path != now.scope for problem in told):
        return False
    edited = [(*change.path, name) for name in change.names]
    if any(path[0] in _READ or path == ("provider",) for path in edited) or _touches(edited, before.lookups):
        return False
    texts = [node.value for node in _changed(now, change) if isinstance(node.value, str) and node.dynamic]
    if any("file" in text or text.count("${") > 1 for text in texts):
        return False  # it has a say in which files there are, and in which stages
    return now.compose is None and before.compose is None and _same_files(now, before)


def _touches(edited: list[tuple[str, ...]], lookups: set[tuple[str, ...]]) -> bool:
    """Whether an address leads to, through or above something that was edited."""
    return any(path[: len(keys)] == keys[: len(path)] for path in edited for keys in lookups)


def _changed(now: "Configuration", change: Change) -> list[Node]:
    """All nodes that are gone, or new."""
    node: Node | None = now.root
    for name in change.path:
        node = node.get(name) if node is not None else None
    found = list(change.nodes)
    new = [value for key, value in node.items if key_text(key) in change.names] if node is not None else []
    for each in new:
        new += each.items if each.kind == SEQ else [value for _, value in each.items]
    return found + new


def _same_files(now: "Configuration", before: "Configuration") -> bool:
    """Whether the files that were included are the same trees, and those of the environment set the same names."""
    return now.includes.resume(before.includes) and (
        before.read_dotenv is None or now.dotenv.equals(before.read_dotenv)
    )


def _take_over(now: "Configuration", before: "Configuration", gone: set[int]) -> None:
    """Let one configuration know what another has resolved, save for what is gone and for what is told of mistakes."""

    def kept(memo: dict[int, Made]) -> dict[int, Made]:
        return {key: each for key, each in memo.items() if not each.problems and key not in gone}

    now.shared, now.shared_heads, now.lookups = kept(before.shared), kept(before.shared_heads), before.lookups
    outcomes = [now.shared]
    for given, resolution in before.resolutions.items():
        now.resolutions[given] = Resolution(now, given)
        now.resolutions[given].resume(resolution, kept(resolution.memo), kept(resolution.heads))
        outcomes.append(now.resolutions[given].memo)
    knows = (id(outcome.value.know) for memo in outcomes for outcome in memo.values())
    now.traits = {key: before.traits[key] for key in knows if key in before.traits}
