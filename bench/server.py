"""How long the language server takes from an edit to its diagnostics, and what of that is work.

    python bench/server.py SERVICE.yml [EDITS]

Edits the file in a server of its own, one edit at a time, each in another function, and waits for what is published.
Prints medians in milliseconds: from the edit to the diagnostics without the debounce, and processor time of one lint,
also of one after edits of other kinds.
"""

import asyncio
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from slslint.engine.session import Session
from slslint.lsp.linting import DEBOUNCE
from slslint.workspace import Workspace, find_root


def edited(text: str, number: int) -> str:
    """The text with another line in a function."""
    lines = text.splitlines(keepends=True)
    places = [index for index, line in enumerate(lines) if line.startswith("    handler:")] or [len(lines)]
    lines.insert(places[number % len(places)], f"    reservedConcurrency: {number}\n")
    return "".join(lines)


def with_line(text: str, before: str, line: str) -> str:
    """The text with another line before the first one that starts like that, else at the end."""
    start = 0 if text.startswith(before) else text.find(f"\n{before}") + 1 or len(text)
    return f"{text[:start]}{line}\n{text[start:]}"


KINDS: dict[str, Callable[[str, int], str]] = {
    "a line in a function": edited,
    "a text in a function": lambda text, number: text.replace("    handler: ", f"    handler: x{number}", 1),
    "a path of a route": lambda text, number: text.replace("          path: /", f"          path: /x{number}", 1),
    "a comment before all": lambda text, number: f"# {number}\n{text}",
    "a line at the end": lambda text, number: f"{text}plugins: [a{number}]\n",
    "a line of the provider": lambda text, number: with_line(text, "  runtime:", f"  timeout: {number}"),
    "a function": lambda text, number: text.replace(
        "\nfunctions:\n", f"\nfunctions:\n  new{number}:\n    handler: a.b\n", 1
    ),
    "a line of custom": lambda text, number: text.replace("\ncustom:\n", f"\ncustom:\n  new: {number}\n", 1),
    "a variable's value": lambda text, number: text.replace("\n  memory: 256", f"\n  memory: {256 + number}", 1),
}


async def published(path: Path, edits: int) -> list[float]:
    """Milliseconds from each edit to its diagnostics, the debounce left out."""
    client = LanguageClient("bench", "1")
    news: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def note(params: types.PublishDiagnosticsParams) -> None:
        news.put_nowait(params)

    await client.start_io(sys.executable, "-m", "slslint", "server")
    await client.initialize_async(
        types.InitializeParams(capabilities=types.ClientCapabilities(), root_uri=path.parent.as_uri())
    )
    client.initialized(types.InitializedParams())
    text, uri, found = path.read_text(encoding="utf-8"), path.as_uri(), list[float]()

    async def version(wanted: int) -> None:
        while (await news.get()).version != wanted:
            pass

    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 0, text)))
    await version(0)
    for number in range(1, edits + 1):
        await asyncio.sleep(0.2)
        document = types.VersionedTextDocumentIdentifier(number, uri)
        change = types.TextDocumentContentChangeWholeDocument(edited(text, number))
        began = time.perf_counter()
        client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        await version(number)
        found.append((time.perf_counter() - began - DEBOUNCE) * 1000)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return found


def worked(path: Path, edits: int, edited: Callable[[str, int], str] = edited) -> list[float]:
    """Milliseconds of processor time for each lint after an edit."""
    gc.set_threshold(100_000)  # as the command line has it
    text, found = path.read_text(encoding="utf-8"), list[float]()
    workspace = Workspace(find_root(str(path)), {str(path): text.encode()})
    session = Session(workspace, incremental=True)
    session.lint((str(path),), template=False)
    for number in range(1, edits + 1):
        workspace.overlays[str(path)] = edited(text, number).encode()
        began = time.process_time()
        session.lint((str(path),), template=False)
        found.append((time.process_time() - began) * 1000)
    return found


def main() -> None:
    path, edits = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 30
    waits = asyncio.run(published(path, edits))
    print(f"edit to diagnostics, debounce left out: median {median(waits):.0f} ms (least {min(waits):.0f})")
    for name, kind in KINDS.items():
        work = worked(path, edits, kind)
        print(f"processor time of one lint after {name}: median {median(work):.0f} ms (least {min(work):.0f})")


if __name__ == "__main__":
    main()
