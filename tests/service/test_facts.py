"""What the service says of queues, runtimes and names."""

import pytest
from projects import lint
from service.test_routes import HEAD, service
from slslint.data import load
from slslint.service.runtime import DEFAULTS, lifecycle

QUEUE = (
    "functions:\n  work:\n    handler: src/a.work\n    events:\n      - sqs: {arn: !GetAtt Queue.Arn}\n"
    "resources:\n  Parameters:\n    Size: {Type: String}\n"
    "  Conditions:\n    IsDev: !Equals ['${sls:stage}', dev]\n    IsLarge: !Equals [!Ref Size, large]\n"
    "  Resources:\n    Queue:\n      Type: AWS::SQS::Queue\n      Properties: "
)


@pytest.mark.parametrize(
    ("properties", "seconds"),
    [
        ("{}", 30),
        ("{VisibilityTimeout: 0}", 0),
        ("{VisibilityTimeout: '45'}", 45),
        ("{VisibilityTimeout: !If [IsDev, 60, 10]}", 60),
        ("{VisibilityTimeout: !If [IsLarge, 60, 10]}", 10),
        ("{VisibilityTimeout: !If [IsLarge, 60, !Ref Other]}", 60),
        ("{VisibilityTimeout: !Ref Other}", None),
        ("{VisibilityTimeout: '${ssm:/x}'}", None),
        ("{VisibilityTimeout: true}", None),
        ("${ssm:/x}", None),
    ],
)
def test_shortest_visibility(properties: str, seconds: int | None) -> None:
    (queue,) = service(HEAD + QUEUE + properties + "\n").queues
    assert queue.shortest_visibility == seconds


def test_service_name_in_both_forms() -> None:
    provider = "provider: {name: aws}\n"
    assert service(f"service: notes\n{provider}").name == "notes"
    assert service(f"service: {{name: notes}}\n{provider}").name == "notes"
    assert service(f"service: ${{ssm:/x}}\n{provider}").name is None


def test_lifecycles_are_judged_on_the_day_of_the_table() -> None:
    table = load("runtimes")
    for name, entry in table["runtimes"].items():
        found = lifecycle(name)
        assert found is not None
        assert bool(found.deprecated) == bool(entry["deprecated"] and entry["deprecated"] <= table["as_of"])
        assert found.successor in table["runtimes"]
    assert lifecycle("nodejs-12") is None


@pytest.mark.parametrize(("version", "expected"), [("'3'", DEFAULTS["3"]), ("'4'", DEFAULTS["4"]), ("'>=3'", None)])
def test_default_runtime(version: str, expected: tuple[str, ...] | None) -> None:
    text = (
        f"frameworkVersion: {version}\nservice: notes\nprovider: {{name: aws}}\nfunctions:\n  list:\n    handler: a.b\n"
    )
    (function,) = service(text).functions
    names = tuple(found.runtime for found in function.lifecycles)
    assert names == (expected or (*DEFAULTS["3"], *DEFAULTS["4"]))


def test_a_stage_that_is_no_text_is_written_as_in_yaml() -> None:
    text = f"service: x\nprovider: {{name: aws, stage: true}}\nfunctions: {{{'a' * 62}: {{handler: a.b}}}}\n"
    messages = [finding.message for finding in lint({"serverless.yml": text}).findings]
    assert any("`x-true-aaa" in message for message in messages)
