"""Inlay hints: the value of a variable in the default stage, behind it."""

from collections.abc import Iterator

from slslint.lsp.features.about_variables import is_secret
from slslint.lsp.features.buffer import Buffer, buffer_of
from slslint.lsp.features.markdown import code, folded
from slslint.lsp.features.results import Hint
from slslint.lsp.features.variables import Occurrence, occurrences_in, value_of
from slslint.lsp.view import View
from slslint.report.known import hidden
from slslint.report.text import escape
from slslint.service.service import Service
from slslint.values.value import Known, Value, scalar_text

LONGEST = 40
"""Characters of a value that are shown."""


def hints(view: View, start: int = 0, end: int | None = None) -> tuple[Hint, ...]:
    """The values of the variables between two offsets that are known, and no secrets."""
    buffer = buffer_of(view)
    service = buffer.service
    if service is None:
        return ()
    end = len(buffer.text) if end is None else end
    found = (each for each in occurrences_in(buffer.root, buffer.version) if not each.inner)
    return tuple(sorted(_hints(buffer, service, (each for each in found if start <= each.start < end))))


def _hints(buffer: Buffer, service: Service, found: Iterator[Occurrence]) -> Iterator[Hint]:
    for each in found:
        label = _shown(value_of(service, each), each)
        if label is None or label == each.text:
            continue
        others = [(other.stage, _shown(value_of(other, each), each)) for other in buffer.services]
        lines = folded((stage, code(text) if text is not None else "not known") for stage, text in others)
        short = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
        yield Hint(each.end, f"= {escape(short)}", "\n\n".join(lines) if len(lines) > 1 or short != label else "")


def _shown(value: Value, occurrence: Occurrence) -> str | None:
    """A scalar that is known and may be shown."""
    if not isinstance(value.know, Known) or hidden(value) or is_secret(value, occurrence):
        return None
    return scalar_text(value.know.value)
