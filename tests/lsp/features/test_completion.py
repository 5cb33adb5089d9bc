"""Completion, with the cursor in texts that parse and in texts that do not."""

import pytest
from lsp.features.marked import marked
from slslint.lsp.features.completion import completion
from slslint.lsp.features.results import Completion

BASE = """service: notes
provider:
  name: aws
  runtime: nodejs22.x
  stage: dev
  httpApi: {authorizers: {tokens: {type: jwt}}}
params: {default: {size: 1}, prod: {table: t}}
custom:
  sizes: {small: 1, large: {most: 2}}
  staged:
    dev: {time: 1}
    prod: {time: 2}
  dbPassword: sesame
resources:
  Conditions: {IsProd: !Equals [a, b]}
  Parameters: {Given: {Type: String}}
  Resources:
    Table: {Type: AWS::DynamoDB::Table}
    Role: {Type: AWS::IAM::Role}
functions:
  list:
    handler: src/notes.list
    events:
      - http: {path: "notes/{id}", method: get, authorizer: aws_iam}
      - httpApi: POST /notes
"""
OTHERS = {
    "conf.yml": "tables: {name: notes}\n",
    "parts/more.yml": "a: 1\n",
    "src/notes.js": "exports.list = async () => ({statusCode: 200})\nexports.get = exports.list\n",
    ".env": "# comment\nTOKEN=abc\nexport PLACE=here\n",
}


def offered(tail: str, base: str = BASE) -> dict[str, Completion]:
    """What is offered in a tail behind the service, by label."""
    here = marked({"serverless.yml": base + tail, **OTHERS}, {"serverless.yml": base, **OTHERS})
    found = completion(here.view, here.offset)
    assert all(each.start <= here.offset <= each.end for each in found)
    return {each.label: each for each in found}


def labels(tail: str) -> set[str]:
    return set(offered(tail))


@pytest.mark.parametrize(
    "tail",
    [
        "    ti<cursor>",
        "    ti<cursor>\n",
        "    ti<cursor>\n    events: []\n",
        "    ti<cursor>\n  other:\n    handler: x\n",
        "    <cursor>\n",
        "    <cursor>: 3\n",
        "  more: {<cursor>",
        "  more: {handler: x, ti<cursor>\n",
        "  more:\n    <cursor>\n    handler: x\n",
        '  more:\n    tags: {A: "x}\n    <cursor>\n',
    ],
)
def test_keys_of_a_function(tail: str) -> None:
    found = labels(tail)
    assert {"timeout", "memorySize", "environment"} <= found
    assert "stackName" not in found


@pytest.mark.parametrize(
    ("tail", "some"),
    [
        ("<cursor>", {"package", "layers"}),
        ("pack<cursor>\n", {"package"}),
        ("package:\n  <cursor>", {"individually", "patterns"}),
        ("layers:\n  one:\n    pa<cursor>", {"path"}),
        ("      - <cursor>", {"http", "httpApi", "sqs", "schedule"}),
        ("      - ht<cursor>\n", {"http", "httpApi"}),
        ("      <cursor>\n", {"http", "httpApi"}),
        ("      - http:\n          <cursor>", {"path", "method", "cors", "authorizer"}),
        ("      - http: {pa<cursor>}\n", {"path", "method"}),
        ("      - http:\n          authorizer:\n            <cursor>", {"arn", "type", "name"}),
        ("      - sqs:\n          arn: x\n          <cursor>", {"batchSize"}),
        ("    environment:\n      A: 1\n    <cursor>", {"timeout"}),
    ],
)
def test_keys(tail: str, some: set[str]) -> None:
    assert some <= labels(tail)


def test_keys_that_are_there_are_not_offered() -> None:
    found = labels("      - http:\n          path: x\n          <cursor>\n          cors: true\n")
    assert "method" in found
    assert not found & {"path", "cors"}


def test_a_key_brings_its_colon_once() -> None:
    assert offered("    ti<cursor>\n")["timeout"].text == "timeout: "
    assert offered("    ti<cursor>: 3\n")["timeout"].text == "timeout"
    assert offered("    <cursor>\n")["environment"].text == "environment:"
    assert offered("      <cursor>\n")["http"].text == "- http:"


def test_a_key_is_replaced_as_a_whole() -> None:
    here = marked(BASE + "    ti<cursor>meout: 3\n")
    each = next(each for each in completion(here.view, here.offset) if each.label == "timeout")
    assert here.view.file.text[each.start : each.end] == "timeout"


