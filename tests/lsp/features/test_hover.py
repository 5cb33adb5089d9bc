"""Hovers: variables, names, routes, functions, keys, rules."""

import pytest
from lsp.features.marked import marked
from slslint.lsp.features.hover import hover

HEAD = "service: notes\nprovider:\n  name: aws\n  runtime: nodejs22.x\n"
STAGED = f"""{HEAD}  stage: dev
params:
  dev: {{table: notes-dev}}
  prod: {{table: notes-prod}}
custom:
  bucket: uploads
  dbPassword: sesame
  place: "at ${{self:custom.bucket}}"
  sizes:
    dev: 128
    prod: 512
"""
ROUTE = f"""{HEAD}  timeout: 10
functions:
  get:
    handler: src/notes.get
    events:
      - http:
          path: notes/{{id}}
          method: get
          authorizer: aws_iam
          cors: true
resources:
  Resources:
    Users:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: call
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: execute-api:Invoke
                  Resource: !Sub arn:aws:execute-api:*:*:${{ApiGatewayRestApi}}/*/GET/notes/*
    Strangers:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: call
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: execute-api:Invoke
                  Resource: !Sub arn:aws:execute-api:*:*:${{ApiGatewayRestApi}}/*/GET/notes/a*
"""


def text(files: dict[str, str] | str) -> str:
    here = marked(files)
    found = hover(here.view, here.offset)
    return found.text if found is not None else ""


def spanned(files: dict[str, str] | str) -> str:
    here = marked(files)
    found = hover(here.view, here.offset)
    assert found is not None
    return here.view.file.text[found.place.start : found.place.end]


def test_a_variable_says_its_value_and_where_it_comes_from() -> None:
    found = text(f"{STAGED}  used: ${{self:custom.buc<cursor>ket}}\n")
    assert "`uploads`" in found
    assert "serverless.yml:10:11" in found


def test_stages_that_differ_are_told_apart() -> None:
    found = text(f"{STAGED}  used: ${{param:<cursor>table}}\n")
    assert "**dev**: `notes-dev`" in found
    assert "**prod**: `notes-prod`" in found


def test_stages_that_agree_are_one() -> None:
    assert "**dev**" not in text(f"{STAGED}  used: ${{self:<cursor>custom.bucket}}\n")


def test_the_innermost_variable_counts() -> None:
    assert spanned(f"{STAGED}  used: ${{self:custom.sizes.${{sls:st<cursor>age}}}}\n") == "${sls:stage}"
    assert spanned(f"{STAGED}  used: ${{self:cus<cursor>tom.sizes.${{sls:stage}}}}\n").startswith("${self:")


def test_one_variable_of_several_in_a_text() -> None:
    found = text(f'{STAGED}  used: "${{sls:stage}}-${{self:custom.pl<cursor>ace}}-x"\n')
    assert "`at uploads`" in found


def test_a_map_is_shown() -> None:
    assert "prod: 512" in text(f"{STAGED}  used: ${{self:custom.<cursor>sizes}}\n")


def test_what_is_unknown_says_why_and_what_else_it_is() -> None:
    found = text(f"{STAGED}  used: ${{ssm:/a<cursor>/b, 'other'}}\n")
    assert "not known" in found
    assert "else it is `other`" in found


def test_a_value_of_the_environment_is_not_shown() -> None:
    from slslint.engine.options import LintOptions
    from slslint.engine.session import Session
    from slslint.service.file import ServiceFile

    here = marked(f"{STAGED}  used: a-${{env:TOP<cursor>}}-${{self:custom.again}}\n  again: ${{env:TOP}}\n")
    session = Session(here.view.session.workspace, LintOptions(env={"TOP": "rosebud"}))
    opened = session.open(here.view.path)
    assert isinstance(opened, ServiceFile)
    for offset in (here.offset, here.view.file.text.index("custom.again"), here.view.file.text.rindex("env:TOP")):
        found = hover(here.view._replace(session=session, services=(opened,)), offset)
        assert found is not None
        assert "rosebud" not in found.text
        assert "hidden" in found.text


@pytest.mark.parametrize("name", [".env", "secrets.yml"])
def test_a_file_of_secrets_is_not_shown(name: str) -> None:
    shown = text({"serverless.yml": f"{STAGED}  used: ${{file({name})<cursor>:top}}\n", name: "top: rosebud\n"})
    assert shown
    assert "rosebud" not in shown


def test_a_secret_by_its_name_is_not_shown() -> None:
    shown = text(f"{STAGED}  used: ${{self:custom.db<cursor>Password}}\n")
    assert "sesame" not in shown
    assert "hidden" in shown


def test_text_of_the_user_formats_nothing() -> None:
    found = text(f"{STAGED}  evil: '`](x) ![a](https://example.com/b.png)'\n  used: ${{self:custom.ev<cursor>il}}\n")
    outside = "".join(found.split("``")[::2])
    assert "![" not in outside


@pytest.mark.parametrize(
    "mark",
    ["- <cursor>http:", "pa<cursor>th: notes", "path: not<cursor>es", "method: <cursor>get", "authorizer: aws<cursor>"],
)
def test_a_route(mark: str) -> None:
    found = text(ROUTE.replace(mark.replace("<cursor>", ""), mark, 1))
    assert "**GET /notes/{id}** of the REST API, function `get`" in found
    assert "execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/notes/*" in found
    assert "`Users`: allowed" in found
    assert "`Strangers`: allowed in part" in found
    assert "timeout `10 s` of the provider at `serverless.yml:5:12`; the API waits 29 s" in found


