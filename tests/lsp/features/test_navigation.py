"""Definitions and references."""

import os

import pytest
from lsp.features.marked import Marked, marked
from projects import ROOT
from slslint.lsp.features.definition import definition
from slslint.lsp.features.references import find_references
from slslint.lsp.view import View

SERVICE = """service: notes
provider:
  name: aws
  runtime: nodejs22.x
  stage: dev
  httpApi:
    authorizers:
      users: {type: request, functionName: guard}
params:
  default: {size: 1}
  prod: {size: 2}
custom:
  table: ${file(conf.yml):tables.${sls:stage}}
  limits:
    dev: {time: 1}
    prod: {time: 2}
functions:
  guard:
    handler: src/guard.check
  list:
    handler: src/notes.list
    timeout: ${self:custom.limits.${sls:stage}.time}
    memorySize: ${param:size}
    environment:
      TABLE: !Ref Table
      GUARD: !GetAtt GuardLambdaFunction.Arn
      BOTH: !Sub "${Table.Arn} and ${ApiGatewayRestApi} in ${self:custom.table}"
      METHOD: !Ref ApiGatewayMethodNotesIdVarGet
    dependsOn: [Table]
    events:
      - http: {path: "notes/{id}", method: get, authorizer: guard}
      - httpApi: {path: /notes, method: get, authorizer: {name: users}}
resources:
  Resources:
    Table: {Type: AWS::DynamoDB::Table}
"""
FILES = {
    "serverless.yml": SERVICE,
    "conf.yml": "tables:\n  dev: notes-dev\n  prod: notes-prod\n",
    "src/guard.js": "module.exports.check = async () => true\n",
    "src/notes.js": "const list = async () => ({statusCode: 200})\nexports.list = list\n",
}


def at(mark: str, name: str = "serverless.yml") -> Marked:
    """The project with the cursor in the first text like `mark`."""
    text = FILES[name]
    assert mark.replace("<cursor>", "") in text
    return marked({**FILES, name: text.replace(mark.replace("<cursor>", ""), mark, 1)})


@pytest.mark.parametrize(
    ("mark", "targets"),
    [
        ("${self:custom.<cursor>limits.", ["serverless.yml:15", "serverless.yml:16"]),
        ("in ${self:<cursor>custom.table", ["serverless.yml:13"]),
        ("limits.${sls:<cursor>stage}", ["serverless.yml:5"]),
        ("${param:<cursor>size}", ["serverless.yml:10", "serverless.yml:11"]),
        ("${file(conf<cursor>.yml)", ["conf.yml:1"]),
        ("ta<cursor>bles.${sls", ["conf.yml:2", "conf.yml:3"]),
        ("src/guard<cursor>.check", ["src/guard.js:1"]),
        ("src/notes<cursor>.list", ["src/notes.js:1"]),
        ("!Ref <cursor>Table", ["serverless.yml:35"]),
        ("!<cursor>Ref Table", ["serverless.yml:35"]),
        ("!GetAtt Guard<cursor>Lambda", ["serverless.yml:18"]),
        ("${Table<cursor>.Arn}", ["serverless.yml:35"]),
        ("${ApiGateway<cursor>RestApi}", ["serverless.yml:31"]),
        ("ApiGatewayMethod<cursor>Notes", ["serverless.yml:31"]),
        ("[<cursor>Table]", ["serverless.yml:35"]),
        ("authorizer: <cursor>guard", ["serverless.yml:18"]),
        ("{name: <cursor>users}", ["serverless.yml:8"]),
        ("functionName: gu<cursor>ard", ["serverless.yml:18"]),
        ("stage: d<cursor>ev", []),
    ],
)
def test_definition(mark: str, targets: list[str]) -> None:
    here = at(mark)
    assert here.lined(definition(here.view, here.offset)) == targets


@pytest.mark.parametrize(
    ("mark", "users"),
    [
        ("<cursor>table: ${file", ["self:custom.table"]),
        ("<cursor>limits:", ["self:custom.limits.${sls:stage}.time"]),
        ("<cursor>prod: {time", ["self:custom.limits.${sls:stage}.time"]),
        ("<cursor>Table: {Type", ["Table", "${Table.Arn}", "Table"]),
        ("<cursor>guard:\n", ["guard", "GuardLambdaFunction.Arn", "guard"]),
        ("us<cursor>ers: {type", ["users"]),
        ("${self:custom.<cursor>limits.", ["self:custom.limits.${sls:stage}.time"]),
        ("!Ref T<cursor>able", ["Table", "${Table.Arn}", "Table"]),
        ("memory<cursor>Size", []),
    ],
)
def test_references(mark: str, users: list[str]) -> None:
    here = at(mark)
    found = find_references(here.view, here.offset)
    assert here.shown(found) == [f"serverless.yml: {user}" for user in users]


