"""What the site does that MkDocs does not: the rules in the navigation, and links that lead out of docs/."""

import re
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from slslint.engine.manifest import families, rules

OUTSIDE = re.compile(r"\]\((?:\.\./)+((?!rules/|limits/)[\w./-]+)\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Name every rule's page below the table of them, family by family."""
    for part in config.nav or []:
        if "Rules" in part:
            part["Rules"] += [{family: _pages(family)} for family in families()]
    return config


def _pages(family: str) -> list[dict[str, str]]:
    return [{rule.name: f"rules/{rule.name}.md"} for rule in rules() if rule.family == family]


def on_page_markdown(markdown: str, *, page: Any, config: MkDocsConfig, files: Any) -> str:
    """Files beside docs/ are not part of the site: links to them lead to the repository."""
    if "/" in page.file.src_uri:
        return markdown
    return OUTSIDE.sub(rf"]({config.repo_url}/blob/main/\1)", markdown)
