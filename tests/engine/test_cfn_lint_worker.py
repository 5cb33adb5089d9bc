"""The worker itself, with the real cfn-lint: what it finds, what it never says of the unknown, what it may not do."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from projects import completed
from slslint.engine.external import cfn_lint, machine, process
from slslint.engine.external.process import Failed, Worker
from slslint.engine.options import LintOptions
from slslint.engine.session import Session
from slslint.workspace import Workspace
from slslint.workspace.workspace import find_root


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One process for all tests of this module: it takes a second to start."""
    one = Worker()
    yield one
    one.close()


@pytest.fixture(autouse=True)
def shared(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions ask the module's worker."""
    monkeypatch.setattr(cfn_lint, "Worker", lambda: worker)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project."""
    (tmp_path / "project" / ".git").mkdir(parents=True)
    return tmp_path / "project"


def found(project: Path, text: str, **options: Any) -> list[tuple[str, int]]:
    """(code, line) of cfn-lint's findings in a service."""
    (project / "serverless.yml").write_text(completed("serverless.yml", text), encoding="utf-8")
    result = Session(Workspace(find_root(str(project))), LintOptions(template=True, **options)).lint([str(project)])
    assert not result.notes
    return [(each.code.partition("/")[2], each.at.line) for each in result.findings if each.code.startswith("cfn-lint")]


def test_a_misspelt_property(project: Path) -> None:
    text = "resources:\n  Resources:\n    A:\n      Type: AWS::S3::Bucket\n      Properties:\n        BucketNam: x\n"
    assert found(project, text) == [("E3002", 6)]


def test_the_template_s_parts(project: Path) -> None:
    text = """
resources:
  Parameters:
    Idle: {Type: String}
  Conditions:
    Broken: !Equals [a]
  Resources:
    Queue:
      Type: AWS::SQS::Queue
      Properties:
        VisibilityTimeout: soon
        RedrivePolicy: {maxReceiveCount: 3, deadLetterTargetArn: !GetAtt Queue.Nope}
      Colour: red
    Function:
      Type: AWS::Nope::Nope
  Outputs:
    Out: {Valu: 1}
"""
    assert {("W2001", 4), ("E8003", 6), ("E3012", 11), ("E1010", 12), ("E3006", 15)} <= set(found(project, text))
    assert [line for code, line in found(project, text) if line == 17]


UNKNOWN = "${ssm:/unknown}"
MANY = f"""
functions: {{list: {{handler: src/a.list, timeout: '{UNKNOWN}', environment: '{UNKNOWN}'}}}}
resources:
  Parameters:
    P: {{Type: String, Default: '{UNKNOWN}', AllowedValues: ['{UNKNOWN}']}}
  Mappings: {{M: {{a: {{b: '{UNKNOWN}'}}}}}}
  Conditions:
    C: !Equals ['{UNKNOWN}', prod]
    D: !Not ['{UNKNOWN}']
    E: '{UNKNOWN}'
  Resources:
    Any: {{Type: '{UNKNOWN}', Properties: {{a: 1}}}}
    Whole: '{UNKNOWN}'
    Bucket: {{Type: AWS::S3::Bucket, Condition: '{UNKNOWN}', Properties: '{UNKNOWN}'}}
    Named: {{Type: AWS::S3::Bucket, Properties: {{BucketName: 'A_{UNKNOWN}', Tags: '{UNKNOWN}'}}}}
    Queue:
      Type: AWS::SQS::Queue
      DependsOn: ['{UNKNOWN}', Bucket]
      Properties:
        VisibilityTimeout: '{UNKNOWN}'
        FifoQueue: '{UNKNOWN}'
        DelaySeconds: !If [C, '{UNKNOWN}', !FindInMap [M, a, b]]
        RedrivePolicy: {{deadLetterTargetArn: '{UNKNOWN}', maxReceiveCount: '{UNKNOWN}'}}
    Mapping:
      Type: AWS::Lambda::EventSourceMapping
      Properties: {{EventSourceArn: !GetAtt Queue.Arn, FunctionName: !GetAtt ListLambdaFunction.Arn}}
    Table:
      Type: AWS::DynamoDB::Table
      DeletionPolicy: '{UNKNOWN}'
      UpdateReplacePolicy: Retain
      Properties:
        TableName: '{UNKNOWN}'
        BillingMode: '{UNKNOWN}'
        AttributeDefinitions: [{{AttributeName: '{UNKNOWN}', AttributeType: '{UNKNOWN}'}}]
        KeySchema: [{{AttributeName: id, KeyType: '{UNKNOWN}'}}]
    Second:
      Type: AWS::DynamoDB::Table
      DeletionPolicy: Retain
      UpdateReplacePolicy: Retain
      Properties: {{TableName: '{UNKNOWN}', AttributeDefinitions: '{UNKNOWN}', KeySchema: '{UNKNOWN}'}}
    Policy:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        Roles: ['{UNKNOWN}']
        PolicyDocument:
          Version: '2012-10-17'
          Statement:
            - {{Effect: '{UNKNOWN}', Action: '{UNKNOWN}', Resource: ['{UNKNOWN}/*', !Sub 'x${{Queue}}{UNKNOWN}']}}
            - '{UNKNOWN}'
    Group:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: '{UNKNOWN}'
        VpcId: '{UNKNOWN}'
        SecurityGroupIngress:
          - {{IpProtocol: '{UNKNOWN}', FromPort: '{UNKNOWN}', ToPort: '{UNKNOWN}', CidrIp: '{UNKNOWN}'}}
    Own:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: '{UNKNOWN}'
        Handler: '{UNKNOWN}'
        Role: '{UNKNOWN}'
        Timeout: '{UNKNOWN}'
        Code: '{UNKNOWN}'
        VpcConfig: {{SecurityGroupIds: ['{UNKNOWN}'], SubnetIds: '{UNKNOWN}'}}
    Site:
      Type: AWS::CloudFront::Distribution
      Properties:
        DistributionConfig:
          Enabled: '{UNKNOWN}'
          Aliases: ['{UNKNOWN}']
          ViewerCertificate: {{AcmCertificateArn: '{UNKNOWN}', SslSupportMethod: '{UNKNOWN}'}}
          Origins:
            - Id: '{UNKNOWN}'
              DomainName: '{UNKNOWN}'
              CustomOriginConfig: {{OriginProtocolPolicy: '{UNKNOWN}'}}
          DefaultCacheBehavior:
            TargetOriginId: '{UNKNOWN}'
            ViewerProtocolPolicy: '{UNKNOWN}'
            CachePolicyId: '{UNKNOWN}'
  Outputs:
    A: {{Value: '{UNKNOWN}', Export: {{Name: '{UNKNOWN}'}}, Description: '{UNKNOWN}', Condition: '{UNKNOWN}'}}
    B: '{UNKNOWN}'
"""


def test_nothing_is_said_of_the_unknown(project: Path) -> None:
    assert found(project, MANY) == []
    assert found(project, MANY.replace(UNKNOWN, "${env:NAME}-x")) == []


@pytest.mark.parametrize(("condition", "lines"), [("C", []), ("D", [9, 10]), (UNKNOWN, [])])
def test_a_condition_that_is_unknown_may_be_any(project: Path, condition: str, lines: list[int]) -> None:
    text = (
        "resources:\n  Conditions: {C: !Equals [!Ref AWS::Region, a], D: !Equals [!Ref AWS::Region, b]}\n"
        "  Resources:\n    A: {Type: AWS::SNS::Topic, Condition: C}\n    B: {Type: AWS::SNS::Topic, Condition: D}\n"
        f"    Own:\n      Type: AWS::SNS::Topic\n      Condition: {condition}\n      DependsOn: [A]\n"
        "      Properties: {TopicName: !GetAtt A.TopicName}\n"
    )
    assert sorted({line for code, line in found(project, text) if code in ("E3005", "W1001")}) == lines


def test_nothing_is_said_of_what_is_not_there_twice(project: Path) -> None:
    text = (
        "resources:\n  Resources:\n    A:\n      Type: AWS::SNS::Topic\n      DependsOn: Nope\n      Condition: Not\n"
        "      Properties: {TopicName: !Ref Nope, DisplayName: !GetAtt Nope.Arn}\n"
        "  Outputs: {B: {Value: !Sub '${Nope}', Condition: Not}}\n"
    )
    assert found(project, text) == []


def test_cfn_lint_s_own_directives_and_settings_count(project: Path) -> None:
    text = (
        "resources:\n  Resources:\n    A:\n      Type: AWS::S3::Bucket\n"
        "      Metadata: {cfn-lint: {config: {ignore_checks: [E3002]}}}\n      Properties: {Nam: x}\n"
    )
    assert found(project, text) == []
    text = text.replace("E3002", "E3001")
    assert found(project, text) == [("E3002", 6)]
    (project / ".cfnlintrc").write_text("ignore_checks: [E3002]\n", encoding="utf-8")
    assert found(project, text) == []


EVIL = """
import pathlib
pathlib.Path({marker!r}).write_text("ran")
from cfnlint.rules import CloudFormationLintRule
class Evil(CloudFormationLintRule):
    id = "E9999"
"""
MISSPELT = "resources:\n  Resources:\n    A:\n      Type: AWS::S3::Bucket\n      Properties: {Nam: x}\n"


@pytest.mark.parametrize("where", [".cfnlintrc", "Metadata", "home", "service folder"])
def test_a_configuration_runs_no_code(tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, marker, home, project = (tmp_path / name for name in ("rules", "marker", "home", "project"))
    for folder in (rules, home, project, project / ".git"):
        folder.mkdir()
    (rules / "Evil.py").write_text(EVIL.format(marker=str(marker)), encoding="utf-8")
    settings = f"append_rules: [{rules}]\nignore_checks: [E]\n"
    text = MISSPELT
    if where == "Metadata":
        text += f"  Metadata: {{cfn-lint: {{config: {{append_rules: [{rules}], custom_rules: {rules}/Evil.py}}}}}}\n"
    elif where == ".cfnlintrc":
        (project / ".cfnlintrc").write_text(settings.replace("ignore_checks: [E]", ""), encoding="utf-8")
    elif where == "home":
        (home / ".cfnlintrc").write_text(settings, encoding="utf-8")
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setattr(cfn_lint, "Worker", Worker)  # one that is started now
    else:
        project = project / "service"
        project.mkdir()
        (project / ".cfnlintrc").write_text(settings, encoding="utf-8")
        monkeypatch.chdir(project)
    assert found(project, text) == [("E3002", 5)]
    assert not marker.exists()


def test_a_nested_template_is_not_opened(project: Path) -> None:
    nested = project / "nested.yml"
    nested.write_text("Parameters: {Needed: {Type: String}}\nResources: {}\n", encoding="utf-8")
    text = (
        "resources:\n  Resources:\n    A:\n      Type: AWS::CloudFormation::Stack\n"
        f"      Properties: {{TemplateURL: {nested}}}\n"
    )
    assert [code for code, _ in found(project, text)] == ["W3002"]


ATTEMPTS = {
    "read": "open('/etc/hostname').read()",
    "read low": "import os; os.open('/etc/hostname', os.O_RDONLY)",
    "list": "import os; os.listdir('/')",
    "write": "open(os.path.join(room, 'x'), 'w')",
    "connect": "import socket; socket.socket()",
    "run": "import subprocess; subprocess.Popen(['true'])",
    "system": "import os; os.system('true')",
    "remove": "import os; os.remove(os.path.join(room, 'x'))",
    "library": "import ctypes; ctypes.CDLL(None)",
}
GUARDED = """
import os, sys, json
sys.path += json.loads(sys.argv[1])
from slslint.engine.external.guard import Guard, Refused
import socket, subprocess, ctypes
room = os.path.dirname(os.__file__)
guard = Guard()
guard.close((room,))
open(os.path.join(room, "os.py")).close()
for name, code in json.loads(sys.argv[2]).items():
    try:
        exec(code)
    except Refused:
        print(name)
"""


def test_the_guard_refuses() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GUARDED, json.dumps(machine.packages()), json.dumps(ATTEMPTS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split("\n")[:-1] == list(ATTEMPTS), done.stderr


def test_the_worker_sees_nothing_of_the_user_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    given = machine.environment(str(tmp_path))
    assert set(given) <= {
        "SYSTEMROOT", "WINDIR", "HOME", "USERPROFILE", "XDG_CACHE_HOME", "LOCALAPPDATA", "TMPDIR", "PYTHONHASHSEED",
        "PYTHONUTF8", "AWS_REGION",
    }  # fmt: skip
    monkeypatch.syspath_prepend(os.getcwd())
    assert os.getcwd() not in machine.packages()


def test_what_a_rule_is_about(worker: Worker) -> None:
    about = worker.ask({"rule": "E3002"}).wait()["rule"]
    assert (about["code"], about["severity"]) == ("E3002", "error")
    assert about["summary"]
    assert worker.ask({"rule": "E9999"}).wait()["rule"] is None


def test_a_question_that_makes_no_sense_ends_nothing(worker: Worker) -> None:
    with pytest.raises(Failed):
        worker.ask({"template": []}).wait()
    question = {"template": {"Resources": {}}, "regions": ["mars"], "settings": {}}
    assert "matches" in worker.ask(question).wait()


STAND_INS = {
    "ends": ("import sys; sys.stdin.readline()", "it ended without an answer"),
    "talks": ("import sys; sys.stdin.readline(); print('hello', flush=True); sys.stdin.read()", "makes no sense"),
    "half": ("import sys; sys.stdin.readline(); print('{', end='', flush=True)", "it ended without an answer"),
    "sleeps": ("import time; time.sleep(60)", "it took longer than 0.3 seconds"),
    "list": ("print('[]', flush=True); import sys; sys.stdin.read()", "makes no sense"),
}


@pytest.mark.parametrize("name", STAND_INS)
def test_a_worker_that_fails(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, text = STAND_INS[name]
    monkeypatch.setattr(process, "BOOT", code)
    one = Worker(seconds=0.3 if name == "sleeps" else 20)
    first, second = one.ask({}), one.ask({})
    with pytest.raises(Failed, match=text):
        first.wait()
    with pytest.raises(Failed):
        second.wait()
    assert one.is_closed
    with pytest.raises(Failed):
        one.ask({}).wait()


def test_a_program_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process.sys, "executable", "/nowhere/python")
    with pytest.raises(Failed, match="could not be started"):
        Worker().ask({}).wait()


def test_nothing_is_started_for_what_is_known(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLSLINT_CACHE_DIR", str(tmp_path / "cache"))
    assert found(project, MISSPELT, cache=True) == [("E3002", 5)]
    monkeypatch.setattr(cfn_lint, "Worker", None)
    assert found(project, MISSPELT, cache=True) == [("E3002", 5)]


def resource(kind: str, properties: str, head: str = "") -> str:
    return f"{head}resources:\n  Resources:\n    A:\n      Type: {kind}\n      Properties: {properties}\n"


INCLUDE = "Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://a/b.yml}}"


@pytest.mark.parametrize(
    "properties",
    [
        "${ssm:/props}",
        "${env:props}",
        "${self:custom.x, ssm:/props}",
        f"{{{INCLUDE}}}",
        f"{{Protocol: sqs, {INCLUDE}}}",
    ],
)
def test_nothing_is_lacking_in_unknown_properties(project: Path, properties: str) -> None:
    assert not found(project, resource("AWS::SNS::Subscription", properties))


def test_nothing_is_lacking_in_unknown_properties_of_sam(project: Path) -> None:
    text = resource("AWS::Serverless::Function", "${ssm:/e}") + "  Transform: AWS::Serverless-2016-10-31\n"
    assert not found(project, text)


def test_nothing_is_lacking_where_extensions_are_unknown(project: Path) -> None:
    text = resource("AWS::SNS::Subscription", "{Protocol: sqs}")
    assert found(project, text) == [("E3003", 5)]
    assert not found(project, f"{text}  extensions: {{A: {{Properties: '${{ssm:/props}}'}}}}\n")


def test_what_lacks_beside_an_unknown_value_is_lacking(project: Path) -> None:
    assert found(project, resource("AWS::SNS::Subscription", "{Protocol: '${ssm:/a}'}")) == [("E3003", 5)]


def in_code(project: Path, resources: str) -> list[tuple[str, str]]:
    """(code, text) of cfn-lint's findings in a service that is written in TypeScript, where `more` is not known."""
    head = (
        "import { more } from 'more'\nmodule.exports = { service: 'a', provider: { name: 'aws', region: 'eu-west-1' },"
    )
    (project / "serverless.ts").write_text(f"{head}\nresources: {resources} }}\n", encoding="utf-8")
    result = Session(Workspace(find_root(str(project))), LintOptions(template=True)).lint([str(project)])
    assert not result.notes
    assert len(result.services) == 1
    return [(each.code.partition("/")[2], each.at.text) for each in result.findings if each.code.startswith("cfn-lint")]


@pytest.mark.parametrize(
    ("of_a", "expected"),
    [
        ("Type: 'AWS::SNS::Subscription', Properties: { ...more }", []),
        ("Type: 'AWS::SNS::Subscription', ...more", []),
        ("Type: 'AWS::SNS::Subscription', Properties: { ...more, Nope: 1 }", [("E3002", "Nope")]),
        ("Type: 'AWS::S3::Bucket', Properties: { LifecycleConfiguration: { ...more } }", []),
        (
            "Type: 'AWS::S3::Bucket', Properties: { LifecycleConfiguration: { ...more, Nope: 1 } }",
            [("E3002", "Nope")],
        ),
    ],
)
def test_what_code_spreads_may_be_what_lacks(project: Path, of_a: str, expected: list[tuple[str, str]]) -> None:
    assert in_code(project, f"{{ Resources: {{ A: {{ {of_a} }} }} }}") == expected


def test_sections_into_which_code_spreads_something(project: Path) -> None:
    sections = (
        "Conditions: { ...more, C: { ...more } }, Mappings: { M: { a: { ...more } } }, Parameters: { ...more }, "
        "Resources: { ...more, A: { Type: 'AWS::S3::Bucket', Condition: 'D', Properties: { Nope: 1 } } }, "
        "Outputs: { X: { Value: { Ref: 'A' } }, Y: { Value: { 'Fn::GetAtt': ['B', 'Arn'] } }, Z: { ...more }, "
        "W: { Value: { 'Fn::FindInMap': ['M', 'a', 'b'] } } }"
    )
    assert in_code(project, f"{{ {sections} }}") == [("E3002", "Nope")]
    assert in_code(project, "{ ...more, Outputs: { X: { Value: { Ref: 'A' } } } }") == []


def test_a_substitution_of_a_serverless_variable_is_needed(project: Path) -> None:
    assert found(project, resource("AWS::S3::Bucket", "{BucketName: !Sub 'x-y'}")) == [("W1020", 5)]
    assert not found(project, resource("AWS::S3::Bucket", "{BucketName: !Sub 'x-${sls:stage}'}"))


def test_what_is_the_framework_s_is_judged_where_it_is_used(project: Path) -> None:
    head = "provider: {name: aws, region: eu-west-1, apiGateway: {restApiId: {'Fn::ImportValue': x}}}\n"
    text = f"service: a\n{head}resources:\n  Outputs:\n    Id:\n      Value: ${{self:provider.apiGateway.restApiId}}\n"
    (project / "serverless.yml").write_text(text, encoding="utf-8")
    result = Session(Workspace(find_root(str(project))), LintOptions(template=True)).lint([str(project)])
    (finding,) = [each for each in result.findings if each.code == "cfn-lint/W6001"]
    assert (finding.at.line, finding.at.text) == (6, "${self:provider.apiGateway.restApiId}")
    assert finding.at.path == "resources.Outputs.Id.Value"
    assert [(each.at.line, each.message) for each in finding.related] == [(2, "the value comes from here")]


def test_what_is_a_template_s_is_judged_where_it_is_written(project: Path) -> None:
    text = resource("AWS::S3::Bucket", "${self:custom.bucket}", "custom:\n  bucket:\n    Nope: 1\n")
    assert found(project, text) == [("E3002", 3)]