def test_a_short_route_and_the_default_timeout() -> None:
    found = text(f"{HEAD}functions:\n  a:\n    handler: a.b\n    events:\n      - httpApi: GET<cursor> /x\n")
    assert "**GET /x** of the HTTP API" in found
    assert "`6 s`, the default" in found


def test_other_keys_of_an_event_are_told_of_by_the_schema() -> None:
    found = text(ROUTE.replace("cors:", "co<cursor>rs:"))
    assert "invoked" not in found
    assert "true or false or a map" in found


def test_a_denied_caller_hears_why() -> None:
    found = text(ROUTE.replace("- http:", "- <cursor>http:").replace("/GET/notes/a*", "/POST/notes/*"))
    assert "`Strangers`" not in found  # it can call no route: it is no caller
    denied = ROUTE.replace("/GET/notes/a*", "/POST/notes/*").replace(
        "          cors: true\n",
        "          cors: true\n      - http:\n          path: notes/{id}\n"
        "          method: post\n          authorizer: aws<cursor>_iam\n",
    )
    assert "`Users`: denied" in text(denied)


def test_nobody_known_may_call() -> None:
    found = text(
        f"{HEAD}functions:\n  a:\n    handler: a.b\n    events:\n"
        "      - http: {path: x, met<cursor>hod: get, authorizer: aws_iam}\n"
    )
    assert "the project shows no caller" in found


def test_a_function() -> None:
    found = text(f"{HEAD}functions:\n  li<cursor>st:\n    handler: a.b\n    events: [{{http: GET /x}}]\n")
    assert "`notes-dev-list`" in found
    assert "GET /x: anybody may call it" in found


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("!Ref Tab<cursor>le", "**Table**: `AWS::DynamoDB::Table`"),
        ("!<cursor>Ref Table", "**Table**: `AWS::DynamoDB::Table`"),
        ("!GetAtt AL<cursor>ambdaFunction.Arn", "made by the framework"),
        ('!Sub "x-${Ta<cursor>ble}"', "**Table**"),
        ("!Ref Nob<cursor>ody", ""),
    ],
)
def test_names(written: str, said: str) -> None:
    found = text(
        f"{HEAD}functions:\n  a:\n    handler: a.b\n    environment:\n      X: {written}\n"
        "resources:\n  Resources:\n    Table: {Type: AWS::DynamoDB::Table}\n"
    )
    assert said in found
    assert bool(found) == bool(said)


def test_a_key_has_its_schema() -> None:
    assert "a whole number of seconds from 1 to 900" in text(f"{HEAD}  time<cursor>out: 3\n")
    assert text(f"{HEAD}custom:\n  any<cursor>thing: 3\n") == ""


def test_a_key_of_a_plugin_names_it() -> None:
    found = text(f"{HEAD}plugins: [serverless-appsync-plugin]\nappS<cursor>ync: {{}}\nframeworkVersion: '3'\n")
    assert "serverless-appsync-plugin" in found


@pytest.mark.parametrize(
    "comment", ["# slslint: ignore[time<cursor>out-unset]", "# slslint: ignore-file[SLS5<cursor>01] -- x"]
)
def test_a_rule_in_a_comment(comment: str) -> None:
    found = text(f"{HEAD}# slslint: {comment}\nfunctions: {{}}\n")
    assert found.startswith("**timeout-unset** (SLS501, warning)")
    assert "6 seconds" in found


def test_in_an_included_file_the_owner_gives_the_context() -> None:
    files = {
        "serverless.yml": f"{HEAD}custom: {{size: 3}}\nfunctions: ${{file(functions.yml)}}\n",
        "functions.yml": "list:\n  handler: a.b\n  timeout: ${self:custom.<cursor>size}\n"
        "  events:\n    - http: GET /x\n",
    }
    assert "\n3\n" in text(files)
    files["functions.yml"] = files["functions.yml"].replace("<cursor>", "").replace("GET", "G<cursor>ET")
    assert "function `list`" in text(files)


@pytest.mark.parametrize("broken", ["  ti", "  x: [", '  y: "open', "  z: ${self:", "\t- tab"])
def test_where_another_line_is_broken(broken: str) -> None:
    assert "`uploads`" in text(f"{STAGED}  used: ${{self:custom.buc<cursor>ket}}\n{broken}\nplugins: []\n")


def test_a_file_of_two_services_is_told_of_for_both() -> None:
    files = {
        "a/serverless.yml": f"{HEAD}custom: {{size: 3}}\nfunctions: ${{file(../shared.yml)}}\n",
        "b/serverless.yml": f"{HEAD}custom: {{size: 4}}\nfunctions: ${{file(../shared.yml)}}\n",
        "shared.yml": "list:\n  handler: a.b\n  timeout: ${self:custom.<cursor>size}\n",
    }
    found = text(files)
    assert "**a/serverless.yml dev**: 3" in found
    assert "**b/serverless.yml dev**: 4" in found
