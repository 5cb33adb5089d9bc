"""A project of a few files, and what is known of one handler in it."""

from pathlib import Path

from slslint.handlers.function import FunctionFacts
from slslint.handlers.handlers import Handlers
from slslint.handlers.locate import BuildContext, Located
from slslint.handlers.verdicts import Verdict, judge
from slslint.workspace import Workspace

RUNTIME = "nodejs20.x"


def write(root: Path, files: dict[str, str | bytes]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)


def facts_of(
    root: Path, files: dict[str, str | bytes] | str, handler: str = "h.handler", runtime: str = RUNTIME
) -> FunctionFacts:
    """The facts about a handler of a project; a lone text is h.js."""
    write(root, {"h.js": files} if isinstance(files, str) else files)
    handlers = Handlers(Workspace(str(root)))
    return handlers.facts(handlers.locate(str(root), handler, runtime), str(root))


def verdicts_of(
    root: Path, files: dict[str, str | bytes] | str, runtime: str = RUNTIME, handler: str = "h.handler"
) -> list[Verdict]:
    return judge(facts_of(root, files, handler, runtime), runtime)


def rules_of(
    root: Path, files: dict[str, str | bytes] | str, runtime: str = RUNTIME, handler: str = "h.handler"
) -> set[str]:
    """The names of the rules that have something to say."""
    return {verdict.rule for verdict in verdicts_of(root, files, runtime, handler)}


def located(
    root: Path, files: dict[str, str | bytes], handler: str, runtime: str = RUNTIME, build: BuildContext | None = None
) -> Located:
    write(root, files)
    return Handlers(Workspace(str(root))).locate(str(root), handler, runtime, build)
