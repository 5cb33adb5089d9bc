"""Values of secret files and of the environment reach no output and no kept result."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from slslint.cli.app import app

MARKER = "s3cr3tmarker"
SERVICE = """
service: x
frameworkVersion: '3'
custom:
  all: ${file(secrets.yml)}
  deep: ${self:custom.all.%(marker)s, self:custom.none}
provider:
  name: aws
  environment:
    A: ${strToBool(%(variable)s)}
    B: ${self:%(variable)s}
    C: ${self:custom.${file(secrets.yml):password}}
    D: ${file(%(variable)s)}
    E: ${file(secrets.yml):url}
functions:
  f:
    handler: src/a.main
    memorySize: %(variable)s
    timeout: pre-%(variable)s
    events: [{httpApi: '%(variable)s'}, {schedule: '%(variable)s'}]
resources:
  Resources:
    Queue: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: '%(variable)s'}}
"""
VARIABLES = {
    "text": "${file(.env)}",
    "ignored text": "${file(local.txt)}",
    "secret": "${file(secrets.yml):password}",
    "flat": "${file(secrets.yml):word}",
    "ignored": "${file(local.yml):size}",
    "through self": "${self:custom.all.password}",
    "code": "${file(local.js):word}",
    "environment": "${env:TOK}",
}
FILES = {
    ".env": f"{MARKER}\n",
    "local.txt": MARKER,
    "secrets.yml": f"password: {MARKER}\nword: {MARKER}\nurl: 'a://{MARKER}@${{self:service}}/${{self:custom.gone}}'\n",
    "local.yml": f"size: {MARKER}\n",
    "local.js": f"module.exports = {{word: '{MARKER}'}}\n",
    ".gitignore": "local.*\n",
}
COMMANDS = (
    ["check", "--format", "json"],
    ["check", "--format", "full"],
    ["check", "--format", "sarif"],
    ["check", "--show-unknown"],
    ["check"],
    ["print"],
    ["routes"],
    ["why", "SLS102"],
    ["config"],
)


@pytest.mark.parametrize("name", VARIABLES)
def test_no_output_shows_a_secret(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, kept = tmp_path / "service-of-secrets", tmp_path / "results"
    project.mkdir(exist_ok=True)
    for path, text in FILES.items():
        (project / path).write_text(text)
    (project / "serverless.yml").write_text(SERVICE % {"variable": VARIABLES[name], "marker": "none"})
    monkeypatch.chdir(project)
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    monkeypatch.setenv("SLSLINT_CACHE_DIR", str(kept))
    given = ["--env", f"TOK={MARKER}"]
    for command in COMMANDS:
        result = CliRunner().invoke(app, [*command, *(given if command[0] != "config" else [])])
        assert MARKER not in result.output.lower(), command
        assert result.exception is None or isinstance(result.exception, SystemExit), command
        assert "no such option" not in result.output.lower(), command
    assert not [path for path in kept.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes()]
