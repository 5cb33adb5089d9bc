"""Roles: what a stack lets its functions and its callers do."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from slslint.intrinsics.naming import role_name
from slslint.service.stack import EXECUTION_ROLE
from slslint.source.pointer import Pointer
from slslint.values.cursor import Cursor
from slslint.values.value import Known, Map, Text

if TYPE_CHECKING:
    from slslint.service.function import Function
    from slslint.service.service import Service

_AWS_POLICY = ":iam::aws:policy/"


class Policy(NamedTuple):
    """A policy of a role: its document, or only a list of statements, or the name of a managed one.

    `document` is a cursor at the policy document; `statements` at a bare list (`provider.iam.role.statements`);
    `managed` the name of a policy that AWS manages. All None: something is attached that the stack does not show; then
    `arn` is where its ARN stands, if it has one.
    """

    name: str
    at: Pointer
    document: Cursor | None = None
    statements: Cursor | None = None
    managed: str | None = None
    arn: Cursor | None = None

    @property
    def hidden(self) -> bool:
        return self.document is None and self.statements is None and self.managed is None


class Role:
    """A role of the stack: a resource, the framework's default role, or a function's own."""

    def __init__(
        self, name: str, at: Pointer, cursor: Cursor, policies: tuple[Policy, ...], service: "Service"
    ) -> None:
        self.name = name
        self.at = at
        self.cursor = cursor
        self.policies = policies
        self.service = service

    @property
    def properties(self) -> Cursor:
        return self.cursor["Properties"]

    @property
    def trust(self) -> Cursor:
        """The trust policy; absent for a role that the framework makes."""
        return self.properties["AssumeRolePolicyDocument"]

    @property
    def physical_name(self) -> str | None:
        """The name of the role in IAM; None where the template leaves it to CloudFormation, or it is not known."""
        return self.properties["RoleName"].text

    @property
    def boundary(self) -> Cursor:
        """The ARN of the permissions boundary."""
        return self.properties["PermissionsBoundary"]

    @property
    def is_opaque(self) -> bool:
        """Whether a part of what it allows cannot be seen."""
        return any(policy.hidden for policy in self.policies)


def resource_role(service: "Service", name: str, resource: Cursor) -> Role:
    """The role that a resource defines, with the policies that other resources attach to it."""
    properties = resource["Properties"]
    policies = [
        *_inline(properties["Policies"], name),
        *_managed(service, properties["ManagedPolicyArns"]),
        *_attached(service, name, properties["RoleName"].text),
    ]
    if resource["Properties"].unknown:
        policies.append(Policy("?", resource.key_at))
    return Role(name, resource.key_at, resource, tuple(policies), service)


def _inline(policies: Cursor, role: str) -> Iterator[Policy]:
    if policies.present and not policies.is_list:
        yield Policy("?", policies.value_at)
    for item in policies.items():
        if item.is_map and item["PolicyDocument"].exists:
            yield Policy(item["PolicyName"].text or role, item.value_at, document=item["PolicyDocument"])
        elif item.present:
            yield Policy("?", item.value_at)


def _managed(service: "Service", arns: Cursor) -> Iterator[Policy]:
    if arns.present and not arns.is_list:
        yield Policy("?", arns.value_at)
    for item in arns.items():
        yield managed_policy(service, item)


def managed_policy(service: "Service", arn: Cursor) -> Policy:
    """The policy that an ARN names: one of the template, one of AWS's, or one that cannot be seen."""
    logical = service.resources.reference(arn)
    if logical is not None:
        resource = service.resources.get(logical)
        if resource["Type"].text == "AWS::IAM::ManagedPolicy":
            return Policy(logical, resource.key_at, document=resource.at("Properties", "PolicyDocument"))
        return Policy("?", arn.value_at)
    text = service.text(arn)
    literal = text if isinstance(text, str) else text.atoms[-1] if isinstance(text, Text) else ""
    _, of_aws, name = literal.partition(_AWS_POLICY) if isinstance(literal, str) else ("", "", "")
    return Policy(name or "?", arn.value_at, managed=name if of_aws else None, arn=arn)


