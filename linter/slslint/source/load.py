"""Loading: the bytes of a YAML, JSON or TOML file to its tree, or to the problems that it has."""

from slslint.source import bounds
from slslint.source.compose import Composer, Refused
from slslint.source.decode import INVALID, decode
from slslint.source.document import Document
from slslint.source.node import Node
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem

JSON_EXTENSIONS = (".json", ".tfstate")
TOML_EXTENSION = ".toml"


def load(path: str, data: bytes) -> Document:
    """The document in `data`: JSON by the extensions .json and .tfstate, TOML by .toml, else YAML. Never raises.

    A file that the framework cannot load has problems and no root; one that is empty has neither. Two problems leave
    the root, since the file loads: a key that stands twice in JSON, where the last one counts (`data` is
    "duplicate-key"), and bytes that are not UTF-8 (`data` is "invalid-utf-8").
    """
    file, problems = decode(path, data)
    if problems and problems[0].data != INVALID:
        return Document(file, None, problems)
    if len(file.text) > bounds.MAX_CHARACTERS:
        message = f"larger than {bounds.MAX_CHARACTERS:,} characters: the file is not read"
        return Document(file, None, (Problem("bound", message, Pointer(file, 0, 0)),))
    composer = Composer(file)
    is_json = path.lower().endswith(JSON_EXTENSIONS)
    try:
        if is_json:
            from slslint.source.json_text import feed
        elif path.lower().endswith(TOML_EXTENSION):
            from slslint.source.toml_text import feed
        else:
            from slslint.source.yaml_parse import feed
        feed(composer, file.text)
    except Refused as refused:
        return Document(file, None, (refused.problem,))
    if composer.problems and not is_json:
        return Document(file, None, tuple(composer.problems))
    root = composer.root
    if root is not None and root.start == root.end and root.tag is None and root.anchor is None:
        root = None
    return Document(file, root, (*_in_values(problems, root), *composer.problems))


def _in_values(problems: tuple[Problem, ...], root: Node | None) -> tuple[Problem, ...]:
    """Bytes that are not UTF-8 matter to the framework only outside of comments."""
    if not problems or root is None:
        return ()
    from slslint.source.comments import comments

    file = root.file
    inside = sum(file.text.count("\ufffd", comment.start, comment.end) for comment in comments(file))
    return problems if file.text.count("\ufffd") > inside else ()
