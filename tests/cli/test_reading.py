"""The commands that show how slslint reads a service: print, routes and why."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from slslint.cli.app import app

SERVICE = """\
service: notes
frameworkVersion: '3'
provider: {name: aws, runtime: nodejs22.x, region: '${opt:region, "eu-west-1"}'}
params: {default: {size: 1}}
custom: {stage: '${sls:stage}', size: '${param:size}', name: '${opt:name, "none"}', home: '${env:HOME}'}
functions:
  list:
    handler: src/notes.list
    events:
      - http: GET /notes
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="slslint")


@pytest.fixture
def service(project: Path) -> Path:
    path = project / "serverless.yml"
    path.write_text(SERVICE, encoding="utf-8")
    return path


def custom(*arguments: str) -> dict[str, object]:
    result = run("print", "--format", "json", *arguments)
    assert result.exit_code == 0
    return json.loads(result.stdout)["custom"]


def test_print(service: Path) -> None:
    assert custom() == {"stage": "dev", "size": 1, "name": "none", "home": "${env:HOME}"}
    given = ("--stage", "prod", "--param", "size=2", "--option", "name=x", "--env", "HOME=/h", "serverless.yml")
    assert custom(*given) == {"stage": "prod", "size": "2", "name": "x", "home": "/h"}
    assert "\nservice:" not in run("print").stdout.removeprefix("service: notes\n")


def test_print_says_where_the_framework_would_stop(service: Path) -> None:
    assert run("print").stderr == ""
    service.write_text(SERVICE + "package: '${self:custom.nope}-${file(nope.yml)}-${strToBool(x)}'\n", encoding="utf-8")
    result = run("print")
    assert "\npackage: ${self:custom.nope}-${file(nope.yml)}-${strToBool(x)}\n" in result.stdout
    assert result.stderr.startswith("3 variables cannot be resolved, and the framework stops there")


def test_print_is_about_one_service(service: Path, project: Path) -> None:
    for name in ("a", "b"):
        (project / "more" / name).mkdir(parents=True)
        (project / "more" / name / "serverless.yml").write_text(SERVICE, encoding="utf-8")
    assert run("print", ".").stdout == run("print").stdout == run("print", "more/a").stdout
    result = run("print", "more")
    assert result.exit_code == 2
    assert "there are 2 services: name one of more/a/serverless.yml, more/b/serverless.yml" in result.stderr


