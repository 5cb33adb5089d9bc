"""Loading: the bytes of a YAML or JSON file to its tree, or to the problems that it has."""

from slslint.source import bounds
from slslint.source.compose import Composer, Refused
from slslint.source.decode import decode
from slslint.source.document import Document
from slslint.source.pointer import Pointer
from slslint.source.problem import Problem

JSON_EXTENSIONS = (".json", ".tfstate")


def load(path: str, data: bytes) -> Document:
    """The document in `data`: JSON by the extensions .json and .tfstate, else YAML. Never raises.

    A file that the framework cannot load has problems and no root; one that is empty has neither. A key that stands
    twice in JSON is a problem, but the file loads: the last one counts.
    """
    file, problems = decode(path, data)
    if problems and any(problem.data in ("binary",) for problem in problems):
        return Document(file, None, problems)
    if len(file.text) > bounds.MAX_CHARACTERS:
        message = f"larger than {bounds.MAX_CHARACTERS:,} characters: the file is not read"
        return Document(file, None, (Problem("bound", message, Pointer(file, 0, 0)),))
    composer = Composer(file)
    try:
        if path.endswith(JSON_EXTENSIONS):
            from slslint.source.json_text import feed
        else:
            from slslint.source.yaml_events import feed
        feed(composer, file.text)
    except Refused as refused:
        return Document(file, None, (*problems, refused.problem))
    except Exception as error:
        mark = getattr(error, "problem_mark", None)
        at = min(mark.index, len(file.text)) if mark else 0
        return Document(file, None, (Problem("syntax", str(getattr(error, "problem", error)), Pointer(file, at, at)),))
    problems += tuple(composer.problems)
    root = composer.root
    if composer.problems and not path.endswith(JSON_EXTENSIONS):
        root = None
    if root is not None and root.start == root.end and root.value is None and root.tag is None:
        root = None
    return Document(file, root, problems)
