"""What a run is given in place of a real deploy (stage, region, options, environment), and the services it is about."""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from slslint.cli import selection
from slslint.cli.output import Failure, note
from slslint.cli.targets import NO_SERVICE, find_targets
from slslint.report.text import enumerate_few, escape
from slslint.suggest import did_you_mean

if TYPE_CHECKING:
    from slslint.engine.session import Session
    from slslint.service.file import ServiceFile
    from slslint.service.service import Service

FEW = 12

Command = TypeVar("Command", bound=Callable[..., Any])


class Given(NamedTuple):
    """The options of the command line that stand for those of the framework's."""

    stage: str | None
    region: str | None
    opts: dict[str, str]
    params: dict[str, str]
    env: dict[str, str]


def given_options(command: Command) -> Command:
    """The options `--stage`, `--region`, `--option`, `--param` and `--env`, as fields of `Given`."""
    for option in (
        _pairs("--env", "env", "Take an environment variable to have this value; none is read from the machine."),
        _pairs("--param", "params", "What the framework would get as `--param`: the value of `${param:NAME}`."),
        _pairs("--option", "opts", "An option of the framework's command line: the value of `${opt:NAME}`."),
        _name("--region", "REGION", "Read it as it is deployed to this region."),
        _name("--stage", "STAGE", "Read the service as it is deployed to this stage."),
    ):
        command = option(command)
    return command


def _name(flag: str, metavar: str, text: str) -> Callable[[Command], Command]:
    return click.option(flag, metavar=metavar, callback=selection.word, help=text)


def _pairs(flag: str, name: str, text: str) -> Callable[[Command], Command]:
    return click.option(flag, name, metavar="NAME=VALUE", multiple=True, callback=selection.pairs, help=text)


def open_session(path: str | None, given: Given) -> tuple["Session", str]:
    """A session for a path on the command line, and the absolute path; raises Failure where it makes no sense."""
    from slslint.cli.check import read_settings
    from slslint.engine.options import LintOptions
    from slslint.engine.session import Session
    from slslint.workspace import Workspace

    targets = find_targets((path,) if path is not None else (), None)
    workspace = Workspace(targets.root)
    options = LintOptions(
        stages=(given.stage,) if given.stage is not None else (),
        region=given.region,
        opts=given.opts,
        params=given.params,
        env=given.env,
        settings=read_settings(workspace, targets.paths[0]),
    )
    return Session(workspace, options), targets.paths[0]


def check_stage(file: "ServiceFile", stage: str | None) -> None:
    """Raise Failure for a stage that the service does not have, or that is one of its stages misspelled."""
    from slslint.variables.stages import known_stages

    known = [each for each in known_stages(file.configuration) if each is not None]
    if stage is None or stage in known:
        return
    hint = did_you_mean(stage, known)
    if hint or file.stages_closed:
        where = f"{os.path.relpath(file.path)}: there is no stage `{stage}`"
        raise Failure(escape(where + (hint or f": the service has {', '.join(known)}")))


def no_role(service: "Service", name: str) -> Failure:
    """The error for a name that no role has: with the one that is meant, or the service's own."""
    from slslint.access.named import roles_by_name

    roles = roles_by_name(service)
    own = sorted(each for each, role in roles.items() if role.service is service)
    hint = did_you_mean(name, roles) or f": the service has {enumerate_few(own, FEW)}"
    return Failure(escape(f"there is no role `{name}`{hint}"))


def open_services(session: "Session", path: str) -> list["ServiceFile"]:
    """The services at a file or below a folder; those that do not load are named on standard error.

    Raises Failure where there is none.
    """
    return list(_opened(session, _files(session, path)))


def open_service(session: "Session", path: str) -> "ServiceFile":
    """The one service at a file, in a folder or, where there is only one, below it."""
    from slslint.workspace.discovery import MAIN_FILE

    files = _files(session, path)
    if len(files) > 1:
        own = [file for file in files if os.path.dirname(file) == path and MAIN_FILE.match(os.path.basename(file))]
        files = own or files
    services = list(_opened(session, files))
    if len(services) > 1:
        names = enumerate_few([escape(os.path.relpath(service.path)) for service in services], FEW)
        raise click.UsageError(f"there are {len(services)} services: name one of {names}")
    return services[0]


def _files(session: "Session", path: str) -> list[str]:
    if not session.workspace.is_folder(path):
        return [path]
    found = session.find(path)
    for name, why in found.unread:
        note(f"{os.path.relpath(name)}: {why}")
    return found.services


def _opened(session: "Session", files: list[str]) -> Iterator["ServiceFile"]:
    from slslint.workspace.discovery import MAIN_FILE

    lines: list[str] = []
    count = 0
    for file in files:
        opened, line = _open(session, file)
        if opened is not None:
            count += 1
            yield opened
        elif len(files) == 1 or MAIN_FILE.match(os.path.basename(file)):
            lines.append(line)  # else it is a part of some service that is named like one
    if not count:
        raise Failure("\n".join(lines) or NO_SERVICE)
    for line in lines:
        note(line)


def _open(session: "Session", path: str) -> tuple["ServiceFile | None", str]:
    """The service at a file, or why there is none."""
    from slslint.service.file import ServiceFile
    from slslint.workspace import Unreadable

    name = escape(os.path.relpath(path))
    try:
        opened = session.open(path)
    except Unreadable as refusal:
        return None, f"{name}: {refusal.text}"
    if isinstance(opened, ServiceFile):
        return opened, ""
    if opened.problems:
        problem = opened.problems[0]
        line, column = problem.at.file.position(problem.at.start)
        return None, f"{name}:{line}:{column}: {escape(problem.message)}"
    if opened.note:
        return None, f"{name}: {opened.note}"
    return None, f"{name}: is no service: it has neither `service` nor `provider`"
