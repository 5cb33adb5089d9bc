"""What a file of code leans on: the files that loading it loads, and imports that are not there."""

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from slslint.handlers.evaluate import Evaluator
from slslint.handlers.locate import may_be_built
from slslint.handlers.packages import Packages
from slslint.source.script.module import Module
from slslint.source.script.resolve import CASE_DIFFERS, FOUND, MISSING, PACKAGE
from slslint.source.script.syntax import Syntax

DEVELOPMENT = "development"
_MAX_MODULES = 60
_CODE = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")


class Lack(NamedTuple):
    """An import that fails in Lambda: MISSING, CASE_DIFFERS (then `other` is the file meant) or DEVELOPMENT."""

    kind: str
    specifier: str
    node: Syntax
    module: Module
    other: str = ""


def loaded(module: Module, evaluator: Evaluator) -> list[Module]:
    """A file and the files of the project that loading it loads for certain, itself first."""
    found, known = [module], {module}
    for each in found:
        for needed in each.imports:
            target = evaluator.modules.resolve(each.path, needed.specifier)
            if needed.certain and target.status == FOUND and is_code(target.path) and len(found) < _MAX_MODULES:
                other = evaluator.modules.load(target.path)
                if other is not None and other not in known:
                    found.append(other)
                    known.add(other)
    return found


def is_code(path: str) -> bool:
    """Whether a path names a file of code that is read."""
    return path.endswith(_CODE) and not path.endswith(".d.ts")


def lacks(modules: Iterable[Module], evaluator: Evaluator, packages: Packages, service: str) -> Iterator[Lack]:
    """The imports of these files that fail for certain when they are loaded; `service` is the service's folder."""
    workspace = evaluator.modules.workspace
    for module in modules:
        for needed in module.imports:
            if not needed.certain:
                continue
            target = evaluator.modules.resolve(module.path, needed.specifier)
            if target.status == CASE_DIFFERS:
                yield Lack(CASE_DIFFERS, needed.specifier, needed.node, module, target.path)
            elif target.status == MISSING and not may_be_built(workspace, target.path):
                yield Lack(MISSING, needed.specifier, needed.node, module)
            elif target.status == PACKAGE:
                name = package_name(needed.specifier)
                if name and packages.is_development_only(name, os.path.dirname(module.path), service):
                    yield Lack(DEVELOPMENT, name, needed.node, module)


def package_name(specifier: str) -> str:
    """The package that a bare import names; empty for a module of Node itself."""
    if specifier.startswith("node:"):
        return ""
    parts = specifier.split("/")
    return "/".join(parts[:2]) if specifier.startswith("@") else parts[0]
