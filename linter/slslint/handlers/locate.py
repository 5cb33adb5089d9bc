"""From the text of `handler:` to the file and the export that it names."""

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from slslint.source.script import EXTENSIONS
from slslint.workspace import Unreadable, Workspace
from slslint.workspace.ignore import is_ignored

COMPILED = (".ts", ".cts", ".mts", ".jsx", ".tsx")
"""The extensions of what Node does not run as it is."""
FOUND, MISSING, CASE_DIFFERS, UNKNOWN = "found", "missing", "case-differs", "unknown"
# Extensions of code: a file of the handler's name with one of them may be what a build makes the handler from.
# fmt: off
_CODE = frozenset({
    *EXTENSIONS, ".civet", ".cljs", ".coffee", ".cs", ".elm", ".fs", ".go", ".imba", ".java", ".kt", ".litcoffee",
    ".ls", ".ml", ".node", ".php", ".purs", ".py", ".pyc", ".pyx", ".rb", ".re", ".res", ".rs", ".scala", ".so",
    ".svelte", ".swift", ".vue", ".wasm",
})
# fmt: on
# Not behind a slash: `tsc --init` writes `// "outDir": "./"`.
_OUT_DIR = re.compile(rb'^[^/\n]*"outDir"\s*:\s*"([^"\\\n]{1,200})"', re.MULTILINE)
SOURCES = {"node": EXTENSIONS, "python": (".py",), "ruby": (".rb",)}
"""The extensions of the files that a language's handlers stand in."""
_MAX_TSCONFIG_BYTES = 256 * 1024


class BuildContext(NamedTuple):
    """How the code of a function comes into its package, as far as the caller knows.

    `artifact` and `image`: it is not packaged from the sources; `made_by_plugin`: a plugin builds, moves or makes
    handlers, or may; `module`: the folder that serverless-python-requirements takes for this function's root;
    `layers`: layers may bring modules.
    """

    artifact: bool = False
    image: bool = False
    made_by_plugin: bool = False
    module: str = ""
    layers: bool = False


class Located(NamedTuple):
    """Where a handler is: the file, the names of the export from the file down, and what is wrong.

    MISSING and CASE_DIFFERS are said only where no build can make the file; `spelled` is the path as the disk spells
    it. For UNKNOWN `why` says what hides it.
    """

    status: str
    language: str = ""
    path: str = ""
    export: tuple[str, ...] = ()
    spelled: str = ""
    why: str = ""


def locate(workspace: Workspace, folder: str, handler: str, runtime: str, build: BuildContext) -> Located:
    """The file and the export that `handler` names for a function of the service in `folder`.

    Node: the runtime takes what stands before the first dot of the base name for the file (`users.admin.get` is
    `admin.get` of users.js), the esbuild of version 4 what stands before the last; either is accepted. Python takes
    the last dot, and dots within the module for folders; Ruby the first.
    """
    language = _language(runtime)
    hidden = _hidden(handler, language, build)
    if hidden:
        return Located(UNKNOWN, language, why=hidden)
    readings = [_look(workspace, language, *each) for each in _readings(folder, handler, language, build)]
    found = {each.path: each for each in readings if each.status == FOUND}
    if len(found) > 1:
        return Located(UNKNOWN, language, why="it can be read in two ways, and both files exist")
    if found:
        return next(iter(found.values()))
    if not readings:
        return Located(UNKNOWN, language, why="it does not name a file and an export")
    blocked = next((why for each in readings if (why := _may_come(workspace, folder, each, build))), "")
    if blocked:
        return Located(UNKNOWN, language, why=blocked)
    return next((each for each in readings if each.status == CASE_DIFFERS), readings[0])


def _language(runtime: str) -> str:
    for language, prefix in (("node", "nodejs"), ("python", "python"), ("ruby", "ruby")):
        if runtime.startswith(prefix):
            return language
    return ""


def _hidden(handler: str, language: str, build: BuildContext) -> str:
    """Why a handler cannot be looked for at all."""
    if build.image:
        return "the function is a container image"
    if build.artifact:
        return "the function's package is made elsewhere (`package.artifact`)"
    if not language:
        return "handlers of this runtime name no source file"
    if handler.startswith(("/", "\\")) or (":" in handler and language != "ruby"):
        return "the path is absolute: a layer may bring the file"
    return ""


