"""The handler of a service's function: where it is, how it gets into its package, and what its code says."""

import os
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

from slslint.handlers.function import FOUND, FunctionFacts
from slslint.handlers.locate import COMPILED, SOURCES, UNKNOWN, BuildContext, Located
from slslint.memo import once
from slslint.service.file import ServiceFile
from slslint.service.function import Function
from slslint.service.service import Service
from slslint.source.document import Documents
from slslint.source.patch import Fix
from slslint.source.pointer import Pointer
from slslint.values.cursor import Cursor

if TYPE_CHECKING:
    from slslint.handlers.handlers import Handlers
    from slslint.handlers.kept import Shelf
    from slslint.handlers.verdicts import Verdict

_NODE = re.compile(r"nodejs(\d{1,3})\.(?:x|\d+)\Z")
# What Node is told to load before the handler may change how it is called; source maps and memory limits do not.
_PRELOADS = ("--require", "-r", "--import", "--loader", "--experimental-loader")


class Handler:
    """The code behind a function, as far as it is known how it comes into the package."""

    def __init__(self, function: Function, handlers: "Handlers") -> None:
        self.function = function
        self._handlers = handlers

    @property
    def at(self) -> Pointer:
        """Where the handler is named."""
        return self.function.handler.value_at

    @cached_property
    def located(self) -> Located:
        """The file and the export that `handler` names."""
        text, runtimes = self.function.handler.text, self.function.runtimes
        if text is None or not runtimes:
            return Located(UNKNOWN, why="the handler or the runtime is not known")
        folder = self.function.service.folder
        found = self._handlers.locate(folder, text, runtimes[0], build_context(self.function))
        if found.status == FOUND:
            self._note(found.spelled or found.path)
        return found

    @cached_property
    def facts(self) -> FunctionFacts:
        """What is known of the function that the handler names; its status says whether anything is."""
        service = self.function.service
        facts = self._handlers.facts(self.located, service.folder)
        self._note(*facts.files)
        return facts

    def _note(self, *paths: str) -> None:
        self.function.service.file.code_of.setdefault(self.function.key, set()).update(paths)

    def shown(self, path: str) -> str:
        """A file's name for people, as `handler` would write it."""
        return os.path.relpath(path, self.function.service.folder).replace(os.sep, "/")

    @cached_property
    def siblings(self) -> tuple[str, ...]:
        """The files of code in the folder that the handler names, by their names without extension."""
        names = map(os.path.splitext, self._handlers.workspace.listing(os.path.dirname(self.located.path)))
        return tuple(name for name, extension in names if extension in SOURCES.get(self.located.language, ()))

    @cached_property
    def majors(self) -> tuple[int, ...]:
        """The major versions of Node that may run it: several where the framework's version decides."""
        found = [match for match in map(_NODE.match, self.function.runtimes) if match]
        return tuple(int(match[1]) for match in found) if len(found) == len(self.function.runtimes) else ()

    @cached_property
    def is_wrapped(self) -> bool:
        """Whether other code stands between Lambda and the handler: of a plugin, a layer, version 3's dashboard."""
        function, service = self.function, self.function.service
        environments = (function.cursor["environment"], service.provider["environment"])
        known = [each for each in environments if each.present and not each.unknown]
        if _wraps_all(service) or any(each["AWS_LAMBDA_EXEC_WRAPPER"].exists for each in known):
            return True
        if has_layers(function) and any(each.unknown for each in environments):
            return True  # a layer's wrapper is named in the environment
        options = [each["NODE_OPTIONS"] for each in known if each["NODE_OPTIONS"].present]
        return any(each.text is None or any(word in each.text.split() for word in _PRELOADS) for each in options[:1])

    @cached_property
    def is_bundled(self) -> bool:
        """Whether a bundler makes the package, or something else that may decide what is in it."""
        service = self.function.service
        if service.plugins.may("makesHandlers") or service.plugins.may("changesPackage"):
            return True
        return service.config["build"].present or self.located.path.endswith(COMPILED)

    @property
    def left_out_by(self) -> Cursor | None:
        """The item of `package` that keeps the handler's file out of its package for certain."""
        from slslint.service.packaging import left_out_by, patterns

        if self.located.status != FOUND or self.is_bundled:
            return None
        name, listed = self.shown(self.located.path), patterns(self.function)
        if listed is None or name.startswith("../"):
            return None
        pattern = left_out_by(name, listed)
        return pattern.cursor if pattern is not None else None

    @property
    def packs_development(self) -> bool:
        """Whether devDependencies come into the package, or may."""
        from slslint.service.packaging import patterns

        exclude = self.function.service.config.at("package", "excludeDevDependencies")
        if exclude.unknown or exclude.scalar is False or has_layers(self.function):
            return True
        listed = patterns(self.function)
        return listed is None or any("node_modules" in pattern.glob for pattern in listed if pattern.takes_in)

    @property
    def broken_imports(self) -> "Iterator[Remark]":
        """The imports of the code that lead nowhere in its package; none where that is made by more than copying."""
        from slslint.handlers import verdicts

        if self.is_bundled:
            return
        yield from self.verdicts(verdicts.import_not_found)
        for_development = [*self.verdicts(verdicts.development_import)]
        if for_development and not self.packs_development:
            yield from for_development

    def verdicts(self, judge: "Callable[[FunctionFacts, int], Iterator[Verdict]]") -> "Iterator[Remark]":
        """What `judge` finds on every version of Node that may run it."""
        facts = self.facts if self.majors and self.located.language == "node" else None
        if facts is None or facts.status != FOUND:
            return
        first, *rest = self.majors
        others = [[*judge(facts, major)] for major in rest]
        for verdict in judge(facts, first):
            if all(any(verdict.at == each.at for each in other) for other in others):
                yield Remark(verdict.rule, verdict.message, verdict.at or self.at, verdict.related, verdict.fixes)


