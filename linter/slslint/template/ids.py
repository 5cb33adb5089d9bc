"""The logical ids of a template: the user's, and those that the framework generates."""

import re

from slslint.intrinsics import naming
from slslint.memo import once
from slslint.service.service import Service
from slslint.service.stack import EXECUTION_ROLE, REST_API, generated

# What the framework names after buckets, topics, routes and the like; the ids of its main resources are known exactly.
_FAMILIES = re.compile(
    r"ApiGateway|HttpApi|Websockets|ServerlessDeployment|S3Bucket|SNSTopic|CognitoUserPool|CloudFront|Alb|Iot|Custom"
    r"|EventBridge|IamRoleCustomResources|EnterpriseLogAccessIamRole"
    r"|\w+(?:WebsocketsRoute(?:Response)?|ApiGatewayAuthorizer|DLQPolicy|Consumer|EventBridge\w+|LambdaAuthorizerPermissionHttpApi)\Z"
)
_OF_FUNCTION = re.compile(
    r"Lambda|LogGroup|EventSourceMapping|Events|Schedule|CloudWatch|Logs|Cognito|Iot|Custom|Websockets|ApiGateway"
    r"|EventBridge|IamRole|Role|ProvConc|SnapStart|Durable|Alb|Target|Stream|Sns"
)
_MAKERS = ("ai", "appSync", "mcp", "sandboxes")
"""Top-level keys of version 4 that bring resources of their own."""
_EXACT = frozenset((REST_API, naming.HTTP_API, naming.WEBSOCKET_API, EXECUTION_ROLE))


class Ids:
    """What a reference may name. `resources` and `conditions` are wholly known; `parameters` too."""

    def __init__(self, service: Service) -> None:
        template = service.resources.cursor
        self.parameters = {name for name, _ in template["Parameters"].entries()}
        self.conditions = {name for name, _ in template["Conditions"].entries()}
        self.resources = {name for name, _ in template["Resources"].entries()}
        self.generated = set(generated(service))
        if not _makes_role(service):
            self.generated.discard(EXECUTION_ROLE)
        if service.provider["deploymentBucket"].present:
            self.generated.discard("ServerlessDeploymentBucket")
        self.generated |= {naming.layer_id(name) for name, _ in service.config["layers"].entries()}
        self.functions = tuple(naming.resource(function.name) for function in service.functions)

    @property
    def known(self) -> set[str]:
        """The ids that a suggestion may come from."""
        return self.resources | self.generated | self.parameters

    def has_resource(self, name: str) -> bool:
        """Whether a resource of that id is, or may be, in the template."""
        if name in self.resources or name in self.generated:
            return True
        return name not in _EXACT and (_FAMILIES.match(name) is not None or self.belongs_to_function(name))

    def belongs_to_function(self, name: str) -> bool:
        """Whether an id is named after a function: its permissions, versions, log group, roles, event sources, …"""
        return not name.endswith("LambdaFunction") and any(
            name.startswith(each) and _OF_FUNCTION.match(name, len(each)) for each in self.functions
        )


@once
def ids_of(service: Service) -> Ids:
    """The logical ids of a service's template."""
    return Ids(service)


def _makes_role(service: Service) -> bool:
    """Whether the framework makes its execution role: for a function that names none, unless the provider names one."""
    role = service.provider.at("iam", "role")
    named = any(name == "Ref" or name.startswith("Fn::") for name, _ in role.entries())
    if service.provider["role"].written or role.text is not None or named:
        return False
    return any(not function.cursor["role"].sure for function in service.functions)


def is_closed_template(service: Service) -> bool:
    """Whether all ids of the template can be seen: no plugin, macro or unknown part adds any."""
    template = service.resources.cursor
    sections = ("Resources", "Parameters", "Conditions", "Transform", "Mappings")
    hidden = service.resources.unknown or any(template[name].unknown for name in sections)
    if hidden or template["Transform"].present or service.functions_unknown or service.config["layers"].unknown:
        return False
    if any(function.events_unknown for function in service.functions):
        return False
    if any(name.startswith("Fn::") for section in sections[:3] for name, _ in template[section].entries()):
        return False
    if service.version != "3" and any(service.config[name].present for name in _MAKERS):
        return False
    return not (service.plugins.may("makesResources") or service.plugins.may("makesFunctions"))
