"""What a request of an editor takes: each feature on one service, the first time and once the service is known."""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator

from slslint.engine.session import Session
from slslint.lsp.features.completion import completion
from slslint.lsp.features.definition import definition
from slslint.lsp.features.hints import hints
from slslint.lsp.features.hover import hover
from slslint.lsp.features.lens import lenses
from slslint.lsp.features.links import links
from slslint.lsp.features.references import find_references
from slslint.lsp.features.symbols import symbols
from slslint.lsp.view import View
from slslint.service.file import ServiceFile
from slslint.workspace import Workspace, find_root

ROUNDS = 9


def main() -> None:
    """Print first and median time of each feature: on a service as it is, and with a half-typed line behind it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("service", help="a service file")
    path = os.path.abspath(parser.parse_args().service)
    session = Session(Workspace(find_root(path)))
    opened = session.open(path)
    assert isinstance(opened, ServiceFile)
    file = opened.document.file
    view = View(session, path, file, (opened,))
    print(f"{len(file.line_starts):,} lines, {len(opened.services[0].functions)} functions")
    for name, ask in requests(view):
        report(name, ask)
    text = f"{file.text}\nfunctions\n"
    broken = session.with_overlay(path, text.encode())
    half = View(broken, path, broken.documents.read_text(path), (opened,), current=False)
    for name, ask in requests(half):
        report(f"{name}, half-typed", ask)


def requests(view: View) -> Iterator[tuple[str, Callable[[], object]]]:
    """A request of each kind, in the middle of what it is about."""
    text = view.file.text
    middle = len(text) // 2
    places = {"variable": "${self:", "route": "path:", "key": "timeout:", "handler": "handler: "}
    found = {name: text.find(mark, middle) + 2 for name, mark in places.items()}
    yield "symbols", lambda: symbols(view)
    yield "links", lambda: links(view)
    yield "hints", lambda: hints(view)
    yield "lenses", lambda: lenses(view)
    for name, at in found.items():
        yield f"hover: {name}", lambda at=at: hover(view, at)
        yield f"completion: {name}", lambda at=at: completion(view, at + 5)
    yield "definition: variable", lambda: definition(view, found["variable"] + 6)
    yield "definition: handler", lambda: definition(view, found["handler"] + 10)
    yield "references", lambda: find_references(view, text.find("custom:") + 1)


def report(name: str, ask: Callable[[], object]) -> None:
    """Ask several times."""
    times: list[float] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    print(f"{name:36} first {times[0]:7.1f} ms  then {statistics.median(times[1:]):6.2f} ms")


if __name__ == "__main__":
    main()
