"""Why a rule says nothing: what it was asked about, what it read and could not know."""

import os

import pytest
from projects import ROOT, session
from slslint.config import Settings
from slslint.engine.finding import Finding
from slslint.engine.manifest import find_rule
from slslint.engine.options import LintOptions
from slslint.engine.why import Place, Reason, obstacles, reason, uncertain, without_obstacles
from slslint.service.file import ServiceFile

SERVICE = """\
service: notes
frameworkVersion: '3'
params:
  dev: {timeout: 5}
  prod: {timeout: 9}
provider: {name: aws, runtime: nodejs22.x}
functions:
  list:
    handler: src/notes.list
    timeout: ${param:timeout}
  get:
    handler: src/notes.get
    timeout: ${ssm:/timeout, 3}
    environment:
      TABLE: ${cf:tables.Notes}
  put:
    handler: src/notes.put
"""


def ask(rule: str, files: dict[str, str] | None = None, line: int | None = None) -> Reason:
    entry = find_rule(rule)
    assert entry is not None
    files = files or {"serverless.yml": SERVICE}
    path = os.path.join(ROOT, "serverless.yml")
    lints = session(files, LintOptions(select=(rule,)))
    findings: list[Finding] = lints.lint([ROOT]).findings
    one, other = lints.project().open(path), lints.project().open(path)
    assert isinstance(one, ServiceFile)
    assert isinstance(other, ServiceFile)
    return reason(entry, one.features, other, findings, Place(path, line) if line else None)


def read(found: Reason) -> list[str]:
    return [part.path for part in found.unknown]


def test_only_what_the_rule_reads_and_nobody_knows() -> None:
    found = ask("timeout-unset")
    assert (found.looked_at, read(found), found.missing) == (3, ["functions.get.timeout"], frozenset())
    assert [finding.at.path for finding in found.findings] == ["functions.put"]
    assert found.unknown[0].stages == ("dev", "prod")


def test_another_rule_reads_something_else() -> None:
    assert read(ask("deprecated-runtime")) == []


def test_features_that_are_not_there() -> None:
    found = ask("queue-visibility-timeout")
    assert (found.missing, found.looked_at, read(found)) == ({"queues"}, 0, [])


def test_what_may_hide_a_feature() -> None:
    text = SERVICE.replace("    handler: src/notes.put\n", "    handler: a.b\n    events: ${file(events.js)}\n")
    found = ask("duplicate-route", {"serverless.yml": text, "events.js": "module.exports = require('x')\n"})
    assert (found.missing, read(found)) == ({"routes"}, ["functions.put.events"])


def test_a_place_is_about_its_function_alone() -> None:
    found = ask("timeout-unset", line=10)
    assert (found.looked_at, read(found)) == (1, [])
    assert [(part.path, part.stages) for part in found.here] == [
        ("functions.list.timeout", ("dev",)),
        ("functions.list.timeout", ("prod",)),
    ]
    assert read(ask("timeout-unset", line=12)) == ["functions.get.timeout"]


def test_a_line_without_configuration() -> None:
    assert ask("timeout-unset", line=99).here == ()


def test_a_merged_list_is_watched_too() -> None:
    text = "service: notes\nprovider: {name: aws}\nfunctions:\n  - list: {handler: a.b, timeout: '${ssm:/x}'}\n"
    assert read(ask("timeout-unset", {"serverless.yml": text})) == ["functions.list.timeout"]


def test_arguments_of_intrinsic_functions_are_watched() -> None:
    text = SERVICE + (
        "    events: [{sqs: {arn: {'Fn::GetAtt': [Jobs, Arn]}}}]\n"
        "resources: {Resources: {Jobs: {Type: AWS::SQS::Queue,"
        " Properties: {VisibilityTimeout: {'Fn::If': [Slow, '${ssm:/slow}', 30]}}}}}\n"
    )
    found = ask("queue-visibility-timeout", {"serverless.yml": text})
    assert read(found) == ["resources.Resources.Jobs.Properties.VisibilityTimeout.Fn::If.1"]


def test_code_that_is_not_seen() -> None:
    text = SERVICE + "plugins: [serverless-webpack]\n"
    found = ask("handler-not-found", {"serverless.yml": text})
    assert read(found) == [f"functions.{name}.handler" for name in ("list", "get", "put")]


def test_what_is_not_known_of_the_whole_service() -> None:
    text = SERVICE.replace("frameworkVersion: '3'\n", "plugins: [./own]\n")
    found = ask("timeout-unset", {"serverless.yml": text})
    assert len(list(uncertain(found.service))) == 2
    assert list(uncertain(ask("timeout-unset").service)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", []),
        ('ignore = ["timeouts"]', [("`ignore` names it", 1)]),
        ('select = ["access"]', [("`select` does not name it", 1)]),
        ('select = ["SLS5"]', []),
        ('\n[severity]\nSLS501 = "off"', [("its severity is `off`", 3)]),
    ],
)
def test_obstacles(text: str, told: list[tuple[str, int]]) -> None:
    import tomllib

    entry = find_rule("timeout-unset")
    assert entry is not None
    settings = Settings("/p/slslint.toml", text, tomllib.loads(text))
    assert list(obstacles(entry, settings)) == told
    assert list(obstacles(entry, without_obstacles(settings))) == []


def test_a_rule_that_is_off_unless_selected() -> None:
    entry = find_rule("timeout-unset")
    assert entry is not None
    ((text, line),) = obstacles(entry._replace(default=False), Settings())
    assert ("--select timeout-unset" in text, line) == (True, 0)
