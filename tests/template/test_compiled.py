"""The compiled template: what is the user's and where, what the framework adds, what stands in for the unknown."""

import os
from typing import Any

from projects import ROOT, completed, session
from slslint.service.file import ServiceFile
from slslint.template.compiled import Template, template_of
from slslint.template.convert import STAND_IN, UNKNOWN


def compiled(text: str, **files: str) -> Template:
    """The template of a service, in its first stage."""
    every = {"serverless.yml": completed("serverless.yml", text)}
    every |= {name.replace("_", "."): content for name, content in files.items()}
    opened = session(every).open(os.path.join(ROOT, "serverless.yml"))
    assert isinstance(opened, ServiceFile)
    template = template_of(opened.services[0])
    assert template is not None
    return template


def properties(text: str, **files: str) -> dict[str, Any]:
    """The properties of the resource `R`, whose properties are written in `text`."""
    head = "resources:\n  Resources:\n    Other:\n      Type: AWS::SNS::Topic\n    R:\n      Type: AWS::X::Y\n"
    lines = "".join(f"        {line}\n" for line in text.splitlines())
    return compiled(f"{head}      Properties:\n{lines}", **files).data["Resources"]["R"]["Properties"]


def is_stand_in(value: Any) -> bool:
    return list(value) == ["Fn::Transform"] and value["Fn::Transform"]["Name"].startswith(UNKNOWN)


def test_numbers_lead_to_keys_and_values() -> None:
    template = compiled("resources:\n  Outputs:\n    A:\n      Value: [x, 1]\n")
    written = [place.at.text.strip() if place.at else None for place in template.places]
    start = written.index("A")
    assert written[start : start + 6] == ["A", "Value: [x, 1]", "Value", "[x, 1]", "x", "1"]
    at = template.places[start + 2].at
    assert at is not None
    assert (at.text, at.line, at.path) == ("Value", 4, "resources.Outputs.A.Value")


def test_what_is_included_stands_in_its_file() -> None:
    template = compiled("resources: ${file(all.yml)}\n", all_yml="Outputs:\n  A:\n    Value: 1\n")
    found = [place.at for place in template.places if place.at is not None and place.at.text == "Value"]
    assert [(os.path.basename(at.file.path), at.line) for at in found] == [("all.yml", 3)]


def test_lists_are_merged() -> None:
    template = compiled("resources:\n  - Outputs: {A: {Value: 1}}\n  - Outputs: {B: {Value: 2}}\n")
    assert template.data["Outputs"] == {"A": {"Value": 1}, "B": {"Value": 2}}


def test_unknown_values_are_stood_in_for_each_by_its_own() -> None:
    found = properties("a: ${ssm:/a}\nb: x-${env:B}\nc: [1, '${cf:s.o}']\n")
    stand_ins = [found["a"], found["b"], found["c"][1]]
    assert all(map(is_stand_in, stand_ins))
    assert len({str(each) for each in stand_ins}) == 3


def test_a_function_of_something_unknown_is_unknown() -> None:
    found = properties(
        "a: !Join ['', [x, '${ssm:/a}']]\nb: !Sub 'x-${ssm:/a}'\nc: !If [No, 1, 2]\nd: !GetAtt Other.Arn"
    )
    assert [is_stand_in(found[name]) for name in "abc"] == [True, True, True]
    assert found["d"] == {"Fn::GetAtt": "Other.Arn"} or found["d"] == {"Fn::GetAtt": ["Other", "Arn"]}


def test_a_reference_to_what_is_not_there_is_unknown() -> None:
    found = properties("a: !Ref Nope\nb: !GetAtt Nope.Arn\nc: !Sub '${Nope}'\nd: !Ref Other\ne: !Ref AWS::Region")
    assert [is_stand_in(found[name]) for name in "abc"] == [True, True, True]
    assert (found["d"], found["e"]) == ({"Ref": "Other"}, {"Ref": "AWS::Region"})


def test_a_resource_that_is_nothing_is_not_there() -> None:
    data = compiled("resources:\n  Resources: {A: null}\n  Outputs: {B: {Value: !Ref A}}\n").data
    assert "A" not in data["Resources"]
    assert is_stand_in(data["Outputs"]["B"]["Value"])


def test_an_unknown_branch_leaves_the_other_one() -> None:
    text = (
        "resources:\n  Conditions: {C: !Equals [!Ref AWS::Region, x]}\n"
        "  Outputs: {A: {Value: !If [C, '${ssm:/a}', two]}}\n"
    )
    first, second, third = compiled(text).data["Outputs"]["A"]["Value"]["Fn::If"]
    assert (first, third) == ("C", "two")
    assert is_stand_in(second)


