"""What a rule says, or why it says nothing, service by service."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from slslint.engine.finding import Finding
from slslint.engine.manifest import RuleEntry
from slslint.engine.why import Part, Place, Reason, is_at, uncertain
from slslint.report.context import Context
from slslint.report.known import known, origin
from slslint.report.paint import Paint
from slslint.report.text import count, escape
from slslint.source.pointer import at_node
from slslint.values.value import Value

MOST = 20
ABSENT = {
    "aws": "its provider is not AWS, or not known",
    "functions": "it has no functions",
    "routes": "it has no endpoints",
    "http": "it has no REST API",
    "httpApi": "it has no HTTP API",
    "websocket": "it has no WebSocket API",
    "url": "no function has a URL of its own",
    "aws_iam": "no endpoint is guarded by IAM",
    "api_keys": "no endpoint asks for an API key",
    "private_api": "it has no private API",
    "queues": "no queue of its `resources` feeds a function",
    "identity_pools": "it defines no identity pool",
    "resources": "it has no `resources`",
    "nodejs": "no function runs on Node.js",
    "python": "no function runs on Python",
    "dates": "nothing in its files looks like a date",
    "problems": "all of it loads, and all its variables resolve",
    "variable-missing": "no variable lacks a value for certain",
    "variable-inert": "no text merely looks like a variable",
    "stage-blind": "`${self:provider.stage}` is not used where it misleads",
    "policy-variable": "no policy variable is taken for the framework's",
}
"""What it means that a service does not have what a rule needs."""
VIEWS = {"Function": "function", "Route": "endpoint", "Api": "API", "Queue": "queue"}
SILENCERS = {
    "comment": "a comment",
    "configuration": "the configuration",
    "baseline": "the baseline",
    "confidence": "`confidence` of the configuration",
}


class Question(NamedTuple):
    """What was asked: a rule, perhaps about a place; `obstacles` say why a check does not run the rule."""

    rule: RuleEntry
    obstacles: Sequence[str] = ()
    place: Place | None = None


def render(question: Question, reasons: Iterable[Reason], context: Context) -> str:
    """A paragraph a service, and what stands at the place."""
    paint, rule = Paint(context.screen), question.rule
    lines = [f"{paint.severity(rule.code, rule.severity)} {paint.bold(rule.name)}: {paint.quoted(rule.summary)}"]
    lines += [f"It does not run: {paint.quoted(escape(text))}" for text in question.obstacles]
    if question.obstacles:
        lines.append("If it ran:")
    for reason in reasons:
        lines += ["", *_paragraph(reason, question, context, paint)]
    return "\n".join(lines) + "\n"


def _paragraph(reason: Reason, question: Question, context: Context, paint: Paint) -> Iterator[str]:
    stages = ", ".join(stage or "…" for stage in reason.service.stages)
    name = escape(context.relative(reason.service.path))
    yield f"{paint.accent(name)}  {paint.dim(f'stages: {escape(stages)}')}"
    for text in _verdict(reason, question, context):
        yield f"  {paint.quoted(text)}"
    if question.place is not None:
        yield from _here(reason, question.place, context, paint)


def _verdict(reason: Reason, question: Question, context: Context) -> Iterator[str]:
    place = question.place
    for finding in reason.findings:
        if place is None or is_at(finding, place):
            yield _finding(finding, context)
    elsewhere = [each for each in reason.findings if place is not None and not is_at(each, place)]
    if elsewhere:
        yield f"It speaks of other places ({count(len(elsewhere), 'finding')}), not of this one."
    if reason.missing:
        yield f"There is nothing for it here: {', '.join(map(_absent, sorted(reason.missing)))}."
        yield from _unknown(reason, context, "What is not known may hide some:")
        return
    subject = _subject(reason, question.rule)
    if reason.unknown:
        yield from _unknown(reason, context, f"{subject}. Of what it read this is not known, and not judged:")
    elif not reason.findings:
        yield f"{subject} and found nothing wrong; nothing that it read is unknown."
    yield from (f"Not known of the service as a whole: {escape(text)}." for text in uncertain(reason.service))


def _subject(reason: Reason, rule: RuleEntry) -> str:
    noun = VIEWS.get(rule.scope)
    return f"It looked at {count(reason.looked_at, noun) if noun else 'the service'}"


def _absent(feature: str) -> str:
    return ABSENT.get(feature, f"it has no {feature.replace('_', ' ')}")


def _finding(finding: Finding, context: Context) -> str:
    place, message = context.place(finding.at), escape(finding.message)
    stages = "" if finding.everywhere else f" (stages: {', '.join(map(escape, finding.stages))})"
    if finding.suppressed is None:
        return f"It speaks: {place}: {message}{stages}"
    how = SILENCERS.get(finding.suppressed, finding.suppressed)
    why = f" ({escape(finding.reason)})" if finding.reason else ""
    return f"It speaks, and {how} silences it{why}: {place}: {message}{stages}"


def _unknown(reason: Reason, context: Context, head: str) -> Iterator[str]:
    if not reason.unknown:
        return
    yield head
    for part in reason.unknown[:MOST]:
        yield f"  {escape(part.path)}{_in_stages(part, reason)} at {_place(part.value, context)}: {known(part.value)}"
    if len(reason.unknown) > MOST:
        yield f"  and {len(reason.unknown) - MOST:,} more"


def _in_stages(part: Part, reason: Reason) -> str:
    if len(part.stages) == len(reason.service.stages):
        return ""
    return f" (stages: {', '.join(escape(stage or '…') for stage in part.stages)})"


def _here(reason: Reason, place: Place, context: Context, paint: Paint) -> Iterator[str]:
    where = f"{escape(context.relative(place.path))}:{place.line}"
    if not reason.here:
        yield f"  No part of the configuration begins at {where}."
        return
    yield f"  At {paint.accent(where)}:"
    for part in reason.here[:MOST]:
        yield f"    {paint.bold(escape(part.path))}{_in_stages(part, reason)}: {paint.quoted(known(part.value))}"
        yield from (f"      {paint.quoted(text)}" for text in origin(part.value, context))


def _place(value: Value, context: Context) -> str:
    return context.place(at_node(value.at))
