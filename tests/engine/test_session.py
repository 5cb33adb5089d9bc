"""Sessions: what is linted, what is reused, what a crash does, how stages are merged."""

import os
from typing import Any

import pytest
from projects import ROOT, lint, places, session
from slslint.engine.options import LintOptions
from slslint.engine.run import Runner
from slslint.service.function import Function

SERVICE = "service: notes\nprovider: {name: aws, runtime: nodejs22.x, timeout: 5}\n"


def names(files: dict[str, str], **options: object) -> list[str]:
    return [place[2] for place in places(lint(files, **options))]


def test_second_lint_parses_only_what_changed() -> None:
    files = {
        "serverless.yml": SERVICE + "functions:\n  list: ${file(list.yml)}\n  get: ${file(get.yml)}\n",
        "list.yml": "handler: src/a.list\n",
        "get.yml": "handler: src/a.get\n",
    }
    lints = session(files)
    lints.lint([ROOT])
    assert lints.documents.parsed == 3
    lints.workspace.overlays[os.path.join(ROOT, "list.yml")] = b"handler: src/a.list\ntimeout: 0\n"
    lints.lint([ROOT])
    assert lints.documents.parsed == 4


def test_rules_see_each_distinct_function_once() -> None:
    functions = "".join(f"  f{n}:\n    handler: src/a.f{n}\n" for n in range(40))
    one = SERVICE + "functions:\n" + functions
    params = "params:\n" + "".join(f"  s{n}:\n    table: t{n}\n" for n in range(4)) + "  dev:\n    table: t\n"
    five = params + one.replace("src/a.f7\n", "src/a.f7\n    environment: {TABLE: '${param:table}'}\n")
    calls = [lint({"serverless.yml": text}, select=("timeout-unset",)).rule_calls for text in (one, five)]
    assert calls == [40, 44]


def test_finding_of_one_stage_names_it() -> None:
    text = (
        "service: notes\nprovider: {name: aws, timeout: '${param:timeout}'}\n"
        "params:\n  dev: {timeout: 5}\n  prod: {timeout: 60}\n"
        "functions:\n  list:\n    handler: src/a.list\n    events:\n      - http: GET /notes\n"
    )
    (finding,) = lint({"serverless.yml": text}, select=("timeout-exceeds-api-limit",)).findings
    assert (finding.stages, finding.everywhere) == (("prod",), False)


def test_a_shared_include_is_reported_once() -> None:
    shared = "list:\n  handler: src/a.list\n"
    service = "service: notes\nprovider: {name: aws}\nfunctions: ${file(../shared/functions.yml)}\n"
    files = {"a/serverless.yml": service, "b/serverless.yml": service, "shared/functions.yml": shared}
    found = places(lint(files, select=("timeout-unset",)))
    assert found == [("shared/functions.yml", 1, "timeout-unset")]


def test_an_included_file_stands_for_its_services() -> None:
    files = {
        "a/serverless.yml": "service: notes\nprovider: {name: aws}\nfunctions: ${file(functions.yml)}\n",
        "a/functions.yml": "list:\n  handler: src/a.list\n",
        "b/serverless.yml": SERVICE,
    }
    lints = session(files)
    result = lints.lint([os.path.join(ROOT, "a", "functions.yml")])
    assert result.services == [os.path.join(ROOT, "a", "serverless.yml")]


def test_a_file_that_nobody_includes_is_refused() -> None:
    lints = session({"serverless.yml": SERVICE, "other.yml": "a: 1\n"})
    result = lints.lint([os.path.join(ROOT, "other.yml"), os.path.join(ROOT, "none", "serverless.yml")])
    assert [line.split(": ")[1] for line in result.refused] == [
        "is no service, and no service of the project includes or runs it",
        "does not exist",
    ]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "- a\n- b\n", "just text\n", "\x00\x01\x02", "a: [\n"])
def test_a_file_that_is_no_map_is_one_finding(text: str) -> None:
    files = {"a/serverless.yml": text, "b/serverless.yml": SERVICE}
    result = lint(files)
    assert [(place[0], place[2]) for place in places(result)] == [("a/serverless.yml", "syntax-error")]
    assert len(result.services) == 2


def test_a_part_named_like_a_service_is_passed_over() -> None:
    assert names({"serverless.yml": SERVICE, "serverless.functions.yml": "list: {handler: src/a.list}\n"}) == []


def test_other_providers_are_left_alone() -> None:
    text = "service: notes\nprovider: {name: google}\nfunctions:\n  list:\n    handler: http\n"
    assert names({"serverless.yml": text}) == []


def test_a_crash_is_a_finding_and_the_other_rules_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(self: object, function: Function) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr("slslint_rules.timeouts.timeout_unset.TimeoutUnset.check", explode)
    text = SERVICE + "functions:\n  list:\n    handler: src/a.list\n    events:\n      - http: GET /notes\n"
    result = lint({"serverless.yml": text})
    assert result.crashed
    assert sorted(place[2] for place in places(result)) == ["api-logs-off", "internal-error"]


def test_selection_by_code_name_family_and_prefix() -> None:
    def chosen(**options: Any) -> set[str]:
        return set(Runner(LintOptions(**options)).names)

    everything = chosen()
    assert chosen(select=("SLS501",)) == chosen(select=("timeout-unset",)) == {"timeout-unset"}
    assert "timeout-unset" in chosen(select=("timeouts",))
    assert "timeout-unset" in chosen(select=("SLS5",))
    assert chosen(ignore=("timeout-unset",)) == everything - {"timeout-unset"}


def test_a_finding_of_every_stage_is_said_to_hold_everywhere() -> None:
    text = (
        "service: notes\nprovider: {name: aws, runtime: nodejs22.x, environment: {TABLE: '${param:table}'}}\n"
        "params:\n  dev: {table: a}\n  prod: {table: b}\n"
        "functions:\n  list:\n    handler: src/a.list\n    timeout: 60\n    events:\n      - http: GET /notes\n"
    )
    (finding,) = lint({"serverless.yml": text}, select=("timeout-exceeds-api-limit",)).findings
    assert (finding.stages, finding.everywhere) == (("dev", "prod"), True)


def test_the_stage_counts_where_nothing_is_written_that_depends_on_it() -> None:
    key = "recalculateOutstandingBalancesOfAll"
    text = (
        f"service: billing-and-invoices\nprovider: {{name: aws, runtime: nodejs22.x}}\n"
        f"params:\n  dev: {{}}\n  production: {{}}\nfunctions:\n  {key}:\n    handler: src/a.list\n"
    )
    (finding,) = lint({"serverless.yml": text}, select=("name-too-long",)).findings
    assert (finding.stages, finding.everywhere) == (("production",), False)


def test_what_is_not_known_is_listed_on_request() -> None:
    text = (
        SERVICE.replace("timeout: 5", "timeout: '${ssm:/x}'") + "functions:\n  a: {handler: a.b, name: 'x-${env:N}'}\n"
    )
    assert lint({"serverless.yml": text}).unknowns == []
    found = lint({"serverless.yml": text}, show_unknown=True).unknowns
    assert [(at.path, "ssm:/x" in why or "env:N" in why) for at, why in found] == [
        ("provider.timeout", True),
        ("functions.a.name", True),
    ]
