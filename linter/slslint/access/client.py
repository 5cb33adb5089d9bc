"""Client files: where a web or mobile client keeps the addresses of this project's APIs."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from slslint.intrinsics.urls import Url, parse_url
from slslint.service.service import Service
from slslint.source.pointer import Pointer, at_file
from slslint.workspace import Unreadable
from slslint.workspace.discovery import find_files

_URL = r"https?://[a-z0-9]+\.execute-api\.[a-z0-9-]+\.[a-z0-9.-]*[a-z0-9][^\s'\"`<>\\)]*"


class ClientUrl(NamedTuple):
    """An invoke URL in a client's file. What a template string inserts ends it."""

    url: Url
    at: Pointer


def client_urls(service: Service) -> Iterator[ClientUrl]:
    """The invoke URLs in the files that `[[clients]]` of the configuration names."""
    settings, documents = service.file.settings, service.file.documents
    for table in settings.tables("clients"):
        for path in find_files(documents.workspace, settings.folder, tuple(table["files"])):
            try:
                file = documents.read_text(path)
            except Unreadable:
                continue
            service.file.beside.add(path)
            for match in re.finditer(_URL, file.text):
                written = re.split(r"\$\{|\{\{|#\{", match[0])[0]
                url = parse_url((written,))
                if url is not None:
                    yield ClientUrl(url, at_file(file, match.start(), match.start() + len(written)))
