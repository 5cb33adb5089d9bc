"""`slslint simulate`: the IAM policy simulator, offline."""

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from slslint.cli import selection
from slslint.cli.given import Given, check_stage, given_options, no_role, open_service, open_services, open_session
from slslint.cli.output import Failure, color_option, is_open, note, screen, write
from slslint.cli.policy import load_policy
from slslint.cli.words import OneOf
from slslint.report.context import Context
from slslint.report.text import escape

if TYPE_CHECKING:
    from slslint.access.caller import Caller
    from slslint.access.simulation import Outcome
    from slslint.iam.policy import PolicyDocument
    from slslint.service.service import Service

FORMATS = ("text", "json")
STDIN = "-"
WHO = "say who asks: --role NAME, --policy FILE, or --all for everybody who is known"


@click.command("simulate")
@click.argument("path", metavar="[PATH]", required=False, type=click.Path())
@click.option("--role", metavar="NAME", help="Ask as this role: its logical id, its name, or a function under it.")
@click.option("--policy", "policies", metavar="FILE", multiple=True, help="A policy of the caller, or one more of it.")
@click.option("--boundary", metavar="FILE", help="The caller's permissions boundary, instead of the role's own.")
@click.option("--resource-policy", metavar="FILE", help="The resource's own policy, instead of the API's.")
@click.option(
    "--context",
    metavar="KEY=VALUE",
    multiple=True,
    callback=selection.context_keys,
    help="What a condition key is in the request; repeat it for a key with several values.",
)
@click.option("--route", "routes", metavar="ROUTE", multiple=True, help="A route or request: `GET /notes/{id}`.")
@click.option("--action", metavar="ACTION", help="Any action, with --resource, instead of a route.")
@click.option("--resource", metavar="ARN", help="What the action is on; `${…}` in it is read as in `Fn::Sub`.")
@click.option("--all", "everybody", is_flag=True, help="Ask for every known caller and every `aws_iam` route.")
@click.option("--requests", metavar="FILE", help="Decide the cases of a file of JSON Lines; `-` is standard input.")
@given_options
@click.option("--format", "form", type=OneOf(FORMATS), default=FORMATS[0], show_default=True, help="The form.")
@color_option
@click.pass_context
def command(
    ctx: click.Context,
    path: str | None,
    role: str | None,
    policies: tuple[str, ...],
    boundary: str | None,
    resource_policy: str | None,
    context: dict[str, Any],
    routes: tuple[str, ...],
    action: str | None,
    resource: str | None,
    everybody: bool,
    requests: str | None,
    form: str,
    color: bool | None,
    **given: object,
) -> None:
    """Decide requests as IAM would.

    Shows for each caller and route whether the call is allowed, which statement decides and where it stands, and of a
    denial which statement comes nearest. What depends on something that is not known offline is `unknown`, with what it
    depends on. Policies that no project holds, such as service control policies, are not seen.

    Without --route or --action every `aws_iam` route is asked for. PATH is a service file or folder; by default the
    current folder.

    Exit status: 0 if the questions could be answered, whatever the answers; with --requests, 1 if an answer is not what
    the case expects; 2 if something is not there, or a line of them is no case.
    """
    if requests is not None:
        ctx.exit(_decide_cases(requests))
    if (action is None) != (resource is None) or (action is not None and routes):
        raise click.UsageError("--action and --resource go together, and without --route")
    if everybody and (role is not None or policies):
        raise click.UsageError("--all asks for the callers of the project: leave --role and --policy out")
    if not (everybody or role is not None or policies):
        raise click.UsageError(WHO)
    run = _Run(
        tuple(load_policy(name, "identity") for name in policies),
        load_policy(boundary, "identity") if boundary is not None else None,
        load_policy(resource_policy, "resource") if resource_policy is not None else None,
        context,
    )
    root, outcomes = os.getcwd(), list["Outcome"]()
    if path is None and role is None and not everybody and action is not None and "${" not in (resource or ""):
        outcomes += [run.on_resource(None, caller, action, resource or "") for caller in run.callers(None, None, False)]
    else:
        session, target = open_session(path, Given(**given))  # pyright: ignore[reportArgumentType]
        root = session.workspace.root
        files = open_services(session, target) if everybody else [open_service(session, target)]
        for file in files:
            check_stage(file, Given(**given).stage)  # pyright: ignore[reportArgumentType]
            service = file.services[0]
            for caller in run.callers(service, role, everybody):
                if action is not None:
                    outcomes.append(run.on_resource(service, caller, action, resource or ""))
                else:
                    outcomes += run.on_routes(service, caller, routes)
    if not outcomes:
        raise Failure("there is no `aws_iam` route, or nobody is known to call one: name a role with --role")
    from slslint.report.simulate import render, render_json

    display = screen(color)
    report = render_json if form == "json" else render
    write(report(outcomes, Context(os.getcwd(), root, display)), display.color)


