"""The framework's own resources, in the shape that references to them need."""

import re
from collections.abc import Callable
from typing import Any

from slslint.intrinsics import naming
from slslint.memo import once
from slslint.service.function import Event, Function
from slslint.service.service import Service
from slslint.service.stack import EXECUTION_ROLE, generated
from slslint.template.ids import ids_of
from slslint.template.part import Part
from slslint.values.cursor import Cursor

Convert = Callable[[Cursor], Part]
Shape = Callable[[Convert], dict[str, Any]]
_MAKERS = {
    "ApiGateway": ("http",),
    "HttpApi": ("httpApi",),
    "Websockets": ("websocket",),
    "S3Bucket": ("s3",),
    "SNSTopic": ("sns",),
    "CognitoUserPool": ("cognitoUserPool",),
    "CloudFront": ("cloudFront",),
    "Alb": ("alb",),
    "Iot": ("iot", "iotFleetProvisioning"),
    "EventBridge": ("eventBridge",),
}
"""The events that make resources of which the logical id starts so."""
_ALWAYS = re.compile(r"ServerlessDeployment|Custom|IamRoleCustomResources|EnterpriseLogAccessIamRole")


def shapes_of(service: Service) -> dict[str, Shape]:
    """The framework's resources of which the logical id and the type are certain, each with what makes it."""
    functions = {naming.function_id(function.name): function for function in service.functions}
    logs = {naming.log_group_id(function.name): function for function in service.functions}
    shapes: dict[str, Shape] = {}
    for name, kind in generated(service).items():
        if name not in ids_of(service).generated:
            continue
        if name in functions:
            shapes[name] = _function(functions[name])
        elif name in logs:
            shapes[name] = _constant(kind, {"LogGroupName": _log_group(logs[name])})
        elif name == EXECUTION_ROLE:
            shapes[name] = _role(service)
        elif kind in _PROPERTIES or name in _OF:
            shapes[name] = _constant(kind, _PROPERTIES.get(kind, {}) | _OF.get(name, {}))
    for function in service.functions:
        for event in function.events:
            bucket = _bucket(event, service)
            if bucket is not None:
                shapes[naming.bucket_id(bucket)] = _constant("AWS::S3::Bucket", {"BucketName": bucket})
    return shapes


def _bucket(event: Event, service: Service) -> str | None:
    """The name of the bucket that an `s3` event makes; None where it makes none, or one that is not certain."""
    if event.kind != "s3" or event.cursor["existing"].present or service.provider["s3"].present:
        return None
    return event.cursor["bucket"].text or event.cursor.text


_PROPERTIES: dict[str, dict[str, Any]] = {
    "AWS::S3::Bucket": {},
    "AWS::ApiGateway::RestApi": {"Name": "rest"},
    "AWS::Lambda::Url": {"AuthType": "NONE", "TargetFunctionArn": "function"},
}
_OF: dict[str, dict[str, Any]] = {
    naming.HTTP_API: {"Name": "http", "ProtocolType": "HTTP"},
    naming.WEBSOCKET_API: {"Name": "websockets", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$"},
}


def _constant(kind: str, properties: dict[str, Any]) -> Shape:
    return lambda convert: {"Type": kind, "Properties": {k: v for k, v in properties.items() if v is not None}}


def _log_group(function: Function) -> str | None:
    return naming.log_group_name(function.physical_name) if function.physical_name is not None else None


def _function(function: Function) -> Shape:
    """A function with what can tie it to other resources: its timeout, environment, network, role."""
    service = function.service

    def shape(convert: Convert) -> dict[str, Any]:
        properties: dict[str, Any] = {
            "Code": {"S3Bucket": {"Ref": naming.DEPLOYMENT_BUCKET}, "S3Key": "code.zip"},
            "Handler": "handler",
            "Runtime": "provided.al2023",
            "MemorySize": 1024,
        }
        if naming.DEPLOYMENT_BUCKET not in ids_of(service).generated:
            properties["Code"] = {"S3Bucket": "bucket", "S3Key": "code.zip"}
        if function.physical_name is not None:
            properties["FunctionName"] = function.physical_name
        timeout = function.timeout
        if timeout.value is not None:
            properties["Timeout"] = timeout.value
        else:
            properties["Timeout"] = convert(timeout.cursor)
        variables = {
            name: convert(cursor)
            for owner in (service.provider, function.cursor)
            for name, cursor in owner["environment"].entries()
            if cursor.present
        }
        if variables:
            properties["Environment"] = {"Variables": variables}
        named = function.role_named
        if named.absent and EXECUTION_ROLE in ids_of(service).generated:
            properties["Role"] = {"Fn::GetAtt": [EXECUTION_ROLE, "Arn"]}
        elif named.is_map:
            properties["Role"] = convert(named)
        return {
            "Type": "AWS::Lambda::Function",
            "Properties": properties,
            "DependsOn": [naming.log_group_id(function.name)],
        }

    return shape


def _role(service: Service) -> Shape:
    def shape(convert: Convert) -> dict[str, Any]:
        settings = service.provider.at("iam", "role", "statements")
        written = settings if settings.present else service.provider["iamRoleStatements"]
        properties: dict[str, Any] = {
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
                ],
            }
        }
        if written.is_list:
            statement = convert(written)
            properties["Policies"] = [
                {"PolicyName": "lambda", "PolicyDocument": {"Version": "2012-10-17", "Statement": statement}}
            ]
        return {"Type": "AWS::IAM::Role", "Properties": properties}

    return shape


@once
def _events(service: Service) -> frozenset[str] | None:
    """The kinds of events in use; None where there may be others."""
    if service.functions_unknown or any(function.events_unknown for function in service.functions):
        return None
    return frozenset(event.kind for function in service.functions for event in function.events if event.kind)


def may_be_generated(service: Service, name: str) -> bool:
    """Whether the framework, or a plugin, may make a resource of that logical id beside or under the user's."""
    ids = ids_of(service)
    if service.plugins.may("makesResources") or name in ids.generated or _ALWAYS.match(name):
        return True
    events = _events(service)
    if any(name.startswith(start) and (events is None or events & set(kinds)) for start, kinds in _MAKERS.items()):
        return True
    return ids.belongs_to_function(name)
