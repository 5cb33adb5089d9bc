"""What a hover says of a variable: its value in each stage, the way to it, or why it is not known."""

from slslint.lsp.features.buffer import Buffer
from slslint.lsp.features.markdown import code, fenced, folded, prose
from slslint.lsp.features.variables import Occurrence, value_of
from slslint.report.context import Context
from slslint.report.known import hidden, known, origin
from slslint.report.yaml import render as render_yaml
from slslint.source.node import SCALAR
from slslint.source.secret import is_secret_file, is_secret_name
from slslint.values.value import Known, Map, Seq, Value
from slslint.variables.render import render

MOST_LINES = 12
"""Lines of a map or list that are shown."""
HIDDEN = "hidden: it is a secret by its name"


def about_variable(buffer: Buffer, occurrence: Occurrence) -> str:
    """What a variable comes to, as Markdown; nothing where the file belongs to no service."""
    root = buffer.view.session.workspace.root
    context = Context(root, root)
    values = [(buffer.label(service), value_of(service, occurrence)) for service in buffer.all_services]
    lines = folded((label, _about(value, occurrence, context)) for label, value in values)
    return "\n\n".join([code(occurrence.text), *lines]) if lines else ""


def _about(value: Value, occurrence: Occurrence, context: Context) -> str:
    text = HIDDEN if is_secret(value, occurrence) else known(value)
    lines = [prose(text), *(f"- {prose(each)}" for each in origin(value, context))]
    if isinstance(value.know, Map | Seq):
        lines.append(fenced(_container(value), "yaml"))
    return "\n".join(lines) if len(lines) == 1 else "\n".join([lines[0], "", *lines[1:]])


def is_secret(value: Value, occurrence: Occurrence) -> bool:
    """Whether a known value is a secret by the name under which a variable asks for it."""
    addresses = (str(source.address.value) for source in occurrence.variable.sources if source.address is not None)
    return any(sounds_secret(address.rpartition(".")[2], value) for address in addresses)


def hides(name: str, value: Value) -> bool:
    """Whether the value that stands under a name is not to be shown."""
    return bool(hidden(value)) or sounds_secret(name, value)


def sounds_secret(name: str, value: Value) -> bool:
    """Whether a text is a secret by the name that it has."""
    know = value.know
    return isinstance(know, Known) and isinstance(know.value, str) and is_secret_name(name)


def _container(value: Value) -> str:
    lines = render_yaml(render(value, instead=_instead)).splitlines()
    return "\n".join(lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], "…"])


def _instead(value: Value) -> str | None:
    """The text that is shown for a value that is not to be."""
    if isinstance(value.know, Map | Seq):
        return None
    if is_secret_file(value.at.file.path):
        return "…"
    if hidden(value):
        return str(value.at.value) if value.at.kind == SCALAR and "${" in str(value.at.value) else "…"
    return None
