"""CloudFormation's functions over Values: tables of what is known, and that nothing raises or blows up."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slslint.intrinsics.evaluate import evaluate, function_of
from slslint.intrinsics.scope import Scope
from slslint.source.load import load
from slslint.source.node import MAP, SEQ, Node
from slslint.values.cursor import Cursor
from slslint.values.value import Hole, Known, Map, OneOf, Seq, Step, Text, Unknown, Value, constant, text_of

STACK = "shop-dev"


def written(text: str) -> Value:
    """YAML as a Value; `<name|class>` in a string is a hole that the variables left."""
    root = load("serverless.yml", text.encode()).root
    assert root is not None, text
    return with_holes(root)


def with_holes(node: Node) -> Value:
    if node.kind == MAP:
        return Value(Map({str(key.value): (key, with_holes(value)) for key, value in node.items}), node)
    if node.kind == SEQ:
        return Value(Seq(tuple(with_holes(item) for item in node.items)), node)
    if node.value == "<unknown>":
        return Value(Unknown("not resolved"), node, (), frozenset({"remote:ssm"}))
    if not isinstance(node.value, str) or "<" not in node.value:
        return constant(node)
    parts = re.split("<([^|>]*)[|]([a-z]*)>", node.value)
    atoms = [Hole(parts[i], parts[i + 1]) if i % 3 == 1 else parts[i] for i in range(len(parts)) if i % 3 != 2]
    return Value(text_of(atoms), node)


TEMPLATE = """
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}
  Count: {Type: Number, AllowedValues: [1, 2]}
  Free: {Type: String, Default: x}
  Secret: {Type: "AWS::SSM::Parameter::Value<String>", Default: /a, AllowedValues: [/a, /b]}
  Names: {Type: CommaDelimitedList, Default: "a,b"}
  Many: {Type: String, AllowedValues: [a, b, c, d, e, f, g, h, i]}
  Given: {Type: String}
Mappings:
  Regions:
    us-east-1: {name: virginia, list: [a, b]}
    eu-west-1: {name: ireland, list: [c, d]}
  Same:
    x: {v: one}
    y: {v: one}
Conditions:
  Yes: !Equals [a, a]
  No: !Equals [a, b]
  IsProd: !Equals [!Ref Stage, prod]
  IsGiven: !Equals [!Ref Given, given]
  IsFree: !Equals [!Ref Free, !Ref Free]
  Coerced: !Equals [1, "1"]
  NotYes: !Not [!Condition Yes]
  Both: !And [!Condition Yes, !Condition No]
  Either: !Or [!Condition IsProd, !Condition Yes]
  Unsure: !And [!Condition IsProd, !Condition Yes]
  InVirginia: !Equals [!Ref AWS::Region, us-east-1]
  InChina: !Equals [!Ref AWS::Partition, aws-cn]
  Circle: !Not [!Condition Circle]
  Round: !Not [!Condition About]
  About: !Not [!Condition Round]
  Missing: !Condition Nowhere
Resources:
  ApiGatewayRestApi: {Type: "AWS::ApiGateway::RestApi"}
  HttpApi: {Type: "AWS::ApiGatewayV2::Api", Properties: {ProtocolType: HTTP}}
  WebsocketsApi: {Type: "AWS::ApiGatewayV2::Api"}
  OtherApi: {Type: "AWS::ApiGatewayV2::Api", Properties: {ProtocolType: <p|any>}}
  HelloLambdaFunction: {Type: "AWS::Lambda::Function", Properties: {FunctionName: shop-dev-hello}}
  HelloLambdaFunctionUrl: {Type: "AWS::Lambda::Url"}
  Role: {Type: "AWS::IAM::Role", Properties: {RoleName: caller}}
  PathRole: {Type: "AWS::IAM::Role", Properties: {RoleName: !Sub "${AWS::StackName}-r", Path: /team/}}
  NewRole: {Type: "AWS::IAM::Role", Properties: {}}
  MaybeRole: {Type: "AWS::IAM::Role", Properties: {RoleName: !If [IsProd, fixed, !Ref AWS::NoValue]}}
  SelfRole: {Type: "AWS::IAM::Role", Properties: {RoleName: !Ref SelfRole}}
  Ping: {Type: "AWS::SQS::Queue", Properties: {QueueName: !GetAtt Pong.QueueName}}
  Pong: {Type: "AWS::SQS::Queue", Properties: {QueueName: !GetAtt Ping.QueueName}}
  Queue: {Type: "AWS::SQS::Queue", Properties: {QueueName: jobs}}
  Pool: {Type: "AWS::Cognito::UserPool"}
  Strange: {Type: "Custom::Thing"}
