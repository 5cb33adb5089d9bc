"""`file(…):`: a file beside the service, or a place in it. Code is read as far as it is literal, and never run."""

import os
from typing import Any

from slslint.source.document import Document
from slslint.source.file import TREES
from slslint.source.node import Node
from slslint.suggest import closest
from slslint.values.value import Known, Step, Value, constant
from slslint.variables.address import Found, Miss, walk
from slslint.variables.call import Answer, Call, Lazy, Open, Task, carried
from slslint.variables.evaluate import NEST, again
from slslint.variables.files import Broken

_TREES = (*TREES, ".tfstate")
_CODE = (".js", ".cjs")
_CODE_4 = (".mjs", ".ts", ".mts", ".cts")
"""Code for version 4; for version 3 these are plain texts."""


def ask(call: Call) -> Task[Answer]:
    """A YAML or JSON file's tree, or what stands in it at the address; any other file's text."""
    if not call.is_known:
        return call.hidden()
    if not call.params and call.address and call.resolution.version != "3":
        return call.hidden()  # version 4 reads `${file:data.json#key}`
    given = call.params[0].know if call.params else Known(None)
    if not isinstance(given, Known) or not isinstance(given.value, str) or not given.value:
        return call.malformed("param", "the file's path is missing: `${file(./config.yml):key}`")
    configuration = call.resolution.configuration
    path = configuration.includes.locate(given.value)
    if path is None:
        return _refused(call, given.value, "", "is no path")
    extension = os.path.splitext(path)[1]
    if call.resolution.version == "4":
        extension = extension.lower()
    if extension in _TREES:
        found = configuration.includes.tree(path, call.use.node)
    elif extension in _CODE or (extension in _CODE_4 and call.resolution.version != "3"):
        code = configuration.includes.code(path, call.use.node)
        if not isinstance(code, Broken) and not _is_certain(call, code, extension):
            return Open(call.unknown(f"what comes of `{given.value}` depends on how the framework loads it"))
        found = code if isinstance(code, Broken) else code.root
    else:
        found = configuration.includes.text(path, call.use.node)
    if isinstance(found, Broken):
        return _broken(call, given.value, path, found)
    answer: Answer
    if isinstance(found, str):
        answer = yield _in_text(call, found, given.value, path)
        return answer
    if found is None:
        return _nothing_there(call, given.value, path, None)
    answer = yield _at_address(call, found, given.value, path)
    return answer


def _is_certain(call: Call, code: Document, extension: str) -> bool:
    """Whether the framework makes of a module what its document says.

    Of a CommonJS module both versions take what it exports. An ES module is one to version 4 alone, which looks for an
    address among its names first and then in its default export, without an address only there; the other extensions
    are texts to version 3.
    """
    version, names = call.resolution.version, code.basis.names if code.basis is not None else None
    if names is None:
        return extension in _CODE or version == "4"
    return version == "4" and (names == ("default",) or ("default" not in names and bool(call.address)))


def _at_address(call: Call, root: Node | Value, name: str, path: str) -> Task[Answer]:
    if isinstance(root, Node):
        call.resolution.stage_maps.note(call, root)
    keys = call.address.split(".") if call.address else []
    if call.resolution.version == "4" and "[" in call.address and "]" in call.address:
        return call.malformed("address", "version 4 fails on brackets in an address: write `list.0`", path=path)
    found: Found | Miss = yield walk(call.resolution, root, keys, call.use.path, call.use, False)
    call.deps |= found.deps
    step = Step("file", f"{name}:{call.address}" if call.address else name)
    if isinstance(found, Miss):
        return _nothing_there(call, name, path, found, keys)
    if call.use.nest >= NEST:
        return call.malformed("nesting", f"files include each other more than {NEST} deep", path=path)
    node = found.node
    if node is None or not node.dynamic:
        value = constant(node) if node is not None else found.value
        assert value is not None
        return _nothing_there(call, name, path, None) if value.know == Known(None) else carried(value, call.use, step)
    return Lazy(node, call.use.path, call.use.nest + 1, step, found.deps, own=False)


def _in_text(call: Call, text: str, name: str, path: str) -> Task[Answer]:
    """A text file: version 4 passes over the address, version 3 looks into the text once its variables are resolved."""
    value = Value(Known(text), call.use.node, (Step("file", name),))
    if not call.address or call.resolution.version == "4":
        return value
    if call.resolution.version is None:
        return Open(call.unknown("versions 3 and 4 of the framework look into texts differently"))
    start: Value | Lazy = yield again(call.resolution, value, call.use, call.variable)
    answer: Answer = yield _at_address(call, start.node if isinstance(start, Lazy) else start, name, path)
    return answer


def _nothing_there(call: Call, name: str, path: str, miss: Miss | None, keys: list[str] | None = None) -> None:
    """No value: no such file, or nothing at the address."""
    data: dict[str, Any] = {"source": "file", "path": path, "address": call.address, "exists": True}
    if miss is None or keys is None:
        message = f"`{name}` holds nothing at `{call.address}`" if call.address else f"`{name}` is empty"
    else:
        near = closest(keys[miss.step], miss.siblings)
        right = ".".join((*keys[: miss.step], near, *keys[miss.step + 1 :])) if near else ""
        message = f"`{name}` holds no `{call.address}`" + (f"; did you mean `{right}`?" if right else "")
        data["suggestion"] = right
    call.miss = data | {"message": message}


def _broken(call: Call, name: str, path: str, broken: Broken) -> Answer:
    if broken.reason == "missing":
        files = call.resolution.configuration.includes
        spelled = files.spelled(path)
        hint = f"; did you mean `{spelled}`?" if spelled else ""
        call.miss = {
            "source": "file",
            "path": path,
            "address": call.address,
            "exists": False,
            "ignored": files.ignored(path),
            "suggestion": spelled,
            "message": f"there is no file `{name}`{hint}",
        }
        return None
    if broken.reason == "empty":
        if call.address and call.resolution.version != "4":
            return _nothing_there(call, name, path, None)
        return call.fail("variable-missing", f"`{name}` {broken.text}", reason="empty", path=path, exists=True)
    if broken.reason == "secret":
        unknown = call.unknown(broken.text)
        return Open(Value(unknown.know, unknown.at, (Step("file", name),)))
    if broken.reason in ("code", "broken"):
        return Open(call.unknown(f"`{name}` {broken.text}"))
    return _refused(call, name, broken.reason, broken.text)


def _refused(call: Call, name: str, reason: str, text: str) -> Answer:
    """A file that is there, perhaps, and is not read."""
    call.report("file-refused", f"`{name}` {text}: it is not read", reason=reason or "path", path=name)
    return Open(call.unknown(f"`{name}` {text}"))