def test_nulls_are_dropped() -> None:
    assert properties("a: null\nb: 1\n") == {"b": 1}


def test_a_parameter_stands_in_within_conditions() -> None:
    text = (
        "resources:\n  Conditions:\n    A: !Equals ['${ssm:/a}', x]\n    B: !Not [!Equals ['${ssm:/a}', y]]\n"
        "    C: !And ['${env:C}', !Condition A]\n    D: ${env:D}\n"
    )
    data = compiled(text).data
    first = {"Ref": f"{STAND_IN}1"}
    assert data["Conditions"]["A"] == {"Fn::Equals": [first, "x"]}
    assert data["Conditions"]["B"] == {"Fn::Not": [{"Fn::Equals": [first, "y"]}]}
    assert data["Conditions"]["C"]["Fn::And"][0]["Fn::Equals"][1] == "yes"
    assert list(data["Conditions"]["D"]) == ["Fn::Equals"]
    assert data["Parameters"][f"{STAND_IN}1"] == {"Type": "String"}


def test_attributes_that_take_no_function_are_left_out() -> None:
    text = (
        "resources:\n  Conditions: {C: !Equals [a, b]}\n  Resources:\n    A:\n      Type: AWS::X::Y\n"
        "      DependsOn: [Nope, B, '${env:D}']\n      Condition: ${env:C}\n      DeletionPolicy: ${env:P}\n"
        "      UpdateReplacePolicy: Retain\n    B: {Type: AWS::X::Y, Condition: C, DependsOn: Nope}\n"
    )
    resources = compiled(text).data["Resources"]
    assert resources["A"] == {"Type": "AWS::X::Y", "DependsOn": ["B"]}
    assert resources["B"] == {"Type": "AWS::X::Y", "Condition": "C"}


def test_a_resource_of_an_unknown_type_says_nothing() -> None:
    resource = compiled("resources: {Resources: {A: {Type: '${env:T}', Foo: 1}}}\n")
    assert resource.data["Resources"]["A"]["Type"] == "Custom::Unknown"
    names = [place.at.text for place in resource.places if place.at is not None]
    assert "Foo" not in names


def test_parameters_lose_what_is_unknown_and_their_references_stay() -> None:
    text = (
        "resources:\n  Parameters:\n    A: {Type: String, Default: '${ssm:/a}'}\n    B: {Type: '${ssm:/b}'}\n"
        "  Outputs: {X: {Value: !Ref A}, Y: {Value: !Ref B}}\n"
    )
    data = compiled(text).data
    assert data["Parameters"] == {"A": {"Type": "String"}}
    assert data["Outputs"]["X"]["Value"] == {"Ref": "A"}
    assert is_stand_in(data["Outputs"]["Y"]["Value"])


def test_a_mapping_of_which_something_is_unknown_is_left_out() -> None:
    text = (
        "resources:\n  Mappings: {M: {a: {b: '${ssm:/a}'}}, N: {a: {b: c}}}\n"
        "  Outputs: {X: {Value: !FindInMap [M, a, b]}, Y: {Value: !FindInMap [N, a, b]}}\n"
    )
    data = compiled(text).data
    assert list(data["Mappings"]) == ["N"]
    assert is_stand_in(data["Outputs"]["X"]["Value"])
    assert data["Outputs"]["Y"]["Value"] == {"Fn::FindInMap": ["N", "a", "b"]}


FUNCTION = """
provider:
  name: aws
  timeout: 7
  environment: {TABLE: !Ref Table}
functions:
  list:
    handler: src/a.list
    url: true
    events:
      - http: GET /a
      - s3: photos
      - sqs: {arn: !GetAtt Queue.Arn}
"""