def _readings(folder: str, handler: str, language: str, build: BuildContext) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The ways to read a handler: the path without extension, and the export."""
    parent, _, base = handler.replace("\\", "/").rpartition("/")
    if language == "python":
        module, _, name = handler.rpartition(".")
        if module and name:
            roots = [os.path.join(folder, build.module), folder] if build.module else [folder]
            for root in roots:
                yield os.path.normpath(os.path.join(root, *module.replace("/", ".").split("."))), (name,)
        return
    first, _, rest = base.partition(".")
    if first and rest:
        yield os.path.normpath(os.path.join(folder, parent, first)), tuple(rest.split("."))
    stem, _, last = base.rpartition(".")
    if language == "node" and stem != first and stem and last:
        yield os.path.normpath(os.path.join(folder, parent, stem)), (last,)


def _look(workspace: Workspace, language: str, stem: str, export: tuple[str, ...]) -> Located:
    """Look for a file by its path without extension."""
    candidates = [stem + extension for extension in SOURCES[language]]
    candidates += {"node": [stem], "python": [os.path.join(stem, "__init__.py")]}.get(language, [])
    there = [path for path in candidates if workspace.has(path) and _is_there(workspace, path)]
    if there:
        written = [path for path in there if not is_ignored(workspace, path, False)] if len(there) > 1 else there
        return Located(FOUND, language, (written or there)[0], export)
    for path in candidates:
        spelled = workspace.spelled(path)
        if spelled is not None and workspace.is_file(spelled):
            return Located(CASE_DIFFERS, language, path, export, spelled)
    return Located(MISSING, language, candidates[0], export)


def _is_there(workspace: Workspace, path: str) -> bool:
    """Whether what a folder has is a file, and the folder spelled as it is asked for."""
    where = os.path.dirname(path)
    return workspace.spelled(where) == where and workspace.is_file(path)


def _may_come(workspace: Workspace, folder: str, missing: Located, build: BuildContext) -> str:
    """How a file that is not there may yet come into the package; empty where it cannot."""
    where = os.path.dirname(missing.spelled or missing.path)
    stem = os.path.splitext(missing.path)[0]
    if build.made_by_plugin:
        return "a plugin builds the handlers, or may"
    if build.layers and missing.language == "python":
        return "a layer may bring the module"
    if not (where + os.sep).startswith(folder.rstrip(os.sep) + os.sep):
        return "the path leads out of the service's folder"
    if workspace.spelled(where) != where or not workspace.is_folder(where):
        return "its folder does not exist: a build may make it"
    if is_ignored(workspace, where, True) or any(
        is_ignored(workspace, stem + extension, False) for extension in SOURCES[missing.language]
    ):
        return "git ignores the path: a build may make the file"
    if missing.status == MISSING and _has_sibling(workspace, where, os.path.basename(stem)):
        return "a file of that name in another language is there"
    if any((where + os.sep).startswith(out + os.sep) for out in out_folders(workspace, folder)):
        return "TypeScript's compiler writes to its folder"
    return ""


def _has_sibling(workspace: Workspace, folder: str, stem: str) -> bool:
    for name in workspace.listing(folder):
        base, extension = os.path.splitext(name)
        if extension in _CODE and base.removesuffix(".d") == stem:
            return True
    return False


def out_folders(workspace: Workspace, folder: str) -> Iterator[str]:
    """The folders that the tsconfig files of a folder and those above it name as `outDir`."""
    while folder.startswith(workspace.root):
        for name in workspace.listing(folder):
            if name.startswith("tsconfig") and name.endswith(".json"):
                try:
                    data = workspace.read(os.path.join(folder, name), _MAX_TSCONFIG_BYTES)
                except Unreadable:
                    continue
                for each in _OUT_DIR.findall(data):
                    yield os.path.normpath(os.path.join(folder, each.decode("utf-8", "replace")))
        if folder == workspace.root:
            return
        folder = os.path.dirname(folder)


def may_be_built(workspace: Workspace, base: str) -> bool:
    """Whether a build may make a module that is not there (`base`, as it is imported).

    Its folder is absent or ignored, it is ignored itself, or a file of its name has another extension.
    """
    folder, name = os.path.split(base)
    if workspace.spelled(folder) != folder or not workspace.is_folder(folder) or is_ignored(workspace, folder, True):
        return True
    if any(is_ignored(workspace, base + extension, False) for extension in ("", ".js", ".json", ".mjs", ".cjs")):
        return True
    stem = os.path.splitext(name)[0]
    return any(os.path.splitext(other)[0] in (name, stem) for other in workspace.listing(folder))
