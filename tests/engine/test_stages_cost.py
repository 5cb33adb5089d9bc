"""What is the same in every stage is worked out once: five stages cost little more than one."""

from collections import Counter

import pytest
from projects import ROOT, lint, session
from slslint.service.file import ServiceFile
from slslint.values.value import Value
from slslint.variables.call import Use
from slslint.variables.resolution import Resolution

FUNCTIONS = 100
MOST = 1.2
ONE, FIVE = ("dev",), ("dev", "test", "qa", "stage", "prod")


def service(stages: tuple[str, ...]) -> dict[str, str]:
    """A service whose stages differ in one parameter, which one function uses."""
    params = "".join(f"  {stage}: {{table: notes-{stage}}}\n" for stage in stages)
    functions = "".join(
        f"  f{number}:\n"
        f"    handler: src/f{number}.main\n"
        f"    timeout: ${{self:custom.timeout, {number}}}\n"
        f"    environment: {{TABLE: '{'${param:table}' if number == 7 else '${self:custom.table}'}'}}\n"
        f"    events:\n"
        f"      - http: {{path: 'items{number}/{{id}}', method: get, authorizer: aws_iam}}\n"
        for number in range(FUNCTIONS)
    )
    text = (
        "service: notes\nframeworkVersion: '3'\n"
        f"params:\n{params}custom: {{timeout: 10, table: '${{self:service}}-table'}}\n"
        f"provider: {{name: aws, runtime: nodejs22.x, stage: dev}}\nfunctions:\n{functions}"
    )
    return {"serverless.yml": text}


def ratio(one: int, five: int) -> float:
    assert one > FUNCTIONS
    return five / one


def test_rules_are_asked_once_about_what_is_the_same() -> None:
    assert ratio(*(lint(service(stages)).rule_calls for stages in (ONE, FIVE))) <= MOST


def test_variables_are_resolved_once_where_the_stage_plays_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()
    count = Resolution.count

    def counted(self: Resolution, use: Use) -> str:
        asked["now"] += 1
        return count(self, use)

    monkeypatch.setattr(Resolution, "count", counted)
    found: list[int] = []
    for stages in (ONE, FIVE):
        asked.clear()
        opened = session(service(stages)).open(f"{ROOT}/serverless.yml")
        assert isinstance(opened, ServiceFile)
        assert opened.stages == stages
        found.append(asked["now"])
    assert ratio(*found) <= MOST


def test_values_are_shared_between_stages() -> None:
    opened = session(service(FIVE)).open(f"{ROOT}/serverless.yml")
    assert isinstance(opened, ServiceFile)
    functions: list[dict[str, Value | None]] = [
        {function.name: function.cursor.value for function in each.functions} for each in opened.services
    ]
    own = [name for name in functions[0] if any(other[name] is not functions[0][name] for other in functions[1:])]
    assert own == ["f7"]