@pytest.mark.parametrize("command", ["print", "routes"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [\n", "serverless.yml:1:4: "),
        ("a: 1\n", "serverless.yml: is no service: it has neither `service` nor `provider`"),
    ],
)
def test_what_is_no_service_is_said(project: Path, command: str, text: str, said: str) -> None:
    (project / "serverless.yml").write_text(text, encoding="utf-8")
    result = run(command)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr


@pytest.mark.parametrize("command", [("print",), ("routes",), ("why", "timeout-unset")])
def test_nothing_there(project: Path, command: tuple[str, ...]) -> None:
    assert "no service" in run(*command).stderr
    assert "`nope.yml` does not exist" in run(*command, "nope.yml").stderr
    (project / "slslint.toml").write_text("nope = 1\n", encoding="utf-8")
    result = run(*command, ".")
    assert (result.exit_code, "there is no setting `nope`" in result.stderr) == (2, True)


def test_a_pair_without_a_sign_is_refused(service: Path) -> None:
    result = run("print", "--env", "HOME")
    assert (result.exit_code, "write NAME=VALUE" in result.stderr) == (2, True)


def test_routes(service: Path) -> None:
    assert run("routes").stdout.splitlines()[0] == "serverless.yml  1 endpoint in stage dev"
    (row,) = json.loads(run("routes", "--format", "json", "--stage", "prod").stdout)
    assert (row["stage"], row["path"], row["line"]) == ("prod", "/notes", 10)
    assert ":${AWS::Region}:" in row["invoke_arn"]
    (row,) = json.loads(run("routes", "--format", "json", "--region", "eu-west-3").stdout)
    assert ":execute-api:eu-west-3:" in row["invoke_arn"]


def test_routes_of_several_services(service: Path, project: Path) -> None:
    (project / "a").mkdir()
    (project / "a" / "serverless.yml").write_text(SERVICE.replace("/notes", "/others"), encoding="utf-8")
    (project / "a" / "serverless.parts.yml").write_text("x: 1\n", encoding="utf-8")
    (project / "b").mkdir()
    (project / "b" / "serverless.yml").write_text("a: [\n", encoding="utf-8")
    (project / "c").mkdir()
    (project / "c" / "serverless.ts").touch()
    result = run("routes", "--format", "json")
    assert [(row["file"], row["path"]) for row in json.loads(result.stdout)] == [
        ("serverless.yml", "/notes"),
        ("a/serverless.yml", "/others"),
    ]
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["b/serverless.yml", "c/serverless.ts"]


def test_routes_that_cannot_be_seen_are_spoken_of(project: Path) -> None:
    text = SERVICE.replace("events:\n      - http: GET /notes\n", "events: ${file(events.js)}\n")
    (project / "serverless.yml").write_text(text, encoding="utf-8")
    (project / "events.js").write_text("module.exports = require('./other')\n", encoding="utf-8")
    result = run("routes", "--format", "json")
    assert (result.stdout, "`list` may have more events" in result.stderr) == ("[]\n", True)


def test_why(service: Path) -> None:
    text = run("why", "timeout-unset").stdout
    assert "It speaks: serverless.yml:7:3: `list` sets no timeout" in text
    text = run("why", "queue-visibility-timeout").stdout
    assert "There is nothing for it here: no queue of its `resources` feeds a function." in text
    assert "found nothing wrong; nothing that it read is unknown" in run("why", "name-too-long").stdout


def test_why_at_a_place(service: Path) -> None:
    text = run("why", "timeout-unset", "serverless.yml:5").stdout
    assert "It speaks of other places (1 finding), not of this one." in text
    assert "    custom.stage: `dev`\n      comes from the framework's default\n      depends on the stage\n" in text
    assert "custom.home: `${env:HOME}` is not known offline\n      depends on the environment variable `HOME`\n" in text
    assert "custom.name: `none`\n      comes from a fallback, 'none'\n      depends on the option `--name`\n" in text
    text = run("why", "timeout-unset", "--option", "name=x", "serverless.yml:5").stdout
    assert "custom.name: `x`\n      comes from the option `--name`\n" in text
    assert (
        run("why", "timeout-unset", "serverless.yml:5:3").stdout
        == run("why", "timeout-unset", "serverless.yml:5").stdout
    )
    beyond = run("why", "SLS501", "serverless.yml:999")
    assert (beyond.exit_code, beyond.stderr) == (2, "Error: `serverless.yml` has 10 lines, and no line 999\n")


def test_why_a_silenced_rule_says_nothing(service: Path, project: Path) -> None:
    silenced = SERVICE.replace("  list:\n", "  # slslint: ignore[timeout-unset] -- six will do\n  list:\n")
    service.write_text(silenced, encoding="utf-8")
    assert "It speaks, and a comment silences it (six will do): serverless.yml:8:3: " in run("why", "SLS501").stdout
    service.write_text(SERVICE, encoding="utf-8")
    (project / "slslint.toml").write_text('\nignore = ["timeouts"]\n', encoding="utf-8")
    lines = run("why", "SLS501").stdout.splitlines()
    assert lines[1:3] == ["It does not run: `ignore` names it (slslint.toml:2)", "If it ran:"]
    assert any(line.startswith("  It speaks: ") for line in lines)


def test_why_a_finding_is_hidden(service: Path, project: Path) -> None:
    run("check", "--write-baseline", "known.json")
    settings = project / "slslint.toml"
    settings.write_text('baseline = "known.json"\n', encoding="utf-8")
    assert "It speaks, and the baseline silences it: serverless.yml:7:3: " in run("why", "SLS501").stdout
    settings.write_text('per-path-ignores = {"*.yml" = ["SLS501"]}\n', encoding="utf-8")
    assert "It speaks, and the configuration silences it: serverless.yml:7:3: " in run("why", "SLS501").stdout


def test_why_shows_no_secrets(service: Path, project: Path) -> None:
    service.write_text(SERVICE + "    environment:\n      KEY: ${file(secrets.yml):key}\n", encoding="utf-8")
    (project / "secrets.yml").write_text("key: hunter2\n", encoding="utf-8")
    for line in ("serverless.yml:12", "secrets.yml:1"):
        text = run("why", "timeout-unset", line).stdout
        assert "hunter2" not in text
    assert "functions.list.environment.KEY: hidden" in run("why", "timeout-unset", "serverless.yml:12").stdout


def test_a_name_that_is_no_rule(project: Path) -> None:
    result = run("why", "timeout-unst")
    assert (result.exit_code, "did you mean `timeout-unset`?" in result.stderr) == (2, True)