@pytest.mark.parametrize(
    ("tail", "some"),
    [
        ("    architecture: <cursor>", {"arm64", "x86_64"}),
        ("    architecture: a<cursor>\n", {"arm64", "x86_64"}),
        ("    tracing: <cursor>", {"Active", "true", "false"}),
        ("    tracing: '<cursor>", {"Active"}),
        ("    runtime: <cursor>", {"nodejs24.x"}),
        ("    runtime: nodejs<cursor>16.x", {"nodejs24.x"}),
        ("      - http:\n          method: <cursor>", {"GET", "POST"}),
        ("      - http: {path: x, method: <cursor>}", {"GET", "POST"}),
        ("      - http:\n          cors: <cursor>", {"true", "false"}),
        ("      - http:\n          authorizer: <cursor>", {"aws_iam", "list"}),
        ("      - httpApi:\n          authorizer: <cursor>", {"tokens"}),
        ("      - httpApi:\n          authorizer: {name: <cursor>", {"tokens"}),
        ("      - websocket:\n          authorizer: <cursor>", {"list"}),
        ("    destinations: {onSuccess: <cursor>}", {"list"}),
        ("plugins:\n  - serverless-off<cursor>", {"serverless-offline"}),
        ("plugins: [<cursor>]", {"serverless-offline"}),
    ],
)
def test_values(tail: str, some: set[str]) -> None:
    assert some <= labels(tail)


def test_runtimes_that_are_gone_are_not_offered() -> None:
    assert "nodejs8.10" not in labels("    runtime: <cursor>")


@pytest.mark.parametrize(
    ("written", "some"),
    [
        ("${<cursor>", {"self:", "file(", "param:", "env:"}),
        ("${<cursor>}", {"self:"}),
        ("${se<cursor>", {"self:"}),
        ('"${<cursor>', {"self:"}),
        ("a-${<cursor>}-b", {"self:"}),
        ("${self:<cursor>", {"custom", "provider", "functions"}),
        ("${self:custom.<cursor>", {"sizes", "staged"}),
        ("${self:custom.si<cursor>zes}", {"sizes"}),
        ("${self:custom.sizes.<cursor>}", {"small", "large"}),
        ("${self:custom.staged.${sls:stage}.<cursor>", {"time"}),
        ("${self:custom.staged.${sls:<cursor>", {"stage"}),
        ("${opt:x, self:custom.sizes.large.<cursor>", {"most"}),
        ("${opt:x, <cursor>", {"self:"}),
        ("${param:<cursor>", {"size", "table"}),
        ("${sls:<cursor>}", {"stage", "instanceId"}),
        ("${aws:<cursor>", {"region", "accountId"}),
        ("${opt:<cursor>", {"stage", "region"}),
        ("${env:<cursor>", {"TOKEN", "PLACE"}),
        ("${file(<cursor>", {"conf.yml", "parts/"}),
        ("${file(./<cursor>)}", {"conf.yml", "parts/"}),
        ("${file(parts/<cursor>", {"more.yml"}),
        ("${file(conf.yml):<cursor>", {"tables"}),
        ("${file(conf.yml):tables.<cursor>}", {"name"}),
    ],
)
@pytest.mark.parametrize("after", ["", "\n", "\n  other:\n    handler: x\n"])
def test_variables(written: str, some: set[str], after: str) -> None:
    assert some <= labels(f"    description: {written}{after}")


def test_a_variable_is_closed_once() -> None:
    assert offered("    timeout: ${self:custom.staged.dev.<cursor>")["time"].text == "time}"
    assert offered("    timeout: ${self:custom.staged.dev.<cursor>}")["time"].text == "time"
    assert offered("    timeout: ${self:custom.<cursor>")["sizes"].text == "sizes"
    assert offered("    timeout: ${file(<cursor>")["conf.yml"].text == "conf.yml)"


def test_no_value_of_the_environment_is_shown() -> None:
    assert not any("abc" in " ".join(map(str, each)) for each in offered("    x: ${env:<cursor>").values())


def test_no_secret_is_shown() -> None:
    assert "sesame" not in str(offered("    x: ${self:custom.<cursor>"))


@pytest.mark.parametrize("typed", ["../", "../../", "/", "/etc/", "~/", "parts/../../"])
def test_nothing_outside_of_the_workspace(typed: str) -> None:
    assert labels(f"    x: ${{file({typed}<cursor>") == set()


RESOURCES = {"Table", "ListLambdaFunction", "ApiGatewayRestApi", "HttpApi"}


