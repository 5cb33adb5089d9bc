"""Projects: services opened once and when they are asked for, and links between them as texts."""

import os

import pytest
from projects import ROOT, session
from slslint.engine.session import Session
from slslint.project.link import linked
from slslint.project.output import outputs_of, text_value
from slslint.project.project import Project, project_of
from slslint.service.file import ServiceFile
from slslint.service.service import Service
from slslint.values.value import Hole

OUTPUTS = """service: one
frameworkVersion: '3'
provider: {name: aws, region: eu-west-1}
functions:
  f:
    handler: a.b
    events: [{http: GET /x}, {httpApi: GET /y}, {websocket: $connect}]
resources:
  Outputs:
    Plain: {Value: text, Export: {Name: plain}}
    Id: {Value: !Ref ApiGatewayRestApi, Export: {Name: !Sub '${AWS::StackName}-id'}}
    Silent: {Value: '${ssm:/x}'}
    Choice: {Value: !If [Some, a, b], Export: {Name: choice}}
"""
IMPORTS = """service: two
provider: {name: aws}
resources:
  Resources:
    A: {Type: 'AWS::SNS::Topic', Properties: {TopicName: TEXT}}
"""


def files(text: str = "x", **more: str) -> dict[str, str]:
    return {"one/serverless.yml": OUTPUTS, "two/serverless.yml": IMPORTS.replace("TEXT", text), **more}


def opened(found: Project, name: str) -> ServiceFile:
    file = found.open(os.path.join(ROOT, name, "serverless.yml"))
    assert isinstance(file, ServiceFile)
    return file


def name_of(text: str, **more: str) -> tuple[str, ...]:
    """The topic's name in the second service, linked; holes as their names."""
    file = opened(session(files(text, **more)).project(), "two")
    service = file.services[0]
    atoms = text_value(service, service.resources.get("A").at("Properties", "TopicName"))
    assert atoms is not None
    return tuple(atom if isinstance(atom, str) else f"<{atom.name}>" for atom in linked(service, atoms))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("!ImportValue plain", ("text",)),
        ("!Sub ['a-${B}', {B: !ImportValue plain}]", ("a-text",)),
        ("!ImportValue one-dev-id", ("<Ref:ApiGatewayRestApi>",)),
        ("'${cf:one-dev.Plain}'", ("text",)),
        ("'x ${cf:one-dev.Id}'", ("x ", "<Ref:ApiGatewayRestApi>")),
        ("'${cf:one-dev.HttpApiId}'", ("<Ref:HttpApi>",)),
        (
            "!ImportValue sls-one-dev-ServiceEndpoint",
            ("https://", "<Ref:ApiGatewayRestApi>", ".execute-api.eu-west-1.amazonaws.com/dev"),
        ),
        (
            "'${cf:one-dev.HttpApiUrl}'",
            ("https://", "<Ref:HttpApi>", ".execute-api.eu-west-1.amazonaws.com"),
        ),
        (
            "'${cf:one-dev.ServiceEndpointWebsocket}'",
            ("wss://", "<Ref:WebsocketsApi>", ".execute-api.eu-west-1.amazonaws.com/dev"),
        ),
        ("!ImportValue choice", ("<import:choice>",)),
        ("!ImportValue nowhere", ("<import:nowhere>",)),
        ("'${cf:one-dev.Nothing}'", ("<cf:one-dev.Nothing>",)),
        ("'${cf:one-prod.Plain}'", ("<cf:one-prod.Plain>",)),
        ("'${cf(us-east-1):one-dev.Plain}'", ("<cf(us-east-1):one-dev.Plain>",)),
        ("'${cf(eu-west-1):one-dev.Plain}'", ("text",)),
        ("'${cf:one-dev.Plain, \"else\"}'", ("<cf:one-dev.Plain, 'else'>",)),
        ("'${cf:one-dev.Silent}'", ("<ssm:/x>",)),
        ("!Join ['', [!ImportValue plain, !Ref 'AWS::Region']]", ("texteu-west-1",)),
        ("!Join ['', [!Ref 'AWS::AccountId', !ImportValue plain]]", ("<AWS::AccountId>", "text")),
    ],
)
def test_what_an_import_is(text: str, wanted: tuple[str, ...]) -> None:
    assert name_of(text) == wanted