def test_the_declaration_is_among_them_if_asked_for() -> None:
    here = at("<cursor>table: ${file")
    assert here.lined(find_references(here.view, here.offset, declaration=True)) == [
        "serverless.yml:13",
        "serverless.yml:27",
    ]


def test_from_an_included_file() -> None:
    here = at("  pr<cursor>od: notes", "conf.yml")
    assert here.shown(find_references(here.view, here.offset)) == ["serverless.yml: file(conf.yml):tables.${sls:stage}"]


def test_from_code_to_the_handlers() -> None:
    here = at("src/notes<cursor>.list")
    path = os.path.join(ROOT, "src", "notes.js")
    view = View(here.view.session, path, here.view.session.documents.read_text(path), here.view.services)
    assert here.shown(find_references(view, 5)) == ["serverless.yml: src/notes.list"]
    assert find_references(view, len(view.file.text)) == ()


def test_includes_keep_their_context() -> None:
    here = marked(
        {
            "serverless.yml": "service: a\nprovider: {name: aws}\ncustom: {x: 1}\nfunctions: ${file(f.yml)}\n",
            "f.yml": "a:\n  handler: a.b\n  timeout: ${self:custom.<cursor>x}\n",
        }
    )
    assert here.lined(definition(here.view, here.offset)) == ["serverless.yml:3"]


def test_nothing_outside_of_the_workspace() -> None:
    here = marked("custom:\n  x: ${file(../../etc/<cursor>passwd)}\n")
    assert definition(here.view, here.offset) == ()


TYPESCRIPT = """import type { AWS } from '@serverless/typescript';
const service: AWS = {
  service: 'notes',
  provider: { name: 'aws', runtime: 'nodejs22.x', stage: 'dev' },
  custom: { size: 3 },
  functions: {
    list: {
      handler: 'src/notes.list',
      timeout: '${self:custom.size}' as any,
      events: [{ http: { path: 'notes', method: 'get', authorizer: 'aws_iam' } }],
    },
  },
  resources: { Resources: { Table: { Type: 'AWS::DynamoDB::Table' } } },
};
module.exports = service;
"""


@pytest.mark.parametrize(
    ("mark", "targets"),
    [("${self:custom.<cursor>size}", ["serverless.ts:5"]), ("src/notes<cursor>.list", ["src/notes.js:1"])],
)
def test_in_a_service_written_as_code(mark: str, targets: list[str]) -> None:
    text = TYPESCRIPT.replace(mark.replace("<cursor>", ""), mark, 1)
    here = marked({"serverless.ts": text, "src/notes.js": FILES["src/notes.js"]})
    assert here.lined(definition(here.view, here.offset)) == targets


def test_references_in_a_service_written_as_code() -> None:
    here = marked({"serverless.ts": TYPESCRIPT.replace("size: 3", "si<cursor>ze: 3")})
    assert here.shown(find_references(here.view, here.offset)) == ["serverless.ts: self:custom.size"]


OTHER = """service: b
provider: {name: aws}
resources:
  Outputs:
    Table: {Value: x, Export: {Name: the-table}}
"""


@pytest.mark.parametrize(
    "written", ["${cf:b-dev.<cursor>Table}", "!ImportValue the-<cursor>table", "{Fn::ImportValue: the-<cursor>table}"]
)
def test_outputs_of_other_services(written: str) -> None:
    here = marked(
        {
            "a/serverless.yml": f"service: a\nprovider: {{name: aws}}\ncustom:\n  x: {written}\n",
            "b/serverless.yml": OTHER,
        }
    )
    assert here.lined(definition(here.view, here.offset)) == ["b/serverless.yml:5"]


@pytest.mark.parametrize("written", ["${self:custom.sizes.${opt:size}}", "${self:custom.sizes.huge, 3}"])
def test_the_nearest_key_where_the_address_is_not_there(written: str) -> None:
    text = f"custom:\n  sizes: {{small: 1}}\n  x: {written.replace('sizes', 'si<cursor>zes')}\n"
    here = marked(text)
    assert here.shown(definition(here.view, here.offset)) == ["serverless.yml: sizes"]


SHARED = {
    "a/serverless.yml": "service: a\nprovider: {name: aws}\ncustom: {x: 1}\nfunctions: ${file(../f.yml)}\n",
    "b/serverless.yml": "service: b\nprovider: {name: aws}\ncustom: {x: 2}\nfunctions: ${file(../f.yml)}\n",
    "f.yml": "f:\n  handler: a.b\n  timeout: ${self:custom.x}\n",
}


def test_a_file_of_two_services_leads_to_both() -> None:
    here = marked({**SHARED, "f.yml": SHARED["f.yml"].replace("custom.x", "custom.<cursor>x")})
    assert here.lined(definition(here.view, here.offset)) == ["a/serverless.yml:3", "b/serverless.yml:3"]
