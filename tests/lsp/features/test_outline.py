"""What an editor shows of a whole file: symbols, links, hints, lenses."""

import os

from lsp.features.marked import view
from projects import ROOT
from slslint.lsp.features.hints import hints
from slslint.lsp.features.lens import lenses
from slslint.lsp.features.links import links
from slslint.lsp.features.results import Symbol
from slslint.lsp.features.symbols import symbols
from slslint.lsp.view import View

SERVICE = """service: notes
provider: {name: aws, runtime: nodejs22.x, stage: dev}
custom:
  table: ${file(conf.yml):table}
  dbPassword: sesame
  staged: {dev: a, prod: b}
functions:
  list:
    handler: src/notes.list
    description: ${self:custom.staged.${sls:stage}} of ${self:custom.table}
    environment:
      PASSWORD: ${self:custom.dbPassword}
      HOME: ${env:HOME}
    events:
      - http: GET /notes
      - http: {path: /a, method: get, authorizer: aws_iam}
  more: ${file(more.yml)}
resources:
  Resources:
    Table: {Type: AWS::DynamoDB::Table}
"""
PLAIN = "service: a\nprovider: {name: aws}\n"
FILES = {
    "serverless.yml": SERVICE,
    "conf.yml": "table: notes\n",
    "more.yml": "handler: src/none.f\nevents:\n  - http: POST /more\n",
    "src/notes.js": "exports.list = async () => ({statusCode: 200})\n",
}


def outline(found: tuple[Symbol, ...]) -> list[object]:
    return [[each.name, *outline(each.children)] if each.children else each.name for each in found]


def of(name: str = "serverless.yml", files: dict[str, str] = FILES) -> View:
    return view(dict(files), name)


def test_symbols() -> None:
    assert outline(symbols(of())) == [
        "service",
        ["provider", "name", "runtime", "stage"],
        ["custom", "table", "dbPassword", "staged"],
        ["functions", ["list", "GET /notes", "GET /a"], "more"],
        ["resources", ["Resources", "Table"]],
    ]


def test_symbols_hold_their_children() -> None:
    def check(found: tuple[Symbol, ...]) -> None:
        for each in found:
            assert each.place.start <= each.name_at.start <= each.name_at.end <= each.place.end
            assert all(
                each.place.start <= below.place.start <= below.place.end <= each.place.end for below in each.children
            )
            check(each.children)

    check(symbols(of()))


def test_details_name_handler_and_type() -> None:
    functions = next(each for each in symbols(of()) if each.name == "functions")
    assert [each.detail for each in functions.children] == ["src/notes.list", "${file(more.yml)}"]


def test_symbols_of_an_included_file() -> None:
    files = {
        "serverless.yml": f"{PLAIN}functions: ${{file(f.yml)}}\nresources:\n  - ${{file(r.yml)}}\n",
        "f.yml": "a:\n  handler: a.b\n  events: [{http: GET /x}]\n",
        "r.yml": "Resources:\n  Table: {Type: AWS::DynamoDB::Table}\n",
    }
    assert outline(symbols(of("f.yml", files))) == [["a", "GET /x"]]
    found = symbols(of("r.yml", files))
    assert outline(found) == [["Resources", "Table"]]
    assert found[0].children[0].kind == "resource"


def test_symbols_of_functions_as_a_list() -> None:
    text = f"{PLAIN}functions:\n  - a: {{handler: a.b}}\n  - b: {{handler: a.c}}\n"
    assert outline(symbols(of(files={"serverless.yml": text})))[-1] == ["functions", "a", "b"]


def test_symbols_of_a_file_that_does_not_load() -> None:
    assert "functions" in [each.name for each in symbols(of(files={"serverless.yml": SERVICE + "  x: [\n"}))]


def test_links() -> None:
    here = of()
    found = {
        here.file.text[each.place.start : each.place.end]: os.path.relpath(each.target, ROOT) for each in links(here)
    }
    assert found == {"conf.yml": "conf.yml", "more.yml": "more.yml", "src/notes.list": os.path.join("src", "notes.js")}


def test_hints() -> None:
    here = of()
    shown = {here.file.text[: each.offset].splitlines()[-1].strip(): each.label for each in hints(here)}
    assert shown == {
        "table: ${file(conf.yml):table}": "= notes",
        "description: ${self:custom.staged.${sls:stage}}": "= a",
        "description: ${self:custom.staged.${sls:stage}} of ${self:custom.table}": "= notes",
    }


def test_hints_tell_stages_apart() -> None:
    assert [each.tooltip for each in hints(of())] == ["", "**dev**: `a`\n\n**prod**: `b`", ""]


def test_hints_of_a_part() -> None:
    here = of()
    start = here.file.text.index("functions:")
    assert [each.label for each in hints(here, start)] == ["= a", "= notes"]
    assert hints(here, start, start) == ()


ROLE = """    {name}:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: p
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: execute-api:Invoke
                  Resource: {resource}
"""


def titles(*resources: str) -> list[str]:
    roles = "".join(ROLE.format(name=f"Role{n}", resource=each) for n, each in enumerate(resources))
    text = f"{SERVICE}{roles}".replace(
        "    events:\n", "    events:\n      - http: {path: /b, method: get, authorizer: aws_iam}\n"
    )
    return [each.title for each in lenses(of(files={**FILES, "serverless.yml": text}))]


def test_lenses() -> None:
    api = "!Sub arn:aws:execute-api:*:*:${ApiGatewayRestApi}"
    assert titles() == ["aws_iam: no caller is known"] * 2
    assert titles(f"{api}/*/GET/a", f"{api}/*/*/*") == [
        "aws_iam: allowed for 1 of 2 callers",
        "aws_iam: allowed for 2 of 2 callers",
    ]
    assert titles(f"{api}/*/GET/a", "${ssm:/arn}")[1] in (
        "aws_iam: allowed for 1 of 1 caller",
        "aws_iam: allowed for 1 of 2 callers, not known for 1",
    )


def test_a_lens_leads_to_those_who_may() -> None:
    text = SERVICE + ROLE.format(name="Caller", resource="arn:aws:execute-api:*:*:*/*/GET/a")
    here = of(files={**FILES, "serverless.yml": text})
    (lens,) = lenses(here)
    assert here.file.text[lens.place.start : lens.place.end] == "http"
    assert [here.file.text[each.start : each.end] for each in lens.related] == ["Caller"]


def test_what_an_alias_names_stands_elsewhere() -> None:
    text = (
        f"{PLAIN}functions:\n  a: &one\n    handler: a.b\n    events: &all [{{http: GET /x}}]\n  b: *one\n"
        "  c:\n    handler: a.c\n    events: *all\nresources: &r {Resources: {T: {Type: A}}}\ncustom: *r\n"
    )
    assert outline(symbols(of(files={"serverless.yml": text})))[2:] == [
        ["functions", ["a", "GET /x"], "b", "c"],
        ["resources", ["Resources", "T"]],
        "custom",
    ]


def test_a_route_that_two_functions_share_has_one_lens() -> None:
    event = "{http: {path: x, method: get, authorizer: aws_iam}}"
    text = f"{PLAIN}functions:\n  a: &one\n    handler: a.b\n    events: [{event}]\n  b: *one\n"
    assert len(lenses(of(files={"serverless.yml": text}))) == 1
