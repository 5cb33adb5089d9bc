"""The stack of a service in a stage, as far as CloudFormation functions look at it."""

from typing import TYPE_CHECKING

from slslint.intrinsics import naming
from slslint.intrinsics.scope import Scope
from slslint.service.route import HTTP, HTTP_API, URL, WEBSOCKET
from slslint.values.cursor import Cursor
from slslint.values.value import Known, Value

if TYPE_CHECKING:
    from slslint.service.service import Service

REST_API, EXECUTION_ROLE = "ApiGatewayRestApi", "IamRoleLambdaExecution"
API_IDS = {HTTP: REST_API, HTTP_API: naming.HTTP_API, WEBSOCKET: naming.WEBSOCKET_API}
_API_TYPES = {
    HTTP: "AWS::ApiGateway::RestApi",
    HTTP_API: "AWS::ApiGatewayV2::Api",
    WEBSOCKET: "AWS::ApiGatewayV2::Api",
}


def scope_of(service: "Service") -> Scope:
    """What Ref, GetAtt, Sub and If can see in this stack: the user's resources and the framework's main ones."""
    template = service.resources.cursor
    resources: dict[str, tuple[str, Cursor]] = {}
    names: dict[str, Value] = {}
    for name, kind in generated(service).items():
        resources[name] = (kind, Cursor(None))
    for function in service.functions:
        name = function.physical_name
        if name is not None and function.cursor.value is not None:
            names[naming.function_id(function.name)] = Value(Known(name), function.cursor.value.at)
    for name, resource in template["Resources"].entries():
        resources[name] = (resource["Type"].text or resources.get(name, ("", None))[0], resource)
    stack = service.stack_name
    return Scope(
        f"{service.file.path}@{service.stage or ''}",
        parameters=template["Parameters"],
        mappings=template["Mappings"],
        conditions=template["Conditions"],
        resources=resources,
        region=service.region,
        stack_name=Value(Known(stack), service.config.value.at) if stack and service.config.value else None,
        arguments=_arguments(service),
        names=names,
    )


def generated(service: "Service") -> dict[str, str]:
    """The framework's own resources that a template refers to: logical id to type."""
    found: dict[str, str] = {}
    for function in service.functions:
        found[naming.function_id(function.name)] = "AWS::Lambda::Function"
        found[naming.log_group_id(function.name)] = "AWS::Logs::LogGroup"
    for route in service.routes:
        if route.kind == URL:
            found[naming.url_id(route.function.name)] = "AWS::Lambda::Url"
        else:
            found[API_IDS[route.kind]] = _API_TYPES[route.kind]
    found[EXECUTION_ROLE] = "AWS::IAM::Role"
    found["ServerlessDeploymentBucket"] = "AWS::S3::Bucket"
    return found


def _arguments(service: "Service") -> dict[str, Value]:
    """The parameters that the deploy passes on: `provider.stackParameters`."""
    found: dict[str, Value] = {}
    for item in service.provider["stackParameters"].items():
        key, value = item["ParameterKey"].text, item["ParameterValue"].value
        if key is not None and value is not None:
            found[key] = value
    return found
