"""What a hover says of a rule: the short form of its page."""

from slslint.engine.manifest import RuleEntry
from slslint.engine.pages import page_of
from slslint.lsp.features.markdown import prose

_SHOWN = ("What it says", "Why it matters")


def about_rule(entry: RuleEntry) -> str:
    """What a rule says and why that matters, as Markdown."""
    if entry.is_external:
        return f"**{entry.name}** ({entry.severity}): a rule of [cfn-lint]({entry.url})"
    page = page_of(entry.module)
    off = "" if entry.default else ", off unless selected"
    head = f"**{entry.name}** ({entry.code}, {entry.severity}{off}): {prose(entry.summary)}"
    return "\n\n".join((head, *(page.sections[name] for name in _SHOWN if name in page.sections), _link(entry)))


def _link(entry: RuleEntry) -> str:
    return f"[Examples]({entry.url})"