class _Run:
    """What the command line says of the caller, and the questions that are asked with it."""

    def __init__(
        self,
        policies: "tuple[PolicyDocument, ...]",
        boundary: "PolicyDocument | None",
        resource: "PolicyDocument | None",
        context: dict[str, Any],
    ) -> None:
        self.policies = policies
        self.boundary = boundary
        self.resource = resource
        self.context = context

    def callers(self, service: "Service | None", role: str | None, everybody: bool) -> "Iterable[Caller]":
        """The callers that are asked for, with what the command line adds."""
        from slslint.access.simulation import caller_of, changed, known_callers

        found: list[Caller] = []
        if service is None or not (everybody or role is not None):
            found = [self.stranger(service)]
        elif everybody:
            found = list(known_callers(service))
        elif role is not None:
            caller = caller_of(service, role)
            if caller is None:
                raise no_role(service, role)
            found = [caller]
        return [changed(caller, self.policies, self.boundary, self.context) for caller in found]

    def stranger(self, service: "Service | None") -> "Caller":
        """Somebody who has the policies on the command line."""
        from slslint.access.named import stranger

        return stranger(service, ", ".join(policy.name for policy in self.policies), self.policies[0].at, ())

    def on_resource(self, service: "Service | None", caller: "Caller", action: str, resource: str) -> "Outcome":
        """The answer for an action on a resource."""
        from slslint.access.simulation import on_resource, resource_in

        atoms = resource_in(service, resource) if service is not None else (resource,)
        return on_resource(caller, action, atoms, resource, self.resource)

    def on_routes(self, service: "Service", caller: "Caller", routes: tuple[str, ...]) -> "Iterable[Outcome]":
        """The answers for the routes that are named, else for all that IAM guards."""
        from slslint.access.access import access_to
        from slslint.access.simulation import on_route

        if not routes:
            return [on_route(caller, route, None, self.resource) for route in access_to(service).routes]
        return [on_route(caller, *_asked(service, each), self.resource) for each in routes]


def _asked(service: "Service", text: str) -> "tuple[Any, tuple[str, str] | None]":
    """The route that a text names, and the request if it is one that the route takes; raises Failure."""
    from slslint.access.request import find_request

    try:
        found = find_request(service, text)
    except ValueError as error:
        raise click.UsageError(escape(str(error))) from None
    if found.route is None:
        raise Failure(f"there is no route `{escape(text)}`{found.hint}")
    if found.route.authorization != "AWS_IAM":
        note(f"{found.route.label} is not guarded by IAM: {found.route.authorization or 'what guards it is not known'}")
    return found.route, found.asked


def _decide_cases(name: str) -> int:
    """Write the answer to each case; the exit status is 2 if a line is no case, 1 if a case expects another answer."""
    import json

    from slslint.iam.requests import answers

    cases = problems = differences = 0
    for answer in answers(_read(name), name):
        cases += 1
        write(json.dumps(answer.shown) + "\n")
        if answer.problem:
            problems += 1
            note(answer.problem)
        elif answer.differs:
            differences += 1
            shown = answer.shown
            note(f"{shown['id']}: expected {answer.expected}, decided {shown['decision']} ({shown['reason']})")
    if not cases:
        raise Failure(f"there is no case in {'standard input' if name == STDIN else f'`{escape(name)}`'}")
    if differences:
        note(f"{differences} of the answers differ from what is expected")
    return 2 if problems else int(differences > 0)


def _read(name: str) -> str:
    try:
        if name == STDIN:
            if not is_open(sys.stdin):
                raise Failure("standard input is closed")
            data = sys.stdin.buffer.read()
        else:
            with open(name, "rb") as stream:
                data = stream.read()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise Failure(f"cannot read `{escape(name)}`: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Failure(f"`{escape(name)}` is not UTF-8") from None
