"""What the schema says of a place gives way to the rule that knows what is meant there."""

import pytest
from projects import lint, places
from slslint.engine.finding import Finding
from slslint.engine.run import without_yielding
from slslint.source.file import SourceFile
from slslint.source.node import SCALAR, Node
from slslint.source.pointer import Pointer, at_node

FILE = SourceFile("/p/serverless.yml", "service: notes\n")
KEY, VALUE = Node(SCALAR, FILE, 0, 7, "service"), Node(SCALAR, FILE, 9, 14, "notes")


def finding(
    at: Pointer, *, name: str = "specific", stages: tuple[str, ...] = (), yields: bool = False, everywhere: bool = True
) -> Finding:
    return Finding("SLS000", name, "error", "…", at, stages=stages, everywhere=everywhere, yields=yields)


def names(*findings: Finding) -> list[str]:
    return [each.name for each in without_yielding(list(findings))]


def test_at_the_same_node_or_path() -> None:
    generic = finding(at_node(VALUE, "service"), name="generic", yields=True)
    assert names(generic) == ["generic"]
    assert names(generic, finding(at_node(VALUE))) == ["specific"]
    assert names(generic, finding(at_node(KEY, "service"))) == ["specific"]
    assert names(generic, finding(at_node(KEY, "provider"))) == ["generic", "specific"]
    assert names(generic, finding(at_node(KEY))) == ["generic", "specific"]


def test_two_that_yield_stay() -> None:
    generic = finding(at_node(VALUE, "service"), name="generic", yields=True)
    assert names(generic, generic._replace(name="other")) == ["generic", "other"]


def test_only_for_stages_of_which_the_other_speaks() -> None:
    generic = finding(at_node(VALUE, "a"), name="generic", yields=True, stages=("dev", "prod"))
    specific = finding(at_node(VALUE, "a"), stages=("dev",), everywhere=False)
    assert names(generic, specific) == ["generic", "specific"]
    assert names(generic, specific._replace(stages=("prod", "dev"))) == ["specific"]
    assert names(generic._replace(stages=("dev",)), specific) == ["specific"]


SERVICE = """
service: notes
provider: {name: aws, runtime: nodejs22.x, timeout: 10}
functions:
  list:
    handler: src/notes.list
    iamRoleStatements: [{Effect: Allow, Action: 's3:*', Resource: '*'}]
    url:
      authorizer: AWS_IAM
"""


@pytest.mark.parametrize(
    ("ignore", "found"),
    [
        ((), {(7, "ignored-setting"), (9, "public-function-url")}),
        (("SLS111", "SLS306"), {(7, "unknown-property"), (9, "invalid-value")}),
    ],
)
def test_in_a_service(ignore: tuple[str, ...], found: set[tuple[int, str]]) -> None:
    select = ("unknown-property", "invalid-value", "ignored-setting", "public-function-url")
    files = {"serverless.yml": "frameworkVersion: '3'" + SERVICE}
    result = lint(files, select=select, ignore=ignore)
    assert {(line, name) for _, line, name in places(result)} == found


def test_a_function_without_handler_is_told_beside_what_else_it_lacks() -> None:
    text = "service: notes\nprovider: {name: aws, runtime: nodejs22.x}\nfunctions:\n  list:\n    memorySize: 512\n"
    result = lint({"serverless.yml": text}, select=("invalid-value", "timeout-unset"))
    assert {(line, name) for _, line, name in places(result)} == {(4, "invalid-value"), (4, "timeout-unset")}