@pytest.mark.parametrize(
    ("written", "some"),
    [
        ("!Ref <cursor>", RESOURCES | {"Given", "AWS::Region"}),
        ("!Ref T<cursor>\n  other: {}", RESOURCES),
        ("{Ref: <cursor>", RESOURCES),
        ("\n        Ref: <cursor>", RESOURCES),
        ("!GetAtt <cursor>", RESOURCES),
        ("!GetAtt Table.<cursor>", {"Arn", "StreamArn"}),
        ("!GetAtt [<cursor>", RESOURCES),
        ("!GetAtt [Table, <cursor>]", {"Arn", "StreamArn"}),
        ("{Fn::GetAtt: [Table, <cursor>", {"Arn", "StreamArn"}),
        ('!Sub "${<cursor>', RESOURCES | {"AWS::Region", "self:"}),
        ('!Sub "${<cursor>}"', RESOURCES | {"AWS::Region", "self:"}),
        ('!Sub "${AWS::<cursor>}"', {"AWS::Region"}),
        ('!Sub "${Table.<cursor>}"', {"Arn", "StreamArn"}),
        ("\n        Fn::Sub: ${<cursor>", RESOURCES),
        ('!Join ["", [!Ref <cursor>', RESOURCES),
        ("!If [<cursor>, a, b]", {"IsProd"}),
    ],
)
def test_logical_ids(written: str, some: set[str]) -> None:
    assert some <= labels(f"    environment:\n      A: {written}")


@pytest.mark.parametrize(
    ("tail", "some"),
    [
        ("    dependsOn: [<cursor>]", {"Table"}),
        ("    dependsOn:\n      - <cursor>", {"Table"}),
        ("    condition: <cursor>", {"IsProd"}),
        ("    role: <cursor>", {"Role"}),
    ],
)
def test_names_that_functions_take(tail: str, some: set[str]) -> None:
    assert some <= labels(tail)


def test_depends_on_of_a_resource() -> None:
    base = BASE.replace("    Table: {", "    Other:\n      DependsOn: <cursor>\n    Table: {")
    here = marked(base, BASE)
    assert "Table" in {each.label for each in completion(here.view, here.offset)}


def test_a_name_that_goes_on() -> None:
    assert offered("    environment:\n      A: !GetAtt <cursor>")["Table"].text == "Table."
    assert offered("    environment:\n      A: !GetAtt [<cursor>]")["Table"].text == "Table"


@pytest.mark.parametrize(
    ("arn", "some"),
    [
        ("arn:aws:execute-api:eu-west-1:*:<cursor>", {"${ApiGatewayRestApi}", "${HttpApi}"}),
        ("!Sub arn:aws:execute-api:${AWS::Region}:*:${ApiGatewayRestApi}/<cursor>", {"dev", "*"}),
        ("!Sub arn:aws:execute-api:${AWS::Region}:*:${ApiGatewayRestApi}/*/<cursor>", {"GET/notes/*"}),
        ("!Sub arn:aws:execute-api:${AWS::Region}:*:${HttpApi}/*/PO<cursor>", {"POST/notes"}),
        ("'arn:aws:execute-api:*:*:*/dev/GET/<cursor>'", {"GET/notes/*"}),
    ],
)
def test_routes_in_an_arn(arn: str, some: set[str]) -> None:
    assert some <= labels(f"    environment:\n      A: {arn}")


def test_only_the_routes_of_the_api_that_is_named() -> None:
    found = labels("    environment:\n      A: !Sub arn:aws:execute-api:*:*:${HttpApi}/*/<cursor>")
    assert found == {"POST/notes"}


@pytest.mark.parametrize(
    "tail",
    [
        "    timeout: 3 # slslint: ignore[<cursor>]\n",
        "    # slslint: ignore[time<cursor>\n",
        "    # slslint: ignore[logs-off, <cursor>]\n",
        "# slslint: ignore-file[<cursor>",
    ],
)
def test_rules(tail: str) -> None:
    assert {"timeout-unset", "missing-invoke-grant"} <= labels(tail)


@pytest.mark.parametrize("tail", ["    # ti<cursor>", "    a: 3 # <cursor>", "    description: |\n      ti<cursor>"])
def test_nothing_in_comments_and_texts(tail: str) -> None:
    assert labels(tail) == set()


def test_handlers() -> None:
    assert labels("  more:\n    handler: <cursor>") >= {"src/"}
    assert offered("  more:\n    handler: src/<cursor>")["notes"].text == "notes."
    assert labels("  more:\n    handler: src/notes.<cursor>") == {"notes.list", "notes.get"}


def test_keys_of_plugins() -> None:
    base = BASE + "plugins: [serverless-appsync-plugin]\n"
    assert offered("<cursor>", base)["appSync"].detail


def test_the_environment_that_the_code_reads() -> None:
    code = "exports.list = async () => ({statusCode: 200, body: process.env.TABLE + process.env.OTHER})\n"
    here = marked({"serverless.yml": BASE + "    environment:\n      OTHER: x\n      <cursor>\n", "src/notes.js": code})
    assert {each.label for each in completion(here.view, here.offset)} == {"TABLE"}


