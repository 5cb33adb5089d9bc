"""Completions of names: logical ids and their attributes, functions, authorizers, routes in ARNs, rules."""

import re
from collections.abc import Iterator

from slslint.access.target import invoke_arn, stage_of
from slslint.engine.manifest import rules
from slslint.intrinsics import naming
from slslint.intrinsics.resources import SHAPES
from slslint.lsp.features.buffer import Buffer
from slslint.lsp.features.comments import Word
from slslint.lsp.features.complete_handlers import of_handlers
from slslint.lsp.features.context import Context
from slslint.lsp.features.markdown import prose
from slslint.lsp.features.results import Completion
from slslint.report.routes import readable
from slslint.service.route import HTTP, HTTP_API, WEBSOCKET, Route
from slslint.service.service import Service
from slslint.service.stack import API_IDS, generated
from slslint.template.ids import ids_of

PSEUDO = (
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
)
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html"""
_MORE_SHAPES = {
    "AWS::Lambda::Function": ("Arn",),
    "AWS::Lambda::Url": ("FunctionUrl", "FunctionArn"),
    "AWS::Logs::LogGroup": ("Arn",),
    "AWS::S3::Bucket": ("Arn", "DomainName", "RegionalDomainName", "WebsiteURL"),
    "AWS::DynamoDB::Table": ("Arn", "StreamArn"),
    "AWS::ApiGateway::RestApi": ("RootResourceId",),
    "AWS::SQS::Queue": ("Arn", "QueueName", "QueueUrl"),
    "AWS::SNS::Topic": ("TopicArn", "TopicName"),
    "AWS::IAM::Role": ("Arn", "RoleId"),
}
"""Attributes besides those of the table: "Return values" of each type in the CloudFormation resource reference."""
_FIRST_OF_TWO = re.compile(r"\[\s*[\"']?([A-Za-z0-9]+)[\"']?\s*,\s*[\"']?[\w.]*\Z")
_FIRST = re.compile(r"(?:!If|Fn::If:)\s*\[\s*[\"']?\w*\Z")
_ARN = re.compile(r"execute-api:(?:[^:\s]|::)*:(?:[^:\s]|::)*:((?:[^:\s]|::)*)\Z")
_HTTP_AUTHORIZERS = ("provider", "httpApi", "authorizers")


def of_rules(word: Word) -> Iterator[Completion]:
    """The rules, in a suppression comment."""
    for entry in rules():
        detail = f"{entry.code}, {entry.severity}"
        yield Completion(entry.name, "rule", word.start, word.end, entry.name, detail, entry.summary)


def of_names(buffer: Buffer, context: Context, before: str) -> Iterator[Completion]:
    """The names that are expected where something is typed; `before` is the line up to the cursor."""
    service = buffer.service
    if service is None:
        return
    steps = tuple(step for step in context.path if not step.isdigit())
    last = steps[-1] if steps else ""
    if context.tag == "Ref" or last == "Ref":
        yield from _ids(service, context, parameters=True)
    elif context.tag == "GetAtt" or last == "Fn::GetAtt":
        yield from _attributes(service, context, before)
    elif last in ("DependsOn", "dependsOn"):
        yield from _ids(service, context, parameters=False)
    elif context.tag == "Condition" or last in ("Condition", "condition") or _is_first_of_if(last, before):
        for name in sorted(ids_of(service).conditions):
            yield _name(context, name, "a condition")
    elif last == "role" and steps[0] in ("provider", "functions"):
        for name, _ in service.resources.of_type("AWS::IAM::Role"):
            yield _name(context, name, "AWS::IAM::Role")
    elif steps[-2:] == ("authorizer", "name") or last == "authorizer":
        yield from _authorizers(service, context)
    elif last == "handler" and steps[:1] == ("functions",):
        yield from of_handlers(service, context)
    elif last == "functionName" or (len(steps) > 1 and steps[-2] == "destinations"):
        yield from _functions(service, context)


def _is_first_of_if(last: str, before: str) -> bool:
    return last == "Fn::If" and _FIRST.search(before) is not None


def _name(context: Context, name: str, detail: str, kind: str = "reference") -> Completion:
    return Completion(name, kind, context.start, context.end, name, detail)


def _ids(service: Service, context: Context, parameters: bool) -> Iterator[Completion]:
    for name, detail in _kinds(service).items():
        yield _name(context, name, detail)
    if parameters:
        for name in (*sorted(ids_of(service).parameters), *PSEUDO):
            yield _name(context, name, "a pseudo parameter" if name in PSEUDO else "a parameter")


def _kinds(service: Service) -> dict[str, str]:
    """Logical ids with the types of their resources, the user's first."""
    own = {name: cursor["Type"].text or "" for name, cursor in service.resources.cursor["Resources"].entries()}
    known = ids_of(service)
    made = {name: kind for name, kind in generated(service).items() if name in known.generated}
    layers = {naming.layer_id(name): "AWS::Lambda::LayerVersion" for name, _ in service.config["layers"].entries()}
    return own | {name: kind for name, kind in (made | layers).items() if name not in own}


