"""The second opinion: what ruamel.yaml says of a text that js-yaml's grammar refuses."""

MAX_CHARACTERS = 200_000
"""Longer texts are not asked about: the pure parser needs about a second for so many characters."""

HINT = "; other YAML readers, such as an editor's, accept it: the framework's (js-yaml) does not"


def is_read_elsewhere(text: str) -> bool:
    """Whether ruamel.yaml, a YAML 1.2 parser, reads the text: then the user's editor may well show no error."""
    if len(text) > MAX_CHARACTERS:
        return False
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        for _ in YAML(typ="safe", pure=True).parse(text):  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
            pass
    except (YAMLError, ValueError, AssertionError, RecursionError, IndexError, TypeError):
        return False
    return True