def test_what_plugins_take_in_custom() -> None:
    base = BASE + "plugins: [serverless-esbuild]\n"
    here = marked(base.replace("custom:\n", "custom:\n  <cursor>\n"))
    assert "esbuild" in {each.label for each in completion(here.view, here.offset)}


def test_in_an_included_file() -> None:
    files = {
        "serverless.yml": "service: a\nprovider: {name: aws}\ncustom: {x: 1}\nfunctions: ${file(parts/f.yml)}\n",
        "parts/f.yml": "list:\n  handler: a.b\n",
        "other.yml": "b: 1\n",
    }
    for tail, label in (
        ("  ti<cursor>", "timeout"),
        ("  events:\n    - <cursor>", "http"),
        ("  timeout: ${self:custom.<cursor>", "x"),
        ("  timeout: ${file(<cursor>", "other.yml"),
    ):
        here = marked({**files, "parts/f.yml": files["parts/f.yml"] + tail}, files)
        assert label in {each.label for each in completion(here.view, here.offset)}, tail


def test_in_a_part_of_a_file_that_is_included_by_its_key() -> None:
    files = {
        "serverless.yml": "service: a\nprovider: {name: aws}\nfunctions:\n  one: ${file(all.yml):parts.one}\n",
        "all.yml": "parts:\n  one:\n    handler: a.b\n    ti<cursor>\n",
    }
    before = {**files, "all.yml": "parts:\n  one:\n    handler: a.b\n"}
    here = marked(files, before)
    assert "timeout" in {each.label for each in completion(here.view, here.offset)}


JSON = '{"service": "a", "provider": {"name": "aws"},\n "custom": {"x": 1},\n "functions": {"list": {"handler": "a.b"'


@pytest.mark.parametrize(
    ("tail", "label", "text"),
    [
        (',\n "ti<cursor>', "timeout", "timeout"),
        (",\n <cursor>}}}", "timeout", '"timeout": '),
        (',\n "tracing": "<cursor>"}}}', "Active", "Active"),
        (',\n "timeout": "${self:custom.<cursor>', "x", "x}"),
        (', "events": [{"<cursor>"}]}}}', "http", "http"),
    ],
)
def test_in_json(tail: str, label: str, text: str) -> None:
    here = marked({"serverless.json": JSON + tail}, {"serverless.json": JSON + "}}}"})
    found = {each.label: each for each in completion(here.view, here.offset)}
    assert found[label].text == text


def test_in_a_file_that_never_loaded() -> None:
    here = marked({"serverless.yml": BASE + "    ti<cursor>\n"})
    assert here.view.services == ()
    assert "timeout" in {each.label for each in completion(here.view, here.offset)}


CODE = """module.exports = {
  service: 'a', provider: { name: 'aws' }, custom: { size: 3 },
  functions: { list: { handler: 'a.b', timeout: TIMEOUT } },
};
"""


@pytest.mark.parametrize(
    ("written", "found"),
    [("'${self:custom.<cursor>'", {"size"}), ("`${self:custom.<cursor>}`", set()), ("<cursor>3", set())],
)
def test_in_a_service_written_as_code(written: str, found: set[str]) -> None:
    files = {"serverless.js": CODE.replace("TIMEOUT", written)}
    here = marked(files, {"serverless.js": CODE.replace("TIMEOUT", "3")})
    assert {each.label for each in completion(here.view, here.offset)} == found


def test_outputs_of_other_services() -> None:
    files = {
        "a/serverless.yml": "service: a\nprovider: {name: aws}\ncustom: {x: '${cf:<cursor>}'}\n",
        "b/serverless.yml": "service: b\nprovider: {name: aws}\nresources:\n  Outputs: {Table: {Value: x}}\n",
    }
    here = marked(files)
    assert "b-dev.Table" in {each.label for each in completion(here.view, here.offset)}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("<cursor>", "service"),
        ("ser<cursor>", "service"),
        ("service: a\nprov<cursor>", "provider"),
        ("service: a\nprovider:\n  name: aws\n  run<cursor>\n", "runtime"),
        ("functions:\n  a:\n    <cursor>", "handler"),
        ("service: a\nprovider: {name: aws}\ncustom: {b: 1}\nplugins: [${self:custom.<cursor>", "b"),
    ],
)
@pytest.mark.parametrize("current", [True, False])
def test_in_a_file_that_is_being_begun(text: str, label: str, current: bool) -> None:
    here = marked({"serverless.yml": text})
    found = completion(here.view._replace(services=(), current=current), here.offset)
    assert label in {each.label for each in found}


def test_a_variable_in_a_sub_is_no_logical_id() -> None:
    assert labels('    environment:\n      A: !Sub "${param:<cursor>}"') == {"size", "table"}
