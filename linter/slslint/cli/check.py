"""`slslint check`: lint."""

import os
from typing import TYPE_CHECKING, Any

import click

from slslint.cli import selection
from slslint.cli.output import Failure, color_option, note, screen, write, write_file
from slslint.cli.progress import ProgressLine
from slslint.cli.targets import NO_SERVICE, find_targets
from slslint.cli.words import OneOf
from slslint.engine.finding import HIGH, MEDIUM, SEVERITIES, WARNING
from slslint.report import FORMATS, renderer
from slslint.report.context import Context, Screen
from slslint.report.text import escape

if TYPE_CHECKING:
    from slslint.config import Settings
    from slslint.engine.baseline import Entry
    from slslint.engine.options import LintOptions
    from slslint.engine.result import Result
    from slslint.workspace import Workspace

NEVER = "never"
UNWATCHED = {"fixes": "--fix", "diff": "--diff", "write_baseline": "--write-baseline", "stdin_filename": "`-`"}
"""What --watch does not go with."""


@click.command("check")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@click.option(
    "--stage",
    "stages",
    metavar="STAGE",
    multiple=True,
    callback=selection.words,
    help="Lint for this stage, instead of those that the service names; more with commas or by repeating it.",
)
@click.option(
    "--policy",
    "policies",
    metavar="FILE",
    multiple=True,
    help="The IAM policy of a caller: say which `aws_iam` routes it does not allow; repeat it for several callers.",
)
@click.option(
    "--select",
    metavar="RULE",
    multiple=True,
    callback=selection.selectors,
    shell_complete=selection.complete,
    help="Run only these rules: codes (or how they begin), names, families; more with commas or by repeating it.",
)
@click.option(
    "--ignore",
    metavar="RULE",
    multiple=True,
    callback=selection.selectors,
    shell_complete=selection.complete,
    help="Do not run these rules.",
)
@click.option(
    "--confidence",
    type=OneOf((HIGH, MEDIUM)),
    help="Report findings of at least this confidence.  [default: medium]",
)
@click.option("--format", "form", type=OneOf(FORMATS), default=FORMATS[0], show_default=True, help="The report's form.")
@click.option(
    "--output", metavar="FILE", type=click.Path(), help="Write the report to this file instead of standard output."
)
@click.option(
    "--fail-on",
    type=OneOf((*SEVERITIES, NEVER)),
    help="Exit with status 1 on findings of at least this severity.  [default: warning]",
)
@click.option("--fix", "fixes", is_flag=True, help="Mend what can be mended safely, and report the rest.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: make unsafe fixes too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--baseline",
    metavar="FILE",
    type=click.Path(),
    help="Report only what this file of accepted findings does not hold.",
)
@click.option(
    "--write-baseline", metavar="FILE", type=click.Path(), help="Accept all findings: write them to this file."
)
@click.option("--since", metavar="REVISION", help="Report only what a git revision did not have yet.")
@click.option(
    "--env",
    metavar="NAME=VALUE",
    multiple=True,
    callback=selection.pairs,
    help="Take an environment variable to have this value; none is read from the machine.",
)
@click.option("--no-template", is_flag=True, help="Do not run cfn-lint on `resources`.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of listing them.")
@click.option("--show-unknown", is_flag=True, help="List what could not be known, and was therefore not judged.")
@click.option(
    "--no-cache", is_flag=True, envvar="SLSLINT_NO_CACHE", help="Neither use nor keep anything of earlier lints."
)
@click.option("--watch", is_flag=True, help="Lint again on each change, until Ctrl-C.")
@click.option("--stdin-filename", metavar="NAME", help="With the path `-`: the name of the file on standard input.")
@color_option
@click.pass_context
def command(ctx: click.Context, watch: bool, **given: Any) -> None:
    """Lint services, and say what is wrong with them.

    PATH is a service file, a folder to search, or a file that services include; by default the current folder. `-`
    reads standard input.

    Exit status: 0 if nothing was found or it stays below --fail-on, 1 for findings, 2 if slslint could not do its work.
    """
    if watch:
        from slslint.cli.watching import lint_on_changes

        for name, option in UNWATCHED.items():
            if given[name]:
                raise click.UsageError(f"--watch does not go with {option}")
        lint_on_changes(lambda workspaces: check(workspaces, **given))
    ctx.exit(check([], **given))


