"""`slslint config`: the effective configuration, and where each value comes from."""

import json
import os

import click

from slslint.cli.output import write
from slslint.cli.targets import find_targets
from slslint.report.text import escape

DEFAULTS: dict[str, object] = {"confidence": "medium", "fail-on": "warning", "require-reason": False, "template": True}


@click.command("config")
@click.argument("path", metavar="[PATH]", default=os.curdir, type=click.Path())
@click.option("--schema", is_flag=True, help="Print the JSON Schema of slslint.toml, for editors and other tools.")
@click.option("--service-schema", is_flag=True, help="Print the JSON Schema of serverless.yml, for editors.")
@click.option(
    "--version", type=click.Choice(["3", "4"]), help="The framework's version for --service-schema; else both."
)
def command(path: str, schema: bool, service_schema: bool, version: str | None) -> None:
    """Show the configuration that holds for PATH: each value with the file and line that set it.

    It is read from `slslint.toml`, or from `[tool.slslint]` in pyproject.toml, in the folder of PATH or the nearest
    one above it, up to the project root.
    """
    from slslint.config.schema import SCHEMA

    if schema and service_schema:
        raise click.UsageError("--schema and --service-schema print one schema each: give one of them")
    if version is not None and not service_schema:
        raise click.UsageError("--version goes with --service-schema")
    if (schema or service_schema) and path != os.curdir:
        raise click.UsageError("a schema is the same for every PATH: give none")
    if service_schema:
        from slslint.service import editor_schema

        write(json.dumps(editor_schema.service_schema(version), indent=2) + "\n", False)
        return
    if schema:
        write(json.dumps(SCHEMA, indent=2) + "\n", False)
        return
    from slslint.cli.check import read_settings
    from slslint.workspace import Workspace

    targets = find_targets((path,), None)
    settings = read_settings(Workspace(targets.root), targets.paths[0])
    rows: list[tuple[str, str, str]] = []
    for name in SCHEMA["properties"]:
        if name in settings.values:
            place = f"{os.path.relpath(settings.path)}:{settings.line(name)}"
            rows.append((name, json.dumps(settings.values[name], ensure_ascii=False), place))
        elif name in DEFAULTS:
            rows.append((name, json.dumps(DEFAULTS[name]), "default"))
    widest = max(len(name) for name, _, _ in rows)
    write("".join(f"{name:<{widest}}  {escape(value)}  ({escape(place)})\n" for name, value, place in rows), False)