def _attached(service: "Service", role: str, physical: str | None) -> Iterator[Policy]:
    """Policies of the stack that name the role, or may."""
    for name, target in attachments(service):
        resource = service.resources.get(name)
        named = service.resources.reference(target)
        if named == role or (physical is not None and target.text == physical):
            yield Policy(name, resource.key_at, document=resource.at("Properties", "PolicyDocument"))
        elif target.unknown or (
            named is None and (target.text is None or _may_be_default(role, physical, target.text))
        ):
            yield Policy("?", resource.key_at)


def _may_be_default(role: str, physical: str | None, text: str) -> bool:
    """Whether a name may be that of the framework's role, part of which is the region."""
    return role == EXECUTION_ROLE and physical is None and text.endswith("-lambdaRole")


def attachments(service: "Service") -> Iterator[tuple[str, Cursor]]:
    """The policies of a stack and each role that they name.

    AWS::IAM::Policy and ManagedPolicy with `Roles`, RolePolicy with `RoleName`.
    """
    kinds = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")
    for name, resource in service.resources.of_type(*kinds):
        properties = resource["Properties"]
        listed = properties["Roles"]
        targets = [*listed.items()] if listed.is_list else [listed] if listed.exists else []
        if properties["RoleName"].exists:
            targets.append(properties["RoleName"])
        yield from ((name, target) for target in targets)


def execution_role(function: "Function") -> Role | None:
    """The role that a function runs under; None where it is not defined in this project."""
    named = role_named(function)
    if named.present:
        return _named(function.service, named)
    return function.own_role or function.service.default_role


def role_named(function: "Function") -> Cursor:
    """Where a role is named for a function; absent where the framework makes it one.

    The framework's order: the function's own, provider.iam.role if it names one, provider.role (measured, Serverless
    3.40).
    """
    own = function.cursor["role"]
    return own if own.present else function.service.role_named


def makes_default_role(service: "Service") -> bool | None:
    """Whether the framework makes the role for functions that name none; None where that is not known.

    It does unless the provider names a role, or each function does (measured, Serverless 3.40).
    """
    older, named = service.provider["role"], names_role(service.provider.at("iam", "role"))
    if older.written or named:
        return False
    if (
        older.unknown
        or named is None
        or service.functions_unknown
        or any(function.cursor.unknown for function in service.functions)
    ):
        return None
    if any(function.cursor["role"].absent for function in service.functions):
        return True
    return None if service.plugins.may("makesFunctions") else False


def names_role(cursor: Cursor) -> bool | None:
    """Whether `provider.iam.role` names a role, and does not hold settings of the generated one; None: not known.

    The framework takes every map for settings that has no `::` in a key, `Ref` too (measured, Serverless 3.40).
    """
    know = cursor.value.know if cursor.value is not None else Known(None)
    if isinstance(know, Map):
        return any("::" in name for name in know.entries) or (None if know.rest is not None else False)
    return isinstance(know, Text) or (isinstance(know.value, str) if isinstance(know, Known) else None)


def _named(service: "Service", cursor: Cursor) -> Role | None:
    logical = service.resources.reference(cursor)
    if logical is None and cursor.text is not None and ":" not in cursor.text:
        logical = cursor.text
    resource = service.resources.get(logical) if logical is not None else None
    if logical is None or resource is None or resource["Type"].text != "AWS::IAM::Role":
        return None
    return service.role(logical)