def test_accounts_of_linked_stacks_are_one() -> None:
    found = session(files("!Join ['', [!Ref 'AWS::AccountId', !ImportValue plain]]")).project()
    one, two = (opened(found, name).services[0] for name in ("one", "two"))
    account = [linked(each, (each.scope.hole("AWS::AccountId", "acct"),)) for each in (one, two)]
    assert account[0] == account[1]
    assert isinstance(account[0][0], Hole)
    apart = session(files()).project()
    one, two = (opened(apart, name).services[0] for name in ("one", "two"))
    assert len({linked(each, (each.scope.hole("AWS::AccountId", "acct"),)) for each in (one, two)}) == 2


def test_a_stack_of_another_region_shares_the_account_alone() -> None:
    text = "!Join ['', [!Ref 'AWS::Region', !Ref 'AWS::AccountId', '${cf(eu-west-1):one-dev.Plain}']]"
    assert name_of(text) == ("<AWS::Region>", "<AWS::AccountId>", "text")
    assert name_of(text.replace("cf(eu-west-1):", "cf:"))[0].startswith("eu-west-1")


def test_own_outputs_win_over_those_that_the_framework_adds() -> None:
    text = OUTPUTS + "    HttpApiId: {Value: mine}\n"
    file = session({"serverless.yml": text}).open(os.path.join(ROOT, "serverless.yml"))
    assert isinstance(file, ServiceFile)
    outputs = outputs_of(file.services[0])
    assert (outputs["HttpApiId"].value, outputs["HttpApiId"].export) == (("mine",), "sls-one-dev-HttpApiId")
    assert (outputs["Plain"].export, outputs["Silent"].export) == ("plain", None)


def test_the_endpoint_where_versions_differ() -> None:
    for version, wanted in (("3", "/dev"), ("4", "/live"), (None, None)):
        text = OUTPUTS.replace("region: eu-west-1", "region: eu-west-1, apiGateway: {stage: live}")
        text = text.replace("frameworkVersion: '3'\n", f"frameworkVersion: '{version}'\n" if version else "")
        file = session({"serverless.yml": text}).open(os.path.join(ROOT, "serverless.yml"))
        assert isinstance(file, ServiceFile)
        value = outputs_of(file.services[0])["ServiceEndpoint"].value
        assert (str(value[-1])[-len(wanted) :] if value and wanted else value) == wanted


def test_files_are_opened_once_and_when_asked_for() -> None:
    found = session(files())
    project = found.project()
    parsed = found.documents.parsed
    one = opened(project, "one")
    assert found.documents.parsed == parsed + 1
    assert opened(project, "one") is one
    assert project_of(one) is project
    assert {file.path for file in project.files(ROOT)} == {
        os.path.join(ROOT, name, "serverless.yml") for name in ("one", "two")
    }
    assert one in project.files(ROOT)


def test_services_in_any_stage() -> None:
    project = session(files()).project()
    assert [service.stage for service in project.services(ROOT, "qa")] == ["qa", "qa"]
    assert project.services(ROOT, "qa") is project.services(ROOT, "qa")
    assert project.services(ROOT, None) == ()


@pytest.mark.parametrize("text", ["a: [", "", "\x00", "service: x\nprovider: {name: google}\n", "- a\n- b\n"])
def test_neighbours_that_cannot_be_read(text: str) -> None:
    assert name_of("!ImportValue plain", **{"three/serverless.yml": text}) == ("text",)


def test_a_service_that_stands_alone() -> None:
    found = Session(session(files("!ImportValue plain")).workspace)
    file = found._open(os.path.join(ROOT, "two", "serverless.yml"))
    assert isinstance(file, ServiceFile)
    service: Service = file.services[0]
    hole = Hole("import:plain")
    assert project_of(file) is None
    assert linked(service, (hole,)) == (hole,)


def test_repositories_have_nothing_to_do_with_each_other() -> None:
    found = session({f"{repository}/{name}": text for repository in "ab" for name, text in files().items()}).project()
    assert found.repository(os.path.join(ROOT, "a", "one", "serverless.yml")) == ROOT
    assert len(found.files(ROOT)) == 4
    cloned = {"a/.git/HEAD": "ref: refs/heads/main", "b/.git": "gitdir: ../.git/modules/b"}
    every = {f"{repository}/{name}": text for repository in "ab" for name, text in files().items()}
    found = session(every | cloned | {"c/serverless.yml": OUTPUTS}).project()
    a, b = (os.path.join(ROOT, name, "one", "serverless.yml") for name in "ab")
    assert (found.repository(a), found.repository(b)) == (os.path.join(ROOT, "a"), ROOT)
    assert [os.path.relpath(file.path, ROOT) for file in found.files(os.path.join(ROOT, "a"))] == [
        os.path.join("a", "one", "serverless.yml"),
        os.path.join("a", "two", "serverless.yml"),
    ]
    assert len(found.files(ROOT)) == 3
