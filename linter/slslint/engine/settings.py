"""The project's configuration, its names of rules held against the rules that there are."""

from collections.abc import Iterable, Iterator

from slslint.config import Fault, InvalidSettings, Settings, find_settings
from slslint.engine.manifest import families, is_selector, rules
from slslint.suggest import did_you_mean
from slslint.workspace import Workspace


def read_settings(workspace: Workspace, path: str) -> Settings:
    """The configuration that holds for a path (absolute); raises InvalidSettings with every mistake in it."""
    settings = find_settings(workspace, path)
    faults = [
        Fault(settings.path, settings.line(name), unknown_rule(word, families()))
        for name, words in _rule_words(settings)
        for word in words
        if not is_selector(word)
    ]
    if faults:
        raise InvalidSettings(faults)
    return settings


def _rule_words(settings: Settings) -> Iterator[tuple[str, Iterable[str]]]:
    """The settings that name rules, and the words that they use."""
    for name in ("select", "ignore", "non-ignorable"):
        yield name, settings.words(name)
    yield "severity", settings.get("severity", {})
    yield from settings.get("per-path-ignores", {}).items()


def unknown_rule(word: str, also: tuple[str, ...] = ()) -> str:
    """What to say of a word that names no rule."""
    known = [text for entry in rules() for text in (entry.name, entry.code)]
    return f"no rule is called {word!r}{did_you_mean(word, [*known, *also]) or '; `slslint rules` lists them'}"
