"""Values of the environment do not reach findings: the variable that asks for one stands in their place."""

from collections.abc import Callable, Mapping

from slslint.engine.finding import Finding
from slslint.source.secret import is_secret_name

SHORTEST = 6
"""Characters of a value that is replaced; a shorter one is an ordinary word, unless its name speaks of a secret."""


def cleaner(env: Mapping[str, str]) -> Callable[[str], str] | None:
    """What replaces the values of `env` in a text; None where there is none to replace."""
    named = {value.strip(): name for name, value in env.items() if _is_hidden(name, value.strip())}
    if not named:
        return None
    import re

    spelled = {form.lower(): f"${{env:{name}}}" for value, name in named.items() for form in _forms(value)}
    pattern = re.compile("|".join(map(re.escape, sorted(spelled, key=len, reverse=True))), re.I)
    return lambda text: pattern.sub(lambda found: spelled.get(found[0].lower(), "${env:…}"), text)


def redact(finding: Finding, clean: Callable[[str], str]) -> Finding:
    """A finding with all its texts cleaned, less the remedies that would write such a value."""
    return finding._replace(
        message=clean(finding.message),
        related=tuple(each._replace(message=clean(each.message)) for each in finding.related),
        fixes=tuple(
            each._replace(description=clean(each.description))
            for each in finding.fixes
            if all(clean(edit.text) == edit.text for edit in each.edits)
        ),
        subject=clean(finding.subject),
        fold=clean(finding.fold),
    )


def _is_hidden(name: str, value: str) -> bool:
    return len(value) >= SHORTEST or (len(value) > 1 and is_secret_name(name))


def _forms(value: str) -> tuple[str, ...]:
    """A value as it is, and as Python quotes it."""
    return value, repr(value)[1:-1]