class DefaultRole(Role):
    """The role that the framework makes for the functions that name none."""

    def __init__(self, service: "Service") -> None:
        provider = service.provider
        settings = provider.at("iam", "role")
        policies: list[Policy] = []
        statements = settings["statements"] if settings["statements"].present else provider["iamRoleStatements"]
        if statements.present:
            policies.append(Policy(EXECUTION_ROLE, statements.key_at, statements=statements))
        managed = settings["managedPolicies"]
        policies += _managed(service, managed if managed.present else provider["iamManagedPolicies"])
        own = service.resources.get(EXECUTION_ROLE)
        self._laid_upon = [own["Properties"], service.resources.cursor.at("extensions", EXECUTION_ROLE, "Properties")]
        for properties in self._laid_upon:
            policies += _inline(properties["Policies"], EXECUTION_ROLE)
            policies += _managed(service, properties["ManagedPolicyArns"])
        policies += _attached(service, EXECUTION_ROLE, _physical_name(service))
        if settings.unknown or provider["iam"].unknown or service.resources.unknown:
            policies.append(Policy("?", settings.key_at))
        super().__init__(EXECUTION_ROLE, statements.key_at, own, tuple(policies), service)

    @property
    def physical_name(self) -> str | None:
        """The name that the framework gives it, or the provider."""
        return _physical_name(self.service)

    @property
    def boundary(self) -> Cursor:
        """That of the template, or the one that the provider names (measured, Serverless 3.40: in this order)."""
        provider = self.service.provider
        settings = provider.at("iam", "role")
        named = [settings["permissionsBoundary"], settings["permissionBoundary"], provider["rolePermissionsBoundary"]]
        every = [*(each["PermissionsBoundary"] for each in reversed(self._laid_upon)), *named]
        return next((each for each in every if each.present), every[-1])


def _physical_name(service: "Service") -> str | None:
    """The name of the framework's role in IAM; None where it is not known."""
    named = service.provider.at("iam", "role", "name")
    region = service.region.know if service.region is not None else None
    if named.present:
        return named.text
    if service.name is None or service.stage is None or not isinstance(region, Known):
        return None
    return role_name(service.name, service.stage, str(region.value))


class FunctionRole(Role):
    """The role that the framework (version 4) or the plugin makes for one function from its own statements."""

    def __init__(self, function: "Function", statements: Cursor, inherits: bool, managed: Cursor) -> None:
        service = function.service
        policies = [Policy(function.name, statements.key_at, statements=statements)] if statements.present else []
        policies += _managed(service, managed)
        if inherits:
            policies += service.default_role.policies
        super().__init__(f"the role of {function.name}", statements.key_at, function.cursor, tuple(policies), service)

    @property
    def boundary(self) -> Cursor:
        """The function's own; for want of one the plugin copies that of the framework's role."""
        own = self.cursor["iamPermissionsBoundary"]
        settings = self.cursor.at("iam", "role", "permissionsBoundary")
        if own.present or settings.present or self.service.version != "3":
            return own if own.present else settings
        return self.service.default_role.boundary


def own_role(function: "Function") -> Role | None:
    """The role made of a function's own statements; None where nothing (that has an effect) asks for one."""
    service, cursor = function.service, function.cursor
    plugin = "serverless-iam-roles-per-function" in service.plugins.names
    if not plugin and service.version == "3":
        return None
    settings = cursor.at("iam", "role")
    modern = settings["statements"].present or settings["managedPolicies"].present
    statements = settings["statements"] if modern else cursor["iamRoleStatements"]
    per_function = service.provider.at("iam", "role", "mode").text == "perFunction"
    if not statements.present and not modern and not per_function:
        return None
    inherit = cursor.at("iam", "inheritStatements") if modern else cursor["iamRoleStatementsInherit"]
    default = service.config.at("custom", "serverless-iam-roles-per-function", "defaultInherit")
    inherits = inherit.scalar is True or (inherit.absent and (default.scalar is True or per_function))
    role = FunctionRole(function, statements, inherits, settings["managedPolicies"])
    if inherit.unknown or default.unknown or settings.unknown:
        role.policies = (*role.policies, Policy("?", cursor.key_at))
    return role
