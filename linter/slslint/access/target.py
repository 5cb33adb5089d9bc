"""What a request to a route comes to for IAM: action and ARN, with holes for what each request chooses."""

from typing import NamedTuple

from slslint.memo import once
from slslint.project.link import imports, linked
from slslint.project.output import api_id as own_id
from slslint.service.route import HTTP, HTTP_API, URL, WEBSOCKET, Route
from slslint.service.service import Service
from slslint.values.value import Atom, Hole, Known, Text, scalar_text

Atoms = tuple[Atom, ...]

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
"""What a route of method ANY answers to (API Gateway Developer Guide, "Set up a method request")."""
INVOKE, INVOKE_URL = "execute-api:Invoke", "lambda:InvokeFunctionUrl"


class Target(NamedTuple):
    """A request that a route answers: its action and the ARN that policies are matched against."""

    action: str
    arn: Atoms
    method: str


def targets(route: Route, asked: tuple[str, str] | None = None) -> tuple[Target, ...]:
    """The requests of a route, one a method; none where the method or the path is not known.

    `asked` is one request, (method, path), that stands for all of them.
    """
    if route.kind == URL:
        return (Target(INVOKE_URL, linked(route.function.service, function_arn(route)), "POST"),)
    if route.kind not in (HTTP, HTTP_API) or route.method is None or route.path is None:
        return ()
    start, path = _linked_arn(route.function.service, route.kind), path_atoms(route)
    methods = METHODS if route.method == "ANY" else (route.method,)
    if asked is not None:
        methods, path = (asked[0],), (asked[1],)
    return tuple(Target(INVOKE, (*start, method, *path), method) for method in methods)


def invoke_arn(route: Route) -> Atoms:
    """The ARN by which a policy allows every request of a route; nothing where its method or path is not known."""
    if route.kind == URL:
        return function_arn(route)
    if route.path is None or (route.method is None and route.kind != WEBSOCKET):
        return ()
    if route.kind == WEBSOCKET:
        return (
            *_api_arn(route.function.service, route.kind),
            *(route.path.atoms if isinstance(route.path, Text) else (route.path,)),
        )
    method = "*" if route.method in ("ANY", None) else route.method
    path = ("*" if isinstance(atom, Hole) and atom.per_request else atom for atom in path_atoms(route))
    return (*_api_arn(route.function.service, route.kind), method, *path)


@once
def _api_arn(service: Service, kind: str) -> Atoms:
    return (*stack_arn(service, "execute-api"), *api_id(service, kind), "/", *stage_of(service, kind), "/")


@once
def _linked_arn(service: Service, kind: str) -> Atoms:
    return linked(service, _api_arn(service, kind))


@once
def stack_arn(service: Service, product: str) -> Atoms:
    """`arn:PARTITION:PRODUCT:REGION:ACCOUNT:` of a service's stack."""
    scope = service.scope
    region = scope.choices("AWS::Region")
    partition = scope.choices("AWS::Partition")
    return (
        "arn:",
        *(partition[0] if len(partition) == 1 else (scope.hole("AWS::Partition", "partition"),)),
        f":{product}:",
        *(region[0] if len(region) == 1 else (scope.hole("AWS::Region", "region"),)),
        ":",
        scope.hole("AWS::AccountId", "acct"),
        ":",
    )


@once
def api_id(service: Service, kind: str) -> Atoms:
    """The id of the API of this kind; of one that another service of the project owns, as it is there."""
    found = own_id(service, kind)
    return linked(service, found) if imports(found) else found


@once
def stage_of(service: Service, kind: str) -> Atoms:
    """The stage in the API's URLs and ARNs: `$default` for an HTTP API, else apiGateway.stage or the service's."""
    if kind == HTTP_API:
        return ("$default",)
    own = service.provider.at("apiGateway", "stage")
    if kind == HTTP and own.present:
        know = own.value.know if own.value is not None else None
        if isinstance(know, Known):
            return (scalar_text(know.value),)
        return know.atoms if isinstance(know, Text) else (service.scope.hole("api:stage", "stage"),)
    return (service.stage,) if service.stage is not None else (stage_hole(service),)


def stage_hole(service: Service) -> Hole:
    """The hole that `${sls:stage}` leaves where the stage is not known."""
    return Hole("sls:stage", "stage", service.file.configuration.scope)


def path_atoms(route: Route) -> Atoms:
    """The path of a request from its first slash on; path variables are holes that each request fills anew."""
    if route.path == "$default":
        return ("/", Hole("path", "any", per_request=True))
    if isinstance(route.path, str) and "{" not in route.path:
        return (route.path,) if route.path else ()
    written: Atoms = route.path.atoms if isinstance(route.path, Text) else (route.path or "",)
    atoms: list[Atom] = []
    for atom in written:
        atoms += _with_variables(atom) if isinstance(atom, str) else (atom,)
    return tuple(atoms)


def _with_variables(text: str) -> list[Atom]:
    atoms: list[Atom] = []
    while "{" in text:
        before, _, rest = text.partition("{")
        name, closed, after = rest.partition("}")
        if not closed:
            break
        greedy = name.endswith("+")
        atoms += [before, Hole(f"{{{name}}}", "values" if greedy else "value", per_request=True)]
        text = after
    atoms.append(text)
    return [atom for atom in atoms if atom != ""]


def function_arn(route: Route) -> Atoms:
    """The ARN of the route's function."""
    service, function = route.function.service, route.function
    name: Atom = function.physical_name or service.scope.hole(f"function:{function.name}", "seg")
    return (*stack_arn(service, "lambda"), "function:", name)


__all__ = ["INVOKE", "METHODS", "Target", "api_id", "function_arn", "invoke_arn", "path_atoms", "stack_arn", "targets"]