def test_the_framework_s_own_resources_are_there_and_nobody_wrote_them() -> None:
    text = (
        f"{FUNCTION}resources:\n  Resources:\n    Table: {{Type: AWS::DynamoDB::Table}}\n"
        "    Rule: {Type: AWS::Events::Rule, Properties: {Arn: !GetAtt ListLambdaFunction.Arn}}\n"
        "    Own: {Type: AWS::S3::Bucket}\n"
        "  Outputs: {Url: {Value: !Sub 'x${ListLambdaFunctionUrl.FunctionUrl}'}}\n"
    )
    template = compiled(text)
    resources = template.data["Resources"]
    function = resources["ListLambdaFunction"]["Properties"]
    assert function["Timeout"] == 7
    assert function["Environment"] == {"Variables": {"TABLE": {"Ref": "Table"}}}
    assert function["Role"] == {"Fn::GetAtt": ["IamRoleLambdaExecution", "Arn"]}
    assert resources["S3BucketPhotos"]["Properties"] == {"BucketName": "photos"}
    assert set(resources) == {
        *("Table", "Rule", "Own", "ListLambdaFunction", "ListLambdaFunctionUrl", "ListLogGroup"),
        *("IamRoleLambdaExecution", "ServerlessDeploymentBucket", "S3BucketPhotos"),
    }
    paths = [place.at.path for place in template.places if place.at is not None]
    assert paths
    assert all(path.startswith("resources") for path in paths)


def test_the_user_s_part_is_laid_upon_the_framework_s() -> None:
    text = (
        f"{FUNCTION}resources:\n  Resources:\n    ApiGatewayRestApi: {{Properties: {{Description: mine}}}}\n"
        "  extensions:\n    ListLambdaFunction:\n      Properties: {MemorySize: 512}\n      DependsOn: [Topic]\n"
        "    Nobody: {Properties: {a: 1}}\n"
    )
    resources = compiled(text).data["Resources"]
    assert resources["ApiGatewayRestApi"]["Properties"] == {"Name": "rest", "Description": "mine"}
    assert resources["ListLambdaFunction"]["Properties"]["MemorySize"] == 512
    assert resources["ListLambdaFunction"]["DependsOn"] == ["ListLogGroup"]
    assert "Nobody" not in resources


def test_what_the_framework_may_complete_is_told() -> None:
    text = (
        f"{FUNCTION}resources:\n  Resources:\n    S3BucketPhotos: {{Type: AWS::S3::Bucket}}\n"
        "    CognitoUserPoolMine: {Type: AWS::Cognito::UserPool}\n    ApiGatewayMethodAGet: {Properties: {a: 1}}\n"
    )
    template = compiled(text)
    assert template.mergeable == {"S3BucketPhotos", "ApiGatewayMethodAGet"}
    assert template.data["Resources"]["ApiGatewayMethodAGet"]["Type"] == "Custom::Unknown"


def test_what_is_referred_to_anywhere_is_used() -> None:
    text = f"{FUNCTION}resources:\n  Parameters: {{Table: {{Type: String}}, Other: {{Type: String}}}}\n"
    used = compiled(text).used
    assert used is not None
    assert "Table" in used
    assert "Other" not in used
    assert "Other" in (compiled(text.replace("src/a.list", "'#{Other}'")).used or ())
    assert compiled(f"{text}custom: 1\npackage: ${{env:X}}\n").used is None


def test_the_region_is_the_provider_s() -> None:
    text = "provider: {name: aws, region: eu-west-1}\nresources: {Outputs: {A: {Value: 1}}}\n"
    assert compiled(text).region == "eu-west-1"
    assert compiled("resources: {Outputs: {A: {Value: 1}}}\n").region is None


def test_text_that_a_plugin_may_rewrite_is_unknown() -> None:
    text = "resources: {Outputs: {A: {Value: 'arn:#{AWS::Region}'}}}\n"
    assert compiled(text).data["Outputs"]["A"]["Value"] == "arn:#{AWS::Region}"
    rewritten = compiled(f"plugins: [serverless-pseudo-parameters]\n{text}").data["Outputs"]["A"]["Value"]
    assert is_stand_in(rewritten)


def test_services_without_a_template_of_their_own() -> None:
    for text in ("functions: {}\n", "resources: {}\n", "resources: ${ssm:/a}\n", "provider: {name: google}\n"):
        opened = session({"serverless.yml": completed("serverless.yml", text)}).open(
            os.path.join(ROOT, "serverless.yml")
        )
        assert isinstance(opened, ServiceFile)
        assert template_of(opened.services[0]) is None


def test_nesting_beyond_what_cloudformation_takes_is_not_handed_over() -> None:
    deep = "resources: {Outputs: {A: {Value: '${file(a.yml)}'}}}\n"
    files = {f"{name}.yml": "[" * 60 + f"'${{file({after}.yml)}}'" + "]" * 60 for name, after in ("ab", "bc", "cd")}
    files["d.yml"] = "1"
    files["serverless.yml"] = completed("serverless.yml", deep)
    opened = session(files).open(os.path.join(ROOT, "serverless.yml"))
    assert isinstance(opened, ServiceFile)
    assert template_of(opened.services[0]) is None