def attributes_of(kind: str) -> tuple[str, ...]:
    """The attributes that are known of a type; `Arn`, which most have, where none is."""
    shape = SHAPES.get(kind)
    found = (*(shape.attributes if shape is not None else ()), *_MORE_SHAPES.get(kind, ()))
    return tuple(dict.fromkeys(found)) or ("Arn",)


def _attributes(service: Service, context: Context, before: str) -> Iterator[Completion]:
    kinds = _kinds(service)
    second = _FIRST_OF_TWO.search(before)
    name, dot, _ = context.typed.rpartition(".")
    if second is not None:
        for each in attributes_of(kinds.get(second[1], "")):
            yield _name(context, each, second[1])
    elif dot:
        start = context.start + len(name) + 1
        for each in attributes_of(kinds.get(name, "")):
            yield Completion(each, "reference", start, context.end, each, name)
    else:
        in_list = context.flow == "[" or context.dash
        for each, kind in kinds.items():
            text = each if in_list else f"{each}."
            yield Completion(each, "reference", context.start, context.end, text, kind, "", again=not in_list)


def in_sub(buffer: Buffer, typed: str, start: int, offset: int) -> Iterator[Completion]:
    """Logical ids, attributes and pseudo parameters in a `${` of `Fn::Sub`."""
    service = buffer.service
    if service is None or ":" in typed.removeprefix("AWS:").removeprefix(":"):
        return
    match = re.compile(r"[\w:.]*").match(buffer.text, offset)
    end = match.end() if match is not None else offset
    closing = "" if buffer.text[end : end + 1] == "}" else "}"
    name, dot, _ = typed.rpartition(".")
    kinds = _kinds(service)
    if dot:
        for each in attributes_of(kinds.get(name, "")):
            yield Completion(each, "reference", start + len(name) + 1, end, each + closing, name)
        return
    for each, kind in (*kinds.items(), *((each, "a pseudo parameter") for each in PSEUDO)):
        yield Completion(each, "reference", start, end, each + closing, kind)
    for each in sorted(ids_of(service).parameters):
        yield Completion(each, "reference", start, end, each + closing, "a parameter")


def _authorizers(service: Service, context: Context) -> Iterator[Completion]:
    event = next((step for step in context.path if step in (HTTP, HTTP_API, WEBSOCKET)), "")
    if event == HTTP_API:
        for name, cursor in service.provider.at("httpApi", "authorizers").entries():
            yield _name(context, name, cursor["type"].text or "jwt")
        return
    if event == HTTP and context.path[-1] == "authorizer":
        yield _name(context, "aws_iam", "IAM decides", "value")
    yield from _functions(service, context)


def _functions(service: Service, context: Context) -> Iterator[Completion]:
    for function in service.functions:
        yield _name(context, function.name, function.handler.shown, "function")


def of_routes(buffer: Buffer, before: str, offset: int) -> Iterator[Completion]:
    """API, stage, or method and path of a route in an ARN of execute-api that is being typed."""
    match = _ARN.search(before)
    service = buffer.service
    if match is None or service is None:
        return
    parts = match[1].split("/", 2)
    typed = parts[-1]
    start, end = offset - len(typed), offset + len(_rest(buffer, offset))
    kinds = [API_IDS[api.kind] for api in service.apis]
    if len(parts) == 1:
        for each in kinds:
            yield Completion(
                f"${{{each}}}", "value", start, end, f"${{{each}}}", "the API of this service, in `Fn::Sub`"
            )
    elif len(parts) == 2:
        for api in service.apis:
            stage = readable(stage_of(service, api.kind))
            yield Completion(stage, "value", start, end, stage, api.name)
        yield Completion("*", "value", start, end, "*", "every stage")
    else:
        for text, route in _tails(service, parts[0]):
            yield Completion(text, "value", start, end, text, route.function.name, prose(route.label))


def _rest(buffer: Buffer, offset: int) -> str:
    match = re.compile(r"[\w/*{}.+-]*").match(buffer.text, offset)
    return match[0] if match is not None else ""


def _tails(service: Service, api: str) -> Iterator[tuple[str, Route]]:
    """`GET/notes/*` for each route, those of one API where the ARN names it."""
    kind = next((kind for kind, name in API_IDS.items() if name in api), None)
    seen: set[str] = set()
    for route in service.routes:
        if route.kind in API_IDS and kind in (None, route.kind):
            arn = readable(invoke_arn(route))
            tail = arn.split("/", 2)[2] if arn.count("/") > 1 else ""
            if tail and tail not in seen:
                seen.add(tail)
                yield tail, route
