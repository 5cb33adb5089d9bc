"""What the client shows: the diagnostics of every service, put together by file."""

from collections.abc import Callable, Iterable

from lsprotocol import types

from slslint.lsp.buffers import Buffers

ByFile = dict[str, list[types.Diagnostic]]
Send = Callable[[types.PublishDiagnosticsParams], None]


class Publisher:
    """Keeps what each service has to say of each file, and sends what differs from what was sent."""

    def __init__(self, buffers: Buffers, send: Send) -> None:
        self._buffers = buffers
        self._send = send
        self._by_service: dict[str, ByFile] = {}
        self._sent: dict[str, tuple[str, int | None, list[types.Diagnostic]]] = {}

    def publish(self, service: str, found: ByFile, open_files: Iterable[str] = ()) -> None:
        """Show what a service has to say now. `open_files` are its files that are open: they are told even nothing."""
        before = self._by_service.get(service, {})
        self._by_service[service] = found
        for path in dict.fromkeys([*before, *found, *open_files]):
            self._tell(path)

    def clear(self, service: str) -> None:
        """A service has nothing to say any more."""
        for path in self._by_service.pop(service, {}):
            self._tell(path)

    @property
    def services(self) -> tuple[str, ...]:
        """The services that are shown."""
        return tuple(self._by_service)

    def diagnostics(self, path: str) -> list[types.Diagnostic]:
        """What is shown for a file; what several services say of it alike, once."""
        unique: dict[object, types.Diagnostic] = {}
        for found in self._by_service.values():
            for each in found.get(path, ()):
                place = each.range
                key = (each.code, each.message, place.start.line, place.start.character, place.end.line)
                unique.setdefault((*key, place.end.character), each)
        return list(unique.values())

    def _tell(self, path: str) -> None:
        buffer, diagnostics = self._buffers.get(path), self.diagnostics(path)
        version = buffer.version if buffer is not None else None
        state = (self._buffers.uri(path), version, diagnostics)
        before = self._sent.get(path)
        if state == before or (before is None and not diagnostics and buffer is None):
            return
        if diagnostics or buffer is not None:
            self._sent[path] = state
        else:
            self._sent.pop(path, None)
        self._send(types.PublishDiagnosticsParams(state[0], diagnostics, version))

    def closed(self, path: str, uri: str) -> None:
        """A file was closed: what is shown for it from now on belongs to the file on the disk."""
        if path in self._sent:
            self._send(types.PublishDiagnosticsParams(uri, []))
            del self._sent[path]
            self._tell(path)