"""


def scope(region: str | None = None, template: str = TEMPLATE) -> Scope:
    cursor = Cursor(written(template))
    return Scope(
        STACK,
        parameters=cursor["Parameters"],
        mappings=cursor["Mappings"],
        conditions=cursor["Conditions"],
        resources={name: (entry["Type"].text or "", entry) for name, entry in cursor["Resources"].entries()},
        region=written(region) if region else None,
        stack_name=written("shop-dev"),
        arguments={"Given": written("given")},
    )


def shown(value: Value) -> object:
    """A value as short text: holes in `<>`, choices as a set."""
    know = value.know
    if isinstance(know, Known):
        return know.value
    if isinstance(know, Text):
        return "".join(atom if isinstance(atom, str) else f"<{atom.name}|{atom.cls}>" for atom in know.atoms)
    if isinstance(know, OneOf):
        return {shown(option) for option in know.options}
    if isinstance(know, Seq):
        return [shown(item) for item in know.items]
    if isinstance(know, Unknown):
        return Unknown
    return type(know)


REGION, ACCOUNT = "<AWS::Region|region>", "<AWS::AccountId|acct>"
PARTITION, SUFFIX = "<AWS::Partition|partition>", "<AWS::URLSuffix|seg>"
API = "<Ref:ApiGatewayRestApi|apiid>"

CASES = [
    ("plain", "plain"),
    ("12", 12),
    ("<x|any>/y", "<x|any>/y"),
    ("<unknown>", Unknown),
    ("{a: 1}", Map),
    ("{Ref: A, b: 1}", Map),
    ("[!Ref Role]", [Map]),
    # Ref
    ("!Ref ApiGatewayRestApi", API),
    ("!Ref HttpApi", "<Ref:HttpApi|apiid>"),
    ("!Ref WebsocketsApi", "<Ref:WebsocketsApi|apiid>"),
    ("!Ref AWS::Region", REGION),
    ("!Ref AWS::AccountId", ACCOUNT),
    ("!Ref AWS::StackName", "shop-dev"),
    (
        "!Ref AWS::StackId",
        f"arn:{PARTITION}:cloudformation:{REGION}:{ACCOUNT}:stack/shop-dev/<Ref:AWS::StackId|seg>",
    ),
    ("!Ref AWS::NoValue", None),
    ("!Ref AWS::NotificationARNs", Unknown),
    ("!Ref AWS::Nonsense", Unknown),
    ("!Ref Stage", {"dev", "prod"}),
    ("!Ref Count", {"1", "2"}),
    ("!Ref Free", Unknown),
    ("!Ref Secret", Unknown),
    ("!Ref Names", Unknown),
    ("!Ref Many", Unknown),
    ("!Ref Given", "given"),
    ("!Ref Nowhere", Unknown),
    ("!Ref Strange", Unknown),
    ("Ref: [x]", Unknown),
    ("Ref: <x|any>", Unknown),
    ("!Ref HelloLambdaFunction", "shop-dev-hello"),
    ("!Ref Role", "caller"),
    ("!Ref NewRole", "<Name:NewRole|seg>"),
    ("!Ref SelfRole", "<Name:SelfRole|seg>"),
    ("!GetAtt Ping.QueueName", "<Name:Ping|seg>"),
    ("!Ref Queue", f"https://sqs.{REGION}.{SUFFIX}/{ACCOUNT}/jobs"),
    # GetAtt
    ("!GetAtt Role.Arn", f"arn:{PARTITION}:iam::{ACCOUNT}:role/caller"),
    ("Fn::GetAtt: [Role, Arn]", f"arn:{PARTITION}:iam::{ACCOUNT}:role/caller"),
    ("Fn::GetAtt: Role.Arn", f"arn:{PARTITION}:iam::{ACCOUNT}:role/caller"),
    ("!GetAtt PathRole.Arn", f"arn:{PARTITION}:iam::{ACCOUNT}:role/team/shop-dev-r"),
    ("!GetAtt NewRole.Arn", f"arn:{PARTITION}:iam::{ACCOUNT}:role/<Name:NewRole|seg>"),
    ("!Ref MaybeRole", {"fixed", "<Name:MaybeRole|seg>"}),
    (
        "!GetAtt HelloLambdaFunction.Arn",
        f"arn:{PARTITION}:lambda:{REGION}:{ACCOUNT}:function:shop-dev-hello",
    ),
    ("!GetAtt ApiGatewayRestApi.RestApiId", API),
    ("!GetAtt HttpApi.ApiId", "<Ref:HttpApi|apiid>"),
    ("!GetAtt HttpApi.ApiEndpoint", f"https://<Ref:HttpApi|apiid>.execute-api.{REGION}.{SUFFIX}"),
    ("!GetAtt WebsocketsApi.ApiEndpoint", f"wss://<Ref:WebsocketsApi|apiid>.execute-api.{REGION}.{SUFFIX}"),
    ("!GetAtt OtherApi.ApiEndpoint", f"<Scheme:OtherApi|seg>://<Ref:OtherApi|apiid>.execute-api.{REGION}.{SUFFIX}"),
    (
        "!GetAtt HelloLambdaFunctionUrl.FunctionUrl",
        f"https://<Key:HelloLambdaFunctionUrl|seg>.lambda-url.{REGION}.on.aws/",
    ),
    ("!GetAtt Pool.ProviderName", f"cognito-idp.{REGION}.{SUFFIX}/<Ref:Pool|seg>"),
    ("!GetAtt ApiGatewayRestApi.RootResourceId", Unknown),
    ("!GetAtt Strange.Outputs.Url", Unknown),
    ("!GetAtt Nowhere.Arn", Unknown),
    ("Fn::GetAtt: Role", Unknown),
    ("Fn::GetAtt: [Role, {Ref: Given}]", Unknown),
    # Sub
    (
        "!Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi}/dev/GET/",
        f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{API}/dev/GET/",
    ),
    ("!Sub plain", "plain"),
    ('!Sub ""', ""),
    ('!Sub "${!Literal}-${!aws:username}"', "${Literal}-${aws:username}"),
    ("!Sub '${!<x|any>}'", "${<x|any>}"),
    ("!Sub ['${A}-${A}-${B}', {A: x, B: !Ref Given}]", "x-x-given"),
    ("!Sub ['${Given}', {Given: mine}]", "mine"),
    ("!Sub '<stage|stage>/${Given}'", "<stage|stage>/given"),
    ("!Sub '${<x|any>}'", "<Sub:${ x}|any>"),
    ("!Sub 'a${Given'", "a${Given"),
    ("!Sub '$${Given}{}'", "$given{}"),
    ("!Sub '${Role.Arn}/x'", f"arn:{PARTITION}:iam::{ACCOUNT}:role/caller/x"),
    ("!Sub '${Nowhere}'", "<Ref:Nowhere|any>"),
    ("!Sub '${AWS::NoValue}'", "<Sub:AWS::NoValue|any>"),
    ("!Sub '${Stage}/${Stage}'", {"dev/dev", "prod/prod"}),
    ("!Sub '${Stage}${Count}'", {"dev1", "dev2", "prod1", "prod2"}),
    ("!Sub '<unknown>'", Unknown),
    ("!Sub [1]", Unknown),
    ("!Sub ['${A}', b]", Unknown),
    # Join
    ("!Join ['/', [a, !Ref Given, 1, true]]", "a/given/1/true"),
    ("!Join ['', []]", ""),
    ("!Join ['-', [a, !Ref AWS::NoValue, b]]", "a-b"),
    ("!Join ['-', [a, !If [IsProd, x, !Ref AWS::NoValue], b]]", {"a-x-b", "a-b"}),
    ("!Join ['', [arn, <x|any>, b]]", "arn<x|any>b"),
    ("!Join [',', !Split ['/', a/b]]", "a,b"),
    ("!Join [',', !If [IsProd, [a, b], [c]]]", {"a,b", "c"}),
    ("!Join [',', !Ref Names]", Unknown),
    ("!Join [<x|any>, [a]]", Unknown),
    ("!Join a", Unknown),
    # Split and Select
    ("!Split ['/', a/b/c]", ["a", "b", "c"]),
    ("!Select [1, [a, b]]", "b"),
    ("!Select ['0', [!Ref Given, b]]", "given"),
    ("!Select [2, [a, b]]", Unknown),
    ("!Select [-1, [a, b]]", Unknown),
    ("!Select [x, [a, b]]", Unknown),
    ("!Select [1, [!If [IsProd, a, !Ref AWS::NoValue], b, c]]", Unknown),
    ("!Select [0, !Ref Names]", Unknown),
    ("!Select [0, !GetAZs '']", Unknown),
    ("!Select [2, !Split ['/', !GetAtt HttpApi.ApiEndpoint]]", f"<Ref:HttpApi|apiid>.execute-api.{REGION}.{SUFFIX}"),
    ("!Select [0, !Split ['-', !Ref AWS::Region]]", Unknown),
    ("!Select [0, !Split ['', a]]", Unknown),
    ("!Select [1, !Split ['-', !Sub '${Stage}-a']]", "a"),
    ("!Select [0, !Split ['-', !Sub '${Stage}-a']]", {"dev", "prod"}),
    # FindInMap
    ("!FindInMap [Regions, us-east-1, name]", "virginia"),
    ("!FindInMap [Regions, !Ref AWS::Region, name]", {"virginia", "ireland"}),
    ("!FindInMap [Same, !Ref AWS::Region, v]", "one"),
    ("!FindInMap [Regions, nowhere, name]", Unknown),
    ("!FindInMap [Nowhere, a, b]", Unknown),
    ("!FindInMap [Regions, nowhere, name, {DefaultValue: x}]", "x"),
    ("!Select [1, !FindInMap [Regions, us-east-1, list]]", "b"),
    ("!FindInMap [Regions]", Unknown),
    # If
    ("!If [Yes, a, b]", "a"),
    ("!If [No, a, b]", "b"),
    ("!If [Coerced, a, b]", "a"),
    ("!If [NotYes, a, b]", "b"),
    ("!If [Both, a, b]", "b"),
    ("!If [Either, a, b]", "a"),
    ("!If [Unsure, a, b]", {"a", "b"}),
    ("!If [IsProd, a, b]", {"a", "b"}),
    ("!If [IsProd, a, a]", "a"),
    ("!If [IsGiven, a, b]", "a"),
    ("!If [IsFree, a, b]", "a"),
    ("!If [InVirginia, a, b]", {"a", "b"}),
    ("!If [InChina, a, b]", {"a", "b"}),
    ("!If [Circle, a, b]", {"a", "b"}),
    ("!If [Round, a, b]", {"a", "b"}),
    ("!If [Missing, a, b]", {"a", "b"}),
    ("!If [Nowhere, a, !If [Yes, b, c]]", {"a", "b"}),
    ("!If [<unknown>, a, b]", {"a", "b"}),
    ("!If [Yes, {a: 1}, b]", Map),
    ("!If [Yes, a]", Unknown),
    # The rest
    ("!ImportValue shared", "<import:shared|any>"),
    ("!ImportValue {Fn::Sub: '${Given}-api'}", "<import:given-api|any>"),
    ("!ImportValue {Fn::Sub: '${Stage}-api'}", {"<import:dev-api|any>", "<import:prod-api|any>"}),
    ("!Base64 hello", "aGVsbG8="),
    ("!Base64 <x|any>", Unknown),
    ("!GetAZs us-east-1", Unknown),
    ("!Cidr [10.0.0.0/16, 6, 8]", Unknown),
    ("{Fn::Transform: {Name: M}}", Unknown),
    ("{a: 1, Fn::Transform: {Name: M}}", Unknown),
    ("{Fn::ToJsonString: {a: 1}}", Unknown),
    ("'{{resolve:ssm:/api/id:1}}'", "<resolve:ssm:/api/id:1|any>"),
    ("!Sub 'https://{{resolve:ssm:/${Given}/host}}/x'", "https://<resolve:ssm:/given/host|any>/x"),
    ("'{{resolve:ssm:/api'", "{{resolve:ssm:/api"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_known(text: str, expected: object) -> None:
    assert shown(evaluate(written(text), scope())) == expected


@pytest.mark.parametrize(
    ("region", "text", "expected"),
    [
        ("eu-west-1", "!Ref AWS::Region", "eu-west-1"),
        ("eu-west-1", "!Ref AWS::Partition", "aws"),
        ("eu-west-1", "!GetAtt HttpApi.ApiEndpoint", "https://<Ref:HttpApi|apiid>.execute-api.eu-west-1.amazonaws.com"),
        ("eu-west-1", "!FindInMap [Regions, !Ref AWS::Region, name]", "ireland"),
        ("ap-south-1", "!FindInMap [Regions, !Ref AWS::Region, name]", Unknown),
        ("eu-west-1", "!If [InVirginia, a, b]", "b"),
        ("eu-west-1", "!If [InChina, a, b]", "b"),
        ("us-east-1", "!If [InVirginia, a, b]", "a"),
        ("cn-north-1", "!If [InChina, a, b]", "a"),
        ("cn-north-1", "!Sub 'arn:${AWS::Partition}:s3:::x.${AWS::URLSuffix}'", "arn:aws-cn:s3:::x.amazonaws.com.cn"),
        ("us-gov-west-1", "!Ref AWS::Partition", "aws-us-gov"),
        ("us-gov-west-1", "!Ref AWS::URLSuffix", "amazonaws.com"),
        ("<r|any>-1", "!Ref AWS::Region", "<r|any>-1"),
        ("<r|any>-1", "!Ref AWS::Partition", PARTITION),
        ("<unknown>", "!Ref AWS::Region", REGION),
        ("''", "!Ref AWS::Region", REGION),
        ("7", "!Ref AWS::Region", REGION),
    ],
)
def test_where_the_region_is_known(region: str, text: str, expected: object) -> None:
    assert shown(evaluate(written(text), scope(region))) == expected


def test_one_of_two_regions() -> None:
    regions = Value(OneOf((written("eu-west-1"), written("cn-north-1"))), written("x").at)
    both = Scope(STACK, region=regions)
    assert shown(evaluate(written("!Ref AWS::Region"), both)) == {"eu-west-1", "cn-north-1"}
    assert shown(evaluate(written("!Ref AWS::Partition"), both)) == {"aws", "aws-cn"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("!GetAtt Role.Arn", "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Role}'"),
        ("!GetAtt NewRole.Arn", "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${NewRole}'"),
        (
            "!GetAtt HttpApi.ApiEndpoint",
            "!Join ['', ['https://', !Ref HttpApi, '.execute-api.', !Ref AWS::Region, '.', !Ref AWS::URLSuffix]]",
        ),
        ("!Ref ApiGatewayRestApi", "!GetAtt ApiGatewayRestApi.RestApiId"),
        ("!Sub '${Nowhere}/x'", "!Join ['/', [!Ref Nowhere, x]]"),
        ("!Sub '${Strange.Url}/x'", "!Join ['/', [!GetAtt Strange.Url, x]]"),
        ("!Sub '${Free}/x'", "!Join ['/', [!Ref Free, x]]"),
        ("!ImportValue a", "!Sub ['${X}', {X: !ImportValue a}]"),
        ("!Sub '${AWS::Region}'", "!Ref AWS::Region"),
    ],
)
def test_the_same_said_twice_is_equal(one: str, other: str) -> None:
    same = scope()
    assert evaluate(written(one), same).know == evaluate(written(other), same).know


def test_other_stacks_have_other_holes() -> None:
    value = written("!Ref ApiGatewayRestApi")
    template = scope()
    other = Scope("mail-dev", resources=template.resources)
    assert evaluate(value, template).know != evaluate(value, other).know
    exported = written("!ImportValue shared")
    assert evaluate(exported, template).know == evaluate(exported, other).know
    regional = written("!ImportValue {Fn::Sub: '${AWS::Region}-x'}")
    assert evaluate(regional, template).know != evaluate(regional, other).know


def test_what_is_unknown_equals_itself_only() -> None:
    same = scope()
    one, other = written("!Select [0, <unknown>]"), written("!Select [0, <unknown>]")
    assert evaluate(one, same).know == evaluate(one, same).know
    assert evaluate(one, same).know != evaluate(other, same).know


def test_a_choice_stands_at_its_branch() -> None:
    value = written("!If [Yes, chosen, other]")
    assert evaluate(value, scope()).at.text == "chosen"
    assert evaluate(written("!Sub '${Given}'"), scope()).at.text == "!Sub '${Given}'"


def test_what_an_answer_rests_on_is_remembered() -> None:
    stage = Value(Known("dev"), written("dev").at, (Step("self", "custom.stage"),), frozenset({"stage"}))
    base = scope()
    given = Scope(STACK, parameters=base.parameters, conditions=base.conditions, arguments={"Given": stage})
    found = evaluate(written("!Join ['-', [!Ref Given, !If [IsGiven, a, b]]]"), given)
    assert shown(found) == "dev-b"
    assert found.deps == {"stage"}
    assert [step.kind for step in found.trail] == ["self", "param"]
    again = evaluate(written("!If [IsGiven, a, b]"), given)
    assert again.deps == {"stage"}
    region = Value(Known("eu-west-1"), written("x").at, (), frozenset({"opt:region"}))
    assert evaluate(written("!Ref AWS::Partition"), Scope(STACK, region=region)).deps == {"opt:region"}


def test_a_mapping_is_related_to_what_comes_of_it() -> None:
    found = evaluate(written("!FindInMap [Regions, us-east-1, name]"), scope())
    assert [(step.kind, step.node.text if step.node else "") for step in found.trail] == [("self", "virginia")]


def test_a_default_is_what_a_parameter_is_unless_overridden() -> None:
    know = evaluate(written("!Ref Free"), scope()).know
    assert isinstance(know, Unknown)
    assert know.otherwise is not None
    assert know.otherwise.know == Known("x")
    assert know.hole == Hole("Ref:Free", "any", STACK)


def test_what_needs_no_evaluation_is_the_same_object() -> None:
    for text in ("plain", "12", "[a, b]", "{a: 1}", "<x|any>"):
        value = written(text)
        assert evaluate(value, scope()) is value
    choice = Value(OneOf((written("a"), written("b"))), written("c").at)
    assert evaluate(choice, scope()) is choice


def test_choices_inside_choices() -> None:
    inner = Value(OneOf((written("!Ref Given"), written("b"))), written("x").at)
    outer = Value(OneOf((inner, written("b"), written("c"))), written("x").at)
    assert shown(evaluate(outer, scope())) == {"given", "b", "c"}
    template = Value(OneOf((written("${Given}/a"), written("${Given}/b"))), written("x").at)
    key = written("k").at
    assert shown(evaluate(Value(Map({"Fn::Sub": (key, template)}), key), scope())) == {"given/a", "given/b"}


def test_marks_of_the_pseudo_parameters_plugin() -> None:
    base = scope()
    plugin = Scope(STACK, resources=base.resources, hash_marks=True)
    text = "'arn:aws:execute-api:#{AWS::Region}:#{AWS::AccountId}:#{ApiGatewayRestApi}/dev/GET/${x}'"
    assert shown(evaluate(written(text), plugin)) == f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{API}/dev/GET/${{x}}"
    assert shown(evaluate(written("!Sub '#{Role}/${Role}'"), plugin)) == "caller/caller"
    assert shown(evaluate(written("'#{Role}'"), base)) == "#{Role}"


def test_one_is_not_true() -> None:
    found = evaluate(written("!If [IsProd, 1, true]"), scope())
    assert isinstance(found.know, OneOf)
    assert [option.know for option in found.know.options] == [Known(1), Known(True)]


def test_more_than_eight_ways_are_a_hole() -> None:
    template = "Parameters: {A: {Type: String, AllowedValues: [a, b, c]}, B: {Type: String, AllowedValues: [d, e, f]}}"
    found = evaluate(written("!Sub '${A}/${B}/x'"), scope(template=template))
    assert isinstance(found.know, OneOf)
    assert len(found.know.options) == 3
    assert all(isinstance(option.know, Text) and option.know.atoms[-1] == "/x" for option in found.know.options)


def nested(depth: int) -> str:
    return "{Fn::ImportValue: " * depth + "x" + "}" * depth


def test_nesting_is_bounded() -> None:
    assert isinstance(evaluate(written(nested(50)), scope()).know, Text)
    assert shown(evaluate(written(nested(51)), scope())) is Unknown


def test_long_chains_of_conditions_and_names_are_bounded() -> None:
    conditions = "".join(f"  C{i}: !Condition C{i + 1}\n" for i in range(500))
    chain = scope(template=f"Conditions:\n{conditions}  C500: !Equals [a, a]\n")
    assert shown(evaluate(written("!If [C0, a, b]"), chain)) is Unknown
    assert shown(evaluate(written("!If [C490, a, b]"), chain)) == "a"
    roles = "".join(
        f"  R{i}: {{Type: 'AWS::IAM::Role', Properties: {{RoleName: !Ref R{i + 1}}}}}\n" for i in range(500)
    )
    chain = scope(template=f"Resources:\n{roles}  R500: {{Type: 'AWS::IAM::Role', Properties: {{RoleName: end}}}}\n")
    assert shown(evaluate(written("!Ref R0"), chain)) is Unknown
    assert shown(evaluate(written("!Ref R490"), chain)) == "end"


def test_doubling_by_aliases_is_bounded() -> None:
    value = written("word")
    for _ in range(45):
        pair = Value(Seq((written("''"), Value(Seq((value, value)), value.at))), value.at)
        value = Value(Map({"Fn::Join": (value.at, pair)}), value.at)
    assert shown(evaluate(value, scope())) is Unknown


def test_doubling_of_names_is_bounded() -> None:
    value = written("word")
    for _ in range(24):
        variables = Value(Map({"A": (value.at, value)}), value.at)
        template = Value(Seq((written("${A}${A}"), variables)), value.at)
        substituted = Value(Map({"Fn::Sub": (value.at, template)}), value.at)
        value = Value(Map({"Fn::ImportValue": (value.at, substituted)}), value.at)
    know = evaluate(value, scope()).know
    assert isinstance(know, Text)
    assert len(str(know)) < 3000


def test_long_strings_are_bounded() -> None:
    text = "y" * 40_000
    assert shown(evaluate(written(f"!Sub ['${{A}}${{A}}', {{A: {text}}}]"), scope())) is Unknown


def test_wide_lists_take_linear_work() -> None:
    items = Seq(tuple(written("x") for _ in range(10_000)))
    at = written("x").at
    pair = Value(Seq((written("','"), Value(items, at))), at)
    assert shown(evaluate(Value(Map({"Fn::Join": (at, pair)}), at), scope())) == ",".join(["x"] * 10_000)


def test_function_of() -> None:
    found = function_of(written("!GetAtt a.b"))
    assert found is not None
    assert found[0] == "Fn::GetAtt"
    for text in ("a", "{a: 1}", "{Ref: a, b: c}", "{Condition: x}", "[1]"):
        assert function_of(written(text)) is None


NAMES = """Role NewRole Stage Count Free Given Names Nowhere HttpApi HttpApi.ApiEndpoint Role.Arn IsProd Circle Regions
    name AWS::Region AWS::NoValue AWS::Partition us-east-1 ${Stage} ${Role.Arn}-${!x} / <h|any> <s|seg> {{resolve:x}}"""
FUNCTIONS = """Ref Fn::Sub Fn::Join Fn::GetAtt Fn::If Fn::FindInMap Fn::Select Fn::Split Fn::ImportValue Fn::Base64
    Fn::GetAZs Fn::Cidr Fn::Transform Fn::Equals Condition a"""
TREES = st.recursive(
    st.sampled_from(NAMES.split()) | st.integers(-1, 3) | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FUNCTIONS.split()), inner, max_size=2),
    max_leaves=12,
)


def value_of(tree: object) -> Value:
    at = written("place").at
    if isinstance(tree, dict):
        return Value(Map({key: (at, value_of(part)) for key, part in tree.items()}), at)
    if isinstance(tree, list):
        return Value(Seq(tuple(map(value_of, tree))), at)
    return written(f'"{tree}"') if isinstance(tree, str) else Value(Known(tree), at)


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_never_raises_and_never_widens_beyond_eight(tree: object) -> None:
    found = evaluate(value_of(tree), SCOPE)
    if isinstance(found.know, OneOf):
        assert 2 <= len(found.know.options) <= 8
        assert not any(isinstance(option.know, OneOf) for option in found.know.options)
    if isinstance(found.know, Text):
        assert found.know == text_of(found.know.atoms)


@settings(max_examples=100, deadline=None)
@given(TREES, st.sampled_from(["Unsure", "Yes", "No"]))
def test_a_choice_between_equals_is_no_choice(tree: object, condition: str) -> None:
    value = value_of(tree)
    branches = Value(Seq((written(condition), value, value)), value.at)
    chosen = evaluate(Value(Map({"Fn::If": (value.at, branches)}), value.at), SCOPE)
    assert shown(chosen) == shown(evaluate(value, SCOPE))


SCOPE = scope()
