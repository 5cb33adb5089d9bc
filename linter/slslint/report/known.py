"""What is known of a value, for people: the value or why there is none, and the way to it; no secrets."""

from collections.abc import Iterator

from slslint.report.context import Context
from slslint.report.text import count, escape
from slslint.source.pointer import at_node
from slslint.source.secret import HIDDEN, is_secret_file
from slslint.values.value import Known, Map, OneOf, Seq, Step, Text, Typed, Unknown, Value, scalar_text

LONGEST = 200
STEPS = {
    "self": "`${{self:{}}}`",
    "file": "the file `{}`",
    "param": "the parameter `{}`",
    "opt": "the option `--{}`",
    "env": "the environment variable `{}`",
    "fallback": "a fallback, {}",
    "default": "the framework's default",
    "merge": "what it was merged with",
}
DEPENDS = {
    "opt": "the option `--{}`",
    "param": "the parameter `{}`",
    "env": "the environment variable `{}`",
    "remote": "`${{{}:…}}`, which is asked during the deploy",
}


def known(value: Value) -> str:
    """What is known of a value, or why it is not; secrets are not shown."""
    know = value.know
    if isinstance(know, Unknown):
        text = escape(know.why or "it is not known")
        otherwise = know.otherwise
        return f"{text}; else it is {known(otherwise)}" if otherwise and isinstance(otherwise.know, Known) else text
    if isinstance(know, Map):
        return f"a map of {count(len(know.entries), 'entry').replace('entrys', 'entries')}"
    if isinstance(know, Seq):
        return f"a list of {count(len(know.items), 'item')}"
    if isinstance(know, OneOf):
        return f"one of {count(len(know.options), 'value')}"
    if isinstance(know, Typed):
        return f"some {know.type}"
    return hidden(value) or _text(know)


def _text(know: Known | Text) -> str:
    if isinstance(know, Text):
        text = "".join(atom if isinstance(atom, str) else f"${{{atom.name}}}" for atom in know.atoms)
        return f"known in part: `{escape(text[:LONGEST])}`"
    if isinstance(know.value, str):
        return f"`{escape(know.value[:LONGEST])}`"
    return scalar_text(know.value)


def hidden(value: Value) -> str:
    """Why a value is not shown: it comes out of the environment or a file of secrets; empty for any other."""
    if any(step.kind == "env" for step in value.trail) or (isinstance(value.know, Known) and _asks_environment(value)):
        return "hidden: it comes from the environment"
    files = [value.at.file.path, *(step.node.file.path for step in value.trail if step.node is not None)]
    named = [step.text.partition(":")[0] for step in value.trail if step.kind == "file"]
    return HIDDEN if any(map(is_secret_file, (*files, *named))) else ""


def _asks_environment(value: Value) -> bool:
    return any(name.startswith("env:") for name in value.deps)


def origin(value: Value, context: Context) -> Iterator[str]:
    """The steps that led to a value, and what it depends on."""
    for step in value.trail:
        at = f" at {context.place(at_node(step.node))}" if step.node is not None and step.node is not value.at else ""
        yield f"comes from {_step(step)}{at}"
    if value.deps:
        yield f"depends on {', '.join(map(_dependency, sorted(value.deps)))}"


def _step(step: Step) -> str:
    return STEPS.get(step.kind, step.kind).format(escape(step.text))


def _dependency(name: str) -> str:
    kind, _, rest = name.partition(":")
    return DEPENDS.get(kind, f"the {kind}").format(escape(rest))