def check(
    workspaces: list["Workspace"],
    *,
    paths: tuple[str, ...],
    stages: tuple[str, ...],
    policies: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    confidence: str | None,
    form: str,
    output: str | None,
    fail_on: str | None,
    fixes: bool,
    unsafe_fixes: bool,
    diff: bool,
    baseline: str | None,
    write_baseline: str | None,
    since: str | None,
    env: dict[str, str],
    no_template: bool,
    statistics: bool,
    show_unknown: bool,
    no_cache: bool,
    stdin_filename: str | None,
    color: bool | None,
) -> int:
    """Lint once, as the options say; returns the exit status. The workspace that is used is added to the list."""
    from slslint.engine.options import LintOptions
    from slslint.workspace import Workspace

    if unsafe_fixes and not (fixes or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    targets = find_targets(paths, stdin_filename)
    workspace = Workspace(targets.root, targets.overlays)
    workspaces.append(workspace)
    settings = read_settings(workspace, targets.paths[0])
    if policies:
        from slslint.cli.policy import add_callers

        settings = add_callers(settings, workspace, policies)
    least: str = confidence or settings.get("confidence", MEDIUM)
    options = LintOptions(
        stages=stages,
        select=select,
        ignore=ignore,
        confidence=least,
        env=env,
        settings=settings,
        show_unknown=show_unknown,
        template=not no_template,
        cache=not no_cache,
    )
    if fixes or diff:
        from slslint.cli.fixing import differences, write_fixes
        from slslint.engine.fix import fix
        from slslint.engine.session import Session

        left = accepted(workspace, options, targets.paths, baseline, since)
        fixed = fix(Session(workspace, options), targets.paths, unsafe=unsafe_fixes, accepted=left)
        if diff:
            write(differences(fixed), False)
            return int(bool(fixed.changed))
        write_fixes(fixed)
        result = fixed.result
    else:
        result = lint(workspace, targets.paths, options, not no_cache)
    for line in result.notes:
        note(line)
    if not result.services:
        raise Failure("\n".join(map(escape, result.refused)) or NO_SERVICE)
    for line in result.refused:
        note(line)
    accept(result, workspace, options, targets.paths, baseline, write_baseline, since)
    display = screen(color) if output is None else Screen(color=bool(color))
    where = Context(os.getcwd(), targets.root, display, statistics, show_unknown)
    text = renderer(form)(result, where)
    if output is None:
        write(text, display.color)
    else:
        write_file(output, text)
    threshold = fail_on or settings.get("fail-on", WARNING)
    if write_baseline is not None:
        threshold = NEVER
    return exit_status(result, threshold, any(workspace.log.get(path) == "refused" for path in targets.paths))


def lint(workspace: "Workspace", paths: tuple[str, ...], options: "LintOptions", cached: bool) -> "Result":
    """The result of a lint, or what the last one found if nothing has changed since."""
    from slslint.engine.cache import Cache

    cache = Cache(workspace, paths, options, os.getcwd()) if cached else None
    result = cache.recall() if cache is not None else None
    if result is not None:
        return result
    from slslint.engine.session import Session

    with ProgressLine() as progress:
        result = Session(workspace, options).lint(paths, progress)
    if cache is not None:
        cache.keep(result)
    return result


def read_settings(workspace: "Workspace", path: str) -> "Settings":
    """The configuration that holds for a path; raises Failure with every mistake in it."""
    from slslint.config import InvalidSettings
    from slslint.engine import settings

    try:
        return settings.read_settings(workspace, path)
    except InvalidSettings as error:
        raise Failure("\n".join(map(escape, error.lines))) from None


def baseline_of(options: "LintOptions", baseline: str | None) -> str | None:
    """The baseline that counts: an option's, else the configuration's."""
    settings = options.settings
    if baseline is None and settings.get("baseline"):
        return os.path.join(settings.folder, settings.get("baseline"))
    return baseline


def accepted(
    workspace: "Workspace",
    options: "LintOptions",
    paths: tuple[str, ...],
    baseline: str | None,
    since: str | None,
) -> "list[list[Entry]]":
    """The findings that a baseline or an earlier revision accepts: they are not fixed."""
    from slslint.cli import adopt

    path = baseline_of(options, baseline)
    found = [adopt.read_baseline(path)] if path is not None else []
    return found if since is None else [*found, adopt.entries_at(since, workspace, options, paths)]


def accept(
    result: "Result",
    workspace: "Workspace",
    options: "LintOptions",
    paths: tuple[str, ...],
    baseline: str | None,
    write_baseline: str | None,
    since: str | None,
) -> None:
    """Mark what is accepted already: by a baseline (an option, or the configuration's), by an earlier revision."""
    baseline = baseline_of(options, baseline) if write_baseline is None else baseline
    if baseline is None and write_baseline is None and since is None:
        return
    from slslint.cli import adopt

    if write_baseline is not None:
        adopt.write_baseline(write_baseline, result, workspace)
        adopt.apply_baseline(write_baseline, result, workspace, options)
    elif baseline is not None:
        adopt.apply_baseline(baseline, result, workspace, options)
    if since is not None:
        adopt.apply_since(since, result, workspace, options, paths)


def exit_status(result: "Result", fail_on: str, refused: bool) -> int:
    """0, 1 for findings of at least the severity `fail_on`, 2 where a rule crashed or a path given was not read."""
    if result.crashed or refused:
        return 2
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on != NEVER else ()
    return int(any(finding.severity in failing for finding in result.findings if finding.suppressed is None))
