"""Completions inside `${…}`: sources, addresses of the configuration, files, parameters, names of the environment."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from slslint.lsp.features.about_variables import hides
from slslint.lsp.features.buffer import Buffer
from slslint.lsp.features.outputs import outputs
from slslint.lsp.features.results import Completion
from slslint.lsp.features.variables import occurrences_in, roots, text_of_part
from slslint.report.known import known
from slslint.service.service import Service
from slslint.source.file import TREES
from slslint.source.node import MAP, SCALAR, SEQ, Node, key_text
from slslint.values.value import Map, Seq, Value
from slslint.variables import reading
from slslint.variables.grammar import Part
from slslint.workspace import Unreadable

SOURCES = {
    "self:": "another place of this service",
    "param:": "a parameter of the stage",
    "file(": "another file, or a key in it",
    "opt:": "an option of the command line",
    "sls:": "what the framework knows: the stage",
    "env:": "a variable of the environment",
    "aws:": "account or region, asked of AWS",
    "cf:": "an output of a stack",
    "ssm:": "a parameter of the Systems Manager",
    "s3:": "an object of a bucket",
    "strToBool(": "a text as true or false",
}
_FIXED = {
    "sls": {"stage": "the stage of the deploy", "instanceId": "made up anew at each run"},
    "aws": {"region": "the region of the deploy", "accountId": "the account of the deploy"},
    "opt": {"stage": "`--stage`", "region": "`--region`", "aws-profile": "`--aws-profile`"},
}
_SHOWN_FILES = (*TREES, ".js", ".cjs", ".mjs", ".ts", ".txt", ".md", ".sql", ".graphql", ".html", ".tfstate")
_ENVIRONMENT = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=", re.MULTILINE)
_NAME = re.compile(r"[\w.-]*")
_SEGMENT = re.compile(r"[\w-]*")


class Opened(NamedTuple):
    """An open `${`: the source that is being typed, from `start` on to the cursor."""

    typed: str
    start: int


def opened_at(text: str, line_start: int, offset: int) -> Opened | None:
    """The source that is being typed in the innermost `${` that is open before the cursor on its line."""
    before = text[line_start:offset]
    opens: list[int] = []
    at = 0
    while at < len(before):
        if before.startswith("${", at):
            opens.append(at + 2)
            at += 1
        elif before[at] == "}" and opens:
            opens.pop()
        at += 1
    if not opens:
        return None
    begin = opens[-1] + _last_source(before[opens[-1] :])
    typed = before[begin:]
    return Opened(typed.lstrip(), line_start + begin + len(typed) - len(typed.lstrip()))


def _last_source(inner: str) -> int:
    """Where the source starts that follows the last comma outside of quotes, brackets and inner variables."""
    start, depth, quote = 0, 0, ""
    for at, char in enumerate(inner):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "({":
            depth += 1
        elif char in ")}":
            depth -= 1
        elif char == "," and depth == 0:
            start = at + 1
    return start


def in_variable(buffer: Buffer, opened: Opened, offset: int) -> Iterator[Completion]:
    """What can stand at the cursor in a variable."""
    typed = opened.typed
    if typed[:1] in ("'", '"'):
        return
    name, colon, _ = typed.partition(":")
    if typed.startswith("file("):
        yield from _in_file(buffer, opened, offset)
    elif not colon and "." not in typed:
        yield from _sources(buffer, opened, offset)
    elif colon and name == "self":
        yield from _in_self(buffer, opened, offset)
    elif colon:
        start = opened.start + len(name) + 1
        yield from _named(buffer, _names(buffer, name), start, offset)


def _sources(buffer: Buffer, opened: Opened, offset: int) -> Iterator[Completion]:
    end = _end(buffer, offset, _SEGMENT)
    for name, detail in SOURCES.items():
        yield Completion(name, "variable", opened.start, end, name, detail, "", again=True)
    for name in sorted(buffer.service.plugins.adds("variableSources")) if buffer.service is not None else ():
        yield Completion(f"{name}:", "variable", opened.start, end, f"{name}:", "of a plugin", "", again=True)


def _end(buffer: Buffer, offset: int, pattern: re.Pattern[str]) -> int:
    match = pattern.match(buffer.text, offset)
    return match.end() if match is not None else offset


def _closing(buffer: Buffer, end: int) -> str:
    """The `}` that a variable still lacks."""
    line_end = buffer.file.line_end(buffer.file.position(end)[0])
    rest = buffer.text[end:line_end].lstrip()
    return "" if rest[:1] in ("}", ",", ".", ")") else "}"


def _named(buffer: Buffer, names: dict[str, str], start: int, offset: int) -> Iterator[Completion]:
    end = _end(buffer, offset, _NAME)
    closing = _closing(buffer, end)
    for name, detail in names.items():
        yield Completion(name, "variable", start, end, name + closing, detail)


def _names(buffer: Buffer, source: str) -> dict[str, str]:
    """The names that a source may be asked for."""
    if source == "param":
        return _params(buffer)
    names = dict(_FIXED.get(source, {}))
    if source in ("opt", "env", "cf", "ssm"):
        for name in _used(buffer, source):
            names.setdefault(name, "used elsewhere in this service")
    if source == "cf" and buffer.service is not None:
        for each in outputs(buffer.service):
            names.setdefault(f"{each.stack}.{each.name}", "an output of this project")
    if source == "env":
        for name in _in_environment_files(buffer):
            names.setdefault(name, "in a file of environment variables")
    return names


def _params(buffer: Buffer) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for service in buffer.services[:1]:
        for room, below in (("params", ()), ("stages", ("params",))):
            for stage, cursor in service.config[room].entries():
                for name, _ in cursor.at(*below).entries():
                    found.setdefault(name, []).append(stage)
    return {name: ", ".join(dict.fromkeys(stages)) for name, stages in found.items()}


def _used(buffer: Buffer, source: str) -> Iterator[str]:
    trees = roots(buffer.service) if buffer.service is not None else (buffer.root,) if buffer.root is not None else ()
    for root in trees:
        for each in occurrences_in(root, buffer.version):
            for asked in each.variable.sources:
                address = asked.address
                if asked.type == source and address is not None and not address.variables and address.value:
                    yield str(address.value)


def _in_environment_files(buffer: Buffer) -> Iterator[str]:
    """The names, not the values, in the `.env` files beside the service."""
    workspace = buffer.view.session.workspace
    folder = buffer.service.folder if buffer.service is not None else os.path.dirname(buffer.path)
    for name in workspace.listing(folder):
        if name == ".env" or name.startswith(".env."):
            with suppress(Unreadable):
                text = workspace.read(os.path.join(folder, name), 256 * 1024).decode("utf-8", "replace")
                yield from _ENVIRONMENT.findall(text)


# The configuration itself.


def _in_self(buffer: Buffer, opened: Opened, offset: int) -> Iterator[Completion]:
    address = opened.typed.removeprefix("self:").lstrip()
    above, _, last = address.rpartition(".")
    start = offset - len(last)
    end = _end(buffer, offset, _SEGMENT)
    found: dict[str, Value] = {}
    for service in buffer.services:
        keys = _resolved(service, above)
        if keys is None:
            continue
        value = service.config.at(*keys.split(".")).value if keys else service.config.value
        for name, below in _below(value):
            found.setdefault(name, below)
    yield from _of_values(buffer, found, start, end)


def _resolved(service: Service, text: str) -> str | None:
    """An address with the variables in it replaced."""
    if "${" not in text:
        return text
    node = Node(SCALAR, service.file.document.file, 0, 0, text)
    pieces = reading.read(text, service.version).pieces
    return text_of_part(service, node, Part(text, 0, len(text), pieces)) if pieces else None


def _below(value: Value | None) -> Iterable[tuple[str, Value]]:
    know = value.know if value is not None else None
    if isinstance(know, Map):
        return [(name, entry[1]) for name, entry in know.entries.items()]
    if isinstance(know, Seq):
        return [(str(index), item) for index, item in enumerate(know.items)]
    return ()


def _of_values(buffer: Buffer, found: dict[str, Value], start: int, end: int) -> Iterator[Completion]:
    closing = _closing(buffer, end)
    for name, value in found.items():
        is_container = isinstance(value.know, Map | Seq)
        detail = "" if hides(name, value) else known(value)
        yield Completion(
            name, "variable", start, end, name if is_container else name + closing, detail, "", is_container
        )


# Files.


def _in_file(buffer: Buffer, opened: Opened, offset: int) -> Iterator[Completion]:
    inner = opened.typed.removeprefix("file(")
    path, closed, rest = inner.partition(")")
    if not closed:
        yield from _paths(buffer, path.lstrip(), offset)
    elif rest.startswith(":") and buffer.service is not None:
        yield from _in_tree(buffer, buffer.service, path.strip(), rest[1:].lstrip(), offset)


def _paths(buffer: Buffer, typed: str, offset: int) -> Iterator[Completion]:
    """Folders and files of the workspace, from the service's folder on."""
    workspace = buffer.view.session.workspace
    service = buffer.service.folder if buffer.service is not None else os.path.dirname(buffer.path)
    above, _, last = typed.rpartition("/")
    if "${" in above or typed.startswith(("~", "/")):
        return
    folder = os.path.normpath(os.path.join(service, above))
    start, end = offset - len(last), _end(buffer, offset, _NAME)
    closing = "" if buffer.text[end : end + 1] == ")" else ")"
    for name in workspace.listing(folder):
        where = os.path.join(folder, name)
        if name.startswith(".") or name == "node_modules":
            continue
        if name.lower().endswith(_SHOWN_FILES) and workspace.is_file(where):
            if where != buffer.path:
                yield Completion(name, "file", start, end, name + closing, "", "", again=name.endswith(TREES))
        elif workspace.is_own_folder(where):
            yield Completion(f"{name}/", "folder", start, end, f"{name}/", "", "", again=True)


def _in_tree(buffer: Buffer, service: Service, path: str, address: str, offset: int) -> Iterator[Completion]:
    """The keys at an address of an included file."""
    name = _resolved(service, path)
    where = service.file.configuration.includes.locate(name) if name else None
    above, _, last = address.rpartition(".")
    keys = _resolved(service, above)
    if where is None or keys is None or not where.lower().endswith(TREES):
        return
    try:
        node = buffer.view.session.documents.load(where).root
    except Unreadable:
        return
    for key in keys.split(".") if keys else ():
        node = node.get(key) if node is not None else None
    start, end = offset - len(last), _end(buffer, offset, _SEGMENT)
    closing = _closing(buffer, end)
    for each in node.items if node is not None and node.kind == MAP else ():
        is_container = each[1].kind in (MAP, SEQ)
        text = key_text(each[0])
        yield Completion(text, "variable", start, end, text if is_container else text + closing, "", "", is_container)
