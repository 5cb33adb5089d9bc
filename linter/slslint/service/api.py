"""APIs: REST, HTTP and WebSocket API of a service, with their routes and logs."""

from functools import cached_property
from typing import TYPE_CHECKING

from slslint.intrinsics import naming
from slslint.service.route import HTTP, HTTP_API, KIND_NAMES, WEBSOCKET, Route
from slslint.values.cursor import Cursor

if TYPE_CHECKING:
    from slslint.service.service import Service

_SETTINGS = (
    "apiGateway",
    "apiKeys",
    "endpointType",
    "httpApi",
    "logs",
    "resourcePolicy",
    "usagePlan",
    "vpcEndpointIds",
    "websocket",
)
LOG_KEYS = {HTTP: "restApi", HTTP_API: "httpApi", WEBSOCKET: "websocket"}
_KEY_TYPES = ("AWS::ApiGateway::ApiKey", "AWS::ApiGateway::UsagePlan", "AWS::ApiGateway::UsagePlanKey")
_STAGE_TYPES = {
    HTTP: ("AWS::ApiGateway::Stage", ("AccessLogSetting", "MethodSettings")),
    HTTP_API: ("AWS::ApiGatewayV2::Stage", ("AccessLogSettings", "DefaultRouteSettings")),
    WEBSOCKET: ("AWS::ApiGatewayV2::Stage", ("AccessLogSettings", "DefaultRouteSettings")),
}


class Api:
    """One API that the service's routes make: `kind` is http (REST), httpApi or websocket."""

    def __init__(self, kind: str, routes: tuple[Route, ...], service: "Service") -> None:
        self.kind = kind
        self.routes = routes
        self.service = service

    @cached_property
    def key(self) -> tuple[object, ...]:
        service = self.service
        settings = tuple(id(service.provider[name].value) for name in _SETTINGS)
        template = (id(service.config["resources"].value), id(service.config["plugins"].value))
        return (self.kind, *template, *settings, *(id(route.event.value) for route in self.routes))

    @property
    def name(self) -> str:
        """`REST API`, `HTTP API` or `WebSocket API`."""
        return KIND_NAMES[self.kind]

    @property
    def settings(self) -> Cursor:
        """The provider's settings for this kind of API."""
        return self.service.provider["httpApi" if self.kind == HTTP_API else "apiGateway"]

    @property
    def is_shared(self) -> bool:
        """Whether the API belongs to another stack, or may: its own settings are not to be seen here."""
        names = {HTTP: ("restApiId",), HTTP_API: ("id",), WEBSOCKET: ("websocketApiId",)}[self.kind]
        return self.settings.unknown or any(self.settings[name].exists for name in names)

    @property
    def logs(self) -> Cursor:
        """`provider.logs.restApi`, `.httpApi` or `.websocket`."""
        return self.service.provider.at("logs", LOG_KEYS[self.kind])

    @property
    def logs_off(self) -> bool:
        """Whether it is certain that nobody switches this API's logs on, in `provider.logs` or through `resources`."""
        logs = self.logs
        if logs.unknown or self.service.provider["logs"].unknown:
            return False
        if logs.present and logs.scalar is not False and not self._both_off(logs):
            return False
        return not self._stage_in_resources()

    @staticmethod
    def _both_off(logs: Cursor) -> bool:
        return logs["accessLogging"].scalar is False and logs["executionLogging"].scalar is False

    @property
    def is_private(self) -> bool:
        """Whether it is certain that only a VPC reaches this REST API."""
        return self.kind == HTTP and (self.service.provider["endpointType"].text or "").upper() == "PRIVATE"

    @property
    def may_have_policy(self) -> bool:
        """Whether a resource policy is set, or may be; older versions have the setting in `provider` itself."""
        written = self.settings["resourcePolicy"]
        empty = written.absent or not (written.unknown or any(written.items()) or any(written.entries()))
        return not empty or self.service.provider["resourcePolicy"].present or self._set_in_resources("Policy")

    @property
    def may_have_keys(self) -> bool:
        """Whether this stack makes an API key or a usage plan, or may."""
        owners = (self.settings, self.service.provider)
        if any(owner[name].present for owner in owners for name in ("apiKeys", "usagePlan")):
            return True
        resources = self.service.resources
        return resources.unknown or any(resources.of_type(*_KEY_TYPES))

    def _set_in_resources(self, name: str) -> bool:
        """Whether `resources` give the REST API this property, or may."""
        sections = [self.service.resources.cursor[section] for section in ("Resources", "extensions")]
        return any(section.at(naming.REST_API, "Properties", name).exists for section in sections)

    def _stage_in_resources(self) -> bool:
        type_name, properties = _STAGE_TYPES[self.kind]
        resources = self.service.resources
        if resources.unknown:
            return True
        for resource in resources.all():
            kind = resource["Type"]
            own_type = kind.text == type_name or kind.unknown or (kind.absent and "Stage" in (resource.path or ""))
            if own_type and any(resource.at("Properties", name).exists for name in properties):
                return True
        return False
