"""A service in one stage: everything that rules look at hangs on it."""

import os
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from slslint.memo import once
from slslint.service.api import Api
from slslint.service.function import Function
from slslint.service.plugins import Plugins
from slslint.service.resources import Resources
from slslint.service.route import HTTP, HTTP_API, WEBSOCKET, Route
from slslint.source.pointer import Pointer
from slslint.values.cursor import Cursor
from slslint.values.merge import merged_list
from slslint.values.value import Known, Map, OneOf, Seq, Text, Value

if TYPE_CHECKING:
    from slslint.intrinsics.scope import Scope
    from slslint.service.faults import Fault
    from slslint.service.file import ServiceFile
    from slslint.service.identity_pool import IdentityPool
    from slslint.service.queue import Queue
    from slslint.service.role import Role

INHERITED = ("runtime", "timeout", "memorySize", "environment", "role", "iam", "layers", "vpc", "architecture")
SHARED = ("app", "build", "org", "package", "plugins")

# Roles, pools, queues and CloudFormation's functions are imported when they are first asked for.


class Service:
    """The configuration resolved for one stage, as typed views. `stage` is None where its name cannot be known."""

    def __init__(self, file: "ServiceFile", stage: str | None, value: Value) -> None:
        self.file = file
        self.stage = stage
        self.config = Cursor(value)
        self.version = file.version
        self.memo: dict[Any, Any] = {}

    @cached_property
    def key(self) -> tuple[object, ...]:
        return (self.stage, id(self.config.value))

    @property
    def folder(self) -> str:
        """The folder of the service file: handlers and `file()` start there."""
        return os.path.dirname(self.file.path)

    @cached_property
    def title(self) -> Cursor:
        """The service's name where it is written: `service`, or `service.name` in the older form."""
        service = self.config["service"]
        return service["name"] if service.is_map else service

    @property
    def name(self) -> str | None:
        return self.title.text

    @cached_property
    def provider(self) -> Cursor:
        """The provider's settings; `provider: aws` has none."""
        return self.config["provider"]

    @property
    def is_aws(self) -> bool:
        """Whether the provider is certainly AWS."""
        return (self.provider["name"].text or self.provider.text) == "aws"

    @cached_property
    def inherited(self) -> tuple[int, ...]:
        """Which values every function takes from around it: the same in two stages that share them."""
        provider, config = self.provider, self.config
        return (
            id(provider.at("httpApi", "payload").value),
            *(id(provider[name].value) for name in INHERITED),
            *(id(config[name].value) for name in SHARED),
        )

    @cached_property
    def plugins(self) -> Plugins:
        return Plugins(self.config["plugins"])

    @cached_property
    def resources(self) -> Resources:
        return Resources(self.config["resources"])

    def maps_with(self, *names: str) -> Iterator[Cursor]:
        """Every map that has all these keys, in order; what stands in `custom` counts where it is used."""
        stack = [cursor for name, cursor in self.config.entries() if name != "custom"][::-1]
        while stack:
            cursor = stack.pop()
            entries = dict(cursor.entries())
            if entries and all(name in entries for name in names):
                yield cursor
            stack += [*entries.values(), *cursor.items()][::-1]

    @once
    def refuses_runtime(self, name: str) -> bool:
        """Whether the framework stops at a runtime that Lambda has, because its own list ends before it."""
        from slslint.service.faults import is_strict
        from slslint.service.schema import parts

        return (
            self.version == "3" and is_strict(self) and name not in parts("3", True).get("defs.json#/runtime")["enum"]
        )

    @cached_property
    def faults(self) -> "tuple[Fault, ...]":
        """Where the configuration does not fit its schema."""
        from slslint.service.faults import faults_of

        return faults_of(self)

    @property
    def functions_at(self) -> Pointer:
        return self.config["functions"].key_at

    @cached_property
    def merged(self) -> Cursor:
        """The configuration with lists of `functions` and `resources` merged into one map each."""
        value = self.config.value
        if value is None or not isinstance(value.know, Map):
            return self.config
        entries = dict(value.know.entries)
        for name in ("functions", "resources"):
            if name in entries and isinstance(entries[name][1].know, Seq):
                entries[name] = (entries[name][0], self._merged(entries[name][1]))
        return self.config.with_value(Value(Map(entries, rest=value.know.rest), value.at, value.trail, value.deps))

    @property
    def _functions(self) -> Cursor:
        return self.merged["functions"]

    def _merged(self, value: Value) -> Value:
        # One merged map for the stages that share the list: the views made of it stay the same objects.
        cache = self.file.merged
        if id(value) not in cache:
            cache[id(value)] = (value, merged_list(value))
        return cache[id(value)][1]

    @property
    def functions_unknown(self) -> bool:
        """Whether there may be functions that cannot be seen."""
        return self._functions.unknown

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """The functions in order; entries with nothing in them do not exist for the framework."""
        found = self._functions
        return tuple(
            Function(name, cursor, self)
            for name, cursor in found.entries()
            if cursor.value is not None and cursor.value.know != Known(None)
        )

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        return tuple(route for function in self.functions for route in function.routes)

    @cached_property
    def apis(self) -> tuple[Api, ...]:
        """The APIs in use, REST, HTTP, WebSocket."""
        apis: list[Api] = []
        for kind in (HTTP, HTTP_API, WEBSOCKET):
            routes = tuple(route for route in self.routes if route.kind == kind)
            if routes:
                apis.append(Api(kind, routes, self))
        return tuple(apis)

    @cached_property
    def queues(self) -> "tuple[Queue, ...]":
        """The SQS queues of `resources` that feed functions."""
        from slslint.service.queue import Queue

        consumers: dict[str, list[tuple[Function, Cursor]]] = {}
        for function in self.functions:
            for event in function.events:
                if event.kind == "sqs":
                    arn = event.cursor["arn"] if isinstance(_know(event.cursor), Map) else event.cursor
                    queue = self.resources.reference(arn) or self.resources.reference(event.cursor)
                    if queue:
                        consumers.setdefault(queue, []).append((function, event.cursor))
        return tuple(
            Queue(name, cursor, tuple(consumers[name]))
            for name, cursor in self.resources.of_type("AWS::SQS::Queue")
            if name in consumers
        )

    @cached_property
    def region(self) -> Value | None:
        """The region, where it is given, or written and no command-line option plays a part; that may still differ."""
        given, region = self.file.configuration.options.region, self.provider["region"]
        if given is not None and self.config.value is not None:
            return Value(Known(given), self.config.value.at)
        if region.text is None or region.value is None or "opt:region" in region.value.deps:
            return None
        return region.value

    @cached_property
    def stack_name(self) -> str | None:
        """The name of the stack; None where a part of it is not known."""
        own = self.provider["stackName"]
        if own.present:
            return own.text
        # The framework's default (naming.js of 3.40).
        return f"{self.name}-{self.stage}" if self.name and self.stage else None

    @cached_property
    def scope(self) -> "Scope":
        """The stack as CloudFormation functions see it."""
        from slslint.service.stack import scope_of

        return scope_of(self)

    def evaluated(self, cursor: Cursor) -> Value | None:
        """A template value with its CloudFormation functions run, as far as that is possible."""
        know = cursor.value.know if cursor.value is not None else None
        if isinstance(know, Known) and "#{" not in str(know.value):
            return cursor.value  # nothing stands in it, not in the old form of a plugin either
        from slslint.intrinsics.evaluate import evaluate

        return evaluate(cursor.value, self.scope) if cursor.value is not None else None

    def text(self, cursor: Cursor) -> str | Text | OneOf | None:
        """The string that a template value comes to; None where there is none or nothing is known of it."""
        value = self.evaluated(cursor)
        know = value.know if value is not None else None
        if isinstance(know, Known):
            return know.value if isinstance(know.value, str) else None
        return know if isinstance(know, Text | OneOf) else None

    def reference(self, name: str, attribute: str = "") -> str | Text | OneOf | None:
        """The string that `Ref: name`, or `Fn::GetAtt` of an attribute, comes to in this stack."""
        root = self.config.value
        if root is None:
            return None
        function, argument = ("Fn::GetAtt", f"{name}.{attribute}") if attribute else ("Ref", name)
        return self.text(Cursor(Value(Map({function: (root.at, Value(Known(argument), root.at))}), root.at)))

    @cached_property
    def _roles(self) -> "dict[str, Role]":
        from slslint.service.role import resource_role

        return {name: resource_role(self, name, it) for name, it in self.resources.of_type("AWS::IAM::Role")}

    @property
    def roles(self) -> "tuple[Role, ...]":
        """The roles that the template defines."""
        return tuple(self._roles.values())

    def role(self, name: str) -> "Role | None":
        """The role of that logical id; the framework's own among them."""
        return self.default_role if name == "IamRoleLambdaExecution" else self._roles.get(name)

    @cached_property
    def default_role(self) -> "Role":
        """The role that the framework makes for the functions that name none."""
        from slslint.service.role import DefaultRole

        return DefaultRole(self)

    @cached_property
    def role_named(self) -> Cursor:
        """Where the provider names a role; absent where it names none."""
        from slslint.service.role import names_role

        role = self.provider.at("iam", "role")
        return role if names_role(role) is not False else self.provider["role"]

    @cached_property
    def makes_default_role(self) -> bool | None:
        """Whether the framework makes the role of functions that name none; None where that is not known."""
        from slslint.service.role import makes_default_role

        return makes_default_role(self)

    @cached_property
    def identity_pools(self) -> "tuple[IdentityPool, ...]":
        from slslint.service.identity_pool import identity_pools

        return identity_pools(self)

    @cached_property
    def features(self) -> frozenset[str]:
        """What the service has, by the names that a rule's `needs` uses."""
        found = {"service"}
        if self.faults:
            found.add("faults")
        if not self.is_aws:
            return frozenset(found)
        found.add("aws")
        for function in self.functions:
            found.add("functions")
            if "code" not in found and function.may_have_code:
                found.add("code")
            if function.cursor["package"].present:
                found.add("package")
            found.update(runtime.rstrip("0123456789.xal").removesuffix(".") for runtime in function.runtimes)
            if function.role_named.present:
                found.add("roles")
        for route in self.routes:
            found.add(route.kind)
            found.add("routes")
            if route.authorization != "NONE":
                found.add("guarded")
            if route.authorization == "AWS_IAM":
                found.add("aws_iam")
            if route.api_key:
                found.add("api_keys")
        if self.config["package"].present:
            found.add("package")
        if self.provider.at("httpApi", "authorizers").present:
            found.add("guarded")
        if any(api.is_private for api in self.apis):
            found.add("private_api")
        if self.resources.cursor.present:
            found.add("resources")
            if any(True for _ in self.resources.of_type("AWS::Cognito::IdentityPool")):
                found.add("identity_pools")
            if any(True for _ in self.resources.of_type("AWS::SQS::Queue")) and self.queues:
                found.add("queues")
        return frozenset(found)


def _know(cursor: Cursor) -> object:
    return cursor.value.know if cursor.value is not None else None