class Remark(NamedTuple):
    """What a rule says of a handler, and where: for want of a place in the code, where the handler is named."""

    rule: str
    message: str
    at: Pointer
    related: tuple[tuple[Pointer, str], ...]
    fixes: tuple[Fix, ...]


def handler_of(function: Function) -> Handler:
    """The handler of a function; asked for again, the same one."""
    file = function.service.file
    known = cast("dict[object, Handler]", file.memo.setdefault("handlers", {}))
    if function.key not in known:
        known[function.key] = Handler(function, handlers_of(file.documents))
    return known[function.key]


def read_code(file: ServiceFile) -> None:
    """Read the code of all handlers of a service, so that `file.code` holds every file that they lead to."""
    for service in file.services:
        for function in service.functions:
            _ = handler_of(function).facts


class _Kept(NamedTuple):
    """The handlers of a workspace, and the listing of its root when they were looked at."""

    handlers: "Handlers"
    listing: tuple[str, ...]


def handlers_of(documents: Documents) -> "Handlers":
    """The handlers of a workspace, kept as long as its documents, and looked at anew when its folders are."""
    listing = documents.workspace.listing(documents.workspace.root)
    kept = documents.memo.get("handlers")
    if isinstance(kept, _Kept):
        if kept.listing is not listing:
            kept.handlers.refresh()
            documents.memo["handlers"] = kept._replace(listing=listing)
        return kept.handlers
    from slslint.handlers.handlers import Handlers

    handlers = Handlers(documents.workspace, cast("Shelf | None", documents.memo.get("shelf")))
    documents.memo["handlers"] = _Kept(handlers, listing)
    return handlers


def keep_facts(documents: Documents, shelf: "Shelf") -> None:
    """Have facts about handlers taken from a shelf, and put there by `save_facts`."""
    documents.memo["shelf"] = shelf


def save_facts(documents: Documents) -> None:
    """Put on the shelf what was found since it was read."""
    kept = documents.memo.get("handlers")
    if isinstance(kept, _Kept):
        kept.handlers.save()


def build_context(function: Function) -> BuildContext:
    """How the code of a function comes into its package."""
    of_all = _build_of_all(function.service)
    return BuildContext(
        artifact=of_all.artifact or _is_made_elsewhere(function.cursor["package"]),
        image=function.is_image,
        made_by_plugin=of_all.made_by_plugin,
        module=function.cursor["module"].text or "",
        layers=of_all.layers or has_layers(function),
    )


@once
def _build_of_all(service: Service) -> BuildContext:
    """What of it holds for every function of a service."""
    return BuildContext(
        artifact=_is_made_elsewhere(service.config["package"]),
        made_by_plugin=service.plugins.may("makesHandlers") or _has_other_build(service),
        layers=service.provider["layers"].present,
    )


def _is_made_elsewhere(package: Cursor) -> bool:
    return package.unknown or package["artifact"].present


@once
def _wraps_all(service: Service) -> bool:
    """Whether a plugin, or the dashboard of version 3, stands between Lambda and every handler."""
    dashboard = service.version != "4" and service.config["org"].present and service.config["app"].present
    return service.plugins.do("wrapsHandlers") or dashboard


def has_layers(function: Function) -> bool:
    """Whether layers are laid under a function."""
    return function.cursor["layers"].present or _build_of_all(function.service).layers


def _has_other_build(service: Service) -> bool:
    """Whether `build` (version 4) names a builder that is not esbuild, or may."""
    build = service.config["build"]
    return build.unknown or build.text not in (None, "esbuild") or any(name != "esbuild" for name, _ in build.entries())
